"""Where the lines of what was given begin."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.reading.source import _starts

LINES = [
    # octets                    where lines begin
    (b"",                       [0]),
    (b"a",                      [0]),
    (b"a\n",                    [0, 2]),
    (b"a\nb",                   [0, 2]),
    (b"a\r\nb\rc\n\n",          [0, 3, 5, 7, 8]),
    (b"a\r\r\nb",               [0, 4]),  # what a gateway makes of CRLF
    (b"\x0b\x0c\x1c\x85",       [0]),  # ends of lines in text, none in octets
]  # fmt: skip


@pytest.mark.parametrize(("octets", "starts"), LINES, ids=range(len(LINES)))
def test_lines_begin(octets, starts):
    assert list(_starts(octets)) == starts


@given(st.text(alphabet="a\r\n").map(str.encode))
def test_both_ways_of_finding_them_agree(octets):
    assert list(_starts(octets)) == [0, *(end.end() for end in re.finditer(rb"\r?\r?\n|\r", octets))]
