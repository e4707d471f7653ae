"""Addresses from anywhere: no text makes the reader fail, or take long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.address.duplicates import canonical, rule
from mailworthy.wire.address import read

MILLION = 1_000_000
PIECES = ["@", ".", "..", '"', "\\", "(", ")", "<", ">", "[", "]", "IPv6:", "::", "1.2.3.4", " ", "\t", "\r\n", "\r", "\n",
          "\x00", "\x7f", "xn--", "--", "-", "a", "ü", "＠", "。", "ﬃ", "\u0301", "\u200d", "\ud800", "ß", "İ", "Σ", "mailto:",
          "%", "!", "example.com", ".test", "😀", "١", "é" * 40, "x" * 70]  # fmt: skip
ANYTHING = st.text(st.characters()) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join)

HUGE = [
    "a" * MILLION,
    "a" * MILLION + "@example.com",
    "a." * MILLION + "@example.com",
    "a@" + "a." * MILLION,
    "a@" + "-" * MILLION,
    "a@" + "ü" * MILLION,
    "a@xn--" + "a" * MILLION,
    '"' + '\\"' * MILLION,
    '"' + "a" * MILLION + '"@example.com',
    "(" * MILLION + "@example.com",
    "<" * MILLION,
    " " * MILLION + "a@example.com" + " " * MILLION,
    " " * MILLION,
    "\r\n " * MILLION + "a@example.com",
    "a@[IPv6:" + ":" * MILLION + "]",
    "@" * MILLION,
    "\ud800" * MILLION,
    "e\u0301" * MILLION + "@example.com",
]


@given(ANYTHING)
def test_any_text_gets_an_answer_that_holds_together(text):
    syntax = read(text)
    assert syntax.valid or not syntax.usable
    assert bool(syntax.reason) == (not syntax.usable)
    assert syntax.flags == tuple(sorted(set(syntax.flags)))
    if syntax.reason not in {"", "empty"}:
        assert syntax.position is not None
        assert 0 <= syntax.position <= len(text)


@given(ANYTHING)
def test_what_is_normalized_stays_as_it_is(text):
    once = read(text)
    if once.valid:
        twice = read(once.normalized)
        assert (twice.valid, twice.usable, twice.normalized) == (True, once.usable, once.normalized)
        assert read(once.shown).normalized == once.normalized


@given(ANYTHING)
def test_every_valid_address_has_a_canonical_form_that_is_its_own(text):
    syntax = read(text)
    if syntax.usable:
        form = canonical(syntax.local, syntax.domain, rule(syntax.domain))
        local, _, domain = form.rpartition("@")
        assert canonical(local, domain, rule(domain)) == form


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", HUGE, ids=range(len(HUGE)))
def test_megabytes_end_soon(text):
    """The watchdog is no measure: each of these takes milliseconds, a quadratic reader takes hours."""
    for _ in range(50):
        read(text)
