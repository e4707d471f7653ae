"""The whole audit, held by a world made of dictionaries."""

from __future__ import annotations

import copy
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from remedies import published

from mailworthy.errors import InputError
from mailworthy.finding import Lang, Severity
from mailworthy.flow.make_key import make_key
from mailworthy.sender.audit import Scope, SenderReport, audit
from mailworthy.sender.audit.report import severity_of
from mailworthy.wire.ask import Zone
from mailworthy.wire.explore import Page, Session, World, hold
from mailworthy.wire.reach import Reach

NOW = 1_795_132_800  # 20 November 2026
IP = "203.0.113.9"
DOMAIN = "mailworthy-samples.org"
POLICY = "version: STSv1\nmode: enforce\nmax_age: 2419200\nmx: *.mailworthy-samples.org\n"
_, KEY = make_key("rsa")
SOUND = {
    "org": {"NS": ["ns.nic.org"], "SOA": ["ns.nic.org hostmaster.nic.org 1 7200 900 1209600 3600"]},
    DOMAIN: {
        "SOA": [
            "ns1.mailworthy-samples.org hostmaster.mailworthy-samples.org 2026112001 7200 900 1209600 3600"
        ],
        "NS": ["ns1.mailworthy-samples.org", "ns2.mailworthy-samples.org"],
        "MX": ["10 mx1.mailworthy-samples.org", "20 mx2.mailworthy-samples.org"],
        "TXT": [f"v=spf1 ip4:{IP} -all"],
        "A": ["203.0.113.80"],
    },
    "ns1.mailworthy-samples.org": {"A": ["198.51.100.53"]},
    "ns2.mailworthy-samples.org": {"A": ["203.0.113.53"]},
    "mx1.mailworthy-samples.org": {"A": ["203.0.113.25"], "AAAA": ["2001:db8::25"]},
    "mx2.mailworthy-samples.org": {"A": ["198.51.100.25"], "AAAA": ["2001:db8:1::25"]},
    "s1._domainkey.mailworthy-samples.org": {"TXT": [KEY]},
    "_dmarc.mailworthy-samples.org": {
        "TXT": ["v=DMARC1; p=reject; np=reject; rua=mailto:dmarc@mailworthy-samples.org"]
    },
    "_mta-sts.mailworthy-samples.org": {"TXT": ["v=STSv1; id=20261120"]},
    "_smtp._tls.mailworthy-samples.org": {"TXT": ["v=TLSRPTv1; rua=mailto:tls@mailworthy-samples.org"]},
    "9.113.0.203.in-addr.arpa": {"PTR": ["out.mailworthy-samples.org"]},
    "out.mailworthy-samples.org": {"A": [IP]},
}
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 9 9"><title>M</title></svg>'
WEB = {
    "https://mta-sts.mailworthy-samples.org/.well-known/mta-sts.txt": POLICY,
    "https://mailworthy-samples.org/logo.svg": Page(200, "image/svg+xml", LOGO.encode()),
}
WHOLE = Scope(ips=(IP,), helo="out.mailworthy-samples.org", selectors=("s1",), now=NOW)


def audited(zone: dict[str, object], scope: Scope = WHOLE, **world: object) -> SenderReport:
    return hold(audit(DOMAIN, scope), World(Zone(zone), **{"web": WEB, **world}))


def said(report: SenderReport, *severities: str) -> set[str]:
    return {found.code for found in report.findings if severity_of(found).value in (severities or {"error"})}


def with_changed(name: str, type_: str, *values: str) -> dict[str, object]:
    zone: dict[str, object] = copy.deepcopy(SOUND)
    zone.setdefault(name, {})[type_] = list(values)
    return zone


def test_a_sound_sender_has_nothing_to_mend():
    report = audited(SOUND)
    assert said(report, "error", "warning") == set()
    assert said(report, "pass") >= {
        "SPF-OK", "DKIM-KEYS-FOUND", "DMARC-ENFORCED", "MX-OK", "PTR-OK", "MTA-STS-ENFORCED", "TLS-RPT-OK", "NS-OK",
    }  # fmt: skip
    assert report.worst is Severity.INFO
    assert report.records() == []


def test_what_was_not_looked_at_is_said():
    assert said(audited(SOUND, Scope(now=NOW)), "skipped") >= {
        "AUDIT-NO-IP", "AUDIT-NOT-DEEP", "AUDIT-NO-BLOCKLISTS",
    }  # fmt: skip
    everything = Scope(ips=(IP,), deep=True, blocklists=(), selectors=("s1",), now=NOW)
    greeting = Session(greeting="220 mx", keywords=("STARTTLS",), starttls=220, tls="TLSv1.3", trusted=True)
    hosts = ("203.0.113.25", "198.51.100.25", "2001:db8::25", "2001:db8:1::25")
    report = audited(SOUND, everything, mail=dict.fromkeys(hosts, greeting))
    assert not {code for code in said(report, "skipped") if code.startswith("AUDIT")}
    assert report.starttls is not None
    assert len(report.starttls.greetings) == 4


def test_a_domain_that_does_not_exist_has_one_finding_alone():
    report = hold(audit("mailworthy-sampels.org", WHOLE), World(Zone(SOUND)))
    assert [found.code for found in report.findings] == ["AUDIT-NO-SUCH-DOMAIN"]
    assert report.parts() == {}
    assert report.as_dict()["spf"] is None


def test_inner_networks_are_named_where_they_were_allowed():
    report = audited(SOUND, Scope(reach=Reach.widened("10.0.0.0/8"), now=NOW))
    assert "AUDIT-INNER-NETWORKS" in said(report, "info")
    assert report.as_dict()["reach"] == ["10.0.0.0/8"]


FAULTS = [
    # where                       type    what stands there instead                     what is said
    (DOMAIN,                      "TXT",  (),                                           "SPF-MISSING"),
    (DOMAIN,                      "TXT",  ("v=spf1 -all", "v=spf1 ~all"),               "SPF-TWO-RECORDS"),
    ("s1._domainkey.mailworthy-samples.org",   "TXT",  ("v=DKIM1; p=",),                             "DKIM-KEY-REVOKED"),
    ("_dmarc.mailworthy-samples.org",          "TXT",  (),                                           "DMARC-MISSING"),
    ("_dmarc.mailworthy-samples.org",          "TXT",  ("v=DMARC1; p=nothing",),                     "DMARC-POLICY-INVALID"),
    (DOMAIN,                      "MX",   ("0 .",),                                     "MX-NULL"),
    (DOMAIN,                      "MX",   ("10 nowhere.mailworthy-samples.org",),                    "MX-HOST-MISSING"),
    ("mx1.mailworthy-samples.org",             "A",    ("10.0.0.25",),                               "MX-PRIVATE"),
    ("9.113.0.203.in-addr.arpa",  "PTR",  (),                                           "PTR-MISSING"),
    ("9.113.0.203.in-addr.arpa",  "PTR",  ("mailworthy-elsewhere.org",),                          "PTR-NOT-CONFIRMED"),
    ("_mta-sts.mailworthy-samples.org",        "TXT",  ("v=STSv1; id=a", "v=STSv1; id=b"),           "MTA-STS-TWO-RECORDS"),
    ("_smtp._tls.mailworthy-samples.org",      "TXT",  ("v=TLSRPTv1; rua=ftp://mailworthy-samples.org",),         "TLS-RPT-INVALID"),
    ("default._bimi.mailworthy-samples.org",   "TXT",  ("v=BIMI1; l=http://mailworthy-samples.org/logo.svg",),    "BIMI-INVALID"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "type_", "values", "code"), FAULTS)
def test_each_fault_is_named(name, type_, values, code):
    assert code in said(audited(with_changed(name, type_, *values)), "error", "warning", "info")


@pytest.mark.parametrize(("name", "type_", "values", "code"), FAULTS)
def test_what_is_to_be_published_mends_it_and_breaks_nothing(name, type_, values, code):
    """The records of a report, all of them at once: what they are for is gone, and no error comes instead."""
    zone = with_changed(name, type_, *values)
    before = audited(zone)
    records = before.records()
    for record in records:
        zone = published(zone, record["line"])
    after = audited(zone)
    assert not {record["code"] for record in records} & said(after, "error", "warning", "info")
    assert said(after) <= said(before)


def test_a_policy_that_cannot_be_fetched():
    report = audited(SOUND, web={next(iter(WEB)): Page(404)})
    assert "MTA-STS-POLICY-UNREACHABLE" in said(report)


def test_one_place_gets_one_text():
    """Several findings may each want the DMARC record changed; two records there would be worth none."""
    zone = with_changed("_dmarc.mailworthy-samples.org", "TXT", "v=DMARC1; p=none")
    places = [(record["name"], record["type"]) for record in audited(zone).records()]
    assert places.count(("_dmarc.mailworthy-samples.org", "TXT")) == 1


def test_the_gravest_come_first_and_nothing_is_said_twice():
    zone = with_changed(DOMAIN, "TXT")
    findings = audited(zone, Scope(now=NOW)).findings
    order = ["error", "warning", "info", "skipped", "pass"]
    ranks = [order.index(severity_of(found).value) for found in findings]
    assert ranks == sorted(ranks)
    told = [(found.code, found.detail, tuple(sorted(found.where.items()))) for found in findings]
    assert len(told) == len(set(told))


@pytest.mark.parametrize("lang", Lang)
def test_the_shape_has_all_that_was_promised(lang):
    told = audited(SOUND).as_dict(lang)
    assert list(told) == [
        "domain", "ips", "checked_at", "reach", "findings", "spf", "dkim", "dmarc", "arc", "mx", "hosts", "transport",
        "dns", "bimi", "blocklists", "requirements", "records",
    ]  # fmt: skip
    assert told["checked_at"] == "2026-11-20T00:00:00Z"
    assert {each["receiver"] for each in told["requirements"]} == {
        "gmail", "gmail_bulk", "yahoo", "microsoft",
    }  # fmt: skip
    assert told["spf"]["tree"]["record"] == SOUND[DOMAIN]["TXT"][0]


@pytest.mark.parametrize("scope", [Scope(selectors=("no such",)), Scope(selectors=("",))])
def test_a_selector_that_is_none_is_refused_in_one_line(scope):
    with pytest.raises(InputError, match=r"^[^\n]+$"):
        audited(SOUND, scope)


@pytest.mark.parametrize("scope", [Scope(ips=("300.1.1.1",)), Scope(ips=(IP,), helo="\0")])
def test_an_address_or_a_name_that_is_none_is_a_finding(scope):
    told = [found.code for found in audited(SOUND, scope).findings]
    assert "PTR-NOT-PUBLIC" in told or "PTR-HELO-INVALID" in told


NAMES = st.sampled_from([*SOUND, "default._bimi.mailworthy-samples.org", "ns9.mailworthy-samples.org"])
TYPES = st.sampled_from(["A", "AAAA", "MX", "NS", "TXT", "SOA", "PTR", "CNAME", "TLSA", "DS", "DNSKEY"])
VALUES = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            [
                "mailworthy-samples.org",
                "0 .",
                "10 mailworthy-samples.org",
                "1.2.3.4",
                "::1",
                "v=spf1 include:mailworthy-samples.org",
                "3 1 1 00",
            ]
        ),
    ),
    max_size=3,
)


@settings(max_examples=150)
@given(changes=st.lists(st.tuples(NAMES, TYPES, VALUES), max_size=6), dead=st.sets(NAMES, max_size=3))
def test_whatever_dns_says_the_audit_comes_to_its_end(changes, dead):
    zone = copy.deepcopy(SOUND)
    for name, type_, values in changes:
        zone.setdefault(name, {})[type_] = values
    report = audited(zone | dict.fromkeys(dead, "servfail"), Scope(ips=(IP,), deep=True, now=NOW))
    assert report.findings
    for found in report.as_dict(Lang.JA)["findings"]:
        assert re.fullmatch(r"[A-Z0-9-]+", found["code"])
