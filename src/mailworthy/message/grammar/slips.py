"""What rules of our own tell about a text, whatever its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from mailworthy.message.grammar import data, japanese, marks
from mailworthy.message.grammar.hit import Hit

_KINDS = {"slip": "GRAMMAR-SLIP", "word": "SPELL", "style": "GRAMMAR-STYLE"}
_DOUBLED = re.compile(
    r"(?<![\w'’.-])([^\W\d_]{1,24}(?:['’][^\W\d_]{1,8})?) \1(?![\w'’-]|\.\w)", re.IGNORECASE
)
_REST = re.compile(r"(?:[^\W\d_]|['’])*")
_SIGNS = 3  # Japanese characters on either side of a slip that are shown with it
_SIGNS_BEFORE = re.compile(r"\w+\Z")
_SIGNS_BEHIND = re.compile(rf"\w{{0,{_SIGNS}}}")
_LONG = 4  # letters: a doubled word that is not known to be a slip may have fewer and be right
_KEPT = 128  # texts: a campaign's messages share most of theirs


@lru_cache(_KEPT)
def slips(text: str, language: str) -> tuple[Hit, ...]:
    """Give what rules of our own tell, in the order of the text.

    Args:
        text: Made ready by :func:`mailworthy.message.grammar.prose.prose`.
        language: An ISO 639 code of two letters.
    """
    found = [*by_rows(text, language), *marks.look(text, language)]
    found += japanese.look(text) if language == "ja" else _doubled(text, language)
    return tuple(sorted(found))


def by_rows(text: str, language: str) -> Iterator[Hit]:
    """Give what the rows of a language's file find."""
    lower = text.lower()
    for rule in data.rules(language):
        for found in rule.find(text, lower):
            half = found[0][: len(found[0]) // 2]
            instead = found.expand(rule.instead) if rule.instead else half if found[0] == 2 * half else ""
            before, behind = _shown_with(text, *found.span(), rule.kind, language)
            yield Hit(
                found.start() - len(before),
                found.end() + len(behind),
                _KINDS[rule.kind],
                (before + found[0] + behind).strip(),
                (before + instead + behind).strip() if instead else "",
            )


def _shown_with(text: str, start: int, end: int, kind: str, language: str) -> tuple[str, str]:
    """Give what is shown with a hit: the rest of its word, the word that it looks at; in Japanese a few characters around."""
    if language == "ja":
        before, behind = (
            _SIGNS_BEFORE.search(text, max(0, start - _SIGNS), start),
            _SIGNS_BEHIND.match(text, end),
        )
        return (before[0] if before else "", behind[0] if behind else "") if kind == "word" else ("", "")
    behind = _REST.match(text, end) if kind == "word" or text[end - 1] == " " else None
    return "", behind[0] if behind else ""


def _doubled(text: str, language: str) -> Iterator[Hit]:
    slip, twice = data.doubled().get(language, (frozenset(), frozenset()))
    for found in _DOUBLED.finditer(text) if slip else ():
        word = found[1].lower()
        again = found[0][-len(found[1]) :]
        sure = word in slip and (again == found[1] or (again.islower() and found[1].istitle()))
        if sure or (len(word) >= _LONG and again.islower() and found[1].islower() and word not in twice):
            yield Hit(found.start(), found.end(), "GRAMMAR-DOUBLED-WORD", found[0], found[1], sure)
