"""The survey: what every sender meets in a domain's records."""

from __future__ import annotations

import pytest

from mailworthy.finding import Severity
from mailworthy.sender.spf import Spf, survey
from mailworthy.wire.ask import Zone, hold

D = "example.com"
A = {f"h{n}.example": {"A": [f"198.51.100.{n}"]} for n in range(1, 30)}


def surveyed(zone, domain=D):
    return hold(survey(domain), Zone(zone))


# fmt: off
RESULTS = [
    # record                                            a host that nothing names gets     look-ups
    ("v=spf1 ip4:192.0.2.1 -all",                       Spf.FAIL,                          0),
    ("v=spf1 mx ~all",                                  Spf.SOFTFAIL,                      1),
    ("v=spf1 a:h1.example",                             Spf.NEUTRAL,                       1),
    ("v=spf1 include:s.example ?all",                   Spf.NEUTRAL,                       3),
    ("v=spf1 redirect=s.example",                       Spf.SOFTFAIL,                      3),
    ("v=spf1 +all a:h1.example",                        Spf.PASS,                          0),      # nobody reads on
    ("v=spf1 ptr exists:%{i}.x.example -all",           Spf.FAIL,                          2),      # counted, not asked
    ("v=spf1 moo -all",                                 Spf.PERMERROR,                     0),
]
# fmt: on


@pytest.mark.parametrize(("record", "result", "lookups"), RESULTS)
def test_what_a_host_gets_that_nothing_names(record, result, lookups):
    service = {"s.example": {"TXT": ["v=spf1 a:h1.example a:h2.example ~all"]}}
    mail = {"MX": ["10 h3.example"]}
    told = surveyed({D: {"TXT": [record], **mail}, **service, **A})
    assert (told.result, told.lookups) == (result, lookups)


def test_all_branches_are_walked():
    """A check for one host ends where it matches; a survey goes through everything."""
    zone = {D: {"TXT": ["v=spf1 include:one.example include:two.example ~all"]},
            "one.example": {"TXT": ["v=spf1 ip4:0.0.0.0/0 ip6:::/0 -all"]},
            "two.example": {"TXT": ["v=spf1 a:h1.example ~all"]}, **A}  # fmt: skip
    one, two, _ = surveyed(zone).tree.terms
    assert one.child.terms[0].text == "ip4:0.0.0.0/0"
    assert [ask.type for ask, _ in two.child.terms[0].answers] == ["A", "AAAA"]


def test_what_depends_on_the_message_is_named_and_not_asked():
    told = surveyed(
        {D: {"TXT": ["v=spf1 include:%{i}._ip.%{h}._ehlo.%{d}._spf.x.example exists:%{o}.y.example -all"]}}
    )
    first, second, _ = told.tree.terms
    assert (first.error, first.answers, first.child) == ("depends", (), None)
    assert second.target == "example.com.y.example"  # the domain is known


def test_empty_answers_are_counted_for_both_families():
    """By the letter an IPv6 host meets three voids, an IPv4 host one; of names without any address there is one."""
    told = surveyed({D: {"TXT": ["v=spf1 a:h1.example a:h2.example a:none.example -all"]}, **A})
    assert (told.voids, told.voids_people) == (3, 1)
    assert [term.void for term in told.tree.terms] == [False, False, True, False]
    assert told.result is Spf.FAIL  # an IPv4 host's
    (finding,) = (one for one in told.findings if one.code == "SPF-TOO-MANY-VOIDS")
    assert finding.as_dict()["severity"] == "info"  # the record lets no IPv6 host pass anyway


def test_several_faults_are_all_found():
    zone = {D: {"TXT": ["v=spf1 moo include:gone.example a:none.example mx:slow.example include:two.example -all"]},
            "slow.example": "servfail", "two.example": {"TXT": ["v=spf1 ~all", "v=spf1 -all"]}}  # fmt: skip
    told = surveyed(zone)
    assert {finding.code for finding in told.findings} >= {
        "SPF-UNKNOWN-MECHANISM",
        "SPF-DEAD-INCLUDE",
        "SPF-VOID",
        "SPF-DNS-ERROR",
        "SPF-BROKEN-INCLUDE",
    }
    assert (told.problem.word, told.problem.term) == ("unknown_mechanism", "moo")


def test_the_json_shape():
    zone = {D: {"TXT": ["v=spf1 include:_spf.google.com a:none.example ~all"]},
            "_spf.google.com": {"TXT": ["v=spf1 ip4:192.0.2.0/24 ~all"]}}  # fmt: skip
    told = surveyed(zone).as_dict()
    assert told["result"] == "softfail"
    assert told["lookups"] == {"used": 2, "limit": 10}
    assert told["voids"] == {"used": 1, "without_any_address": 1, "limit": 2}
    include, void, _ = told["tree"]["terms"]
    assert include["service"] == "Google Workspace"
    assert include["child"]["record"] == "v=spf1 ip4:192.0.2.0/24 ~all"
    assert void["void"] is True
    assert void["answers"][0] == {
        "name": "none.example",
        "type": "A",
        "outcome": "no_such_name",
        "why": None,
        "values": [],
    }
    assert [finding["code"] for finding in told["findings"]] == ["SPF-VOID", "SPF-SOFTFAIL-ALL"]


HALF = {
    "a.org": {"A": ["192.0.2.1"], "MX": ["10 x.a.org", "20 y.a.org"]},
    "x.a.org": {"A": ["192.0.2.2"]},
    "y.a.org": {"A": ["192.0.2.3"]},
    "six.org": {"TXT": ["v=spf1 ip6:2001:db8::/32 -all"]},
    "z.org": {"AAAA": ["2001:db8::1"]},
}


@pytest.mark.parametrize(
    ("record", "severity"),
    [
        ("v=spf1 a mx -all", Severity.INFO),  # no IPv6 host passes in any case
        ("v=spf1 a mx ip6:2001:db8::1 -all", Severity.WARNING),
        ("v=spf1 a mx include:six.org -all", Severity.WARNING),
        ("v=spf1 a mx a:z.org -all", Severity.WARNING),
    ],
)
def test_what_only_ipv6_hosts_meet_matters_where_such_hosts_send(record, severity):
    world = {**HALF, "a.org": {**HALF["a.org"], "TXT": [record]}}
    told = hold(survey("a.org"), Zone(world))
    (finding,) = (one for one in told.findings if one.code == "SPF-TOO-MANY-VOIDS")
    assert finding.severity is severity
