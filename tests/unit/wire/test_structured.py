"""Structured header fields in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.wire.structured import CHARACTERS, Kind, pieces, quoted

Q, C, B, M, R = Kind

# fmt: off
PIECES = [
    # field                     pieces
    ("a; b",                    [(R, "a"), (M, ";"), (B, " "), (R, "b")]),
    ('"a;b"=c',                 [(Q, "a;b"), (M, "="), (R, "c")]),
    (r'"a\"b"',                 [(Q, 'a"b')]),
    (r"(a (b) \) c)d",          [(C, "a (b) ) c"), (R, "d")]),
    ('(a "b) c',                [(C, 'a "b'), (B, " "), (R, "c")]),      # quotation marks mean nothing in a comment
    ('"a b',                    [(M, '"'), (R, "a"), (B, " "), (R, "b")]),
    ("(a (b)",                  [(M, "("), (R, "a"), (B, " "), (M, "("), (R, "b"), (M, ")")]),
    ("a\r\n\tb",                [(R, "a"), (B, "\r\n\t"), (R, "b")]),
    ("",                        []),
]
# fmt: on


@pytest.mark.spec("RFC 5322 §3.2")
@pytest.mark.parametrize(("field", "found"), PIECES)
def test_pieces(field, found):
    assert list(pieces(field, ";=")) == found


@given(st.text(alphabet=' "()\\;=ab\r\n') | st.text())
def test_nothing_is_lost(text):
    """All characters come back, but for the bounds and escapes of quoted strings and comments."""
    bounds = '"()\\'
    kept = "".join(piece for _, piece in pieces(text, ";="))
    assert [c for c in kept if c not in bounds] == [c for c in text[:CHARACTERS] if c not in bounds]


@given(st.text())
def test_a_quoted_string_is_read_as_it_was_meant(text):
    assert list(pieces(quoted(text), ";")) == [(Q, text)]


@pytest.mark.parametrize("piece", ['"\\', '"', "(", "()", "(\\", "a", " ", ";", "\\"])
def test_megabytes_are_read_in_bounded_time(piece):
    assert sum(len(text) for _, text in pieces(piece * 500_000, ";")) <= CHARACTERS
