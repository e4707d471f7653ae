"""Where words that laws care about stand in a lowered text: one pass for all words of a language."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from mailworthy.message.law import data

HITS = 5000  # of one text; what stands behind is not looked at

# One letter each, so that places stay right.
_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\t": " ", "\n": " ", "İ": "i", "\u2011": "-", "\u2010": "-"}
)  # fmt: skip


class Hit(NamedTuple):
    """A word at its place in a text."""

    start: int
    end: int
    word: str


def lowered(text: str) -> str:
    """Give a text in lower case, as long as it is: blanks, hyphens and apostrophes of any kind are the usual ones."""
    return text.translate(_ALIKE).lower()


def said(low: str, language: str) -> Mapping[str, tuple[Hit, ...]]:
    """Give the words of a language in a lowered text, by their kind, in the order of their ends.

    Args:
        low: As :func:`lowered` gives it.
        language: ``en``, ``de``, ``ja``, …; one that is not known says nothing.
    """
    finder = data.finder(language)
    found: dict[str, list[Hit]] = {}
    for end, (word, kinds) in islice(finder.iter(low), HITS) if finder else ():
        start = end + 1 - len(word)
        if _begins(low, start, word):
            for kind in kinds:
                found.setdefault(kind, []).append(Hit(start, end + 1, word))
    return {kind: tuple(hits) for kind, hits in found.items()}


def any_opt_out(low: str) -> tuple[str, tuple[Hit, ...]]:
    """Give the language of the last words about stopping, whatever it is, and all that are of it."""
    found = [
        (tongue, Hit(end + 1 - len(word), end + 1, word))
        for end, (word, tongue) in islice(data.opt_outs().iter(low), HITS)
        if _begins(low, end + 1 - len(word), word)
    ]
    return (
        (found[-1][0], tuple(hit for tongue, hit in found if tongue == found[-1][0])) if found else ("", ())
    )


def _begins(low: str, at: int, word: str) -> bool:
    """Tell whether a word begins here: scripts without blanks have no beginnings."""
    before = low[at - 1] if at else " "
    return not before.isalnum() or before > "\u2e7f" or word[0] > "\u2e7f" or not word[0].isalnum()
