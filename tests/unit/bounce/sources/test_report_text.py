"""What all dialects share: where a report ends, addresses, wrapped lines, stages, hosts."""

from __future__ import annotations

import pytest

from mailworthy.bounce.record import Stage
from mailworthy.bounce.sources import failure_words
from mailworthy.bounce.sources.report_text import (
    address_alone,
    address_in,
    addresses_in,
    cut,
    folded,
    host_in,
    stage_in,
)

# fmt: off
ENDS = [
    "--- Below this line is a copy of the message.",
    "------ This is a copy of the message, including all the headers. ------",
    "--- The header of the original message is following. ---",
    "----- Original message -----",
    "---------- Forwarded message ----------",
    "-------original mail info",
    "------- Returned Message --------",
    "   ----- Unsent message follows -----",
    "|------- Message text follows: -------|",
    "------ Dies ist eine Kopie der Nachricht. ------",
    "------ Esta es una copia del mensaje ------",
    "--- 附件中的内容是原信件的一份拷贝",
    "--- Ниже этой линии находится копия сообщения.",
    "Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000",
    ">Return-Path: <a@b.example>",
    "Message headers follow.",
    "Original message follows.",
    "Ursprüngliche Nachrichtenkopfzeilen:",
    "元のメッセージ ヘッダー:",
]
GOES_ON = [
    "----- The following addresses had permanent fatal errors -----",
    "--------Message not delivered to the following addresses:",
    "   ----- Non-delivered information -----",
    "    **      THIS IS A WARNING MESSAGE ONLY      **",
    "The original message was received at Mon, 1 Jan 2024",
    "------ pipe to |/usr/bin/x ------",
    "Received >>> 550 5.1.1 no",
    "Original message follows in the attachment; it could not be delivered to a@b.example:",
]
# fmt: on


@pytest.mark.parametrize("line", ENDS)
def test_a_report_ends_where_the_message_begins(line):
    body = f"{line}\nFrom: a@b.example\n"
    assert cut(f"It failed.\n\n{body}") == ("It failed.\n\n", body)


@pytest.mark.parametrize("line", GOES_ON)
def test_a_report_goes_on_behind_what_only_looks_so(line):
    said = f"It failed.\n\n{line}\n\n  a@b.example\n"
    assert cut(said) == (said, "")


def test_what_begins_with_the_message_is_kept_whole():
    assert cut("Received: x\n\nIt failed.\n") == ("Received: x\n\nIt failed.\n", "")


# fmt: off
ADDRESSES = [
    # a line                                          its addresses
    ("<a@b.example>: no",                             ["a@b.example"]),
    ("to 'a@b.example', \"c@d.example\".",            ["a@b.example", "c@d.example"]),
    ("o'neil@b.example;x+y=z@d.example.",             ["o'neil@b.example", "x+y=z@d.example"]),
    ("mailto:a@b.example [SMTP:c@d.example]",         ["a@b.example", "c@d.example"]),
    ("RCPT=[a@b.example] SMTP=c@d.example",           ["a@b.example", "c@d.example"]),
    ('"john doe"@b.example',                        ['"john doe"@b.example']),
    ("root@[192.0.2.1] root@localhost",               ["root@[192.0.2.1]", "root@localhost"]),
    ("müller@bücher.example",                         ["müller@bücher.example"]),
    ("邮件地址（a@b.example）不存在",                   ["a@b.example"]),
    ("地址a@b.example不存在",                          ["a@b.example"]),
    ("twice a@b.example and a@b.example",             ["a@b.example"]),
    ("@b.example a@ @ a.b.example",                   []),
]
ALONE = [
    ("  a@b.example", "a@b.example"), ("* <a@b.example>:", "a@b.example"), ("-- a@b.example", "a@b.example"),
    (">>> a@b.example <a@b.example>", "a@b.example"), ("rfc822;a@b.example", "a@b.example"),
    ("a@b.example<mailto:a@b.example>", "a@b.example"), ("a@b.example (a@b.example)<mailto:a@b.example>", "a@b.example"),
    ("to a@b.example", ""), ("a@b.example no such user", ""), ("a b", ""), ("a@b.example c@d.example", ""),
]
# fmt: on


@pytest.mark.parametrize(("line", "addresses"), ADDRESSES)
def test_addresses_are_found_in_any_wrapping(line, addresses):
    assert addresses_in(line) == addresses
    assert address_in(line) == (addresses[0] if addresses else "")


@pytest.mark.parametrize(("line", "address"), ALONE)
def test_a_line_is_an_address_and_nothing_else(line, address):
    assert address_alone(line) == address


def test_wrapped_lines_are_joined_and_replies_kept_apart():
    assert (
        folded(["host a said: 550-one", "550-two", "  still", "", "550 three"])
        == "host a said: 550-one\n550-two still\n550 three"
    )


# fmt: off
STAGES = [
    ("(in reply to RCPT TO command)",                 Stage.RCPT),
    ("(in reply to end of DATA command)",             Stage.DATA),
    ("(in reply to MAIL FROM command)",               Stage.MAIL),
    ("(in reply to EHLO command)",                    Stage.HELO),
    ("refused to talk to me: 554 no",                 Stage.CONNECT),
    ("error after initial connection: host x",        Stage.CONNECT),
    ("error after pipelined MAIL FROM:<a@b>",         Stage.MAIL),
    ("550 no [RCPT_TO]",                              Stage.RCPT),
    ("did not like our final DATA:",                  Stage.DATA),
    ("192.0.2.1 does not like recipient.",            Stage.RCPT),
    ("STEP: DATA SEND",                               Stage.DATA),
    ("550 invalid data in the recipient's database",  Stage.UNKNOWN),
    ("The following recipient failed permanently",    Stage.UNKNOWN),
]
HOSTS = [
    ("host mx.example.com[192.0.2.1] said: 550",      "mx.example.com"),
    ("host mx.example.com [192.0.2.1]: 550",          "mx.example.com"),
    ("host: mx.example.com 5.1.1 no",                 "mx.example.com"),
    ("... while talking to mx.example.com.:",         "mx.example.com"),
    ("connect to mx.example.com[192.0.2.1]:25: no",   "mx.example.com"),
    ("the domain x by mx.example.com. [192.0.2.1].",  "mx.example.com"),
    ("Remote-MTA: <192.0.2.1>",                       "192.0.2.1"),
    ("192.0.2.1 failed after I sent the message.",    "192.0.2.1"),
    ("Remote host said: 550 no",                      ""),
    ("550 Host unknown (Name server: not found)",     ""),
]
# fmt: on


@pytest.mark.parametrize(("words", "stage"), STAGES)
def test_the_command_that_was_refused(words, stage):
    assert stage_in(words) is stage


@pytest.mark.parametrize(("words", "host"), HOSTS)
def test_the_host_that_refused(words, host):
    assert host_in(words) == host


@pytest.mark.parametrize(
    "phrases",
    [
        failure_words._SUBJECTS,
        failure_words._BODIES,
        failure_words._DELAYS,
        failure_words._DELAY_SUBJECTS,
        failure_words._GIVEN_UP,
    ],
)
def test_all_words_are_in_lower_case_and_stand_once(phrases):
    assert [one for one in phrases if one != one.lower()] == []
    assert len(set(phrases)) == len(phrases)


# fmt: off
WAITING = [
    ("it has not yet been delivered",                      "",                     True),
    ("delivery will be retried for 2 days",                "",                     True),
    ("i'm not giving up. i will keep trying",              "",                     True),
    ("x",                                                  "delayed mail",         True),
    ("not yet delivered; i've given up",                   "",                     False),
    ("delivery failed; will not continue trying",          "",                     False),
    ("this is a permanent error",                          "",                     False),
]
# fmt: on


@pytest.mark.parametrize(("low", "subject", "waiting"), WAITING)
def test_what_is_still_being_tried(low, subject, waiting):
    assert failure_words.of_delay(low, subject) is waiting
