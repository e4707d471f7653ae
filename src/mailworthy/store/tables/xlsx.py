"""XLSX: read as a whole, so its size is bounded before."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mailworthy.errors import InputError
from mailworthy.store.tables import dialect
from mailworthy.store.tables.measure import Measure
from mailworthy.store.tables.shape import MIB, Block, Limits, Place, Table
from mailworthy.store.tables.unpack import BROKEN

_PARTS = 5_000
_SHEETS = 100
_SHARED = re.compile(rb"""\st\s*=\s*["']s["'][^>]{0,200}>\s*<(?:\w{1,20}:)?v[^>]{0,50}>\s*(\d{1,9})""")
_MIDNIGHT = r"^(\d{4}-\d{2}-\d{2}) 00:00:00$"


def is_xlsx(path: Path) -> bool:
    """Tell whether a zip archive is an Excel workbook.

    Raises:
        InputError: It is a document of another kind, which we don't read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except BROKEN:
        return False
    if "xl/workbook.bin" in names:
        raise InputError(f"{path.name} is a binary Excel workbook (.xlsb): save it as .xlsx or CSV")
    if "mimetype" in names or "word/document.xml" in names:
        raise InputError(f"{path.name} is a document that we don't read: save the list as .xlsx or CSV")
    return "xl/workbook.xml" in names


class XlsxTable(Table):
    """The first visible sheet of a workbook that holds anything.

    Dates come as ISO text, numbers without a needless ``.0``, linked cells as the text that they show.
    """

    def __init__(
        self, path: Path, fingerprint: Callable[[], str], limits: Limits, *, header: bool | None = None
    ) -> None:
        self._path = path
        self._limits = limits
        self._fingerprint = fingerprint
        taken = fingerprint()
        bound_workbook(path, limits)
        sheet, others, cells = _first_sheet(path)
        self._frame, lines, named = _rows(cells, header=header)
        self._lines = lines
        read_as = {
            "format": "xlsx",
            "encoding": "",
            "delimiter": "",
            "header": "yes" if named else "no",
            "sheet": sheet,
            "other_sheets": others,
        }
        super().__init__(tuple(self._frame.columns), read_as, self._frame.head(1000), taken)

    def blocks(self, start: Place | None = None) -> Iterator[Block]:
        """Give the rows, from a place that an earlier block named as its ``next``, or from the beginning."""
        if self._fingerprint() != self.fingerprint:
            raise InputError(f"{self._path.name} changed since it was opened: start anew")
        return self._blocks(start or Place(0, 1, 0, 0))

    def _blocks(self, place: Place) -> Iterator[Block]:
        rows = self._frame.height
        while place.offset < rows:
            frame = self._frame.slice(place.offset, self._limits.block_rows)
            lines = self._lines.slice(place.offset, frame.height)
            end = place.offset + frame.height
            place = Place(end, int(lines[-1]) + 1, end, place.block + 1)
            yield Block(frame, lines, None, (), 0, place, end / rows)


def bound_workbook(path: Path, limits: Limits) -> None:
    """Raise InputError unless a workbook unpacks to a bounded size, whatever its directory says.

    All parts are unpacked once, counted and thrown away; then what the cells will take in memory is reckoned: the reader
    lays sheets out as rectangles, and gives each cell a copy of its text.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _bound_parts(archive, path.name, limits.xlsx_bytes)
    except InputError:
        raise
    except BROKEN as error:
        detail = " ".join(str(error).split())[:120]
        raise InputError(f"{path.name} is no workbook that we can read ({detail}): is it damaged?") from error


def _bound_parts(archive: zipfile.ZipFile, name: str, most: int) -> None:
    parts = archive.infolist()
    declared = sum(part.file_size for part in parts)
    if declared > most or len(parts) > _PARTS:
        raise _too_large(name, most, f"its parts unpack to {declared // MIB} MiB")
    left = most
    texts = np.zeros(0, np.int64)
    for part in sorted(parts, key=lambda part: not _holds_texts(part)):
        measure = Measure(int(texts.max(initial=0)), of_texts=_holds_texts(part))
        for piece in _pieces(archive, part):
            left -= len(piece)
            if left < 0:
                raise _too_large(name, most, "it unpacks to more than its directory says")
            measure.add(piece)
            if measure.at_least > most:  # said at once: looking at all that a bomb holds takes a minute
                raise _too_large(
                    name, most, f"{part.filename} would take over {measure.at_least // MIB} MiB of memory"
                )
        if _holds_texts(part):
            texts = measure.texts()
        taken = measure.memory()
        if taken > most and measure.shares:
            taken = measure.memory(_shared(archive, part, texts, measure.shares))
        if taken > most:
            raise _too_large(name, most, f"{part.filename} would take {taken // MIB} MiB of memory")


def _holds_texts(part: zipfile.ZipInfo) -> bool:
    return "sharedstrings" in part.filename.lower()


def _shared(archive: zipfile.ZipFile, part: zipfile.ZipInfo, texts: NDArray[np.int64], shares: int) -> int:
    """Give what the shared texts that a part's cells show take; a cell that we cannot read counts as the longest."""
    rest, total = b"", 0
    for piece in _pieces(archive, part):
        data = rest + piece
        cut = max(data.rfind(b"<c "), 0) or len(data)
        used = np.array(_SHARED.findall(data[:cut]), "S9").astype(np.int64)
        used = used[used < len(texts)]
        total += int(texts[used].sum())
        shares -= len(used)
        rest = data[cut:]
    return total + max(0, shares) * int(texts.max(initial=0))


def _too_large(name: str, most: int, why: str) -> InputError:
    return InputError(f"{name} is too large for a workbook ({why}, over {most // MIB} MiB): save it as CSV")


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    honest = copy(part)
    honest.file_size = (
        1 << 62
    )  # the standard library stops at the size that the directory gives; other readers go on
    with archive.open(honest) as unpacked:
        while piece := unpacked.read(MIB):
            yield piece


def _first_sheet(path: Path) -> tuple[str, str, pl.DataFrame]:
    """Give the sheet's name, the other sheets' names, and the cells; a hidden sheet only where no other holds anything."""
    import fastexcel  # noqa: PLC0415 - heavy, and most lists are CSV

    try:
        book = fastexcel.read_excel(path)
        names = book.sheet_names[:_SHEETS]
        sheet = _chosen(book, names)
        if sheet is not None:
            return sheet.name, ", ".join(name for name in names if name != sheet.name), sheet.to_polars()
    except fastexcel.FastExcelError as error:
        raise _unreadable(path, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader is Rust; its panics are no Exception
            raise
        raise _unreadable(path, error) from error
    raise InputError(f"{path.name} has no sheet with anything in it: there is nothing to check")


def _chosen(book: Any, names: list[str]) -> Any:
    hidden = None
    for name in names:
        sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        if sheet.height and sheet.visible == "visible":
            return sheet
        hidden = hidden or (sheet if sheet.height else None)
    return hidden


def _unreadable(path: Path, error: BaseException) -> InputError:
    detail = " ".join(str(error).split("\nContext:")[0].split())[:120]
    return InputError(f"{path.name} is no workbook that we can read ({detail}): save it anew, or as CSV")


def _rows(cells: pl.DataFrame, *, header: bool | None) -> tuple[pl.DataFrame, pl.Series, bool]:
    """Give the rows that hold anything, their row numbers, and whether the first of them named the columns."""
    frame = cells.select(pl.all().cast(pl.String).str.replace(_MIDNIGHT, "$1"))
    filled = frame.select(pl.any_horizontal((pl.all().is_not_null()) & (pl.all() != ""))).to_series()
    lines = pl.int_range(1, frame.height + 1, dtype=pl.UInt64, eager=True).rename("line").filter(filled)
    frame = frame.filter(filled)
    first = [[(cell or "").encode() for cell in row] for row in frame.head(50).rows()]
    named = dialect.has_header(first) if header is None else header
    names = [cell.decode() for cell in first[0]] if named and first else [""] * frame.width
    frame.columns = list(dialect.column_names(names))
    return (frame.slice(1), lines.slice(1), True) if named else (frame, lines, False)
