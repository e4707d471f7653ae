"""The files that a BIMI record names, fetched and held against each other."""

from __future__ import annotations

import gzip
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mark_certificates import certificate, made
from remedies import applied

from mailworthy.finding import Lang, Severity, lookup
from mailworthy.sender import bimi
from mailworthy.sender.bimi.evidence import MOST_OCTETS as MOST_PEM
from mailworthy.sender.bimi.logo import ADVISED_OCTETS, MOST_OCTETS
from mailworthy.wire.ask import Zone
from mailworthy.wire.explore import Http, Page, World, hold

NOW = 1_795_132_800  # 20 November 2026
NS = 'xmlns="http://www.w3.org/2000/svg"'
SVG = f'<svg {NS} version="1.2" baseProfile="tiny-ps" viewBox="0 0 9 9"><title>Tea</title></svg>'.encode()
LOGO, PEM = "https://a.org/l.svg", "https://a.org/l.pem"
ZONE = {
    "_dmarc.a.org": {"TXT": ["v=DMARC1; p=reject"]},
    "default._bimi.a.org": {"TXT": [f"v=BIMI1; l={LOGO}; a={PEM}"]},
}
ALWAYS = {"BIMI-OK", "BIMI-EVIDENCE-ROOT-NOT-CHECKED"}


def _logo(body=SVG, status=200, media_type="image/svg+xml", **more):
    return Page(status, media_type, body, url=LOGO, **more)


def _pem(body, **more):
    return Page(200, "application/x-pem-file", body, url=PEM, **more)


def _sound(kind="sound", svg=SVG):
    return _pem(certificate(kind, "a.org", svg, NOW))


def _explored(logo, pem, domain="a.org", zone=ZONE, selector="default"):
    return hold(bimi.explore(domain, selector, now=NOW), World(Zone(zone), {LOGO: logo, PEM: pem}))


def _codes(found):
    return {finding.code for finding in found.findings}


# fmt: off
PAGES = [
    # the logo                                      the certificate             what is said besides
    (_logo(),                                       _sound(),                   {"BIMI-LOGO-OK", "BIMI-EVIDENCE-OK"}),
    (_logo(gzip.compress(SVG)),                     _sound(),                   {"BIMI-LOGO-OK", "BIMI-EVIDENCE-OK"}),
    (_logo(status=404),                             _sound(),                   {"BIMI-LOGO-UNREACHABLE", "BIMI-EVIDENCE-OK"}),
    (Page(why="timeout"),                           _sound(),                   {"BIMI-LOGO-UNREACHABLE", "BIMI-EVIDENCE-OK"}),
    (Page(why="forbidden"),                         _sound(),                   {"BIMI-NOT-FETCHED", "BIMI-EVIDENCE-OK"}),
    (_logo(b"x"),                                   _sound(),                   {"BIMI-LOGO-UNREADABLE", "BIMI-EVIDENCE-OK"}),
    (_logo(b" " * MOST_OCTETS, cut=True),           _sound(),                   {"BIMI-LOGO-UNREADABLE", "BIMI-EVIDENCE-OK"}),
    (_logo(media_type="text/plain"),                _sound(),                   {"BIMI-LOGO-TYPE", "BIMI-EVIDENCE-OK"}),
    (_logo(media_type=""),                          _sound(),                   {"BIMI-LOGO-TYPE", "BIMI-EVIDENCE-OK"}),
    (_logo(SVG + b"\n"),                            _sound(),                   {"BIMI-LOGO-OK", "BIMI-EVIDENCE-OTHER-LOGO"}),
    (_logo(),                                       Page(why="unreachable"),    {"BIMI-LOGO-OK", "BIMI-EVIDENCE-UNREACHABLE"}),
    (_logo(),                                       Page(why="forbidden"),      {"BIMI-LOGO-OK", "BIMI-NOT-FETCHED"}),
    (_logo(),                                       _pem(b"<html>"),            {"BIMI-LOGO-OK", "BIMI-EVIDENCE-INVALID"}),
    (_logo(),                                       _pem(b" " * MOST_PEM, cut=True), {"BIMI-LOGO-OK", "BIMI-EVIDENCE-INVALID"}),
    (_logo(),                                       _sound("for a web server"), {"BIMI-LOGO-OK", "BIMI-EVIDENCE-INVALID"}),
    (_logo(),                                       _sound("expired"),          {"BIMI-LOGO-OK", "BIMI-EVIDENCE-EXPIRED"}),
    (_logo(),                                       _sound("that begins later"), {"BIMI-LOGO-OK", "BIMI-EVIDENCE-EXPIRED"}),
    (_logo(),                                       _sound("that ends in two weeks"), {"BIMI-LOGO-OK", "BIMI-EVIDENCE-EXPIRES-SOON"}),
    (_logo(),                                       _sound("for another domain"), {"BIMI-LOGO-OK", "BIMI-EVIDENCE-OTHER-DOMAIN"}),
    (_logo(),                                       _sound("for no domain"),    {"BIMI-LOGO-OK", "BIMI-EVIDENCE-OTHER-DOMAIN"}),
    (_logo(),                                       _sound("without a logo"),   {"BIMI-LOGO-OK", "BIMI-EVIDENCE-OTHER-LOGO"}),
    (_logo(),                                       _sound("without its chain"), {"BIMI-LOGO-OK", "BIMI-EVIDENCE-CHAIN"}),
    (_logo(),                                       _sound("with a stranger's chain"), {"BIMI-LOGO-OK", "BIMI-EVIDENCE-CHAIN"}),
    (_logo(),                                       _sound("of an unknown issuer"), {"BIMI-LOGO-OK", "BIMI-EVIDENCE-ISSUER"}),
    (_logo(),                                       _sound("of an issuer who stopped"), {"BIMI-LOGO-OK", "BIMI-EVIDENCE-ISSUER"}),
    (_logo(),                                       _sound("of a common mark"), {"BIMI-LOGO-OK", "BIMI-COMMON-MARK", "BIMI-EVIDENCE-OK"}),
]
UNREAD = {"BIMI-EVIDENCE-UNREACHABLE", "BIMI-EVIDENCE-INVALID"}
NAMES = [
    # who asks      selector    names in the certificate            whether one of them fits
    ("a.org",       "default",  ("a.org",),                         True),
    ("a.org",       "default",  ("A.ORG",),                         True),
    ("a.org",       "default",  ("b.org", "a.org"),                 True),
    ("a.org",       "default",  ("default._bimi.a.org",),           True),   # as older certificates have it
    ("a.org",       "default",  ("other._bimi.a.org",),             False),
    ("a.org",       "default",  ("news.a.org",),                    False),
    ("a.org",       "default",  ("xa.org", "org"),                  False),
    ("news.a.org",  "default",  ("a.org",),                         True),   # its organization's
    ("news.a.org",  "default",  ("news.a.org",),                    True),
    ("news.a.org",  "default",  ("shop.a.org",),                    False),
    ("a.org",       "brand",    ("brand._bimi.a.org",),             True),
]
# fmt: on


@pytest.mark.parametrize(("logo", "pem", "codes"), PAGES, ids=range(len(PAGES)))
def test_what_is_said_of_the_files(logo, pem, codes):
    said = _codes(_explored(logo, pem))
    always = ALWAYS - ({"BIMI-EVIDENCE-ROOT-NOT-CHECKED"} if codes & UNREAD or pem.why else set())
    assert said == codes | always


@pytest.mark.parametrize(("domain", "selector", "names", "fits"), NAMES)
def test_whom_a_certificate_is_for(domain, selector, names, fits):
    pem = _pem(made(domain="a.org", svg=SVG, now=NOW, names=names))
    zone = ZONE | {f"{selector}._bimi.a.org": ZONE["default._bimi.a.org"]}
    said = _codes(_explored(_logo(), pem, domain, zone, selector))
    assert ("BIMI-EVIDENCE-OTHER-DOMAIN" not in said) == fits


def test_both_files_are_asked_for_at_once_within_bounds():
    asked = []

    def world(asks):
        asked.append([ask for ask in asks if isinstance(ask, Http)])
        return World(Zone(ZONE), {LOGO: _logo(), PEM: _sound()})(asks)

    hold(bimi.explore("a.org", now=NOW), world)
    ((logo, pem),) = filter(None, asked)
    assert (logo.url, logo.most, pem.url, pem.most) == (LOGO, MOST_OCTETS, PEM, MOST_PEM)
    assert logo.redirects == pem.redirects <= 3


@pytest.mark.parametrize(
    "texts", [[], ["v=BIMI1; l="], ["v=BIMI1; l=x"], [f"v=BIMI1; l={LOGO}"] * 2], ids=range(4)
)
def test_nothing_is_fetched_where_the_record_names_nothing(texts):
    def world(asks):
        assert not any(isinstance(ask, Http) for ask in asks)
        return Zone({"default._bimi.a.org": {"TXT": texts}})(asks)

    found = hold(bimi.explore("a.org", now=NOW), world)
    assert (found.logo, found.evidence) == (None, None)


def test_without_a_certificate_only_the_logo_is_fetched():
    zone = ZONE | {"default._bimi.a.org": {"TXT": [f"v=BIMI1; l={LOGO}"]}}
    assert _codes(_explored(_logo(), Page(), zone=zone)) == {"BIMI-OK", "BIMI-NO-CERTIFICATE", "BIMI-LOGO-OK"}


def test_the_json_shape():
    told = _explored(_logo(), _sound()).as_dict()
    assert told["logo"] == LOGO
    assert told["logo_file"]["octets"] == len(SVG)
    assert told["logo_file"]["title"] == "Tea"
    assert told["certificate"] == {
        "organization": "Tea and More Ltd",
        "issuer": "DigiCert, Inc.",
        "mark": "Registered Mark",
        "kind": "vmc",
        "names": ["a.org"],
        "begins": "2026-10-21T00:00:00Z",
        "ends": "2027-09-16T00:00:00Z",
        "logos": [told["logo_file"]["sha256"]],
    }
    nothing = _explored(Page(), Page()).as_dict()
    assert (nothing["logo_file"], nothing["certificate"]) == (None, None)


@pytest.mark.parametrize(
    ("octets", "big"), [(ADVISED_OCTETS, False), (ADVISED_OCTETS + 1, True), (MOST_OCTETS, True)]
)
def test_how_large_a_logo_may_be(octets, big):
    """Packed or not: what counts is what a mailbox has to draw."""
    svg = SVG + b" " * (octets - len(SVG))
    for body in (svg, gzip.compress(svg)):
        assert ("BIMI-LOGO-BIG" in _codes(_explored(_logo(body), _sound(svg=svg)))) == big


def test_a_pass_is_only_said_of_what_was_seen():
    for logo, pem, _ in PAGES:
        found = _explored(logo, pem)
        passed = {one.code for one in found.findings if lookup(one.code).severity is Severity.PASS}
        assert ("BIMI-LOGO-OK" in passed) <= (found.logo is not None)
        assert ("BIMI-EVIDENCE-OK" in passed) <= (found.evidence is not None)


# --- remedies, hostile records and files --------------------------------------------------------------------------

TAGS = st.lists(
    st.sampled_from(
        [f"l={LOGO}", "l=http://a.org/l.svg", "l=", "l=x", f"L={LOGO}", f"a={PEM}", "a=", "a=x", "avp=brand", "avp=x", "lps=a,b",
         "lps=a b", "bogus", "", "z=1", "e=2"]
    ),
    max_size=5,
)  # fmt: skip
RECORDS = TAGS.map(lambda tags: "; ".join(["v=BIMI1", *tags]))


def _errors(found):
    return {one.code for one in found.findings if lookup(one.code).severity is Severity.ERROR}


@given(st.lists(RECORDS, min_size=1, max_size=2))
def test_each_record_to_paste_mends_what_it_is_given_for(texts):
    zone = ZONE | {"default._bimi.a.org": {"TXT": texts}}
    before = _explored(_logo(), _sound(), zone=zone)
    for finding in before.findings:
        if finding.fix and "_bimi" in finding.fix:
            after = _explored(_logo(), _sound(), zone=applied(zone, finding.fix, re.compile("BIMI")))
            assert finding.code not in _codes(after)
            assert _errors(after) <= _errors(before)


@given(
    st.binary(max_size=200),
    st.binary(max_size=200),
    st.sampled_from(["", "image/svg+xml", "\n"]),
    st.integers(0, 999),
)
def test_any_files_are_explored(logo, pem, media_type, status):
    found = _explored(_logo(logo, status, media_type), _pem(pem))
    for lang in Lang:
        assert found.as_dict(lang)["findings"]
    assert all(len(finding.detail) < 2_000 for finding in found.findings)
