"""Where replies and bounces go: what is found in DNS, what is said of it, and records that mend it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from remedies import published

from mailworthy.finding import Severity, lookup
from mailworthy.sender.mx import HOSTS_MOST, MxHost, survey
from mailworthy.wire.ask import Answer, Dns, Outcome, Zone, hold
from mailworthy.wire.reach import Reach

A = {"A": ["192.0.2.10"]}
BOTH = {"A": ["192.0.2.10"], "AAAA": ["2001:db8::10"]}
TWO = {"A": ["192.0.2.10", "192.0.2.11"], "AAAA": ["2001:db8::10"]}


def _mx(*values, **more):
    return {"a.org": {"MX": list(values)}, **{f"{name}.a.org": records for name, records in more.items()}}


# fmt: off
SAID = [
    # zone                                                                  codes
    (_mx("10 mx.a.org", mx=TWO),                                            ["MX-OK"]),
    (_mx("10 mx.a.org", "20 b.a.org", mx=BOTH, b=BOTH),                     ["MX-OK"]),
    (_mx("10 mx.a.org", "10 b.a.org", mx=BOTH, b=BOTH),                     ["MX-OK"]),                     # the same preference is fine
    (_mx("10 mx.a.org", mx=BOTH),                                           ["MX-OK", "MX-ONE-HOST"]),
    (_mx("10 mx.a.org", "20 b.a.org", mx=A, b=A),                           ["MX-OK", "MX-NO-IPV6"]),
    (_mx("10 mx.a.org", "20 b.a.org", mx={"AAAA": ["2001:db8::1"]}, b={"AAAA": ["2001:db8::2"]}),   ["MX-OK", "MX-NO-IPV4"]),
    (_mx("0 ."),                                                            ["MX-NULL"]),
    (_mx("10 ."),                                                           ["MX-NULL"]),                   # RFC 7505 wants 0; there is no host all the same
    (_mx("0 .", "10 mx.a.org", mx=TWO),                                     ["MX-NULL-WITH-OTHERS", "MX-OK"]),
    (_mx("10 mx.a.org", mx={"CNAME": ["b.a.org"]}, b=TWO),                  ["MX-IS-CNAME", "MX-OK"]),
    (_mx("10 mx.a.org", mx={"CNAME": ["b.a.org"]}),                         ["MX-HOST-MISSING"]),           # an alias into the void
    (_mx("10 192.0.2.10"),                                                  ["MX-IS-IP"]),
    (_mx("10 [192.0.2.10]"),                                                ["MX-IS-IP"]),
    (_mx("10 2001:db8::1"),                                                 ["MX-IS-IP"]),
    (_mx("10 mx\\.a.org"),                                                  ["MX-NAME-INVALID"]),
    (_mx("10 jane@a.org"),                                                  ["MX-NAME-INVALID"]),
    (_mx("10 mx.a.org"),                                                    ["MX-HOST-MISSING"]),
    (_mx("10 mx.a.org", mx={"TXT": ["x"]}),                                 ["MX-NO-ADDRESS"]),
    (_mx("10 mx.a.org", mx={"A": ["10.0.0.1"]}),                            ["MX-PRIVATE"]),
    (_mx("10 mx.a.org", mx={"A": ["10.0.0.1"], "AAAA": ["fe80::1"]}),       ["MX-PRIVATE"]),
    (_mx("10 localhost"),                                                   ["MX-PRIVATE"]),
    (_mx("10 mx.a.org", "20 b.a.org", mx=TWO, b={"A": ["127.0.0.1"]}),      ["MX-PRIVATE"]),
    (_mx("10 mx.a.org", mx={"A": ["10.0.0.1", *TWO["A"]], "AAAA": TWO["AAAA"]}),    ["MX-PRIVATE", "MX-OK"]),
    (_mx("10 mx.a.org", mx="servfail"),                                     ["MX-DNS-ERROR", "MX-DNS-ERROR"]),
    (_mx("10 mx.a.org", "20 b.a.org", mx=TWO, b="timeout"),                 ["MX-DNS-ERROR", "MX-DNS-ERROR"]),
    (_mx("nonsense"),                                                       ["MX-DNS-ERROR"]),
    ({"a.org": "timeout"},                                                  ["MX-DNS-ERROR"]),
    ({},                                                                    ["MX-DOMAIN-MISSING"]),
    ({"a.org": {"TXT": ["x"]}},                                             ["MX-NO-HOST"]),
    ({"www.a.org": A},                                                      ["MX-NO-HOST"]),                # the name exists, and holds nothing
    ({"a.org": A},                                                          ["MX-MISSING"]),
    ({"a.org": {"A": ["10.0.0.1"]}},                                        ["MX-PRIVATE"]),
    ({"a.org": {"CNAME": ["b.org"]}, "b.org": {"MX": ["10 mx.b.org"]}, "mx.b.org": TWO},    ["MX-OK"]),
]
# fmt: on


def _said(zone, domain="a.org", secure=()):
    return hold(survey(domain), Zone(zone, secure))


def _codes(zone):
    return [finding.code for finding in _said(zone).findings]


def _weights(zone):
    return {
        finding.code: (finding.severity or lookup(finding.code).severity) for finding in _said(zone).findings
    }


@pytest.mark.parametrize(("zone", "codes"), SAID)
def test_what_is_said(zone, codes):
    assert _codes(zone) == codes


@pytest.mark.spec("RFC 5321 §5.1")
def test_hosts_come_by_preference_each_once():
    zone = _mx("20 b.a.org", "5 mx.a.org", "30 mx.a.org", mx=BOTH, b=A)
    assert _said(zone).hosts == (
        MxHost("mx.a.org", 5, ("192.0.2.10", "2001:db8::10")),
        MxHost("b.a.org", 20, ("192.0.2.10",)),
    )


# fmt: off
WEIGHTS = [
    # a faulty host alone, and beside a good one
    (MxHost("mx.a.org", 10, why="missing"),     None),
    (MxHost("mx.a.org", 10, why="no_address"),  {"TXT": ["x"]}),
    (MxHost("mx.a.org", 10, why="inner"),       {"A": ["10.0.0.1"]}),
]
# fmt: on


@pytest.mark.parametrize(("host", "records"), WEIGHTS, ids=lambda each: getattr(each, "why", ""))
def test_a_host_that_takes_nothing_hurts_less_beside_one_that_does(host, records):
    alone = _mx("10 mx.a.org", **({"mx": records} if records else {}))
    beside = {**alone, **_mx("10 mx.a.org", "20 b.a.org", b=TWO)}
    beside |= {name: records for name, records in alone.items() if name != "a.org"}
    assert set(_weights(alone).values()) == {Severity.ERROR}
    assert Severity.ERROR not in _weights(beside).values()
    assert Severity.WARNING in _weights(beside).values()


@pytest.mark.spec("RFC 7505 §4.2")
@pytest.mark.parametrize(
    ("text", "severity"), [("v=spf1 -all", "info"), ("v=spf1 mx -all", "error"), ("x", "error")]
)
def test_a_null_mx_is_right_where_nobody_sends(text, severity):
    (finding,) = _said({"a.org": {"MX": ["0 ."], "TXT": [text]}}).findings
    assert finding.as_dict()["severity"] == severity


@pytest.mark.spec("RFC 7672 §2.2")
@pytest.mark.parametrize(
    ("secure", "vouched"), [(("a.org", "b.net"), True), (("a.org",), False), (("b.net",), False), ((), False)]
)
def test_a_host_is_secure_where_dns_vouches_for_all_the_way(secure, vouched):
    zone = {"a.org": {"MX": ["10 mx.b.net"]}, "mx.b.net": TWO}
    assert _said(zone, secure=secure).hosts[0].secure is vouched


def test_loopback_is_a_host_where_it_is_allowed():
    zone = Zone(_mx("10 mx.a.org", mx={"A": ["127.0.0.2"]}))
    (host,) = hold(survey("a.org", Reach.widened("127.0.0.0/8")), zone).hosts
    assert (host.addresses, host.why) == (("127.0.0.2",), "")


def test_no_family_is_missed_where_dns_did_not_tell():
    def answer(asks):
        said = {"MX": ("10 mx.a.org",), "A": ("192.0.2.10", "192.0.2.11")}
        return tuple(
            Answer(Outcome.FOUND, said[ask.type])
            if ask.type in said
            else Answer(Outcome.FAILED, why="timeout")
            for ask in asks
        )

    found = hold(survey("a.org"), answer)
    assert [finding.code for finding in found.findings] == ["MX-DNS-ERROR"]
    assert found.hosts[0].addresses == ("192.0.2.10", "192.0.2.11")


def test_ten_thousand_hosts_are_a_few_questions():
    asked = []

    def answer(asks):
        asked.extend(asks)
        return Zone({"a.org": {"MX": [f"{at} h{at}.a.org" for at in range(10_000)]}, "*.a.org": BOTH})(asks)

    found = hold(survey("a.org"), answer)
    assert len(asked) == 1 + 2 * HOSTS_MOST
    assert ("MX-NOT-ALL-CHECKED", "+9990") in [(one.code, one.detail) for one in found.findings]


def test_a_thousand_addresses_are_cut():
    zone = _mx("10 mx.a.org", mx={"A": [f"192.0.2.{at % 250}" for at in range(1_000)]})
    (host,) = _said(zone).hosts
    assert len(host.addresses) <= 16


# --- remedies -----------------------------------------------------------------------------------------------------

HOST = st.sampled_from(
    [
        TWO,
        BOTH,
        A,
        {"A": ["10.0.0.1"]},
        {"A": ["10.0.0.1", "192.0.2.9"]},
        {"CNAME": ["real.a.org"]},
        {"TXT": ["x"]},
        None,
    ]
)
NAME = st.sampled_from(["b.a.org", "c.a.org", "d.a.org", "192.0.2.77", "localhost", "x@y", ".", "gone.a.org"])


@st.composite
def zones(draw):
    """Domains with all kinds of mail hosts, sound and faulty."""
    hosts = {f"{name}.a.org": draw(HOST) for name in "bcd"}
    named = draw(st.lists(st.tuples(st.integers(0, 30), NAME), unique=True, max_size=6))
    own = {"MX": [f"{preference} {name}" for preference, name in named]} | draw(st.sampled_from([{}, A]))
    zone = {name: records for name, records in hosts.items() if records}
    return {"a.org": own, "real.a.org": TWO, **zone}


ERRORS = {Severity.ERROR, Severity.WARNING}


@given(zones())
def test_each_remedy_mends_what_it_is_for_and_breaks_nothing(zone):
    before = _said(zone)
    for finding in before.findings:
        if finding.fix:
            mended = published(zone, finding.fix)
            assert _place(finding) not in map(_place, _said(mended).findings)
            assert not _weighty(mended) - _weighty(zone)


@given(zones())
def test_all_remedies_together_mend_all_and_do_not_contradict_each_other(zone):
    findings = [finding for finding in _said(zone).findings if finding.fix]
    lines = dict.fromkeys(line for finding in findings for line in finding.fix.split("\n"))
    if lines:
        mended = published(zone, "\n".join(lines))
        assert not set(map(_place, findings)) & set(map(_place, _said(mended).findings))
        assert not _weighty(mended) - _weighty(zone)


def _place(finding):
    return finding.code, finding.where.get("term")


def _weighty(zone):
    return {code for code, weight in _weights(zone).items() if weight in ERRORS}


def test_all_that_is_wrong_is_mended_by_the_same_records():
    zone = _mx("0 .", "10 mx.a.org", "20 192.0.2.77", "30 gone.a.org", mx={"CNAME": ["b.a.org"]}, b=TWO)
    assert {finding.fix for finding in _said(zone).findings if finding.fix} == {
        "a.org. 3600 IN MX 10 b.a.org.\na.org. 3600 IN MX 20 mx2.a.org.\nmx2.a.org. 3600 IN A 192.0.2.77"
    }


@given(st.dictionaries(st.sampled_from(["a.org", "mx.a.org", "*.a.org"]), st.one_of(
    st.just("servfail"),
    st.dictionaries(st.sampled_from(["MX", "A", "AAAA", "CNAME", "TXT"]), st.lists(st.text(max_size=20), max_size=4)),
)))  # fmt: skip
def test_any_zone_is_looked_at(zone):
    found = _said(zone)
    assert found.findings
    assert found.as_dict()["domain"] == "a.org"


def test_the_shape_in_json():
    told = _said(_mx("10 mx.a.org", mx={"CNAME": ["b.org"]}) | {"b.org": TWO}).as_dict()
    assert {**told, "findings": []} == {
        "domain": "a.org",
        "hosts": [{
            "name": "mx.a.org", "preference": 10, "addresses": [*TWO["A"], *TWO["AAAA"]], "inner": [],
            "alias": "b.org", "why": None, "secure": False,
        }],
        "null": False, "implicit": False, "findings": [],
    }  # fmt: skip


def test_records_are_mended_where_the_aliases_end():
    (finding, *_) = _said({"a.org": {"CNAME": ["b.org"]}, "b.org": A}).findings
    assert (finding.code, finding.fix) == ("MX-MISSING", "b.org. 3600 IN MX 10 b.org.")


def test_only_what_is_needed_is_asked():
    asking = survey("a.org")
    assert next(asking) == (Dns("a.org", "MX"),)
    asks = asking.send((Answer(Outcome.FOUND, ("10 mx.a.org", "20 192.0.2.1", "30 localhost")),))
    assert asks == (Dns("mx.a.org", "A"), Dns("mx.a.org", "AAAA"))


def test_what_is_no_record_at_all_is_told():
    assert [finding.detail for finding in _said(_mx("nonsense")).findings] == ["malformed"]
    assert [finding.detail for finding in _said({"a.org": "timeout"}).findings] == ["timeout"]


def test_an_alias_is_told_with_where_it_leads():
    findings = _said(_mx("10 mx.a.org", mx={"CNAME": ["b.org"]}) | {"b.org": TWO}).findings
    assert findings[0].detail == "mx.a.org → b.org"
    assert findings[0].where == {"record": "a.org", "term": "10 mx.a.org"}


def test_where_not_all_hosts_were_looked_at_no_record_is_dropped():
    """The hosts beyond the bound would be lost in a list of those to keep."""
    many = [f"{at} h{at}.a.org" for at in range(1, HOSTS_MOST + 2)]
    finding = _said({"a.org": {"MX": ["0 .", *many]}, "*.a.org": BOTH}).findings[0]
    assert (finding.code, finding.fix) == ("MX-NULL-WITH-OTHERS", "")
