"""Questions that the resolver does not put: to one name server itself, and to resolvers that are not to validate.

They are few, so each has a socket of its own, from a random port. Answers are believed as the resolver believes them
(RFC 5452 §9): id, address, port, name with its very case (0x20), type and class.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from mailworthy.edge.dns.servers import PORT, Server
from mailworthy.edge.network_error import unreachable
from mailworthy.errors import InputError
from mailworthy.wire.ask import Answer, Dns, Outcome
from mailworthy.wire.dns import AA, Again, Onward, read, referral, signatures
from mailworthy.wire.dns_query import AD, CD, DO, RD, asking
from mailworthy.wire.explore import Direct, Statement, Unchecked
from mailworthy.wire.reach import Reach

TIMEOUT_S = 3.0
AT_ONCE = 64  # sockets
BIGGEST = 4096  # we offer 1232; longer ones count as cut off
MOST_STRANGERS = (
    64  # datagrams that nobody asked for, after which somebody is guessing: nothing is believed any more
)
MAX_ALIASES = 8  # answers that each lead to another name

Reading: TypeAlias = Answer | Onward


class NameServers:
    """Asks single name servers themselves.

    Args:
        reach: Which of them may be asked.
        timeout_s: For how long an answer is waited for, at each try.
        tries: How often a question is sent. Once: who looks for servers that answer now and then counts for himself.
    """

    def __init__(self, reach: Reach, *, timeout_s: float = TIMEOUT_S, tries: int = 1) -> None:
        self._reach = reach
        self._timeout_s = timeout_s
        self._tries = tries
        self._free = asyncio.Semaphore(AT_ONCE)

    async def state(self, ask: Direct) -> Statement:
        """Put one question, without recursion and asking for signatures too (RFC 4035 §3.2.1)."""
        if not self._reach.allows(ask.server):
            return _failed("forbidden")
        server = Server(ask.server, self._reach.port(ask.server, PORT))
        talk = _Talk(server, Dns(ask.name, ask.type), DO, self._timeout_s)
        async with self._free:
            reading = await talk.read(self._tries)
        return _statement(reading, talk)


def _failed(why: str) -> Statement:
    return Statement(Answer(Outcome.FAILED, why=why))


def _lame(data: bytes, asked: Dns) -> Statement:
    return Statement(Answer(Outcome.FAILED, why="lame"), referral=referral(data, asked))


def _statement(reading: Reading, talk: _Talk) -> Statement:
    data = talk.data
    authoritative = len(data) > 2 and data[2] & AA != 0
    if isinstance(reading, Onward):  # its own zone ends here
        alias = Answer(Outcome.EMPTY, ttl_s=reading.ttl_s, alias=reading.name)
        return Statement(alias, authoritative)
    if reading.outcome is Outcome.FAILED:
        referred = reading.why == "refused" and data[3] & 0x0F == 0
        return _lame(data, talk.asked) if referred else _failed(reading.why)
    signed = signatures(data, talk.asked) if reading.outcome is Outcome.FOUND else ()
    return Statement(reading, authoritative, signed)


async def unchecked(
    ask: Unchecked, servers: Sequence[Server], *, timeout_s: float = TIMEOUT_S, tries: int = 2
) -> Answer:
    """Ask resolvers, one after the other until one answers, for what they may not have been able to validate.

    Args:
        ask: The question.
        servers: Recursive name servers: those of the :class:`~mailworthy.edge.dns.resolver.Resolver`.
        timeout_s: For how long an answer is waited for, at each try.
        tries: How often each of them is asked.
    """
    answer = Answer(Outcome.FAILED, why="unreachable")
    for server in servers:
        answer = await _through_aliases(Dns(ask.name, ask.type), server, timeout_s, tries)
        if answer.outcome is not Outcome.FAILED:
            break
    return answer


async def _through_aliases(ask: Dns, server: Server, timeout_s: float, tries: int) -> Answer:
    name, alias = ask.name, ""
    for _ in range(MAX_ALIASES):
        talk = _Talk(server, Dns(name, ask.type), RD | AD | CD, timeout_s)
        reading = await talk.read(tries)
        if isinstance(reading, Answer):
            return msgspec.structs.replace(reading, alias=reading.alias or alias)
        name = alias = reading.name
    return Answer(Outcome.FAILED, why="servfail", alias=alias)


class _Talk:
    """One question to one server, until it is answered.

    Args:
        server: Whom to ask.
        asked: What.
        bits: As for :func:`~mailworthy.wire.dns_query.asking`.
        timeout_s: For how long to wait, at each try.
    """

    def __init__(self, server: Server, asked: Dns, bits: int, timeout_s: float) -> None:
        self.asked = asked
        self.data = b""  # what came at last
        self._server = server
        self._bits = bits
        self._timeout_s = timeout_s

    async def read(self, tries: int) -> Reading:
        reading: Reading = Answer(Outcome.FAILED, why="timeout")
        for _ in range(tries):
            try:
                reading = await self._try()
            except InputError:
                return Answer(Outcome.FAILED, why="malformed")
            except TimeoutError:
                continue
            except OSError as error:
                reading = Answer(Outcome.FAILED, why=unreachable(error))
            else:
                break
        return reading

    async def _try(self) -> Reading:
        """Ask by datagram, and once more in the way that the server wants it."""
        edns, tcp = True, False
        for _ in range(3):  # perhaps without EDNS, perhaps over TCP
            reading = await (self._by_tcp(edns=edns) if tcp else self._by_udp(edns=edns))
            if not isinstance(reading, Again):
                return reading
            edns &= reading is not Again.PLAIN
            tcp |= reading is Again.BY_TCP
        return Answer(Outcome.FAILED, why="malformed")

    def _question(self, *, edns: bool) -> bytes:
        drawn = os.urandom(len(self.asked.name) + 4)  # the id, and the case of each octet
        return asking(self.asked, drawn[:2], self._bits, mixed=int.from_bytes(drawn), edns=edns)

    async def _by_udp(self, *, edns: bool) -> Reading | Again:
        loop = asyncio.get_running_loop()
        sent = self._question(edns=edns)
        family = socket.AF_INET6 if ":" in self._server.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.setblocking(False)  # noqa: FBT003  # as the system names it
            sock.connect(
                (self._server.host, self._server.port)
            )  # binds to a random port; no other host is heard
            sock.send(sent)
            async with asyncio.timeout(self._timeout_s):
                for _ in range(MOST_STRANGERS):
                    self.data = await loop.sock_recv(sock, BIGGEST)
                    reading = read(self.data, sent, self.asked)
                    if reading is not Again.STRANGER:
                        return reading
        return Again.BY_TCP  # where nobody can guess

    async def _by_tcp(self, *, edns: bool) -> Reading | Again:
        sent = self._question(edns=edns)
        async with asyncio.timeout(self._timeout_s):
            reader, writer = await asyncio.open_connection(self._server.host, self._server.port)
            try:
                writer.write(len(sent).to_bytes(2) + sent)
                self.data = await reader.readexactly(int.from_bytes(await reader.readexactly(2)))
            except asyncio.IncompleteReadError:
                return Answer(Outcome.FAILED, why="malformed")
            finally:
                writer.transport.abort()
                await asyncio.sleep(0)  # a transport ends at the loop's next turn
        reading = read(self.data, sent, self.asked, tcp=True)
        return Answer(Outcome.FAILED, why="malformed") if reading is Again.STRANGER else reading
