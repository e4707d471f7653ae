"""Letters that are not what they look like: invisible ones inside words, those of another alphabet, words taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.content.sight import LOOK_AT, Sight, places
from mailworthy.message.phrases.unmasked import LOOK_ALIKES
from mailworthy.message.places import found
from mailworthy.message.reading import Part
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span

# Persian, Thai and the scripts of India write with characters without width; Latin, Greek and Cyrillic never do.
_LETTER = "A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ"
_UNSEEN = "\u200b-\u200f\u2060-\u2064\ufeff\u034f\u180e\u00ad\u202a-\u202e\u2066-\u2069"
_ANY_UNSEEN = re.compile(f"[{_UNSEEN}]")
_INSIDE = re.compile(rf"(?<=[{_LETTER}])[{_UNSEEN}]{{1,8}}(?=[{_LETTER}])")
_TURNED = re.compile("[\u202d\u202e]")  # what follows is shown from right to left
_SOFT_HYPHEN = "\u00ad"
_WORD = re.compile(rf"[{_LETTER}]{{4,40}}")
_NOT_LATIN = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_BESIDE = re.compile("[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z]")
_GARBLED = re.compile("[a-zа-я][А-Я]")  # what octets in the wrong charset look like
_STYLED = re.compile("[\U0001d400-\U0001d7ff]{4,}")
_APART = re.compile(r"([ .*_|~-])(?<=[\W_][A-Za-z].)[A-Za-z](?:\1[A-Za-z]){2,40}(?![^\W_])")
_IN_SOURCE = re.compile(
    r"<(?<=[A-Za-z]<)(?:!--[^<>]{0,200}--|([a-z][a-z0-9]{0,20})(?: [^<>]{0,100})?></\1|([a-z]{6,20}))>(?=[a-z])"
)
_TAGS = frozenset(("strong", "center", "strike", "button", "section", "article", "header", "footer", "figure", "figcaption",
                   "caption", "legend", "fieldset", "address", "blockquote", "summary", "details", "picture", "source",
                   "template", "textarea", "colgroup", "option", "optgroup", "select", "object", "iframe", "noscript",
                   "script", "basefont", "acronym", "marquee", "keygen", "dialog", "search", "singleton"))  # fmt: skip
_MARKED = ("a", "img", "span")  # empty ones mark a place
_TWO, _SEVERAL = 2, 3


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say of what most people see."""
    text = sight.shown
    if not text.isascii():
        yield from _unseen(sight, text)
        yield from _alike(sight, text)
    yield from _apart(sight, text)
    if sight.page and sight.html:
        yield from _broken(sight.page, sight.html)


def _unseen(sight: Sight, text: str) -> Iterator[Finding]:
    if not _ANY_UNSEEN.search(text):
        return
    spans = [one.span() for one in _INSIDE.finditer(text) if not _hyphenates(text, *one.span())]
    spans += [one.span() for one in _TURNED.finditer(text)]
    if spans:
        severity = None if len(spans) >= _TWO else Severity.INFO
        names = dict.fromkeys(f"U+{ord(text[start]):04X}" for start, _ in spans)
        around = [_word_around(text, *span) for span in spans]
        yield found(
            "CONTENT-INVISIBLE-CHARACTER", sight.all_shown(around), detail=listed(names), severity=severity
        )


def _hyphenates(text: str, start: int, end: int) -> bool:
    """Tell a soft hyphen where a word may be parted: two letters or more on either side."""
    return (
        text[start:end] == _SOFT_HYPHEN
        and text[max(start - 2, 0) : start].isalpha()
        and text[end : end + 2].isalpha()
        and end + 1 < len(text)
    )


def _word_around(text: str, start: int, end: int) -> tuple[int, int]:
    while start and end - start < 40 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and end - start < 80 and not text[end].isspace():
        end += 1
    return start, end


def _alike(sight: Sight, text: str) -> Iterator[Finding]:
    if _NOT_LATIN.search(text):
        mixed = [one for one in _WORD.finditer(text) if _is_mixed(one[0])]
        if mixed:
            detail = listed(dict.fromkeys(one[0] for one in mixed))
            severity = None if len(mixed) >= _TWO else Severity.INFO
            yield found("CONTENT-LOOK-ALIKE", sight.all_shown([one.span() for one in mixed]), detail=detail, severity=severity)  # fmt: skip
    styled = [one.span() for one in _STYLED.finditer(text)]
    if styled:
        detail = listed(dict.fromkeys(text[slice(*span)] for span in styled))
        yield found("CONTENT-STYLED-LETTERS", sight.all_shown(styled), detail=detail)


def _is_mixed(word: str) -> bool:
    """Tell a word between whose Latin letters stand others that look like such."""
    foreign = _NOT_LATIN.findall(word)
    return (
        bool(_BESIDE.search(word))
        and not _GARBLED.search(word)
        and all(letter.lower() in LOOK_ALIKES for letter in foreign)
    )


def _apart(sight: Sight, text: str) -> Iterator[Finding]:
    found_here = _APART.finditer(f"\n{text}")  # so that each has something before it
    spans = [(one.start() - 2, one.end() - 1) for one in found_here if one[1] != "." or one[0].islower()]
    if spans:
        detail = listed(dict.fromkeys(text[slice(*span)] for span in spans))
        yield found(
            "CONTENT-SPACED-LETTERS", sight.all_shown(spans), detail=detail, confidence=Confidence.LIKELY
        )


def _broken(part: Part, html: Html) -> Iterator[Finding]:
    """Tell words that comments, empty elements or tags that do not exist take apart."""
    source = html.source[:LOOK_AT]
    spans = [
        Span(*one.span())
        for one in _IN_SOURCE.finditer(source)
        if one[2] not in _TAGS and one[1] not in _MARKED
    ]
    if len(spans) >= _SEVERAL:
        detail = listed(dict.fromkeys(source[span.start : span.end] for span in spans))
        yield found("CONTENT-BROKEN-WORDS", places(part, ((span, "") for span in spans)), detail=detail)
