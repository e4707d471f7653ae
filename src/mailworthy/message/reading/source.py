"""The way from a part's text back to the octets that were given."""

from __future__ import annotations

import re
from array import array
from binascii import a2b_qp
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from mailworthy.wire import message as wire

_LINE_END = re.compile(rb"\r?\r?\n|\r")
_QUOTED = re.compile(rb"=[0-9A-Fa-f]{2}|=[ \t]*\Z|[^=]|=")  # RFC 2045 §6.7
_MARK = b"\xef\xbb\xbf"
_AS_IT_STANDS = {"", "7bit", "8bit", "binary"}


class RawPlace(NamedTuple):
    """A place in the octets that were given.

    Args:
        line: From 1, as an editor shows it.
        offset: In octets, from 0.
        exact: Whether that is the very place, not only the line's beginning.
    """

    line: int
    offset: int
    exact: bool


class Source:
    """What was given, and the message that was read out of it, whose lines end by LF alone.

    Args:
        raw: As given.
        message: As read: without what stood in front of its header.
    """

    def __init__(self, raw: bytes, message: wire.Message) -> None:
        """Keep both; lines are counted when somebody asks."""
        self.raw, self.message = raw, message

    @cached_property
    def _given(self) -> array[int]:
        return _starts(self.raw)

    @cached_property
    def _read(self) -> array[int]:
        return _starts(self.message.raw)

    @cached_property
    def first_line(self) -> int:
        """The number of the line that the message begins with, from 1."""
        if self.raw == self.message.raw:
            return 1
        raw = self.raw
        ends = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n") - raw.count(b"\r\r\n")
        return 1 + ends - self.message.raw.count(b"\n")

    def place(self, offset: int, *, exact: bool = True) -> RawPlace:
        """Give the place of an octet of the message as read."""
        line = bisect_right(self._read, offset) - 1
        column = offset - self._read[line] if exact else 0
        given = max(line + self.first_line, 1)
        mark = 3 if line == 0 and self._marked(given) else 0
        return RawPlace(given, self._given[given - 1] + mark + column, exact)

    def _marked(self, line: int) -> bool:
        """Tell whether a byte order mark, that the reader took off, stands in front of the message's first line."""
        begin = self._given[line - 1]
        return self.raw.startswith(_MARK, begin) and not self.message.raw.startswith(_MARK)


class Way:
    """The way from one part's text to the source.

    Args:
        source: The whole.
        part: Its part.
        codec: What reads the part's octets.
    """

    def __init__(self, source: Source, part: wire.Part, codec: str) -> None:
        """Keep them; nothing is looked at before somebody asks."""
        self._source, self._part, self._codec = source, part, codec

    @cached_property
    def _encoding(self) -> str:
        return self._part.header("content-transfer-encoding").strip(" \t\"';").lower()

    @cached_property
    def _octets(self) -> bytes:
        return self._part.bytes

    @cached_property
    def _lines(self) -> array[int]:
        return _starts(self._octets)

    @cached_property
    def _quoted(self) -> tuple[array[int], array[int]] | None:
        """Give where each line of quoted-printable begins, encoded and decoded; None where that cannot be told."""
        raw, encoded, decoded = self._part.raw, array("q"), array("q")
        at = length = 0
        for line in raw.splitlines(keepends=True) if b"\r" not in raw else ():
            encoded.append(at)
            decoded.append(length)
            at += len(line)
            length += len(a2b_qp(line))
        return (encoded, decoded) if length == len(self._octets) and encoded else None

    def place(self, line: int, before: str) -> RawPlace | None:
        """Give where something stands.

        Args:
            line: In the part's text, from 1.
            before: What stands before it in that line.

        Returns:
            None for base64, where no editor shows it, and for text whose lines are none in octets.
        """
        if self._encoding not in _AS_IT_STANDS | {"quoted-printable"} or self._codec.startswith(
            ("utf-16", "utf-32")
        ):
            return None
        begin = self._lines[line - 1]
        octets = self._width(begin, before, first=line == 1)
        offset = self._encoded(begin + (octets or 0))
        if offset is None:
            return None
        return self._source.place(self._part.span[1] + offset, exact=octets is not None)

    def _width(self, begin: int, before: str, *, first: bool) -> int | None:
        """Give how many octets some text took; None where they do not read so, after damage or in shifted charsets."""
        mark = 3 if first and self._octets.startswith(_MARK) else 0
        try:
            octets = before.encode(self._codec)
        except UnicodeError:
            return None
        return mark + len(octets) if self._octets.startswith(octets, begin + mark) else None

    def _encoded(self, offset: int) -> int | None:
        """Give where an octet stands in the part's body, its transfer encoding on."""
        if self._encoding != "quoted-printable":
            return offset
        if self._quoted is None:
            return None
        encoded, decoded = self._quoted
        index = bisect_right(decoded, offset) - 1
        begin = encoded[index]
        line = self._part.raw[begin : encoded[index + 1] if index + 1 < len(encoded) else None]
        return begin + _after(line, offset - decoded[index])


def _after(line: bytes, octets: int) -> int:
    """Give how much of a line of quoted-printable stands for so many octets."""
    at = 0
    for piece in _QUOTED.finditer(line):
        if octets <= 0:
            break
        at = piece.end()
        octets -= 1
    return at


def _starts(octets: bytes) -> array[int]:
    if b"\r\r\n" in octets:
        return array("q", (0, *(end.end() for end in _LINE_END.finditer(octets))))
    starts = array(
        "q", accumulate(map(len, octets.splitlines(keepends=True)), initial=0)
    )  # ten times as quick
    if len(starts) > 1 and octets[-1:] not in {b"\n", b"\r"}:
        starts.pop()
    return starts
