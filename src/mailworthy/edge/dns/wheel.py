"""Time-outs for thousands of questions with one timer: a wheel of buckets, one of which falls due at each turn."""

from __future__ import annotations

import math
from typing import Generic, TypeVar

T = TypeVar("T")
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
        self._buckets: list[list[T]] = [[] for _ in range(math.ceil(span_s / self.turn_s) + 1)]
        self._now = 0
        self._held = 0

    def __len__(self) -> int:
        return self._held

    def add(self, thing: T) -> None:
        """Let a thing fall due one span from now."""
        self._buckets[self._now - 1].append(thing)  # the bucket just emptied is the last to come round
        self._held += 1

    def turn(self) -> list[T]:
        """Turn by one bucket; give what falls due."""
        due, self._buckets[self._now] = self._buckets[self._now], []
        self._now = (self._now + 1) % len(self._buckets)
        self._held -= len(due)
        return due
