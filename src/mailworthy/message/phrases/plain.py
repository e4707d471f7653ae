"""How a text reads when spelling is set aside: case, width, blanks, amounts; with the way back to the original.

What an honest writer varies is folded here. What only somebody who hides a word does is noted
(:attr:`Plain.masked`) or undone in :mod:`mailworthy.message.phrases.unmasked`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from unicodedata import normalize

from mailworthy.message.phrases.mapped import Edit, Mapped, in_order

AMOUNT = "\x02"  # what stands for "$500", "50 €", "5,000円" and for $$$ in a phrase
NUMBER = "#"
LINK = "\x03"
FILLED = "\x04"  # a long run of characters without width: preheader padding, or the gap of a split word
CJK = "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〆ヶ"

_ZERO_WIDTH = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e0fff"
)
_SHAPES = "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variation selectors: emoji and names in kanji have them
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a\uff9e\uff9f"
# Nothing but case differs between these and their folded form.
_STABLE = r"\x00-\x7e¤-§©«®°±¶»À-ÖØ-Þà-öø-ÿ–—„…“”€а-яА-ЯёЁ、。「」・" + CJK + _ZERO_WIDTH
_GAP_OF_ASCII = re.compile(r"\s\s+|[^\S ]")
_LINE_END = re.compile(r"(?<=\S)\n(?=\S)")
_GAP = re.compile(rf"[\s{_ZERO_WIDTH}]{{2,}}|[^\S ]|[{_ZERO_WIDTH}]")
_ODD = re.compile(rf"[^\s{_STABLE}][{_MARKS}]*")
_ODD_OR_MARKED = re.compile(rf"[^\s{_STABLE}{_MARKS}][{_MARKS}]*|[^\s{_ZERO_WIDTH}]?[{_MARKS}]+")
_ANY_MARK = re.compile(f"[{_MARKS}]")
_ANY_CJK = re.compile(f"[{CJK}]")
_ONLY_SHAPES = re.compile(f"[{_SHAPES}]+")
_PADDING = (
    4  # so many characters without width in a row fill a line; nobody puts as many inside a word by accident
)
_STYLED = re.compile("[\u2460-\u24ff\U0001d400-\U0001d7ff\U0001f110-\U0001f189]")  # ⓕⓡⓔⓔ, 𝐟𝐫𝐞𝐞
_QUOTES = str.maketrans({"‘": "'", "’": "'", "′": "'", "‐": "-", "‑": "-", "⁃": "-", "−": "-"})

_UNIT = (
    r"(?:[$€£¥₩₹]|(?:eur|usd|gbp|chf|jpy|euros?|dollars?|pounds?|francs?|franken|dollar|pfund|yen)\b"
    r"|億円|万円|千円|円|億ドル|万ドル|ドル|ユーロ)"
)
_SCALE = r"(?: ?(?:k|m|mio|mrd|millions?|billions?|millionen|milliarden|万|億)(?![^\W\d_]))?"
_DIGITS = rf"\d(?:[\d.,]{{0,20}}\d)?(?:,-)?{_SCALE}"
_VALUES = re.compile(
    rf"(?P<amount>[$€£¥₩₹] ?{_DIGITS}|\d(?<![a-z0-9_.,]\d)(?:[\d.,]{{0,20}}\d)?(?:,-)?{_SCALE} ?{_UNIT}"
    r"|[$€£¥](?<!\S.)[$€£¥]{1,4}(?![^\W_]))"
    r"|\d(?<![a-z0-9_.,@$€£]\d)(?:[\d.,]{0,20}\d)?(?P<share> ?(?:%|percent\b|prozent\b|パーセント))"
    rf"|(?P<number>\d(?<![a-z0-9_.,@$€£]\d)(?:[\d.,]{{0,20}}\d)?(?=[ -][^\W\d_]{{2}}|[{CJK}]))"
)
_LINKS = re.compile(rf"(?:https?://|www\.)[^\s<>{CJK}]+")
_JOINED = re.compile(r"-(?:(?<=\be-)(?=mail|book)|(?<=\bon-)(?=line))")  # e-mail, on-line
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SPACED_WORDS = re.compile(rf"(?:(?![{CJK}])[^\W_])+(?:'(?:(?![{CJK}])[^\W_])+)*")


class Plain(Mapped):
    r"""A text in its plain form.

    Args:
        original: Any text.

    Attributes:
        text: Folded: NFKC and case; one blank for blanks, ``\n`` between paragraphs; hyphens kept; a sign for an amount, # for
            a number before a word.
        masked: Offsets in the original text at which somebody put what is not seen inside a word, or letters of
            another alphabet's shape.
    """

    __slots__ = ("masked",)

    def __init__(self, original: str) -> None:
        self.masked: list[int] = []
        if original.isascii():
            original = _LINE_END.sub(" ", original)  # as long as it was: nothing to keep account of
        gaps = Mapped(original, self._gaps(original))
        folded = gaps if gaps.text.isascii() else Mapped(gaps, self._odd(gaps))
        folded.text = folded.text.lower()
        super().__init__(folded, _values(folded.text))
        self.masked.sort()

    def is_masked(self, start: int, end: int) -> bool:
        """Tell whether something is hidden within this stretch of the original."""
        at = bisect_left(self.masked, start)
        return at < len(self.masked) and self.masked[at] < end

    def words(self) -> float:
        """Give the number of words; two characters of a script without blanks count as one."""
        if self.text.isascii():
            return len(_WORDS.findall(self.text))
        return len(_SPACED_WORDS.findall(self.text)) + len(_ANY_CJK.findall(self.text)) / 2

    def _gaps(self, text: str) -> Iterator[Edit]:
        for found in (_GAP_OF_ASCII if text.isascii() else _GAP).finditer(text):
            start, end = found.span()
            gap = found[0]
            if gap == "" or gap.isspace() or any(map(str.isspace, gap)):
                yield start, end, _blank(text, start, end)
            else:
                yield start, end, self._unseen(text, start, end)

    def _unseen(self, text: str, start: int, end: int) -> str:
        """Say what stands for characters without width: nothing, or the mark of a filled gap."""
        if not (text[start - 1 : start].isalpha() and text[end : end + 1].isalpha()):
            return "" if end - start < _PADDING else FILLED
        if _ONLY_SHAPES.fullmatch(text, start, end) or _hyphenates(text, start, end):
            return ""
        if end - start >= _PADDING:
            return FILLED
        self.masked.append(start)
        return ""

    def _odd(self, gaps: Mapped) -> Iterator[Edit]:
        text = gaps.text
        for found in (_ODD_OR_MARKED if _ANY_MARK.search(text) else _ODD).finditer(text):
            new = normalize("NFKC", normalize("NFKC", found[0]).casefold()).translate(_QUOTES)
            if new != found[0]:
                yield *found.span(), new
            if _STYLED.match(found[0]):
                self.masked.append(gaps.span(*found.span())[0])


def _blank(text: str, start: int, end: int) -> str:
    lines = text.count("\n", start, end) or text.count("\r", start, end)
    if lines > 1:
        return "\n"
    if lines and _ANY_CJK.match(text, end) and start and _ANY_CJK.match(text, start - 1):
        return ""  # a line of Japanese ends anywhere
    return " "


def _hyphenates(text: str, start: int, end: int) -> bool:
    """Tell whether this is a soft hyphen where a word may be parted: two letters or more on either side."""
    return text[start:end] == "\u00ad" and text[start - 2 : start].isalpha() and text[end : end + 2].isalpha()


def _values(text: str) -> list[Edit]:
    edits: list[Edit] = []
    if "www." in text or "http" in text:
        edits += ((*found.span(), LINK) for found in _LINKS.finditer(text))
    for found in _VALUES.finditer(text):
        what = found.lastgroup or ""
        edits.append((*found.span(what), _STANDS[what]))
    edits += ((*found.span(), "") for found in _JOINED.finditer(text))
    return in_order(edits)


_STANDS = {"amount": AMOUNT, "share": "%", "number": NUMBER}
