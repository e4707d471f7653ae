"""spamd as a client sees it: one request and its reply over one connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from mailworthy.edge.http.trouble import Trouble
from mailworthy.wire import spamc
from mailworthy.wire.filtered import Filtered

REPLY_OCTETS = 1 << 20

Connect = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


async def asked(connect: Connect, octets: bytes) -> Filtered:
    """Ask about a message.

    The report tells points and descriptions; where an operator words it without the table, the names of the rules are asked for.

    Args:
        connect: Opens a connection; spamd closes each after its reply.
        octets: The message.

    Raises:
        Trouble: It answers no, or more than any spamd says.
        InputError: What it answers is no reply of spamd.
        OSError: The connection broke off.
    """
    reply = await _reply(connect, "REPORT", octets)
    symbols = spamc.reported(reply.body)
    if symbols is None:
        symbols = spamc.listed((await _reply(connect, "SYMBOLS", octets)).body)
    return spamc.filtered(reply, symbols)


async def _reply(connect: Connect, command: str, octets: bytes) -> spamc.Reply:
    reader, writer = await connect()
    try:
        reply = spamc.read_reply(await _exchanged(reader, writer, spamc.request(command, octets)))
    finally:
        writer.transport.abort()
    if reply.code or reply.spam is None:
        raise Trouble("rejected", f"it says {reply.code} {reply.said}".rstrip())
    return reply


async def _exchanged(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    writer.write(request)
    await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()
    received = bytearray()
    while piece := await reader.read(1 << 16):
        received += piece
        if len(received) > REPLY_OCTETS:
            raise Trouble("malformed", f"an answer of more than {REPLY_OCTETS} octets")
    if not received:
        raise Trouble("closed", "it closed the connection without an answer")
    return bytes(received)
