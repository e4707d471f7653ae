"""Takes receivers' reports out of a mailbox: each recorded once, and safe before its message is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailworthy.edge.mailbox import open_mailbox, parse_where
from mailworthy.errors import InputError
from mailworthy.flow.collecting import Collector, content_mark
from mailworthy.flow.read_reports import Note, ReportsOptions, reports_in
from mailworthy.flow.report_bounces import store_path
from mailworthy.sender.reports import Failure, Report
from mailworthy.store.reports import Mailed, ReportStore
from mailworthy.wire.message import Message, read


@dataclass(frozen=True, slots=True)
class ReportReader:
    """How messages of a mailbox are read.

    Args:
        note: Is told in one line what is wrong with a report.
    """

    note: Note

    def read(self, raw: bytes, file: str) -> tuple[str, Mailed]:
        """Give the mark of a message's content, and the reports in it."""
        faults: list[str] = []
        message = read(raw)
        reports = reports_in(message, file, faults.append)
        for fault in faults:
            self.note(fault)
        whole = not faults and all(_its_own(each, message) for each in reports)
        return content_mark(raw), Mailed(tuple(reports), whole)


def _its_own(report: Report, message: Message) -> bool:
    """Tell whether a message is nothing but the report: not a letter to which somebody attached one, or that reads like one."""
    if isinstance(report, Failure):
        return bool(report.type)  # told by its part for machines, not by words
    return not any(part.type == "message/rfc822" for part in message.parts)


def collect_reports(url: str, options: ReportsOptions, *, note: Note, unread: Note) -> Iterator[Report]:
    """Give the reports of a mailbox that were not recorded before, once they are.

    Args:
        url: Which mailbox.
        options: The proof that it is ours, and what becomes of its reports. Letters and whatever else is no report, or is one
            that cannot be read, stay as they are.
        note: Is told in one line what will be tried again.
        unread: Is told in one line which report cannot be read, and why.

    Raises:
        InputError: The URL is none, or there is no login.
        OutsideError: The mailbox or the store cannot be used.
    """
    where, login = parse_where(url), options.login
    if login is None:
        raise InputError(f"{where.name}: a password or a token is needed")
    with ReportStore(options.store or store_path()) as store:
        collector = Collector(
            lambda: open_mailbox(where, login, options.after, ca_file=options.ca_file),
            store,
            ReportReader(unread),
            note=note,
        )
        for mailed in collector.collect():
            yield from mailed.reports
