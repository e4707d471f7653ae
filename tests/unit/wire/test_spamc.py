"""What spamd says, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.wire.filtered import Symbol
from mailworthy.wire.spamc import Reply, filtered, listed, read_reply, reported, request

REPORT = """\
Spam detection software, running on the system "mx.example",
has identified this incoming email as possible spam.

Content preview:  9.9 FAKE_RULE            You must not believe this
    ---- ---------------------- --------------------------------------------------
   9.9 FORGED_RULE            nor this

Content analysis details:   (5.2 points, 5.0 required)

 pts rule name              description
---- ---------------------- --------------------------------------------------
-0.0 NO_RELAYS              Informational: message was not relayed via SMTP
 2.7 MISSING_DATE           Missing Date: header
 0.2 NORMAL_HTTP_TO_IP      URI: URI host has a public dotted-decimal IPv4
                            address
  10 A_RULE_WITH_A_NAME_LONGER_THAN_ITS_COLUMN Longer
 0.0 T_NO_WORDS

"""
REPORTED = (
    Symbol("NO_RELAYS", 0.0, "Informational: message was not relayed via SMTP"),
    Symbol("MISSING_DATE", 2.7, "Missing Date: header"),
    Symbol("NORMAL_HTTP_TO_IP", 0.2, "URI: URI host has a public dotted-decimal IPv4 address"),
    Symbol("A_RULE_WITH_A_NAME_LONGER_THAN_ITS_COLUMN", 10.0, "Longer"),
    Symbol("T_NO_WORDS", 0.0, ""),
)

# fmt: off
REPLIES = [
    # octets                                                                                what they mean
    (b"SPAMD/1.1 0 EX_OK\r\nContent-length: 3\r\nSpam: True ; 6.3 / 5.0\r\n\r\nA,B",         Reply(0, "EX_OK", spam=True, score=6.3, threshold=5.0, body="A,B")),
    (b"SPAMD/1.5 0 EX_OK\r\nContent-length: 0\r\nSpam: False ; -1.2 / 5\r\n\r\n",            Reply(0, "EX_OK", spam=False, score=-1.2, threshold=5.0, body="")),
    (b"SPAMD/1.1 0 EX_OK\r\nspam: Yes ; 15 / 5.0\r\n\r\nX",                                  Reply(0, "EX_OK", spam=True, score=15.0, threshold=5.0, body="X")),
    (b"SPAMD/1.5 0 PONG\r\n\r\n",                                                            Reply(0, "PONG", spam=None, score=0.0, threshold=0.0, body="")),
    (b"SPAMD/1.0 76 Bad header line: \x1b[2J\r\n",                                           Reply(76, "Bad header line: [2J", spam=None, score=0.0, threshold=0.0, body="")),
    (b"SPAMD/1.1 0 EX_OK\r\nSpam: True ; nan / inf\r\n\r\n",                                 Reply(0, "EX_OK", spam=None, score=0.0, threshold=0.0, body="")),
    (b"SPAMD/1.1 0 EX_OK\r\nSpam: True ; 1e9 / 5\r\n\r\n",                                   Reply(0, "EX_OK", spam=None, score=0.0, threshold=0.0, body="")),
]
NO_REPLIES = [
    (b"",                                                                                    "no reply of spamd"),
    (b"220 mx.example ESMTP\r\n",                                                            "no reply of spamd: '220 mx.example ESMTP'"),
    (b"HTTP/1.1 400 Bad Request\r\n\r\n",                                                    "no reply of spamd"),
    (b"SPAMD/1.1 zero EX_OK\r\n\r\n",                                                        "no reply of spamd"),
    (b"SPAMD/1.1 0 EX_OK\r\nContent-length: 30\r\nSpam: True ; 6 / 5\r\n\r\nA,B",            "breaks off"),
    (b"SPAMD/1.1 0 EX_OK\r\nContent-length: 3\r\nSpam: Tr",                                  "breaks off"),
    (b"SPAMD/1.1 0 EX_OK\r\nContent-length: many\r\n\r\n",                                   "breaks off"),
]
# fmt: on


def test_a_request_says_how_long_the_message_is():
    assert (
        request("REPORT", b"Subject: hi\n\nhi")
        == b"REPORT SPAMC/1.5\r\nContent-length: 15\r\n\r\nSubject: hi\n\nhi"
    )


@pytest.mark.parametrize(("octets", "meant"), REPLIES, ids=range(len(REPLIES)))
def test_replies(octets, meant):
    assert read_reply(octets) == meant


@pytest.mark.parametrize(("octets", "said"), NO_REPLIES, ids=range(len(NO_REPLIES)))
def test_what_is_none(octets, said):
    with pytest.raises(InputError, match=said):
        read_reply(octets)


def test_the_table_of_a_report_is_read_and_what_it_quotes_is_not():
    assert reported(REPORT) == REPORTED


def test_a_report_without_its_table_says_nothing_about_rules():
    assert reported("This is spam, says your postmaster.\n 9.9 FAKE_RULE  From the message\n") is None


def test_a_table_in_which_nothing_stands_is_one():
    assert reported(REPORT[: REPORT.index("-0.0")]) == ()


def test_names_alone_have_no_points():
    assert listed("MISSING_DATE,MISSING_MID\n") == (Symbol("MISSING_DATE", None), Symbol("MISSING_MID", None))
    assert listed("") == ()


def test_what_comes_of_it():
    said = filtered(Reply(0, "EX_OK", spam=True, score=5.2, threshold=5.0, body=REPORT), REPORTED)
    assert (said.verdict, said.score, said.threshold) == ("spam", 5.2, 5.0)


@given(
    st.binary(max_size=300)
    | st.binary(max_size=100).map(b"SPAMD/1.1 0 EX_OK\r\nSpam: True ; 6 / 5\r\n".__add__)
)
def test_any_octets_are_read_or_refused(octets):
    try:
        reply = read_reply(octets)
    except InputError:
        return
    for symbol in (*(reported(reply.body) or ()), *listed(reply.body)):
        assert symbol.name
        assert (
            symbol.name + symbol.description
        ).isprintable() or "\ufffd" in symbol.name + symbol.description
