"""What wizards propose: exactly this; and once it is published, the checks find nothing to mend."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.finding import lookup
from mailworthy.finding.code import Severity
from mailworthy.sender import bimi as bimi_check
from mailworthy.sender import mta_sts as sts_check
from mailworthy.sender import tls_rpt as tls_check
from mailworthy.sender.dmarc import Disposition
from mailworthy.sender.dmarc import survey as dmarc_survey
from mailworthy.sender.mta_sts import Mode, Served
from mailworthy.sender.records import (
    as_published,
    bimi,
    dkim,
    dmarc,
    mta_sts,
    mta_sts_of_mx,
    never_sends,
    spf,
    spf_beside,
    tls_rpt,
    zone_of,
)
from mailworthy.sender.spf import Spf, check_host
from mailworthy.sender.spf import survey as spf_survey
from mailworthy.wire.ask import Zone, hold

NONE, QUARANTINE, REJECT = Disposition
NOW = 1_795_000_000

# fmt: off
SPF = [
    # what is said                                                          the record
    ({"mx": True},                                                          "v=spf1 mx ~all"),
    ({"ips": ["192.0.2.1", "2001:db8::/32", "192.0.2.77/24"]},              "v=spf1 ip4:192.0.2.1 ip6:2001:db8::/32 ip4:192.0.2.0/24 ~all"),
    ({"services": ["SendGrid", "google", "_spf.A.net"]},                    "v=spf1 include:sendgrid.net include:_spf.google.com include:_spf.a.net ~all"),
    ({"services": ["sendgrid", "sendgrid.net"], "hard": True},              "v=spf1 include:sendgrid.net -all"),
    ({"ips": ["192.0.2.1"], "existing": "v=spf1 a ptr include:b.net -all"}, "v=spf1 a include:b.net ip4:192.0.2.1 ~all"),
    ({"ips": ["192.0.2.1"], "existing": "v=spf1 +all"},                     "v=spf1 ip4:192.0.2.1 ~all"),
    ({"existing": "v=spf1 redirect=b.net"},                                 "v=spf1 include:b.net ~all"),
]
DMARC = [
    # domain        what is said                                            the record, and who has to agree
    ("a.org",       {},                                                     "v=DMARC1; p=none; np=reject; rua=mailto:dmarc-reports@a.org", []),
    ("a.org",       {"policy": REJECT, "rua": ["d@a.org"]},                 "v=DMARC1; p=reject; rua=mailto:d@a.org", []),
    ("a.org",       {"policy": REJECT, "subdomains": QUARANTINE, "rua": ["d@x.a.org"]}, "v=DMARC1; p=reject; sp=quarantine; np=reject; rua=mailto:d@x.a.org", []),
    ("a.org",       {"policy": QUARANTINE, "testing": True, "rua": ["d@a.org"]}, "v=DMARC1; p=quarantine; np=reject; t=y; rua=mailto:d@a.org", []),
    ("news.a.org",  {"subdomains": REJECT, "rua": ["d@a.org"]},             "v=DMARC1; p=none; rua=mailto:d@a.org", []),
    ("A.org.",      {"rua": ["mailto:d@b.net", "https://r.b.net/x", "e@b.net"]},
     "v=DMARC1; p=none; np=reject; rua=mailto:d@b.net,https://r.b.net/x,mailto:e@b.net",
     ["a.org._report._dmarc.b.net", "a.org._report._dmarc.r.b.net"]),
]
REFUSED = [
    (lambda: spf("a.org"),                                          "nobody may send"),
    (lambda: spf("a.org", services=["SendGrit"]),                   r"SendGrit: no service that we know \(SendGrid"),
    (lambda: spf("a.org", services=["zoho"], existing="spf1"),      "no SPF record"),
    (lambda: spf("a.org", services=["a.net -all"]),                 "no service that we know"),
    (lambda: spf("a.org", ips=["192.0.2.256"]),                     "no IP address"),
    (lambda: spf("a.org", ips=["0.0.0.0/0"]),                       "nearly everybody"),
    (lambda: spf("not a domain", mx=True),                          "not a domain name"),
    (lambda: dkim("a.org", "a b", "v=DKIM1; p=x"),                  "no selector"),
    (lambda: dmarc("a.org", rua=["nobody"]),                        "write an address"),
    (lambda: dmarc("a.org", rua=["d@a.org!10m"]),                   "write an address"),
    (lambda: mta_sts("a.org", mx=[], now=NOW),                      "name the mail hosts"),
    (lambda: mta_sts("a.org", mx=["*.*.a.org"], now=NOW),           "not a domain name"),
    (lambda: mta_sts("a.org", mx=["mx.a.org"], now=NOW, max_age_s=9), "between a day"),
    (lambda: tls_rpt("a.org", rua=["http://a.org/r"]),              "write an address"),
    (lambda: bimi("a.org", logo="https://a.org/l.png"),             "a logo is"),
    (lambda: bimi("a.org", evidence="https://a.org/l.pem"),         "a logo is"),
    (lambda: never_sends("a.org", rua="x"),                         "write an address"),
]
# fmt: on


@pytest.mark.parametrize(("given", "record"), SPF)
def test_spf(given, record):
    (found,) = spf("a.org", **given).records
    assert (found.name, found.type, found.value) == ("a.org", "TXT", record)


@pytest.mark.parametrize(("domain", "given", "record", "agree"), DMARC)
def test_dmarc(domain, given, record, agree):
    found, *consents = dmarc(domain, **given).records
    assert found.value == record
    assert [(one.name, one.value) for one in consents] == [(name, "v=DMARC1") for name in agree]


@pytest.mark.parametrize(("said", "why"), REFUSED)
def test_what_cannot_be_is_refused(said, why):
    with pytest.raises(InputError, match=why):
        said()


@pytest.mark.parametrize(
    ("record", "value", "notes"),
    [
        ("v=DKIM1; k=rsa; p=abc", "v=DKIM1; k=rsa; p=abc", ["dkim_secret", "dkim_rotate"]),
        ("", "v=DKIM1; p=", ["dkim_revoked"]),
    ],
)
def test_dkim(record, value, notes):
    found = dkim("a.org", "S1.b", record)
    assert [(one.name, one.value) for one in found.records] == [("s1.b._domainkey.a.org", value)]
    assert [note.key for note in found.notes] == notes


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({}, "v=BIMI1; l="),
        ({"logo": "https://a.org/l.svg"}, "v=BIMI1; l=https://a.org/l.svg"),
        (
            {"logo": "https://a.org/l.svg", "evidence": "https://a.org/l.pem"},
            "v=BIMI1; l=https://a.org/l.svg; a=https://a.org/l.pem",
        ),
    ],
)
def test_bimi(given, value):
    (found,) = bimi("a.org", **given).records
    assert (found.name, found.value) == ("default._bimi.a.org", value)


# --- published, and looked at ---------------------------------------------------------------------------------------

MEND = frozenset({Severity.ERROR, Severity.WARNING})


def _to_mend(asking, proposal, zone=None):
    told = hold(as_published(asking, proposal.records), Zone(zone or {}))
    return [one.code for one in told.findings if (one.severity or lookup(one.code).severity) in MEND]


@given(
    st.sampled_from(["a.org", "news.a.org"]),
    st.sampled_from(Disposition),
    st.booleans(),
    st.lists(st.sampled_from(["d@a.org", "d@b.net", "https://c.net/x"]), max_size=3, unique=True),
)
def test_nothing_is_to_mend_about_what_dmarc_proposes(domain, policy, testing, rua):
    proposal = dmarc(domain, policy=policy, testing=testing, rua=rua)
    assert _to_mend(dmarc_survey(domain), proposal, {"_dmarc.a.org": {"TXT": ["v=DMARC1; p=none"]}}) == []


@pytest.mark.parametrize("mode", Mode)
def test_nothing_is_to_mend_about_what_mta_sts_proposes(mode):
    proposal = mta_sts("a.org", mx=["mx.a.org", "*.b.net"], now=NOW, mode=mode)
    zone = {"a.org": {"MX": ["10 mx.a.org", "20 mx.b.net"]}}
    served = Served(200, text=proposal.files[0].text)
    assert proposal.files[0].url == sts_check.policy_url("a.org")
    assert _to_mend(sts_check.survey("a.org", served), proposal, zone) == []
    assert _to_mend(tls_check.survey("a.org"), proposal) == []


def test_mail_hosts_are_taken_from_dns():
    zone = Zone(
        {"a.org": {"MX": ["10 mx.a.org", "20 mx.b.net"]}, "b.org": {"MX": ["0 ."]}, "c.org": "servfail"}
    )
    assert "mx: mx.a.org\r\nmx: mx.b.net\r\n" in hold(mta_sts_of_mx("a.org", now=NOW), zone).files[0].text
    for domain, why in (("b.org", "name the mail hosts"), ("c.org", "servfail")):
        with pytest.raises(InputError, match=why):
            hold(mta_sts_of_mx(domain, now=NOW), zone)


def test_a_logo_that_is_proposed_would_be_shown():
    records = (*bimi("a.org", logo="https://a.org/l.svg").records, *dmarc("a.org", policy=REJECT).records)
    told = hold(as_published(bimi_check.survey("a.org"), records), Zone({}))
    assert [one.code for one in told.findings] == ["BIMI-OK", "BIMI-NO-CERTIFICATE"]


def test_a_domain_that_never_sends():
    """Its records refuse whoever tries, below it too."""
    proposal = never_sends("a.org")
    zone = {record.name: {} for record in proposal.records}
    for record in proposal.records:
        zone[record.name].setdefault(record.type, []).append(record.value)
    assert zone["a.org"]["MX"] == ["0 ."]
    assert hold(check_host("192.0.2.1", "a.org", "x@a.org"), Zone(zone)).result is Spf.FAIL
    for domain in ("a.org", "ghost.a.org"):
        assert hold(dmarc_survey(domain), Zone(zone)).policy.applied is REJECT


# --- SPF beside what is there -----------------------------------------------------------------------------------------

SERVICE = {
    "b.net": {"TXT": ["v=spf1 ip4:192.0.2.0/24 -all"]},
    "c.net": {"TXT": ["v=spf1 include:b.net -all"]},
}


def test_what_the_present_record_names_is_kept_and_counted():
    zone = {**SERVICE, "a.org": {"TXT": ["other", "v=spf1 include:b.net -all"]}}
    found = hold(spf_beside("a.org", services=["c.net"]), Zone(zone))
    assert found.records[0].value == "v=spf1 include:b.net include:c.net ~all"
    assert [note.key for note in found.notes[:2]] == ["spf_merged", "spf_cost"]
    assert found.notes[1].values["used"] == 3
    assert (
        hold(spf_beside("a.org", services=["c.net"], fresh=True), Zone(zone)).records[0].value
        == "v=spf1 include:c.net ~all"
    )


def test_too_many_lookups_are_said_before_they_are_published():
    zone = {f"s{n}.net": {"TXT": ["v=spf1 -all"]} for n in range(11)}
    names = [f"s{n}.net" for n in range(11)]
    assert hold(spf_beside("a.org", services=names), Zone(zone)).notes[0].key == "spf_too_much"
    assert hold(spf_beside("a.org", services=names[:10]), Zone(zone)).notes[0].key == "spf_cost"


def test_only_what_is_proposed_is_answered_from_the_proposal():
    asked = []
    zone = Zone({"a.org": {"TXT": ["v=spf1 -all"]}, **SERVICE})

    def answer(asks):
        asked.extend(ask.name for ask in asks)
        return zone(asks)

    told = hold(as_published(spf_survey("a.org"), spf("a.org", services=["c.net"]).records), answer)
    assert told.tree.record == "v=spf1 include:c.net ~all"
    assert "a.org" not in asked
    assert {"b.net", "c.net"} <= set(asked)


# --- shapes -----------------------------------------------------------------------------------------------------------


def test_the_zone_of_each_record():
    own, consent = dmarc("news.a.co.uk", rua=["d@r.b.net"]).records
    assert (zone_of(own, "news.a.co.uk"), zone_of(consent, "news.a.co.uk")) == ("a.co.uk", "b.net")
    assert zone_of(own, "news.a.co.uk", "news.a.co.uk") == "news.a.co.uk"


def test_the_shape_in_json():
    told = mta_sts("a.org", mx=["mx.a.org"], now=NOW).as_dict()
    assert set(told) == {"kind", "domain", "records", "files", "notes"}
    assert [record["host"] for record in told["records"]] == ["_mta-sts", "_smtp._tls"]
    assert told["files"][0]["url"] == "https://mta-sts.a.org/.well-known/mta-sts.txt"
    assert all(told["notes"])
