"""Clean a whole list: which addresses may be written to, which must not, and what it would have cost."""

from __future__ import annotations

import json
import re
import secrets
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from mailworthy.address.estimate import Prices
from mailworthy.address.kinds import list_versions
from mailworthy.address.repeats import find_repeats
from mailworthy.address.report import ListReport
from mailworthy.errors import InputError, OutsideError
from mailworthy.flow.lists.domains import KnownDomains, know_by_name
from mailworthy.flow.lists.judging import judge_rows, mark_repeats
from mailworthy.flow.lists.layout import layout_of
from mailworthy.flow.lists.options import ListOptions, Progress, Tell, silent
from mailworthy.flow.lists.reading import ReadList, details, read_list
from mailworthy.flow.lists.telling import Told, report_of
from mailworthy.flow.lists.writing import Results, write_results
from mailworthy.flow.page import list_page
from mailworthy.store.job import Job, Start
from mailworthy.store.tables import Table, open_table
from mailworthy.store.text import write_text

__all__ = ["ListOptions", "Prices", "Progress", "check_list"]

SUMMARY, PAGE = "report.json", "report.html"
DEFAULTS = ListOptions()
OURS = re.compile(
    r"(?:annotated|keep|review|retry|remove|status-[a-z]+|kind-[a-z_]+)\.(?:csv|xlsx|parquet|jsonl)"
)


def check_list(
    path: Path | str, *, out: Path | str, options: ListOptions = DEFAULTS, tell: Tell = silent
) -> ListReport:
    """Clean a list, and write the annotated rows, a report and, unless told otherwise, a file per status and kind.

    Args:
        path: The list: CSV, TSV, XLSX, Parquet, JSON Lines or plain text, also compressed.
        out: The folder of the results, made when missing.
        options: How.
        tell: Hears how far the job is.

    Raises:
        InputError: The list, a column or a name server can't be read.
        OutsideError: A file cannot be written.
        NotNow: Another process writes results to the same folder.
    """
    path, out, began = Path(path), Path(out), time.monotonic()
    if _overwrites(path.resolve(), out.resolve()):
        raise InputError(
            f"{path}: the results would overwrite the list itself; name another folder with --out"
        )
    table = open_table(
        path,
        format=options.read_as,
        encoding=options.encoding,
        delimiter=options.delimiter,
        header=options.header,
    )
    job = _job(table, out, options)
    try:
        report = _run(table, job, path=path, out=out, options=options, tell=tell, began=began)
        job.finish()
    except OSError as error:
        if isinstance(error, OutsideError):
            raise
        raise OutsideError(f"{error.filename or out}: {error.strerror or error}", peer=str(out)) from error
    finally:
        job.leave()
    return report


def _overwrites(path: Path, out: Path) -> bool:
    return path.parent == out and bool(OURS.fullmatch(path.name) or path.name in {SUMMARY, PAGE})


def _run(
    table: Table, job: Job, *, path: Path, out: Path, options: ListOptions, tell: Tell, began: float
) -> ListReport:
    today = datetime.fromtimestamp(job.start.began_at, UTC).date()
    layout = layout_of(table, options, today)
    read = read_list(table, layout, job, tell)
    repeats = find_repeats(read.mailboxes, lambda block, places: details(job, block, places))
    mark_repeats(read.masks, repeats)
    known = _know_domains(read, options, job, tell)
    judged = judge_rows(read.masks, read.domains, known.classes())
    results = Results(table, layout.column, job, read, known, repeats, judged)
    files = write_results(results, out, options, tell) | {"summary": SUMMARY, "report": PAGE}
    told = Told(
        path,
        table,
        layout,
        options,
        read,
        known,
        repeats,
        judged,
        files,
        job.start.began_at,
        time.monotonic() - began,
    )
    report = report_of(told)
    _write_report(report, out, options)
    return report


def _know_domains(read: ReadList, options: ListOptions, job: Job, tell: Tell) -> KnownDomains:
    names = read.reader.domains.names
    known = know_by_name(names)
    if not options.offline:
        from mailworthy.flow.lists.asking import ask_about  # noqa: PLC0415  # brings sockets, which offline nobody needs

        ask_about(known, names, options, job.start, tell)
    return known


def _job(table: Table, out: Path, options: ListOptions) -> Job:
    try:
        fresh = Start(table.fingerprint, _settings(options), int(time.time()), secrets.randbits(48))
        return Job.begin(out, fresh, resume=options.resume)
    except OSError as error:
        raise OutsideError(
            f"{out}: results cannot be written there ({error.strerror})", peer=str(out)
        ) from error


def _settings(options: ListOptions) -> dict[str, object]:
    """All that the rows' bytes depend on."""
    return {
        "version": version("mailworthy"),
        "polars": version("polars"),
        "lists": list_versions(),
        "column": options.column,
        "date column": options.date_column,
        "inactive days": options.inactive_days,
        "format": options.format,
        "parts": options.parts,
        "offline": options.offline,
        "servers": list(options.servers),
        "reach": [str(network) for network in options.reach.networks],
        "input": [options.read_as, options.encoding, options.delimiter, options.header],
    }


def _write_report(report: ListReport, out: Path, options: ListOptions) -> None:
    _forget_old(report, out)
    write_text(out / PAGE, list_page(report, options.lang))
    write_text(out / SUMMARY, json.dumps(report.as_dict(options.lang), ensure_ascii=False, indent=2) + "\n")


def _forget_old(report: ListReport, out: Path) -> None:
    """Remove result files of an earlier run that this one did not write: they would be taken for today's."""
    try:
        old = json.loads((out / SUMMARY).read_text(encoding="utf-8"))["files"].values()
    except (OSError, ValueError, KeyError, AttributeError):
        return
    for name in set(old) - set(report.files.values()):
        if isinstance(name, str) and OURS.fullmatch(name):
            (out / name).unlink(missing_ok=True)
