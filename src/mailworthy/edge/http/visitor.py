"""Visits what messages link to: addresses that strangers wrote, so nothing is believed and nothing inner is reached.

A host's addresses are looked up once for each step; where one of them is not public, none is connected to, and the connection
goes to the very address that was judged: who answers differently the next time (DNS rebinding) is not asked a next time.
A redirect is a new address and is judged from the start. No proxy, cookie, proof or referrer is ever used.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from mailworthy.edge import trust
from mailworthy.edge.dns import Resolver
from mailworthy.edge.http.exchange import Received
from mailworthy.edge.http.manners import Manners, Pace
from mailworthy.edge.http.request import requested
from mailworthy.edge.http.trouble import Trouble, Unanswered
from mailworthy.edge.http.url import Url
from mailworthy.wire.ask import Answer, Dns, Outcome
from mailworthy.wire.explore import Visit, Visited
from mailworthy.wire.reach import Reach

TIMEOUT_S = 10.0  # for all of it, redirects too; waiting for one's turn does not count
REDIRECTS = 3
ADDRESSES = 4  # that are tried, one after another
PEEK = 1024  # octets that a GET asks for whose body nobody wants
REMEMBERED = 10_000  # addresses
REMEMBERED_OCTETS = 32 << 20

_HEAD_ONLY = -1
_REDIRECTS = frozenset({301, 302, 303, 307, 308})  # RFC 9110 §15.4
_REFUSED = 400
_TOO_OFTEN = 429  # RFC 6585 §4
_PARTIAL, _NO_SUCH_PART = 206, 416  # RFC 9110 §15.3.7, §15.5.17
_RANGE = re.compile(r"bytes (?:\d{1,18}-\d{1,18}|\*)/(\d{1,18})")
_DIGITS = re.compile(r"\d{1,18}")
_BLANK = re.compile(r"[ \t]")


class Visitor:
    """Visits addresses, politely, each once. For one event loop.

    Args:
        resolver: Who knows the hosts' addresses.
        reach: What may be connected to.
        ca_file: The authorities to trust instead of the system's, in PEM.
        timeout_s: For how long one visit may take, in seconds.
        pace: How often the servers of one domain are asked.
    """

    def __init__(
        self,
        resolver: Resolver,
        reach: Reach,
        *,
        ca_file: Path | None = None,
        timeout_s: float = TIMEOUT_S,
        pace: Pace | None = None,
    ) -> None:
        self._resolver = resolver
        self._reach = reach
        self._ca_file = ca_file
        self._timeout_s = timeout_s
        self._manners = Manners(pace)
        self._known: OrderedDict[Visit, asyncio.Task[Visited]] = OrderedDict()
        self._octets = 0

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = trust.verifying(self._ca_file)
        context.set_alpn_protocols(["http/1.1"])
        return context

    async def visit(self, ask: Visit) -> Visited:
        """Visit an address, or give what came of it the last time. Never raises for what the world did not do."""
        ask = replace(ask, url=ask.url.partition("#")[0])
        task = self._known.get(ask)
        if task is None:
            task = self._known[ask] = asyncio.create_task(self._visited(ask))
        self._known.move_to_end(ask)
        visited = await asyncio.shield(task)  # others may wait for it
        self._forget()
        return visited

    async def close(self) -> None:
        """Give up what nobody waits for any more."""
        for task in self._known.values():
            task.cancel()
        await asyncio.gather(*self._known.values(), return_exceptions=True)
        self._known.clear()
        self._octets = 0

    def _forget(self) -> None:
        """Forget the oldest visits where there are too many, or their pictures too heavy."""
        for ask, task in list(self._known.items()) if self._full else ():
            if task.done() and self._full:
                del self._known[ask]
                self._octets -= len(task.result().body)

    @property
    def _full(self) -> bool:
        return len(self._known) > REMEMBERED or self._octets > REMEMBERED_OCTETS

    async def _visited(self, ask: Visit) -> Visited:
        way = _Way()
        try:
            visited = await self._followed(way, ask)
        except Trouble as trouble:
            visited = Visited(way.status, why=trouble.why, detail=trouble.detail)
        self._octets += len(visited.body)
        return replace(visited, hops=tuple(way.hops))

    async def _followed(self, way: _Way, ask: Visit) -> Visited:
        url = Url.read(_BLANK.sub("%20", ask.url.strip()), plain=True)
        while True:
            received = await self._received(way, url, ask.most)
            location = received.header.get("location", "").strip()
            if received.status not in _REDIRECTS or not location:
                return _told(received, ask.most)
            way.status = received.status
            way.hops.append(url.joined(_BLANK.sub("%20", location)).partition("#")[0])
            if len(way.hops) > REDIRECTS:
                raise Trouble("redirects", f"leads on to {way.hops[-1]}")
            url = Url.read(way.hops[-1], plain=True)
            way.status = 0

    async def _received(self, way: _Way, url: Url, most: int) -> Received:
        """Ask for one address: its head alone, and more only where that says nothing."""
        if most:
            received = await self._asked(way, url, most, "GET", most)
            again = received.status == _NO_SUCH_PART
            return await self._asked(way, url, most, "GET", 0) if again else received
        with suppress(Unanswered):
            received = await self._asked(way, url, _HEAD_ONLY, "HEAD", 0)
            if (
                received.status < _REFUSED or received.status == _TOO_OFTEN
            ):  # what else it refuses it may give to a GET
                return received
        return await self._asked(way, url, _HEAD_ONLY, "GET", PEEK)

    async def _asked(self, way: _Way, url: Url, most: int, method: str, part: int) -> Received:
        async with self._manners.turn(url.host):
            clock = asyncio.get_running_loop().time
            start = clock()
            try:
                async with asyncio.timeout(self._timeout_s - way.spent_s):
                    places = await self._places(url)
                    context = self._context if url.scheme == "https" else None
                    return await requested(url, places, context, most, method=method, part=part)
            except TimeoutError:
                raise Trouble("timeout", f"not done within {self._timeout_s:g} s") from None
            finally:
                way.spent_s += clock() - start

    async def _places(self, url: Url) -> list[tuple[str, int]]:
        """Give where a host may be connected to: nowhere if only one of its addresses is inner."""
        answers = await self._resolver.answers((Dns(url.host, "A"), Dns(url.host, "AAAA")))
        found = [address for answer in answers for address in answer.values]
        if not found:
            raise _unknown(url.host, answers)
        inner = [address for address in found if not self._reach.visits(address)]
        if inner:
            raise Trouble("inner", ", ".join(inner[:ADDRESSES]))
        return [(address, self._reach.port(address, url.port)) for address in found[:ADDRESSES]]


@dataclass(slots=True)
class _Way:
    """How far one visit came.

    Args:
        hops: Where it was led to.
        status: The last answer's that led on.
        spent_s: How many seconds it took, waiting for its turn left out.
    """

    hops: list[str] = field(default_factory=list)
    status: int = 0
    spent_s: float = 0.0


def _told(received: Received, most: int) -> Visited:
    """Make one answer of what came; a part that was asked for is as good as the whole."""
    header = received.header
    media_type = header.get("content-type", "").partition(";")[0].strip().lower()
    status = 200 if received.status == _PARTIAL else received.status
    size = _size(received, whole=most > 0 and not received.cut)
    return Visited(status, (), media_type, size, b"" if received.encoded else received.body)


def _size(received: Received, *, whole: bool) -> int:
    if received.encoded:
        return -1
    if received.status == _PARTIAL:
        told = _RANGE.fullmatch(received.header.get("content-range", "").strip())
        return int(told[1]) if told else -1
    if whole:
        return len(received.body)
    length = received.header.get("content-length", "").strip()
    return int(length) if _DIGITS.fullmatch(length) else -1


def _unknown(host: str, answers: tuple[Answer, ...]) -> Trouble:
    """Tell "does not exist" and "has no address" from "could not ask"."""
    failed = next((answer.why for answer in answers if answer.outcome is Outcome.FAILED), "")
    if failed:
        return Trouble("timeout" if failed == "timeout" else "unreachable", f"{host}: DNS says {failed}")
    if all(answer.outcome is Outcome.NO_SUCH_NAME for answer in answers):
        return Trouble("no_such_name", f"{host} does not exist")
    return Trouble("no_address", f"{host} has no address")
