"""Delivery status fields that stand in the text."""

from __future__ import annotations

import pytest

from mailworthy.bounce.record import Kind

FIELDS = """An error occurred while trying to deliver the mail to the following recipients:
gone@example.com

Technical report:

Reporting-MTA: dsn; mx.example.net

Action: failed
Final-Recipient: rfc822; gone@example.com
Diagnostic-Code: smtp; 550 5.1.1 <gone@example.com>... User
  Unknown
Status: 5.1.1
Remote-MTA: dns; mx.example.com
"""


@pytest.mark.spec("RFC 3464 §2.3")
def test_fields_for_people_are_fields_still(read):
    (notice,) = read(FIELDS)
    assert (notice.recipient, notice.status, notice.agent) == ("gone@example.com", "5.1.1", "smtp")
    assert (notice.text, notice.remote_mta, notice.reporting_mta) == (
        "550 5.1.1 <gone@example.com>... User Unknown",
        "mx.example.com",
        "mx.example.net",
    )


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("failed", Kind.BOUNCE),
        ("Delayed", Kind.DELAY),
        ("relayed", Kind.DELIVERED),
        ("expanded", Kind.DELIVERED),
    ],
)
def test_the_action_is_the_kind(read, action, kind):
    (notice,) = read(FIELDS.replace("failed", action))
    assert notice.kind is kind


def test_each_group_is_a_recipient(read):
    second = "\nFinal-Recipient: rfc822; full@example.com\nOriginal-Recipient: rfc822; alias@example.org\nAction: failed\nStatus: 5.2.2\n"
    found = read(FIELDS + second)
    assert [(one.recipient, one.original_recipient, one.status) for one in found] == [
        ("gone@example.com", "", "5.1.1"),
        ("full@example.com", "alias@example.org", "5.2.2"),
    ]


def test_without_a_diagnostic_the_reply_in_the_text_speaks(read):
    (notice,) = read(
        "mail.local: unknown user: gone\n554 <gone@example.com>... Service unavailable\n\nFinal-Recipient: RFC822; <gone@example.com>\nAction: failed\nStatus: 5.5.0\n"
    )
    assert notice.text.startswith(
        "mail.local: unknown user: gone\n554 <gone@example.com>... Service unavailable"
    )
