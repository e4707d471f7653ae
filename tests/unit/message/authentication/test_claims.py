"""What a receiver wrote about a message."""

from __future__ import annotations

import pytest

from mailworthy.message.authentication.claims import claims, told
from mailworthy.message.header.header import Header
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

ALL = "dmarc=pass header.from=a.example; dkim=pass header.d=a.example; spf=pass smtp.mailfrom=b@bounce.a.example"


def _claims(*lines):
    raw = "\n".join((*lines, "From: a@a.example", "", "seeds")).encode()
    return claims(Header(read(raw), Scope()))


# fmt: off
READ = [
    # above From                                                                              spf        dkim       dmarc      arc
    ((),                                                                                      ("unknown", "unknown", "unknown", "unknown")),
    ((f"Authentication-Results: mx.b.example; {ALL}",),                                       ("pass",    "pass",    "pass",    "unknown")),
    (("Authentication-Results: mx.b.example; none",),                                         ("unknown", "unknown", "unknown", "unknown")),
    (("Authentication-Results: mx.b.example; arc=pass; dkim=fail; dkim=pass",),               ("unknown", "pass",    "unknown", "pass")),
    (("Authentication-Results: mx.b.example; spf=quite",),                                    ("unknown", "unknown", "unknown", "unknown")),
    (("Authentication-Results: mx.b.example; spf=fail",
      "Authentication-Results: mx.b.example; dkim=pass",
      "Authentication-Results: stranger.example; dmarc=pass"),                                ("fail",    "pass",    "unknown", "unknown")),
    (("Received-SPF: Pass (sender SPF authorized) envelope-from=<b@c.example>; helo=x",),     ("pass",    "unknown", "unknown", "unknown")),
    (("Authentication-Results: spf=pass smtp.mailfrom=b.example; dkim=none (not signed); dmarc=fail action=none",),
                                                                                              ("pass",    "none",    "fail",    "unknown")),  # Outlook
    (("Received-SPF: softfail",),                                                             ("softfail", "unknown", "unknown", "unknown")),
    (("Received-SPF: nonsense",),                                                             ("unknown", "unknown", "unknown", "unknown")),
    (("Authentication-Results: mx.b.example; dkim=pass", "Received-SPF: fail"),               ("fail",    "pass",    "unknown", "unknown")),
]
SAID = [
    # results                                     what is said
    (ALL,                                         {"AUTH-OK"}),
    ("dmarc=fail; spf=pass; dkim=none",           {"AUTH-DMARC-FAIL"}),
    ("dmarc=fail; spf=softfail; dkim=fail",       {"AUTH-DMARC-FAIL", "AUTH-SPF-FAIL", "AUTH-DKIM-FAIL"}),
    ("dmarc=none; spf=neutral",                   set()),
    ("dmarc=temperror; dkim=temperror",           set()),
    ("none",                                      set()),
]
# fmt: on


@pytest.mark.parametrize(("lines", "expected"), READ, ids=[str(number) for number in range(len(READ))])
@pytest.mark.spec("RFC 8601 §7.1")
@pytest.mark.spec("RFC 7208 §9.1")
def test_whose_word_counts(lines, expected):
    found = _claims(*lines)
    assert (found.spf, found.dkim, found.dmarc, found.arc) == expected


@pytest.mark.parametrize(("results", "expected"), SAID, ids=[str(number) for number in range(len(SAID))])
def test_what_is_said_of_it(results, expected):
    found = _claims(f"Authentication-Results: mx.b.example; {results}")
    assert {one.code for one in told(found)} == expected


def test_a_forwarded_message_that_passes_is_not_blamed():
    found = _claims("Authentication-Results: mx.b.example; dmarc=pass; dkim=pass; spf=fail")
    severities = {one.code: one.severity.value for one in told(found) if one.severity}
    assert severities == {"AUTH-SPF-FAIL": "info"}


@pytest.mark.parametrize(
    ("line", "domain"),
    [
        (f"Authentication-Results: mx.b.example; {ALL}", "bounce.a.example"),
        ('Received-SPF: pass (x) envelope-from="b@c.example";', "c.example"),
        ("Received-SPF: pass", ""),
    ],
    ids=["results", "received", "bare"],
)
def test_whom_spf_speaks_of(line, domain):
    assert _claims(line).identity == domain
