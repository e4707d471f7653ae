"""Words that a pattern cannot do without: what lets a thousand patterns be passed over in one look at a text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

MANY = 48  # words that a stretch may be all of
SOME = 250  # words of which one has to stand there; more tell too little
LONG = 24  # octets of one word; longer ones tell no more
TIMES = 9


class Words(NamedTuple):
    """Words in lower case, of which so many have to stand in a text, the same or others."""

    words: frozenset[bytes]
    times: int = 1

    @property
    def worth(self) -> float:
        """How much they tell: long words more than short ones, few more than many, many times more than once."""
        shortest = min(map(len, self.words), default=0)
        if not shortest or len(self.words) > SOME:
            return 0
        return (min(shortest, 8) - len(self.words) / 100) + min(self.times, TIMES) - 1


class Need(NamedTuple):
    """What a stretch of a pattern needs, in lower case.

    Args:
        exact: All that it may match; None where that cannot be listed.
        some: What stands in all that it matches; None where that cannot be told.
    """

    exact: frozenset[bytes] | None
    some: Words | None

    def words(self) -> Words | None:
        """Give what tells more, of both."""
        return _better(self.some, self.exact)


NOTHING = Need(frozenset({b""}), None)  # it matches between characters
ANY = Need(None, None)


def one_of(octets: frozenset[int]) -> Need:
    """Tell what one character of a class needs."""
    lower = {bytes((code,)).lower() for code in octets} if len(octets) <= 2 * MANY else set()
    return Need(frozenset(lower), None) if 0 < len(lower) <= MANY // 2 else ANY


def then(parts: Sequence[Need]) -> Need:
    """Tell what parts in a row need."""
    run, some, broken = frozenset({b""}), None, False
    for part in parts:
        joined = _joined(run, part.exact)
        if joined is not None:
            run = joined
            continue
        broken = True
        some = _better(_of(_better(some, run)), part.some)
        run = part.exact if part.exact is not None else frozenset({b""})
    return Need(None, _better(some, run)) if broken else Need(run, None)


def _joined(run: frozenset[bytes], exact: frozenset[bytes] | None) -> frozenset[bytes] | None:
    """Give each word of one followed by each of the other; None where that gets too much."""
    if exact is None or len(run) * len(exact) > MANY:
        return None
    if len(exact) == 1 and b"" in exact:
        return run
    if max(map(len, run)) > LONG:
        return None
    return frozenset(one + other for one in run for other in exact)


def either(branches: Sequence[Need]) -> Need:
    """Tell what alternatives need."""
    if len(branches) == 1:
        return branches[0]
    exact: set[bytes] | None = set()
    words: set[bytes] | None = set()
    times = TIMES
    for one in branches:
        exact = None if exact is None or one.exact is None else exact | one.exact
        needed = one.words()
        words = None if words is None or needed is None or len(words) > SOME else words | needed.words
        times = min(times, needed.times if needed else 1)
    small = exact is not None and len(exact) <= SOME
    some = Words(frozenset(words), times) if words is not None and len(words) <= SOME else None
    return Need(frozenset(exact) if small and exact is not None else None, some)


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
    if least == most <= 8 and need.exact is not None and len(need.exact) <= 2:
        return reduce(lambda made, _: then((made, need)), range(least - 1), need)
    words = need.words()
    return Need(
        None,
        words._replace(times=min(words.times * least, TIMES)) if words and b"" not in words.words else None,
    )


def _of(words: Words | frozenset[bytes] | None) -> Words | None:
    return words if isinstance(words, Words) or words is None else Words(words)


def _better(one: Words | frozenset[bytes] | None, other: Words | frozenset[bytes] | None) -> Words | None:
    """Give what tells more."""
    first, second = _of(one), _of(other)
    if first is None or second is None:
        return first or second
    return first if first.worth >= second.worth else second
