"""Conversations held with a resolver: one, or thousands at once without a task for each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar

from mailworthy.edge.dns.resolver import Resolver
from mailworthy.edge.dns.servers import Server, system_servers
from mailworthy.wire.ask import Answer, Asking, Asks, Dns

K = TypeVar("K")
R = TypeVar("R")

BATCH = 500  # results handed over at once, when they come that fast
LATEST_S = 0.05  # how long a result waits for company


async def hold(asking: Asking[R], resolver: Resolver) -> R:
    """Hold one conversation to its end and return its result."""
    try:
        asks = next(asking)
        while True:
            asks = asking.send(await resolver.answers(asks))
    except StopIteration as end:
        result: R = end.value
        return result
    finally:
        asking.close()


def hold_sync(asking: Asking[R], servers: Sequence[Server] | None = None, **settings: Any) -> R:
    """Hold one conversation in an event loop of its own.

    Args:
        asking: The check.
        servers: Whom to ask; the system's name servers where None is given.
        settings: As for :class:`Resolver`.
    """

    async def whole() -> R:
        async with Resolver(servers or system_servers(), **settings) as resolver:
            return await hold(asking, resolver)

    return asyncio.run(whole())


async def hold_many(
    askings: Iterable[tuple[K, Asking[R]]], resolver: Resolver, *, window: int | None = None
) -> AsyncIterator[list[tuple[K, R]]]:
    """Hold many conversations and give their results in batches, in the order in which they end.

    Args:
        askings: Conversations with their keys; taken one by one as others end, so memory stays flat.
        resolver: Who answers.
        window: How many are held at once; as many as the resolver has questions in flight where None is given.

    Raises:
        Exception: Whatever a conversation, the iterable or the keeper raised; the other conversations are closed.
    """
    crowd = _Crowd(iter(askings), resolver, window or resolver.window)
    try:
        while batch := await crowd.batch():
            yield batch
    finally:
        crowd.disperse()
        resolver.flush()


class _Crowd(Generic[K, R]):
    """The conversations held at present, and the results that nobody fetched yet."""

    def __init__(self, askings: Iterator[tuple[K, Asking[R]]], resolver: Resolver, window: int) -> None:
        self._askings = askings
        self._resolver = resolver
        self.want = resolver.want
        self._window = window
        self._most = max(window, BATCH) * 4  # results that wait before no more conversations are begun
        self._talks: set[_Talk[K, R]] = set()
        self._results: list[tuple[K, R]] = []
        self._error: Exception | None = None
        self._exhausted = False
        self._filling = False
        self._awake: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def batch(self) -> list[tuple[K, R]]:
        """Wait for results; empty at the end, and only then."""
        self._fill()
        waited = False  # for company
        while self._unfinished() and (not self._results or (len(self._results) < BATCH and not waited)):
            waited = True
            self._awake = asyncio.get_running_loop().create_future()
            self._set_timer()
            await self._awake
            self._awake = None
        error = self._error or self._resolver.broken
        if error is not None:
            raise error
        results, self._results = self._results, []
        return results

    def _unfinished(self) -> bool:
        return bool(self._talks or self._filling) and self._error is None and self._resolver.broken is None

    def _fill(self) -> None:
        """Begin as many conversations as the window takes; few results waiting to be fetched keep it open."""
        self._filling = True
        while not self._exhausted:
            room = min(self._window - len(self._talks), self._most - len(self._results))
            if room <= 0:
                break
            self._begin(room)
        self._filling = False
        if len(self._results) >= BATCH or not self._talks:
            self._wake()
        elif self._timer is None:
            self._set_timer()

    def _begin(self, count: int) -> None:
        begun = 0
        try:
            for key, asking in islice(self._askings, count):
                begun += 1
                talk = _Talk(key, asking, self)
                self._talks.add(talk)
                talk.go_on(None)
        except Exception as error:  # noqa: BLE001  # told to whoever fetches the results
            self._fail(error)
        else:
            self._exhausted |= begun < count

    def ended(self, talk: _Talk[K, R], result: R) -> None:
        self._talks.discard(talk)
        self._results.append((talk.key, result))
        if not self._filling:  # those that end in one turn are followed by others together
            self._filling = True
            asyncio.get_running_loop().call_soon(self._fill)

    def failed(self, talk: _Talk[K, R], error: Exception) -> None:
        self._talks.discard(talk)
        self._fail(error)

    def _fail(self, error: Exception) -> None:
        self._error = self._error or error
        self._exhausted = True
        self._wake()

    def _set_timer(self) -> None:
        if self._results and self._awake is not None and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LATEST_S, self._wake)

    def _wake(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._awake is not None and not self._awake.done():
            self._awake.set_result(None)

    def disperse(self) -> None:
        """Close what is still being held."""
        self._exhausted = True
        self._wake()
        talks, self._talks = self._talks, set()
        for talk in talks:
            talk.close()


class _Talk(Generic[K, R]):
    """One conversation: goes on by itself as soon as all answers are there."""

    __slots__ = ("_asking", "_asks", "_crowd", "_got", "_missing", "key")
    _asks: Asks  # these three: only where several questions were put at once
    _got: dict[Dns, Answer | None]
    _missing: int

    def __init__(self, key: K, asking: Asking[R], crowd: _Crowd[K, R]) -> None:
        self.key = key
        self._asking: Asking[R] | None = asking
        self._crowd = crowd

    def go_on(self, answers: tuple[Answer, ...] | None) -> None:
        asking = self._asking
        if asking is None:
            return
        try:
            while True:
                asks = next(asking) if answers is None else asking.send(answers)
                answers = self._put(asks)
                if answers is None:
                    return
        except StopIteration as end:
            self._asking = None
            self._crowd.ended(self, end.value)
        except Exception as error:  # noqa: BLE001  # told to whoever fetches the results
            self._asking = None
            self._crowd.failed(self, error)

    def _put(self, asks: Asks) -> tuple[Answer, ...] | None:
        """Ask; give the answers if all are known already."""
        if len(asks) == 1:
            answer = self._crowd.want(asks[0], self.only)
            return None if answer is None else (answer,)
        self._asks = asks
        self._got = got = {}
        missing = 0
        for ask in asks:
            if ask not in got:
                answer = got[ask] = self._crowd.want(ask, self.arrived)
                missing += answer is None
        self._missing = missing
        return None if missing else self._all()

    def _all(self) -> tuple[Answer, ...]:
        return tuple(answer for ask in self._asks if (answer := self._got[ask]) is not None)

    def only(self, ask: Dns, answer: Answer) -> None:  # noqa: ARG002  # what a waiter takes
        self.go_on((answer,))

    def arrived(self, ask: Dns, answer: Answer) -> None:
        self._got[ask] = answer
        self._missing -= 1
        if not self._missing:
            self.go_on(self._all())

    def close(self) -> None:
        asking, self._asking = self._asking, None
        if asking is not None:
            asking.close()
