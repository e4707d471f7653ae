"""One address, from text to verdict, in a world made of a dictionary."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.address.check import check, rfc3339
from mailworthy.finding import Lang
from mailworthy.wire.ask import Zone, hold
from mailworthy.wire.reach import Reach

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOST = {"A": ["203.0.113.5"]}
WORLD = Zone(
    {
        "mx.brauhaus-lindner.de": HOST,
        "brauhaus-lindner.de": {"MX": ["10 mx.brauhaus-lindner.de"]},
        "xn--mller-bru-22a0x.de": {"MX": ["10 mx.brauhaus-lindner.de"]},
        "gmail.com": {"MX": ["10 mx.brauhaus-lindner.de"]},
        "gmial.com": {"MX": ["10 mx.brauhaus-lindner.de"]},
        "mailinator.com": {"MX": ["10 mx.brauhaus-lindner.de"]},
        "firma-ohne-post.de": {"MX": ["0 ."]},
        "firma-ohne-host.de": {"TXT": ["hello"]},
        "firma-innen.de": {"MX": ["10 mx.firma-innen.de"]},
        "mx.firma-innen.de": {"A": ["10.0.0.1"]},
        "firma-nur-a.de": HOST,
        "firma-kaputt.de": "servfail",
        "firma-stumm.de": "timeout",
        "firma-sagt-nein.de": {"A": ["203.0.113.5"], "TXT": ["v=spf1 -all"]},
        "firma-verkauft.de": {"MX": ["10 park-mx.above.com"]},
    }
)


def verdict(text, world=WORLD, **more):
    def answer(asks):
        assert world is not None, asks
        return world(asks)

    return hold(check(text, now=NOW, probe="zq7rk2vx", **more), answer)


# fmt: off
CASES = [
    # typed                                 status     reason               action    suggestion
    ("jane@brauhaus-lindner.de",            "valid",   "dns_only",          "keep",   ""),
    (" Jane@Brauhaus-Lindner.DE\t",         "valid",   "dns_only",          "keep",   ""),
    ("jane@müller-bräu.de",                 "valid",   "dns_only",          "keep",   ""),
    ("info@brauhaus-lindner.de",            "risky",   "role",              "review", ""),
    ("abuse@brauhaus-lindner.de",           "risky",   "role",              "review", ""),
    ("asdfgh@brauhaus-lindner.de",          "risky",   "junk",              "review", ""),
    ("noemail@brauhaus-lindner.de",         "risky",   "junk",              "remove", ""),
    ("spamtrap@brauhaus-lindner.de",        "risky",   "spam_trap_suspect", "remove", ""),
    ("janespamtrap@brauhaus-lindner.de",    "risky",   "spam_trap_suspect", "review", ""),
    ("jane@mailinator.com",                 "risky",   "disposable",        "remove", ""),
    ("jane@gmial.com",                      "risky",   "typo_suspect",      "review", "jane@gmail.com"),
    ("noemail@gmial.com",                   "risky",   "junk",              "remove", "noemail@gmail.com"),
    ("jane@gmail.con",                      "invalid", "domain_unknown",    "review", "jane@gmail.com"),
    ("jane@firma-gibtsnicht.de",            "invalid", "domain_unknown",    "retry",  ""),
    ("jane@firma-ohne-post.de",             "invalid", "null_mx",           "remove", ""),
    ("jane@firma-ohne-host.de",             "invalid", "no_mail_host",      "remove", ""),
    ("jane@firma-innen.de",                 "invalid", "mx_unroutable",     "remove", ""),
    ("jane@firma-nur-a.de",                 "valid",   "dns_only",          "keep",   ""),
    ("jane@firma-kaputt.de",                "soft",    "dns_error",         "retry",  ""),
    ("jane@firma-stumm.de",                 "soft",    "dns_timeout",       "retry",  ""),
    ("spamtrap@firma-stumm.de",             "soft",    "dns_timeout",       "retry",  ""),
    ("jane@firma-sagt-nein.de",             "risky",   "no_mail_intended",  "review", ""),
    # the syntax has said it all
    ("",                                    "invalid", "empty",             "remove", ""),
    ("jane",                                "invalid", "no_at",             "remove", ""),
    ("jane@@gmail.com",                     "invalid", "bad_character",     "review", "jane@gmail.com"),
    ("jane@brauhaus.example",               "invalid", "reserved_domain",   "remove", ""),
    ('"jane@home"@gmail.com',               "risky",   "quoted_local",      "review", ""),
    ("jane@[203.0.113.5]",                  "risky",   "address_literal",   "review", ""),
    ("jane@gmail",                          "invalid", "single_label_domain", "review", "jane@gmail.com"),
    ("ja\ud800ne@gmail.com",                "invalid", "bad_character",     "remove", ""),
    ("jane@gm\udfffail.com",                "invalid", "bad_character",     "remove", ""),
]
# fmt: on


@pytest.mark.parametrize(("typed", "status", "reason", "action", "suggestion"), CASES)
def test_verdicts(typed, status, reason, action, suggestion):
    said = verdict(typed).as_dict()
    assert (said["status"], said["reason"], said["action"], said["suggestion"] or "") == (
        status,
        reason,
        action,
        suggestion,
    )


# fmt: off
FORMS = [
    # typed                           normalized                        canonical
    (" Jane@Brauhaus-Lindner.DE ",    "Jane@brauhaus-lindner.de",       "jane@brauhaus-lindner.de"),
    ("J.Doe+x@gmail.com",             "J.Doe+x@gmail.com",              "jdoe@gmail.com"),
    ("jörg@müller-bräu.de",           "jörg@xn--mller-bru-22a0x.de",    "jörg@xn--mller-bru-22a0x.de"),
    ("'a b'@gmail.com",               None,                             None),
    ('"a b"@gmail.com',               '"a b"@gmail.com',                None),
    ("jane@brauhaus.example",         "jane@brauhaus.example",          None),
    ("",                              None,                             None),
]
# fmt: on


@pytest.mark.parametrize(("typed", "normalized", "canonical"), FORMS)
def test_forms(typed, normalized, canonical):
    said = verdict(typed, offline=True).as_dict()
    assert (said["address"], said["normalized"], said["canonical"]) == (typed, normalized, canonical)


KEYS = [
    "address",
    "normalized",
    "canonical",
    "status",
    "reason",
    "permanent",
    "about",
    "flags",
    "score",
    "suggestion",
    "action",
    "retry_after",
    "checked_at",
    "expires_at",
    "checks",
    "evidence",
    "findings",
]


@pytest.mark.parametrize("typed", [case[0] for case in CASES])
@pytest.mark.parametrize("lang", Lang)
def test_the_json_has_the_keys_of_the_contract(typed, lang):
    said = json.loads(json.dumps(verdict(typed).as_dict(lang), ensure_ascii=False).encode())
    assert list(said) == KEYS
    assert list(said["checks"]) == ["syntax", "domain", "mx", "smtp", "lists"]
    assert list(said["checks"]["syntax"]) == ["valid", "usable", "reason", "position"]


def test_what_is_unknown_is_null():
    said = verdict("jane", offline=True).as_dict()
    unknown = {key: said[key] for key in ("normalized", "canonical", "suggestion", "retry_after")}
    assert set(unknown.values()) == {None}
    assert [said["checks"][stage] for stage in ("domain", "mx", "smtp")] == [None, None, None]
    assert (said["evidence"]["dns"], said["evidence"]["dnssec"]) == (None, None)


def test_the_stages_tell_what_they_found():
    checks = verdict("jane@firma-nur-a.de").checks
    assert checks["syntax"] == {"valid": True, "usable": True, "reason": None, "position": None}
    assert checks["domain"] == {"reason": None, "notes": ["implicit_mx"]}
    assert checks["lists"] == {"disposable": "no", "relay": False, "free": False}


def test_the_mail_hosts_are_told():
    assert verdict("jane@brauhaus-lindner.de").checks["mx"] == ["mx.brauhaus-lindner.de"]


def test_the_place_of_a_fault_is_one_in_the_typed_text():
    assert verdict("  ja ne@gmail.com").checks["syntax"]["position"] == 4


def test_the_lists_are_named_with_their_versions():
    assert {"mailworthy", "disposable-email-domains"} <= verdict("jane@gmail.com").evidence["lists"].keys()


@pytest.mark.parametrize("typed", [case[0] for case in CASES])
def test_offline_nothing_is_asked_and_nothing_is_called_valid(typed):
    said = verdict(typed, world=None, offline=True)
    assert said.status.value in {"unknown", "risky", "invalid"}
    assert said.checks["domain"] is None


@pytest.mark.parametrize(
    "typed", [case[0] for case in CASES if case[2] in {"empty", "no_at", "quoted_local"}]
)
def test_of_what_no_list_may_hold_nothing_is_asked(typed):
    assert verdict(typed, world=None).checks["domain"] is None


def test_offline_what_passes_is_not_checked():
    said = verdict("jane@brauhaus-lindner.de", world=None, offline=True)
    assert (said.status.value, said.reason, said.action.value, said.score) == (
        "unknown",
        "not_checked",
        "keep",
        50,
    )


def test_inner_mail_hosts_count_where_they_are_within_reach():
    assert verdict("jane@firma-innen.de", reach=Reach.widened("10.0.0.0/8")).status.value == "valid"


def test_a_second_look_removes():
    said = verdict("jane@firma-gibtsnicht.de", missing_before=lambda domain: domain == "firma-gibtsnicht.de")
    assert (said.action.value, said.retry_after) == ("remove", None)


@pytest.mark.parametrize("typed", ["jane@firma-kaputt.de", "jane@firma-ohne-post.de", "jane@gmail.com", "x"])
def test_only_missing_domains_are_looked_up_in_the_memory(typed):
    def never(domain):
        raise AssertionError(domain)

    verdict(typed, missing_before=never)


@pytest.mark.parametrize("typed", [case[0] for case in CASES])
def test_times_follow_from_now(typed):
    said = verdict(typed)
    assert said.checked_at == NOW
    assert NOW < said.expires_at <= NOW + timedelta(days=90)
    assert said.retry_after is None or said.retry_after > NOW
    assert said.status.value != "soft" or said.expires_at <= said.retry_after


def test_a_moment_is_written_in_utc():
    tokyo = datetime.fromisoformat("2026-03-01T21:00:00.9+09:00")
    assert rfc3339(tokyo) == "2026-03-01T12:00:00Z"


@given(st.text(st.characters()) | st.text(st.characters()).map("{}@gmail.com".format))
def test_any_text_gets_a_verdict_that_is_json(text):
    said = verdict(text)
    json.dumps(said.as_dict(), ensure_ascii=False, allow_nan=False).encode()
    assert said.permanent is (said.status.value == "invalid")
    assert said.suggestion == "" or verdict(said.suggestion).checks["syntax"]["usable"]
