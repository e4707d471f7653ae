"""Splitting a message into the octets of its fields and its body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.sender.dkim.raw import split

# fmt: off
SPLIT = [
    # message                                fields                                            body
    (b"From: a\r\nTo: b\r\n\r\nHi\r\n",      [(b"from", b"From: a"), (b"to", b"To: b")],        b"Hi\r\n"),
    (b"From: a\r\n\tmore\r\n\r\nHi",         [(b"from", b"From: a\r\n\tmore")],                 b"Hi"),
    (b"From : a\r\n\r\n",                    [(b"from", b"From : a")],                          b""),
    (b"From: a\r\n",                         [(b"from", b"From: a")],                           b""),
    (b"From: a",                             [(b"from", b"From: a")],                           b""),
    (b"From: a\n\nHi\n",                     [(b"from", b"From: a")],                           b"Hi\r\n"),
    (b"From: a\r\n\nHi\n",                   [(b"from", b"From: a")],                           b"Hi\r\n"),
    (b"\r\nHi\r\n",                          [],                                                b"Hi\r\n"),
    (b"\r\n\r\nHi\r\n",                      [],                                                b"\r\nHi\r\n"),
    (b"",                                    [(b"", b"")],                                      b""),
    (b"From jane Sat Nov 21 10:00:00\r\nTo: b\r\n\r\n",
     [(b"", b"From jane Sat Nov 21 10:00:00"), (b"to", b"To: b")],                              b""),
    (b"X: a\rb\r\n\r\nc\rd",                 [(b"x", b"X: a\rb")],                              b"c\rd"),
]
# fmt: on


@pytest.mark.parametrize(("message", "fields", "body"), SPLIT)
def test_a_message_is_its_fields_and_its_body(message, fields, body):
    raw = split(message)
    assert [tuple(field) for field in raw.fields] == fields
    assert raw.body == body


@pytest.mark.parametrize(
    ("message", "bare"), [(b"A: b\r\n\r\nc", False), (b"A: b\n\nc", True), (b"A: b", False)]
)
def test_lines_that_end_in_a_bare_lf_are_noticed(message, bare):
    assert split(message).bare_lf is bare


@given(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b":", b" ", b"A", b"A: b"])).map(b"".join))
def test_no_octet_is_lost(message):
    """But for line ends: whatever else was there is in a field or in the body."""
    raw = split(message)
    kept = b"".join(field.octets for field in raw.fields) + raw.body
    assert kept.replace(b"\r", b"").replace(b"\n", b"") == message.replace(b"\r", b"").replace(b"\n", b"")
