"""Events: the teller's words kept, and ours beside them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from mailworthy.bounce.event import EventKind, PlatformClass, Said, event_of, rfc3339, status_in
from mailworthy.bounce.record import Kind
from mailworthy.finding import Confidence, Lang

AT = datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC)
KEYS = [
    "platform", "id", "recipient", "time", "kind", "label", "platform_class", "suppressed", "reply", "status", "text",
    "campaign", "message_id", "bounce",
]  # fmt: skip


def said(kind: EventKind, **more) -> Said:
    return Said("sendgrid", "ann@there.example", kind, **more)


def test_every_key_is_there_and_the_unknown_is_null():
    told = event_of(said(EventKind.OPEN)).as_dict()
    assert list(told) == KEYS
    assert {key for key in KEYS if told[key] is None} == {*KEYS} - {
        "platform",
        "recipient",
        "kind",
        "suppressed",
    }


def test_a_bounce_is_a_record_like_any_other():
    event = event_of(
        said(EventKind.BOUNCE, time=AT, text="552 5.2.2 mailbox full", platform_class=PlatformClass.HARD)
    )
    told = event.as_dict(Lang.DE)
    assert (told["time"], told["reply"], told["status"]) == ("2026-01-02T03:04:05.678Z", 552, "5.2.2")
    assert (told["platform_class"], told["bounce"]["bounce"], told["bounce"]["reason"]) == (
        "hard",
        "soft",
        "mailbox_full",
    )
    assert told["bounce"]["reported_at"] == "Fri, 02 Jan 2026 03:04:05 +0000"
    assert told["bounce"]["remedy"]
    assert told["bounce"]["evidence"][-2]["rule"] == "sendgrid"


CLASSES = [
    # the platform's class    text                       overruled
    (PlatformClass.HARD, "550 5.1.1 user unknown", False),
    (PlatformClass.HARD, "552 5.2.2 mailbox full", True),
    (PlatformClass.SOFT, "550 5.1.1 user unknown", True),
    (PlatformClass.SOFT, "552 5.2.2 mailbox full", False),
]


@pytest.mark.parametrize(("platform_class", "text", "overruled"), CLASSES)
def test_the_platforms_class_stands_beside_ours(platform_class, text, overruled):
    bounce = event_of(
        said(EventKind.BOUNCE, label="its word", platform_class=platform_class, text=text)
    ).bounce
    assert bounce is not None
    beside = bounce.evidence[-1]
    assert (beside.rule, beside.line, beside.says) == ("sendgrid class", "its word", platform_class.value)
    assert beside.overruled is overruled


def test_what_is_deferred_is_a_delay_and_never_counts():
    event = event_of(said(EventKind.DEFERRED, text="550 5.1.1 user unknown"))
    assert event.bounce is not None
    assert (event.bounce.kind, event.bounce.hard) == (Kind.DELAY, False)


def test_what_was_never_tried_is_no_bounce():
    assert event_of(said(EventKind.DROPPED, attempted=False, text="550 5.1.1 user unknown")).bounce is None


def test_an_automatic_answer_is_no_bounce():
    event = event_of(said(EventKind.OTHER, auto_reply=True))
    assert event.bounce is not None
    assert (event.bounce.kind, event.bounce.judgement) == (Kind.AUTO_REPLY, None)


def test_the_platforms_label_is_only_a_guess_and_only_without_words():
    silent = event_of(said(EventKind.BOUNCE, label="22", suspicion="mailbox_full")).bounce
    told = event_of(
        said(EventKind.BOUNCE, label="22", suspicion="mailbox_full", text="550 5.1.1 user unknown")
    ).bounce
    assert silent is not None
    assert silent.judgement is not None
    assert (silent.judgement.reason, silent.judgement.confidence) == ("mailbox_full", Confidence.GUESS)
    assert told is not None
    assert told.judgement is not None
    assert told.judgement.reason == "user_unknown"


def test_prose_of_the_platform_is_only_judged_if_it_quotes_a_reply():
    prose = "Your message was not delivered as the mailbox is full."
    reasons = []
    for text in (prose, f"{prose} The server said: 552 5.2.2 mailbox full"):
        bounce = event_of(said(EventKind.BOUNCE, prose=True, text=text)).bounce
        assert bounce is not None
        assert bounce.judgement is not None
        reasons.append(bounce.judgement.reason)
    assert reasons == ["undetermined", "mailbox_full"]


STATUSES = [
    ("550 5.1.1 no such user", "5.1.1"),
    ("550-5.1.1 no\n550 5.1.2 user", "5.1.1"),
    ("no (#5.7.1)", "5.7.1"),
    ("from 192.5.1.1 port 25", ""),
    ("Postfix 4.16.55.1", ""),
    ("5.9.1", ""),
    ("x" * 5000 + " 5.1.1", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "status"), STATUSES)
def test_a_status_is_no_address_and_no_version(text, status):
    assert status_in(text) == status


def test_times_are_written_in_utc():
    assert rfc3339(AT.astimezone(timezone(timedelta(hours=9)))) == "2026-01-02T03:04:05.678Z"
