"""Chance as a value: the same seed throws the same numbers under every version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

SEED = 2025


class Dice:
    """A seeded generator. Built on ``Random.random()`` alone, whose sequence Python promises to keep."""

    def __init__(self, seed: int = SEED) -> None:
        self._random = Random(seed)  # noqa: S311  # sample data, no secrets

    def number(self, low: int, high: int) -> int:
        """Give a whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def happens(self, chance: float) -> bool:
        """Tell whether something of this chance (0 to 1) happens."""
        return self._random.random() < chance

    def pick(self, things: Sequence[T]) -> T:
        """Give one of several."""
        return things[self.number(0, len(things) - 1)]

    def weighted(self, things: Sequence[tuple[T, int]]) -> T:
        """Give one of several, the heavier ones more often."""
        left = self.number(1, sum(weight for _, weight in things))
        for thing, weight in things:
            left -= weight
            if left <= 0:
                return thing
        raise AssertionError

    def letters(self, alphabet: str, low: int, high: int) -> str:
        """Give a word of random letters."""
        return "".join(self.pick(alphabet) for _ in range(self.number(low, high)))
