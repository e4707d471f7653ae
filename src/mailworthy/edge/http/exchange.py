"""One request and its answer over one connection, in bounded time and space; HTTP itself is h11's."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import cast

import h11

from mailworthy.edge.http.trouble import Unanswered
from mailworthy.edge.http.url import Url

HEAD_OCTETS = 32_768  # of status line and header; ordinary servers stay below 16 KiB
FIELDS = 256
PIECE_OCTETS = 16_384
# For each octet of the body, this many on the wire at most: chunks may be as short as one octet.
WIRE_FACTOR = 8


@dataclass(frozen=True, slots=True)
class Received:
    """What came.

    Args:
        status: The final status.
        header: Its fields, the names in lower case; the first of each name.
        body: The body's octets as they were sent, at most as many as were asked for.
        cut: Whether there were more.
        encoded: How the body is encoded in spite of what was asked for; empty where it is not. We never unpack: a small body may
            hold gigabytes.
    """

    status: int
    header: dict[str, str]
    body: bytes
    cut: bool
    encoded: str = ""


async def exchange(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    url: Url,
    most: int,
    *,
    method: str = "GET",
    part: int = 0,
) -> Received:
    """Ask for a resource without cookies, proof or referrer, and give what came.

    Args:
        reader: An open connection.
        writer: The same one.
        url: What to ask for.
        most: Octets of the body after which no more is read; below 0 its head is enough.
        method: ``GET``, or ``HEAD`` for the header alone.
        part: How many octets from the beginning are asked for (RFC 9110 §14.2); 0 for all. Servers may give all nevertheless.

    Raises:
        Unanswered: The answer is no HTTP, or too long.
        OSError: The connection broke off.
    """
    talk = _Talk(reader, most)
    try:
        writer.write(talk.request(url, method, part))
        await writer.drain()
        head = await talk.head()
        body = await talk.body()
    except h11.RemoteProtocolError as error:
        raise Unanswered("malformed", f"no proper HTTP: {error}") from None
    header = _header(head)
    encoding = header.get("content-encoding", "identity").strip().lower()
    encoded = "" if encoding in {"", "identity"} else encoding[:40]
    return Received(head.status_code, header, body[: max(most, 0)], len(body) > most, encoded)


def _header(head: h11.Response) -> dict[str, str]:
    if len(head.headers) > FIELDS:
        raise Unanswered("malformed", f"a header of {len(head.headers)} fields")
    header: dict[str, str] = {}
    for name, value in head.headers:
        header.setdefault(name.decode("ascii"), value.decode("utf-8", "replace"))
    return header


@cache
def _user_agent() -> str:
    return (
        f"mailworthy/{version('mailworthy')}"  # the package itself would be one floor of the house too high
    )


class _Talk:
    def __init__(self, reader: asyncio.StreamReader, most: int) -> None:
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_OCTETS)
        self._reader = reader
        self._most = most
        self._left = HEAD_OCTETS + PIECE_OCTETS + WIRE_FACTOR * max(most, 0)

    def request(self, url: Url, method: str, part: int) -> bytes:
        fields = [
            ("Host", url.host),
            ("User-Agent", _user_agent()),
            ("Accept", "*/*"),
            ("Accept-Encoding", "identity"),
            *([("Range", f"bytes=0-{part - 1}")] if part else []),
            ("Connection", "close"),
        ]
        asked = h11.Request(method=method, target=url.target, headers=fields)
        return (self._http.send(asked) or b"") + (self._http.send(h11.EndOfMessage()) or b"")

    async def head(self) -> h11.Response:
        """Give the answer's head; what only tells of one to come (RFC 9110 §15.2) is passed over."""
        while not isinstance(event := await self._event(), h11.Response):
            pass
        return event

    async def body(self) -> bytes:
        """Give the body up to one octet more than was asked for, if there are so many."""
        body = bytearray()
        while len(body) <= self._most:
            event = await self._event()
            if not isinstance(event, h11.Data):
                break
            body += event.data
        return bytes(body)

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return cast("h11.Event | type[h11.PAUSED]", event)  # mypy does not narrow by h11's sentinels
            octets = await self._reader.read(PIECE_OCTETS)
            if not octets and self._http.their_state is h11.SEND_RESPONSE:
                raise Unanswered("unreachable", "it closed the connection without an answer")
            self._left -= len(octets)
            if self._left < 0:
                raise Unanswered("malformed", "far more octets than its answer needs")
            self._http.receive_data(octets)
