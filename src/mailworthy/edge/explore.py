"""Checks held against the live world: name servers, web servers, mail hosts."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias, TypeVar

from mailworthy.edge.dns import Resolver
from mailworthy.edge.dns.direct import NameServers, unchecked
from mailworthy.edge.http import Fetcher, Visitor
from mailworthy.edge.languagetool import LanguageTool
from mailworthy.edge.ocr import Tesseract
from mailworthy.edge.smtp import Greeter
from mailworthy.wire.ask import Answer, Dns, Outcome
from mailworthy.wire.explore import (
    Direct,
    Exploring,
    Http,
    Page,
    Picture,
    Proof,
    Proofread,
    Question,
    Session,
    Smtp,
    Statement,
    Told,
    Unchecked,
    Visit,
    Visited,
    Words,
)
from mailworthy.wire.reach import Reach

R = TypeVar("R")

UNCHECKED_AT_ONCE = 64  # sockets
GREETED = 4096  # mail hosts that are remembered over many audits, the newest ones

Rare: TypeAlias = Direct | Unchecked | Http | Smtp | Visit | Proofread | Picture


class Explorer:
    """Answers whatever a check asks. An asynchronous context manager, for one event loop.

    Each question is put to the world once, however many checks ask it and however often: an explorer is for one audit, and
    :meth:`afresh` gives one for the next.

    Args:
        resolver: Who answers :class:`~mailworthy.wire.ask.Dns`; it stays open.
        reach: What may be connected to.
        helo: The name to greet mail hosts with; our address where it is empty.
        ca_file: The authorities to trust instead of the system's, in PEM.
        languagetool: The address of a LanguageTool server of the user's; empty where there is none.

    Raises:
        InputError: ``helo`` is no host's name, ``languagetool`` no address; later, that ``ca_file`` cannot be used or the system has no authorities.
    """

    def __init__(
        self,
        resolver: Resolver,
        reach: Reach | None = None,
        *,
        helo: str = "",
        ca_file: Path | None = None,
        languagetool: str = "",
    ) -> None:
        reach = reach or Reach()
        self._resolver = resolver
        self._servers = NameServers(reach)
        self._fetcher = Fetcher(resolver, reach, ca_file=ca_file)
        self._visitor = Visitor(resolver, reach, ca_file=ca_file)
        self._greeter = Greeter(reach, helo=helo, ca_file=ca_file)
        self._languagetool = LanguageTool(languagetool, ca_file=ca_file) if languagetool else None
        self._tesseract = Tesseract()
        self._unchecked_free = asyncio.Semaphore(UNCHECKED_AT_ONCE)
        self._asked: dict[Rare, asyncio.Task[Told]] = {}
        self._greeted: dict[Rare, asyncio.Task[Told]] = {}
        self._borrows = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give up what nobody waits for any more."""
        greeted = () if self._borrows else self._greeted.values()
        tasks = [*self._asked.values(), *greeted]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if not self._borrows:
            await self._visitor.close()

    def afresh(self) -> Self:
        """Give another for one of many audits, within the same bounds: all of them open no more sockets than one.

        It remembers nothing but whom any of them greeted: many domains share a mail host, and that is not to be greeted for each.
        Leave it before the one that it comes from.
        """
        other = copy.copy(self)
        other._asked, other._borrows = {}, True  # noqa: SLF001  # it is one of us
        return other

    async def told(self, asks: tuple[Question, ...]) -> tuple[Told, ...]:
        """Answer all questions, put at once. Never raises for what the world did not do: that is an answer too."""
        common = tuple(ask for ask in asks if isinstance(ask, Dns))
        if len(common) == len(asks):
            return await self._resolver.answers(common)
        rare = [self._task(ask) for ask in asks if not isinstance(ask, Dns)]
        answers = iter(await self._resolver.answers(common) if common else ())
        await asyncio.wait(rare)
        tasks = iter(rare)
        return tuple(next(answers) if isinstance(ask, Dns) else next(tasks).result() for ask in asks)

    async def hold(self, exploring: Exploring[R], *, patience_s: float | None = None) -> R:
        """Hold one conversation to its end and return its result.

        Args:
            exploring: The check.
            patience_s: After how many seconds no more is asked: whatever is still missing then has timed out.
        """
        until = None if patience_s is None else asyncio.get_running_loop().time() + patience_s
        try:
            asks = next(exploring)
            while True:
                asks = exploring.send(await self._in_time(asks, until))
        except StopIteration as end:
            result: R = end.value
            return result
        finally:
            exploring.close()

    async def _in_time(self, asks: tuple[Question, ...], until: float | None) -> tuple[Told, ...]:
        try:
            async with asyncio.timeout_at(until):
                return await self.told(asks)
        except TimeoutError:
            return tuple(map(_late, asks))

    def _task(self, ask: Rare) -> asyncio.Task[Told]:
        """Give the task that answers a question; it goes on even if whoever asked first does not wait for it."""
        known = self._greeted if isinstance(ask, Smtp) else self._asked
        task = known.get(ask)
        if task is None:
            task = known[ask] = asyncio.create_task(self._answer(ask))
            self._forget()
        return task

    def _forget(self) -> None:
        if len(self._greeted) > GREETED:
            oldest = next((ask for ask, task in self._greeted.items() if task.done()), None)
            if oldest is not None:
                del self._greeted[oldest]

    async def _answer(self, ask: Rare) -> Told:
        match ask:
            case Direct():
                return await self._servers.state(ask)
            case Unchecked():
                return await self._without_validation(ask)
            case Http():
                return await self._fetcher.page(ask)
            case Smtp():
                return await self._greeter.session(ask)
            case _:
                return await self._told_of_message(ask)

    async def _told_of_message(self, ask: Visit | Proofread | Picture) -> Told:
        """Answer what only the check of a message asks."""
        match ask:
            case Visit():
                return await self._visitor.visit(ask)
            case Proofread():
                return await self._languagetool.proof(ask) if self._languagetool else Proof(why="not_asked")
            case Picture():
                return await self._tesseract.words(ask)

    async def _without_validation(self, ask: Unchecked) -> Answer:
        async with self._unchecked_free:
            return await unchecked(ask, self._resolver.servers)


def _late(ask: Question) -> Told:
    """Give the answer that did not come."""
    return _LATE.get(type(ask)) or Answer(Outcome.FAILED, why="timeout")


_LATE: Mapping[type[Question], Told] = {
    Direct: Statement(Answer(Outcome.FAILED, why="no_time")),
    Http: Page(why="timeout"),
    Smtp: Session(why="timeout"),
    Visit: Visited(why="timeout"),
    Proofread: Proof(why="timeout"),
    Picture: Words(why="timeout"),
}
