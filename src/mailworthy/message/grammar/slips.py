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
            instead = found.expand(rule.instead).strip() if rule.instead else ""
            yield Hit(found.start(), found.end(), _KINDS[rule.kind], found[0].strip(), instead)


def _doubled(text: str, language: str) -> Iterator[Hit]:
    slip, twice = data.doubled().get(language, (frozenset(), frozenset()))
    for found in _DOUBLED.finditer(text) if slip else ():
        word = found[1].lower()
        again = found[0][-len(found[1]) :]
        sure = word in slip and (again == again.lower() or found[1] == again)
        if sure or (len(word) >= _LONG and again.islower() and found[1].islower() and word not in twice):
            yield Hit(found.start(), found.end(), "GRAMMAR-DOUBLED-WORD", found[0], found[1], sure)
