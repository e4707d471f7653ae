"""Message-ID, MIME-Version and what else programs write."""

from __future__ import annotations

import pytest

# fmt: off
CASES = [
    # field              value                          what is said of it
    ("Message-ID",       "<7@fernhill.example>",        set()),
    ("Message-ID",       "<7.a/b=c@[192.0.2.1]>",       set()),
    ("Message-ID",       None,                          {"HDR-NO-MESSAGE-ID"}),
    ("Message-ID",       "",                            {"HDR-NO-MESSAGE-ID"}),
    ("Message-ID",       "7@fernhill.example",          {"HDR-MESSAGE-ID-INVALID"}),
    ("Message-ID",       "<7>",                         {"HDR-MESSAGE-ID-INVALID"}),
    ("Message-ID",       "<7 8@fernhill.example>",      {"HDR-MESSAGE-ID-INVALID"}),
    ("Message-ID",       "<{{ id }}@{{ domain }}>",     set()),
    ("MIME-Version",     None,                          {"HDR-NO-MIME-VERSION"}),
    ("Precedence",       "first-class",                 {"HDR-PRECEDENCE"}),
    ("Precedence",       "junk",                        {"HDR-PRECEDENCE"}),
    ("Auto-Submitted",   "auto-generated",              set()),
    ("Auto-Submitted",   "auto-replied; owner-email=a", set()),
    ("Auto-Submitted",   "no",                          set()),
    ("Auto-Submitted",   "yes",                         {"HDR-AUTO-SUBMITTED-INVALID"}),
    ("X-Priority",       "1 (Highest)",                 {"HDR-PRIORITY-HIGH"}),
    ("X-Priority",       "3 (Normal)",                  set()),
    ("X-Priority",       "10",                          set()),
    ("Importance",       "High",                        {"HDR-PRIORITY-HIGH"}),
    ("X-Mailer",         "Send-Safe 2.20",              {"HDR-MAILER"}),
    ("X-Mailer",         "Microsoft Outlook 16.0",      set()),
]
# fmt: on


@pytest.mark.parametrize(
    ("field", "value", "expected"), CASES, ids=[str(number) for number in range(len(CASES))]
)
@pytest.mark.spec("RFC 5322 §3.6.4")
def test_marks_of_programs(said, field, value, expected):
    assert set(said({field: value})) == expected


@pytest.mark.spec("RFC 2045 §4")
def test_plain_text_without_mime_needs_no_version(said):
    assert not said({"MIME-Version": None, "Content-Type": None})
