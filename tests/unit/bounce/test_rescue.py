"""Rescue: who comes back, who doesn't, and when to write to them again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailworthy.bounce.event import EventKind, PlatformClass, Said, event_of
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.rescue import Outcome, Rescue
from mailworthy.finding import Lang

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ANN = "ann@there.example"
GONE, FULL, BLOCKED, DISABLED = (
    "550 5.1.1 no such user",
    "552 5.2.2 mailbox full",
    "550 5.7.1 blocked using zen.spamhaus.org",
    "550 5.2.1 mailbox disabled",
)


def hard(text: str, day: int | None = 0, **more) -> Said:
    time = None if day is None else AT + timedelta(days=day)
    return Said(
        "sendgrid",
        ANN,
        EventKind.BOUNCE,
        "bounce",
        PlatformClass.HARD,
        time,
        text=text,
        suppressed=True,
        **more,
    )


def other(kind: EventKind, day: int | None = 0, **more) -> Said:
    return Said("sendgrid", ANN, kind, time=None if day is None else AT + timedelta(days=day), **more)


def told(*said: Said) -> Rescue:
    rescue = Rescue()
    for each in said:
        rescue.add(event_of(each))
    return rescue


DROPPED = other(EventKind.DROPPED, text="Bounced Address", attempted=False, suppressed=True)
# fmt: off
STORIES = [
    # events of one address, as the export has them                            outcome
    ([hard(GONE)],                                                             Outcome.RIGHTLY_HARD),
    ([hard(FULL)],                                                             Outcome.RESCUED),
    ([hard(BLOCKED)],                                                          Outcome.RESCUED),
    ([hard("550 frobnicated")],                                                Outcome.UNCLEAR),
    ([hard("")],                                                               Outcome.NO_EVIDENCE),
    ([hard("", status="5.0.0")],                                               Outcome.NO_EVIDENCE),
    ([DROPPED],                                                                Outcome.NO_EVIDENCE),
    ([hard(FULL), DROPPED],                                                    Outcome.RESCUED),
    # one sure death outweighs any number of other reasons, whatever the order
    ([hard(GONE), hard(FULL, 1), hard(FULL, 2)],                               Outcome.RIGHTLY_HARD),
    ([hard(FULL), hard(FULL, 1), hard(GONE, 2)],                               Outcome.RIGHTLY_HARD),
    ([hard(FULL), other(EventKind.DEFERRED, 1, text=GONE)],                    Outcome.RIGHTLY_HARD),
    # the last refusal is the one that counts
    ([hard(FULL), hard("", 1)],                                                Outcome.NO_EVIDENCE),
    ([hard("", 1), hard(FULL, 0)],                                             Outcome.NO_EVIDENCE),
    ([hard(""), hard(FULL, 1)],                                                Outcome.RESCUED),
    # what the platform calls soft is no evidence for what it calls hard
    ([DROPPED, other(EventKind.BOUNCE, text=FULL, platform_class=PlatformClass.SOFT)], Outcome.NO_EVIDENCE),
    # a delivery after it beats an older bounce, by time where there is one, else by order
    ([hard(GONE), other(EventKind.DELIVERED, 1)],                              Outcome.RESCUED),
    ([other(EventKind.DELIVERED, 1), hard(GONE)],                              Outcome.RESCUED),
    ([other(EventKind.DELIVERED), hard(GONE, 1)],                              Outcome.RIGHTLY_HARD),
    ([hard(GONE, None), other(EventKind.DELIVERED, None)],                     Outcome.RESCUED),
    ([other(EventKind.DELIVERED, None), hard(GONE, None)],                     Outcome.RIGHTLY_HARD),
    # machines open and click, too
    ([hard(GONE), other(EventKind.OPEN, 1), other(EventKind.CLICK, 1)],        Outcome.RIGHTLY_HARD),
    # a disabled mailbox is dead when it is found so again, long after
    ([hard(DISABLED)],                                                         Outcome.RESCUED),
    ([hard(DISABLED), hard(DISABLED, 13)],                                     Outcome.RESCUED),
    ([hard(DISABLED), hard(DISABLED, 14)],                                     Outcome.RIGHTLY_HARD),
    ([hard(DISABLED, None), hard(DISABLED, None)],                             Outcome.RESCUED),
    # alive perhaps, and not to be written to
    ([hard(FULL), other(EventKind.COMPLAINT, -1)],                             Outcome.UNWELCOME),
    ([hard(FULL), other(EventKind.DELIVERED, 1), other(EventKind.UNSUBSCRIBE)], Outcome.UNWELCOME),
    # an automatic answer that was counted as a bounce
    ([other(EventKind.OTHER, auto_reply=True, suppressed=True)],               Outcome.RESCUED),
]
# fmt: on


@pytest.mark.parametrize(("events", "outcome"), STORIES)
def test_what_becomes_of_an_address(events, outcome):
    rescue = told(*events)
    assert rescue.outcomes() == {outcome: 1}
    assert len(list(rescue.rescued())) == (outcome is Outcome.RESCUED)


def test_who_was_not_called_dead_is_not_counted():
    soft = other(EventKind.BOUNCE, text=FULL, platform_class=PlatformClass.SOFT)
    assert not told(soft, other(EventKind.DELIVERED), other(EventKind.COMPLAINT)).outcomes()


def test_upper_and_lower_case_are_one_address():
    upper = Said(
        "sendgrid", ANN.upper(), EventKind.BOUNCE, platform_class=PlatformClass.HARD, time=AT, text=FULL
    )
    assert told(hard(GONE), upper).outcomes() == {Outcome.RIGHTLY_HARD: 1}


RETRIES = [
    # text                                          reason            after   mend first
    (FULL, "mailbox_full", "P3D", False),
    (BLOCKED, "blocklisted", "P1D", True),
    ("550 5.7.26 DMARC policy", "auth_failed", "PT1H", True),
    ("450 4.2.0 Greylisted, come back later", "greylisted", "PT15M", False),
    (DISABLED, "mailbox_disabled", "P14D", False),
    ("550 too many unknown recipients, your host is blocked", "invalid_recipients_block", "P3D", True),
]


@pytest.mark.parametrize(("text", "reason", "after", "mend_first"), RETRIES)
def test_each_comes_with_its_reason_and_when_to_try_again(text, reason, after, mend_first):
    (found,) = told(hard(text)).rescued()
    shown = found.as_dict()
    assert (found.reason, shown["retry"]["after"], found.mend_first) == (reason, after, mend_first)
    assert shown["group"] == REASONS[reason].group
    assert shown["evidence"]["line"] == text
    assert found.retry_at == AT + timedelta(seconds=REASONS[reason].retry_s)


def test_without_a_time_nobody_makes_one_up():
    (found,) = told(hard(FULL, None)).rescued()
    assert (found.retry_at, found.as_dict()["retry"]["at"], found.as_dict()["bounced_at"]) == (
        None,
        None,
        None,
    )


def test_a_delivery_makes_it_ready_at_once():
    (found,) = told(hard(GONE), other(EventKind.DELIVERED, 1)).rescued()
    assert (found.delivered_at, found.retry_s, found.mend_first) == (AT + timedelta(days=1), 0, False)


def test_remedies_speak_three_languages():
    (found,) = told(hard(FULL)).rescued()
    assert len({found.as_dict(lang)["remedy"] for lang in Lang}) == 3


def test_the_evidence_is_one_bounded_line():
    (found,) = told(hard(FULL + "\n" + "x" * 10_000)).rescued()
    assert "\n" not in found.line
    assert len(found.line) <= 300
