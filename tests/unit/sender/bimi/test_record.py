"""BIMI: the record, and whether a logo could be shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.sender.bimi import read, survey
from mailworthy.wire.ask import Zone, hold

LOGO = "v=BIMI1; l=https://a.org/l.svg; a=https://a.org/l.pem"
REJECT = "v=DMARC1; p=reject"

# fmt: off
RECORDS = [
    # text                                                  what is wrong with it
    ("v=BIMI1; l=https://a.org/l.svg",                      ()),
    ("v = BIMI1;l=https://a.org/l.SVGZ?v=2;a=;future=1",    ()),
    ("v=BIMI1; l=; a=",                                     ()),
    ("v=BIMI1; l=https://a.org/l.svg; avp=personal; lps=a,b-c, d_e", ()),
    ("v=BIMI1",                                             ("l",)),
    ("v=BIMI1; l=http://a.org/l.svg",                       ("l=http://a.org/l.svg",)),
    ("v=BIMI1; l=https://a.org/svg",                        ("l=https://a.org/svg",)),
    ("v=BIMI1; l=https:///l.svg",                           ("l=https:///l.svg",)),
    ("v=BIMI1; l=https://a.org/l.svg; a=x",                 ("a=x",)),
    ("v=BIMI1; l=; a=https://a.org/l.pem",                  ("a=https://a.org/l.pem",)),
    ("v=BIMI1; l=; l=",                                     ("l=",)),
    ("v=BIMI1; l=; bogus",                                  ("bogus",)),
    ("v=BIMI1; l=; lps=a b",                                ("lps=a b",)),
    ("v=BIMI1; l=; avp=mine",                               ("avp=mine",)),
]
ENFORCED = [
    # DMARC                                         what keeps the logo away
    ("v=DMARC1; p=quarantine",                      None),
    ("v=DMARC1; p=reject; sp=quarantine; pct=100",  None),
    ("v=DMARC1; p=none",                            "p=none"),
    ("v=DMARC1; p=reject; sp=none",                 "sp=none"),
    ("v=DMARC1; p=reject; t=y",                     "t=y"),
    ("v=DMARC1; p=quarantine; pct=99",              "pct=99"),
    ("v=DMARC1; p=oops; rua=mailto:d@a.org",        "p=none"),
    ("v=DMARC1; p=oops",                            "-"),
    ("v=spf1 -all",                                 "-"),
]
# fmt: on


@pytest.mark.parametrize(("text", "faults"), RECORDS)
def test_records(text, faults):
    assert read(text).faults == faults


@pytest.mark.parametrize("text", ["", "v=BIMI2; l=", "l=; v=BIMI1", "v=BIMI1 l=", "v=bimi1; l="])
def test_what_does_not_begin_with_the_version_is_no_record(text):
    assert read(text) is None


def _said(zone, domain="a.org", selector="default"):
    return hold(survey(domain, selector), Zone(zone))


def _codes(zone, domain="a.org"):
    return [one.code for one in _said(zone, domain).findings]


@pytest.mark.parametrize(("dmarc", "weak"), ENFORCED)
def test_a_logo_wants_dmarc_enforced(dmarc, weak):
    zone = {"default._bimi.a.org": {"TXT": [LOGO]}, "_dmarc.a.org": {"TXT": [dmarc]}}
    (finding,) = _said(zone).findings
    assert finding.code == ("BIMI-NOT-ENFORCED" if weak else "BIMI-OK")
    assert weak in {None, finding.detail}


def test_a_subdomain_shows_its_organizations_logo():
    zone = {"default._bimi.a.org": {"TXT": [LOGO]}, "_dmarc.a.org": {"TXT": [REJECT]}}
    assert _said(zone, "news.a.org").owner == "default._bimi.a.org"
    zone["default._bimi.news.a.org"] = {"TXT": ["v=BIMI1; l="]}
    assert _codes(zone, "news.a.org") == ["BIMI-DECLINED"]


def test_another_selector():
    zone = {"brand._bimi.a.org": {"TXT": [LOGO]}, "_dmarc.a.org": {"TXT": [REJECT]}}
    assert _said(zone, selector="brand").owner == "brand._bimi.a.org"
    assert _codes(zone) == ["BIMI-MISSING"]


@pytest.mark.parametrize("broken", ["default._bimi.a.org", "_dmarc.a.org"])
def test_could_not_ask_is_not_missing(broken):
    zone = {"default._bimi.a.org": {"TXT": [LOGO]}, "_dmarc.a.org": {"TXT": [REJECT]}, broken: "servfail"}
    assert _codes(zone) == ["BIMI-DNS-ERROR"]


@given(st.text() | st.text(alphabet="vla=; https:/.svgBIMI1,"))
def test_any_text_is_read(text):
    read(text)
    assert read("v=BIMI1;" + text).text


@pytest.mark.parametrize("piece", [";", "l=", ",", "a.svg?", "lps=a,"])
def test_megabytes_are_read_in_bounded_time(piece):
    read("v=BIMI1; l=" + piece * 300_000)
