"""Findings: whom they blame, what they name, which record they propose."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from spf_worlds import zones

from mailworthy.finding import Severity, codes, lookup
from mailworthy.sender.spf import SpfResult, check_host, survey
from mailworthy.sender.spf.record import is_record, read
from mailworthy.wire.ask import Zone, hold

D = "shop.example.org"
FAULTS = {row.id for row in codes().values() if row.area == "spf" and "RFC 7208 §4.6.1" in row.sources}
# Remedies that lead somewhere for the first time: what stands there was not looked at before.
LEADS_ELSEWHERE = {
    "SPF-MISSING",
    "SPF-TWO-RECORDS",
    "SPF-NOT-RECOGNISED",
    "SPF-MECHANISM-AS-MODIFIER",
    "SPF-PASS-ALL",
}


def surveyed(zone, domain=D) -> SpfResult:
    return hold(survey(domain), Zone(zone))


def finding(zone, code, domain=D):
    found = [one for one in surveyed(zone, domain).findings if one.code == code]
    assert len(found) == 1, found
    return found[0]


A = {f"h{n}.example": {"A": [f"198.51.100.{n}"]} for n in range(1, 30)}
SERVICE = {"mail-service.net": {"TXT": ["v=spf1 a:h1.example a:h2.example ~all"]}}

# fmt: off
FIXES = [
    # what stands in DNS                                    code                         what to publish instead
    ("v=spf1 a:h1.example moo ~all",                        "SPF-UNKNOWN-MECHANISM",     "v=spf1 a:h1.example ~all"),
    ("v=spf1 a:h1.example moo -all",                        "SPF-UNKNOWN-MECHANISM",     "v=spf1 a:h1.example ~all"),   # whom it named must not be refused
    ("v=spf1 moo -all",                                     "SPF-UNKNOWN-MECHANISM",     ""),                           # nobody is left
    ("v=spf1 ipv4:192.0.2.1 - all",                         "SPF-UNKNOWN-MECHANISM",     "v=spf1 ip4:192.0.2.1 -all"),
    ("v=spf1 inlcude:mail-service.net -all",                "SPF-UNKNOWN-MECHANISM",     "v=spf1 include:mail-service.net -all"),
    ("v=spf1 a:h1.example redirect:mail-service.net",       "SPF-UNKNOWN-MECHANISM",     "v=spf1 a:h1.example redirect=mail-service.net"),
    ("v=spf1 192.0.2.1 ~all",                               "SPF-SYNTAX",                "v=spf1 ip4:192.0.2.1 ~all"),
    ("v=spf1 include: mail-service.net ~all",               "SPF-BAD-DOMAIN",            "v=spf1 include:mail-service.net ~all"),
    ("v=spf1 ip4:192.0.2.1:25 ~all",                        "SPF-BAD-ADDRESS",           "v=spf1 ip4:192.0.2.1 ~all"),
    ("v=spf1 ip4:2001:db8::1 ~all",                         "SPF-BAD-ADDRESS",           "v=spf1 ip6:2001:db8::1 ~all"),
    ("v=spf1 ip6:192.0.2.1 ~all",                           "SPF-BAD-ADDRESS",           "v=spf1 ip4:192.0.2.1 ~all"),
    ("v=spf1 ip4:192.0.2.0/33 ~all",                        "SPF-BAD-ADDRESS",           "v=spf1 ip4:192.0.2.0 ~all"),
    ("v=spf1 -a:192.0.2.1 a:h1.example ~all",               "SPF-ADDRESS-AS-NAME",       "v=spf1 -ip4:192.0.2.1 a:h1.example ~all"),
    ("v=spf1 a:h1.example \u2013all",                       "SPF-BAD-CHARACTER",         "v=spf1 a:h1.example -all"),
    ("v=spf1 a:h1.example all.",                            "SPF-UNKNOWN-MECHANISM",     "v=spf1 a:h1.example ~all"),   # a slip never opens the door
    ("v=spf1 a:h1.example, a:h2.example; -all",             "SPF-BAD-DOMAIN",            "v=spf1 a:h1.example a:h2.example -all"),
    ("v=spf1 a:h1.example include:gone.example -all",       "SPF-DEAD-INCLUDE",          "v=spf1 a:h1.example -all"),
    ("v=spf1 include:gone.example -all",                    "SPF-DEAD-INCLUDE",          ""),                           # nobody would be left
    ("v=spf1 a:h1.example redirect=gone.example",           "SPF-DEAD-REDIRECT",         "v=spf1 a:h1.example ~all"),
    (f"v=spf1 a:h1.example include:{D} ~all",               "SPF-LOOP",                  "v=spf1 a:h1.example ~all"),
    ("v=spf1 a:h1.example a:gone.example ~all",             "SPF-VOID",                  "v=spf1 a:h1.example ~all"),
    ("v=spf1 a:h1.example +A:h1.example ~all",              "SPF-DUPLICATE-TERM",        "v=spf1 a:h1.example ~all"),
    ("v=spf1 a:h1.example ptr ~all",                        "SPF-PTR",                   "v=spf1 a:h1.example ~all"),
    ("v=spf1 a:h1.example ip4:10.1.2.3 ~all",               "SPF-PRIVATE-ADDRESS",       "v=spf1 a:h1.example ~all"),
    ("v=spf1 a:h1.example +all",                            "SPF-PASS-ALL",              "v=spf1 a:h1.example ~all"),
    ("v=spf1 a:h1.example ?all",                            "SPF-NEUTRAL-ALL",           "v=spf1 a:h1.example ~all"),
    ("v=spf1 a:h1.example",                                 "SPF-NO-ALL",                "v=spf1 a:h1.example ~all"),
    ("v=spf1 a:h1.example -all a:h2.example",               "SPF-TERMS-AFTER-ALL",       "v=spf1 a:h1.example -all"),
    ("v=spf1 a:h1.example ~all redirect=mail-service.net",  "SPF-REDIRECT-WITH-ALL",     "v=spf1 a:h1.example ~all"),
    ("v=spf1 ip4=192.0.2.1 include=mail-service.net ~all",  "SPF-MECHANISM-AS-MODIFIER", "v=spf1 ip4:192.0.2.1 include:mail-service.net ~all"),
    ("v=spf1,a:h1.example ~all",                            "SPF-NOT-RECOGNISED",        "v=spf1 a:h1.example ~all"),
    ('"v=spf1 a:h1.example ~all"',                          "SPF-NOT-RECOGNISED",        "v=spf1 a:h1.example ~all"),
]
FIRST = [
    # MX                                             what to publish where there is no record yet
    (["1 aspmx.l.google.com", "5 alt1.aspmx.l.google.com"], "v=spf1 include:_spf.google.com ~all"),
    (["0 shop-example.mail.protection.outlook.com"], "v=spf1 include:spf.protection.outlook.com ~all"),
    (["10 mx.shop.example.org"],                     "v=spf1 mx ~all"),
    (["0 ."],                                        "v=spf1 -all"),
    ([],                                             "v=spf1 -all"),
]
# fmt: on


@pytest.mark.parametrize(("record", "code", "fix"), FIXES, ids=[row[0] for row in FIXES])
def test_what_to_publish_instead(record, code, fix):
    told = finding({D: {"TXT": [record]}, **A, **SERVICE}, code)
    assert told.where["record"] == D
    assert told.fix == fix


@pytest.mark.parametrize(("mx", "fix"), FIRST)
def test_a_first_record_follows_where_mail_goes(mx, fix):
    zone = {D: {"A": ["192.0.2.1"], **({"MX": mx} if mx else {})}}
    assert finding(zone, "SPF-MISSING").fix == fix


def test_a_domain_that_does_not_exist_needs_no_record():
    told = finding({}, "SPF-MISSING")
    assert (told.detail, told.fix) == (f"{D}: NXDOMAIN", "")


@pytest.mark.spec("RFC 7208 §4.5")
def test_two_records_become_one():
    """All that is named, once; what was redirected to is included; the milder end."""
    zone = {D: {"TXT": ["v=spf1 mx a:h1.example -all", "other", "v=spf1 A:H1.example ip4:192.0.2.1 redirect=mail-service.net exp=e.example"]}}  # fmt: skip
    fix = finding(zone, "SPF-TWO-RECORDS").fix
    assert (
        fix == "v=spf1 mx a:h1.example A:H1.example ip4:192.0.2.1 include:mail-service.net -all exp=e.example"
    )
    zone = {D: {"TXT": ["v=spf1 mx -all", "v=spf1 a:h1.example ?all"]}}
    assert finding(zone, "SPF-TWO-RECORDS").fix == "v=spf1 mx a:h1.example ~all"


def test_one_record_mends_all_that_is_certain():
    """Whoever pastes one remedy after the other must not undo the one before."""
    record = f"v=spf1 a:h1.example moo include:gone.example a:none.example ip4:10.0.0.1 a:h1.example include:{D} ?all"
    fixes = {one.fix for one in surveyed({D: {"TXT": [record]}, **A}).findings if one.fix}
    assert fixes == {"v=spf1 a:h1.example ~all"}


def test_somebody_elses_fault_is_mended_in_ones_own_record():
    """The include goes, however deep the fault lies; the owner is named."""
    zone = {
        D: {"TXT": ["v=spf1 a:h1.example include:mail-service.net -all"]},
        "mail-service.net": {"TXT": ["v=spf1 include:pool.mail-service.net ~all"]},
        "pool.mail-service.net": {"TXT": ["v=spf1 ip4:192.0.2 -all"]},
        **A,
    }
    told = finding(zone, "SPF-BROKEN-INCLUDE")
    assert told.detail == "pool.mail-service.net: ip4:192.0.2"
    assert told.where == {"record": D, "term": "include:mail-service.net", "position": 20}
    assert told.fix == "v=spf1 a:h1.example -all"


def test_ones_own_included_record_is_mended_where_it_stands():
    zone = {
        D: {"TXT": ["v=spf1 include:_spf.example.org ~all"]},
        "_spf.example.org": {"TXT": ["v=spf1 ip4:192.0.2.1/33 ~all"]},
    }
    told = finding(zone, "SPF-BAD-ADDRESS")
    assert (told.where["record"], told.fix) == ("_spf.example.org", "v=spf1 ip4:192.0.2.1 ~all")


def test_a_known_service_is_named():
    told = finding(
        {D: {"TXT": ["v=spf1 mx include:_spf.google.com ~all"], "MX": ["1 h1.example"]}, **A},
        "SPF-DEAD-INCLUDE",
    )
    assert told.detail == "include:_spf.google.com (Google Workspace)"


# --- limits -------------------------------------------------------------------------------------------------------------


def many(*terms):
    return {D: {"TXT": [f"v=spf1 {' '.join(terms)} ~all"], "A": ["198.51.100.1"]}, **A}


HOSTS = [f"a:h{n}.example" for n in range(1, 11)]


@pytest.mark.spec("RFC 7208 §4.6.4")
def test_the_include_that_goes_over_is_named():
    deep = {
        "s.example.net": {"TXT": ["v=spf1 include:t.example.net a:h1.example ~all"]},
        "t.example.net": {"TXT": ["v=spf1 a:h2.example a:h3.example ~all"]},
    }
    told = finding({**many(*HOSTS[:8], "include:s.example.net"), **deep}, "SPF-TOO-MANY-LOOKUPS")
    assert told.detail == "13 > 10: include:s.example.net → include:t.example.net → a:h2.example"
    assert told.where["term"] == "include:s.example.net"


# fmt: off
LEANER = [
    # terms beyond ten that cost nothing                            what is left
    ([*HOSTS, "include:gone.example"],                              HOSTS),                      # dead
    ([*HOSTS, "a:none.example"],                                    HOSTS),                      # void
    ([*HOSTS, HOSTS[0]],                                            HOSTS),                      # twice
    ([*HOSTS, "a", "ip4:198.51.100.0/24"],                          [*HOSTS[1:], "a", "ip4:198.51.100.0/24"]),   # one address that is listed goes, no more
    ([*HOSTS, "ptr"],                                               HOSTS),                      # last
    ([*HOSTS, "a:h11.example"],                                     None),                       # only the owner can tell
]
# fmt: on


@pytest.mark.parametrize(("terms", "left"), LEANER)
def test_fewer_look_ups(terms, left):
    fix = finding(many(*terms), "SPF-TOO-MANY-LOOKUPS").fix
    record = "".join(re.findall(r'"([^"]*)"', fix)) or fix
    assert record == (f"v=spf1 {' '.join(left)} ~all" if left else "")


def test_an_include_is_never_flattened():
    zone = {**many(*HOSTS, "include:mail-service.net"), **SERVICE}
    assert finding(zone, "SPF-TOO-MANY-LOOKUPS").fix == ""


def test_a_long_record_is_pasted_in_strings():
    long = [f"ip4:192.0.2.{n}" for n in range(1, 30)]
    fix = finding({D: {"TXT": [f"v=spf1 {' '.join(long)}"]}}, "SPF-NO-ALL").fix
    strings = re.findall(r'"([^"]*)"', fix)
    assert all(len(string) <= 255 for string in strings)
    assert "".join(strings) == f"v=spf1 {' '.join(long)} ~all"


def test_a_check_of_one_host_says_what_it_met():
    """What stands behind the term that matches was not looked at, so nothing is said of it."""
    zone = {D: {"TXT": ["v=spf1 ip4:192.0.2.1 include:gone.example ~all"]}}
    told = hold(check_host("192.0.2.1", D, f"jane@{D}"), Zone(zone))
    assert [one.code for one in told.findings] == ["SPF-SOFTFAIL-ALL", "SPF-OK"]


# --- any world ----------------------------------------------------------------------------------------------------------


def applied(zone, told):
    """Publish a remedy: instead of all SPF records of that name."""
    record = "".join(re.findall(r'"([^"]*)"', told.fix)) or told.fix
    here = zone.get(told.where["record"], {})
    others = [text for text in here.get("TXT", ()) if not is_record(text)]
    return {**zone, told.where["record"]: {**here, "TXT": [*others, record]}}


def looked_at(node):
    """Give each term that was evaluated: what a remedy makes readable, or reachable, was not."""
    for term in node.terms:
        if term.answers or term.child or term.mechanism in {"ip4", "ip6", "all"}:
            yield node.domain, term.text
        if term.child:
            yield from looked_at(term.child)


def errors(told):
    return [one for one in told.findings if (one.severity or lookup(one.code).severity) is Severity.ERROR]


@pytest.mark.parametrize("broken", [False, True], ids=["well written", "broken"])
def test_a_remedy_cures_and_does_no_harm(broken):
    """Publish each remedy, ask again: the finding is gone, and nothing that was well before is an error now."""

    @given(zones(broken=broken, failing=False))
    def cure(zone):
        before = surveyed(zone, "d0.example")
        known, old = set(looked_at(before.tree)), {(one.code, one.where["record"]) for one in errors(before)}
        for one in (one for one in before.findings if one.fix):
            after = surveyed(applied(zone, one), "d0.example")
            same = [
                a for a in after.findings if (a.code, a.where["record"]) == (one.code, one.where["record"])
            ]
            assert not [
                a for a in same if "term" not in a.where or (a.where["record"], a.where["term"]) in known
            ]
            new = [a for a in errors(after) if (a.code, a.where["record"]) not in old]
            if one.code not in LEADS_ELSEWHERE:
                assert not [a for a in new if (a.where["record"], a.where.get("term")) in known]
            record = "".join(re.findall(r'"([^"]*)"', one.fix)) or one.fix
            assert read(record).faults == ()

    cure()
