"""Exim's main log: recipients' fates, of any version and behind syslog."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailworthy.bounce.event import event_of
from mailworthy.bounce.logs import log_reader, which_log
from mailworthy.bounce.logs.exim import EximLog
from mailworthy.bounce.logs.syslog import Calendar
from mailworthy.bounce.record import Stage

OLD, NEW = "1tfABC-000001-2X", "1tfABC-00000012345-2Xab"
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def log() -> EximLog:
    return EximLog(Calendar(datetime(2026, 3, 1, tzinfo=UTC)))


def read(*lines: str, front: str = f"2026-01-02 03:04:05 {OLD} ", reader: EximLog | None = None) -> list:
    reader = reader or log()
    return [said for line in lines for said in reader.read(front + line)]


HOST = "R=dnslookup T=remote_smtp H=mx.x.example [192.0.2.1]"
# fmt: off
FATES = [
    # line                                                                                           recipient      kind         stage          reason
    (f'=> a@x.example {HOST} X=TLS1.3:AES:256 CV=yes C="250 2.0.0 OK"',                              "a@x.example", "delivered", Stage.UNKNOWN, None),
    (f"-> a@x.example <list@ours.example> {HOST}",                                                   "a@x.example", "delivered", Stage.UNKNOWN, None),
    ("=> ann <ann@ours.example> R=local_user T=maildir",                                             "ann@ours.example", "delivered", Stage.UNKNOWN, None),
    ("=> |/usr/bin/filter <ann@ours.example> R=pipe T=address_pipe",                                 "ann@ours.example", "delivered", Stage.UNKNOWN, None),
    (f"** a@x.example F=<me@ours.example> {HOST} X=TLS1.3:AES:256 CV=yes: SMTP error from remote mail server after RCPT TO:<a@x.example>: 550 5.1.1 User unknown", "a@x.example", "bounce", Stage.RCPT, "user_unknown"),
    (f"** a@x.example {HOST}: SMTP error from remote mail server after end of data: 550 5.7.1 Message rejected as spam", "a@x.example", "bounce", Stage.DATA, "spam_content"),
    (f"** a@x.example {HOST}: SMTP error from remote mail server after MAIL FROM:<me@ours.example>: 554 blocked using zen.spamhaus.org", "a@x.example", "bounce", Stage.MAIL, "blocklisted"),
    ("** a@x.example: Unrouteable address",                                                          "a@x.example", "bounce",    Stage.UNKNOWN, "domain_unknown"),
    (f"== a@x.example {'R=dnslookup T=remote_smtp'} defer (-44) H=mx.x.example [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@x.example>: 452 4.2.2 Mailbox full", "a@x.example", "deferred", Stage.RCPT, "mailbox_full"),
    ("== a@x.example R=dnslookup T=remote_smtp defer (110) H=mx.x.example [192.0.2.1]: Connection timed out", "a@x.example", "deferred", Stage.UNKNOWN, "network_error"),
]
# fmt: on


@pytest.mark.parametrize(("line", "recipient", "kind", "stage", "reason"), FATES)
def test_each_flag_is_an_event(line, recipient, kind, stage, reason):
    (said,) = read(line)
    assert (said.recipient, said.kind.value, said.stage, said.id, said.time) == (
        recipient,
        kind,
        stage,
        OLD,
        AT,
    )
    bounce = event_of(said).bounce
    assert (bounce.judgement.reason if bounce and bounce.judgement else None) == reason


def test_the_receivers_words_alone_are_the_text():
    (said,) = read(
        f"** a@x.example F=<me@ours.example> P=<me@ours.example> {HOST}:25 X=TLS1.3 DT=1s: 550 gone"
    )
    assert (said.text, said.remote_mta) == ("550 gone", "mx.x.example")


# As Exim 4.96 writes them with log_selector = +all.
ALL = "R=r1 T=t1 H=mx.x.example [192.0.2.1]:25* I=[192.0.2.9]:39286"
FULL = [
    # line                                                                          text                              host
    (f"** a@x.example F=<me@o.example> P=<me@o.example> {ALL}: SMTP error from remote mail server after end of data: 550 5.7.1 spam DT=0.088s",
     "SMTP error from remote mail server after end of data: 550 5.7.1 spam", "mx.x.example"),
    (f"** a@x.example F=<me@o.example> {ALL} X=TLS1.3:AES:256 CV=yes K: after RCPT TO:<a@x.example>: 550-5.1.1 no\\n550 5.1.1 user DT=0s QT=1s",
     "after RCPT TO:<a@x.example>: 550-5.1.1 no\n550 5.1.1 user", "mx.x.example"),
    ("== a@x.example R=r1 T=t1 defer (-44) H=mx.x.example [192.0.2.1]:25* I=[192.0.2.9]:39286 DT=0.000s: after RCPT TO:<a@x.example>: 452 full",
     "after RCPT TO:<a@x.example>: 452 full", "mx.x.example"),
    ("** a@x.example F=<me@o.example>: Unrouteable address DT=0.000s", "Unrouteable address", ""),
    (f'=> a@x.example F=<me@o.example> S=281 {ALL} L C="250 2.0.0 Ok: queued as 1" QT=0.4s DT=0.09s', "250 2.0.0 Ok: queued as 1", "mx.x.example"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "text", "host"), FULL)
def test_whatever_is_logged_beside_them_the_words_are_found(line, text, host):
    (said,) = read(line)
    assert (said.text, said.remote_mta) == (text, host)


def test_reports_that_the_server_sends_itself_are_none_of_ours():
    assert read("<= <> R=1tfABC-000001-2X U=exim P=local S=9", f"=> me@ours.example {HOST}") == []


FRONTS = [
    f"2026-01-02 03:04:05 {NEW} ",
    f"2026-01-02 03:04:05.000 {OLD} ",
    f"2026-01-02 05:04:05 +0200 {OLD} ",
    f"2026-01-02 03:04:05 [77] {OLD} ",
    f"Jan  2 03:04:05 mx exim[77]: 2026-01-02 03:04:05 {OLD} ",
]


@pytest.mark.parametrize("front", FRONTS)
def test_ids_times_and_prefixes_of_any_version(front):
    (said,) = read("** a@x.example: Unrouteable address", front=front)
    assert said.time == AT
    assert which_log([front + "Completed"]) == "exim"


def test_messages_are_joined_by_their_ids_and_forgotten():
    reader = log()
    said = read(
        "<= me@ours.example H=x [192.0.2.9] P=esmtp S=9 id=one@ours.example",
        f"=> a@x.example {HOST}",
        reader=reader,
    )
    assert said[0].message_id == "one@ours.example"
    read("Completed", reader=reader)
    assert len(reader.queue) == 0


def test_when_time_is_over_the_last_refusal_is_what_counts():
    said = read(
        "== a@x.example R=dnslookup T=remote_smtp defer (-44) H=mx.x.example [192.0.2.1]: 452 4.2.2 Mailbox full",
        "== a@x.example R=dnslookup T=remote_smtp defer (-53): retry time not reached for any host for 'x.example'",
        "** a@x.example R=dnslookup T=remote_smtp: retry timeout exceeded",
    )
    assert said[-1].text == "452 4.2.2 Mailbox full"
    bounce = event_of(said[-1]).bounce
    assert bounce is not None
    assert bounce.judgement is not None
    assert bounce.judgement.reason == "mailbox_full"


STRANGERS = [
    "H=x [192.0.2.9] F=<b@y.example> rejected RCPT <a@x.example>: relay not permitted",
    "** ",
    "=> blackhole",
    "Frozen",
    "",
]


@pytest.mark.parametrize("line", STRANGERS)
def test_other_lines_are_none_of_ours(line):
    assert read(line) == []


def test_a_reader_is_had_by_name():
    calendar = Calendar(datetime(2026, 3, 1, tzinfo=UTC))
    assert [type(log_reader(name, calendar)).__name__ for name in ("exim", "postfix")] == [
        "EximLog",
        "PostfixLog",
    ]
