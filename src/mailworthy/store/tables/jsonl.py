"""JSON Lines: an object a line, nested values kept as JSON."""

from __future__ import annotations

import json

import msgspec
import polars as pl

from mailworthy.address.report import BadRow
from mailworthy.store.tables.stream import Parsed, Reader, Window

_SHOWN = 60  # characters of a bad line that its note quotes
_object = msgspec.json.Decoder(dict[str, msgspec.Raw])
_text = msgspec.json.Decoder(str)

Cells = dict[str, str | None]


class JsonLinesReader(Reader):
    """Reads JSON Lines.

    Args:
        columns: The keys that become columns; other keys of a record go to ``extra``.
        listed: How many bad lines a block lists.
    """

    def __init__(self, columns: tuple[str, ...], listed: int) -> None:
        self._columns = columns
        self._known = frozenset(columns)
        self._listed = listed

    def read(self, window: Window) -> Parsed:
        """Read the whole lines that a window begins with."""
        used = len(window.data) if window.final else window.data.rfind(b"\n") + 1
        objects: list[dict[str, msgspec.Raw]] = []
        lines: list[int] = []
        bad: list[BadRow] = []
        bad_total = 0
        for line, octets in enumerate(window.data[:used].split(b"\n"), window.line):
            if not octets or octets.isspace():
                continue
            try:
                objects.append(_decoded(octets))
                lines.append(line)
            except (RecursionError, ValueError) as error:
                bad_total += 1
                if len(bad) < self._listed:
                    bad.append(BadRow(line, "bad_json", _complaint(octets, error)))
        ended = window.data.count(b"\n", 0, used)
        return Parsed(
            self._frame(objects),
            pl.Series("line", lines, pl.UInt64),
            self._extra(objects),
            bad,
            bad_total,
            used,
            ended,
        )

    def _frame(self, objects: list[dict[str, msgspec.Raw]]) -> pl.DataFrame:
        return pl.DataFrame(
            [
                pl.Series(name, [_cell(found.get(name)) for found in objects], pl.String)
                for name in self._columns
            ]
        )

    def _extra(self, objects: list[dict[str, msgspec.Raw]]) -> pl.Series | None:
        beyond = [None if found.keys() <= self._known else _rest(found, self._known) for found in objects]
        return pl.Series("extra", beyond, pl.String) if any(text is not None for text in beyond) else None


def keys_of(sample: bytes) -> tuple[str, ...]:
    """Give the keys of a sample's objects, in the order in which they appear."""
    keys: dict[str, None] = {}
    for line in sample.split(b"\n"):
        try:
            keys.update(dict.fromkeys(_decoded(line)))
        except (RecursionError, ValueError):
            continue
    return tuple(keys)


def _decoded(line: bytes) -> dict[str, msgspec.Raw]:
    try:
        return _object.decode(line)
    except msgspec.DecodeError:
        # The standard library also takes half surrogate pairs and NaN, which careless programs write.
        found = json.loads(line)
        if not isinstance(found, dict):
            raise
        return {_whole(key): msgspec.Raw(json.dumps(value).encode()) for key, value in found.items()}


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _rest(found: dict[str, msgspec.Raw], known: frozenset[str]) -> str:
    rest = {key: value for key, value in found.items() if key not in known}
    return msgspec.json.encode(rest).decode("utf-8", "replace")


def _cell(raw: msgspec.Raw | None) -> str | None:
    """Give a string's text, null as null, and any other value as the JSON it is."""
    if raw is None:
        return None
    octets = bytes(raw)
    if octets[:1] == b'"':
        return _string(octets)
    return None if octets == b"null" else octets.decode("utf-8", "replace")


def _string(octets: bytes) -> str:
    if b"\\" not in octets:
        return octets[1:-1].decode("utf-8", "replace")
    try:
        return _text.decode(octets)
    except ValueError:  # half a surrogate pair
        return _whole(json.loads(octets))


def _complaint(octets: bytes, error: Exception) -> str:
    shown = octets[:_SHOWN].decode("utf-8", "replace").strip()
    return f"not a JSON object ({error}): {shown}"
