"""What the store of bounces promises: each failure once, all evidence kept, all or nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from mailworthy.bounce.event import Event, EventKind
from mailworthy.bounce.record import Bounce, Evidence, Judgement, Kind
from mailworthy.bounce.report import Cell, cell_of
from mailworthy.errors import InputError
from mailworthy.finding import Confidence
from mailworthy.store.bounces import BounceStore
from mailworthy.store.sql import METADATA, opened

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BOX = "imaps://jane@mail.example/INBOX"


def bounce(recipient: str = "a@example.net", message_id: str = "1@example.org", **other) -> Bounce:
    given = {
        "kind": Kind.BOUNCE,
        "reply": 550,
        "status": "5.1.1",
        "judgement": Judgement(
            "user_unknown", Confidence.CERTAIN, (Evidence("status 5.1.1", "550 5.1.1 no"),)
        ),
        "reported_at": "Fri, 20 Nov 2026 23:30:00 -0200",
    }
    return Bounce(recipient=recipient, message_id=message_id, **{**given, **other})


@pytest.fixture
def store(tmp_path):
    with BounceStore(tmp_path / "state" / "store.sqlite", now=lambda: NOON) as opened_store:
        yield opened_store


def test_a_record_comes_back_as_it_was(store):
    store.keep(BOX, [(["uid:1:1"], [bounce(file="1.eml", tag="spring")])])
    (kept,) = store.records()
    assert kept.record == bounce(file="1.eml", tag="spring")
    assert kept.at == datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "second", "failures"),
    [
        (bounce(), bounce(), 1),
        (bounce(), bounce(reported_at=""), 1),  # a platform tells of it too
        (bounce(), bounce("A@Example.NET"), 1),
        (bounce(), bounce("b@example.net"), 2),
        (bounce(), bounce(message_id="2@example.org"), 2),
        (bounce(kind=Kind.DELAY), bounce(), 2),  # first delayed, then returned
        (bounce(), bounce("fwd@other.example", original_recipient="a@example.net"), 1),
        (bounce(message_id=""), bounce(message_id=""), 2),  # nothing says that they are one
    ],
    ids=["again", "elsewhere", "case", "recipient", "message", "kind", "forwarded", "unknown"],
)
def test_one_failure_is_counted_once_and_all_who_tell_of_it_are_kept(store, first, second, failures):
    new = store.keep(BOX, [(["uid:1:1"], [first]), (["uid:1:2"], [second])])
    kept = list(store.records())
    assert new == len(kept) == failures
    assert sum(each.sightings for each in kept) == 2


def test_a_message_is_recorded_once_however_often_it_is_handed_over(store):
    for box in (BOX, BOX, "folder"):
        new = store.keep(box, [(["uid:1:1", "sha256:ab"], [bounce(message_id="")])])
    assert new == 0
    assert [each.sightings for each in store.records()] == [1]


def test_marks_of_one_mailbox_say_nothing_of_another_but_content_does(store):
    store.keep(
        BOX, [(["uid:1:1", "sha256:ab"], [bounce()]), (["uid:1:2", "sha256:cd"], [Bounce(Kind.ORDINARY)])]
    )
    assert store.seen(BOX, ["uid:1:1", "uid:1:2", "uid:1:3"]) == {"uid:1:1": True, "uid:1:2": False}
    assert store.seen("other", ["uid:1:1", "sha256:ab", "sha256:cd"]) == {
        "sha256:ab": True,
        "sha256:cd": False,
    }


def test_a_message_that_is_known_by_content_is_also_known_by_its_number_here(store):
    store.keep("folder", [(["sha256:ab"], [bounce()])])
    store.keep(BOX, [(["uid:1:9", "sha256:ab"], [bounce()])])
    assert store.seen(BOX, ["uid:1:9"]) == {"uid:1:9": True}


def test_twins_in_one_batch_are_one(store):
    assert (
        store.keep(BOX, [(["uid:1:1", "sha256:ab"], [bounce()]), (["uid:1:2", "sha256:ab"], [bounce()])]) == 1
    )
    assert [each.sightings for each in store.records()] == [1]
    assert store.seen(BOX, ["uid:1:2"]) == {"uid:1:2": True}


def test_ordinary_mail_is_marked_and_not_kept(store):
    store.keep(BOX, [(["uid:1:1"], [Bounce(Kind.ORDINARY, subject="private")])])
    assert list(store.records()) == []
    assert store.seen(BOX, ["uid:1:1"]) == {"uid:1:1": False}


def test_the_place_is_kept_with_the_records(store):
    assert store.place(BOX) == ""
    store.keep(BOX, [], place='{"uid": 7}')
    store.keep(BOX, [(["uid:1:8"], [])])
    assert store.place(BOX) == '{"uid": 7}'


def test_what_fails_half_way_leaves_nothing(store):
    with pytest.raises(AttributeError):
        store.keep(BOX, [(["uid:1:1"], [bounce()]), (["uid:1:2"], [None])], place="new")
    assert (store.seen(BOX, ["uid:1:1"]), store.place(BOX), list(store.records())) == ({}, "", [])


@pytest.mark.parametrize(
    "said", ["", "nonsense", "Fri, 99 Nov 2026", "Fri, 20 Nov 9999 10:00:00 +0000", "\ud800"]
)
def test_a_report_without_a_sound_date_happened_when_it_was_read(store, said):
    store.keep(BOX, [(["uid:1:1"], [bounce(reported_at=said)])])
    assert [each.at for each in store.records()] == [NOON]


def test_halves_of_surrogate_pairs_and_nuls_are_no_trouble(store):
    store.keep(BOX, [(["uid:1:1"], [bounce("\ud800\0@example.net", diagnostic="\udfff")])])
    (kept,) = store.records()
    assert (kept.record.recipient, kept.record.diagnostic) == ("?\0@example.net", "?")


def test_cells_sum_up_what_is_alike_between_days(store):
    days = ("19 Nov 2026 10:00:00 +0000", "20 Nov 2026 10:00:00 +0000", "20 Nov 2026 11:00:00 +0000")
    found = [
        ([f"uid:1:{n}"], [bounce(message_id=f"{n}@example.org", reported_at=day)])
        for n, day in enumerate(days)
    ]
    complaint = Bounce(Kind.COMPLAINT, "a@example.net", reported_at=days[0], tag="spring")
    store.keep(BOX, [*found, (["uid:1:9"], [complaint])])
    dead = Cell(
        Kind.BOUNCE, "2026-11-20", "example.net", "", "user_unknown", hard=True, code="550 5.1.1", count=2
    )
    assert set(store.cells()) == {
        Cell(Kind.COMPLAINT, "2026-11-19", "example.net", "spring"),
        replace(dead, day="2026-11-19", count=1),
        dead,
    }
    assert list(store.cells(since=date(2026, 11, 20))) == [dead]
    assert sum(cell.count for cell in store.cells(until=date(2026, 11, 19))) == 2


@pytest.mark.parametrize(
    "record",
    [
        bounce(),
        bounce(
            reply=421, status="", judgement=Judgement("rate_limited", Confidence.LIKELY, provider="Google")
        ),
        bounce(status="4.7.1", judgement=Judgement("blocklisted", Confidence.CERTAIN, blocklist="ZEN")),
        bounce(reply=None, status="", judgement=Judgement("undetermined", Confidence.GUESS)),
        Bounce(Kind.AUTO_REPLY, "a@example.net"),
    ],
)
def test_a_stored_record_counts_as_the_record_itself(store, record):
    store.keep(BOX, [(["uid:1:1"], [record])])
    assert list(store.cells()) == [cell_of(record, next(store.records()).at.date().isoformat())]


def event(kind=EventKind.BOUNCE, n=1, **other) -> Event:
    given = {"platform": "sendgrid", "time": NOON, "id": str(n), "campaign": "spring", **other}
    return Event(recipient=f"{n}@example.net", kind=kind, **given)


def test_events_are_kept_once_and_what_came_back_is_a_failure(store):
    told = [event(bounce=bounce("1@example.net", "m@x")), event(EventKind.OPEN, 2), event(EventKind.OPEN, 2)]
    assert [store.add_events(told), store.add_events(told)] == [2, 0]
    store.keep(BOX, [(["uid:1:1"], [bounce("1@example.net", "m@x")])])
    assert [each.sightings for each in store.records()] == [2]


@pytest.mark.parametrize(
    ("events", "total"),
    [
        ([], None),
        ([event(EventKind.OPEN)], None),
        ([event(EventKind.DELIVERED, n) for n in range(8)] + [event(EventKind.BOUNCE, 9)], 9),
        ([event(EventKind.ACCEPTED, n) for n in range(9)] + [event(EventKind.DELIVERED, 1), event(n=2)], 9),
        ([event(EventKind.ACCEPTED, 1), event(EventKind.DELIVERED, 2, platform="postfix")], 2),
    ],
    ids=["nothing", "no deliveries", "delivered and bounced", "accepted", "two platforms"],
)
def test_what_was_sent_is_what_events_tell(store, events, total):
    store.add_events(events)
    sent = store.sent()
    assert sent.total == total
    if total:
        assert sent.by_day == {"2026-11-22": total}
        assert sent.by_domain_and_day == {("example.net", "2026-11-22"): total}
        assert sent.by_tag == {"spring": total}
    assert store.sent(since=date(2026, 11, 23)).total is None


def test_two_processes_may_keep_at_once(store, tmp_path):
    script = """
import sys
from pathlib import Path
from mailworthy.bounce.record import Bounce, Kind
from mailworthy.store.bounces import BounceStore
with BounceStore(Path(sys.argv[1])) as store:
    for n in range(100):
        store.keep("box", [([f"sha256:{n}"], [Bounce(Kind.BOUNCE, f"{n}@example.net")])])
"""
    path = tmp_path / "new.sqlite"
    both = [subprocess.Popen([sys.executable, "-c", script, path]) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    with BounceStore(path) as shared:
        assert sum(each.sightings for each in shared.records()) == 100


def test_the_steps_lead_to_the_tables_that_the_code_knows(tmp_path):
    engine = opened(tmp_path / "store.sqlite")
    with engine.connect() as connection:
        missing = compare_metadata(MigrationContext.configure(connection), METADATA)
    engine.dispose()
    assert missing == []


def test_a_file_that_is_no_store_is_refused_in_one_line(tmp_path):
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(InputError, match="not a store of mailworthy"):
        BounceStore(path)


def test_a_newer_store_is_left_alone(tmp_path):
    path = tmp_path / "store.sqlite"
    with BounceStore(path):
        pass
    with closing(sqlite3.connect(path)) as sql, sql:
        sql.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(InputError, match="update mailworthy"):
        BounceStore(path)
