"""The two canonical forms, and which fields a signature takes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.sender.dkim.canonical import Form, body, field, selected, unsigned
from mailworthy.sender.dkim.raw import split

SIMPLE, RELAXED = Form.SIMPLE, Form.RELAXED

# fmt: off
BODIES = [
    # body                               simple                             relaxed
    (b"",                                b"\r\n",                           b""),
    (b"\r\n",                            b"\r\n",                           b""),
    (b"\r\n\r\n\r\n",                    b"\r\n",                           b""),
    (b" \r\n",                           b" \r\n",                          b""),
    (b"a",                               b"a\r\n",                          b"a\r\n"),
    (b"a \t",                            b"a \t\r\n",                       b"a\r\n"),
    (b"a\r\n",                           b"a\r\n",                          b"a\r\n"),
    (b"a\r\n\r\n\r\n",                   b"a\r\n",                          b"a\r\n"),
    (b"a\r\n \r\n\t\r\n",                b"a\r\n \r\n\t\r\n",               b"a\r\n"),
    (b" a  b\t\tc \t\r\nd \r\n",         b" a  b\t\tc \t\r\nd \r\n",        b" a b c\r\nd\r\n"),
    (b"\r\na\r\n\r\nb\r\n",              b"\r\na\r\n\r\nb\r\n",             b"\r\na\r\n\r\nb\r\n"),
    (b"a\r\r\n\r\n",                     b"a\r\r\n",                        b"a\r\r\n"),         # a lone CR ends nothing
    (b"a\r\n\r\r\n\r\n",                 b"a\r\n\r\r\n",                    b"a\r\n\r\r\n"),
]
FIELDS = [
    # field                              relaxed
    (b"Subject: a",                      b"subject:a"),
    (b"SUBJECT:a",                       b"subject:a"),
    (b"Subject \t:  a \t b  ",           b"subject:a b"),
    (b"Subject: a\r\n\tb\r\n c",         b"subject:a b c"),
    (b"Subject:\r\n a",                  b"subject:a"),
    (b"Subject: a : b",                  b"subject:a : b"),
    (b"Subject:",                        b"subject:"),
    (b"Subject: \x0ba\xa0",              b"subject:\x0ba\xa0"),                                  # only blanks are blanks
]
UNSIGNED = [
    # signature                          without its b=
    (b"S: a=x; b=abc",                   b"S: a=x; b="),
    (b"S: a=x; b=abc; d=e",              b"S: a=x; b=; d=e"),
    (b"S:b=abc\r\n def; bh=x",           b"S:b=; bh=x"),
    (b"S: a=x;\r\n\tb = ab c ;bh=x",     b"S: a=x;\r\n\tb =;bh=x"),
    (b"S: bh=x; b=abc",                  b"S: bh=x; b="),
    (b"S: z=b:b=c; b=abc",               b"S: z=b:b=c; b="),
]
SELECTED = [
    # h=                                 values, for X: 1, Y: 2, X: 3
    ([b"x"],                             [b" 3"]),                                               # from the bottom up
    ([b"x", b"x"],                       [b" 3", b" 1"]),
    ([b"x", b"x", b"x", b"y"],           [b" 3", b" 1", b" 2"]),
    ([b"z", b"", b"y"],                  [b" 2"]),
    ([],                                 []),
]
# fmt: on


@pytest.mark.spec("RFC 6376 §3.4.3")
@pytest.mark.spec("RFC 6376 §3.4.4")
@pytest.mark.parametrize(("given_body", "simple", "relaxed"), BODIES)
def test_bodies(given_body, simple, relaxed):
    assert body(given_body, SIMPLE) == simple
    assert body(given_body, RELAXED) == relaxed


@given(st.lists(st.sampled_from([b"\r", b"\r\n", b" ", b"\t", b"a"])).map(b"".join))
def test_bodies_by_the_letter(octets):
    """The standard's own words, said slowly: blanks at line ends, blanks in a row, then empty lines at the end."""
    lines = octets.split(b"\r\n")
    slow = b"\r\n".join(re.sub(rb"[ \t]+", b" ", line.rstrip(b" \t")) for line in lines)
    while slow.endswith(b"\r\n"):
        slow = slow[:-2]
    assert body(octets, RELAXED) == (slow + b"\r\n" if slow else b"")


@given(st.binary())
def test_a_canonical_body_stays_as_it_is(octets):
    octets = octets.replace(b"\n", b"\r\n")
    for form in Form:
        once = body(octets, form)
        assert body(once, form) == once


@pytest.mark.spec("RFC 6376 §3.4.2")
@pytest.mark.parametrize(("octets", "relaxed"), FIELDS)
def test_fields(octets, relaxed):
    assert field(octets, RELAXED) == relaxed
    assert field(octets, SIMPLE) == octets


@pytest.mark.spec("RFC 6376 §3.7")
@pytest.mark.parametrize(("signature", "without"), UNSIGNED)
def test_a_signature_does_not_sign_its_own_value(signature, without):
    assert unsigned(signature) == without


@pytest.mark.spec("RFC 6376 §5.4.2")
@pytest.mark.parametrize(("names", "values"), SELECTED)
def test_fields_of_one_name_are_taken_from_the_bottom_up(names, values):
    raw = split(b"X: 1\r\nY: 2\r\nX: 3\r\n\r\n")
    assert [each.value for each in selected(raw, names)] == values


def test_a_signature_never_selects_itself():
    raw = split(b"X: 1\r\nX: 2\r\n\r\n")
    assert [each.value for each in selected(raw, [b"x", b"x"], own=1)] == [b" 1"]
