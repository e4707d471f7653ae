"""rspamd as a client sees it: one HTTP request and its answer over one connection; HTTP itself is h11's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import h11

from mailworthy.edge.filters.named import FilterServer
from mailworthy.edge.http.trouble import Trouble
from mailworthy.wire import rspamd
from mailworthy.wire.filtered import Filtered

ANSWER_OCTETS = 4 << 20
HEAD_OCTETS = 32_768
_PIECE_OCTETS = 1 << 16
_WIRE_FACTOR = 2  # octets on the wire for each octet that is kept: chunks need a few

Connect = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


async def asked(connect: Connect, server: FilterServer, octets: bytes, password: str) -> Filtered:
    """Ask about a message.

    Args:
        connect: Opens a connection.
        server: What it is called there.
        octets: The message.
        password: What the controller and guarded workers want; empty for none.

    Raises:
        Trouble: It answers no, or more than any rspamd says.
        InputError: What it answers is nothing of rspamd's.
        OSError: The connection broke off.
    """
    reader, writer = await connect()
    talk = _Talk(reader)
    try:
        writer.write(talk.request(server, octets, password))
        await writer.drain()
        status, body = await talk.answer()
    except h11.RemoteProtocolError as error:
        raise Trouble("malformed", f"no proper HTTP: {error}") from None
    finally:
        writer.transport.abort()
    if status in {401, 403}:
        raise Trouble("rejected", f"it wants a password, or another one (HTTP {status})")
    if status != 200:
        raise Trouble("rejected", f"it answers with HTTP {status}")
    return rspamd.filtered(body)


class _Talk:
    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_OCTETS)
        self._reader = reader
        self._left = HEAD_OCTETS + _WIRE_FACTOR * ANSWER_OCTETS

    def request(self, server: FilterServer, octets: bytes, password: str) -> bytes:
        fields = [
            (b"Host", str(server).encode()),
            (b"User-Agent", b"mailworthy"),
            (b"Accept", b"application/json"),
            (b"Content-Type", b"message/rfc822"),
            (b"Content-Length", str(len(octets)).encode()),
            (b"Connection", b"close"),
            *([(b"Password", password.encode("utf-8", "surrogateescape"))] if password else []),
        ]
        try:
            asked_for = h11.Request(method="POST", target=f"{server.path}/checkv2", headers=fields)
        except h11.LocalProtocolError:  # its words would repeat the password
            raise Trouble("malformed", "the password or the path cannot stand in a header") from None
        pieces = (asked_for, h11.Data(data=octets), h11.EndOfMessage())
        return b"".join(self._http.send(piece) or b"" for piece in pieces)

    async def answer(self) -> tuple[int, bytes]:
        """Give status and body; what only tells of an answer to come (RFC 9110 §15.2) is passed over."""
        status, body = 0, bytearray()
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                await self._feed()
            elif isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed) or event is h11.PAUSED:
                return status, bytes(body)
            if len(body) > ANSWER_OCTETS:
                raise Trouble("malformed", f"an answer of more than {ANSWER_OCTETS} octets")

    async def _feed(self) -> None:
        octets = await self._reader.read(_PIECE_OCTETS)
        if not octets and self._http.their_state is h11.SEND_RESPONSE:
            raise Trouble("closed", "it closed the connection without an answer")
        self._left -= len(octets)
        if self._left < 0:
            raise Trouble("malformed", "far more octets than its answer needs")
        self._http.receive_data(octets)
