"""Feedback reports: who complained, about what, and what providers leave out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.wire.feedback_report import read

FULL = """\
Feedback-Type: Abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <news+17=jane=example.org@ours.example>
Original-Rcpt-To: <jane@example.org>
original-rcpt-to: joe@example.org
Removal-Recipient: jane@example.org
Authentication-Results: mx.example.org;
 spf=pass
"""


@pytest.mark.spec("RFC 5965 §3.1")
def test_a_complaint_by_the_book():
    report = read(FULL)
    assert report.type == "abuse"
    assert report.recipients == ("jane@example.org", "joe@example.org")
    assert report.removal_recipients == ("jane@example.org",)
    assert report.mail_from == "news+17=jane=example.org@ours.example"
    assert report.user_agent == "SomeGenerator/1.0"


@pytest.mark.parametrize("redacted", ["", "Original-Rcpt-To:\n", "Original-Rcpt-To: redacted\n"])
def test_what_is_left_out_is_empty(redacted):
    report = read(f"Feedback-Type: not-spam; x\n{redacted}")
    assert (report.type, report.recipients, report.mail_from) == ("not-spam", (), "")


@given(st.text(max_size=300))
def test_any_text_is_a_report(text):
    assert isinstance(read(text).type, str)
