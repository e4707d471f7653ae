"""To and Cc."""

from __future__ import annotations

import pytest


def _many(count):
    return ", ".join(f"reader{number}@example.net" for number in range(count))


# fmt: off
CASES = [
    # To                            what is said of it
    ("jane@example.net",            set()),
    ("Jane <jane@example.net>",     set()),
    ("{{ email }}",                 set()),
    (None,                          {"HDR-NO-TO"}),
    ("undisclosed-recipients:;",    {"HDR-TO-UNDISCLOSED"}),
    ("Valued customer",             {"HDR-TO-INVALID"}),
    ("news@fernhill.example",       {"HDR-TO-IS-FROM"}),
    (_many(10),                     set()),
    (_many(11),                     {"HDR-RECIPIENTS-SHOWN"}),
]
# fmt: on


@pytest.mark.parametrize(("value", "expected"), CASES, ids=[str(number) for number in range(len(CASES))])
@pytest.mark.spec("RFC 5322 §3.6.3")
def test_to(said, value, expected):
    assert set(said({"To": value})) == expected


def test_cc_is_enough(said):
    assert not said({"To": None, "Cc": "jane@example.net"})


def test_who_shows_addresses_to_a_crowd_is_warned(said):
    assert said({"To": _many(31)})["HDR-RECIPIENTS-SHOWN"].severity.value == "warning"
