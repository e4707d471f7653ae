"""Postfix's log: recipients' fates, joined by queue id however the lines interleave."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailworthy.bounce.event import event_of
from mailworthy.bounce.logs import which_log
from mailworthy.bounce.logs.postfix import PostfixLog
from mailworthy.bounce.logs.syslog import Calendar
from mailworthy.bounce.logs.waiting import Queue
from mailworthy.bounce.record import Stage

FRONT = "2026-01-02T03:04:05+00:00 mx postfix/smtp[9]: "
LONG = "4cXyZ12bcdzQ5"


def log(most: int = 100, tag_of=None) -> PostfixLog:
    return PostfixLog(Calendar(datetime(2026, 3, 1, tzinfo=UTC)), Queue(most, tag_of))


def to(
    recipient: str,
    state: str,
    text: str,
    *,
    dsn: str = "2.0.0",
    relay: str = "mx.x.example[192.0.2.1]:25",
    more: str = "",
) -> str:
    return f"to=<{recipient}>, {more}relay={relay}, delay=1.2, delays=0.1/0/1/0.1, dsn={dsn}, status={state} ({text})"


def read(*lines: str, reader: PostfixLog | None = None) -> list:
    reader = reader or log()
    return [said for line in lines for said in reader.read(FRONT + line)]


SAID = "host mx.x.example[192.0.2.1] said: "
# fmt: off
FATES = [
    # state      dsn      text                                                                    kind         class   stage          reason
    ("sent",     "2.0.0", "250 2.0.0 Ok: queued as 4B2",                                          "delivered", "",     Stage.UNKNOWN, None),
    ("bounced",  "5.1.1", SAID + "550 5.1.1 <a@x.example>: User unknown (in reply to RCPT TO command)", "bounce", "hard", Stage.RCPT, "user_unknown"),
    ("bounced",  "5.7.1", SAID + "554 5.7.1 blocked using zen.spamhaus.org (in reply to MAIL FROM command)", "bounce", "hard", Stage.MAIL, "blocklisted"),
    ("bounced",  "5.7.1", SAID + "550 5.7.1 Message rejected as spam (in reply to end of DATA command)", "bounce", "hard", Stage.DATA, "spam_content"),
    ("bounced",  "5.4.4", "Host or domain name not found. Name service error for name=x.example type=A: Host not found", "bounce", "hard", Stage.UNKNOWN, "domain_unknown"),
    ("deferred", "4.2.2", SAID + "452 4.2.2 Mailbox full (in reply to RCPT TO command)",           "deferred",  "soft", Stage.RCPT,    "mailbox_full"),
    ("deferred", "4.4.1", "connect to mx.x.example[192.0.2.1]:25: Connection timed out",          "deferred",  "soft", Stage.UNKNOWN, "network_error"),
    ("expired",  "4.4.7", "message expired",                                                       "bounce",   "soft", Stage.UNKNOWN, "expired"),
]
# fmt: on


@pytest.mark.parametrize("fate", FATES)
def test_each_state_is_an_event(fate):
    state, dsn, text, kind, platform_class, stage, reason = fate
    (said,) = read(f"3F2A1B: {to('a@x.example', state, text, dsn=dsn)}")
    assert (said.kind.value, said.platform_class.value, said.stage) == (kind, platform_class, stage)
    assert (said.status, said.text, said.id) == (dsn, text, "3F2A1B")
    bounce = event_of(said).bounce
    assert (bounce.judgement.reason if bounce and bounce.judgement else None) == reason


def test_lines_of_several_messages_interleave():
    said = read(
        "3F2A1B: message-id=<one@ours.example>",
        f"{LONG}: message-id=<two@ours.example>",
        "3F2A1B: from=<bounces+7@ours.example>, size=10, nrcpt=2 (queue active)",
        f"{LONG}: from=<bounces+8@ours.example>, size=10, nrcpt=1 (queue active)",
        f"3F2A1B: {to('a@x.example', 'bounced', '550 no')}",
        f"{LONG}: {to('b@x.example', 'sent', '250 ok')}",
        f"{LONG}: removed",
        f"3F2A1B: {to('c@x.example', 'sent', '250 ok', more='orig_to=<c@ours.example>, ')}",
        "3F2A1B: removed",
        reader=log(tag_of=lambda sender: sender.partition("+")[2].partition("@")[0]),
    )
    assert [(each.recipient, each.message_id, each.campaign) for each in said] == [
        ("a@x.example", "one@ours.example", "7"),
        ("b@x.example", "two@ours.example", "8"),
        ("c@x.example", "one@ours.example", "7"),
    ]
    assert said[2].original_recipient == "c@ours.example"


def test_a_queue_id_that_is_used_again_begins_anew():
    said = read(
        "3F2A1B: message-id=<one@ours.example>",
        "3F2A1B: removed",
        f"3F2A1B: {to('a@x.example', 'sent', '250 ok')}",
    )
    assert said[0].message_id == ""


def test_a_message_that_expires_gives_up_on_those_who_wait_for_the_last_thing_said():
    said = read(
        f"3F2A1B: {to('a@x.example', 'deferred', SAID + '452 4.2.2 Mailbox full', dsn='4.2.2')}",
        f"3F2A1B: {to('b@x.example', 'deferred', SAID + '451 4.7.1 Greylisted', dsn='4.7.1')}",
        f"3F2A1B: {to('b@x.example', 'sent', '250 ok')}",
        "3F2A1B: from=<me@ours.example>, status=expired, returned to sender",
    )
    assert [(each.recipient, each.label) for each in said][2:] == [
        ("b@x.example", "sent"),
        ("a@x.example", "expired"),
    ]
    bounce = event_of(said[-1]).bounce
    assert bounce is not None
    assert bounce.judgement is not None
    assert bounce.judgement.reason == "mailbox_full"


def test_what_a_filter_of_ours_took_is_not_delivered_yet():
    (said,) = read(f"3F2A1B: {to('a@x.example', 'sent', '250 ok', relay='127.0.0.1[127.0.0.1]:10024')}")
    assert said.kind.value == "accepted"


def test_reports_that_the_server_sends_itself_are_none_of_ours():
    lines = (
        "3F2A1B: from=<>, size=2125, nrcpt=1 (queue active)",
        f"3F2A1B: {to('me@ours.example', 'sent', '250 ok')}",
    )
    assert read(*lines) == []


def test_a_connection_that_is_used_again_is_read_past():
    line = to("a@x.example", "sent", "250 ok").replace("delay=1.2", "conn_use=2, delay=1.2")
    assert [said.kind.value for said in read(f"{LONG}: {line}")] == ["delivered"]


STRANGERS = [
    "NOQUEUE: reject: RCPT from x[192.0.2.9]: 554 5.7.1 <a@x.example>: Relay access denied; from=<b@y.example> to=<a@x.example>",
    "connect from unknown[192.0.2.9]",
    f"3F2A1B: {to('a@x.example', 'deliverable', 'delivers to mailbox')}",
    "3F2A1B: to=<a@x.example>, relay=none",
    "3F2A1B: warning: header Subject: to=<a@x.example>, relay=x, dsn=5.1.1, status=bounced (550 no)",
    "",
]


@pytest.mark.parametrize("line", STRANGERS)
def test_other_lines_are_none_of_ours(line):
    assert read(line) == []


def test_memory_is_bounded():
    reader = log(most=10)
    read(*(f"{number:010X}: message-id=<m{number}@ours.example>" for number in range(1000)), reader=reader)
    assert len(reader.queue) == 10


def test_recipients_that_wait_are_bounded_too():
    reader = log()
    read(*(f"3F2A1B: {to(f'a{n}@x.example', 'deferred', '451 no')}" for n in range(1500)), reader=reader)
    said = read("3F2A1B: from=<me@ours.example>, status=expired, returned to sender", reader=reader)
    assert len(said) == 1000


def test_its_lines_are_known():
    assert which_log([FRONT + "3F2A1B: removed"]) == "postfix"
    assert which_log(["created,email", "hello"]) == ""
