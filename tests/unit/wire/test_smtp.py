"""Replies as they come over the wire: whole, in crumbs, and from hosts that mean no good."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.wire.smtp import LINE_OCTETS, LINES, Reply, ReplyReader, keywords

# fmt: off
GOOD = [
    # octets on the wire                              what they mean
    (b"250 OK\r\n",                                   Reply(250, ("OK",))),
    (b"250\r\n",                                      Reply(250, ("",))),
    (b"250 \r\n",                                     Reply(250, ("",))),
    (b"250 OK\n",                                     Reply(250, ("OK",))),
    (b"550-5.1.1 no such\r\n550 5.1.1 user\r\n",      Reply(550, ("5.1.1 no such", "5.1.1 user"))),
    (b"220-\r\n220 hello\r\n",                        Reply(220, ("", "hello"))),
    (b"250-one\r\n550 two\r\n",                       Reply(550, ("one", "two"))),
    (b"220 caf\xc3\xa9\r\n",                          Reply(220, ("caf\xe9",))),
    (b"220 \xff\xfe\r\n",                             Reply(220, ("\ufffd\ufffd",))),
    (b"220 a\x1b[2Jb\x00c\rd\r\n",                    Reply(220, ("a\ufffd[2Jb\ufffdc\ufffdd",))),
    (b"220 " + b"x" * (LINE_OCTETS - 6) + b"\r\n",    Reply(220, ("x" * (LINE_OCTETS - 6),))),
    (b"250-x\r\n" * (LINES - 1) + b"250 x\r\n",       Reply(250, ("x",) * LINES)),
]
BAD = [
    # octets on the wire                              what is said of them
    (b"\r\n",                                         "no SMTP reply: ''"),
    (b"HTTP/1.1 400 Bad Request\r\n",                 "no SMTP reply: 'HTTP/1.1 400 Bad Request'"),
    (b"SSH-2.0-OpenSSH_9\r\n",                        "no SMTP reply"),
    (b"+OK POP3 ready\r\n",                           "no SMTP reply"),
    (b"22 short\r\n",                                 "no SMTP reply"),
    (b"2200 long\r\n",                                "no SMTP reply"),
    (b"650 no such class\r\n",                        "no SMTP reply"),
    (b"\xb2\xb2\xb0 other digits\r\n",                "no SMTP reply"),
    (b"220_hello\r\n",                                "no SMTP reply"),
    (b"220 " + b"x" * (LINE_OCTETS - 5) + b"\r\n",    "a line of 2048 octets or more"),
    (b"x" * LINE_OCTETS,                              "a line of 2048 octets or more"),
    (b"250-x\r\n" * LINES + b"250 x\r\n",             "a reply of more than 128 lines"),
    (b"250-x\r\n" * 100_000,                          "a reply of more than 128 lines"),
]
EHLO = [
    # lines of the reply                              what is offered
    (("mx.example.net",),                             ()),
    (("mx", "STARTTLS"),                              ("STARTTLS",)),
    (("mx", "SIZE 1000", "starttls", "8BITMIME"),     ("SIZE", "STARTTLS", "8BITMIME")),
    (("mx", "AUTH LOGIN", "AUTH=LOGIN"),              ("AUTH",)),
    (("STARTTLS", "HELP"),                            ("HELP",)),  # a host that calls itself so offers nothing by it
    (("mx", "", " STARTTLS", "-X", "\ufffd"),         ()),
]
# fmt: on


def read(*pieces: bytes) -> list[Reply]:
    reader = ReplyReader()
    replies = [reply for piece in pieces for reply in reader.feed(piece)]
    assert not reader.pending
    return replies


@pytest.mark.spec("RFC 5321 §4.2")
@pytest.mark.spec("RFC 5321 §4.2.1")
@pytest.mark.parametrize(("octets", "meant"), GOOD)
def test_a_reply_is_read_whole_in_crumbs_and_with_more_on_its_heels(octets, meant):
    assert read(octets) == [meant]
    assert read(*(octets[at : at + 1] for at in range(len(octets)))) == [meant]
    assert read(octets + b"221 bye\r\n") == [meant, Reply(221, ("bye",))]


@pytest.mark.parametrize(("octets", "said"), BAD)
def test_what_is_no_reply_is_one_line(octets, said):
    with pytest.raises(InputError) as error:
        read(octets)
    assert said in str(error.value)
    assert len(str(error.value)) < 400


def test_replies_before_what_is_none_are_given():
    replies = ReplyReader().feed(b"220 hello\r\nnonsense\r\n")
    assert next(replies) == Reply(220, ("hello",))
    with pytest.raises(InputError):
        next(replies)


@pytest.mark.parametrize("octets", [b"2", b"220-more\r\n", b"220 hello"])
def test_a_reply_that_has_not_ended_is_known(octets):
    reader = ReplyReader()
    assert list(reader.feed(octets)) == []
    assert reader.pending


def test_words_are_shown_in_one_line():
    assert str(Reply(554, ("no  mail", "", "here"))) == "554 no mail here"
    assert str(Reply(554, ("",))) == "554"


@pytest.mark.spec("RFC 5321 §4.1.1.1")
@pytest.mark.parametrize(("lines", "offered"), EHLO)
def test_what_ehlo_lists(lines, offered):
    assert keywords(Reply(250, lines)) == offered


@given(st.lists(st.binary(max_size=40) | st.sampled_from([b"250-a\r\n", b"250 b\r\n", b"220", b"\r\n"])))
def test_anything_may_come(pieces):
    reader = ReplyReader()
    try:
        for piece in pieces:
            for reply in reader.feed(piece):
                assert 200 <= reply.code <= 599
                assert keywords(reply) == tuple(dict.fromkeys(keywords(reply)))
    except InputError:
        pass
