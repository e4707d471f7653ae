"""Events from anywhere: webhook bodies, exports, logs; files, folders, standard input; found out by what they hold."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from mailworthy.bounce.event import Event, Said, event_of
from mailworthy.bounce.logs import NAMES as LOGS
from mailworthy.bounce.logs import log_reader, which_log
from mailworthy.bounce.logs.syslog import Calendar
from mailworthy.bounce.platforms import NAMES as PLATFORMS
from mailworthy.bounce.platforms import said_in, which_platform
from mailworthy.bounce.platforms.exports import Export, rows_in, which_export
from mailworthy.bounce.platforms.values import listed
from mailworthy.errors import InputError
from mailworthy.store.json_values import JsonValues
from mailworthy.store.lines import head_of, lines_of
from mailworthy.store.tables import Table, open_table
from mailworthy.store.tables.xlsx import is_xlsx

if TYPE_CHECKING:
    from mailworthy.bounce.rules import Rule

SOURCES = (*PLATFORMS, *LOGS)

_HEAD_LINES = 100
_FORM = re.compile(rb"[\w.%\[\]-]{1,200}=[^\s,;]*(?:&|$)")
_FIELDS = 1_000  # of a form


@dataclass(frozen=True, slots=True)
class EventOptions:
    """How events are read.

    Args:
        platform: Whose they are: a platform, ``postfix`` or ``exim``; found out by default.
        columns: Which column of an export holds what: ``recipient``, ``reason``, ``status``, ``class``, ``time``.
        year: Of a log's first line, where its times lack one; by default the latest that is not in the future.
        zone: Of a log's times that name none.
        rules: The user's own, which come first.
    """

    platform: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    year: int | None = None
    zone: tzinfo = UTC
    rules: Sequence[Rule] = ()

    def __post_init__(self) -> None:
        if self.platform and self.platform not in SOURCES:
            raise InputError(
                f"{self.platform!r} is no platform that we read: use {', '.join(sorted(SOURCES))}"
            )


@dataclass(slots=True)
class Unread:
    """Counts what could not be read, so that nobody takes a part for the whole."""

    count: int = 0


def events_in(
    source: Path | IO[bytes],
    platform: str | None = None,
    *,
    options: EventOptions | None = None,
    name: str = "",
    unread: Unread | None = None,
) -> Iterator[Event]:
    """Give the events of a file, of all files of a folder, or of a stream, one by one.

    Args:
        source: A file (JSON of any arrangement, CSV, XLSX, Parquet, a form, a log; packed or not), a folder, or a stream.
        platform: Whose they are; found out by default.
        options: The rest of how they are read.
        name: A stream's name: some exports are told apart by nothing else.
        unread: Counts what could not be read.

    Raises:
        InputError: It cannot be read, or holds nothing that looks like events.
    """
    chosen = options or EventOptions(platform or "")
    counted = unread if unread is not None else Unread()
    for said in _said(source, chosen, name, counted):
        yield event_of(said, chosen.rules)


def holds_events(head: bytes) -> bool:
    """Tell from a file's first octets, unpacked, whether it holds events, and not mail."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] in (b"{", b"[") or _is_form(text):
        return True
    lines = _decoded(text.splitlines()[:_HEAD_LINES])
    if which_log(lines):
        return True
    return bool(lines) and any(which_export(lines[0].replace('"', "").split(mark)) for mark in ",;\t")


def _said(source: Path | IO[bytes], options: EventOptions, name: str, unread: Unread) -> Iterator[Said]:
    if not isinstance(source, Path):
        with tempfile.TemporaryDirectory() as folder:  # tables are read twice, and a stream only once
            path = Path(folder) / (Path(name).name or "input")
            with path.open("wb") as file:
                shutil.copyfileobj(source, file)
            yield from _of_file(path, options, unread)
    elif source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield from _of_file(path, options, unread)
    else:
        yield from _of_file(source, options, unread)


def _of_file(path: Path, options: EventOptions, unread: Unread) -> Iterator[Said]:
    if not path.is_file():
        raise InputError(f"{path} is no file: check the name")
    if is_xlsx(path):
        return _of_table(path, options, unread)
    head = head_of(path).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise InputError(f"{path.name} is empty: there is nothing to read")
    if head[:1] in (b"{", b"["):
        return _of_json(path, options, unread)
    log = which_log(_decoded(head.splitlines()[:_HEAD_LINES])) if not options.platform else options.platform
    if log in LOGS:
        return _of_log(path, log, options)
    return _of_forms(path, options, unread) if _is_form(head) else _of_table(path, options, unread)


def _of_json(path: Path, options: EventOptions, unread: Unread) -> Iterator[Said]:
    values, export = JsonValues(path), _export(path, options)
    for value in values:
        for body in listed(value):
            yield from _of_body(body, export, options.platform)
    unread.count += values.unread


def _of_body(body: Any, export: Export, platform: str) -> Iterator[Said]:
    found = which_platform(body)
    if found and platform in ("", found):
        yield from said_in(body)
        return
    for row in rows_in(body):
        yield from export.read(row)


def _of_table(path: Path, options: EventOptions, unread: Unread) -> Iterator[Said]:
    table, export = open_table(path), _export(path, options)
    export.check(table.columns)
    for row in _rows(table, unread):
        yield from export.read(row)


def _rows(table: Table, unread: Unread) -> Iterator[dict[str, Any]]:
    for block in table.blocks():
        unread.count += block.bad_total
        yield from block.frame.iter_rows(named=True)


def _export(path: Path, options: EventOptions) -> Export:
    platform = options.platform if options.platform in PLATFORMS else ""
    return Export(platform, path.name, options.columns)


def _of_log(path: Path, name: str, options: EventOptions) -> Iterator[Said]:
    latest = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    reader = log_reader(name, Calendar(latest, options.year, options.zone), _tag_of)
    for line in lines_of(path):
        yield from reader.read(line.decode("utf-8", "replace"))


def _tag_of(sender: str) -> str:
    from mailworthy.bounce.verp import recipient_of  # noqa: PLC0415  # only logs have return paths

    found = recipient_of(sender)
    return found[1] if found else ""


def _of_forms(path: Path, options: EventOptions, unread: Unread) -> Iterator[Said]:
    for line in lines_of(path, longest=64 << 20):
        form = _form(line)
        if which_platform(form):
            yield from said_in(form, options.platform)
        elif line.strip():
            unread.count += 1


def _is_form(head: bytes) -> bool:
    return bool(_FORM.match(head)) and bool(which_platform(_form(head.partition(b"\n")[0])))


def _form(line: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(line.decode("utf-8", "replace").strip(), max_num_fields=_FIELDS)
    except ValueError:
        return {}
    return dict(pairs)


def _decoded(lines: Sequence[bytes]) -> list[str]:
    return [line.decode("utf-8", "replace") for line in lines]
