"""Anything in: no exception, and never more than so many notices, each of bounded length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.bounce.sources import DIALECTS, _dialect, read_dialects
from mailworthy.bounce.sources.report_text import RECIPIENTS, WORDS, ReportText
from mailworthy.wire import message as wire_message

HEAD = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: failure notice\nX-Mailer: <SMTP32 v8> MDaemon m-FILTER\n\n"
MARKS = [mark for name in DIALECTS for mark in _dialect(name)[0]]
SHREDS = [
    *MARKS, "a@b.example", "<a@b.example>:", "<a@b.example>: ", "  a@b.example", "550 5.1.1 no", "550-", "(reason: ", "(expanded from", ">>> RCPT To:",
    "<<< 550 no", "----- x -----", "#550 x", "host mx.example [192.0.2.1]", "did not reach", "\n", "\n\n", "\t", " ", '"', "'", "[", "(", "{", "@",
    "\x00", "\r", "\u3000", "中", "a@b.example<mailto:a@b.example>", "on Thu, 1 Apr", "Final-Recipient: rfc822; ", "To: ", "Received: ",
]  # fmt: skip


def notices(text: str) -> list:
    return read_dialects(wire_message.read((HEAD + text).encode("utf-8", "surrogatepass")))


def bounded(found: list) -> bool:
    return len(found) <= RECIPIENTS and all(len(one.text) <= WORDS and len(one.line) <= 300 for one in found)


@given(st.lists(st.sampled_from(SHREDS), max_size=60))
def test_shreds_of_reports_in_any_order(shreds):
    assert bounded(notices("".join(shreds)))


@given(st.text(max_size=400))
def test_any_text(text):
    assert bounded(notices(text))


@given(st.binary(max_size=400))
def test_any_octets(octets):
    assert bounded(read_dialects(wire_message.read(octets)))


@pytest.mark.parametrize("name", DIALECTS)
@given(shreds=st.lists(st.sampled_from(SHREDS), max_size=40))
def test_each_dialect_behind_its_gate(name, shreds):
    report = ReportText(wire_message.read((HEAD + "".join(shreds)).encode("utf-8", "surrogatepass")))
    assert bounded(_dialect(name)[1](report))


@pytest.mark.parametrize("shred", [one for one in SHREDS if one.strip()])
def test_one_shred_without_end(shred):
    """What repeats without end is looked at only so far: a slow expression would hang here, not merely fail."""
    for opening in ("could not be delivered to the following recipients:\n\n", "\n".join(MARKS)):
        assert bounded(notices(opening + shred * (100_000 // len(shred))))
        assert bounded(notices(opening + f"{shred}\n" * (100_000 // len(shred))))


@given(st.integers(0, 600))
def test_a_report_cut_anywhere(at):
    """What is cut names the address, its beginning, or nobody."""
    whole = "This is the mail system at host mx.example.\n\n<a@b.example>: host mx.b.example[192.0.2.1] said: 550 5.1.1\n    no (in reply to RCPT TO command)\n"
    assert all("a@b.example".startswith(one.recipient) for one in notices(whole[:at]))
