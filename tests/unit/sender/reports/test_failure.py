"""Failure reports: for machines and in words, and what is none."""

from __future__ import annotations

import pytest

from mailworthy.sender.reports import read_failure
from mailworthy.sender.reports.failure import is_complaint
from mailworthy.wire.message import read

HEAD = """From: Reports <noreply@receiver.example>
Message-ID: <f1@receiver.example>
Subject: FW: hello
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=b

"""
FIELDS = """Feedback-Type: auth-failure
User-Agent: Reporter/1
Version: 1
Original-Mail-From: <bounce@esp.example>
Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0100
Source-IP: mail.esp.example (192.0.2.7)
Reported-Domain: Example.com
Auth-Failure: dmarc, spf
Delivery-Result: reject
Identity-Alignment: none
Authentication-Results: receiver.example;
 dmarc=fail header.from=example.com
"""
SAMPLE = "From: Jane <jane@example.com>\nSubject: hello\nMessage-ID: <m1@example.com>\n"
WORDS = """From: noreply@receiver.example
Subject: DMARC Failure Report for example.com
Date: Sat, 21 Nov 2026 10:00:00 +0100

A message has failed the DMARC policy.

  Sender Domain: example.com
  Sender IP Address: 192.0.2.7
  SPF Alignment: yes
  DKIM Alignment: no

From: jane@example.com
Subject: hello
"""


def report(fields: str = FIELDS, sample_type: str = "message/rfc822") -> bytes:
    parts = (
        "text/plain\n\nA report.\n",
        f"message/feedback-report\n\n{fields}\n",
        f"{sample_type}\n\n{SAMPLE}\nbody\n",
    )
    return (HEAD + "".join(f"--b\nContent-Type: {part}" for part in parts) + "--b--\n").encode()


@pytest.mark.spec("RFC 6591 §3")
@pytest.mark.parametrize("sample_type", ["message/rfc822", "text/rfc822-headers"])
def test_each_field_has_its_place(sample_type):
    told = read_failure(read(report(sample_type=sample_type)), "f.eml")
    assert told is not None
    assert (told.org_name, told.report_id, told.type, told.domain) == (
        "receiver.example",
        "f1@receiver.example",
        "auth-failure",
        "example.com",
    )
    assert (told.source_ip, told.at, told.failures, told.delivery, told.aligned) == (
        "192.0.2.7",
        1795251600,
        ("dmarc", "spf"),
        "reject",
        (),
    )
    assert (told.mail_from, told.results) == (
        "bounce@esp.example",
        "receiver.example; dmarc=fail header.from=example.com",
    )
    assert (told.header_from, told.subject, told.message_id) == (
        "Jane <jane@example.com>",
        "hello",
        "m1@example.com",
    )


def test_a_report_in_words_says_as_much():
    told = read_failure(read(WORDS.encode()))
    assert told is not None
    assert (told.domain, told.source_ip, told.aligned, told.header_from) == (
        "example.com",
        "192.0.2.7",
        ("spf",),
        "jane@example.com",
    )


@pytest.mark.parametrize("line", ["Source-IP: nowhere", "Source-IP:", ""])
def test_an_address_that_is_none_is_left_empty(line):
    told = read_failure(
        read(report(FIELDS.replace("Source-IP: mail.esp.example (192.0.2.7)", line).replace("\n\n", "\n")))
    )
    assert told is not None
    assert told.source_ip == ""


@pytest.mark.parametrize(
    "date", ["yesterday", "", "Sat, 99 Nov 2026 10:00:00 +0100", "Sat, 21 Nov 99999 10:00:00 +9999"]
)
def test_a_date_that_is_none_is_unknown(date):
    told = read_failure(read(report(FIELDS.replace("Sat, 21 Nov 2026 10:00:00 +0100", date))))
    assert told is not None
    assert told.at is None


# fmt: off
NONE = [
    (report(FIELDS.replace("auth-failure", "abuse")),                      True),   # a complaint: for the bounce room
    (b"From: jane@example.com\nSubject: hello\n\nhi\n",                    False),
    (b"From: jane@example.com\nSubject: DMARC failure report, how?\n\nhi", False),  # somebody asks about them
    (b"",                                                                  False),
]
# fmt: on


@pytest.mark.parametrize(("raw", "complaint"), NONE)
def test_what_is_no_failure_report(raw, complaint):
    assert read_failure(read(raw)) is None
    assert is_complaint(read(raw)) is complaint
