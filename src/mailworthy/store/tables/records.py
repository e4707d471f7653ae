"""Delimited records one by one, whatever their quotes look like.

Well-formed records read as RFC 4180 says. Beyond it no byte is dropped: a quote in the middle of a bare field is literal; a
quoted field with bare quotes inside ends on its line at the first quote that a delimiter or the line's end follows; an
opening quote that is not closed within 64 KiB or 100 lines is literal too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

QUOTED_BYTES = 64 << 10
QUOTED_LINES = 100


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    Args:
        fields: Its fields, unquoted; no field for a blank line.
        start: Where it begins in the data.
        end: Where the next record begins.
        problem: ``stray_quote``, ``unclosed_quote`` or empty.
    """

    fields: list[bytes]
    start: int
    end: int
    problem: str


def line_ends(octets: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Give the positions at which lines end: LF, CR LF (the LF's position) or CR alone."""
    newline = octets == 10
    carriage = octets == 13
    if carriage.any():
        carriage[:-1] &= ~newline[1:]
        newline |= carriage
    return np.flatnonzero(newline)


def count_lines(data: bytes) -> int:
    """Count the line ends."""
    octets = np.frombuffer(data, np.uint8)
    return len(line_ends(octets)) if b"\r" in data else int(np.count_nonzero(octets == 10))


class Records:
    """Reads the records of ``data`` from any record's start.

    Args:
        data: Text whose last record ends in a line end if ``final``.
        delimiter: One octet; empty where a record is one bare field.
        final: Whether the text ends here.
    """

    def __init__(self, data: bytes, delimiter: bytes, *, final: bool) -> None:
        self._data = data
        self._final = final
        self._delimiter = delimiter
        mark = re.escape(delimiter)
        self._line = re.compile(rb'[^"\r\n]*+(?=[\r\n])')
        self._bare = re.compile(rb"[^\r\n" + mark + rb"]*+")
        self._clean = re.compile(rb'"((?:[^"]++|"")*+)"(?=[\r\n' + mark + rb"])")
        self._on_line = re.compile(rb'"([^\r\n]*?)"(?=[\r\n' + mark + rb"])")
        self._ends = line_ends(np.frombuffer(data, np.uint8)).tolist()

    def at(self, start: int) -> Record | None:
        """Read the record that begins at ``start``; None if more text is needed to tell where it ends."""
        data, problem, here = self._data, "", start
        fields: list[bytes] = []
        line = self._line.match(data, start)
        if line is not None and self._delimiter:  # most records hold no quote, even where some do
            end = self._after_line_end(line.end())
            fields = line[0].split(self._delimiter) if line[0] else []
            return Record(fields, start, end, "") if end is not None else None
        while True:
            read = self._field(here)
            if read is None:
                return None
            field, here, trouble = read
            fields.append(field)
            problem = problem or trouble
            after = data[here : here + 1]
            if after != self._delimiter or not after:
                break
            here += 1
        end = self._after_line_end(here)
        if end is None:
            return None
        return Record([] if here == start else fields, start, end, problem)

    def _after_line_end(self, here: int) -> int | None:
        step = self._data[here : here + 2]
        if step == b"\r\n":
            return here + 2
        if not step or (step == b"\r" and not self._final):
            return None  # the line end is not here yet, or not all of it
        return here + 1

    def _field(self, here: int) -> tuple[bytes, int, str] | None:
        if self._data[here : here + 1] != b'"':
            return self._bare_field(here, "stray_quote")
        if (limit := self._limit(here)) > len(self._data) and not self._final:
            whole = self._clean.match(self._data, here)
            return (_unquoted(whole[1]), whole.end(), "") if whole else None
        if whole := self._clean.match(self._data, here, limit):
            return _unquoted(whole[1]), whole.end(), ""
        if leaky := self._on_line.match(self._data, here, limit):
            return _unquoted(leaky[1]), leaky.end(), "stray_quote"
        return self._bare_field(here, "unclosed_quote")

    def _bare_field(self, here: int, problem: str) -> tuple[bytes, int, str]:
        found = self._bare.match(self._data, here)
        assert found is not None  # it matches the empty field too
        field = found[0]
        return field, found.end(), problem if b'"' in field else ""

    def _limit(self, here: int) -> int:
        """Say where a quoted field must have ended: at the 100th line end after it, or 64 KiB on."""
        last = bisect_left(self._ends, here) + QUOTED_LINES - 1
        by_size = here + QUOTED_BYTES
        return min(by_size, self._ends[last] + 1) if last < len(self._ends) else by_size


def _unquoted(inner: bytes) -> bytes:
    return inner.replace(b'""', b'"')
