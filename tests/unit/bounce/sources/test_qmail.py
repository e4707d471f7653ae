"""qmail's paragraphs, and those of everybody who copied them."""

from __future__ import annotations

import pytest

from mailworthy.bounce.record import Kind, Stage

OPENING = """Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

"""
END = "\n--- Below this line is a copy of the message.\n\nReturn-Path: <news@example.org>\nTo: <not@this.example>\n"

# fmt: off
PARAGRAPHS = [
    # words below <gone@example.com>:                                             stage           host
    ("192.0.2.25 does not like recipient.\nRemote host said: 550 5.1.1 no\n",     Stage.RCPT,     "192.0.2.25"),
    ("Connected to 192.0.2.25 but sender was rejected.\nRemote host said: 553\n", Stage.MAIL,     "192.0.2.25"),
    ("Connected to 192.0.2.25 but my name was rejected.\nRemote host said: 501\n", Stage.HELO,    "192.0.2.25"),
    ("Connected to 192.0.2.25 but greeting failed.\nRemote host said: 554 no\n",  Stage.CONNECT,  "192.0.2.25"),
    ("192.0.2.25 failed after I sent the message.\nRemote host said: 552 big\n",  Stage.DATA,     "192.0.2.25"),
    ("Sorry, no mailbox here by that name. (#5.1.1)\n",                           Stage.UNKNOWN,  ""),
    ("Sorry, I couldn't find any host named example.com. (#5.1.2)\n",             Stage.UNKNOWN,  ""),
]
OPENINGS = [
    OPENING,
    "Message from example.com.\nUnable to deliver message to the following address(es).\n\n",
    "Sorry, we were unable to deliver your message to the following address.\n\n",
    "こちらは example.jp です。\nメールをお届けすることができませんでした。\n\n",
    "example.cn\n邮件无法发送到您指定的地址中。\n\n",
    "К сожалению, невозможно доставить сообщение по следующему адресу:\n\n",
]
# fmt: on


@pytest.mark.parametrize(("words", "stage", "host"), PARAGRAPHS)
def test_a_paragraph_tells_recipient_words_stage_and_host(read, words, stage, host):
    (notice,) = read(f"{OPENING}<gone@example.com>:\n{words}{END}", subject="failure notice")
    assert (notice.recipient, notice.stage, notice.remote_mta) == ("gone@example.com", stage, host)
    assert notice.text.split() == words.split()
    assert (notice.kind, notice.source, notice.reporting_mta) == (Kind.BOUNCE, "qmail", "mx.example.net")


@pytest.mark.parametrize("opening", OPENINGS)
def test_the_opening_words_count_for_nothing(read, opening):
    assert [one.recipient for one in read(f"{opening}<gone@example.com>:\nno such user\n{END}")] == [
        "gone@example.com"
    ]


def test_each_recipient_has_its_own_words(read):
    found = read(
        f"{OPENING}<gone@example.com>:\nNo such user (#5.1.1)\n\n<full@example.com>:\nmailbox full (#5.2.2)\n{END}"
    )
    assert [(one.recipient, one.text) for one in found] == [
        ("gone@example.com", "No such user (#5.1.1)"),
        ("full@example.com", "mailbox full (#5.2.2)"),
    ]


def test_what_comes_after_the_break_is_no_report(read):
    found = read(f"{OPENING}<gone@example.com>:\nno\n{END}\n<bogus@example.com>:\nno\n")
    assert [one.recipient for one in found] == ["gone@example.com"]


def test_an_empty_paragraph_tells_no_cause(read):
    (notice,) = read(f"{OPENING}<gone@example.com>:\n{END}")
    assert (notice.recipient, notice.text) == ("gone@example.com", "")


def test_several_lines_of_a_reply_stay_lines(read):
    (notice,) = read(
        f"{OPENING}<gone@example.com>:\nRemote host said: 550-5.7.26 one\n550-5.7.26 two\n550 5.7.26 three\n{END}"
    )
    assert notice.text == "Remote host said: 550-5.7.26 one\n550-5.7.26 two\n550 5.7.26 three"


def test_a_message_still_tried_is_a_delay(read):
    words = "I have not been able to deliver your message yet.\nI'm not giving up. I will keep trying for 6 more days.\n\n"
    (notice,) = read(
        f"Hi. This is the qmail-send program at mx.example.net.\n{words}<gone@example.com>:\nCNAME lookup failed (#4.4.3)\n"
    )
    assert notice.kind is Kind.DELAY


def test_a_report_cut_in_the_middle_still_counts(read):
    whole = f"{OPENING}<gone@example.com>:\nSorry, no mailbox here by that name. (#5.1.1)\n{END}"
    assert [one.text for one in read(whole[: whole.index("by that")])] == ["Sorry, no mailbox here"]
