"""How much was sent: a number, or a table that somebody keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from mailworthy.bounce.report import Sent
from mailworthy.errors import InputError

HEADS = {  # of a file with sent counts, as exports name them
    "day": ("day", "date", "datum", "日付"),
    "domain": ("domain", "receiver", "empfängerdomain", "ドメイン"),
    "campaign": ("campaign", "tag", "kampagne", "キャンペーン"),
    "sent": ("sent", "count", "messages", "gesendet", "送信数"),
}


def given_sent(text: str) -> Sent:
    """Read how much was sent: a number, or a table with a column ``sent`` and any of ``day``, ``domain``, ``campaign``.

    Args:
        text: The number, or the file's name.

    Raises:
        InputError: Neither a number nor such a table; a row that can't be read is named by its line.
    """
    plain = text.replace(",", "").replace("_", "").strip()
    if plain.isdecimal():
        return Sent(int(plain), source="given")
    path = Path(text)
    if not path.is_file():
        raise InputError(f"{text}: neither a number nor a file; say --sent 12000 or --sent FILE")
    return _sent_table(path)


def _sent_table(path: Path) -> Sent:
    import polars as pl  # noqa: PLC0415  # only where a table is given

    from mailworthy.store.tables import open_table  # noqa: PLC0415  # same

    total = 0
    by_day, by_domain, by_tag = Counter[str](), Counter[str](), Counter[str]()
    by_both = Counter[tuple[str, str]]()
    for block in open_table(path, header=True).blocks():
        columns = _columns(block.frame.columns, path)
        cells = block.frame.select(pl.col(name).cast(pl.String).alias(part) for part, name in columns.items())
        for line, row in zip(block.lines, cells.iter_rows(named=True), strict=False):
            count = _count(row["sent"], path, line)
            day, domain = _iso_day(row.get("day"), path, line), (row.get("domain") or "").strip().lower()
            total += count
            _add(by_day, day, count)
            _add(by_domain, domain, count)
            _add(by_tag, (row.get("campaign") or "").strip(), count)
            if day and domain:
                by_both[domain, day] += count
    return Sent(total, by_day, by_domain, by_tag, by_both, "given")


def _add(counts: Counter[str], key: str, count: int) -> None:
    if key:
        counts[key] += count


def _columns(names: list[str], path: Path) -> Mapping[str, str]:
    known = {name.strip().casefold(): name for name in names}
    found = {part: known[head] for part, heads in HEADS.items() for head in heads if head in known}
    if "sent" not in found:
        raise InputError(
            f"{path}: no column with the messages sent; name it 'sent', beside day, domain or campaign"
        )
    return found


def _count(cell: Any, path: Path, line: int) -> int:
    plain = (cell or "").replace(",", "").strip()
    if not plain.isdecimal():
        raise InputError(f"{path}: line {line}: {cell!r} is no number of messages", at=line)
    return int(plain)


def _iso_day(cell: Any, path: Path, line: int) -> str:
    if not cell:
        return ""
    try:
        return date.fromisoformat(cell.strip()[:10]).isoformat()
    except ValueError:
        raise InputError(f"{path}: line {line}: {cell!r} is no day; write 2026-11-22", at=line) from None
