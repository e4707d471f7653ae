"""What an opened table is: places to go on from, blocks of rows, limits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from mailworthy.address.report import BadRow

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a hostile input is read before it is refused.

    Args:
        block_bytes: Size of a block of CSV, JSON Lines or text; rows of other formats come in blocks of ``block_rows``.
        block_rows: Rows of a block of XLSX and Parquet.
        record_bytes: The longest record; a longer one means that the file is no table.
        unpacked_bytes: What gz, bz2, xz and zip may unpack to.
        ratio: What one packed byte may unpack to, once ``ratio_from`` bytes were unpacked.
        ratio_from: Small inputs may pack as well as they like.
        xlsx_bytes: What all parts of an XLSX file may unpack to, and what the cells may take in memory.
        columns: The most columns; what XLSX allows.
        listed: Bad rows that a block lists; all of them are counted.
    """

    block_bytes: int = 8 * MIB
    block_rows: int = 250_000
    record_bytes: int = 64 * MIB
    unpacked_bytes: int = 32 << 30
    ratio: int = 1000
    ratio_from: int = 100 * MIB
    xlsx_bytes: int = 512 * MIB
    columns: int = 16_384
    listed: int = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block begins; the unit of resume.

    Args:
        offset: Bytes before it in the file's text, unpacked and as UTF-8; rows before it in XLSX and Parquet.
        line: Its line number, from 1; the row number in XLSX and Parquet.
        row: Records before it.
        block: Blocks before it.
    """

    offset: int
    line: int
    row: int
    block: int


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows.

    Args:
        frame: The rows. CSV, text, XLSX and JSON Lines: every column is text; a cell that is empty is ``""``, one that is
            missing (a short row, a key that isn't there, an XLSX cell that was never filled) is null. Parquet keeps its types.
        lines: Line number of each record, from 1, the header counted; the row number in XLSX and Parquet.
        extra: What came beyond the last column, joined by the delimiter (JSON Lines: as a JSON object); null where nothing
            did, None where no row has any.
        bad: The first rows that could not be read as they stand.
        bad_total: All of them.
        next: Where the next block begins.
        done: Share of the input read so far.
    """

    frame: pl.DataFrame
    lines: pl.Series
    extra: pl.Series | None
    bad: tuple[BadRow, ...]
    bad_total: int
    next: Place
    done: float


class Table(ABC):
    """An opened input.

    Args:
        columns: The names, unique; in a table without header ``column_1`` and so on.
        read_as: How it is read: ``format``, ``encoding``, ``delimiter``, ``header``.
        sample: The first rows, a thousand at most.
        fingerprint: Tells whether a file is still the one that was opened.
    """

    def __init__(
        self, columns: tuple[str, ...], read_as: Mapping[str, str], sample: pl.DataFrame, fingerprint: str
    ) -> None:
        self.columns = columns
        self.read_as = read_as
        self.sample = sample
        self.fingerprint = fingerprint

    @abstractmethod
    def blocks(self, start: Place | None = None) -> Iterator[Block]:
        """Give the rows, from a place that an earlier block named as its ``next``, or from the beginning.

        Raises:
            InputError: The file changed or breaks off.
        """
