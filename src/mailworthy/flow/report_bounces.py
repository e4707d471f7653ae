"""Reports what came back: from the store or from records at hand, with how much was sent where that is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mailworthy.bounce.counting import Counting
from mailworthy.bounce.record import Bounce
from mailworthy.bounce.report import LINE, BounceReport, Cell, Sent, cell_of, moment_of
from mailworthy.finding import Lang
from mailworthy.flow.world import home, now


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How to report.

    Args:
        since: The first day, in UTC; None for the beginning.
        until: The last day; None for today.
        line: The bounce rate that raises the alarm, a share from 0 to 1.
        sent: How much was sent; None: what the events in the store tell.
    """

    since: date | None = None
    until: date | None = None
    line: float = LINE
    sent: Sent | None = None


def report_bounces(options: ReportOptions | None = None, *, store: Path | None = None) -> BounceReport:
    """Report what the store holds.

    Args:
        options: How.
        store: The store's file; by default the one in the folder where state lives.

    Raises:
        InputError: The file is no store.
        OutsideError: It cannot be opened.
    """
    from mailworthy.store.bounces import BounceStore  # noqa: PLC0415  # other reports need no database

    told = options or ReportOptions()
    with BounceStore(store or store_path()) as kept:
        cells = kept.cells(since=told.since, until=told.until)
        return _report(cells, told, told.sent or kept.sent(since=told.since, until=told.until))


def report_records(records: Iterable[Bounce], options: ReportOptions | None = None) -> BounceReport:
    """Report records at hand; those without a sound date count as of today."""
    told = options or ReportOptions()
    return _report(_cells(records, told), told, told.sent)


def store_path() -> Path:
    """Give the file of the store."""
    return home() / "bounces.sqlite"


def _cells(records: Iterable[Bounce], options: ReportOptions) -> Iterator[Cell]:
    today = now()
    for record in records:
        day = moment_of(record, today).date()
        if (options.since or day) <= day <= (options.until or day):
            yield cell_of(record, day.isoformat())


def _report(cells: Iterable[Cell], options: ReportOptions, sent: Sent | None) -> BounceReport:
    counting = Counting()
    for cell in cells:
        counting.add(cell)
    return counting.report(sent, options.line)


def write_report(
    report: BounceReport, out: Path, lang: Lang = Lang.EN, *, sample: bool = False
) -> dict[str, Path]:
    """Write a report as a page, as JSON and as tables.

    Args:
        report: What came back.
        out: The folder, made when missing.
        lang: The language of the page and of the findings.
        sample: Whether this is the demo's own sample data.

    Returns:
        The files by what they hold: ``page``, ``json``, ``days``, ``domains``, ``campaigns``, ``reasons``, ``faults``.

    Raises:
        OSError: The folder cannot be written to.
    """
    from mailworthy.flow.page import bounce_page  # noqa: PLC0415  # a terminal needs none
    from mailworthy.store.text import write_text  # noqa: PLC0415  # same

    out.mkdir(parents=True, exist_ok=True)
    files = {"page": out / "bounces.html", "json": out / "bounces.json"}
    write_text(files["page"], bounce_page(report, lang, sample=sample))
    write_text(files["json"], json.dumps(report.as_dict(lang), ensure_ascii=False, indent=2) + "\n")
    for name, rows in _tables(report).items():
        files[name] = out / f"{name}.csv"
        write_table(files[name], rows)
    return files


def _tables(report: BounceReport) -> dict[str, Sequence[Mapping[str, Any]]]:
    told = report.as_dict()
    reasons = [{"reason": reason, "bounces": count} for reason, count in report.reasons.items()]
    figures = {"days": ("day", "days"), "domains": ("domain", "domains"), "campaigns": ("campaign", "tags")}
    lines = {
        name: [
            {head: line["key"]} | {key: value for key, value in line.items() if key != "key"}
            for line in told[part]
        ]
        for name, (head, part) in figures.items()
    }
    return {**lines, "reasons": reasons, "faults": told["faults"]}


def write_table(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows as CSV that no spreadsheet takes for formulas."""
    import polars as pl  # noqa: PLC0415  # as above

    from mailworthy.store.tables import write_frames  # noqa: PLC0415  # same

    frame = pl.DataFrame(rows, infer_schema_length=None)
    write_frames(path, [frame], frame.schema, "csv")
