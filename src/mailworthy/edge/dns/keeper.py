"""What remembers answers: a bounded memory of our own, and whatever keeps them for longer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Protocol

import msgspec

from mailworthy.wire.ask import Answer, Dns, Outcome

LIMIT = 100_000  # answers; some 70 MB
SHARE = 32  # one in so many goes when there are too many
UNSURE_S = 5.0  # a failure, or an empty answer without SOA: long enough to not ask twice in one breath
LOT = 1000  # answers handed to the keeper at once


class Keeper(Protocol):
    """What keeps answers beyond the process: handed in by whoever owns the storage.

    Both are called from the event loop, so they should take milliseconds. What a keeper recalls is taken as it is: it
    judges by itself what is still fresh.
    """

    def recall(self, asks: Sequence[Dns]) -> dict[Dns, Answer]:
        """Give the answers that are known and still fresh; leave the others out."""
        ...

    def keep(self, pairs: Sequence[tuple[Dns, Answer]]) -> None:
        """Keep answers just learnt. Failures are never among them."""
        ...


class _Held(msgspec.Struct, frozen=True, gc=False):
    until: float
    answer: Answer


class Memory:
    """Answers of this process, each for its TTL; the oldest go first when there are too many.

    Args:
        clock: Seconds that never run backwards.
        limit: How many answers it holds at most.
    """

    def __init__(self, clock: Callable[[], float], limit: int = LIMIT) -> None:
        self._clock = clock
        self._limit = limit
        self._held: dict[Dns, _Held] = {}

    def __len__(self) -> int:
        return len(self._held)

    def get(self, ask: Dns) -> Answer | None:
        """Give the answer if it is known and still holds; its ``ttl_s`` is as it was when learnt."""
        found = self._held.get(ask)
        if found is None:
            return None
        if found.until > self._clock():
            return found.answer
        del self._held[ask]
        return None

    def put(self, ask: Dns, answer: Answer) -> None:
        """Remember an answer for its TTL, a failure for seconds."""
        self._held[ask] = _Held(self._clock() + (answer.ttl_s or UNSURE_S), answer)
        if len(self._held) > self._limit:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        # Many in one go: a dict finds its first entry by walking over all places where entries were deleted.
        for ask in list(islice(self._held, 1 + self._limit // SHARE)):
            del self._held[ask]


class Lot:
    """Answers on their way to the keeper."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._pairs: list[tuple[Dns, Answer]] = []

    def __len__(self) -> int:
        return len(self._pairs)

    def add(self, ask: Dns, answer: Answer) -> None:
        """Take one answer; hand all over when a lot is full."""
        if answer.outcome is Outcome.FAILED:
            return
        self._pairs.append((ask, answer))
        if len(self._pairs) >= LOT:
            self.hand_over()

    def hand_over(self) -> None:
        """Hand over what there is."""
        if self._pairs:
            pairs, self._pairs = self._pairs, []
            self._keeper.keep(pairs)
