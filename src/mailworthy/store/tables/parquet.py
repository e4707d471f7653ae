"""Parquet: slices of rows, types kept.

What polars says about a damaged file becomes one clear line. A known gap: a page whose own data claims an absurd length makes
polars 2.1 ask for as much memory, and the process ends; Parquet from strangers is best converted in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from mailworthy.errors import InputError
from mailworthy.store.tables.shape import Block, Limits, Place, Table

_BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


class ParquetTable(Table):
    """A Parquet file."""

    def __init__(self, path: Path, fingerprint: Callable[[], str], limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._fingerprint = fingerprint
        self._scan = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        self._rows = int(self._collected(self._scan.select(pl.len())).item())
        columns = tuple(self._columns())
        super().__init__(
            columns,
            {"format": "parquet", "encoding": "", "delimiter": "", "header": "yes"},
            self._collected(self._scan.head(1000)),
            fingerprint(),
        )

    def blocks(self, start: Place | None = None) -> Iterator[Block]:
        """Give the rows, from a place that an earlier block named as its ``next``, or from the beginning."""
        if self._fingerprint() != self.fingerprint:
            raise InputError(f"{self._path.name} changed since it was opened: start anew")
        return self._blocks(start or Place(0, 1, 0, 0))

    def _blocks(self, place: Place) -> Iterator[Block]:
        while place.offset < self._rows:
            frame = self._collected(self._scan.slice(place.offset, self._limits.block_rows))
            if not frame.height:
                raise InputError(f"{self._path.name} breaks off after {place.offset} of {self._rows} rows")
            end = place.offset + frame.height
            lines = pl.int_range(place.offset + 1, end + 1, dtype=pl.UInt64, eager=True).rename("line")
            place = Place(end, end + 1, end, place.block + 1)
            yield Block(frame, lines, None, (), 0, place, end / self._rows)

    def _columns(self) -> list[str]:
        try:
            return self._scan.collect_schema().names()
        except _BROKEN as error:
            raise self._broken(error) from error

    def _collected(self, frame: pl.LazyFrame) -> pl.DataFrame:
        try:
            return frame.collect()
        except _BROKEN as error:
            raise self._broken(error) from error

    def _broken(self, error: BaseException) -> InputError:
        detail = " ".join(str(error).split())[:120]
        return InputError(
            f"{self._path.name} is no Parquet file that we can read ({detail}): is it damaged or incomplete?"
        )
