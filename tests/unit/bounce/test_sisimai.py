"""Sisimai's names for our reasons, both ways."""

from __future__ import annotations

import pytest

from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Kind, Stage
from mailworthy.bounce.sisimai import sisimai_reason

# fmt: off
NAMES = [
    # ours                  status   text                                      stage            theirs
    ("user_unknown",        "5.1.1", "550 5.1.1 user unknown",                 Stage.UNKNOWN,   "userunknown"),
    ("user_unknown",        "",      "550 user unknown",                       Stage.RCPT,      "userunknown"),
    ("user_unknown",        "",      "550 user unknown",                       Stage.DATA,      "filtered"),
    ("user_unknown",        "",      "553 user unknown",                       Stage.UNKNOWN,   "userunknown"),
    ("recipient_filter",    "",      "refused",                                Stage.DATA,      "filtered"),
    ("message_too_big",     "5.2.3", "too big",                                Stage.UNKNOWN,   "exceedlimit"),
    ("message_too_big",     "5.3.4", "too big",                                Stage.UNKNOWN,   "mesgtoobig"),
    ("not_rfc_compliant",   "5.6.0", "headers",                                Stage.UNKNOWN,   "contenterror"),
    ("not_rfc_compliant",   "5.7.1", "several From",                           Stage.UNKNOWN,   "notcompliantrfc"),
    ("network_error",       "4.4.1", "connect to a: Connection timed out",     Stage.UNKNOWN,   "expired"),
    ("network_error",       "5.4.6", "too many hops",                          Stage.UNKNOWN,   "networkerror"),
    ("rate_limited",        "",      "too many connections",                   Stage.UNKNOWN,   "toomanyconn"),
    ("rate_limited",        "",      "rate limit",                             Stage.UNKNOWN,   "speeding"),
    ("too_many_recipients", "",      "too many recipients",                    Stage.UNKNOWN,   "toomanyconn"),
    ("policy",              "5.4.1", "Access denied",                          Stage.UNKNOWN,   "rejected"),
    ("policy",              "5.7.1", "Access denied",                          Stage.UNKNOWN,   "rejected"),
    ("policy",              "5.7.1", "not authorized",                         Stage.UNKNOWN,   "securityerror"),
    ("policy",              "5.7.1", "for policy reasons",                     Stage.UNKNOWN,   "policyviolation"),
    ("policy",              "",      "HELO name rejected",                     Stage.UNKNOWN,   "blocked"),
    ("sender_rejected",     "5.1.8", "sender",                                 Stage.UNKNOWN,   "rejected"),
    ("mailing_list_error",  "",      "members only",                           Stage.UNKNOWN,   "rejected"),
    ("domain_unknown",      "5.4.4", "host not found",                         Stage.UNKNOWN,   "hostunknown"),
    ("domain_unknown",      "5.4.4", "couldn't find a mail exchanger",         Stage.UNKNOWN,   "notaccept"),
    ("undetermined",        "",      "so be it",                               Stage.UNKNOWN,   "onhold"),
    ("undetermined",        "",      " ",                                      Stage.UNKNOWN,   "undefined"),
]
# fmt: on


@pytest.mark.parametrize(("ours", "status", "text", "stage", "theirs"), NAMES)
def test_name(ours, status, text, stage, theirs):
    assert sisimai_reason(ours, status=status, text=text, kind=Kind.BOUNCE, stage=stage) == theirs


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_a_name(reason):
    assert sisimai_reason(reason, status="", text="x", kind=Kind.BOUNCE, stage=Stage.UNKNOWN)


def test_kinds_have_names_too():
    names = {kind: sisimai_reason("", status="", text="", kind=kind, stage=Stage.UNKNOWN) for kind in Kind}
    assert {kind.value: name for kind, name in names.items() if name} == {
        "auto_reply": "vacation",
        "complaint": "feedback",
        "delivered": "delivered",
    }


@pytest.mark.parametrize(
    ("host", "stage", "theirs"),
    [
        ("mfsmax.docomo.ne.jp", Stage.DATA, "rejected"),  # there it speaks of what its users filter
        ("mfsmax.docomo.ne.jp", Stage.UNKNOWN, "filtered"),
        ("mx.docomo.ne.jp.example", Stage.DATA, "filtered"),
        ("mx.notdocomo.ne.jp", Stage.DATA, "filtered"),
    ],
)
def test_docomo_has_a_table_of_its_own(host, stage, theirs):
    told = sisimai_reason(
        "user_unknown",
        status="5.0.0",
        text="550 Unknown user a@example.org",
        kind=Kind.BOUNCE,
        stage=stage,
        doubtful=True,
        remote_mta=host,
    )
    assert told == theirs
