"""Slips of the finger: what it takes to type one word when another was meant.

A weighted Damerau-Levenshtein distance (optimal string alignment). What fingers do is cheap, what they don't is dear.
"""

from __future__ import annotations

from functools import cache

SLIP = 1  # two letters swapped, one typed twice, one of a double or a dot left out, a digit that looks like the letter
MISS = 2  # a neighbouring key hit instead or as well, a letter left out, two letters that look alike
BLUNDER = 3  # anything else
FIRST = 1  # on top of a blunder in the first letter, which people look at: it is another word's

# Rows of keys, each with the place of its first key; rows are staggered. German and French keyboards swap a few keys.
_LAYOUTS = (
    ((0.0, "1234567890-"), (0.5, "qwertyuiop"), (0.75, "asdfghjkl"), (1.25, "zxcvbnm,.")),
    ((0.0, "1234567890"), (0.5, "qwertzuiop"), (0.75, "asdfghjkl"), (1.25, "yxcvbnm,.-")),
    ((0.0, "1234567890"), (0.5, "azertyuiop"), (0.75, "qsdfghjklm"), (1.25, "wxcvbn")),
)
_REACH = 1.1  # key widths, to the side and at most one row up or down
_TWINS = ("0o", "1l", "1i", "5s", "3e")
_MOVED = ("yz", "aq", "wz")  # keys that hands look for where another country's keyboard has them
_ALIKE = ("gq", "il", "iy", "uv", "mn", "ao", "ae", "ei", "ou")


def distance(typed: str, meant: str) -> int:
    """Give the cheapest way to type one word when the other was meant, in the units above.

    Args:
        typed: What stands there; time grows with the product of the lengths where they differ.
        meant: What was perhaps meant.
    """
    start, end_typed, end_meant = _differing(typed, meant)
    before: list[int] = []
    last = [0]
    for j in range(start, end_meant):
        last.append(last[-1] + _left_out(meant, j))
    for i in range(start, end_typed):
        row = [last[0] + _too_many(typed, i)]
        for k, j in enumerate(range(start, end_meant)):
            cost = min(
                last[k] + _instead(typed[i], meant[j], first=not i and not j),
                last[k + 1] + _too_many(typed, i),
                row[k] + _left_out(meant, j),
            )
            if i > start and k and typed[i] == meant[j - 1] and typed[i - 1] == meant[j]:
                cost = min(cost, before[k - 1] + SLIP)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _differing(typed: str, meant: str) -> tuple[int, int, int]:
    """Give where the two begin to differ, and where each of them ends to."""
    shorter = min(len(typed), len(meant))
    start = 0
    while start < shorter and typed[start] == meant[start]:
        start += 1
    same = 0
    while same < shorter - start and typed[-1 - same] == meant[-1 - same]:
        same += 1
    return start, len(typed) - same, len(meant) - same


def _instead(typed: str, meant: str, *, first: bool) -> int:
    return 0 if typed == meant else _swaps().get(typed + meant, BLUNDER + FIRST * first)


def _too_many(typed: str, i: int) -> int:
    beside = typed[i - 1 : i] + typed[i + 1 : i + 2]
    if typed[i] in beside:
        return SLIP
    if typed[i] == "." or any(typed[i] + key in _swaps() for key in beside):
        return MISS
    return BLUNDER


def _left_out(meant: str, j: int) -> int:
    return SLIP if meant[j] == "." or meant[j] in meant[j - 1 : j] + meant[j + 1 : j + 2] else MISS


@cache
def _swaps() -> dict[str, int]:
    """Give what it costs to type one letter of a pair for the other, where it is no blunder."""
    costs = {a + b: MISS for layout in _LAYOUTS for a, b in _neighbours(layout)}
    for pairs, cost in ((_MOVED + _ALIKE, MISS), (_TWINS, SLIP)):
        for pair in pairs:
            costs[pair] = costs[pair[::-1]] = cost
    return costs


def _neighbours(layout: tuple[tuple[float, str], ...]) -> list[tuple[str, str]]:
    keys = [(x + i, y, key) for y, (x, row) in enumerate(layout) for i, key in enumerate(row)]
    return [
        (a, b)
        for ax, ay, a in keys
        for bx, by, b in keys
        if a != b and abs(ax - bx) < _REACH and abs(ay - by) <= 1
    ]
