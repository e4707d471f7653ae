"""Opening a list: what it is, how it reads, where it begins."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mailworthy.errors import InputError
from mailworthy.store.tables import dialect
from mailworthy.store.tables.csv_blocks import CsvReader
from mailworthy.store.tables.decode import WIDE, Text, checked_encoding
from mailworthy.store.tables.jsonl import JsonLinesReader, keys_of
from mailworthy.store.tables.parquet import ParquetTable
from mailworthy.store.tables.records import Records, count_lines
from mailworthy.store.tables.shape import Limits, Place, Table
from mailworthy.store.tables.sniff import Evidence, encoding_of, gather, wide_encoding
from mailworthy.store.tables.stream import Opener, Reader, StreamTable
from mailworthy.store.tables.text import TextReader
from mailworthy.store.tables.unpack import packing
from mailworthy.store.tables.xlsx import XlsxTable, is_xlsx

FORMATS = ("csv", "tsv", "txt", "jsonl", "xlsx", "parquet")
_ENDINGS = {
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".txt": "txt",
    ".lst": "txt",
    ".csv": "csv",
}
_SAMPLE_BYTES = 4 << 20  # where JSON Lines name their columns; delimiters need less
_DIALECT_BYTES = 256 << 10
_EDGE = 64 << 10
_NAMED_DELIMITERS = {"tab": b"\t", "comma": b",", "semicolon": b";", "pipe": b"|", "\\t": b"\t"}


@dataclass(frozen=True, slots=True)
class _Wish:
    format: str
    encoding: str
    delimiter: bytes
    header: bool | None


def open_table(
    path: Path,
    *,
    format: str = "",  # noqa: A002 - the word that the command line uses
    encoding: str = "",
    delimiter: str = "",
    header: bool | None = None,
    limits: Limits | None = None,
) -> Table:
    """Open a list of any format that people send: CSV, TSV, text, JSON Lines, XLSX, Parquet, packed or not.

    Args:
        path: The file.
        format: One of :data:`FORMATS`; found out by default.
        encoding: Its encoding; found out by default.
        delimiter: One ASCII character; found out by default.
        header: Whether the first record names the columns; found out by default.
        limits: How much is read before a hostile input is refused.

    Raises:
        InputError: It is no such file, or a hostile one; one line says what to do.
    """
    bounds = limits or Limits()
    wish = _Wish(_known_format(format), encoding and checked_encoding(encoding), _octet(delimiter), header)
    head = _head(path)
    how = packing(head)
    if wish.format == "parquet" or head.startswith(b"PAR1"):
        return ParquetTable(path, _fingerprint(path), bounds)
    if wish.format == "xlsx" or (how == "zip" and is_xlsx(path)):
        return XlsxTable(path, _fingerprint(path), bounds, header=header)
    return _open_text(path, how, wish, bounds)


def _known_format(name: str) -> str:
    if name and name not in FORMATS:
        raise InputError(f"{name!r} is no format of a list: use {', '.join(FORMATS)}")
    return name


def _octet(delimiter: str) -> bytes:
    octet = _NAMED_DELIMITERS.get(delimiter) or delimiter.encode("utf-8", "replace")
    if len(octet) > 1 or octet in {b'"', b"\n", b"\r", b"@", b"."}:
        raise InputError(f"{delimiter!r} can be no delimiter: use one character such as , ; | or tab")
    return octet


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(f"{path} is a folder: name a file")
    if not path.is_file():
        raise InputError(f"{path} is no file: check the name")
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if not head:
        raise InputError(f"{path.name} is empty: there is nothing to check")
    return head


def _fingerprint(path: Path) -> Callable[[], str]:
    """Tell a file from a changed one by its size, time and both ends: enough for a list that was edited or exported anew."""

    def take() -> str:
        try:
            state = path.stat()
            with path.open("rb") as file:
                digest = hashlib.sha256(file.read(_EDGE))
                file.seek(max(0, state.st_size - _EDGE))
                digest.update(file.read(_EDGE))
        except OSError as error:
            raise InputError(f"{path.name} cannot be read: {error.strerror}") from error
        return f"{state.st_size}-{state.st_mtime_ns}-{digest.hexdigest()[:32]}"

    return take


def _open_text(path: Path, how: str, wish: _Wish, limits: Limits) -> Table:
    evidence = gather(path, how, limits)
    if not evidence.size:
        raise InputError(f"{path.name} is empty: there is nothing to check")
    encoding = _encoding(evidence, wish, path.name)
    opener = _opener(path, how, encoding, evidence, limits)
    text = opener(0)
    try:
        sample = text.read(_SAMPLE_BYTES)
    finally:
        text.close()
    if not sample.strip():
        raise InputError(f"{path.name} holds blank lines only: there is nothing to check")
    found = _reader(path, wish, _whole(sample), limits)
    if len(found.columns) > limits.columns:
        raise InputError(
            f"{path.name} has {len(found.columns)} columns, more than {limits.columns}: is the delimiter right?"
        )
    read_as = {
        "format": found.format,
        "encoding": _SPOKEN.get(encoding, encoding),
        "delimiter": found.delimiter,
    }
    read_as["header"] = "yes" if found.header else "no"
    return StreamTable(
        path.name,
        found.columns,
        read_as,
        _fingerprint(path),
        opener=opener,
        first=found.first,
        reader=found.reader,
        limits=limits,
    )


def _encoding(evidence: Evidence, wish: _Wish, name: str) -> str:
    if not wish.encoding:
        return encoding_of(evidence, name)
    if wish.encoding in WIDE:  # "utf-16" alone leaves the order of the octets to the mark
        return wide_encoding(evidence.head) or wish.encoding
    return wish.encoding


_SPOKEN = {
    "cp1252": "windows-1252",
    "iso2022_jp_ext": "iso-2022-jp",
    "euc_jp": "euc-jp",
    "cp932": "shift_jis",
}


def _opener(path: Path, how: str, encoding: str, evidence: Evidence, limits: Limits) -> Opener:
    clean = encoding == "utf-8" and (evidence.utf8 or evidence.ascii)

    def open_at(offset: int) -> Text:
        return Text(
            path,
            packing=how,
            encoding=encoding,
            clean=clean,
            size=evidence.size,
            limits=limits,
            offset=offset,
        )

    return open_at


def _whole(sample: bytes) -> bytes:
    """Leave out a sample's last line, which may be cut."""
    if len(sample) < _SAMPLE_BYTES:
        return sample if sample[-1] in b"\r\n" else sample + b"\n"
    return sample[: max(sample.rfind(b"\n"), sample.rfind(b"\r")) + 1] or sample


@dataclass(frozen=True, slots=True)
class _Found:
    format: str
    columns: tuple[str, ...]
    delimiter: str
    header: bool
    first: Place
    reader: Reader


def _reader(path: Path, wish: _Wish, sample: bytes, limits: Limits) -> _Found:
    ending = _ENDINGS.get(path.suffix.lower(), "")
    if wish.format == "jsonl" or (not wish.format and _is_json(path, sample, ending)):
        columns = keys_of(sample)
        if not columns:
            raise InputError(f"{path.name} holds no JSON object in its first lines: is it JSON Lines?")
        return _Found(
            "jsonl",
            columns,
            "",
            header=False,
            first=Place(0, 1, 0, 0),
            reader=JsonLinesReader(columns, limits.listed),
        )
    hint, skipped = dialect.hinted(sample)
    sample = sample[skipped:]
    delimiter = wish.delimiter or hint or (b"\t" if wish.format == "tsv" else b"")
    if not delimiter and wish.format != "txt":
        delimiter = dialect.delimiter_of(_cut(sample))
        delimiter = delimiter or (
            b"" if ending == "txt" or (ending != "csv" and b'"' not in sample) else b","
        )
    return _delimited(wish, sample, skipped, delimiter, limits)


def _is_json(path: Path, sample: bytes, ending: str) -> bool:
    first = sample.lstrip()[:1]
    if first == b"[" and (ending == "jsonl" or path.suffix.lower() == ".json"):
        raise InputError(
            f"{path.name} is one JSON array, not JSON Lines: write one object a line (jq -c '.[]')"
        )
    return ending == "jsonl" or (first == b"{" and bool(keys_of(sample)))


def _cut(sample: bytes) -> bytes:
    head = sample[:_DIALECT_BYTES]
    return head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1] or sample


def _delimited(wish: _Wish, sample: bytes, skipped: int, delimiter: bytes, limits: Limits) -> _Found:
    rows = dialect.rows_of(_cut(sample), delimiter) if delimiter else [[line] for line in _lines(sample)]
    header = dialect.has_header(rows) if wish.header is None else wish.header
    width = dialect.usual_width(rows)
    names = [cell.decode("utf-8", "replace") for cell in rows[0]] if header and rows else [""] * width
    columns = dialect.column_names(names)
    begin = _after_first(sample, delimiter) if header else 0
    lines = 1 + count_lines(sample[:begin]) + (1 if skipped else 0)
    reader: Reader = CsvReader(columns, delimiter, limits.listed) if delimiter else TextReader(columns[0])
    spoken = "tab" if delimiter == b"\t" else delimiter.decode()
    return _Found(
        "csv" if delimiter else "txt", columns, spoken, header, Place(skipped + begin, lines, 0, 0), reader
    )


def _lines(sample: bytes) -> list[bytes]:
    return [line for line in _cut(sample).splitlines() if line.strip()]


def _after_first(sample: bytes, delimiter: bytes) -> int:
    """Say where the record after the first one that is not blank begins."""
    if not delimiter:
        begin = len(sample) - len(sample.lstrip())
        return begin + len(sample[begin:].splitlines(keepends=True)[0])
    records, here = Records(_cut(sample), delimiter, final=True), 0
    while record := records.at(here):
        here = record.end
        if record.fields:
            break
    return here
