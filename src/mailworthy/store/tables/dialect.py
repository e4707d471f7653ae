"""How the fields of a text file are told apart, and whether its first record names them."""

from __future__ import annotations

import re
from collections import Counter

from mailworthy.address.headings import is_heading
from mailworthy.store.tables.records import Records

DELIMITERS = (b",", b";", b"\t", b"|")
_ADDRESS = re.compile(rb"\s*[^@\s,;|<>]+@[^@\s,;|<>]+\.[^@\s,;|<>]+\s*")
_NUMBER = re.compile(rb"\s*[-+]?[\d.,:/ -]*\d[\d.,:/ -]*\s*")
_HINT = re.compile(rb"sep=([^\r\n])\r?\n")
_SAMPLE_RECORDS = 200

Rows = list[list[bytes]]


def hinted(sample: bytes) -> tuple[bytes, int]:
    """Read Excel's hint, a first line ``sep=;``: the delimiter, empty where there is no hint, and the hint's length."""
    found = _HINT.match(sample)
    return (found[1], found.end()) if found else (b"", 0)


def delimiter_of(sample: bytes) -> bytes:
    """Tell the delimiter by what is most consistent: as many fields in each record, an address alone in its field.

    Args:
        sample: Whole lines from the beginning.

    Returns:
        One octet, or nothing where the records have one field.
    """
    best, best_score = b"", 0.5
    for delimiter in DELIMITERS:
        score = _consistency(rows_of(sample, delimiter))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def rows_of(sample: bytes, delimiter: bytes, most: int = _SAMPLE_RECORDS) -> Rows:
    """Read the first records of a sample, blank lines left out."""
    rows: Rows = []
    records, here = Records(sample, delimiter, final=True), 0
    while len(rows) < most and here < len(sample) and (record := records.at(here)):
        if record.fields:
            rows.append(record.fields)
        here = record.end
    return rows


def _consistency(rows: Rows) -> float:
    if not rows:
        return 0.0
    width, as_many = Counter(map(len, rows)).most_common(1)[0]
    if width < 2:
        return 0.0
    addressed = sum(any(_ADDRESS.fullmatch(cell) for cell in row) for row in rows)
    # Wider wins a tie by a hair: a comma inside the fields of a table cut by semicolons is rarer than the semicolons.
    return (as_many + addressed) / len(rows) + min(width, 100) / 10_000


def has_header(rows: Rows) -> bool:
    """Tell whether the first record names the fields instead of filling them."""
    if not rows:
        return True
    first, rest = rows[0], rows[1:]
    if any(b"@" in cell.strip(b"@ ") for cell in first):
        return False
    if any(is_heading(cell.decode("utf-8", "replace")) for cell in first):
        return True
    shapes = [
        _NUMBER.fullmatch(cell) is not None or _almost_address(cell, rest, at)
        for at, cell in enumerate(first)
    ]
    if len(first) == 1 and not rest:
        return False
    return not any(shape and _same_kind(rest, at) for at, shape in enumerate(shapes))


def _almost_address(cell: bytes, rest: Rows, column: int) -> bool:
    """Tell whether a cell among addresses is one that lacks its @, not the name of the column."""
    if b"." not in cell or b" " in cell.strip():
        return False
    return sum(len(row) > column and b"@" in row[column] for row in rest) * 2 >= len(rest) > 0


def _same_kind(rest: Rows, column: int) -> bool:
    like = sum(
        len(row) > column and (b"@" in row[column] or _NUMBER.fullmatch(row[column]) is not None)
        for row in rest
    )
    return like * 2 >= len(rest)


def column_names(cells: list[str]) -> tuple[str, ...]:
    """Make names unique and give the nameless one: ``mail``, ``mail_2``, ``column_3``."""
    names: list[str] = []
    taken: set[str] = set()
    count: Counter[str] = Counter()
    for number, cell in enumerate(cells, 1):
        plain = cell.strip() or f"column_{number}"
        name = plain
        while name in taken:
            count[plain] += 1
            name = f"{plain}_{count[plain] + 1}"
        taken.add(name)
        names.append(name)
    return tuple(names)


def usual_width(rows: Rows) -> int:
    """Give the number of fields that most records have."""
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 1
