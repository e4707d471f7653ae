"""Reply-To, Sender and Return-Path beside From."""

from __future__ import annotations

import pytest

from mailworthy.message.scope import Scope

# fmt: off
CASES = [
    # field          value                               what is said of it
    ("Reply-To",     "shop@fernhill.example",            set()),
    ("Reply-To",     "shop@desk.fernhill.example",       set()),
    ("Reply-To",     "help@other.example",               {"HDR-REPLY-TO-OTHER"}),
    ("Reply-To",     "fernhill@gmail.com",               {"HDR-REPLY-TO-FREE"}),
    ("Reply-To",     "not an address",                   {"HDR-REPLY-TO-INVALID"}),
    ("Reply-To",     f"{'a' * 70}@fernhill.example",     set()),   # made for each recipient
    ("Reply-To",     "{{ reply_to }}",                   set()),
    ("Sender",       "mailer@fernhill.example",          set()),
    ("Sender",       "mailer@other.example",             {"HDR-SENDER-OTHER"}),
    ("Return-Path",  "<b@bounce.fernhill.example>",      set()),
    ("Return-Path",  "<b@other.example>",                {"HDR-RETURN-PATH-OTHER"}),
    ("Return-Path",  "<>",                               set()),
]
# fmt: on


@pytest.mark.parametrize(
    ("field", "value", "expected"), CASES, ids=[str(number) for number in range(len(CASES))]
)
def test_where_answers_go(said, field, value, expected):
    assert set(said({field: value})) == expected


def test_a_declared_domain_is_the_senders_own(said):
    assert not said({"Reply-To": "help@other.example"}, scope=Scope(domains=("other.example",)))


def test_lists_send_answers_to_themselves(said):
    told = said(
        {
            "Reply-To": "garden@lists.example",
            "List-Post": "<mailto:garden@lists.example>",
            "List-Id": "<garden.lists.example>",
        }
    )
    assert "HDR-REPLY-TO-OTHER" not in told


def test_a_person_with_two_mailboxes_is_told_gently(said):
    told = said({"From": "Anna <anna@gmail.com>", "Reply-To": "anna@yahoo.com"})
    assert told["HDR-REPLY-TO-FREE"].severity.value == "info"
