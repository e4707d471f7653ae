"""The labelled webhook bodies of twelve platforms: whom they are about, what happened, how bad the platform says it is."""

from __future__ import annotations

from datetime import datetime

import pytest

from mailworthy.bounce.event import event_of
from mailworthy.bounce.platforms import said_in, which_platform

pytestmark = pytest.mark.corpora

PLATFORMS = (
    "amazon_ses", "brevo", "mailersend", "mailgun", "mailjet", "mailtrap", "mandrill", "postal", "postmark", "resend",
    "sendgrid", "sparkpost",
)  # fmt: skip


@pytest.fixture(scope="module", params=PLATFORMS)
def bodies(request, rows):
    """Give each body with the events that we read from it, and those expected."""
    return [
        (row, [event_of(said) for said in said_in(row["payload"])], row["expected"])
        for row in rows(f"events/{request.param}.jsonl")
    ]


@pytest.fixture(scope="module")
def agreed(bodies):
    """Leave out what the corpus and the source's own tests call differently."""
    return [
        (event, label)
        for row, events, labels in bodies
        if row["agrees_with_source_test"] is not False
        for event, label in zip(events, labels, strict=True)
    ]


def test_every_body_is_known_for_whose_it_is(bodies):
    assert [which_platform(row["payload"]) for row, _, _ in bodies] == [
        row["platform"] for row, _, _ in bodies
    ]


def test_no_recipient_is_lost_or_made_up(bodies):
    assert [len(events) for _, events, _ in bodies] == [len(labels) for _, _, labels in bodies]


def test_recipient_kind_and_class_are_as_the_platform_says(agreed):
    wrong = [
        (event.label, label)
        for event, label in agreed
        if (event.recipient, event.kind.value, event.platform_class.value or None)
        != (label["recipient"], label["kind"], label["cls"])
    ]
    assert wrong == []


def test_times_words_and_codes_are_those_of_the_body(agreed):
    for event, label in agreed:
        told = event.as_dict()
        expected = label["time"] and datetime.fromisoformat(label["time"])
        assert (told["time"] and datetime.fromisoformat(told["time"])) == expected
        assert told["text"] == label["smtp_reply"]
        assert told["status"] == label["enhanced_status"]


def test_rows_that_are_disputed_are_read_by_one_of_the_readings(bodies):
    for row, events, labels in bodies:
        if row["agrees_with_source_test"] is False and row["also_acceptable_kinds"]:
            readings = {*row["also_acceptable_kinds"], *(label["kind"] for label in labels)}
            assert {event.kind.value for event in events} <= readings
