"""Time-outs for thousands of questions with one timer: a wheel of buckets, one of which falls due at each turn."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)
TURN_S = 0.05


class Wheel(Generic[T]):
    """Things that fall due after a fixed span.

    It counts turns and owns no clock: whoever turns it does so every ``turn_s`` seconds. When the process is held up,
    turns come late and so do time-outs; answers that wait in the socket meanwhile are read first.

    Args:
        span_s: After how many seconds a thing falls due, give or take a turn.
    """

    def __init__(self, span_s: float) -> None:
        self.turn_s = min(TURN_S, span_s / 16)
        self.turns = math.ceil(span_s / self.turn_s) + 1
        self._buckets: list[dict[T, None]] = [{} for _ in range(self.turns)]
        self._now = 0
        self.latest = self._buckets[-1]  # what is put in here falls due one span from now

    def __bool__(self) -> bool:
        return any(self._buckets)

    def turn(self) -> list[T]:
        """Turn by one bucket; give what falls due."""
        self.latest = self._buckets[self._now]
        self._now = (self._now + 1) % len(self._buckets)
        due = list(self.latest)
        self.latest.clear()
        return due
