"""Keeps what came back: each failure once, with everybody who told of it, and which messages were read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, Table, func, select
from sqlalchemy.dialects.sqlite import insert

from mailworthy.bounce.event import Event, EventKind
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Bounce, Kind
from mailworthy.bounce.report import SKEW, Cell, Sent, moment_of
from mailworthy.store.mailboxes import AT_ONCE, MailboxStore
from mailworthy.store.sql import event, failure, sighting
from mailworthy.store.sql.opening import as_our_errors

MOVABLE = {Kind.BOUNCE, Kind.DELAY}


@dataclass(frozen=True, slots=True)
class Kept:
    """One failure as the store has it.

    Args:
        at: When the report was written, in UTC; when it was read, where the report does not say.
        record: What was read.
        sightings: How often it was told of.
    """

    at: datetime
    record: Bounce
    sightings: int


class BounceStore(MailboxStore):
    """The bounces of one installation, in one file."""

    def keep(
        self, box: str, found: Sequence[tuple[Sequence[str], Sequence[Bounce]]], place: str | None = None
    ) -> int:
        """Keep messages' records, the messages' marks and the mailbox's new place, all or nothing.

        Args:
            box: The mailbox's name, without secrets; for files any word for where they came from.
            found: For each message its marks and its records. A message one of whose marks is known is left out.
            place: How far the mailbox is read now; None leaves it as it was.

        Returns:
            The number of failures that nobody had told of before.
        """
        with as_our_errors(self._path), self._engine.begin() as connection:
            movable = [any(record.kind in MOVABLE for record in records) for _, records in found]
            marks = [(marks, may) for (marks, _), may in zip(found, movable, strict=True)]
            fresh = self._marked(connection, box, marks, place)
            told = [
                (marks[0], record)
                for (marks, records), new in zip(found, fresh, strict=True)
                if new
                for record in records
            ]
            return self._record(connection, box, told)

    def _record(self, connection: Connection, source: str, told: Sequence[tuple[str, Bounce]]) -> int:
        now = self._now()
        rows: dict[bytes, dict[str, Any]] = {}
        sightings: dict[bytes, list[dict[str, Any]]] = defaultdict(list)
        for one_mark, record in told:
            if record.kind is Kind.ORDINARY:
                continue
            row = _row(record, one_mark, now)
            rows.setdefault(row["key"], row)
            seen = {"source": source, "file": record.file, "at": row["at"], "record": row["record"]}
            sightings[row["key"]].append(seen)
        if not rows:
            return 0
        new = connection.execute(insert(failure).on_conflict_do_nothing(), list(rows.values())).rowcount
        ids = _ids(connection, list(rows))
        connection.execute(
            insert(sighting),
            [{"failure": ids[key], **seen} for key, all_ in sightings.items() for seen in all_],
        )
        return int(new)

    def add_events(self, events: Iterable[Event]) -> int:
        """Keep events that came by no mailbox; one that is known already changes nothing.

        Returns:
            The number of events that were new. What came back is kept as a failure too.
        """
        new = 0
        left = iter(events)
        while some := list(islice(left, AT_ONCE)):
            with as_our_errors(self._path), self._engine.begin() as connection:
                new += self._add_events(connection, some)
        return new

    def _add_events(self, connection: Connection, events: Sequence[Event]) -> int:
        now = self._now()
        rows = {row["key"]: (row, each) for each in events for row in (_event_row(each, now),)}
        taken = insert(event).on_conflict_do_nothing().returning(event.c.key)
        fresh = set(connection.scalars(taken, [row for row, _ in rows.values()]))
        for platform in {each.platform for each in events}:
            told = [
                (key.hex(), each.bounce)
                for key, (_, each) in rows.items()
                if key in fresh and each.platform == platform and each.bounce is not None
            ]
            self._record(connection, platform, told)
        return len(fresh)

    def sent(self, *, since: date | None = None, until: date | None = None) -> Sent:
        """Give how much was sent, as far as events tell.

        Of a platform that tells what it accepted, that counts; of the others, what was delivered and what bounced.

        Args:
            since: The first day, in UTC.
            until: The last day.
        """
        alike = [event.c[name] for name in ("platform", "kind", "day", "domain", "campaign")]
        sent_kinds = [kind.value for kind in (EventKind.ACCEPTED, EventKind.DELIVERED, EventKind.BOUNCE)]
        wanted = select(*alike, func.count()).where(event.c.kind.in_(sent_kinds)).group_by(*alike)
        with as_our_errors(self._path), self._engine.connect() as connection:
            rows = connection.execute(_between(wanted, since, until, event)).all()
        return _sent([tuple(row) for row in rows])

    def records(self, *, since: date | None = None, until: date | None = None) -> Iterator[Kept]:
        """Give all failures in the order of their times, one by one: a million of them never fill memory.

        Args:
            since: The first day, in UTC.
            until: The last day.
        """
        told = select(func.count()).where(sighting.c.failure == failure.c.id).scalar_subquery()
        wanted = _between(
            select(failure.c.at, failure.c.record, told).order_by(failure.c.day, failure.c.id), since, until
        )
        with as_our_errors(self._path), self._engine.connect().execution_options(yield_per=500) as connection:
            for at, record, times in connection.execute(wanted):
                yield Kept(datetime.fromtimestamp(at, UTC), _DECODER.decode(record), times)

    def cells(self, *, since: date | None = None, until: date | None = None) -> Iterator[Cell]:
        """Give all failures, those that are alike summed up.

        Args:
            since: The first day, in UTC.
            until: The last day.
        """
        alike = [failure.c[name] for name in _ALIKE]
        wanted = _between(select(*alike, func.count()).group_by(*alike), since, until)
        with (
            as_our_errors(self._path),
            self._engine.connect().execution_options(yield_per=1000) as connection,
        ):
            for row in connection.execute(wanted):
                *told, reply, status, count = row
                cell = dict(zip(_ALIKE, told, strict=False))
                yield Cell(
                    **cell | {"kind": Kind(cell["kind"])},
                    code=" ".join(part for part in (str(reply or ""), status) if part),
                    temporary=(status or str(reply or ""))[:1] == "4",  # RFC 5321 §4.2.1
                    count=count,
                )


_ALIKE = (
    "kind", "day", "domain", "tag", "reason", "hard", "provider", "blocklist", "reply", "status",
)  # fmt: skip
_DECODER = msgspec.json.Decoder(Bounce)


def _sent(rows: Sequence[tuple[Any, ...]]) -> Sent:
    telling = {platform for platform, kind, *_ in rows if kind == EventKind.ACCEPTED.value}
    total = 0
    by_day, by_domain, by_tag = Counter[str](), Counter[str](), Counter[str]()
    by_both = Counter[tuple[str, str]]()
    for platform, kind, day, domain, campaign, count in rows:
        if (kind == EventKind.ACCEPTED.value) is not (platform in telling):
            continue
        total += count
        by_day[day] += count
        by_domain[domain] += count
        by_both[domain, day] += count
        if campaign:
            by_tag[campaign] += count
    return Sent(total, by_day, by_domain, by_tag, by_both, "events") if total else Sent()


def _event_row(told: Event, now: datetime) -> dict[str, Any]:
    at = int(min(told.time or now, now + SKEW).timestamp())
    known_by = told.id or f"{told.message_id}\n{told.time}\n{told.text}"
    key = f"{told.platform}\n{told.kind.value}\n{told.recipient.lower()}\n{known_by}"
    return {
        "key": _digest(key),
        "platform": told.platform,
        "kind": told.kind.value,
        "recipient": _clean(told.recipient),
        "domain": _clean(told.recipient.rpartition("@")[2].lower()),
        "at": at,
        "day": datetime.fromtimestamp(at, UTC).date().isoformat(),
        "platform_class": told.platform_class.value,
        "campaign": _clean(told.campaign),
    }


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _ids(connection: Connection, keys: Sequence[bytes]) -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    for begin in range(0, len(keys), AT_ONCE):
        some = keys[begin : begin + AT_ONCE]
        wanted = select(failure.c.key, failure.c.id).where(failure.c.key.in_(some))
        found.update((row.key, row.id) for row in connection.execute(wanted))
    return found


def _row(told: Bounce, one_mark: str, now: datetime) -> dict[str, Any]:
    record, text = _written(told)
    at = int(moment_of(record, now).timestamp())
    reason = record.judgement.reason if record.judgement else ""
    return {
        "key": _key(record, one_mark),
        "kind": record.kind.value,
        "recipient": record.recipient,
        "domain": record.recipient.rpartition("@")[2].lower(),
        "at": at,
        "day": datetime.fromtimestamp(at, UTC).date().isoformat(),
        "reply": record.reply,
        "status": record.status,
        "reason": reason,
        "hard": bool(reason) and record.kind is Kind.BOUNCE and REASONS[reason].hard,
        "group": record.group,
        "remote_mta": record.remote_mta,
        "provider": record.judgement.provider if record.judgement else "",
        "blocklist": record.judgement.blocklist if record.judgement else "",
        "tag": record.tag,
        "record": text,
    }


def _written(record: Bounce) -> tuple[Bounce, str]:
    """Give the record and its JSON; what no database can hold (half a surrogate pair) becomes a question mark."""
    try:
        return record, msgspec.json.encode(record).decode()
    except UnicodeEncodeError:
        clean = msgspec.convert(_clean(msgspec.to_builtins(record)), Bounce)
        return clean, msgspec.json.encode(clean).decode()


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list) else value


def _key(record: Bounce, one_mark: str) -> bytes:
    """Tell failures apart: by the message that came back and its recipient, where that is known, else by the report."""
    sent = record.message_id or one_mark
    text = f"{record.kind.value}\n{(record.original_recipient or record.recipient).lower()}\n{sent}"
    return _digest(text)


def _between(
    wanted: Select[Any], since: date | None, until: date | None, table: Table = failure
) -> Select[Any]:
    if since is not None:
        wanted = wanted.where(table.c.day >= since.isoformat())
    if until is not None:
        wanted = wanted.where(table.c.day <= until.isoformat())
    return wanted
