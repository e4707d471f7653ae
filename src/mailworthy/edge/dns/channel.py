"""Sockets to one name server: UDP from a random port, and one pipelined TCP connection (RFC 7766 §6.2.1.1)."""

from __future__ import annotations

import asyncio
import errno
import socket
import sys
from collections.abc import Callable
from typing import TypeAlias

from mailworthy.edge.dns.question import Sent, Slots
from mailworthy.edge.dns.servers import Server

Arrived: TypeAlias = Callable[[Sent, bytes], None]

RECEIVE_BUFFER = 4 << 20  # a burst of thousands of answers: the kernel drops silently what doesn't fit
BIGGEST = 4096  # we offer 1232; longer ones count as cut off
SEGMENTS = 64  # datagrams that Linux takes in one call, UDP_MAX_SEGMENTS
UDP_SEGMENT = 103  # <linux/udp.h>
BURST = 64  # datagrams of one burst: the answers to them fit into any socket's buffer
FEW = 4  # datagrams that are not worth being sorted
AT_ONCE = 64  # datagrams read before what they lead to is sent: a server shall not wait while we read


class Channel:
    """One UDP socket, connected, so the kernel drops what comes from any other address or port.

    Args:
        server: Whom it speaks to.
        arrived: Called with the try and the bytes.
        refused: Called when the host says that nobody listens there.

    Raises:
        OSError: There is no way to the server.
    """

    def __init__(self, server: Server, arrived: Arrived, refused: Callable[[Channel], None]) -> None:
        self.slots: Slots = {}
        self.strangers = 0  # datagrams that nobody had asked for
        self._arrived = arrived
        self._refused = refused
        self.unsent: list[bytes] = []  # what goes with the next burst
        self._loop = asyncio.get_running_loop()
        self._socket = _connected(server)
        self._segments = _cuts(self._socket)
        self._loop.add_reader(self._socket, self._readable)

    def send(self, data: bytes) -> bool:
        """Send a datagram at the loop's next turn, or with those before it once they make a burst.

        Those of one burst find the server awake that the first has woken, which halves what sending costs. Those of one
        length are handed to the system together, which halves it again.
        """
        unsent = self.unsent
        if not unsent:
            self._loop.call_soon(self._burst)
        unsent.append(data)
        if len(unsent) == BURST:
            self._burst()
        return True

    def _burst(self) -> None:
        unsent, self.unsent = self.unsent, []
        if self._segments and len(unsent) > FEW:
            unsent = self._together(unsent)
        send = self._socket.send
        for number, data in enumerate(unsent):
            try:
                send(data)
            except BlockingIOError:
                self.unsent = unsent[number:] + self.unsent
                self._loop.add_writer(self._socket, self._writable)
                return
            except OSError:
                self._once_more(data)

    def _together(self, unsent: list[bytes]) -> list[bytes]:
        """Send datagrams of one length by one call, cut apart by the system (UDP_SEGMENT); give those that did not go."""
        by_length: dict[int, list[bytes]] = {}
        for data in unsent:
            by_length.setdefault(len(data), []).append(data)
        left: list[bytes] = []
        for length, alike in by_length.items():
            for start in range(0, len(alike), SEGMENTS):
                some = alike[start : start + SEGMENTS]
                if len(some) == 1 or not self._sent_cut(some, length):
                    left += some
        return left

    def _sent_cut(self, datagrams: list[bytes], length: int) -> bool:
        cut = [(socket.IPPROTO_UDP, UDP_SEGMENT, length.to_bytes(2, sys.byteorder))]
        try:
            self._socket.sendmsg(datagrams, cut)
        except BlockingIOError:
            return False
        except OSError as error:
            # What the system or the device can't do; the error of an earlier datagram says nothing of that.
            self._segments = error.errno == errno.ECONNREFUSED
            return False
        return True

    def _once_more(self, data: bytes) -> None:
        """Send what did not go: the error of an earlier datagram is told at the next call, which then sends nothing."""
        try:
            self._socket.send(data)
        except OSError:
            self._loop.call_soon(self._refused, self)  # who sends must know its try before it is told of it

    def _writable(self) -> None:
        self._loop.remove_writer(self._socket)
        self._burst()

    def _readable(self) -> None:
        receive, slots, arrived = self._socket.recv, self.slots, self._arrived
        for _ in range(AT_ONCE):
            try:
                data = receive(BIGGEST)
            except BlockingIOError:
                return
            except OSError:
                self._refused(self)
                return
            sent = slots.get(data[:2])
            if sent is None:
                self.strangers += 1
            else:
                arrived(sent, data)

    def close(self) -> None:
        """Close the socket."""
        self.unsent.clear()
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            self._socket.close()


def _connected(server: Server) -> socket.socket:
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.settimeout(0)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        sock.connect((server.host, server.port))  # binds to a random port too
    except OSError:
        sock.close()
        raise
    return sock


def _cuts(sock: socket.socket) -> bool:
    """Tell whether the system knows UDP_SEGMENT: one that doesn't might send many datagrams as a single long one."""
    if sys.platform != "linux":
        return False
    try:
        sock.getsockopt(socket.IPPROTO_UDP, UDP_SEGMENT)
    except OSError:
        return False
    return True


class Stream(asyncio.Protocol):
    """One TCP connection: messages behind their length, many questions under way at once (RFC 7766 §8).

    Args:
        arrived: Called with the try and the bytes.
        lost: Called once the connection is gone, or did not come about.
    """

    def __init__(self, arrived: Arrived, lost: Callable[[Stream], None]) -> None:
        self.slots: Slots = {}
        self.strangers = 0
        self.answered = 0
        self.closed = False
        self._arrived = arrived
        self._lost = lost
        self._buffer = bytearray()
        self._early: list[bytes] = []
        self._transport: asyncio.WriteTransport | None = None

    async def connect(self, server: Server, timeout_s: float) -> None:
        """Connect; what is sent meanwhile waits."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout_s):
                await loop.create_connection(lambda: self, server.host, server.port)
        except OSError:  # TimeoutError is one too
            self.connection_lost(None)

    def send(self, data: bytes) -> bool:
        """Send a message; False when the connection is gone."""
        if self._transport is None:
            self._early.append(data)
        else:
            self._transport.write(len(data).to_bytes(2) + data)
        return not self.closed

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send what waited."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        early, self._early = self._early, []
        for data in early:
            self.send(data)

    def data_received(self, data: bytes) -> None:
        """Cut the stream into messages."""
        buffer = self._buffer
        buffer += data
        pos = 0
        while pos + 2 <= len(buffer):
            end = pos + 2 + int.from_bytes(buffer[pos : pos + 2])
            if end > len(buffer):
                break
            self._message(bytes(buffer[pos + 2 : end]))
            pos = end
        del buffer[:pos]

    def _message(self, data: bytes) -> None:
        sent = self.slots.get(data[:2])
        if sent is None:
            self.strangers += 1
        else:
            self._arrived(sent, data)
            self.answered += self.slots.get(sent.key) is not sent

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        """Tell that the connection is gone."""
        if not self.closed:
            self.closed = True
            self._lost(self)

    def close(self) -> None:
        """Close the connection; nobody is told."""
        self.closed = True
        if self._transport is not None:
            self._transport.abort()
