"""Delivery status fields, as the standard has them and as reporters write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.wire.delivery_report import RECIPIENTS, Action, address, read

PLAIN = """\
Reporting-MTA: dns; mx.example.net
Arrival-Date: Tue, 4 Aug 2026 09:00:00 +0000

Final-Recipient: rfc822; jane@example.org
Original-Recipient: rfc822; team@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 <jane@example.org>:
 no such user
"""

# fmt: off
ACTIONS = [
    ("failed", Action.FAILED), ("Failed", Action.FAILED), ("failure", Action.FAILED), ("error", Action.FAILED),
    ("expired", Action.FAILED), ("failed (Bad destination mailbox address)", Action.FAILED), ("delayed", Action.DELAYED),
    ("relayed", Action.RELAYED), ("expanded", Action.EXPANDED), ("delivered", Action.DELIVERED), ("", Action.UNKNOWN),
    ("perhaps", Action.UNKNOWN),
]
STATUSES = [
    ("5.1.1", "5.1.1"), ("5.2.2 (mailbox full)", "5.2.2"), ("(5.2.2)", "5.2.2"), ("", ""), ("5", ""), ("550", ""),
    ("553 Exceeded maximum inbound message size", ""), ("5.1.1.7", ""), ("192.0.2.5", ""), ("5.=\n 1.1", "5.1.1"),
]
ADDRESSES = [
    # the field                                            the address
    ("rfc822; jane@example.org",                           "jane@example.org"),
    ("RFC822;<jane@example.org>",                          "jane@example.org"),
    ("rfc822; jane@example.org (Jane)",                    "jane@example.org"),
    ("jane@example.org",                                   "jane@example.org"),
    ("rfc/822; jane@example.org",                          "jane@example.org"),
    ("rfc822; RFC822;jane@example.org",                    "jane@example.org"),
    ("rfc822; smtp:jane@example.org",                      "jane@example.org"),
    ("LOCAL; <jane@example.org>",                          "jane@example.org"),
    ("rfc822; @relay.example:jane@example.org",            "jane@example.org"),
    ('rfc822; "jane doe"@example.org',                     '"jane doe"@example.org'),
    ("utf-8; \\x{6A}ane@ex\\x{E4}mple.org",                "jane@exämple.org"),
    ("utf-8; a\\x{FFFFFF}b\\x{D800}@example.org",          "ab@example.org"),
    ("rfc822; root",                                       "root"),
    ("x400; /G=Jane/S=Doe/C=XX/",                          ""),
    ("rfc822; |/usr/bin/vacation",                         ""),
    ("rfc822; /var/mail/jane",                             ""),
    ("rfc822; @mx.example.org",                            ""),
    ("",                                                   ""),
]
# fmt: on


@pytest.mark.spec("RFC 3464 §2.3")
def test_a_report_by_the_book():
    report = read(PLAIN)
    (told,) = report.recipients
    assert report.reporting_mta == "mx.example.net"
    assert (told.final, told.original, told.action, told.status) == (
        "jane@example.org", "team@example.org", Action.FAILED, "5.1.1",
    )  # fmt: skip
    assert (told.diagnostic_type, told.diagnostic) == ("smtp", "550 5.1.1 <jane@example.org>: no such user")
    assert told.remote_mta == "mx.example.org"
    assert told.line == "final-recipient: rfc822; jane@example.org"


@pytest.mark.spec("RFC 3464 §2.3.3")
@pytest.mark.parametrize(("written", "meant"), ACTIONS)
def test_an_action_means(written, meant):
    assert read(f"Final-Recipient: a@b.example\nAction: {written}").recipients[0].action is meant


@pytest.mark.spec("RFC 3464 §2.3.4")
@pytest.mark.parametrize(("written", "status"), STATUSES)
def test_a_status_is_read_and_never_made_up(written, status):
    assert read(f"Final-Recipient: a@b.example\nStatus: {written}").recipients[0].status == status


@pytest.mark.spec("RFC 3464 §2.3.2")
@pytest.mark.parametrize(("field", "said"), ADDRESSES)
def test_an_address_is_read(field, said):
    assert address(field) == said


def test_comments_are_kept_where_reporters_write_the_cause():
    (told,) = read(
        "Final-Recipient: a@b.example\nAction: failed (no such box)\nStatus: 5.2.2 (full)"
    ).recipients
    assert told.remark == "no such box full"


DAMAGED = [
    PLAIN.replace("\n\nFinal", "\nFinal"),  # no blank line between the groups
    PLAIN.replace("Action: failed", "\nAction: failed"),  # one too many
    PLAIN.replace("Reporting-MTA: dns; mx.example.net\n", "Reporting-MTA: dns; mx.example.net\n\n\n"),
    PLAIN.replace(" no such user", "no such user"),  # folded without a blank
    PLAIN.replace("Final-Recipient:", "Final-Recipient :").replace("Action:", "ACTION :"),
]


@pytest.mark.parametrize("text", DAMAGED)
def test_damage_changes_nothing(text):
    report = read(text)
    (told,) = report.recipients
    assert (report.reporting_mta, told.final, told.action) == (
        "mx.example.net",
        "jane@example.org",
        Action.FAILED,
    )
    assert told.diagnostic.endswith("no such user")


def test_recipients_without_a_blank_line_between_are_two():
    text = "Final-Recipient: a@b.example\nAction: failed\nFinal-Recipient: c@d.example\nAction: delayed"
    assert [(one.final, one.action) for one in read(text).recipients] == [
        ("a@b.example", Action.FAILED), ("c@d.example", Action.DELAYED),
    ]  # fmt: skip


def test_an_action_in_the_reports_own_group_is_every_recipients():
    text = "Reporting-MTA: dns; mx\nAction: failed\n\nFinal-Recipient: a@b.example\n\nFinal-Recipient: c@d.example"
    assert [(one.final, one.action) for one in read(text).recipients] == [
        ("a@b.example", Action.FAILED), ("c@d.example", Action.FAILED),
    ]  # fmt: skip


def test_no_more_recipients_than_fit():
    assert len(read("Final-Recipient: a@b.c\n\n" * (RECIPIENTS * 3)).recipients) == RECIPIENTS


@given(st.text(max_size=500))
def test_any_text_is_a_report(text):
    assert all(isinstance(one.action, Action) for one in read(text).recipients)


@given(
    st.lists(st.sampled_from([*PLAIN.split("\n"), "", " ", "x", ":", "=", ";"]), max_size=40).map("\n".join)
)
def test_any_mixture_of_its_lines_is_a_report(text):
    assert all("\n" not in one.diagnostic for one in read(text).recipients)
