"""Examples as people read them."""

from __future__ import annotations

import pytest

from mailworthy.finding import codes
from mailworthy.finding.example import shown

# fmt: off
SHOWN = [
    ({"address": "jane\u0007@example.org"},
     ('"jane\\u0007@example.org"',)),
    ({"address": "jane@a.org", "dns": {"a.org": {"MX": ["0 ."], "A": ["192.0.2.1"]}, "b.org": "servfail"}},
     ('"jane@a.org"', "a.org  MX  0 .", "a.org  A  192.0.2.1", "b.org  SERVFAIL")),
    ({"columns": ["email", "name"], "rows": [["j{n}@a.org", "J"]], "times": 5},
     ("email,name", "j{n}@a.org,J", "… × 5, {n} = 1, 2, 3 …")),
    ({"text": "email\njane@a.org\n"},
     ("email", "jane@a.org")),
    ({"domain": "a.org", "dns": {"a.org": {"TXT": ["v=spf1 -all"]}}},
     ("a.org", "a.org  TXT  v=spf1 -all")),
    ({"domain": "a.org", "dns": {}, "web": {"https://a.org/x.txt": "one\ntwo\n"}},
     ("a.org", "https://a.org/x.txt", "  one", "  two")),
    ({"message": "From: jane@a.org\n\nHello", "dns": {}},
     ("From: jane@a.org", "", "Hello")),
    ({"message": "From: jane@a.org\n\n{x}", "times": 1000},
     ("From: jane@a.org", "", "{x}", "{x} = x × 1,000")),
    ({"sent": {"a.org": 1000}, "came_back": [
        {"domain": "a.org", "reason": "blocklisted", "code": "554 5.7.1", "blocklist": "ZEN", "count": 2},
        {"domain": "a.org", "complaints": 3}]},
     ("1,000 sent to a.org", "2 back from a.org 554 5.7.1 blocklisted ZEN", "3 complaints from a.org")),
    ({"seen": [{"source": "192.0.2.1", "signer": "b.org", "policy": "none", "disposition": "none", "count": 2000, "times": 3},
               {"source": "192.0.2.2", "envelope": "a.org", "spf": True, "day": "2026-11-02"}]},
     ("2,000 from 192.0.2.1, DKIM b.org (not aligned), none, p=none, 3 days", "1 from 192.0.2.2, SPF a.org, 2026-11-02")),
    ({"sessions": [{"mx": "mx.a.org", "succeeded": 9, "failed": 1, "result": "certificate-expired"}]},
     ("mx.a.org, 9 succeeded, 1 failed, certificate-expired",)),
]
# fmt: on


@pytest.mark.parametrize(("example", "lines"), SHOWN)
def test_an_example_is_shown_as_lines(example, lines):
    assert shown(example) == lines


@pytest.mark.parametrize("row", codes().values(), ids=codes())
def test_every_example_can_be_shown_on_a_terminal(row):
    assert all(line.isprintable() for line in (*shown(row.bad), *shown(row.good)))
