"""What weighs in a verdict is said by a finding, with words in every language."""

from __future__ import annotations

import json

import pytest
from any_facts import DOMAIN_NOTES, DOMAIN_REASONS, FACTS
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.address.columns import REASONS
from mailworthy.address.facts import NOTES, DomainKind, DomainState, LocalKind, Sure
from mailworthy.address.findings import domain_code, findings_of, kind_code, quoted, syntax_code
from mailworthy.address.verdict import Facts, judge
from mailworthy.finding import Confidence, Lang, Severity, lookup

GUESS, LIKELY, CERTAIN = Sure.GUESS, Sure.LIKELY, Sure.CERTAIN
OK = DomainState(mx=("mx.shop.de",))
ROW_FLAGS = ("duplicate", "bot_variant", "inactive")


def said(facts, typed="jane@shop.de"):
    return findings_of(facts, typed=typed, domain="shop.de", position=4, suggestion="jane@shop.com")


# fmt: off
SAID = [
    # facts                                                     the codes of what is said
    ({},                                                        ["DOMAIN-NOT-CHECKED"]),
    ({"state": OK},                                             ["DOMAIN-OK"]),
    ({"reason": "no_at", "valid": False},                       ["SYNTAX-NO-AT"]),
    ({"reason": "no_at", "valid": False, "typo": True},         ["SYNTAX-NO-AT", "TYPO-CLUTTER"]),
    ({"reason": "single_label_domain", "typo": True},           ["SYNTAX-SINGLE-LABEL-DOMAIN", "TYPO-DOMAIN"]),
    ({"reason": "quoted_local", "typo": True},                  ["SYNTAX-QUOTED-LOCAL", "TYPO-CLUTTER"]),
    ({"typo": True},                                            ["TYPO-DOMAIN", "DOMAIN-NOT-CHECKED"]),
    ({"typo": True, "state": OK},                               ["TYPO-DOMAIN", "DOMAIN-OK", "KIND-TRAP-SUSPECT"]),
    ({"state": DomainState("null_mx")},                         ["DOMAIN-NULL-MX"]),
    ({"state": DomainState("domain_unknown")},                  ["DOMAIN-UNKNOWN"]),
    ({"state": DomainState("parked_domain", ("implicit_mx",))}, ["DOMAIN-PARKED", "DOMAIN-IMPLICIT-MX"]),
    ({"state": DomainState("", ("wildcard_dns",))},             ["DOMAIN-OK", "DOMAIN-WILDCARD-DNS"]),
    ({"state": OK, "notes": NOTES},                             ["SYNTAX-EAI-LOCAL", "SYNTAX-CONFUSABLE", "SYNTAX-TRIMMED", "SYNTAX-FORMULA-RISK", "DOMAIN-OK"]),
    ({"state": OK, "domain": DomainKind(LIKELY, relay=True, free=True, odd=True)}, ["DOMAIN-OK", "KIND-DISPOSABLE", "KIND-RELAY", "KIND-FREE", "KIND-ODD-DOMAIN"]),
    ({"state": OK, "local": LocalKind(role=True, junk=GUESS, trap=GUESS)},    ["DOMAIN-OK", "KIND-ROLE", "KIND-JUNK", "KIND-TRAP-SUSPECT"]),
    ({"state": OK, "local": LocalKind(junk=LIKELY), "domain": DomainKind(relay=True)}, ["DOMAIN-OK", "KIND-RELAY"]),
    ({"state": OK, **dict.fromkeys(ROW_FLAGS, True)},           ["DOMAIN-OK", "KIND-DUPLICATE", "KIND-BOT-VARIANT", "KIND-INACTIVE"]),
]
# fmt: on


@pytest.mark.parametrize(("facts", "codes"), SAID)
def test_what_is_said(facts, codes):
    assert [finding.code for finding in said(Facts(**facts))] == codes


@pytest.mark.parametrize("reason", [*REASONS[1:], *(note for note in NOTES if note != "idn_domain")])
def test_every_word_of_the_syntax_has_a_code(reason):
    assert lookup(syntax_code(reason)).reason == reason


@pytest.mark.parametrize("reason", [*DOMAIN_REASONS, *DOMAIN_NOTES])
def test_every_word_of_the_domain_stage_has_a_code(reason):
    assert lookup(domain_code(reason)).reason == reason


@pytest.mark.parametrize(
    "flag", ["disposable", "relay", "free", "odd_domain", "role", "junk", "spam_trap_suspect", *ROW_FLAGS]
)
def test_every_kind_has_a_code(flag):
    assert lookup(kind_code(flag)).reason == flag


@given(FACTS)
def test_the_reason_and_each_flag_are_backed_by_a_finding(facts):
    judged = judge(facts)
    backed = {lookup(finding.code).reason for finding in said(facts)}
    backed |= {"idn_domain"}  # an ordinary name of many countries: nothing to say
    backed |= {"parked"} if "parked_domain" in backed else set()
    backed |= {"typo_suspect"} if facts.typo else set()  # two codes, one of them without the word
    assert {judged.reason, *judged.flags} - backed == set()


@given(FACTS, st.sampled_from(Lang))
def test_findings_speak_every_language_as_json(facts, lang):
    json.dumps([finding.as_dict(lang) for finding in said(facts)], ensure_ascii=False).encode()


# fmt: off
SURE_OF = [
    # facts                                                     code                 how sure
    ({"domain": DomainKind(LIKELY)},                            "KIND-DISPOSABLE",   "likely"),
    ({"domain": DomainKind(CERTAIN)},                           "KIND-DISPOSABLE",   "certain"),
    ({"local": LocalKind(junk=GUESS)},                          "KIND-JUNK",         "guess"),
    ({"local": LocalKind(junk=CERTAIN)},                        "KIND-JUNK",         "certain"),
    ({"local": LocalKind(trap=LIKELY)},                         "KIND-TRAP-SUSPECT", "likely"),
    ({"typo": True, "state": OK},                               "KIND-TRAP-SUSPECT", "guess"),
    ({"typo": True},                                            "TYPO-DOMAIN",       "likely"),
    ({"state": DomainState("domain_unknown")},                  "DOMAIN-UNKNOWN",    "certain"),
]
# fmt: on


@pytest.mark.parametrize(("facts", "code", "sure"), SURE_OF)
def test_how_sure_a_finding_is(facts, code, sure):
    (finding,) = [finding for finding in said(Facts(**facts)) if finding.code == code]
    assert finding.confidence is Confidence(sure)


def test_what_was_not_asked_is_said_to_be_skipped():
    assert lookup(said(Facts())[0].code).severity is Severity.SKIPPED


def test_the_place_of_a_fault_is_told():
    assert said(Facts(reason="no_at", valid=False))[0].where == {"position": 4}


def test_a_suggestion_is_the_remedy():
    assert said(Facts(typo=True))[0].fix == "jane@shop.com"


def test_what_dns_said_is_quoted():
    (finding,) = said(Facts(state=DomainState("null_mx", detail="0 .")))
    assert finding.detail == "0 ."


# fmt: off
QUOTED = [
    # text                     shown
    ("jane@shop.de",           "jane@shop.de"),
    ("jörg@例え.jp",            "jörg@例え.jp"),
    ("a" * 80,                 "a" * 80),
    ("a" * 81,                 "a" * 79 + "…"),
    ("a\x00\n@\ud800é",        "a\\x00\\n@\\ud800é"),
    ("\u202ejane",             "\\u202ejane"),  # nothing turns the line around
]
# fmt: on


@pytest.mark.parametrize(("text", "shown"), QUOTED)
def test_how_a_text_is_quoted(text, shown):
    assert quoted(text) == shown


@given(st.text(st.characters()))
def test_any_text_can_be_quoted_on_one_line(text):
    shown = quoted(text)
    assert shown.isprintable()
    assert len(shown.encode()) <= 80 * 10
