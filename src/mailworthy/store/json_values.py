"""JSON of any arrangement, value by value: one a line, one array, or one object after another, in bounded memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from mailworthy.errors import InputError
from mailworthy.store.lines import head_of, lines_of, opened
from mailworthy.store.tables.decode import UTF8_MARK
from mailworthy.store.tables.shape import MIB

LONGEST_VALUE = 64 * MIB

_OUTSIDE = re.compile(rb'["\[\]{}]')
_INSIDE = re.compile(rb'["\\]')


class JsonValues:
    """The values of a file, decoded one by one.

    Args:
        path: The file, packed or not.
        longest: Octets that one value may have.

    Raises:
        InputError: It cannot be read, or one value is longer than that.
    """

    def __init__(self, path: Path, *, longest: int = LONGEST_VALUE) -> None:
        self._path = path
        self._longest = longest
        self.unread = 0
        """How many values could not be read so far."""

    def __iter__(self) -> Iterator[Any]:
        pieces = self._lines() if _by_line(self._path) else self._elements()
        for octets in pieces:
            try:
                yield decoded(octets)
            except (ValueError, RecursionError):
                self.unread += 1

    def _lines(self) -> Iterator[bytes]:
        return (line for line in map(_unmarked, lines_of(self._path, longest=self._longest)) if line.strip())

    def _elements(self) -> Iterator[bytes]:
        """Give the objects and arrays of one array, or those that stand at the top."""
        source, splitter = opened(self._path), _Splitter()
        try:
            while piece := source.read(MIB):
                yield from splitter.feed(piece)
                if splitter.waiting > self._longest:
                    raise InputError(
                        f"{self._path.name} holds a value of over {self._longest // MIB} MiB: write one event a line"
                    )
        finally:
            source.close()
        self.unread += splitter.waiting > 0


def _by_line(path: Path) -> bool:
    """Tell whether the first line is a whole value."""
    first = _unmarked(head_of(path, MIB)).lstrip()
    line, ended, _ = first.partition(b"\n")
    try:
        value = decoded(line)
    except (ValueError, RecursionError):
        return False
    return bool(ended) or isinstance(value, dict) or len(first) < MIB


def decoded(octets: bytes) -> Any:
    """Decode one value, as lenient as the programs that write them: NaN and half surrogate pairs pass.

    Raises:
        ValueError: It is no JSON.
        RecursionError: It is nested too deep.
    """
    try:
        return msgspec.json.decode(octets)
    except msgspec.DecodeError:
        return json.loads(octets)


def _unmarked(octets: bytes) -> bytes:
    return octets.removeprefix(UTF8_MARK)


class _Splitter:
    """Finds where objects and arrays end, without decoding them. The brackets of an array around all are left out."""

    def __init__(self) -> None:
        self._data = b""
        self._at = 0  # scanned so far
        self._start = -1  # where the value under way begins
        self._depth = 0
        self._floor = 0  # the depth at which it does: 1 within an array around all
        self._quoted = False

    @property
    def waiting(self) -> int:
        """How many octets of a value have come that did not end yet."""
        return len(self._data) - self._start if self._start >= 0 else 0

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Take some more octets; give the values that ended."""
        self._data += piece
        while (found := self._next()) is not None:
            if value := self._step(found):
                yield value
        keep = self._start if self._start >= 0 else self._at
        self._data, self._at = self._data[keep:], self._at - keep
        self._start = 0 if self._start >= 0 else -1

    def _next(self) -> int | None:
        """Give the next bracket's place, past all strings; None where more octets are needed."""
        while True:
            pattern = _INSIDE if self._quoted else _OUTSIDE
            found = pattern.search(self._data, self._at)
            if not found:
                self._at = len(self._data)
                return None
            sign = found[0]
            if sign == b"\\":
                if found.end() == len(self._data):  # what it escapes is still to come
                    self._at = found.start()
                    return None
                self._at = found.end() + 1
                continue
            self._at = found.end()
            if sign != b'"':
                return found.start()
            self._quoted = not self._quoted

    def _step(self, at: int) -> bytes | None:
        """Take one bracket; give the value that it ends."""
        if self._data[at] in b"[{":
            around = self._depth == 0 and self._data[at] in b"["
            if self._start < 0 and not around:
                self._start, self._floor = at, self._depth
            self._depth += 1
            return None
        self._depth = max(self._depth - 1, 0)
        if self._start < 0 or self._depth > self._floor:
            return None
        value, self._start = self._data[self._start : at + 1], -1
        return value
