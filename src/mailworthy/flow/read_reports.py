"""Reads what receivers report, from files, folders, archives, mails and mailboxes; keeps it, and says what it comes to."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from mailworthy.edge.mailbox import After, Login, is_mailbox
from mailworthy.errors import InputError
from mailworthy.finding import Lang
from mailworthy.flow.report_bounces import store_path
from mailworthy.sender.reports import (
    Aggregate,
    Failure,
    Report,
    Summary,
    Summing,
    TlsReport,
    read_aggregate,
    read_failure,
    read_tls,
)
from mailworthy.sender.reports.failure import is_complaint
from mailworthy.sender.reports.mail import mails, sessions
from mailworthy.store.mbox import Readable
from mailworthy.store.report_files import ReportFile, report_files, report_stream, unpacked
from mailworthy.wire.message import Message, Part, read

LAYERS = 2  # mails within mails: somebody forwards a report
KINDS = ("aggregate", "failure", "tls", "repeated", "unread")

_MAIL = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:>?From |[A-Za-z][A-Za-z0-9-]{0,60}[ \t]*:)")
# Parts that may hold a report whatever type they are given: receivers are wrong about it more often than not.
_HOLDS = re.compile(r"application/|text/(?:xml|json)|multipart/x-")
_NAMED = re.compile(r"\.(?:xml|json|gz|zip)$", re.IGNORECASE)
_XML = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")

Note = Callable[[str], None]
Source = str | Path | Readable | Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class ReportsOptions:
    """What to do with reports.

    Args:
        store: The file that keeps them; None: nothing is kept.
        since: The first day that counts, in UTC; None for the beginning.
        until: The last day; None for the end.
        login: The proof that a mailbox is yours; without it a mailbox cannot be read.
        after: What becomes of a mailbox's reports once they are recorded.
        ca_file: The authorities to trust instead of the system's, in PEM.
    """

    store: Path | None = None
    since: date | None = None
    until: date | None = None
    login: Login | None = None
    after: After = field(default_factory=After)
    ca_file: Path | None = None


class NoReport(InputError):  # noqa: N818  # named for what it is, as those of errors.py are
    """It is something else than a report."""


def read_reports(source: Source, *, note: Note = lambda _line: None) -> Iterator[Report]:
    """Read reports, one after the other; those that come twice are given twice.

    Args:
        source: Files and folders (XML, JSON, mails, mbox, Maildir; gz, zip, tar of them), or a binary stream.
        note: Is told in one line what could not be read, and why.

    Raises:
        OSError: A file that was named itself cannot be read.
    """
    for file in _files(source, note):
        yield from _noting(file, note)


def _files(source: Source, note: Note) -> Iterator[ReportFile]:
    if isinstance(source, str | Path):
        return report_files([Path(source)], note)
    if isinstance(source, Sequence):
        return report_files([Path(each) for each in source], note)
    return report_stream(source, note)


def _noting(file: ReportFile, note: Note) -> Iterator[Report]:
    try:
        yield from _reports(file, note)
    except InputError as fault:
        note(str(fault) if str(fault).startswith(file.name) else f"{file.name}: {fault}")


def _reports(file: ReportFile, note: Note) -> Iterator[Report]:
    head = file.raw[:4096].lstrip()
    if head.startswith(_XML):
        yield read_aggregate(file.raw, file.name)
    elif head.startswith((b"{", b"\xef\xbb\xbf{")):
        yield read_tls(file.raw, file.name)
    elif _MAIL.match(head):
        yield from _mail(read(file.raw), file.name, note, LAYERS)
    else:
        raise NoReport("no report: neither XML nor JSON nor a mail" if head else "no report: it is empty")


def reports_in(message: Message, name: str, note: Note) -> list[Report]:
    """Give the reports that a message carries; none where it is something else.

    Args:
        message: The message.
        name: What it is called in reports.
        note: Is told in one line what is wrong with a report in it.
    """
    found: list[Report] = []
    told = _mail(message, name, note, LAYERS)
    try:
        while (each := next(told, None)) is not None:
            found.append(each)
    except NoReport:
        pass  # a letter, a bounce: nobody said that all mail here is reports
    except InputError as fault:
        note(str(fault) if str(fault).startswith(name) else f"{name}: {fault}")
    return found


# --- mails ------------------------------------------------------------------------------------------------------------


def _mail(message: Message, name: str, note: Note, layers: int) -> Iterator[Report]:
    found = 0
    failure = read_failure(message, name)
    if failure is not None:
        yield failure
        return
    if is_complaint(message):
        raise NoReport("a complaint, no report on authentication: `mailworthy bounce read` counts it")
    for part in message.parts:
        for each in _part(part, name, note, layers):
            found += 1
            yield each
    if not found:
        raise NoReport("no report in this mail")


def _part(part: Part, name: str, note: Note, layers: int) -> Iterator[Report]:
    if part.type == "message/rfc822" and layers:
        try:
            yield from _mail(part.message(), name, lambda _line: None, layers - 1)
        except InputError:
            return  # any mail may have another one attached
    elif _may_hold(part):
        for inner in unpacked(part.bytes, name, note):
            if inner.raw.lstrip()[:4].startswith((*_XML, b"{", b"\xef\xbb\xbf{")):
                yield from _reports(inner, note)


def _may_hold(part: Part) -> bool:
    if _NAMED.search(part.param("name")):
        return True
    if part.type == "text/plain":  # as which some send the XML itself
        return part.text.lstrip()[:1] == "<"
    return bool(_HOLDS.match(part.type))


# --- what they come to ------------------------------------------------------------------------------------------------


def summarise_reports(
    source: Source | None = None,
    options: ReportsOptions | None = None,
    *,
    note: Note = lambda _line: None,
    tell: Callable[[Report], None] = lambda _report: None,
) -> Summary:
    """Say what reports come to: who sends in our name, what passes, what would break under ``p=reject``.

    Args:
        source: As :func:`read_reports` takes it: just these are summed up, and kept where a store is given. The URL of a
            mailbox: what was not recorded before, once it is. None: all that the store holds.
        options: What to do with them.
        note: Is told in one line what could not be read, and why.
        tell: Is told of each report that was read.

    Raises:
        InputError: There is no report in the source, or the store is none.
        OSError: A file that was named itself cannot be read.
        OutsideError: The store or the mailbox cannot be used.
    """
    chosen = options or ReportsOptions()
    if source is None:
        return _of_store(chosen)
    counted: Counter[str] = Counter()

    def noted(line: str) -> None:
        counted["unread"] += 1
        note(line)

    summing = Summing()
    if is_mailbox(source):
        from mailworthy.flow.collect_reports import collect_reports  # noqa: PLC0415  # files may be read without it

        found = _once(collect_reports(str(source), chosen, note=note, unread=noted), counted)
    else:
        found = _kept(_once(read_reports(source, note=noted), counted), chosen)
    for told in found:
        counted[told.kind] += 1
        tell(told)
        _count(summing, told, chosen)
    if counted["unread"] and not is_mailbox(source) and not any(counted[kind] for kind in KINDS[:3]):
        raise InputError("no report could be read in what was given")
    summing.add_reports({kind: counted[kind] for kind in KINDS if counted[kind]})
    return summing.summary()


def _once(reports: Iterable[Report], counted: Counter[str]) -> Iterator[Report]:
    from mailworthy.store.reports import digest  # noqa: PLC0415  # loads SQL: not before there is something to read

    seen: set[bytes] = set()
    for told in reports:
        key = digest(told)
        if key in seen:
            counted["repeated"] += 1
        else:
            seen.add(key)
            yield told


def _kept(reports: Iterable[Report], options: ReportsOptions) -> Iterator[Report]:
    from mailworthy.store.reports import ReportStore  # noqa: PLC0415  # as above

    with ReportStore(options.store) if options.store else nullcontext() as store:
        for told in reports:
            if store:
                store.add(told)
            yield told


def _count(summing: Summing, told: Report, options: ReportsOptions) -> None:
    match told:
        case Aggregate():
            for mail in mails(told):
                if _within(mail.day, options):
                    summing.add(mail)
        case TlsReport():
            for some in sessions(told):
                if _within(some.day, options):
                    summing.add_sessions(some)
        case Failure():
            summing.add_failure(told.source_ip)


def _within(day: str, options: ReportsOptions) -> bool:
    since, until = (each.isoformat() if each else day for each in (options.since, options.until))
    return since <= day <= until


def _of_store(options: ReportsOptions) -> Summary:
    from mailworthy.store.reports import ReportStore  # noqa: PLC0415  # as above

    span: Mapping[str, Any] = {"since": options.since, "until": options.until}
    summing = Summing()
    with ReportStore(options.store or store_path()) as store:
        for mail in store.mail(**span):
            summing.add(mail)
        for some in store.sessions(**span):
            summing.add_sessions(some)
        for source, count in store.failures(**span).items():
            summing.add_failure(source, count)
        summing.add_reports(store.counts(**span))
    return summing.summary()


def write_summary(summary: Summary, out: Path, lang: Lang = Lang.EN) -> dict[str, Path]:
    """Write a summary as a page, as JSON and as tables.

    Args:
        summary: What reports come to.
        out: The folder, made when missing.
        lang: The language of the page and of the findings.

    Returns:
        The files by what they hold: ``page``, ``json``, ``services``, ``sources``, ``days``.

    Raises:
        OSError: The folder cannot be written to.
    """
    from mailworthy.flow.page.page import reports_page  # noqa: PLC0415  # a terminal needs none
    from mailworthy.flow.report_bounces import write_table  # noqa: PLC0415  # same
    from mailworthy.store.text import write_text  # noqa: PLC0415  # same

    out.mkdir(parents=True, exist_ok=True)
    told = summary.as_dict(lang)
    files = {"page": out / "reports.html", "json": out / "reports.json"}
    write_text(files["page"], reports_page(summary, lang))
    write_text(files["json"], json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    for name in ("services", "sources", "days"):
        files[name] = out / f"{name}.csv"
        write_table(files[name], told[name])
    return files
