"""Result files: written beside, made durable, then renamed; the same frames give the same bytes.

CSV and XLSX cells that a spreadsheet would run as formulas are defused; JSON Lines and Parquet keep every cell as it is.
An XLSX cell holds 32,767 characters at most: a longer text is cut there and says so at its end (the other formats hold
all of it), and a sheet that is full goes on in the next, named ``2``, ``3`` and so on.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from mailworthy.errors import InputError
from mailworthy.store.tables.defuse import defused, defused_text

XLSX_ROWS = 1_048_576  # of a sheet, the header one of them
XLSX_CELL = 32_767  # characters, in UTF-16
_CUT = " … [cut at the longest that a cell may be]"
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's times have no zone; any fixed time gives equal bytes
_LARGEST_EXACT = 2**53  # a workbook's numbers are floats
# The least and the greatest cell of each piece are a tenth of the price, and rule nothing out where rows come in no order.
_STATISTICS = {"min": False, "max": False, "distinct_count": False, "null_count": True}

Frames = Iterable[pl.DataFrame]


def write_frames(
    path: Path,
    frames: Frames,
    schema: pl.Schema,
    format: str,  # noqa: A002 - the word of the command line
    *,
    workshop: Path | None = None,
) -> int:
    """Write frames one after the other as one file.

    Args:
        path: The file; an old one stays until the new one is complete.
        frames: The rows, all of the same schema.
        schema: Their schema; needed where there are no rows.
        format: ``csv``, ``tsv``, ``jsonl``, ``parquet`` or ``xlsx``.
        workshop: A folder of the same file system for what is not finished; beside its place by default.

    Returns:
        How many rows were written.

    Raises:
        InputError: No such format.
        OSError: The disk is full, or the folder may not be written to.
    """
    write = _WRITERS.get(format)
    if write is None:
        raise InputError(f"{format!r} is no format of results: use {', '.join(_WRITERS)}")
    counted = _Counted(frames)
    with _beside(path, workshop or path.parent) as temporary:
        write(temporary, counted, schema)
    return counted.rows


class _Counted:
    """Frames that are counted as they pass."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self.rows = 0

    def __iter__(self) -> Iterator[pl.DataFrame]:
        for frame in self._frames:
            self.rows += frame.height
            yield frame


@contextmanager
def _beside(path: Path, workshop: Path) -> Iterator[Path]:
    """Give a temporary name, and rename it once what was written there is on disk."""
    temporary = workshop / f".{path.name}.{os.getpid()}.part"
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        temporary.unlink(missing_ok=True)


def _write_csv(path: Path, frames: Frames, schema: pl.Schema, separator: str = ",") -> None:
    with path.open("wb") as file:
        _plain(defused(_flat(pl.DataFrame(schema=schema)))).write_csv(file, separator=separator)
        for frame in frames:
            _plain(defused(_flat(frame))).write_csv(file, separator=separator, include_header=False)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Write an empty cell as nothing at all, as lists have it; alone in its row it needs quotes to be a row."""
    texts = [column.name for column in frame if column.dtype == pl.String]
    if frame.width == 1:
        return frame.with_columns(pl.col(texts).fill_null(""))
    hollow = [name for name in texts if (frame[name] == "").any()]
    return frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in hollow)


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn what has no place in a cell into text: lists and structures into JSON, octets into what they spell."""
    return frame.with_columns(
        _text(column) for column in frame if column.dtype.is_nested() or column.dtype in _ODD
    )


_ODD = (pl.Binary, pl.Object, pl.Decimal, pl.Duration)


def _text(column: pl.Series) -> pl.Series:
    cells = [None if cell is None else _spoken(cell) for cell in column.to_list()]
    return pl.Series(column.name, cells, pl.String)


def _spoken(cell: Any) -> str:
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    if isinstance(cell, (list, dict)):
        return msgspec.json.encode(cell, enc_hook=str).decode()
    return str(cell)


def _write_tsv(path: Path, frames: Frames, schema: pl.Schema) -> None:
    _write_csv(path, frames, schema, separator="\t")


def _write_jsonl(path: Path, frames: Frames, schema: pl.Schema) -> None:
    del schema  # nothing is written where there are no rows
    with path.open("wb") as file:
        for frame in frames:
            frame.write_ndjson(file)


def _write_parquet(path: Path, frames: Frames, schema: pl.Schema) -> None:
    """Stream frames into one file: what polars writes at once, at the same price, without holding it all."""
    from polars.io.plugins import register_io_source  # noqa: PLC0415 - only this format needs it

    trouble: list[BaseException] = []

    def fitting(frame: pl.DataFrame) -> pl.DataFrame:
        if frame.schema != schema:  # polars would panic
            raise pl.exceptions.SchemaError(f"a frame of {frame.schema}, not {schema}")
        return frame

    def source(*_: Any) -> Iterator[pl.DataFrame]:
        try:
            yield pl.DataFrame(schema=schema)
            yield from map(fitting, frames)
        except BaseException as error:
            trouble.append(error)
            raise

    rows = register_io_source(source, schema=schema, is_pure=True)
    try:
        with path.open("wb") as file:  # opened here: polars would still open it after it gave up
            rows.sink_parquet(
                file, compression="zstd", compression_level=1, statistics=_STATISTICS, maintain_order=True
            )
    except BaseException as error:
        if trouble:  # polars wraps what went wrong on our side
            raise trouble[0] from None
        if isinstance(error, pl.exceptions.PolarsError):
            raise OSError(str(error)) from error
        raise


def _write_xlsx(path: Path, frames: Frames, schema: pl.Schema) -> None:
    import xlsxwriter  # noqa: PLC0415 - heavy, and few results are workbooks

    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
        "default_date_format": "yyyy-mm-dd",
    }
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": _CREATED})
    try:
        _fill(book, frames, [_xlsx_text(defused_text(name)) for name in schema.names()])
    except BaseException:
        with suppress(Exception):  # what it left half-done must not hide what went wrong
            book.close()
        raise
    book.close()


def _fill(book: Any, frames: Frames, header: list[str]) -> None:
    sheet = _new_sheet(book, header)
    at = 1
    for raw in frames:
        frame = defused(_flat(raw))
        writers = [_cell_writer(dtype) for dtype in frame.dtypes]
        for row in frame.iter_rows():
            if at == XLSX_ROWS:
                sheet, at = _new_sheet(book, header), 1
            for column, (write, cell) in enumerate(zip(writers, row, strict=True)):
                if cell is not None:
                    write(sheet, at, column, cell)
            at += 1


def _new_sheet(book: Any, header: list[str]) -> Any:
    sheet = book.add_worksheet("list" if not book.worksheets() else str(len(book.worksheets()) + 1))
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(header):
        sheet.write_string(0, column, name)
    return sheet


CellWriter = Callable[[Any, int, int, Any], Any]


def _cell_writer(dtype: pl.DataType) -> CellWriter:
    if dtype == pl.Boolean:
        return lambda sheet, row, column, cell: sheet.write_boolean(row, column, cell)
    if dtype.is_numeric():
        return _write_number
    if dtype in (pl.Date, pl.Datetime):
        return _write_date
    return lambda sheet, row, column, cell: (
        sheet.write_string(row, column, _xlsx_text(cell)) if cell != "" else None
    )


def _write_number(sheet: Any, row: int, column: int, cell: Any) -> None:
    if isinstance(cell, int) and abs(cell) > _LARGEST_EXACT:
        sheet.write_string(row, column, str(cell))
    else:
        sheet.write_number(row, column, cell)


def _write_date(sheet: Any, row: int, column: int, cell: dt.date) -> None:
    # As text: a workbook knows no zone and no year before 1900.
    sheet.write_string(row, column, cell.isoformat())


def _xlsx_text(cell: Any) -> str:
    """Give what a cell may hold: no control characters (as U+FFFD), no more than 32,767 characters."""
    text = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", cell if isinstance(cell, str) else str(cell))
    if len(text) * 2 <= XLSX_CELL or len(text.encode("utf-16-le")) // 2 <= XLSX_CELL:
        return text
    return text.encode("utf-16-le")[: 2 * (XLSX_CELL - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


_WRITERS: dict[str, Callable[[Path, Frames, pl.Schema], None]] = {
    "csv": _write_csv,
    "tsv": _write_tsv,
    "jsonl": _write_jsonl,
    "parquet": _write_parquet,
    "xlsx": _write_xlsx,
}
