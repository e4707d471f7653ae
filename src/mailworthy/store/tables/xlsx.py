"""XLSX: read as a whole, so its size is bounded before."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path

import numpy as np
import polars as pl

from mailworthy.errors import InputError
from mailworthy.store.tables import dialect
from mailworthy.store.tables.shape import MIB, Block, Limits, Place, Table
from mailworthy.store.tables.unpack import BROKEN

_CELL_BYTES = 32  # what a cell takes while a sheet is read, its text not counted
_PARTS = 5_000
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})\d""")
_ROW = re.compile(rb"""<(?:\w{1,20}:)?row\b[^>]{0,500}?\sr\s*=\s*["'](\d{1,10})""")
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
        sheet, cells = _first_sheet(path)
        self._frame, lines, named = _rows(cells, header=header)
        self._lines = lines
        read_as = {
            "format": "xlsx",
            "encoding": "",
            "delimiter": "",
            "header": "yes" if named else "no",
            "sheet": sheet,
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
    for part in sorted(parts, key=lambda part: "sharedstrings" not in part.filename.lower()):
        measure = _Measure(texts)
        for piece in _pieces(archive, part):
            left -= len(piece)
            if left < 0:
                raise _too_large(name, most, "it unpacks to more than its directory says")
            measure.add(piece)
        if "sharedstrings" in part.filename.lower():
            texts = measure.texts()
        elif measure.memory() > most:
            raise _too_large(
                name, most, f"{part.filename} would take {measure.memory() // MIB} MiB of memory"
            )


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


class _Measure:
    """Reckons what a part will take in memory, piece by piece.

    Args:
        texts: Sizes of the workbook's shared texts.
    """

    def __init__(self, texts: np.ndarray) -> None:
        self._texts = texts
        self._columns: set[bytes] = set()
        self._last_row = 0
        self._copied = 0
        self._rest = b""
        self._sizes: list[int] = []
        self._open = 0

    def add(self, piece: bytes) -> None:
        """Look at the next piece."""
        data = self._rest + piece
        cut = max(data.rfind(b"<c "), data.rfind(b"<row"), len(data) - 2000)
        whole, self._rest = data[:cut], data[cut:][-4000:]
        self._look(whole)

    def _look(self, data: bytes) -> None:
        self._columns.update(_REFERENCE.findall(data))
        self._last_row = max(self._last_row, max(map(int, _ROW.findall(data)), default=0))
        if len(self._texts):
            used = np.array(_SHARED.findall(data), dtype="S9").astype(np.int64)
            self._copied += int(self._texts[used[used < len(self._texts)]].sum())
        self._sizes += self._text_sizes(data)

    def _text_sizes(self, data: bytes) -> list[int]:
        *closed, rest = data.split(b"</si>")
        sizes = [len(text) for text in closed]
        if sizes:
            sizes[0] += self._open
            self._open = 0
        self._open += len(rest)
        return sizes

    def texts(self) -> np.ndarray:
        """Give the sizes of the shared texts that the part holds."""
        self._look(self._rest)
        return np.array(self._sizes, np.int64)

    def memory(self) -> int:
        """Give what the part's cells take: the rectangle that they span, and their texts."""
        self._look(self._rest)
        self._rest = b""
        return (
            self._last_row * max(map(_column_number, self._columns), default=0) * _CELL_BYTES + self._copied
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _first_sheet(path: Path) -> tuple[str, pl.DataFrame]:
    import fastexcel  # noqa: PLC0415 - heavy, and most lists are CSV

    try:
        book = fastexcel.read_excel(path)
        hidden: tuple[str, pl.DataFrame] | None = None
        for name in book.sheet_names:
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            if not sheet.height:
                continue
            if sheet.visible == "visible":
                return name, sheet.to_polars()
            hidden = hidden or (name, sheet.to_polars())
    except Exception as error:
        raise _unreadable(path, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader is Rust; its panics are no Exception
            raise
        raise _unreadable(path, error) from error
    if hidden is None:
        raise InputError(f"{path.name} has no sheet with anything in it: there is nothing to check")
    return hidden


def _unreadable(path: Path, error: BaseException) -> InputError:
    detail = " ".join(str(error).split())[:120]
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
