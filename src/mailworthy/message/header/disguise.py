"""Letters that are not what they seem, in the subject and in the sender's name: other alphabets, gaps, what is not seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mailworthy.finding import Confidence, Finding
from mailworthy.message.header.header import Header, author_at, subject_at
from mailworthy.message.lookalike import look_alike_words
from mailworthy.message.phrases.plain import Plain
from mailworthy.message.places import Place, found

_CHARACTERS = 1_000
_LETTER = r"[^\W\d_\u3040-\u9fff\uac00-\ud7af]"  # of a script with blanks between words
_GAPPY = re.compile(
    rf"(?<![\w.]){_LETTER}(?P<gap>[ .\-_*·•|/~]{{1,3}}){_LETTER}(?:(?P=gap){_LETTER}){{2,}}(?!\w)|(?<![\w.]){_LETTER}(?:[.*_·•|~]{_LETTER}){{3,}}(?!\w)"
)
_ACRONYM = re.compile(r"(?:[A-Z]\.){2,6}[A-Z]?|(?:[A-Z][/-]){1,2}[A-Z]")
_LEET = re.compile(
    r"(?<![\w@.$!])(?=[^\W\d_])(?:[^\W\d_]*(?:[@$]|(?<=[a-z])[01!])(?=[a-z])){1,5}[^\W_]*(?![\w.@])"
    r"|(?<![\w@.$])[A-Za-z]{2,20}[a-z][@$](?![\w.@$])"
)  # c@sh, fr$$, pr1ce; drug$
_ADDRESS = re.compile(r"[^@]{2,}@[^@]{4,}")
_LATIN_END = "\u024f"
_UNSEEN = 15  # characters around something that cannot be seen


class _Text(NamedTuple):
    text: str
    place: Place


def look(header: Header) -> Iterator[Finding]:
    """Say which words are disguised."""
    texts = [_Text(header.draft.subject[:_CHARACTERS], subject_at(header))]
    if header.authors:
        texts.append(_Text(header.authors[0].name[:_CHARACTERS], author_at(header)))
    yield from _alike(texts)
    yield from _unseen(texts)
    yield from _gappy(texts)


def _alike(texts: list[_Text]) -> Iterator[Finding]:
    hits = [
        (one, text[start:end], reading)
        for one in texts
        for text in (one.text,)
        for start, end, reading in look_alike_words(text)
    ]
    if hits:
        detail = ", ".join(f"{word} ~ {reading}" for _, word, reading in hits[:5])[:200]
        yield found(
            "HDR-LETTERS-LOOKALIKE",
            [one.place for one, _, _ in hits],
            detail=detail,
            confidence=Confidence.LIKELY,
        )


def _unseen(texts: list[_Text]) -> Iterator[Finding]:
    """Find what has no width inside words; between emoji and at the ends it does no harm."""
    hits = [
        (one, place)
        for one in texts
        if not one.text.isascii()
        for place in Plain(one.text).masked
        if not one.text[place].isalnum() and not _joins(one.text, place)
    ]
    if hits:
        one, place = hits[0]
        around = one.text[max(0, place - _UNSEEN) : place + _UNSEEN]
        detail = "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in around)
        yield found("HDR-LETTERS-UNSEEN", [each.place for each, _ in hits], detail=detail)


def _joins(text: str, place: int) -> bool:
    """Tell whether this is a joiner where a script needs it, as Persian and those of India do."""
    return text[place] in "\u200c\u200d" and text[place - 1] > _LATIN_END


def _gappy(texts: list[_Text]) -> Iterator[Finding]:
    hits = [
        (one, seen[0])
        for one in texts
        for pattern in (_GAPPY, _LEET)
        for seen in pattern.finditer(one.text)
        if not (_ACRONYM.fullmatch(seen[0]) or _ADDRESS.fullmatch(seen[0]))
    ]
    if hits:
        detail = ", ".join(word for _, word in hits[:5])[:120]
        yield found(
            "HDR-LETTERS-GAPPY", [one.place for one, _ in hits], detail=detail, confidence=Confidence.LIKELY
        )
