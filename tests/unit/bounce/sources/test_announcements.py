"""Sentences that announce a failure and give no cause."""

from __future__ import annotations

import pytest

from mailworthy.bounce.sources.announcements import nothing_else

NOTHING_ELSE = [
    "Your message could not be delivered to the following recipients:\n   * jane@example.org",
    "This is an automatically generated Delivery Status Notification.\nDelivery to the following recipients failed permanently:\n * a@b.example",
    "This is the mail system at host mx.example.org.\n\nFor further assistance, please send mail to postmaster.\nThe mail system",
    "A message that you sent could not be delivered to all of its recipients. This is a permanent error.",
]
MORE = [
    "Your message could not be delivered because the mailbox is full.",
    "The mail system is short of memory.",
    "550 no such user",
    "This is the mail system at host mx.example.org.\nJane has left.",
    "Delivery failed: jane@example.org: over quota",
    "jane@example.org unknown",
    "not delivered",
]


@pytest.mark.parametrize("text", NOTHING_ELSE)
def test_only_announced(text):
    assert nothing_else(text)


@pytest.mark.parametrize("text", MORE)
def test_a_cause_is_given(text):
    assert not nothing_else(text)


@pytest.mark.parametrize(
    "piece", ["the message ", "to ", "it was not ", "your ", "a@b.c ", ". ", "could not be delivered "]
)
def test_long_texts_take_time_in_proportion(piece):
    assert nothing_else(f"the {piece * 4000}") in {True, False}
