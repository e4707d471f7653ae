"""A message in, records out: whom it names, what counts, and what is never made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.bounce.read import read_message
from mailworthy.bounce.record import Bounce, Kind, Stage
from mailworthy.bounce.rules import own_rules
from mailworthy.finding import Confidence

BACK = "Return-Path: <{path}>\nTo: {to}\nSubject: news\nMessage-ID: <1@ours.example>\nDate: Tue, 4 Aug 2026 09:00:00 +0000\n"
PLAIN_BACK = BACK.format(path="news@ours.example", to="jane@example.org")


def dsn(
    *recipients,
    words="It failed.",
    back=PLAIN_BACK,
    head="",
):
    fields = "\n\n".join(recipients)
    return (
        f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: owner@ours.example\nSubject: Undelivered Mail\n{head}"
        "Date: Wed, 5 Aug 2026 09:00:00 +0000\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        f"--b\nContent-Type: text/plain\n\n{words}\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.example\n\n{fields}\n\n--b\nContent-Type: message/rfc822\n\n{back}\nbody\n--b--\n"
    ).encode()


def fields(
    recipient="jane@example.org",
    action="failed",
    status="5.1.1",
    diagnostic="smtp; 550 5.1.1 no such user",
    more="",
):
    return f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: {diagnostic}{more}"


def test_a_report_by_the_book():
    (record,) = read_message(dsn(fields(more="\nRemote-MTA: dns; mx.example.org")), file="1.eml")
    assert record.judgement is not None
    assert record.hard
    assert (record.kind, record.file, record.recipient) == (Kind.BOUNCE, "1.eml", "jane@example.org")
    assert (record.reply, record.status, record.judgement.reason, record.group) == (
        550,
        "5.1.1",
        "user_unknown",
        "hard",
    )
    assert (record.remote_mta, record.reporting_mta) == ("mx.example.org", "mx.example")
    assert (record.message_id, record.subject) == ("1@ours.example", "news")
    assert (record.sent_at, record.reported_at) == (
        "Tue, 4 Aug 2026 09:00:00 +0000",
        "Wed, 5 Aug 2026 09:00:00 +0000",
    )
    assert record.evidence[0].line == "final-recipient: rfc822; jane@example.org"


def test_each_recipient_has_a_record():
    records = read_message(
        dsn(
            fields(),
            fields("joe@example.org", status="5.2.2", diagnostic="smtp; 552 5.2.2 mailbox full"),
            fields(
                "jim@example.org", action="delayed", status="4.4.1", diagnostic="smtp; connection timed out"
            ),
            fields("jack@example.org", action="relayed", status="2.0.0", diagnostic="smtp; 250 2.0.0 OK"),
        )
    )
    told = [(one.recipient, one.kind.value, one.judgement and one.judgement.reason) for one in records]
    assert told == [
        ("jane@example.org", "bounce", "user_unknown"),
        ("joe@example.org", "bounce", "mailbox_full"),
        ("jim@example.org", "delay", "network_error"),
        ("jack@example.org", "delivered", None),
    ]


# fmt: off
WHOM = [
    # what names the recipient                    the fields                                     head                                     words                                              expected
    ("the field",                                 fields(),                                      "",                                      "It failed.",                                      "jane@example.org"),
    ("the original, of a name inside a house",    fields("jane@mailstore", more="\nOriginal-Recipient: rfc822; j@example.org"), "",       "It failed.",                                      "j@example.org"),
    ("the header, where the field names a file",  fields("/var/mail/jane"),                      "X-Failed-Recipients: j@example.org\n",  "This message was created automatically by mail delivery software.", "j@example.org"),
    ("the words, where the field is empty",       fields(""),                                    "",                                      "   ----- The following addresses had permanent fatal errors -----\n<j@example.org>\n    (reason: 550 Host unknown)\n", "j@example.org"),
]
# fmt: on


@pytest.mark.parametrize(("what", "group", "head", "words", "whom"), WHOM, ids=[row[0] for row in WHOM])
def test_the_recipient_is_named_by(what, group, head, words, whom):
    (record,) = read_message(dsn(group, head=head, words=words))
    assert (record.recipient, record.kind) == (whom, Kind.BOUNCE)


def test_our_own_return_path_names_recipient_and_tag():
    back = BACK.format(path="bounces+jane=example.org@ours.example", to="undisclosed-recipients:;")
    (record,) = read_message(dsn("Action: failed\nStatus: 5.0.0", back=back))
    assert (record.recipient, record.confidence) == ("jane@example.org", Confidence.CERTAIN)


def test_the_only_one_written_to_is_a_guess():
    (record,) = read_message(dsn("Action: failed\nStatus: 5.0.0"))
    assert (record.recipient, record.confidence) == ("jane@example.org", Confidence.GUESS)


@pytest.mark.parametrize("to", ["a@b.example, c@d.example", ""])
def test_nobody_is_named_where_several_were_written_to_or_none(to):
    (record,) = read_message(
        dsn("Action: failed\nStatus: 5.0.0", back=BACK.format(path="n@ours.example", to=to))
    )
    assert (record.kind, record.recipient) == (Kind.BOUNCE, "")


@pytest.mark.parametrize("status", ["", "553 Too big", "5", "none"])
def test_a_status_is_never_made_up(status):
    (record,) = read_message(dsn(fields(status=status, diagnostic="smtp; 550 no such user")))
    assert (record.reply, record.status) == (550, "")


def test_fields_without_words_take_those_to_people():
    words = "   ----- Transcript of session follows -----\n... while talking to mx.example.org.:\n<<< 452 4.2.2 mailbox full\n<jane@example.org>... Deferred: 452 4.2.2 mailbox full"
    (record,) = read_message(dsn(fields(action="delayed", status="4.0.0", diagnostic="smtp;"), words=words))
    assert record.judgement is not None
    assert (record.kind, record.judgement.reason, record.reply) == (Kind.DELAY, "mailbox_full", 452)


# fmt: off
DOUBTS = [
    # what is said                                                    status    whether it is hard
    ("550 User unknown",                                              "5.0.0",  False),
    ("550 User unknown (in reply to RCPT TO command)",                "5.0.0",  True),
    ("550 User unknown (in reply to end of DATA command)",            "5.0.0",  False),
    ("550 5.1.1 User unknown",                                        "5.1.1",  True),
    ("553 User unknown",                                              "5.0.0",  True),
]
# fmt: on


@pytest.mark.parametrize(("said", "status", "hard"), DOUBTS)
def test_an_unknown_user_is_hard_where_no_filter_can_have_said_so(said, status, hard):
    (record,) = read_message(dsn(fields(status=status, diagnostic=f"smtp; {said}")))
    assert record.judgement is not None
    assert (record.judgement.reason, record.hard, record.doubtful) == ("user_unknown", hard, not hard)


# fmt: off
OWN_WORDS = [
    # who reports             of what type              what is said                                                       status     reason             hard
    ("mx.example.net",        "smtp",                   "550 no such user",                                                "5.0.0",   "user_unknown",    False),
    ("a.b.messagelabs.com",   "smtp",                   "550 no such user",                                                "5.0.0",   "user_unknown",    True),
    ("mx.example.net",        "smtp",                   "550 5.1.351 returned unknown recipient -> 550 Unknown user a@b.example", "5.1.351", "user_unknown", True),
    ("mx.example.net",        "smtp",                   "550 5.1.351 returned unknown recipient -> 550 lsean.ezweb.ne.jp: User unknown", "5.1.351", "user_unknown", False),
    ("omr.mx.aol.com",        "X-Outbound-Mail-Relay",  "Name service error for name=b.example type=MX: Malformed or unexpected name server reply", "5.4.4", "no_mail_service", True),
    ("mx.example.net",        "X-Outbound-Mail-Relay",  "Name service error for name=b.example type=MX: Malformed or unexpected name server reply", "5.4.4", "network_error", False),
]
# fmt: on


@pytest.mark.parametrize(("reporter", "agent", "said", "status", "reason", "hard"), OWN_WORDS)
def test_whose_words_they_are_decides_what_they_mean(reporter, agent, said, status, reason, hard):  # noqa: PLR0917  # a table's columns
    report = dsn(fields(status=status, diagnostic=f"{agent}; {said}"))
    (record,) = read_message(report.replace(b"dns; mx.example\n", f"dns; {reporter}\n".encode()))
    assert record.judgement is not None
    assert (record.reporting_mta, record.judgement.reason, record.hard) == (reporter, reason, hard)


def test_the_stage_counts_where_only_the_words_tell_it():
    words = "This is the mail system.\n\n<jane@example.org>: host mx.example.org[192.0.2.1] said: 550 User unknown (in\n    reply to RCPT TO command)"
    (record,) = read_message(dsn(fields(status="5.0.0", diagnostic="smtp; 550 User unknown"), words=words))
    assert (record.stage, record.hard) == (Stage.RCPT, True)


def test_a_report_in_a_gateways_own_is_opened():
    inner = dsn(fields()).decode()
    raw = (
        "From: MAILER-DAEMON@gate.example\nSubject: Returned mail: User unknown\nContent-Type: multipart/mixed; boundary=o\n\n"
        "--o\n\n----- The following addresses had permanent delivery errors -----\n\n"
        f"--o\nContent-Type: message/rfc822\n\n{inner}\n--o--\n"
    )
    (record,) = read_message(raw.encode())
    assert (record.kind, record.recipient, record.status) == (Kind.BOUNCE, "jane@example.org", "5.1.1")


def test_a_rule_of_the_users_comes_first():
    rules = own_rules(
        '[[rule]]\nreason = "recipient_filter"\ntext = ["no such user"]\nexample = "550 no such user"\n',
        "mine.toml",
    )
    (record,) = read_message(dsn(fields()), rules=rules)
    assert record.judgement is not None
    assert record.judgement.reason == "recipient_filter"


COMPLAINT = """\
From: fbl@example.org
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
{fields}
--b
Content-Type: message/rfc822

{back}
--b--
"""


@pytest.mark.spec("RFC 5965 §3.2")
@pytest.mark.parametrize(
    ("given", "back", "whom"),
    [
        (
            "Original-Rcpt-To: jane@example.org\nOriginal-Rcpt-To: joe@example.org",
            "",
            ["jane@example.org", "joe@example.org"],
        ),
        ("Removal-Recipient: jane@example.org", "", ["jane@example.org"]),
        ("", BACK.format(path="bounces+jane=example.org@ours.example", to="redacted"), ["jane@example.org"]),
        ("", BACK.format(path="news@ours.example", to="jane@example.org"), ["jane@example.org"]),
        ("", BACK.format(path="news@ours.example", to="undisclosed"), [""]),
    ],
)
def test_a_complaint_is_about(given, back, whom):
    records = read_message(COMPLAINT.format(fields=given, back=back).encode())
    assert [record.recipient for record in records] == whom
    assert {(record.kind, record.feedback_type, record.hard) for record in records} == {
        (Kind.COMPLAINT, "abuse", False)
    }


def test_ordinary_mail_is_one_record():
    assert read_message(b"From: a@b.example\nSubject: lunch\nDate: today\n\nAt noon?") == [
        Bounce(Kind.ORDINARY, reported_at="today")
    ]


@given(st.binary(max_size=1_000))
def test_any_octets_give_a_record(raw):
    assert read_message(raw)


PIECES = dsn(fields(), fields("x@y.example")).decode().splitlines(keepends=True)


@given(st.lists(st.sampled_from([*PIECES, "\0", "\r", "--b", "\n\n"]), max_size=50).map("".join))
def test_any_mixture_of_a_reports_lines_gives_records(text):
    records = read_message(text.encode())
    assert records
    assert all(record.judgement is not None for record in records if record.kind in {Kind.BOUNCE, Kind.DELAY})


POSTFIX = "This is the mail system at host mx.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n"


def test_announcements_are_no_cause():
    (record,) = read_message(dsn(words=f"{POSTFIX}   --- Delivery report unavailable ---"))
    assert (record.judgement.reason, record.judgement.confidence) == ("undetermined", Confidence.GUESS)
    assert (record.diagnostic, record.recipient) == ("", "jane@example.org")


@pytest.mark.parametrize(
    ("command", "stage"), [("RCPT TO", Stage.RCPT), ("end of DATA", Stage.DATA), ("MAIL FROM", Stage.MAIL)]
)
def test_the_command_is_taken_from_the_words_where_the_fields_lack_it(command, stage):
    words = f"{POSTFIX}<jane@example.org>: host mx.example.org[192.0.2.1] said: 550 5.7.1 go away (in\n    reply to {command} command)"
    (record,) = read_message(dsn(fields(status="5.7.1", diagnostic="smtp; 550 5.7.1 go away"), words=words))
    assert record.stage is stage


def test_of_several_recipients_each_has_the_command_of_its_own_words():
    words = (
        f"{POSTFIX}<jane@example.org>: host mx.example.org said: 550 5.1.1 no (in reply to RCPT TO command)\n\n"
        "<joe@example.net>: connect to mx.example.net: Connection refused\n"
    )
    refused = fields("joe@example.net", status="4.4.1", diagnostic="x-postfix; connect: refused")
    jane, joe = read_message(dsn(fields(), refused, words=words))
    assert (jane.stage, joe.stage is Stage.RCPT) == (Stage.RCPT, False)


def test_expired_in_the_fields_has_its_cause_in_the_words():
    words = (
        "Diagnostic information for administrators:\n\nGenerating server: mx.example\n\njane@example.org\n"
        "1/2/2026 8:05:56 PM - Remote Server at example.org (192.0.2.1) returned '550 4.4.7 QUEUE.Expired; message expired'\n"
        "1/2/2026 7:58:27 PM - Remote Server at example.org (192.0.2.1) returned '441 4.4.1 Failed to connect.'\n"
    )
    said = fields(status="4.4.7", diagnostic="smtp; 550 4.4.7 QUEUE.Expired; message expired")
    (record,) = read_message(dsn(said, words=words))
    assert (record.reply, record.status, record.judgement.reason) == (441, "4.4.1", "network_error")


def test_an_exit_code_has_its_reply_in_the_transcript():
    words = (
        "   ----- Transcript of session follows -----\n451 4.0.0 cannot fork\n"
        "Warning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old\n"
    )
    said = fields(action="delayed", status="4.5.0", diagnostic="X-Unix; 71")
    (record,) = read_message(dsn(said, words=words))
    assert (record.reply, record.status, record.diagnostic) == (451, "4.5.0", "451 4.0.0 cannot fork")
