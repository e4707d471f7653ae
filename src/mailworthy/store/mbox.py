"""Messages out of mbox files (RFC 4155 and its older relatives), one by one, however large the file is.

All four ways of quoting are read: ``From`` lines of a body that are quoted (mboxo, mboxrd), and those that are not, where
a Content-Length field says how far the body goes (mboxcl, mboxcl2). That field is believed only where a separator or
the end stands at the place that it names.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Protocol

BLOCK_BYTES = 1 << 20
LARGEST_BYTES = 4 << 20  # of one message; what a report says stands before the message that it returns
NEAR_BYTES = 2048  # a separator and the line behind it are shorter
HEADER_BYTES = 64 << 10  # where Content-Length is looked for
DOUBTS = 8  # wrong lengths in a row, and none is believed any more

_FROM = b"\nFrom "
_POSTMARK = re.compile(
    rb"From [^\n]{0,300}?\b\d{1,2}:\d\d(?::\d\d)?\b[^\n]{0,40}\b(?:19|20)\d\d\b[^\n]{0,60}(?:\n|\Z)"
)
_FIELD = re.compile(rb"(?:>?From |[!-9;-~]{1,100}[ \t]*:)")
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,12})[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_BODY = re.compile(rb"\n\r?\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


class Readable(Protocol):
    """What gives octets."""

    def read(self, size: int, /) -> bytes:
        """Give up to ``size`` octets, none at the end."""


def is_mbox(head: bytes) -> bool:
    """Tell whether a file that begins so is an mbox."""
    return bool(_POSTMARK.match(head.removeprefix(b"\xef\xbb\xbf")[:NEAR_BYTES]))


def messages(stream: Readable) -> Iterator[bytes]:
    """Give each message without its separator, unquoted, its first octets where it is larger than one should be."""
    for piece in _joined(_pieces(stream)):
        message = piece.partition(b"\n")[2]
        if b"\n>" in message or message.startswith(b">"):
            message = _QUOTED.sub(rb"\1", message)
        yield message


def _pieces(stream: Readable) -> Iterator[bytes]:
    """Cut before each separator. What is held is one message, at most its first octets, and one block."""
    kept, tail = bytearray(), b""
    end = False
    while not end:
        block = stream.read(BLOCK_BYTES)
        end = not block
        data = tail + block
        begin = look = 0
        open_at = len(data) if end else max(0, len(data) - len(_FROM) - 2)
        while (at := data.find(_FROM, look)) >= 0:
            if not end and len(data) - at < NEAR_BYTES:
                open_at = max(begin, at - 2)  # two octets before it tell whether a blank line stands there
                break
            look = at + 1
            if _separates(data, at):
                _keep(kept, data, begin, at + 1)
                yield bytes(kept)
                kept.clear()
                begin = at + 1
        open_at = max(begin, open_at)
        _keep(kept, data, begin, open_at)
        tail = data[open_at:]
    if kept.strip():
        yield bytes(kept)


def _keep(kept: bytearray, data: bytes, begin: int, end: int) -> None:
    kept += data[begin : min(end, begin + max(0, LARGEST_BYTES - len(kept)))]


def _separates(data: bytes, at: int) -> bool:
    """Tell a separator from a sentence: it holds a date, and a blank line stands before it or a field behind it."""
    if not (line := _POSTMARK.match(data, at + 1, at + NEAR_BYTES)):
        return False
    after_blank = data[at - 1 : at] == b"\n" or data[max(0, at - 2) : at] == b"\n\r"
    return after_blank or bool(_FIELD.match(data, line.end()))


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Put together what Content-Length says is one message."""
    waiting: deque[bytes] = deque()
    doubts = 0
    while waiting or (some := next(pieces, None)) is not None:
        piece = waiting.popleft() if waiting else (some or b"")
        missing = _missing(piece) if doubts < DOUBTS else 0
        if not missing:
            yield piece
            continue
        whole = [piece]
        while missing > 0 and (following := _following(waiting, pieces, len(whole) - 1)) is not None:
            whole.append(following)
            missing -= len(following)
        if -2 <= missing <= 0:  # a line end may stand behind the body
            doubts = 0
            for _ in whole[1:]:
                waiting.popleft()
            yield b"".join(whole)
        else:
            doubts += 1
            yield piece


def _following(waiting: deque[bytes], pieces: Iterator[bytes], nth: int) -> bytes | None:
    if nth >= len(waiting):
        found = next(pieces, None)
        if found is None:
            return None
        waiting.append(found)
    return waiting[nth]


def _missing(piece: bytes) -> int:
    """Tell how many octets of the body lie behind the next separator, if Content-Length is right."""
    body = _BODY.search(piece, 0, HEADER_BYTES)
    told = _LENGTH.search(piece, 0, body.start()) if body else None
    if not body or not told:
        return 0
    length = int(told[1])
    return max(0, length - (len(piece) - body.end())) if length <= LARGEST_BYTES else 0
