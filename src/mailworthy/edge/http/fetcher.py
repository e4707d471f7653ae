"""Fetches single resources over HTTPS from hosts that strangers name, and goes nowhere else.

A name is looked up once, each of its addresses is judged, and the connection goes to the very address that was judged: who
answers differently the next time (DNS rebinding) is not asked a next time. No proxy, cookie, proof or referrer is ever used.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mailworthy.edge import trust
from mailworthy.edge.dns import Resolver
from mailworthy.edge.http.exchange import Received
from mailworthy.edge.http.request import requested
from mailworthy.edge.http.trouble import Trouble
from mailworthy.edge.http.url import Url
from mailworthy.wire.ask import Answer, Dns, Outcome
from mailworthy.wire.explore import Http, Page
from mailworthy.wire.reach import Reach

TIMEOUT_S = 20.0  # for all of it, redirects too
ADDRESSES = 4  # that are tried, one after another
AT_ONCE = 64

_REDIRECTS = frozenset({301, 302, 303, 307, 308})  # RFC 9110 §15.4


class Fetcher:
    """Fetches resources, a few at once.

    Args:
        resolver: Who knows the hosts' addresses.
        reach: Which of them may be connected to.
        ca_file: The authorities to trust instead of the system's, in PEM.
        timeout_s: For how long one fetch may take, in seconds.
    """

    def __init__(
        self, resolver: Resolver, reach: Reach, *, ca_file: Path | None = None, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._resolver = resolver
        self._reach = reach
        self._ca_file = ca_file
        self._timeout_s = timeout_s
        self._free = asyncio.Semaphore(AT_ONCE)

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = trust.verifying(self._ca_file)
        context.set_alpn_protocols(["http/1.1"])
        return context

    async def page(self, ask: Http) -> Page:
        """Fetch one resource."""
        visit = _Visit(ask.url)
        async with self._free:
            try:
                async with asyncio.timeout(self._timeout_s):
                    return await self._followed(visit, ask)
            except TimeoutError:
                return Page(url=visit.url, why="timeout", detail=f"not done within {self._timeout_s:g} s")
            except Trouble as trouble:
                return Page(visit.status, url=visit.url, why=trouble.why, detail=trouble.detail)

    async def _followed(self, visit: _Visit, ask: Http) -> Page:
        """Fetch, and go on where the answer leads as often as that is allowed."""
        url = Url.read(ask.url)
        for _ in range(ask.redirects + 1):
            visit.url, visit.status = str(url), 0
            received = await self._received(url, ask.most)
            if received.encoded:
                raise Trouble("malformed", f"encoded, though that was not asked for: {received.encoded!r}")
            location = received.header.get("location", "")
            if received.status not in _REDIRECTS or not location:
                return _page(url, received)
            visit.status = received.status
            url = url.led_to(location)
        raise Trouble("redirects", f"leads on to {url}")

    async def _received(self, url: Url, most: int) -> Received:
        addresses = await self._addresses(url.host)
        places = [(address, self._reach.port(address, url.port)) for address in addresses]
        return await requested(url, places, self._context, most)

    async def _addresses(self, host: str) -> list[str]:
        """Give a host's addresses that may be connected to."""
        answers = await self._resolver.answers((Dns(host, "A"), Dns(host, "AAAA")))
        found = [address for answer in answers for address in answer.values]
        if not found:
            raise _unknown(host, answers)
        allowed = [address for address in found if self._reach.allows(address)]
        if not allowed:
            raise Trouble("forbidden", f"{host} is in an inner network: {', '.join(found[:ADDRESSES])}")
        return allowed[:ADDRESSES]


@dataclass(slots=True)
class _Visit:
    """How far one fetch came.

    Args:
        url: What was asked for last.
        status: What was answered to it, where that led elsewhere.
    """

    url: str
    status: int = 0


def _page(url: Url, received: Received) -> Page:
    media_type = received.header.get("content-type", "").partition(";")[0].strip().lower()
    return Page(received.status, media_type, received.body, received.cut, str(url))


def _unknown(host: str, answers: tuple[Answer, ...]) -> Trouble:
    """Tell "has no address" from "could not ask"."""
    failed = next((answer.why for answer in answers if answer.outcome is Outcome.FAILED), "")
    if not failed:
        return Trouble("no_address", f"{host} has no address")
    return Trouble("timeout" if failed == "timeout" else "unreachable", f"{host}: DNS says {failed}")
