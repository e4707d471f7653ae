"""Facts become verdicts: every border from both sides, and what holds whatever the facts."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest
from any_facts import DOMAIN_NOTES, DOMAIN_REASONS, FACTS
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.address.columns import REASONS
from mailworthy.address.facts import NOTES, DomainKind, DomainState, LocalKind, Sure
from mailworthy.address.verdict import (
    SOFT_DOMAIN,
    UNUSUAL_FORMS,
    About,
    Action,
    Facts,
    VerdictStatus,
    judge,
)
from mailworthy.address.verdict_data import weights
from mailworthy.finding.registry import find

VALID, RISKY, SOFT = VerdictStatus.VALID, VerdictStatus.RISKY, VerdictStatus.SOFT
UNKNOWN, INVALID = VerdictStatus.UNKNOWN, VerdictStatus.INVALID
KEEP, REVIEW, RETRY, REMOVE = Action.KEEP, Action.REVIEW, Action.RETRY, Action.REMOVE
NO, GUESS, LIKELY, CERTAIN = Sure.NO, Sure.GUESS, Sure.LIKELY, Sure.CERTAIN
DAY_S = 86_400

OK = DomainState(mx=("mx.shop.de",))
SYNTAX = tuple(reason for reason in REASONS if reason and reason not in UNUSUAL_FORMS)


def dns(reason, *notes):
    return DomainState(reason, notes, ("mx.shop.de",))


def local(**said):
    return LocalKind(**said)


def domain(**said):
    return DomainKind(**said)


# fmt: off
CASES = [
    # facts                                                                  status   reason               about     action  score
    # nobody asked, or all is well
    ({},                                                                     UNKNOWN, "not_checked",       "none",    KEEP,   50),
    ({"state": OK},                                                          VALID,   "dns_only",          "none",    KEEP,   80),
    # syntax
    ({"reason": "no_at", "valid": False},                                    INVALID, "no_at",             "address", REMOVE, 0),
    ({"reason": "no_at", "valid": False, "typo": True},                      INVALID, "no_at",             "address", REVIEW, 0),
    ({"reason": "reserved_domain"},                                          INVALID, "reserved_domain",   "domain",  REMOVE, 0),
    ({"reason": "single_label_domain"},                                      INVALID, "single_label_domain", "address", REMOVE, 0),
    ({"reason": "numeric_tld"},                                              INVALID, "numeric_tld",       "address", REMOVE, 0),
    ({"reason": "bad_tld"},                                                  INVALID, "bad_tld",           "address", REMOVE, 0),
    ({"reason": "quoted_local"},                                             RISKY,   "quoted_local",      "address", REVIEW, 10),
    ({"reason": "address_literal"},                                          RISKY,   "address_literal",   "address", REVIEW, 10),
    ({"reason": "source_route"},                                             RISKY,   "source_route",      "address", REVIEW, 10),
    # the domain is permanently bad
    ({"state": dns("null_mx")},                                              INVALID, "null_mx",           "domain",  REMOVE, 0),
    ({"state": dns("no_mail_host")},                                         INVALID, "no_mail_host",      "domain",  REMOVE, 0),
    ({"state": dns("mx_unroutable")},                                        INVALID, "mx_unroutable",     "domain",  REMOVE, 0),
    ({"state": dns("mx_not_resolving")},                                     INVALID, "mx_not_resolving",  "domain",  REMOVE, 0),
    ({"state": dns("domain_unknown")},                                       INVALID, "domain_unknown",    "domain",  RETRY,  0),
    ({"state": dns("domain_unknown"), "missing_before": True},               INVALID, "domain_unknown",    "domain",  REMOVE, 0),
    ({"state": dns("domain_unknown"), "missing_before": True, "typo": True}, INVALID, "domain_unknown",    "domain",  REVIEW, 0),
    ({"state": dns("null_mx"), "missing_before": True},                      INVALID, "null_mx",           "domain",  REMOVE, 0),
    ({"state": dns("null_mx"), "domain": domain(disposable=CERTAIN)},        INVALID, "null_mx",           "domain",  REMOVE, 0),
    # it may go away by itself
    ({"state": dns("dns_timeout")},                                          SOFT,    "dns_timeout",       "server",  RETRY,  60),
    ({"state": dns("dns_error")},                                            SOFT,    "dns_error",         "server",  RETRY,  60),
    ({"state": dns("dns_error"), "local": local(trap=LIKELY)},               SOFT,    "dns_error",         "server",  RETRY,  30),
    ({"state": dns("dns_error"), "typo": True},                              SOFT,    "dns_error",         "server",  RETRY,  30),
    ({"state": dns("dns_error"), "local": local(junk=CERTAIN)},              SOFT,    "dns_error",         "server",  RETRY,  35),
    ({"state": dns("dns_error"), "inactive": True},                          SOFT,    "dns_error",         "server",  RETRY,  60),
    # disposable
    ({"state": OK, "domain": domain(disposable=GUESS)},                      VALID,   "dns_only",          "none",    KEEP,   80),
    ({"state": OK, "domain": domain(disposable=LIKELY)},                     RISKY,   "disposable",        "domain",  REMOVE, 10),
    ({"state": OK, "domain": domain(disposable=CERTAIN)},                    RISKY,   "disposable",        "domain",  REMOVE, 10),
    ({"domain": domain(disposable=CERTAIN)},                                 RISKY,   "disposable",        "domain",  REMOVE, 0),
    ({"state": dns("dns_timeout"), "domain": domain(disposable=LIKELY)},     RISKY,   "disposable",        "domain",  REMOVE, 10),
    ({"state": OK, "domain": domain(disposable=CERTAIN), "typo": True},      RISKY,   "typo_suspect",      "address", REVIEW, 0),
    # kinds that are no reason for anything
    ({"state": OK, "domain": domain(relay=True)},                            VALID,   "dns_only",          "none",    KEEP,   70),
    ({"state": OK, "domain": domain(free=True)},                             VALID,   "dns_only",          "none",    KEEP,   80),
    ({"state": OK, "domain": domain(known=True)},                            VALID,   "dns_only",          "none",    KEEP,   80),
    ({"state": OK, "domain": domain(odd=True)},                              VALID,   "dns_only",          "none",    KEEP,   65),
    # trap suspects
    ({"state": OK, "local": local(trap=GUESS)},                              RISKY,   "spam_trap_suspect", "address", REVIEW, 70),
    ({"state": OK, "local": local(trap=LIKELY)},                             RISKY,   "spam_trap_suspect", "address", REMOVE, 30),
    ({"state": OK, "local": local(trap=CERTAIN)},                            RISKY,   "spam_trap_suspect", "address", REMOVE, 10),
    ({"state": OK, "local": local(trap=GUESS, role=True)},                   RISKY,   "role",              "address", REVIEW, 60),
    ({"state": OK, "local": local(trap=LIKELY, role=True)},                  RISKY,   "spam_trap_suspect", "address", REMOVE, 20),
    ({"state": dns("parked_domain"), "local": local(trap=LIKELY)},           RISKY,   "spam_trap_suspect", "address", REMOVE, 0),
    # the domain takes no mail on purpose, or is for sale
    ({"state": dns("parked_domain")},                                        RISKY,   "parked_domain",     "domain",  REVIEW, 20),
    ({"state": dns("no_mail_intended")},                                     RISKY,   "no_mail_intended",  "domain",  REVIEW, 20),
    ({"state": dns("parked_domain"), "local": local(trap=GUESS)},            RISKY,   "parked_domain",     "domain",  REVIEW, 10),
    ({"state": dns("parked_domain"), "typo": True},                          RISKY,   "parked_domain",     "domain",  REVIEW, 0),
    # typing errors
    ({"state": OK, "typo": True},                                            RISKY,   "typo_suspect",      "address", REVIEW, 30),
    ({"state": DomainState(), "typo": True},                                 RISKY,   "typo_suspect",      "address", REVIEW, 40),
    ({"typo": True},                                                         RISKY,   "typo_suspect",      "address", REVIEW, 10),
    ({"state": OK, "typo": True, "local": local(trap=GUESS)},                RISKY,   "typo_suspect",      "address", REVIEW, 30),
    ({"state": OK, "typo": True, "local": local(junk=LIKELY)},               RISKY,   "typo_suspect",      "address", REVIEW, 0),
    # junk
    ({"state": OK, "local": local(junk=GUESS)},                              VALID,   "dns_only",          "none",    KEEP,   70),
    ({"state": OK, "local": local(junk=LIKELY)},                             RISKY,   "junk",              "address", REVIEW, 50),
    ({"state": OK, "local": local(junk=CERTAIN)},                            RISKY,   "junk",              "address", REMOVE, 35),
    ({"state": OK, "typo": True, "local": local(junk=CERTAIN)},              RISKY,   "junk",              "address", REMOVE, 0),
    ({"state": dns("parked_domain"), "local": local(junk=CERTAIN)},          RISKY,   "junk",              "address", REMOVE, 0),
    ({"state": OK, "local": local(junk=LIKELY), "domain": domain(relay=True)}, VALID, "dns_only",          "none",    KEEP,   70),
    # roles
    ({"state": OK, "local": local(role=True)},                               RISKY,   "role",              "address", REVIEW, 70),
    ({"local": local(role=True)},                                            RISKY,   "role",              "address", REVIEW, 40),
    # about the row
    ({"state": OK, "duplicate": True},                                       VALID,   "dns_only",          "none",    REMOVE, 80),
    ({"state": dns("dns_timeout"), "duplicate": True},                       SOFT,    "dns_timeout",       "server",  REMOVE, 60),
    ({"state": dns("domain_unknown"), "duplicate": True},                    INVALID, "domain_unknown",    "domain",  REMOVE, 0),
    ({"duplicate": True},                                                    UNKNOWN, "not_checked",       "none",    REMOVE, 50),
    ({"state": OK, "bot_variant": True},                                     VALID,   "dns_only",          "none",    REVIEW, 50),
    ({"state": OK, "inactive": True},                                        VALID,   "dns_only",          "none",    REVIEW, 70),
    ({"inactive": True},                                                     UNKNOWN, "not_checked",       "none",    REVIEW, 40),
    # notes only weigh
    ({"state": OK, "notes": ("eai_local",)},                                 VALID,   "dns_only",          "none",    KEEP,   70),
    ({"state": OK, "notes": ("confusable",)},                                VALID,   "dns_only",          "none",    KEEP,   60),
    ({"state": OK, "notes": ("trimmed", "idn_domain", "formula_risk")},      VALID,   "dns_only",          "none",    KEEP,   80),
    ({"state": dns("", "implicit_mx", "wildcard_dns")},                      VALID,   "dns_only",          "none",    KEEP,   60),
]
# fmt: on


@pytest.mark.parametrize("case", CASES)
def test_what_follows_from_facts(case):
    facts, *expected = case
    judged = judge(Facts(**facts))
    assert [judged.status, judged.reason, judged.about.value, judged.action, judged.score] == expected


@pytest.mark.parametrize("reason", SYNTAX)
def test_what_no_list_may_hold_is_permanent(reason):
    judged = judge(Facts(reason=reason, valid=False))
    assert (judged.status, judged.reason, judged.permanent, judged.action) == (INVALID, reason, True, REMOVE)


# fmt: off
TIMES = [
    # facts                                                       ask again after  holds for
    ({"state": OK},                                               None,            30 * DAY_S),
    ({"state": OK, "local": local(role=True)},                    None,            30 * DAY_S),
    ({},                                                          None,            7 * DAY_S),
    ({"reason": "no_at", "valid": False},                         None,            90 * DAY_S),
    ({"state": dns("null_mx")},                                   None,            90 * DAY_S),
    ({"state": dns("dns_timeout")},                               3600,            3600),
    ({"state": dns("dns_error")},                                 4 * 3600,        4 * 3600),
    ({"state": dns("domain_unknown")},                            DAY_S,           DAY_S),
    ({"state": dns("domain_unknown"), "missing_before": True},    None,            90 * DAY_S),
]
# fmt: on


@pytest.mark.parametrize(("facts", "retry_s", "expires_s"), TIMES)
def test_when_to_ask_again_and_how_long_it_holds(facts, retry_s, expires_s):
    judged = judge(Facts(**facts))
    assert (judged.retry_s, judged.expires_s) == (retry_s, expires_s)


# fmt: off
FLAGS = [
    # facts                                                       flags
    ({},                                                          ()),
    ({"domain": domain(disposable=GUESS)},                        ()),
    ({"domain": domain(disposable=LIKELY)},                       ("disposable",)),
    ({"domain": domain(relay=True, free=True, odd=True)},         ("relay", "free", "odd_domain")),
    ({"domain": domain(known=True)},                              ()),
    ({"local": local(role=True)},                                 ("role",)),
    ({"local": local(junk=GUESS)},                                ()),
    ({"local": local(junk=LIKELY)},                               ("junk",)),
    ({"local": local(junk=LIKELY), "domain": domain(relay=True)}, ("relay",)),
    ({"local": local(trap=GUESS)},                                ("spam_trap_suspect",)),
    ({"typo": True},                                              ("typo_suspect",)),
    ({"typo": True, "state": DomainState()},                      ("typo_suspect",)),
    ({"typo": True, "state": OK},                                 ("spam_trap_suspect", "typo_suspect")),  # it takes mail all the same
    ({"state": dns("parked_domain")},                             ("parked",)),
    ({"duplicate": True, "bot_variant": True, "inactive": True},  ("duplicate", "bot_variant", "inactive")),
    ({"notes": NOTES, "state": dns("", *DOMAIN_NOTES)},           (*NOTES, *DOMAIN_NOTES)),
]
# fmt: on


@pytest.mark.parametrize(("facts", "flags"), FLAGS)
def test_flags(facts, flags):
    assert judge(Facts(**facts)).flags == flags


@given(FACTS)
def test_invalid_is_permanent_and_nothing_else_is(facts):
    judged = judge(facts)
    assert judged.permanent is (judged.status is INVALID)


@given(FACTS)
def test_nothing_about_a_server_or_the_prober_is_permanent(facts):
    judged = judge(facts)
    assert not (judged.permanent and judged.about in {About.SERVER, About.PROBER})


@given(FACTS)
def test_soft_and_unknown_are_never_removed_save_as_repetitions(facts):
    judged = judge(facts)
    assert facts.duplicate or judged.status not in {SOFT, UNKNOWN} or judged.action is not REMOVE


@given(FACTS)
def test_soft_is_asked_again_before_the_verdict_lapses(facts):
    judged = judge(facts)
    if judged.status is SOFT:
        assert judged.retry_s is not None
        assert 0 < judged.expires_s <= judged.retry_s
        assert facts.duplicate or judged.action is RETRY


@given(FACTS)
def test_every_verdict_expires(facts):
    assert 0 < judge(facts).expires_s <= 90 * DAY_S


@given(FACTS)
def test_whoever_is_to_be_asked_again_gets_a_time(facts):
    judged = judge(facts)
    assert judged.action is not RETRY or (judged.retry_s or 0) > 0


@given(FACTS)
def test_scores_keep_to_their_bounds(facts):
    judged = judge(facts)
    assert 0 <= judged.score <= {VALID: 80, RISKY: 80, SOFT: 60, UNKNOWN: 50, INVALID: 0}[judged.status]


@given(FACTS)
def test_a_missing_domain_is_looked_at_twice_before_anything_is_removed(facts):
    judged = judge(facts)
    if judged.reason == "domain_unknown" and not (facts.duplicate or facts.typo):
        assert judged.action is (REMOVE if facts.missing_before else RETRY)


@given(FACTS)
def test_disposable_addresses_are_removed_unless_mistyped(facts):
    judged = judge(facts)
    if "disposable" in judged.flags and judged.reason not in UNUSUAL_FORMS and not facts.typo:
        assert judged.action is REMOVE or judged.reason == "domain_unknown"


@given(FACTS)
def test_a_repetition_changes_the_action_alone(facts):
    once, again = judge(replace(facts, duplicate=False)), judge(replace(facts, duplicate=True))
    assert again.action is REMOVE
    assert replace(again, action=once.action, flags=once.flags) == once


@given(FACTS)
def test_what_is_kept_has_nothing_serious_against_it(facts):
    judged = judge(facts)
    serious = {"disposable", "role", "junk", "spam_trap_suspect", "typo_suspect", "parked", "inactive"}
    if judged.action is KEEP:
        assert judged.status in {VALID, UNKNOWN}
        assert not serious & set(judged.flags)


WORSE = [
    {"local": local(junk=GUESS)},
    {"local": local(junk=LIKELY)},
    {"local": local(junk=CERTAIN)},
    {"local": local(trap=GUESS)},
    {"local": local(trap=LIKELY)},
    {"local": local(trap=CERTAIN)},
    {"local": local(role=True)},
    {"domain": domain(disposable=LIKELY)},
    {"domain": domain(disposable=CERTAIN)},
    {"domain": domain(odd=True)},
    {"typo": True},
    {"bot_variant": True},
    {"inactive": True},
    {"notes": ("confusable",)},
]


@given(facts=FACTS, worse=st.sampled_from(WORSE))
def test_no_suspicion_ever_raises_a_score(facts, worse):
    clean = replace(facts, **{name: getattr(Facts(), name) for name in worse})
    assert judge(replace(clean, **worse)).score <= judge(clean).score


@given(FACTS)
def test_every_reason_and_flag_is_explained(facts):
    judged = judge(facts)
    words = {judged.reason, *judged.flags} - {
        "parked",
        "idn_domain",
    }  # explained by parked_domain; nothing to explain
    assert [word for word in words if not find(word)] == []


@given(FACTS)
def test_expected_bounces_are_shares_in_order(facts):
    low, mean, high = judge(facts).bounce
    assert 0 <= low <= mean <= high <= 1


def test_the_caps_are_those_of_the_contract():
    assert weights().cap == {"soft": 60, "unknown": 50, "invalid": 0}


WEIGHING = {
    # word of the table: facts whose score it lowers
    "dns_only": None,
    "not_checked": None,
    **{note: {"state": dns("", note)} for note in DOMAIN_NOTES},
    "role": {"local": local(role=True)},
    "relay": {"domain": domain(relay=True)},
    "disposable": {"domain": domain(disposable=LIKELY)},
    **{f"junk_{sure.name.lower()}": {"local": local(junk=sure)} for sure in (GUESS, LIKELY, CERTAIN)},
    **{f"trap_{sure.name.lower()}": {"local": local(trap=sure)} for sure in (GUESS, LIKELY, CERTAIN)},
    "typo_suspect": {"typo": True, "state": DomainState()},
    "parked_domain": {"state": dns("parked_domain")},
    "no_mail_intended": {"state": dns("no_mail_intended")},
    "odd_domain": {"domain": domain(odd=True)},
    "eai_local": {"notes": ("eai_local",)},
    "confusable": {"notes": ("confusable",)},
    "unusual_form": {"reason": "address_literal"},
    "bot_variant": {"bot_variant": True},
    "inactive": {"inactive": True},
}
# What is said and weighs nothing: who is free, repeated or written a little oddly is as good as anybody.
WEIGHTLESS = {
    "free",
    "duplicate",
    "parked",
    "idn_domain",
    "trimmed",
    "formula_risk",
    "junk",
    "spam_trap_suspect",
}


def test_the_table_weighs_what_is_known_and_nothing_else():
    assert weights().score.keys() == WEIGHING.keys()


@pytest.mark.parametrize(("word", "facts"), [pair for pair in WEIGHING.items() if pair[1] is not None])
def test_each_weight_is_taken_off(word, facts):
    asked = {"state": OK} | facts
    assert judge(Facts(state=OK)).score - judge(Facts(**asked)).score == min(80, weights().score[word])


@pytest.mark.parametrize(("word", "state"), [("dns_only", OK), ("not_checked", None)])
def test_what_nobody_asked_is_taken_off(word, state):
    assert judge(Facts(state=state)).score == 100 - weights().score[word]


@given(FACTS)
def test_every_flag_weighs_or_is_known_to_weigh_nothing(facts):
    assert set(judge(facts).flags) <= WEIGHING.keys() | WEIGHTLESS


def test_times_and_bounces_are_told_for_reasons_and_statuses_that_exist():
    reasons = {*REASONS, *DOMAIN_REASONS}
    reasons |= {"disposable", "spam_trap_suspect", "typo_suspect", "junk", "role", "dns_only", "not_checked"}
    statuses = {status.value for status in VerdictStatus}
    table = weights()
    assert {*table.bounce, *table.expires_s, *table.retry_s, *table.cap} <= reasons | statuses
    assert statuses <= table.bounce.keys() & table.expires_s.keys()
    assert table.retry_s.keys() == SOFT_DOMAIN | {"domain_unknown"}


def test_the_table_holds_no_other_sections():
    text = files("mailworthy.address").joinpath("data/verdict.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text).keys() == {"score", "cap", "expires_s", "retry_s", "bounce"}
