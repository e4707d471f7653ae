"""Events from anywhere: no body, no row and no line makes a reader fail, or take long."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.bounce.event import Event, event_of
from mailworthy.bounce.logs import NAMES as LOGS
from mailworthy.bounce.logs import log_reader
from mailworthy.bounce.logs.syslog import Calendar
from mailworthy.bounce.platforms import NAMES, said_in, which_platform
from mailworthy.bounce.platforms.exports import Export, rows_in
from mailworthy.errors import InputError
from mailworthy.flow.read_events import events_in

# Keys that some reader looks at, so that wrong types reach deep.
KEYS = [
    "Message",
    "MessageId",
    "Type",
    "eventType",
    "notificationType",
    "mail",
    "bounce",
    "bouncedRecipients",
    "emailAddress",
    "destination",
    "tags",
    "delivery",
    "complaint",
    "timestamp",
    "Timestamp",
    "Insights",
    "Events",
    "Details",
    "event",
    "email",
    "sg_event_id",
    "type",
    "reason",
    "response",
    "status",
    "category",
    "event-data",
    "recipient",
    "delivery-status",
    "code",
    "severity",
    "message",
    "headers",
    "token",
    "signature",
    "message-headers",
    "campaigns",
    "RecordType",
    "Email",
    "Type",
    "BouncedAt",
    "Details",
    "SuppressionReason",
    "Inactive",
    "msys",
    "message_event",
    "rcpt_to",
    "bounce_class",
    "error_code",
    "mandrill_events",
    "msg",
    "ts",
    "tags",
    "MessageID",
    "time",
    "hard_bounce",
    "error",
    "comment",
    "message-id",
    "ts_epoch",
    "tag",
    "data",
    "morph",
    "to",
    "payload",
    "original_message",
    "output",
    "uuid",
    "events",
    "event_id",
    "bounce_category",
    "data[email]",
    "fired_at",
    "reason.code",
    "created",
    "address",
    "items",
]
WORDS = ["bounce", "Bounce", "failed", "bounced", "hard_bounce", "dropped", "activity.hard_bounced", "email.bounced", "MessageSent",
         "Delivery", "a@b.example", "A <a@b.example>", "550 5.1.1 no", "5.1.1", "NaN", "1e999", "9" * 30, "{", "[", '[["a"]]', "\ud800"]  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(WORDS)
)
BODIES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=8)
    ),
    max_leaves=40,
)


@given(BODIES, st.sampled_from(["", *NAMES]))
def test_no_body_is_too_strange(body, platform):
    for said in said_in(body, platform):
        event = event_of(said)
        assert isinstance(event, Event)
        assert "@" in event.recipient
        json.dumps(event.as_dict())
    which_platform(body)


@given(BODIES, st.sampled_from(["", *NAMES]), st.text(max_size=20))
def test_no_row_is_too_strange(body, platform, name):
    export = Export(platform, name)
    for row in rows_in(body):
        for said in export.read(row):
            json.dumps(event_of(said).as_dict())


PIECES = ["to=<", "a@b.example", ">, ", "relay=", "x[1.2.3.4]:25, ", "delay=1, ", "dsn=5.1.1, ", "status=", "bounced", "expired", " (",
          "550 5.1.1 no", ")", "3F2A1B: ", "from=<", "message-id=<", "removed", "2026-01-02 03:04:05 ", "1tfABC-000001-2X ", "** ", "== ",
          "=> ", "<= ", "Completed", "H=", "T=", 'C="', "defer (-44)", ": ", " ", "<", "Jan  2 03:04:05 mx postfix/smtp[1]: ", "exim[1]: "]  # fmt: skip
LINES = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25).map("".join)


@given(st.sampled_from(LOGS), st.lists(LINES, max_size=10))
def test_no_line_is_too_strange(name, lines):
    reader = log_reader(name, Calendar(datetime(2026, 3, 1, tzinfo=UTC)))
    for line in lines:
        for said in reader.read(line):
            json.dumps(event_of(said).as_dict())


@given(
    st.binary(max_size=200)
    | st.lists(
        st.sampled_from([piece.encode() for piece in PIECES] + [b"{", b"[", b'"', b",", b"\n", b"email"]),
        max_size=30,
    ).map(b"".join)
)
def test_no_file_is_too_strange(tmp_path_factory, octets):
    path = tmp_path_factory.getbasetemp() / f"strange-{os.getpid()}"
    path.write_bytes(octets)
    with suppress(InputError):
        list(events_in(path))


HUGE = [
    ("postfix", "Jan  2 03:04:05 mx postfix/smtp[1]: 3F2A1B: to=<a@b>, " + "relay=x, " * 200_000),
    (
        "postfix",
        "Jan  2 03:04:05 mx postfix/smtp[1]: 3F2A1B: to=<a@b>, relay=x, dsn=5.1.1, status=bounced ("
        + "(in reply to " * 200_000,
    ),
    ("exim", "2026-01-02 03:04:05 1tfABC-000001-2X ** a@b.example " + "H=x " * 500_000),
    ("exim", "2026-01-02 03:04:05 1tfABC-000001-2X == a@b.example " + "defer (-1) H=" * 200_000),
    ("exim", " " * 1_000_000 + "exim[1]: "),
    ("exim", "exim[" * 200_000),
    ("postfix", "postfix " + "[" * 1_000_000),
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(("name", "line"), HUGE)
def test_a_line_of_a_megabyte_is_soon_read(name, line):
    reader = log_reader(name, Calendar(datetime(2026, 3, 1, tzinfo=UTC)))
    for _ in range(20):
        list(reader.read(line))


LONG = [
    "<" * 1_000_000 + "@",
    "a" * 1_000_000 + "@b.example",
    "5.1." * 300_000,
    " " * 1_000_000,
    "550 " * 300_000,
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", LONG)
def test_a_text_of_a_megabyte_is_soon_read(text):
    row = {
        "email": text,
        "event": "bounce",
        "sg_event_id": text,
        "reason": text,
        "timestamp": text,
        "status": text,
    }
    for _ in range(20):
        list(map(event_of, said_in([row, {**row, "email": "a@b.example"}])))
        list(Export().read({"email": "a@b.example", text: text, "reason": text}))


def test_json_that_is_nested_deep_is_counted_not_followed(tmp_path):
    path = tmp_path / "events.jsonl"
    deep = "[" * 100_000 + "]" * 100_000
    inner = json.dumps({"Type": "Notification", "TopicArn": "t", "Message": "[" * 100_000})
    path.write_text(
        '{"email": "a@b.example", "event": "open", "sg_event_id": "1"}\n' + deep + "\n" + inner + "\n"
    )
    assert [event.recipient for event in events_in(path)] == ["a@b.example"]
