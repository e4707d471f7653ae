"""Tables that are streams of text: windows of whole records, each read by the format's own reader."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from mailworthy.address.report import BadRow
from mailworthy.errors import InputError
from mailworthy.store.tables.decode import Text
from mailworthy.store.tables.records import line_ends
from mailworthy.store.tables.shape import MIB, Block, Limits, Place, Table


@dataclass(frozen=True, slots=True)
class Window:
    """Some text that begins where a record begins; if ``final``, it is the last and ends in a line end."""

    data: bytes
    final: bool
    line: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reader made of a window: ``used`` octets of it, with so many line ends; the rest belongs to the next."""

    frame: pl.DataFrame
    lines: pl.Series
    extra: pl.Series | None
    bad: list[BadRow]
    bad_total: int
    used: int
    line_ends: int


class Reader(ABC):
    """Reads the records of one format."""

    @abstractmethod
    def read(self, window: Window) -> Parsed:
        """Read the whole records that a window begins with; all of them if it is final."""


Opener = Callable[[int], Text]


class StreamTable(Table):
    """A table that is a stream of text.

    Args:
        name: The file's name, for messages.
        columns: See :class:`Table`.
        read_as: See :class:`Table`.
        fingerprint: See :class:`Table`.
        opener: Opens the text at an offset.
        first: Where the first record begins.
        reader: Reads the format.
        limits: Sizes of blocks and records.
    """

    def __init__(
        self,
        name: str,
        columns: tuple[str, ...],
        read_as: Mapping[str, str],
        fingerprint: Callable[[], str],
        *,
        opener: Opener,
        first: Place,
        reader: Reader,
        limits: Limits,
    ) -> None:
        self._name = name
        self._opener = opener
        self._first = first
        self._reader = reader
        self._limits = limits
        self._fingerprint = fingerprint
        super().__init__(columns, read_as, self._sampled(columns), fingerprint())

    def blocks(self, start: Place | None = None) -> Iterator[Block]:
        """Give the rows, from a place that an earlier block named as its ``next``, or from the beginning."""
        if self._fingerprint() != self.fingerprint:
            raise InputError(f"{self._name} changed since it was opened: start anew")
        return self._blocks(start or self._first, self._limits.block_bytes)

    def _sampled(self, columns: tuple[str, ...]) -> pl.DataFrame:
        block = next(self._blocks(self._first, min(256 << 10, self._limits.block_bytes)), None)
        return block.frame.head(1000) if block else pl.DataFrame(schema=dict.fromkeys(columns, pl.String))

    def _blocks(self, place: Place, size: int) -> Iterator[Block]:
        text = self._opener(place.offset)
        feed = _Feed(text)
        try:
            while True:
                data, parsed = self._parsed(feed, place, size)
                if not data:
                    return
                block = self._block(text, data, parsed, place)
                feed.drop(parsed.used)
                place = block.next
                yield block
        finally:
            text.close()

    def _parsed(self, feed: _Feed, place: Place, size: int) -> tuple[bytes, Parsed]:
        """Read the smallest window with a whole record in it: always the same one for a place."""
        while True:
            data, final = feed.window(size)
            parsed = self._reader.read(Window(data, final, place.line))
            if parsed.used or not data:
                return data, parsed
            if size > self._limits.record_bytes:
                raise InputError(
                    f"{self._name} has a record of over {size // MIB} MiB at line {place.line}: this is no table",
                    at=place.line,
                )
            size *= 2

    def _block(self, text: Text, data: bytes, parsed: Parsed, place: Place) -> Block:
        damaged, damaged_total = self._damaged(text, data, parsed.used, place)
        bad = sorted([*parsed.bad, *damaged], key=lambda row: row.line)[: self._limits.listed]
        following = Place(
            place.offset + parsed.used,
            place.line + parsed.line_ends,
            place.row + parsed.frame.height,
            place.block + 1,
        )
        total = parsed.bad_total + damaged_total
        return Block(parsed.frame, parsed.lines, parsed.extra, tuple(bad), total, following, text.done)

    def _damaged(self, text: Text, data: bytes, used: int, place: Place) -> tuple[list[BadRow], int]:
        """List the lines whose octets are damaged: not of the file's encoding, or holding NUL."""
        broken = []
        while text.broken and text.broken[0] < place.offset + used:
            broken.append(text.broken.popleft() - place.offset)
        if not broken and data.find(b"\0", 0, used) < 0:
            return [], 0
        octets = np.frombuffer(data, np.uint8, used)
        ends = line_ends(octets)
        bad, total = [], 0
        for problem, detail, places in (
            (
                "bad_encoding",
                "not of the file's encoding, read as Windows-1252",
                np.asarray(broken, np.int64),
            ),
            ("nul_byte", "holds a NUL octet, kept as it is", np.flatnonzero(octets == 0)),
        ):
            lines = np.unique(np.searchsorted(ends, places)) + place.line
            total += len(lines)
            bad += [BadRow(line, problem, detail) for line in lines[: self._limits.listed].tolist()]
        return bad, total


class _Feed:
    """The text in windows: what one leaves, the next begins with."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._pending = b""

    def window(self, size: int) -> tuple[bytes, bool]:
        """Give ``size`` octets and whether they are the last; then they are fewer, and end in a line end."""
        if len(self._pending) < size:
            more = self._text.read(size - len(self._pending))
            self._pending = self._pending + more if self._pending else more
        final = len(self._pending) < size
        if final and self._pending and self._pending[-1] not in b"\r\n":
            self._pending += b"\n"
        return self._pending[:size], final

    def drop(self, size: int) -> None:
        """Leave the first ``size`` octets behind."""
        self._pending = self._text.back(self._pending[size:])
