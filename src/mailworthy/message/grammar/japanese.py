"""What an editor of Japanese marks and no row of patterns tells: widths, characters, two styles, too many commas.

Source:
    JIS X 0208 and RFC 1468 for the characters that old mail can carry.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from mailworthy.message.grammar.hit import Hit

WIDTH, CHARACTERS, FOREIGN, STYLE = (
    "GRAMMAR-JA-WIDTH",
    "GRAMMAR-JA-CHARACTERS",
    "GRAMMAR-JA-FOREIGN",
    "GRAMMAR-STYLE",
)

_HALF_KANA = re.compile("[\uff66-\uff6f\uff71-\uff9d][\uff66-\uff9f]+|[\uff61-\uff64]")
_RUN = re.compile("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]+")
_MIXED = re.compile("[0-9][０-９]|[０-９][0-9]|[A-Za-z][Ａ-Ｚａ-ｚ]|[Ａ-Ｚａ-ｚ][A-Za-z]")
_HALF_MARK = re.compile("(?<=[ぁ-ん])[,.](?=[ぁ-んァ-ヶ一-龠])|(?<=[一-龠]),(?=[ぁ-ん一-龠])")
# What vendors added to JIS X 0208, each in its own way: circled and Roman numerals, units, abbreviations; kanji of IBM and NEC.
_VENDORS = re.compile(
    "[\u2160-\u217f\u2460-\u24ff\u2776-\u2793\u3220-\u33ff\u2116\u2121\uf900-\ufa2d髙﨑栁濵]"
)
_RADICAL = re.compile("[\u2e80-\u2fdf]")
_APART = re.compile("[か-ほカ-ホうウ][\u3099\u309a]")
_KANA = re.compile("[ぁ-んァ-ヶ]")
_KANJI = re.compile("[\u4e00-\u9fff]")
_LINE = re.compile("[^\n]+")

_QUOTE = re.compile("「[^」\n]{0,200}」|『[^』\n]{0,200}』|（[^）\n]{0,200}）")
_END = re.compile("[。！？!?\n]+")
_POLITE = re.compile("(?:です|ます|ません|でした|ました|でしょう|ましょう|ください|ませ)[かねよ]?[。！？!?]$")
_PLAIN = re.compile("(?:である|であった|だった|のだ|(?<=[一-龠ァ-ヶー])だ)[。！？!?]$")
_CLAUSE = re.compile("(?<=[^、]{3}[ぁ-ん])、")
_CLAUSES_MOST = 4
_LONGEST = 2000  # characters of a sentence that is looked at
_ENDING = 20  # characters
_HUMBLE = re.compile("させていただ[きくいけ]|させて頂[きくいけ]")
_HUMBLE_MOST = 3


def look(text: str) -> list[Hit]:
    """Give what stands wrong in a text."""
    return [
        *_widths(text),
        *_characters(text),
        *_foreign(text),
        *_two_styles(text),
        *_long_winded(text),
        *_humble(text),
    ]


def _widths(text: str) -> Iterator[Hit]:
    for found in _HALF_KANA.finditer(text):
        yield Hit(*found.span(), WIDTH, found[0], unicodedata.normalize("NFKC", found[0]))
    for found in _RUN.finditer(text) if _MIXED.search(text) else ():
        if _MIXED.search(found[0]):
            yield Hit(*found.span(), WIDTH, found[0][:_ENDING], unicodedata.normalize("NFKC", found[0]))
    for found in _HALF_MARK.finditer(text):
        start, end = found.start() - 1, found.end() + 1
        mark = {",": "、", ".": "。"}[found[0]]
        yield Hit(start, end, WIDTH, text[start:end], f"{text[start]}{mark}{text[end - 1]}", sure=False)


def _characters(text: str) -> Iterator[Hit]:
    for found in _VENDORS.finditer(text):
        yield Hit(*found.span(), CHARACTERS, found[0])
    for found in _APART.finditer(text):
        yield Hit(*found.span(), CHARACTERS, found[0], unicodedata.normalize("NFC", found[0]))


def _foreign(text: str) -> Iterator[Hit]:
    """Give the characters of lines in kana that Chinese has and Japanese has not."""
    strange = {sign for sign in set(text) if _foreign_sign(sign)}
    for line in _LINE.finditer(text) if strange else ():
        if _KANA.search(line[0]):
            for at, sign in enumerate(line[0], line.start()):
                if sign in strange:
                    start, end = max(line.start(), at - 2), min(line.end(), at + 3)
                    instead = unicodedata.normalize("NFKC", sign) if _RADICAL.match(sign) else ""
                    yield Hit(at, at + 1, FOREIGN, text[start:end], instead, sure=False)


def _foreign_sign(sign: str) -> bool:
    if _RADICAL.match(sign):
        return True
    return bool(_KANJI.match(sign)) and not _has(sign, "euc_jis_2004") and _has(sign, "gb2312")


def _has(sign: str, charset: str) -> bool:
    try:
        sign.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Give where the sentences are that a mark ends."""
    start = 0
    for end in _END.finditer(text):
        if not end[0].startswith("\n") and end.start() > start:
            yield start, end.start() + 1
        start = end.end()


def _two_styles(text: str) -> Iterator[Hit]:
    """Give the sentences that end plainly among polite ones; what somebody said is left out."""
    said = _QUOTE.sub(lambda quote: "\ufffc" * len(quote[0]), text)
    ends = [(start, end, said[max(start, end - _ENDING) : end]) for start, end in _sentences(said)]
    polite = sum(1 for *_, ending in ends if _POLITE.search(ending))
    plain = [(start, end) for start, end, ending in ends if _PLAIN.search(ending)]
    if not polite or len(plain) > polite:
        return
    for start, end in plain:
        begin = max(start, end - _ENDING)
        yield Hit(begin, end, STYLE, text[begin:end].strip(), sure=False)


def _long_winded(text: str) -> Iterator[Hit]:
    """Give the sentences of more than four clauses; an enumeration of things is none."""
    for start, end in _sentences(text):
        said = text[start : min(end, start + _LONGEST)]
        if said.count("、") > _CLAUSES_MOST and len(_CLAUSE.findall(said)) > _CLAUSES_MOST:
            yield Hit(start, end, STYLE, f"{said.strip()[:40]}…", sure=False)


def _humble(text: str) -> Iterator[Hit]:
    found = list(_HUMBLE.finditer(text))
    if len(found) > _HUMBLE_MOST:
        for one in found:
            yield Hit(*one.span(), STYLE, "させていただく", sure=False)
