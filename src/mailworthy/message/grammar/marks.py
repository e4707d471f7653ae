"""Marks between words: blanks before them, none behind them, two where one belongs, brackets that nobody closes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.message.grammar.hit import Hit
from mailworthy.message.grammar.prose import OBJECT

LANGUAGES = frozenset(("en", "de", "fr", "es", "it", "pt", "nl"))
CODE = "GRAMMAR-PUNCTUATION"

_LETTER = r"[^\W\d_]"
# fmt: off
_EACH = (
    # a text that every hit has    what it looks like                                        what belongs there
    (" ,",  re.compile(rf"(?<={_LETTER}) ,(?=\s|$)", re.MULTILINE),                          ","),
    (" .",  re.compile(rf"(?<={_LETTER}{{2}}) \.(?=\s|$)", re.MULTILINE),                    "."),
    (",,",  re.compile(rf"(?<={_LETTER}),,(?=\s|$)", re.MULTILINE),                          ","),
    ("..",  re.compile(rf"(?<={_LETTER}{{3}})\.\.(?=\s|$)", re.MULTILINE),                   "."),
    (",",   re.compile(r"(?<=[a-zß-ÿ]{2}),(?=[a-zß-ÿ]{3})"),                                 ", "),
    (".",   re.compile(r"(?<![\w.])([a-zß-ÿ]{3,25})\.(?=[A-ZÄÖÜÉÀ][a-zß-ÿ]+(?:\s|,))"),               r"\1. "),
)
_EXCEPT_FRENCH = (
    (" !",  re.compile(rf"(?<={_LETTER}{{2}}) (?=[!?](?:\s|$))", re.MULTILINE),              ""),
)
# fmt: on
_PAIRS = {"(": ")", "[": "]", "«": "»", "„": '“”"', "「": "」", "『": "』", "（": "）", "【": "】"}
_OPENING = re.compile("[(\\[«„「『（【]")
_SENTENCE = 40  # characters: a shorter line may hold a sign, a list's number, half of a label
_SIGNS = re.compile(r"[:;=]['’-]?[(\[]")
_CLOSED_LATER = 400  # characters: what a line opens another may close


def look(text: str, language: str) -> Iterator[Hit]:
    """Give the marks that stand wrong in a text."""
    if language in LANGUAGES:
        for has, pattern, instead in (*_EACH, *(() if language == "fr" else _EXCEPT_FRENCH)):
            for found in pattern.finditer(text) if has in text else ():
                yield _with_its_words(text, found.start(), found.end(), found.expand(instead))
    if language in LANGUAGES or language == "ja":
        yield from _unclosed(text)


def _with_its_words(text: str, start: int, end: int, instead: str) -> Hit:
    """Show a mark with the words around it: alone it tells nobody anything."""
    begin = start
    while begin > 0 and start - begin < 30 and not text[begin - 1].isspace():
        begin -= 1
    stop = end
    while stop < len(text) and stop - end < 30 and not text[stop].isspace():
        stop += 1
    wrong = text[begin:stop]
    return Hit(begin, stop, CODE, wrong, text[begin:start] + instead + text[end:stop], sure=False)


def _unclosed(text: str) -> Iterator[Hit]:
    at = 0
    for line in text.split("\n"):
        if len(line) >= _SENTENCE and _OPENING.search(line):
            yield from _in_line(line, at, text)
        at += len(line) + 1


def _in_line(line: str, at: int, text: str) -> Iterator[Hit]:
    """Give the brackets that a line opens once and that nobody closes, there or soon after."""
    bare = _SIGNS.sub(lambda sign: "." * len(sign[0]), line)
    for opening, closing in _PAIRS.items():
        start = bare.rfind(opening)
        if start < 0 or bare.count(opening) > 1 or any(mark in bare[start:] for mark in closing):
            continue
        behind = at + len(line)
        if not any(mark in text[behind : behind + _CLOSED_LATER] for mark in closing):
            end = min(start + 30, len(line))
            yield Hit(at + start, at + end, CODE, line[start:end].replace(OBJECT, ""), sure=False)
