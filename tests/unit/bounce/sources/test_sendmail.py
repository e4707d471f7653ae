"""Sendmail's ruled sections, its dialogue, and all that rule their texts alike."""

from __future__ import annotations

import pytest

from mailworthy.bounce.record import Kind, Stage

FATAL = "   ----- The following addresses had permanent fatal errors -----\n"
SESSION = "\n   ----- Transcript of session follows -----\n"
END = "\n   ----- Message header follows -----\n\nReturn-Path: <news@example.org>\nTo: no@this.example\n"


def test_the_reason_beside_a_recipient_counts_most(read):
    (notice,) = read(
        f"The original message was received at Mon\n\n{FATAL}<gone@example.com>\n    (reason: 550 5.1.1 <gone@example.com>... No)\n"
        f"    (expanded from: <list@example.org>)\n{SESSION}... while talking to mx.example.com.:\n>>> DATA\n"
        f"<<< 550 5.1.1 <gone@example.com>... No\n554 5.0.0 Service unavailable\n{END}"
    )
    assert (notice.recipient, notice.original_recipient) == ("gone@example.com", "list@example.org")
    assert (notice.text, notice.stage, notice.remote_mta) == (
        "550 5.1.1 <gone@example.com>... No",
        Stage.DATA,
        "mx.example.com",
    )


def test_without_a_reason_the_dialogue_speaks(read):
    found = read(
        f"{FATAL}<gone@example.com>\n<full@example.org>\n{SESSION}... while talking to mx.example.com.:\n>>> RCPT To:<gone@example.com>\n"
        f"<<< 550 5.1.1 no\n550 5.1.1 <gone@example.com>... User unknown\n... while talking to mx.example.org.:\n"
        f">>> RCPT To:<full@example.org>\n<<< 552 5.2.2 full\n554 5.0.0 <full@example.org>... Service unavailable\n{END}"
    )
    assert [(one.recipient, one.text, one.stage, one.remote_mta) for one in found] == [
        ("gone@example.com", "550 5.1.1 no", Stage.RCPT, "mx.example.com"),
        ("full@example.org", "552 5.2.2 full", Stage.RCPT, "mx.example.org"),
    ]


def test_what_a_local_program_told_is_kept(read):
    (notice,) = read(
        f"{FATAL}<gone@example.com>\n{SESSION}mail.local: unknown user: gone\n554 <gone@example.com>... Service unavailable\n{END}"
    )
    assert notice.text == "mail.local: unknown user: gone\n554 <gone@example.com>... Service unavailable"


def test_our_own_line_speaks_where_nobody_was_asked(read):
    (notice,) = read(
        f"{FATAL}<gone@example.com>\n{SESSION}550 5.1.2 <gone@example.com>... Host unknown (Name server: host not found)\n{END}"
    )
    assert (notice.text.startswith("550 5.1.2"), notice.remote_mta, notice.stage) == (True, "", Stage.UNKNOWN)


def test_version_five_has_a_dialogue_only(read):
    found = read(
        "   ----- Transcript of session follows -----\nWhile talking to mx.example.com:\n>>> RCPT To:<gone@example.com>\n"
        "<<< 550 no such user here\n550 <gone@example.com>... User unknown\n550 example.org (smtp)... 550 Host unknown\n"
        "554 <lost@example.org>... 550 Host unknown (Authoritative answer from name server)\n\n   ----- Unsent message follows -----\nTo: x@y.example\n"
    )
    assert [(one.recipient, one.text, one.stage) for one in found] == [
        ("gone@example.com", "550 no such user here", Stage.RCPT),
        (
            "lost@example.org",
            "554 <lost@example.org>... 550 Host unknown (Authoritative answer from name server)",
            Stage.UNKNOWN,
        ),
    ]


def test_where_only_a_host_is_named_the_one_recipient_there_is_meant(read):
    body = "   ----- Transcript of session follows -----\n421 example.com (smtp)... Deferred: Connection timed out\n\n"
    (notice,) = read(
        f"{body}   ----- Unsent message follows -----\nReceived: x\nTo: gone@example.com, other@example.org\n\n"
    )
    assert (notice.recipient, notice.text[:3]) == ("gone@example.com", "421")


def test_a_warning_is_a_delay(read):
    body = "    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n"
    said = "... while talking to mx.example.com.:\n<<< 421\n<gone@example.com>... Deferred: 421\nWill keep trying until message is 5 days old\n"
    (notice,) = read(f"{body}{SESSION}{said}", subject="Warning: could not send message for past 4 hours")
    assert (notice.kind, notice.recipient) == (Kind.DELAY, "gone@example.com")


# fmt: off
RULED = [
    # who                 text                                                                                                                  words
    ("Active! hunter",    f"{FATAL}\n>>> gone@example.com <gone@example.com>\n{SESSION}550 sorry, no mailbox here by that name (#5.1.1)\n",       "550 sorry, no mailbox here by that name (#5.1.1)"),
    ("Biglobe",           "   ----- The following addresses had delivery problems -----\ngone@example.com\n\n   ----- Non-delivered information -----\nThe mailbox exceeded the limit.\n", "The mailbox exceeded the limit."),
    ("Notes",             "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\ngone@example.com\n\n------- Returned Message --------\nReceived: x\n", "User not listed in public Name & Address Book"),
    ("word in brackets",  "---The following addresses had delivery errors---\n\ngone@example.com [User unknown]\n",                              "User unknown"),
    ("Smail",             "|------------- Failed addresses follow: -------------|\n <gone@example.com> ... unknown host\n|------ Message text follows: -----|\nReceived: x\n", "... unknown host"),
]
# fmt: on


@pytest.mark.parametrize(("body", "words"), [row[1:] for row in RULED], ids=[row[0] for row in RULED])
def test_others_rule_their_texts_alike(read, body, words):
    (notice,) = read(body)
    assert (notice.recipient, notice.text, notice.source) == ("gone@example.com", words, "sendmail")
