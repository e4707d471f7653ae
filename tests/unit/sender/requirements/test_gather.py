"""From a zone to a checklist: what DNS proves, and what it does not."""

from __future__ import annotations

import re

import pytest
from remedies import applied
from signing import ed25519, rsa_public, rsa_record

from mailworthy.sender import dmarc, mx, ptr, spf
from mailworthy.sender.dkim.survey import survey as keys
from mailworthy.sender.requirements import Facts, State, Truth, facts_of, judge
from mailworthy.sender.requirements.decide import decide
from mailworthy.wire.ask import Asking, Zone, hold

DOMAIN, IP = "example.com", "192.0.2.9"
REVERSE = "9.2.0.192.in-addr.arpa"
YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
KEYS = {bits: rsa_record(rsa_public(bits)) for bits in (512, 1024, 2048)}
ED25519 = ed25519().record


def gathered(zone: dict, *, ips: tuple[str, ...] = (IP,), selectors: tuple[str, ...] = ()) -> Facts:
    return hold(_gathered(ips, selectors), Zone(zone))


def _gathered(ips: tuple[str, ...], selectors: tuple[str, ...]) -> Asking[Facts]:
    return facts_of(
        spf=(yield from spf.survey(DOMAIN)),
        dkim=(yield from keys(DOMAIN, selectors)),
        dmarc=(yield from dmarc.survey(DOMAIN)),
        ptr=(yield from ptr.survey(ips)),
        mx=(yield from mx.survey(DOMAIN)),
    )


def txt(*texts: str) -> dict:
    return {DOMAIN: {"TXT": list(texts), "MX": ["10 mx.example.com"]}, "mx.example.com": {"A": [IP]}}


def policy(text: str) -> dict:
    return {"_dmarc.example.com": {"TXT": [text]}}


def key(selector: str, text: str) -> dict:
    return {f"{selector}._domainkey.example.com": {"TXT": [text]}}


# fmt: off
SPF = [
    # what stands there                                                     usable    said
    (txt("v=spf1 mx -all"),                                                 YES,      ()),
    (txt("v=spf1 +all"),                                                    YES,      ()),                    # foolish, and it passes
    (txt("v=spf1 -all"),                                                    NO,       ("SPF-NEVER-SENDS",)),  # sound, and nothing passes
    (txt("hello"),                                                          NO,       ("SPF-MISSING",)),
    (txt("v=spf1 mx -all", "v=spf1 a -all"),                                NO,       ("SPF-TWO-RECORDS",)),
    (txt("v=spf1 foo:bar mx -all"),                                         NO,       ("SPF-UNKNOWN-MECHANISM",)),
    ({DOMAIN: "servfail"},                                                  UNKNOWN,  ("SPF-DNS-ERROR",)),
    ({**txt("v=spf1 include:far.example -all"), "far.example": "timeout"},  UNKNOWN,  ("SPF-DNS-ERROR",)),
]
DMARC = [
    (policy("v=DMARC1; p=none"),                                            YES,      ()),
    (policy("v=DMARC1; p=reject; rua=mailto:d@example.com"),                YES,      ()),
    ({},                                                                    NO,       ("DMARC-MISSING",)),
    (policy("v=DMARC1; rua=mailto:d@example.com"),                          NO,       ("DMARC-POLICY-INVALID",)),
    (policy("v=DMARC1; rua=mailto:d@example.com; p=none"),                  UNKNOWN,  ("DMARC-OLDER-SYNTAX",)),
    ({"_dmarc.example.com": "timeout"},                                     UNKNOWN,  ("DMARC-DNS-ERROR",)),
]
REVERSE_DNS = [
    ({REVERSE: {"PTR": ["mx.example.com"]}, "mx.example.com": {"A": [IP]}}, YES,      ()),
    ({},                                                                    NO,       ("PTR-MISSING",)),
    ({REVERSE: {"PTR": ["mx.example.com"]}},                                NO,       ("PTR-NOT-CONFIRMED",)),
    ({REVERSE: {"PTR": ["localhost"]}},                                     NO,       ("PTR-NAME-INVALID",)),
    ({REVERSE: "timeout"},                                                  UNKNOWN,  ("PTR-DNS-ERROR",)),
    ({REVERSE: {"PTR": ["mx.example.com"]}, "mx.example.com": "servfail"},  UNKNOWN,  ()),
]
MAIL = [
    (txt(),                                                                 YES,      ()),
    ({DOMAIN: {"A": [IP]}},                                                 YES,      ()),                    # without MX (RFC 5321 §5.1)
    ({DOMAIN: {"MX": ["0 ."]}},                                             NO,       ("MX-NULL",)),
    ({},                                                                    NO,       ("MX-DOMAIN-MISSING",)),
    ({DOMAIN: {"TXT": ["x"]}},                                              NO,       ("MX-NO-HOST",)),
    ({DOMAIN: {"MX": ["10 mx.example.com"]}},                               NO,       ("MX-HOST-MISSING",)),
    ({DOMAIN: {"MX": ["10 mx.example.com"]}, "mx.example.com": "timeout"},  UNKNOWN,  ("MX-DNS-ERROR",)),
    ({DOMAIN: "servfail"},                                                  UNKNOWN,  ("MX-DNS-ERROR",)),
]
BOTH = {**key("s1", KEYS[2048]), **key("s2", ED25519)}
DKIM = [
    # what stands there                          named               key       the length of RSA keys
    (key("s1", KEYS[2048]),                      ("s1",),            YES,      [(2048, True)]),
    (BOTH,                                       ("s1", "s2"),       YES,      [(2048, True)]),
    (key("s1", KEYS[2048]),                      ("s1", "s2"),       NO,       [(2048, True)]),   # s2 is missing
    (key("s1", "v=DKIM1; p="),                   ("s1",),            NO,       []),
    (key("s1", KEYS[512]),                       ("s1",),            NO,       [(512, True)]),    # nobody takes it
    ({"s1._domainkey.example.com": "timeout"},   ("s1",),            UNKNOWN,  []),
    ({**key("s1", KEYS[2048]), "s2._domainkey.example.com": "timeout"},
                                                 ("s1", "s2"),       UNKNOWN,  [(2048, True)]),
    (key("default", KEYS[1024]),                 (),                 YES,      [(1024, False)]),
    (key("nobody-guesses-this", KEYS[1024]),     (),                 UNKNOWN,  []),
    (txt("v=spf1 mx -all"),                      (),                 NO,       []),               # nothing below _domainkey
    ({DOMAIN: "servfail"},                       (),                 UNKNOWN,  []),
]
# fmt: on


@pytest.mark.parametrize(("zone", "truth", "said"), SPF)
def test_an_spf_record_that_receivers_can_use(zone, truth, said):
    fact = gathered(zone).spf_record
    assert (fact.truth, fact.findings) == (truth, said)


@pytest.mark.parametrize(("zone", "truth", "said"), DMARC)
def test_a_dmarc_record_that_receivers_can_read(zone, truth, said):
    fact = gathered(zone).dmarc_record
    assert (fact.truth, fact.findings) == (truth, said)


@pytest.mark.parametrize(("zone", "truth", "said"), REVERSE_DNS)
def test_a_name_that_leads_back(zone, truth, said):
    facts = gathered(zone).reverse_dns
    assert {ip: (fact.truth, fact.findings) for ip, fact in facts.items()} == {IP: (truth, said)}


@pytest.mark.parametrize(("zone", "truth", "said"), MAIL)
def test_a_domain_that_takes_mail(zone, truth, said):
    fact = gathered(zone).takes_mail
    assert (fact.truth, fact.findings) == (truth, said)


@pytest.mark.parametrize(("zone", "selectors", "truth", "lengths"), DKIM)
def test_a_key_to_sign_with(zone, selectors, truth, lengths):
    facts = gathered(zone, selectors=selectors)
    assert facts.dkim_key.truth is truth
    assert [(each.bits, each.named) for each in facts.rsa_keys] == lengths


def test_an_address_that_was_not_looked_at_leaves_the_ask_open():
    ips = tuple(f"192.0.2.{number}" for number in range(1, ptr.IPS_MOST + 3))
    zone = {f"{number}.2.0.192.in-addr.arpa": {"PTR": ["mx.example.com"]} for number in range(1, 256)}
    zone["mx.example.com"] = {"A": list(ips)}
    assert decide("reverse_dns", gathered(zone, ips=ips[:-2])).state is State.MET
    assert decide("reverse_dns", gathered(zone, ips=ips)).state is State.NOT_CHECKED
    assert decide("reverse_dns", gathered(zone, ips=("10.0.0.1",))).state is State.NOT_CHECKED


def test_a_perfect_zone_meets_what_dns_decides_and_nothing_else():
    zone = {
        **txt("v=spf1 mx -all"),
        **policy("v=DMARC1; p=none"),
        **key("s1", KEYS[2048]),
        REVERSE: {"PTR": ["mx.example.com"]},
    }
    met = {
        item.rule.ask
        for each in judge(gathered(zone, selectors=("s1",)))
        for item in each.items
        if item.state is State.MET
    }
    assert met == {"dmarc", "dkim_1024", "dkim_2048", "reverse_dns"}


def test_the_record_that_mends_it_comes_along_and_mends_it():
    zone = txt("v=spf1 mx -all")
    missing = {item.rule.ask: item.fix() for item in judge(gathered(zone))[1].missing}
    mended = applied(zone, missing["dmarc"], re.compile("v=DMARC1"))
    left = {item.rule.ask for item in judge(gathered(mended))[1].missing}
    assert left == set(missing) - {"dmarc"}
