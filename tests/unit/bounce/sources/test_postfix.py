"""Postfix without a status part, and its transcripts."""

from __future__ import annotations

import pytest

from mailworthy.bounce.record import Kind, Stage

OPENING = """This is the mail system at host mx.example.net.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

                   The mail system

"""

# fmt: off
LINES = [
    # the entry                                                                       original            stage          host
    ("<gone@example.com>: host mx.example.com[192.0.2.25] said: 550 5.1.1\n    no (in reply to RCPT TO command)\n",
                                                                                      "",                 Stage.RCPT,    "mx.example.com"),
    ("<gone@example.com>: host mx.example.com[192.0.2.25] said: 554 no (in\n    reply to end of DATA command)\n",
                                                                                      "",                 Stage.DATA,    "mx.example.com"),
    ("<gone@example.com>: host mx.example.com[192.0.2.25] refused to talk to me:\n    554 no\n",
                                                                                      "",                 Stage.CONNECT, "mx.example.com"),
    ("<gone@example.com>: connect to mx.example.com[192.0.2.25]:25: Connection timed\n    out\n",
                                                                                      "",                 Stage.CONNECT, "mx.example.com"),
    ("<gone@example.com> (expanded from <list@example.org>): mail forwarding loop\n", "list@example.org", Stage.UNKNOWN, ""),
    ("<gone@example.com> (expanded from\n    <list@example.org>): temporary failure\n", "list@example.org", Stage.UNKNOWN, ""),
    ('<gone@example.com>: unknown user: "gone"\n',                                  "",                 Stage.UNKNOWN, ""),
]
# fmt: on


@pytest.mark.parametrize(("entry", "original", "stage", "host"), LINES)
def test_an_entry_is_unwrapped(read, entry, original, stage, host):
    (notice,) = read(f"{OPENING}{entry}")
    assert (notice.recipient, notice.original_recipient, notice.stage, notice.remote_mta) == (
        "gone@example.com",
        original,
        stage,
        host,
    )
    assert (notice.kind, notice.source, notice.reporting_mta) == (Kind.BOUNCE, "postfix", "mx.example.net")
    assert "expanded" not in notice.text


def test_an_alias_is_no_original_recipient(read):
    (notice,) = read(f"{OPENING}<gone@example.com> (expanded from <staff>): no\n")
    assert notice.original_recipient == ""


def test_a_report_of_success_is_no_bounce(read):
    opening = "This is the mail system at host mx.example.net.\n\nEnclosed is the mail delivery report that you requested.\n\n"
    (notice,) = read(
        f"{opening}<here@example.com>: delivery via mx.example.com[192.0.2.25]:25: 250 2.1.5 Ok\n"
    )
    assert notice.kind is Kind.DELIVERED


def test_a_warning_is_a_delay(read):
    opening = "# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n\nIt will be retried until it is 5 days old.\n\n"
    (notice,) = read(
        f"{opening}<gone@example.com>: connect to mx.example.com[192.0.2.25]:25: Connection timed out\n"
    )
    assert notice.kind is Kind.DELAY


def test_a_transcript_tells_what_we_refused_and_to_whom(read):
    transcript = """Transcript of session follows.

 Out: 220 mx.example.net ESMTP
 In:  EHLO client.example
 Out: 250-mx.example.net
 Out: 250 CHUNKING
 In:  MAIL
     FROM:<a@client.example> SIZE=20
 Out: 250 2.1.0 Ok
 In:  RCPT TO:<here@example.net>
 Out: 250 2.1.5 Ok
 In:  DATA
 Out: 354 End data with <CR><LF>.<CR><LF>
 Out: 451 4.3.0 Error: queue file write error
 In:  QUIT
 Out: 221 2.0.0 Bye
"""
    (notice,) = read(transcript, subject="Postfix SMTP server: errors from client.example[192.0.2.1]")
    assert (notice.recipient, notice.text, notice.stage) == (
        "here@example.net", "451 4.3.0 Error: queue file write error", Stage.DATA,
    )  # fmt: skip


def test_a_transcript_without_a_refusal_is_none(read):
    assert (
        read(" Out: 220 mx\n In:  QUIT\n Out: 221 2.0.0 Bye\n", subject="Postfix SMTP server: errors from x")
        == []
    )
