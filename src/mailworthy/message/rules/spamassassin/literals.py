"""Words that a pattern cannot do without: what lets a thousand patterns be passed over in one look at a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import NamedTuple

MANY = 48  # words of one pattern that are looked for; more tell too little
LONG = 24  # octets of one word; longer ones tell no more


class Need(NamedTuple):
    """What a stretch of a pattern needs, in lower case.

    Args:
        exact: All that it may match; None where that cannot be listed.
        some: One of these stands in all that it matches; None where that cannot be told.
    """

    exact: frozenset[bytes] | None
    some: frozenset[bytes] | None

    def words(self) -> frozenset[bytes] | None:
        """Give the better of both."""
        return _better(self.some, self.exact)


NOTHING = Need(frozenset({b""}), None)  # it matches between characters
ANY = Need(None, None)


def one_of(octets: frozenset[int]) -> Need:
    """Tell what one character of a class needs."""
    lower = {bytes((code,)).lower() for code in octets} if len(octets) <= 2 * MANY else set()
    return Need(frozenset(lower), None) if 0 < len(lower) <= MANY // 2 else ANY


def then(parts: Sequence[Need]) -> Need:
    """Tell what parts in a row need."""
    run, some, broken = NOTHING.exact or frozenset(), None, False
    for part in parts:
        joined = _joined(run, part.exact)
        if joined is not None:
            run = joined
            continue
        broken = True
        some = _better(_better(some, run), part.some)
        run = part.exact if part.exact is not None else frozenset({b""})
    return Need(None if broken else run, _better(some, run) if broken else None)


def _joined(run: frozenset[bytes], exact: frozenset[bytes] | None) -> frozenset[bytes] | None:
    """Give each word of one followed by each of the other; None where that gets too much."""
    if exact is None or len(run) * len(exact) > MANY or max(map(len, run), default=0) > LONG:
        return None
    return frozenset(one + other for one in run for other in exact)


def either(branches: Sequence[Need]) -> Need:
    """Tell what alternatives need."""
    if len(branches) == 1:
        return branches[0]
    return Need(_union(one.exact for one in branches), _union(one.words() for one in branches))


def _union(sets: Iterable[frozenset[bytes] | None]) -> frozenset[bytes] | None:
    found: set[bytes] = set()
    for one in sets:
        if one is None or len(found) > 4 * MANY:
            return None
        found |= one
    return frozenset(found) if len(found) <= 4 * MANY else None


def repeated(need: Need, least: int, most: int) -> Need:
    """Tell what a part needs that comes so often.

    Args:
        need: Of the part.
        least: How often it comes at least.
        most: How often at most, -1 for no end.
    """
    if most == 0:
        return NOTHING
    if least == 0:
        once = need.exact | {b""} if most == 1 and need.exact is not None else None
        return Need(once, None)
    if least == most <= 8:
        return reduce(lambda made, _: then((made, need)), range(least - 1), need)
    return Need(None, need.words())


def _better(one: frozenset[bytes] | None, other: frozenset[bytes] | None) -> frozenset[bytes] | None:
    """Give the set that tells more: long words rather than short ones, few rather than many."""
    return one if _worth(one) >= _worth(other) else other


def _worth(words: frozenset[bytes] | None) -> float:
    if not words or len(words) > 4 * MANY:
        return 0
    shortest = min(map(len, words))
    return min(shortest, 8) - len(words) / 100 if shortest else 0
