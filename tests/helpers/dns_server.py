"""A name server that misbehaves as it is told: real sockets on loopback, answers written by dnspython or by hand."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from nsd import free_port

from mailworthy.edge.dns import Server

Reply = Callable[[bytes], Iterable[bytes]]


def answer(
    data: bytes,
    *records: str,
    rcode: int = 0,
    flags: int = 0,
    authority: Iterable[str] = (),
    additional: Iterable[str] = (),
    edns: bool = True,
) -> bytes:
    """Write the response to a query; records as in a zone file: ``example.net. 300 IN A 192.0.2.1``."""
    question = dns.message.from_wire(data)
    response = dns.message.make_response(question)
    response.set_rcode(dns.rcode.Rcode.make(rcode))
    response.flags |= dns.flags.Flag.RA | flags
    response.answer = [_rrset(record) for record in records]
    response.authority = [_rrset(record) for record in authority]
    response.additional = [_rrset(record) for record in additional]
    if not edns:
        response.use_edns(-1)
    return response.to_wire(max_size=65_535)


def _rrset(record: str) -> dns.rrset.RRset:
    name, ttl, class_, type_, data = record.split(" ", 4)
    return dns.rrset.from_text(name, int(ttl), class_, type_, data)


def name_of(data: bytes) -> str:
    """Give the name that a query asks for, in lower case, with the final dot."""
    return dns.message.from_wire(data).question[0].name.to_text().lower()


def type_of(data: bytes) -> str:
    """Give the type that a query asks for."""
    return dns.message.from_wire(data).question[0].rdtype.name


async def until(true: Callable[[], object]) -> None:
    """Let the event loop turn until something is true."""
    while not true():  # noqa: ASYNC110  # nobody is there to set an event
        await asyncio.sleep(0.001)


@dataclass(slots=True)
class Odd:
    """A server whose behaviour is a function: query in, datagrams out, none for silence.

    Args:
        udp: What it answers to datagrams.
        tcp: What it answers over TCP; None refuses connections.
        asked: The queries that came by UDP.
        peers: Where those came from.
        asked_by_tcp: The queries that came by TCP.
        hang_up_after: How many TCP answers a connection gives before it is closed; 0 is no limit.
    """

    udp: Reply
    tcp: Reply | None = None
    asked: list[bytes] = field(default_factory=list)
    peers: list[tuple[str, int]] = field(default_factory=list)
    asked_by_tcp: list[bytes] = field(default_factory=list)
    connections: int = 0
    hang_up_after: int = 0
    server: Server = field(default_factory=lambda: Server("127.0.0.1", free_port()))
    transport: asyncio.DatagramTransport | None = None

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Server]:
        """Run it on a free loopback port."""
        loop = asyncio.get_running_loop()
        at = (self.server.host, self.server.port)
        transport, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), local_addr=at)
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        streams = None if self.tcp is None else await asyncio.start_server(self._talk, *at)
        try:
            yield self.server
        finally:
            transport.close()
            if streams is not None:
                streams.close()
                await streams.wait_closed()
            await asyncio.sleep(0)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert self.tcp is not None
        self.connections += 1
        given = 0
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while not self.hang_up_after or given < self.hang_up_after:
                data = await reader.readexactly(int.from_bytes(await reader.readexactly(2)))
                self.asked_by_tcp.append(data)
                for message in self.tcp(data):
                    writer.write(len(message).to_bytes(2) + message)
                    given += 1
        writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, odd: Odd) -> None:
        self._odd = odd

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(
            "asyncio.DatagramTransport", transport
        )  # its class says so from Python 3.12 on

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._odd.asked.append(data)
        self._odd.peers.append(addr)
        for message in self._odd.udp(data):
            self._transport.sendto(message, addr)
