"""TLS reports: what they say, how they differ, and what is none."""

from __future__ import annotations

import json

import pytest

from mailworthy.errors import InputError
from mailworthy.sender.reports import read_tls
from mailworthy.sender.reports.mail import sessions


def document(**other) -> bytes:
    told = {
        "organization-name": "Sender",
        "date-range": {"start-datetime": "2026-11-01T00:00:00Z", "end-datetime": "2026-11-01T23:59:59Z"},
        "contact-info": "tls@sender.example",
        "report-id": "t1",
        "policies": [
            {
                "policy": {
                    "policy-type": "sts",
                    "policy-domain": "Example.com.",
                    "mx-host": ["mx.example.com"],
                },
                "summary": {"total-successful-session-count": 90, "total-failure-session-count": 5},
                "failure-details": [
                    {
                        "result-type": "certificate-expired",
                        "receiving-mx-hostname": "MX.example.com",
                        "failed-session-count": 3,
                    }
                ],
            }
        ],
    }
    return json.dumps(told | other).encode()


@pytest.mark.spec("RFC 8460 §4.4")
def test_each_part_has_its_place():
    told = read_tls(document(), "t.json")
    (policy,) = told.policies
    assert (told.org_name, told.report_id, told.begin, told.end) == ("Sender", "t1", 1793491200, 1793577599)
    assert (policy.type, policy.domain, policy.mx, policy.succeeded, policy.failed) == (
        "sts",
        "example.com",
        ("mx.example.com",),
        90,
        5,
    )
    assert (policy.failures[0].result, policy.failures[0].mx, policy.failures[0].sessions) == (
        "certificate-expired",
        "mx.example.com",
        3,
    )


def test_failures_without_details_count_too():
    told = [(each.result, each.succeeded, each.failed) for each in sessions(read_tls(document()))]
    assert told == [("", 90, 0), ("certificate-expired", 0, 3), ("", 0, 2)]


def test_details_that_come_to_more_than_their_sum_do_not_count_twice():
    text = document().replace(b'"total-failure-session-count": 5', b'"total-failure-session-count": 1')
    assert sum(each.failed for each in sessions(read_tls(text))) == 1


# fmt: off
SAME = [
    (b'["mx.example.com"]', b'"mx.example.com"'),   # RFC 8460 shows both
    (b": 90", b': "90"'),                           # numbers as text
    (b"{", b"\xef\xbb\xbf{"),                       # a byte order mark
]
REFUSED = [
    (b"",                                            "no TLS report"),
    (b"[]",                                          "no TLS report"),
    (b'{"a": 1}',                                    "no TLS report: Object missing required field"),
    (document()[:-5],                                "no TLS report"),
    (document(policies=[]) + b"x",                   "no TLS report"),
    (document().replace(b": 90", b": -90"),          "no TLS report"),
    (document().replace(b": 90", b": 1e999"),        "no TLS report"),
    (b"[" * 100_000,                                 "no TLS report"),
    (document().replace(b"Sender", b"S\xff"),        "no TLS report"),
    (document(policies=[{"policy": {"policy-domain": "a"}}] * 1001), "more policies or failures than any sender writes"),
]
# fmt: on


@pytest.mark.parametrize(("found", "instead"), SAME)
def test_senders_write_the_same_in_several_ways(found, instead):
    assert read_tls(document().replace(found, instead, 1)) == read_tls(document())


@pytest.mark.parametrize(("octets", "said"), REFUSED)
def test_what_is_no_report_is_refused_in_one_line(octets, said):
    with pytest.raises(InputError, match=said) as fault:
        read_tls(octets)
    assert "\n" not in str(fault.value)
