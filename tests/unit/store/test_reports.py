"""What the store of reports promises: each report once, and the same sums out of it as into it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from mailworthy.sender.reports import Aggregate, Failure, TlsReport
from mailworthy.sender.reports.aggregate import Published, Row, Signature
from mailworthy.sender.reports.mail import mails, sessions
from mailworthy.sender.reports.tls import TlsFailure, TlsPolicy
from mailworthy.store.reports import ReportStore
from mailworthy.store.sql import METADATA, opened

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROW = Row(
    "192.0.2.1",
    3,
    "none",
    "pass",
    "fail",
    "example.com",
    "",
    "",
    (),
    (Signature("example.com", "s", "pass"),),
    (),
)
AGGREGATE = Aggregate("Receiver", "d@r.example", "r1", 1793491200, 1793577599, "", "", "", (), Published("example.com", p="none"), (ROW, ROW, replace(ROW, dkim="fail")))  # fmt: skip
TLS = TlsReport("Sender", "t@s.example", "t1", 1793491200, 1793577599, (TlsPolicy("sts", "example.com", (), (), 9, 2, (TlsFailure("x", 2),)),))  # fmt: skip
FAILURE = Failure("r.example", "f1", "auth-failure", "example.com", "192.0.2.7", 1793491200, ("dmarc",), "", (), "", "", "", "", "", "", "", "", "")  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with ReportStore(tmp_path / "state" / "store.sqlite", now=lambda: NOON) as opened_store:
        yield opened_store


@pytest.mark.parametrize("told", [AGGREGATE, TLS, FAILURE], ids=lambda told: told.kind)
def test_a_report_is_kept_once(store, told):
    assert store.add(told) is True
    assert store.add(replace(told, file="again.xml")) is False
    assert store.counts() == {told.kind: 1}


# fmt: off
OTHERS = [
    replace(AGGREGATE, org_name="Another"),
    replace(AGGREGATE, report_id="r2"),
    replace(AGGREGATE, policy=Published("example.org")),
    replace(AGGREGATE, begin=1793491201),
]
# fmt: on


@pytest.mark.parametrize("other", OTHERS)
def test_reporter_id_domain_and_begin_tell_reports_apart(store, other):
    assert [store.add(AGGREGATE), store.add(other)] == [True, True]


def test_what_comes_out_is_what_went_in_summed_up(store):
    store.add(AGGREGATE)
    store.add(TLS)
    store.add(FAILURE)
    went_in = Counter[object]()
    for mail in mails(AGGREGATE):
        went_in[replace(mail, count=0)] += mail.count
    assert {replace(mail, count=0): mail.count for mail in store.mail()} == went_in
    assert sorted(went_in.values()) == [3, 6]
    assert sorted(store.sessions(), key=str) == sorted(sessions(TLS), key=str)
    assert store.failures() == {"192.0.2.7": 1}


@pytest.mark.parametrize(("since", "until", "messages"), [(None, None, 9), (date(2026, 11, 1), date(2026, 11, 1), 9), (date(2026, 11, 2), None, 0), (None, date(2026, 10, 31), 0)])  # fmt: skip
def test_days_are_chosen(store, since, until, messages):
    store.add(AGGREGATE)
    assert sum(mail.count for mail in store.mail(since=since, until=until)) == messages


def test_half_a_surrogate_pair_is_kept_as_a_question_mark(store):
    store.add(replace(AGGREGATE, org_name="R\ud800", file="\udcff.xml"))
    assert {mail.receiver for mail in store.mail()} == {"R?"}


def test_the_steps_lead_to_the_tables_of_today(tmp_path):
    engine = opened(tmp_path / "store.sqlite")
    with engine.connect() as connection:
        missing = compare_metadata(MigrationContext.configure(connection), METADATA)
    engine.dispose()
    assert missing == []


def test_a_store_of_before_grows_and_loses_nothing(tmp_path):
    path = tmp_path / "store.sqlite"
    opened(path).dispose()
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        for table in (
            "report_sessions",
            "report_mail",
            "report",
            "bayes_token",
            "bayes_message",
            "bayes_sender",
        ):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        connection.execute(text("INSERT INTO mailbox (name, place) VALUES ('jane', 'here')"))
    engine.dispose()
    with ReportStore(path) as store:
        assert store.add(AGGREGATE)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT place FROM mailbox")).scalar() == "here"
    engine.dispose()
