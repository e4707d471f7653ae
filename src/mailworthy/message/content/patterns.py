"""Wording by patterns: ``data/wording.toml``, each made ready when it is first asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from mailworthy.message.content import data
from mailworthy.message.reading.place import Span

_AROUND = 160  # characters on either side of what a pattern needs
_MOST = 50  # matches of one kind; a hostile text has any number


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Give the pattern of a table, all languages in one: people mix them, and a wrong guess must not blind it."""
    row = data.wording()[name]
    return re.compile("|".join(f"(?:{row[one]})" for one in row if one != "needs"), re.MULTILINE)


def matches(name: str, lower: str) -> Iterator[Span]:
    """Give where a text in lower case says such a thing, from left to right; :data:`_MOST` at most.

    Only the surroundings of the words that the table says are needed are looked at: that is what makes it quick.
    """
    near = pattern(name)
    done = 0
    for start in sorted(_needed(name, lower))[:_MOST]:
        found = near.search(lower, max(done, start - _AROUND), start + _AROUND)
        if found:
            yield Span(found.start(), found.end())
            done = found.end()


def _needed(name: str, lower: str) -> Iterator[int]:
    for word in data.wording()[name]["needs"]:
        at = lower.find(word)
        for _ in range(_MOST):
            if at < 0:
                break
            yield at
            at = lower.find(word, at + _AROUND)
