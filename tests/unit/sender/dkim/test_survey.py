"""The keys of a domain: what is found, what nobody can know, and what only looks like a key."""

from __future__ import annotations

import re

import pytest
import signing
from hypothesis import given
from hypothesis import strategies as st
from remedies import applied

from mailworthy.errors import InputError
from mailworthy.finding import Confidence, Lang, Severity, lookup
from mailworthy.sender.dkim import State, survey
from mailworthy.sender.dkim.selectors import likely
from mailworthy.sender.dkim.survey import FIRST, MOST_GIVEN, NOBODYS
from mailworthy.wire.ask import Answer, Dns, Outcome, Zone, hold

RSA = signing.rsa_record(signing.rsa_public(2048))
OTHER = signing.rsa_record(signing.rsa_public(2056))
SHORT = signing.rsa_record(signing.rsa_public(1024))
WEAK = signing.rsa_record(signing.rsa_public(512))
ED = signing.ed25519().record
REVOKED = "v=DKIM1; p="

# fmt: off
GUESSED = [
    # what stands at which selector                             findings
    ({},                                                        ["DKIM-NO-KEYS"]),
    ({"our-own-2026": RSA},                                     ["DKIM-NOT-FOUND"]),
    ({"google": RSA},                                           ["DKIM-KEYS-FOUND"]),
    ({"default": RSA, "titan1": OTHER},                         ["DKIM-KEYS-FOUND"]),
    ({"s1": RSA, "s2": RSA},                                    ["DKIM-KEY-SHARED", "DKIM-KEYS-FOUND"]),
    ({"s1": SHORT},                                             ["DKIM-KEY-SHORT", "DKIM-KEYS-FOUND"]),
    ({"s1": WEAK},                                              ["DKIM-KEY-WEAK"]),
    ({"s1": ED},                                                ["DKIM-ED25519-ONLY", "DKIM-KEYS-FOUND"]),
    ({"s1": ED, "s2": RSA},                                     ["DKIM-KEYS-FOUND"]),
    ({"s1": RSA, "s2": REVOKED},                                ["DKIM-KEY-RETIRED", "DKIM-KEYS-FOUND"]),
    ({"s1": REVOKED},                                           ["DKIM-KEY-RETIRED", "DKIM-NOT-FOUND"]),
    ({"s1": RSA[:200]},                                         ["DKIM-KEY-SYNTAX"]),
    ({"mail": "v=spf1 -all"},                                   ["DKIM-NOT-FOUND"]),     # no fault of DKIM's
    ({"*": "v=spf1 -all"},                                      ["DKIM-WILDCARD"]),
    ({"*": RSA},                                                ["DKIM-WILDCARD"]),
    ({"*": RSA, "google": OTHER},                               ["DKIM-WILDCARD", "DKIM-KEYS-FOUND"]),
    ({"*": REVOKED},                                            ["DKIM-WILDCARD-REVOKED"]),
    ({"*": REVOKED, "google": RSA},                             ["DKIM-WILDCARD-REVOKED", "DKIM-KEYS-FOUND"]),
]
GIVEN = [
    # what stands there         state               findings
    (None,                      State.MISSING,      ["DKIM-KEY-MISSING"]),
    (RSA,                       State.USABLE,       ["DKIM-KEYS-FOUND"]),
    (REVOKED,                   State.REVOKED,      ["DKIM-KEY-REVOKED"]),
    (WEAK,                      State.WEAK,         ["DKIM-KEY-WEAK"]),
    ("v=spf1 -all",             State.FAULTY,       ["DKIM-KEY-SYNTAX"]),
    (f"{RSA}; t=y",             State.USABLE,       ["DKIM-KEY-TESTING", "DKIM-KEYS-FOUND"]),
]
# fmt: on


def _zone(keys):
    return {f"{selector}._domainkey.a.org": {"TXT": [text]} for selector, text in keys.items()}


def _surveyed(zone, selectors=()):
    return hold(survey("a.org", selectors), Zone(zone))


def _codes(found):
    return [finding.code for finding in found.findings]


@pytest.mark.spec("RFC 6376 §3.6.2.1")
@pytest.mark.parametrize(("keys", "codes"), GUESSED, ids=range(len(GUESSED)))
def test_what_is_found_without_a_selector(keys, codes):
    assert _codes(_surveyed(_zone(keys))) == codes


@pytest.mark.parametrize(("text", "state", "codes"), GIVEN)
def test_what_is_found_at_a_given_one(text, state, codes):
    found = _surveyed(_zone({"our-own-2026": text}) if text else {}, ["our-own-2026"])
    assert _codes(found) == codes
    assert found.keys[0].published.state is state
    assert found.findings[0].detail.startswith("our-own-2026")


def test_given_selectors_are_all_told_of_once():
    found = _surveyed(_zone({"a": RSA}), ["A", "b", "a"])
    assert [(one.selector, one.published.state) for one in found.keys] == [
        ("a", State.USABLE),
        ("b", State.MISSING),
    ]
    assert found.asked == 2


@pytest.mark.parametrize(
    "selector", ["", ".", "a.", "a b", "ä", "a" * 64, ".".join(["a" * 60] * 5), "a;", "a\n"]
)
def test_what_is_no_selector(selector):
    with pytest.raises(InputError, match="no selector"):
        _surveyed({}, [selector])


def test_too_many_are_refused():
    with pytest.raises(InputError, match="51 selectors"):
        _surveyed({}, [f"s{number}" for number in range(MOST_GIVEN + 1)])


def test_a_key_at_a_provider():
    zone = {
        "s1._domainkey.a.org": {"CNAME": ["s1.domainkey.u1.wl1.sendgrid.net"]},
        "s1.domainkey.u1.wl1.sendgrid.net": {"TXT": [f"{RSA}; t=y"]},
        "selector2._domainkey.a.org": {"CNAME": ["selector2-a-org._domainkey.a.onmicrosoft.com"]},
    }
    found = _surveyed(zone)
    assert _codes(found) == ["DKIM-KEY-DANGLING", "DKIM-KEY-TESTING", "DKIM-KEYS-FOUND"]
    told = {one["selector"]: one for one in found.as_dict()["keys"]}
    assert told["s1"] == {
        "selector": "s1",
        "name": "s1._domainkey.a.org",
        "service": "SendGrid",
        "alias": "s1.domainkey.u1.wl1.sendgrid.net",
        "state": "usable",
        "kind": "rsa",
        "bits": 2048,
        "testing": True,
    }
    assert (told["selector2"]["service"], told["selector2"]["state"]) == ("Microsoft 365", "missing")
    assert found.findings[1].fix.startswith("s1.domainkey.u1.wl1.sendgrid.net. "), "where the record stands"
    assert "s1 rsa-2048 (SendGrid); 1 / " in found.findings[2].detail


def test_two_selectors_that_lead_to_one_record_share_nothing():
    there = {"CNAME": ["dkim.mcsv.net"]}
    zone = {"k1._domainkey.a.org": there, "k2._domainkey.a.org": there, "dkim.mcsv.net": {"TXT": [RSA]}}
    assert _codes(_surveyed(zone)) == ["DKIM-KEYS-FOUND"]


def test_a_wildcard_alias_is_no_selector():
    zone = {"*.a.org": {"CNAME": ["web.example.net"]}, "web.example.net": {"A": ["192.0.2.1"]}}
    assert _codes(_surveyed(zone)) == ["DKIM-NOT-FOUND"]


# --- how much is asked --------------------------------------------------------------------------------------------


def _asked(zone):
    turns = []

    def answer(asks):
        turns.append(asks)
        return Zone(zone)(asks)

    hold(survey("a.org"), answer)
    return [len(turn) for turn in turns]


@pytest.mark.spec("RFC 8020 §2")
def test_nothing_more_is_asked_below_a_name_that_does_not_exist():
    assert _asked({}) == [FIRST + 2]


def test_all_likely_ones_are_asked_in_two_turns():
    assert _asked(_zone({"own": RSA})) == [FIRST + 2, len(likely()) - FIRST]


def test_a_name_server_that_denies_what_others_stand_below_is_not_believed():
    """RFC 8020 §2 was not always obeyed: a key that is there is there."""

    def answer(asks):
        return tuple(_denied(ask) for ask in asks)

    def _denied(ask):
        if ask == Dns("google._domainkey.a.org", "TXT"):
            return Answer(Outcome.FOUND, (RSA,))
        return Answer(Outcome.NO_SUCH_NAME)

    found = hold(survey("a.org"), answer)
    assert _codes(found) == ["DKIM-KEYS-FOUND"]
    assert found.asked == len(likely())


def test_no_key_at_all_is_likely_not_certain():
    (finding,) = _surveyed({}).findings
    assert finding.confidence is Confidence.LIKELY


# --- what could not be asked --------------------------------------------------------------------------------------


def test_could_not_ask_is_not_missing():
    (finding,) = _surveyed({"_domainkey.a.org": "servfail"}).findings
    assert (finding.code, finding.count) == ("DKIM-KEY-NOT-ASKED", len(likely()))
    assert "servfail" in finding.detail


def test_some_that_could_not_be_asked_are_said():
    zone = _zone({"google": RSA}) | {"default._domainkey.a.org": "timeout"}
    found = _surveyed(zone)
    assert _codes(found) == ["DKIM-KEYS-FOUND", "DKIM-KEY-NOT-ASKED"]
    assert found.findings[1].detail == f"1 / {len(likely())}: timeout"


def test_a_pass_is_only_said_of_a_key_that_was_seen():
    for keys, codes in GUESSED:
        seen = any(text in {RSA, OTHER, SHORT, ED} for selector, text in keys.items() if selector in likely())
        assert any(lookup(code).severity is Severity.PASS for code in codes) == seen


# --- remedies, hostile zones --------------------------------------------------------------------------------------

RECORDS = st.sampled_from([RSA, OTHER, SHORT, WEAK, ED, REVOKED]) | st.builds(
    "{}; {}".format, st.sampled_from([RSA, ED]), st.sampled_from(["t=y", "h=sha1", "s=chat", "t=y:s", "n="])
)
ZONES = st.dictionaries(
    st.sampled_from(["google", "s1", "s2", "default", "titan1"]),
    st.lists(RECORDS, min_size=1, max_size=2),
    min_size=1,
    max_size=3,
)


def _errors(found):
    told = [(finding, finding.severity or lookup(finding.code).severity) for finding in found.findings]
    return {finding.code for finding, severity in told if severity is Severity.ERROR}


@given(ZONES, st.booleans())
def test_each_remedy_mends_what_it_is_given_for(keys, aliased):
    zone = {}
    for selector, texts in keys.items():
        name = f"{selector}._domainkey.a.org"
        if aliased:
            zone[name] = {"CNAME": [f"{selector}.keys.example.net"]}
            name = f"{selector}.keys.example.net"
        zone[name] = {"TXT": texts}
    before = _surveyed(zone)
    for finding in before.findings:
        if finding.fix:
            after = _surveyed(applied(zone, finding.fix, re.compile("")))
            assert (finding.code, finding.detail) not in {(one.code, one.detail) for one in after.findings}
            assert _errors(after) <= _errors(before)


@given(st.dictionaries(st.sampled_from(["google", "s1", NOBODYS, "own"]), st.lists(st.text()), max_size=4))
def test_any_zone_is_surveyed(keys):
    zone = {f"{selector}._domainkey.a.org": {"TXT": texts} for selector, texts in keys.items()}
    for selectors in ((), ("own",)):
        found = _surveyed(zone, selectors)
        assert found.findings
        for lang in Lang:
            assert found.as_dict(lang)["findings"]


@pytest.mark.parametrize(
    "text", ["p=" * 300_000, "v=DKIM1;" + ";p=" * 300_000, "v " * 300_000, "x" * 300_000]
)
def test_megabytes_are_surveyed_in_bounded_time(text):
    zone = {f"{selector}._domainkey.a.org": {"TXT": [text] * 20} for selector in likely()}
    assert all(len(finding.detail) < 2_000 for finding in _surveyed(zone).findings)
    assert all(
        len(one.detail) < 2_000 for one in _surveyed(zone | {"*._domainkey.a.org": {"TXT": [text]}}).findings
    )
