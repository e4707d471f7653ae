"""A host of the web that a visitor may reach, with both ports, real TLS and a name server of its own; nothing else is reached."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from certificates import Authority, Certificate
from dns_server import Odd, answer, name_of, type_of
from web_host import WebHost, ok

from mailworthy.edge.dns import Resolver
from mailworthy.edge.http import Visitor
from mailworthy.wire.explore import Visit, Visited
from mailworthy.wire.reach import Reach

URL = "https://web.test/a"
HERE = "127.0.0.1"
HOSTS = {
    "web.test": [HERE],
    "other.test": [HERE],
    "inner.test": ["10.0.0.1"],
    "mixed.test": [HERE, "10.0.0.1"],
}
Said: TypeAlias = bytes | Iterator[bytes]
PNG = b"\x89PNG" + bytes(996)


def refused(status: str) -> bytes:
    return ok(b"", status=status)


def silent(_method: str, _path: str) -> Iterator[bytes]:
    while True:
        threading.Event().wait(0.01)
        yield b""


def tls_of(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


def zone(addresses: dict[str, list[str]]) -> Odd:
    def say(data: bytes) -> list[bytes]:
        type_ = type_of(data)
        here = addresses.get(name_of(data)[:-1])
        if here is None:
            return [answer(data, rcode=3)]
        fit = [each for each in here if (":" in each) == (type_ == "AAAA")]
        return [answer(data, *(f"{name_of(data)} 300 IN {type_} {each}" for each in fit))]

    return Odd(say)


class Web:
    """A host with both ports, whose answers are a function of method and path.

    Args:
        said: What it answers: octets, pieces of them, or a function of method and path that gives either.
        tls: What it speaks TLS with.
    """

    def __init__(self, said: Said | Callable[[str, str], Said], tls: ssl.SSLContext | None) -> None:
        self._said = said
        self.secure = WebHost(lambda path: self._answer(self.secure, path), tls)
        self.plain = WebHost(lambda path: self._answer(self.plain, path), None)

    def _answer(self, host: WebHost, path: str) -> Said:
        return self._said(host.asked[-1].split(" ")[0], path) if callable(self._said) else self._said

    @property
    def asked(self) -> list[str]:
        """The requests' first lines, without the version."""
        return [one.partition(" HTTP")[0] for host in (self.secure, self.plain) for one in host.asked]

    @property
    def connections(self) -> int:
        return self.secure.connections + self.plain.connections

    def visited(
        self,
        *asks: Visit,
        dns: Odd | dict[str, list[str]] | None = None,
        dns_s: float = 3.0,
        authority: Authority | None = None,
        **how: Any,
    ) -> list[Visited]:
        """Let a visitor go to each, one after the other; what it may reach is this host alone."""
        odd = dns if isinstance(dns, Odd) else zone(HOSTS if dns is None else dns)

        async def whole(ports: dict[int, int]) -> list[Visited]:
            async with odd.running() as server, Resolver([server], timeout_s=dns_s, tries=2) as resolver:
                reach = Reach.widened("127.0.0.1/32", ports=ports)
                visitor = Visitor(resolver, reach, ca_file=authority.file if authority else None, **how)
                return [await visitor.visit(ask) for ask in asks]

        with self.secure.running() as https, self.plain.running() as http:
            return asyncio.run(whole({443: https, 80: http}))
