"""Where sentences begin and end, and where what the law or the sender's machinery wants said begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from mailworthy.message.grammar import data
from mailworthy.message.grammar.prose import OBJECT

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

_KEPT = 128  # texts
_END = re.compile(r"[.!?…]+[\"'”’»“)\]]*(?=[\s\ufffc]|$)")
_END_JA = re.compile("[。！？!?]+[」』）)]*")
_BEFORE = re.compile(r"([^\s(]+)$")
_WORDS_LEAST = 3
_LINE_WORDS = 8  # of a line without an end that is a sentence all the same: a heading or a button has fewer
_SIGNS_LEAST = 6  # of a Japanese sentence
_FOOT_FROM = 0.25  # of a text: a line further up that speaks of unsubscribing is no footer yet
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)


class Sentence(NamedTuple):
    """A sentence: where it stands, how many words it has, and whether a mark ends it."""

    start: int
    end: int
    words: int
    ended: bool


@lru_cache(_KEPT)
def sentences(text: str, language: str) -> tuple[Sentence, ...]:
    """Give the sentences of a text, footer, headings and buttons left out.

    Args:
        text: Made ready by :func:`mailworthy.message.grammar.prose.prose`.
        language: An ISO 639 code of two letters; a Japanese sentence has no words, but characters.
    """
    text = text[: _foot(text)]
    found = _japanese(text) if language in {"ja", "zh"} else _with_words(text, language)
    return tuple(found)


def _foot(text: str) -> int:
    """Give where a message's footer begins."""
    lower = text.lower()
    begin = int(len(text) * _FOOT_FROM)
    ends = [at for said in data.footer() if (at := lower.find(said, begin)) >= 0]
    signed = _SIGNATURE.search(text)
    first = min([*ends, signed.start() if signed else len(text), len(text)])
    return text.rfind("\n", 0, first) + 1 if first < len(text) else first


def _with_words(text: str, language: str) -> Iterator[Sentence]:
    at = 0
    for line in text.split("\n"):
        start = 0
        for found in _END.finditer(line):
            if _ends(line, found, language):
                yield from _sentence(line[start : found.end()], at + start, _WORDS_LEAST, ended=True)
                start = found.end()
        yield from _sentence(line[start:], at + start, _LINE_WORDS, ended=False)
        at += len(line) + 1


def _sentence(said: str, at: int, least: int, *, ended: bool) -> Iterator[Sentence]:
    words = sum(1 for _ in WORD.finditer(said)) if len(said) >= least else 0
    if words >= least:
        start = at + len(said) - len(said.lstrip())
        yield Sentence(start, at + len(said.rstrip()), words, ended)


def _ends(line: str, found: re.Match[str], language: str) -> bool:
    """Tell an end from an abbreviation, an initial, an ordinal number."""
    after = line[found.end() :].lstrip()
    if after[:1].islower():
        return False
    if found[0] != "." or not after:
        return True
    before = _BEFORE.search(line, max(0, found.start() - 24), found.start())
    word = before[1] if before else ""
    if len(word) == 1 and word.isalpha() and word != "I":
        return False
    if word.isdigit():
        return language not in {"de", "cs", "da", "nb", "fi", "pl", "hu"}
    return f"{word.lower()}." not in data.abbreviations()


def _japanese(text: str) -> Iterator[Sentence]:
    at = 0
    for line in text.split("\n"):
        start = 0
        for found in _END_JA.finditer(line):
            said = line[start : found.end()].strip()
            signs = len(said.replace(OBJECT, ""))
            if signs >= _SIGNS_LEAST:
                begin = at + line.index(said, start)
                yield Sentence(begin, begin + len(said), signs, ended=True)
            start = found.end()
        at += len(line) + 1
