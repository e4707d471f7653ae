"""Keeps what receivers report: each report once, and what it tells summed up by day and source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, Table, func, select
from sqlalchemy.dialects.sqlite import insert

from mailworthy.sender.reports import Aggregate, Failure, Report, TlsReport
from mailworthy.sender.reports.aggregate import days
from mailworthy.sender.reports.mail import Mail, Sessions, mails, sessions
from mailworthy.store.mailboxes import MailboxStore
from mailworthy.store.sql import report, report_mail, report_sessions
from mailworthy.store.sql.opening import as_our_errors

_ALIKE = tuple(field.name for field in fields(Mail) if field.name != "count")
_TRIED = tuple(field.name for field in fields(Sessions) if field.name not in {"succeeded", "failed"})


@dataclass(frozen=True, slots=True)
class Mailed:
    """What one message of a mailbox holds.

    Args:
        reports: The reports in it.
        whole: Whether nothing in it was left unread: only then is it done with, and may be moved or deleted.
    """

    reports: tuple[Report, ...]
    whole: bool = True


class ReportStore(MailboxStore):
    """The reports of one installation, in the file that bounces are in too."""

    purpose = "reports of "
    elsewhere = False  # a report is told from others by what it says of itself

    def add(self, told: Report) -> bool:
        """Keep a report, whole or not at all.

        Returns:
            Whether it is new: reporter, report id, domain and begin together tell one from another.
        """
        with as_our_errors(self._path), self._engine.begin() as connection:
            return self._add(connection, told)

    def keep(self, box: str, found: Sequence[tuple[Sequence[str], Mailed]], place: str | None = None) -> int:
        """Keep messages' reports, the messages' marks and the mailbox's new place, all or nothing.

        Args:
            box: The mailbox's name, without secrets.
            found: For each message its marks and what it holds. A message one of whose marks is known is left out.
            place: How far the mailbox is read now; None leaves it as it was.

        Returns:
            The number of reports that are new.
        """
        with as_our_errors(self._path), self._engine.begin() as connection:
            marks = [(marks, bool(mailed.reports) and mailed.whole) for marks, mailed in found]
            fresh = self._marked(connection, box, marks, place)
            told = [mailed.reports for (_, mailed), new in zip(found, fresh, strict=True) if new]
            return sum(self._add(connection, each) for reports in told for each in reports)

    def _add(self, connection: Connection, told: Report) -> bool:
        row = _row(told, self._now())
        kept = connection.execute(insert(report).values(row).on_conflict_do_nothing())
        if not kept.rowcount:
            return False
        number = connection.scalar(select(report.c.id).where(report.c.key == row["key"]))
        _keep_pieces(connection, told, int(number or 0))
        return True

    def mail(self, *, since: date | None = None, until: date | None = None) -> Iterator[Mail]:
        """Give what aggregate reports told, pieces that are alike summed up.

        Args:
            since: The first day, in UTC.
            until: The last day.
        """
        alike = [report_mail.c[name] for name in _ALIKE]
        wanted = select(*alike, func.sum(report_mail.c.count)).group_by(*alike)
        for row in self._rows(_between(wanted, report_mail, since, until)):
            yield Mail(*row)

    def sessions(self, *, since: date | None = None, until: date | None = None) -> Iterator[Sessions]:
        """Give what TLS reports told, as :meth:`mail` does."""
        alike = [report_sessions.c[name] for name in _TRIED]
        sums = (func.sum(report_sessions.c.succeeded), func.sum(report_sessions.c.failed))
        wanted = select(*alike, *sums).group_by(*alike)
        for row in self._rows(_between(wanted, report_sessions, since, until)):
            yield Sessions(*row)

    def failures(self, *, since: date | None = None, until: date | None = None) -> Mapping[str, int]:
        """Count failure reports by the address that delivered the message."""
        wanted = select(report.c.record).where(report.c.kind == Failure.kind)
        found = self._rows(_between(wanted, report, since, until))
        return Counter(msgspec.json.decode(record)["source_ip"] for (record,) in found)

    def counts(self, *, since: date | None = None, until: date | None = None) -> Mapping[str, int]:
        """Count the reports by kind."""
        wanted = select(report.c.kind, func.count()).group_by(report.c.kind)
        return {kind: count for kind, count in self._rows(_between(wanted, report, since, until))}  # noqa: C416  # rows are no pairs to mypy

    def _rows(self, wanted: Select[Any]) -> Iterator[Any]:
        with (
            as_our_errors(self._path),
            self._engine.connect().execution_options(yield_per=1000) as connection,
        ):
            yield from connection.execute(wanted)


def digest(told: Report) -> bytes:
    """Give what tells a report from others in few octets."""
    text = "\n".join((told.kind, *map(str, told.key)))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _row(told: Report, now: datetime) -> dict[str, Any]:
    org_name, report_id, domain, begin = told.key
    end = begin if isinstance(told, Failure) else told.end
    return {
        "key": digest(told),
        "kind": told.kind,
        "org_name": _clean(org_name),
        "report_id": _clean(report_id),
        "domain": _clean(domain),
        "begin": begin,
        "end": end,
        "day": days(begin, end, 1)[0][0],
        "file": _clean(told.file),
        "read_at": int(now.timestamp()),
        "record": _clean(msgspec.json.encode(_whole(told)).decode()),
    }


def _whole(told: Report) -> Mapping[str, Any]:
    """Give what is told about the whole; the rows have tables of their own."""
    whole: dict[str, Any] = asdict(replace(told, rows=()) if isinstance(told, Aggregate) else told)
    return {name: _cleaned(value) for name, value in whole.items()}


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list | tuple) else value


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()  # no database can hold half a surrogate pair


def _keep_pieces(connection: Connection, told: Report, number: int) -> None:
    if isinstance(told, Aggregate):
        summed: Counter[Mail] = Counter()
        for mail in mails(told):
            summed[replace(mail, count=0)] += mail.count
        rows = [{**_cleaned(asdict(each)), "count": count} for each, count in summed.items()]
        _insert(connection, report_mail, rows, number)
    elif isinstance(told, TlsReport):
        _insert(connection, report_sessions, [_cleaned(asdict(each)) for each in sessions(told)], number)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]], number: int) -> None:
    if rows:
        connection.execute(insert(table), [{**row, "report": number} for row in rows])


def _between(wanted: Select[Any], table: Table, since: date | None, until: date | None) -> Select[Any]:
    if since is not None:
        wanted = wanted.where(table.c.day >= since.isoformat())
    if until is not None:
        wanted = wanted.where(table.c.day <= until.isoformat())
    return wanted
