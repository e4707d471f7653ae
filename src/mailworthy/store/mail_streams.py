"""Messages out of streams of octets: one, or those of an mbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mailworthy.store.mbox import LARGEST_BYTES, Readable, is_mbox, messages

HEAD_BYTES = 64 << 10  # what a file is, its beginning tells
PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"PK\x03\x04", b"PK\x05\x06")  # gz, bz2, xz, zip


@dataclass(frozen=True, slots=True)
class MailFile:
    """One message, or a file that is something else.

    Args:
        name: Its file, relative where a folder was walked; in an mbox also its number, in an archive its member.
        raw: Its first octets, enough for any report.
        path: The file that holds this and nothing else; None in an mbox and in archives.
    """

    name: str
    raw: bytes
    path: Path | None = None


class Peeked:
    """A stream whose beginning can be looked at before it is read."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._head = b""

    def head(self, size: int) -> bytes:
        """Give the next octets, and leave them there."""
        while len(self._head) < size and (piece := self._stream.read(size - len(self._head))):
            self._head += piece
        return self._head[:size]

    def read(self, size: int, /) -> bytes:
        """Give up to ``size`` octets, none at the end."""
        if self._head:
            piece, self._head = self._head[:size], self._head[size:]
            return piece
        return self._stream.read(size)


def in_stream(stream: Peeked, name: str) -> Iterator[MailFile]:
    """Give the message, or those of an mbox, that a stream holds; an mbox with one message has no numbers."""
    if not is_mbox(stream.head(HEAD_BYTES)):
        yield MailFile(name, stream.head(LARGEST_BYTES))
        return
    found = messages(stream)
    first, second = next(found, None), next(found, None)
    if first is not None:
        yield MailFile(name if second is None else f"{name}#1", first)
    if second is not None:
        yield MailFile(f"{name}#2", second)
    for number, raw in enumerate(found, 3):
        yield MailFile(f"{name}#{number}", raw)


def is_archive(head: bytes) -> bool:
    """Tell whether what begins so is packed or an archive."""
    return head.startswith(PACKED) or is_tar(head)


def is_tar(head: bytes) -> bool:
    """Tell whether what begins so is a tar archive."""
    return head[257:262] == b"ustar"
