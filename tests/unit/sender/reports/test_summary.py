"""What reports come to: who sends, what passes, what would break."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailworthy.finding import Lang
from mailworthy.sender.reports import summary as summary_module
from mailworthy.sender.reports.mail import Mail, Sessions
from mailworthy.sender.reports.summary import Standing, summed

OURS = Mail(
    "example.com",
    "2026-11-01",
    "192.0.2.1",
    "r.example",
    "none",
    dkim=True,
    signer="example.com",
    policy="none",
)
THEIRS = replace(OURS, source="192.0.2.9", dkim=False, signer="esp.example")
FORGED = Mail("example.com", "2026-11-01", "198.51.100.66", policy="none")

# fmt: off
STANDINGS = [
    # who sent                                                   name            by      standing
    (OURS,                                                       "example.com",  "dkim", Standing.SOUND),
    (replace(OURS, dkim=False, spf=True, signer="", envelope="example.com"), "example.com", "spf", Standing.SOUND),
    (THEIRS,                                                     "esp.example",  "dkim", Standing.UNALIGNED),
    (replace(THEIRS, signer="", envelope="bounce.esp.example"),  "bounce.esp.example", "spf", Standing.UNALIGNED),
    (FORGED,                                                     "198.51.100.66", "ip",  Standing.UNPROVEN),
    (replace(FORGED, override="mailing_list"),                   "198.51.100.66", "ip",  Standing.PASSED_ON),
    (replace(FORGED, override="local_policy"),                   "198.51.100.66", "ip",  Standing.UNPROVEN),
]
# fmt: on


@pytest.mark.parametrize(("mail", "name", "by", "standing"), STANDINGS)
def test_who_sent_and_how_they_stand(mail, name, by, standing):
    (service,) = summed([mail]).services
    assert (service.name, service.by, service.standing) == (name, by, standing)


def test_what_would_break_is_all_that_fails_the_most_first():
    told = summed(
        [replace(OURS, count=90), replace(THEIRS, count=3), replace(FORGED, count=7, disposition="reject")]
    )
    assert [(each.name, each.failed) for each in told.would_break] == [
        ("198.51.100.66", 7),
        ("esp.example", 3),
    ]
    assert (told.total.messages, told.total.passed, told.total.failed, told.total.stopped) == (100, 90, 10, 7)


# fmt: off
NEW = [
    # days of reports before, the first day of the service (from 0)     whether it is new
    (14, 13, True),
    (14, 7,  True),
    (14, 6,  False),   # eight days back
    (13, 12, False),   # six days before are too few to tell
]
# fmt: on


@pytest.mark.parametrize(("count", "first", "new"), NEW)
def test_new_is_what_came_in_the_last_seven_days(count, first, new):
    days = [(date(2026, 11, 1) + timedelta(days=n)).isoformat() for n in range(count)]
    told = summed([*(replace(OURS, day=day) for day in days), replace(THEIRS, day=days[first])])
    assert [each.name for each in told.new] == (["esp.example"] if new else [])


def test_days_without_mail_are_shown_too():
    told = summed([OURS, replace(OURS, day="2026-11-04")])
    assert [(each.key, each.messages) for each in told.days] == [
        ("2026-11-01", 1), ("2026-11-02", 0), ("2026-11-03", 0), ("2026-11-04", 1),
    ]  # fmt: skip


def test_a_wild_date_makes_no_million_days():
    assert len(summed([OURS, replace(OURS, day="9999-01-01")]).days) == 2


def test_the_last_policy_counts():
    told = summed([replace(OURS, day="2026-11-02", policy="reject"), OURS])
    assert told.domains[0].policy == "reject"


def test_a_million_sources_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(summary_module, "HELD", 10)
    told = summed(replace(FORGED, source=f"2001:db8::{n:x}") for n in range(100))
    assert len(told.services) == 11
    assert told.total.messages == sum(each.messages for each in told.services) == 100


def test_sessions_add_up():
    told = summed(
        [],
        [
            Sessions("example.com", "2026-11-01", succeeded=9),
            Sessions("example.com", "2026-11-01", result="x", mx="mx", failed=2),
        ],
    )
    assert (told.encryption.succeeded, told.encryption.failed) == (9, 2)
    assert told.encryption.failures == (("example.com", "mx", "x", 2),)


@pytest.mark.parametrize("lang", Lang)
def test_the_json_shape_is_json(lang):
    told = json.loads(json.dumps(summed([OURS, THEIRS, FORGED]).as_dict(lang)))
    assert {
        "since",
        "until",
        "total",
        "services",
        "would_break",
        "sources",
        "days",
        "tls",
        "findings",
    } <= set(told)
    assert told["would_break"][0]["standing"] in {"unaligned", "unproven"}


def test_nothing_comes_to_nothing():
    told = summed([])
    assert (told.since, told.total.messages, told.services, told.days, told.findings) == ("", 0, (), (), ())


def test_all_services_that_need_a_set_up_are_one_finding():
    told = summed(replace(THEIRS, signer=f"esp{n}.example") for n in range(8))
    assert [(each.code, each.count) for each in told.findings] == [("REPORTS-WOULD-BREAK", 8)]
    assert told.findings[0].detail.endswith(" …")
