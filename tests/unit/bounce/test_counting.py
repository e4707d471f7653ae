"""What a bounce report counts, and when it raises the alarm."""

from __future__ import annotations

import pytest

from mailworthy.bounce.counting import Counting
from mailworthy.bounce.record import Kind
from mailworthy.bounce.report import Cell, Sent

DAY = "2026-11-20"
NEXT = "2026-11-22"


def dead(count: int, **other) -> Cell:
    given = {"day": DAY, "domain": "example.net", "reason": "user_unknown", "hard": True, "code": "550 5.1.1"}
    return Cell(Kind.BOUNCE, **{**given, **other}, count=count)


def soft(reason: str, count: int, **other) -> Cell:
    return dead(count, reason=reason, hard=False, **{"code": "550 5.7.1", **other})


def complaint(count: int) -> Cell:
    return Cell(Kind.COMPLAINT, DAY, "example.net", count=count)


def report(*cells: Cell, sent: Sent | int | None = None, line: float = 0.03):
    counting = Counting()
    for cell in cells:
        counting.add(cell)
    return counting.report(Sent(sent, source="given") if isinstance(sent, int) else sent, line)


def codes(told) -> list[str]:
    return [finding.code for finding in told.findings]


def test_only_failures_are_bounces():
    others = [Cell(kind, DAY, "example.net") for kind in Kind if kind not in {Kind.BOUNCE, Kind.COMPLAINT}]
    told = report(dead(2), soft("mailbox_full", 3), complaint(1), *others)
    assert (told.total.hard, told.total.soft, told.total.bounces, told.total.complaints) == (2, 3, 5, 1)
    assert told.kinds["delay"] == 1
    assert told.reasons == {"mailbox_full": 3, "user_unknown": 2}
    assert told.groups == {"recipient": 3, "hard": 2}


RATES = [
    # sent  hard  line   rate    alarm
    (None, 50, 0.03, None, False),  # nobody knows how much was sent
    (1000, 30, 0.03, 0.03, False),
    (1000, 31, 0.03, 0.031, True),
    (1000, 31, 0.05, 0.031, False),
    (100, 5, 0.03, 0.05, False),  # one in twenty is no news
    (20, 50, 0.03, None, False),  # more came back than was sent: that count is of something else
]


@pytest.mark.parametrize(("sent", "hard", "line", "rate", "alarm"), RATES)
def test_the_alarm_needs_a_rate_over_the_line_on_enough_messages(sent, hard, line, rate, alarm):
    told = report(dead(hard), sent=sent, line=line)
    assert (told.total.rate, told.total.alarm) == (rate, alarm)
    assert ("BOUNCE-RATE-OVER-LINE" in codes(told)) is alarm


COMPLAINTS = [
    # sent  complaints  code, severity
    (10_000, 7, None),
    (10_000, 8, ("BOUNCE-COMPLAINTS-HIGH", "warning")),
    (10_000, 10, ("BOUNCE-COMPLAINTS-HIGH", "error")),
    (10_000, 30, ("BOUNCE-COMPLAINTS-STOP", "error")),
    (900, 30, None),  # too few to say
    (None, 30, None),
]


@pytest.mark.parametrize(("sent", "complaints", "said"), COMPLAINTS)
def test_complaints_have_lines_of_their_own(sent, complaints, said):
    told = report(complaint(complaints), sent=sent)
    found = [(each.code, each.as_dict()["severity"]) for each in told.findings if "COMPLAINTS" in each.code]
    assert found == ([said] if said else [])
    assert told.total.bounces == 0


def test_every_day_between_the_first_and_the_last_is_there():
    told = report(dead(1), dead(2, day=NEXT), sent=Sent(900, by_day={DAY: 400, NEXT: 500}))
    assert [(each.key, each.hard, each.sent) for each in told.days] == [
        (DAY, 1, 400), ("2026-11-21", 0, None), (NEXT, 2, 500),
    ]  # fmt: skip
    assert (told.since, told.until) == (DAY, NEXT)


def test_a_day_from_another_age_makes_no_million_days():
    assert len(report(dead(1, day="1970-01-02"), dead(1, day=NEXT)).days) == 2


def test_receivers_and_campaigns_come_with_the_most_bounces_first():
    told = report(
        dead(1), soft("policy", 4, domain="example.org", tag="spring"), sent=Sent(100, by_tag={"spring": 50})
    )
    assert [each.key for each in told.domains] == ["example.org", "example.net"]
    assert [(each.key, each.rate) for each in told.tags] == [("spring", 4 / 50)]


def test_the_same_refusal_is_one_fault_however_many_domains_it_meets():
    told = report(
        soft("auth_failed", 3, domain="gmail.com", provider="Google", code="550 5.7.26"),
        soft("auth_failed", 2, domain="example.com", provider="Google", code="550 5.7.26"),
    )
    assert [(each.receiver, each.count, each.group) for each in told.faults] == [("Google", 5, "sender")]
    (finding,) = [each for each in told.findings if each.code == "BOUNCE-SENDER-FAULT"]
    assert (finding.detail, finding.count) == ("auth_failed Google 550 5.7.26", 5)


def test_a_named_blocklist_is_named():
    told = report(
        soft("blocklisted", 3, blocklist="Spamhaus ZEN"), soft("blocklisted", 1, blocklist="Spamhaus ZEN")
    )
    assert [(each.detail, each.count) for each in told.findings if each.code == "BOUNCE-BLOCKLISTED"] == [
        ("Spamhaus ZEN", 4)
    ]


def at(domain: str, **days: int) -> Sent:
    by_both = {(domain, f"2026-11-{day[1:]}"): count for day, count in days.items()}
    return Sent(sum(days.values()), by_domain_and_day=by_both)


BLOCKS = [
    # what came back                                              sent at example.net          suspected
    ([dead(10), soft("policy", 5)], at("example.net", d20=200), True),
    ([dead(10), soft("undetermined", 5, day=NEXT)], at("example.net", d20=200, d22=100), True),
    ([dead(10), soft("policy", 5, day="2026-11-24")], at("example.net", d20=200, d24=200), False),  # too long ago
    ([dead(10, day=NEXT), soft("policy", 5)], at("example.net", d20=200, d22=200), False),  # blocks came first
    ([dead(6), soft("policy", 5)], at("example.net", d20=200), False),  # at the line, not over it
    ([dead(2), soft("policy", 5)], at("example.net", d20=40), False),  # too few to say
    ([dead(10), soft("policy", 5)], None, False),
    ([dead(10), soft("blocklisted", 5, blocklist="Spamhaus ZEN")], at("example.net", d20=200), False),  # named
    ([dead(10), soft("auth_failed", 5)], at("example.net", d20=200), False),  # named
    ([dead(10, domain="other.example"), soft("policy", 5)], at("example.net", d20=200), False),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "sent", "suspected"), BLOCKS)
def test_blocks_that_name_no_cause_point_at_dead_addresses_seen_just_before(cells, sent, suspected):
    told = report(*cells, sent=sent)
    assert bool(told.suspicions) is suspected
    found = [each for each in told.findings if each.code == "BOUNCE-BLOCK-AFTER-DEAD"]
    assert [each.confidence.value for each in found] == (["guess"] if suspected else [])


def test_a_suspicion_is_told_once_a_receiver():
    days = [soft("policy", 2, day=day) for day in (DAY, "2026-11-21")]
    (told,) = report(dead(10), *days, sent=at("example.net", d20=200, d21=1)).suspicions
    assert (told.day, told.blocks, told.hard, told.sent) == (DAY, 4, 10, 200)


@pytest.mark.parametrize(
    ("cells", "sent", "code"),
    [
        ([dead(1)], None, "BOUNCE-NO-SENT-COUNTS"),
        ([dead(1)], 100, "BOUNCE-FEW-SENT"),
        ([dead(1)], 1000, "BOUNCE-HARD"),
        ([soft("undetermined", 2), dead(8)], 1000, "BOUNCE-UNDETERMINED"),
        ([soft("invalid_recipients_block", 1)], 1000, "BOUNCE-DEAD-ADDRESSES-BLOCK"),
    ],
)
def test_what_else_is_said(cells, sent, code):
    assert code in codes(report(*cells, sent=sent))


def test_nothing_came_back():
    told = report()
    assert (told.since, told.days, codes(told), told.as_dict()["since"]) == ("", (), [], None)


def test_the_shape_names_everything_in_plain_values():
    told = report(dead(10), soft("policy", 5, tag="spring"), sent=at("example.net", d20=200)).as_dict()
    assert told["total"] == {
        "key": "", "sent": 200, "bounces": 15, "hard": 10, "soft": 5, "complaints": 0, "rate": 0.075,
        "hard_rate": 0.05, "complaint_rate": 0.0, "alarm": True,
    }  # fmt: skip
    assert told["suspicions"][0]["domain"] == "example.net"
    assert told["faults"][0]["reason"] == "policy"
