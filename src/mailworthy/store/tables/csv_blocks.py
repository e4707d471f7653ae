"""Delimited text: whole blocks by polars where the survey vouches for them, record by record where not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mailworthy.address.report import BadRow
from mailworthy.store.tables.decode import UTF8_MARK
from mailworthy.store.tables.records import Record, Records, count_lines
from mailworthy.store.tables.stream import Parsed, Reader, Window
from mailworthy.store.tables.survey import Survey, glance, mark, survey

_SLOW_BYTES = (
    4 << 10
)  # how much is read record by record before polars is tried again; doubled while that fails
_CAREFUL_BYTES = 256 << 10  # how much polars is tried with after trouble; doubled while all goes well
_PROBLEMS = {
    "stray_quote": "a quote in the middle of a field, kept as it is",
    "unclosed_quote": "an opening quote that is not closed, kept as it is",
}


@dataclass(slots=True)
class _Part:
    """Some records on their way into a block."""

    frame: pl.DataFrame
    lines: pl.Series
    extra: pl.Series | None


class CsvReader(Reader):
    """Reads delimited records.

    Args:
        columns: Their names.
        delimiter: One octet.
        listed: How many bad rows a block lists.
    """

    def __init__(self, columns: tuple[str, ...], delimiter: bytes, listed: int) -> None:
        self._columns = columns
        self._delimiter = delimiter
        self._listed = listed
        self._schema = {str(number): pl.String() for number in range(len(columns))}

    def read(self, window: Window) -> Parsed:
        """Read the whole records that a window begins with."""
        parts: list[_Part] = []
        notes = _Notes(self._listed)
        here, line = 0, window.line
        step, slow = len(window.data), _SLOW_BYTES
        while here < len(window.data):
            begin, trouble = here, False
            data = window.data[here : here + step]
            last = here + step >= len(window.data)
            final = window.final and last
            whole = glance(data, self._delimiter, len(self._columns), final=final)
            if whole and (part := self._tidy(data, *whole, line)):
                parts.append(part)
                here, line = here + whole[0], line + whole[1]
            else:
                found = survey(data, mark(data, self._delimiter, final=final))
                trouble = found.trouble
                if found.stop:
                    parts.append(self._fast(data[: found.stop], found, line, notes))
                    here, line = here + found.stop, line + int(found.lines[-1])
            if trouble:
                slow = _SLOW_BYTES if here - begin > slow else slow * 2
                part, used, ended = self._slow(data[here - begin :], slow, line, notes, final=final)
                parts += [part] if used else []
                here, line, step = here + used, line + ended, _CAREFUL_BYTES
            elif last:
                break
            else:
                step *= 2
            if here == begin:
                if last:
                    break
                step *= 2
        return self._joined(parts, notes, here, line - window.line)

    def _joined(self, parts: list[_Part], notes: _Notes, used: int, ended: int) -> Parsed:
        if len(parts) == 1:
            (part,) = parts
            return Parsed(part.frame, part.lines, part.extra, notes.rows, notes.total, used, ended)
        if not parts:
            nothing = pl.DataFrame(schema=dict.fromkeys(self._columns, pl.String))
            return Parsed(nothing, pl.Series("line", [], pl.UInt64), None, [], 0, used, ended)
        frame = pl.concat([part.frame for part in parts])
        lines = pl.concat([part.lines for part in parts])
        extra = None
        if any(part.extra is not None for part in parts):
            extra = pl.concat([_or_none(part.extra, part.frame.height) for part in parts])
        return Parsed(frame, lines, extra, notes.rows, notes.total, used, ended)

    def _tidy(self, data: bytes, stop: int, records: int, line: int) -> _Part | None:
        """Let polars read a window as good as most; None if it finds a record that is too long."""
        frame = self._polars(data[:stop], extra_columns="raise")
        if frame is None or frame.height != records:
            return None
        lines = pl.int_range(line, line + records, dtype=pl.UInt64, eager=True).alias("line")
        return _Part(frame, lines, None)

    def _polars(self, data: bytes, extra_columns: Literal["ignore", "raise"]) -> pl.DataFrame | None:
        if data.startswith(UTF8_MARK):  # polars would take it for the file's own mark, and drop it
            data = UTF8_MARK + data
        try:
            frame = pl.read_csv(
                data,
                has_header=False,
                schema=self._schema,
                separator=self._delimiter.decode(),
                empty_string_is_null=False,
                missing_columns="insert",
                extra_columns=extra_columns,
            )
        except pl.exceptions.PolarsError:
            return None
        frame.columns = list(self._columns)
        return frame

    def _fast(self, data: bytes, found: Survey, line: int, notes: _Notes) -> _Part:
        """Let polars read records that the survey vouches for."""
        if len(found.lone):
            octets = np.frombuffer(data, np.uint8).copy()
            octets[found.lone] = 10
            data = octets.tobytes()
        frame = self._polars(data, extra_columns="ignore")
        if frame is None or frame.height != len(found.ends):
            return self._slow(data, len(data), line, notes, final=True)[0]
        lines = np.concatenate((np.zeros(1, np.int64), found.lines[:-1])) + line
        part = _Part(frame, pl.Series("line", lines.astype(np.uint64)), None)
        odd = found.fields != len(self._columns)
        if found.blank is not None:
            odd &= ~found.blank
        if odd.any():
            part = self._ragged(part, data, found, odd, notes)
        return part if found.blank is None else _without(part, found.blank)

    def _ragged(
        self, part: _Part, data: bytes, found: Survey, odd: NDArray[np.bool_], notes: _Notes
    ) -> _Part:
        """Empty what short records lack, keep what long ones have beyond the header."""
        fields, width = pl.Series(found.fields), len(self._columns)
        notes.ragged((part.lines.to_numpy()[odd], found.fields[odd]), width)
        lacking = [
            pl.when(fields > at).then(pl.col(name)).alias(name)
            for at, name in enumerate(self._columns)
            if at >= int(found.fields.min())
        ]
        frame = part.frame.with_columns(lacking) if lacking else part.frame
        long = np.flatnonzero(odd & (found.fields > width))
        if not len(long):
            return _Part(frame, part.lines, None)
        records = Records(data, self._delimiter, final=True)
        beyond = [self._beyond(records.at(start)) for start in found.starts[long].tolist()]
        extra = pl.Series("extra", [None], pl.String).new_from_index(0, frame.height).scatter(long, beyond)
        return _Part(frame, part.lines, extra)

    def _beyond(self, record: Record | None) -> str | None:
        if record is None or len(record.fields) <= len(self._columns):
            return None
        return self._delimiter.join(record.fields[len(self._columns) :]).decode("utf-8", "replace")

    def _slow(
        self, data: bytes, most: int, line: int, notes: _Notes, *, final: bool
    ) -> tuple[_Part, int, int]:
        """Read records one by one until ``most`` octets are used; also say how many were, with how many line ends."""
        records, width, here = Records(data, self._delimiter, final=final), len(self._columns), 0
        first = line
        rows: list[list[str | None]] = []
        lines: list[int] = []
        extra: list[str | None] = []
        while here < min(most, len(data)) and (record := records.at(here)):
            if record.fields:
                notes.record(line, record, width)
                cells: list[str | None] = [cell.decode("utf-8", "replace") for cell in record.fields[:width]]
                rows.append(cells + [None] * (width - len(cells)))
                lines.append(line)
                extra.append(self._beyond(record))
            line += count_lines(data[here : record.end])
            here = record.end
        schema = dict.fromkeys(self._columns, pl.String)
        beyond = pl.Series("extra", extra, pl.String) if any(cell is not None for cell in extra) else None
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        return _Part(frame, pl.Series("line", lines, pl.UInt64), beyond), here, line - first


class _Notes:
    """What was odd about a block's records: all counted, the first listed."""

    def __init__(self, room: int) -> None:
        self.rows: list[BadRow] = []
        self.total = 0
        self._room = room

    def ragged(self, odd: tuple[NDArray[np.uint64], NDArray[np.int64]], width: int) -> None:
        """Note records by line number and number of fields."""
        lines, counts = odd
        self.total += len(lines)
        free = self._room - len(self.rows)
        for line, count in zip(lines[:free].tolist(), counts[:free].tolist(), strict=True):
            self.rows.append(_ragged_row(line, count, width))

    def record(self, line: int, record: Record, width: int) -> None:
        """Note what is odd about a record that was read on its own."""
        if record.problem:
            self._add(BadRow(line, record.problem, _PROBLEMS[record.problem]))
        if len(record.fields) != width:
            self._add(_ragged_row(line, len(record.fields), width))

    def _add(self, row: BadRow) -> None:
        self.total += 1
        if len(self.rows) < self._room:
            self.rows.append(row)


def _ragged_row(line: int, count: int, width: int) -> BadRow:
    if count > width:
        return BadRow(line, "too_many_fields", f"{count} fields under {width} columns, the rest kept apart")
    return BadRow(line, "too_few_fields", f"{count} fields under {width} columns, the rest left empty")


def _without(part: _Part, blank: NDArray[np.bool_]) -> _Part:
    kept = pl.Series(~blank)
    extra = part.extra.filter(kept) if part.extra is not None else None
    return _Part(part.frame.filter(kept), part.lines.filter(kept), extra)


def _or_none(extra: pl.Series | None, height: int) -> pl.Series:
    return extra if extra is not None else pl.Series("extra", [None], pl.String).new_from_index(0, height)
