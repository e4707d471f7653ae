"""One SMTP connection: commands out, replies in, TLS in between."""

from __future__ import annotations

import asyncio
import re
import ssl
import sys
from collections import deque
from ipaddress import ip_address
from typing import Self, cast

from mailworthy.errors import InputError
from mailworthy.wire.smtp import Reply, ReplyReader

UNREAD = 8  # replies that wait to be read; more of them nobody asked for

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class Connection(asyncio.Protocol):
    """One connection, used by one task: a reply is read for each command.

    What the network does comes out as the standard library's errors: ConnectionRefusedError, ConnectionError where the peer
    ends it, ssl.SSLError, any other OSError. What is no SMTP is an InputError, and ends the connection. Nothing here waits for
    a limited time: callers set their limit around it.
    """

    def __init__(self) -> None:
        self._reader = ReplyReader()
        self._replies: deque[Reply] = deque()
        self._fault: Exception | None = None
        self._awaited: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def to(cls, address: str, port: int) -> Self:
        """Connect to an IP address."""
        _, connection = await asyncio.get_running_loop().create_connection(
            cls, str(ip_address(address)), port
        )
        return connection

    @property
    def literal(self) -> str:
        """Our own address, as those say hello who have no name (RFC 5321 §4.1.3)."""
        assert self._transport is not None
        own = ip_address(self._transport.get_extra_info("sockname")[0].partition("%")[0])
        return f"[IPv6:{own}]" if own.version == 6 else f"[{own}]"

    @property
    def tls(self) -> ssl.SSLObject | None:
        """What was agreed on, None without TLS."""
        assert self._transport is not None
        return cast("ssl.SSLObject | None", self._transport.get_extra_info("ssl_object"))

    async def reply(self) -> Reply:
        """Give the next reply."""
        while not self._replies:
            if self._fault is not None:
                raise self._fault
            self._awaited = asyncio.get_running_loop().create_future()
            await self._awaited
        return self._replies.popleft()

    async def command(self, line: str) -> Reply:
        """Send one command and give the reply to it.

        Raises:
            InputError: The line is none, or the host spoke before it was asked.
        """
        if _CONTROLS.search(line):
            raise InputError(f"no line of SMTP: {line[:80]!r}")
        if self._replies:
            raise InputError(f"it spoke before it was asked: {self._replies[0]}")
        if self._fault is None:
            assert self._transport is not None
            self._transport.write(f"{line}\r\n".encode())
        return await self.reply()

    async def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """Speak TLS from here on, after the reply that agrees to it.

        Args:
            context: Whom to believe.
            host: The name that is asked for and that the certificate must show.

        Raises:
            InputError: Something follows that reply in plain text: whoever put it there wants it taken for what comes encrypted.
        """
        if self._replies or self._reader.pending:
            raise InputError("plain text behind its reply to STARTTLS")
        if self._fault is not None:
            raise self._fault
        assert self._transport is not None
        encrypted = await asyncio.get_running_loop().start_tls(
            self._transport, self, context, server_hostname=host
        )
        if encrypted is None:
            raise ConnectionResetError("the connection was closed")
        self._transport = encrypted

    def close(self) -> None:
        """Let the connection go."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport (asyncio calls this)."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take what came (asyncio calls this)."""
        try:
            for reply in self._reader.feed(data):
                self._replies.append(reply)
                if len(self._replies) > UNREAD:
                    raise InputError("it does not stop talking")  # noqa: TRY301  # told like what feed() raises
        except InputError as error:
            self._end(error)
            self.close()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take notice of the end (asyncio calls this)."""
        self._end(exc or ConnectionResetError("it closed the connection"))
        self._wake()

    def _end(self, fault: Exception) -> None:
        self._fault = self._fault or fault

    def _wake(self) -> None:
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(None)


def chain(tls: ssl.SSLObject) -> tuple[bytes, ...]:
    """Give the certificates that the peer showed, as DER, its own first."""
    if sys.version_info >= (3, 13):
        return tuple(tls.get_unverified_chain())
    # Python has had it since 3.10, but let everybody have it only in 3.13. Without it, the peer's own is better than none.
    shown = getattr(getattr(tls, "_sslobj", None), "get_unverified_chain", None)
    if shown is None:
        own = tls.getpeercert(binary_form=True)
        return (own,) if own else ()
    return tuple(ssl.PEM_cert_to_DER_cert(each.public_bytes()) for each in shown() or ())
