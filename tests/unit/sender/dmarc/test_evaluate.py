"""Does a message pass, why, and what does an older receiver say?"""

from __future__ import annotations

import pytest
from dmarc_message import judging

from mailworthy.sender.dkim import Dkim
from mailworthy.sender.dmarc import Alignment, Disposition, Result, evaluate
from mailworthy.sender.spf import Spf
from mailworthy.wire.ask import Zone, hold

PASS, FAIL, TEMP, NONE = Result.PASS, Result.FAIL, Result.TEMPERROR, Result.NONE
REJECT = {"_dmarc.a.org": {"TXT": ["v=DMARC1; p=reject"]}}
STRICT = {"_dmarc.a.org": {"TXT": ["v=DMARC1; p=reject; adkim=s; aspf=s"]}}
BROKEN = {**REJECT, "_dmarc.org": "servfail"}
SERVICE = {**REJECT, "_dmarc.esp.net": "timeout"}

# fmt: off
RESULTS = [
    # zone     author    spf                              dkim                                result  how each stands
    (REJECT,   "a.org",  ("a.org", Spf.PASS),             [],                                 PASS,   ["identical"]),
    (REJECT,   "a.org",  ("m.a.org", Spf.PASS),           [],                                 PASS,   ["same_organization"]),
    (REJECT,   "b.a.org",("m.a.org", Spf.PASS),           [],                                 PASS,   ["same_organization"]),
    (REJECT,   "a.org",  ("esp.net", Spf.PASS),           [("a.org", Dkim.PASS)],             PASS,   ["other_organization", "identical"]),
    (REJECT,   "a.org",  ("esp.net", Spf.PASS),           [("esp.net", Dkim.PASS)],           FAIL,   ["other_organization"] * 2),
    (REJECT,   "a.org",  ("aa.org", Spf.PASS),            [],                                 FAIL,   ["other_organization"]),
    (REJECT,   "a.org",  ("a.org", Spf.SOFTFAIL),         [("x.a.org", Dkim.FAIL)],           FAIL,   ["identical", "not_asked"]),
    (REJECT,   "a.org",  None,                            [],                                 FAIL,   []),
    (STRICT,   "a.org",  ("m.a.org", Spf.PASS),           [("x.a.org", Dkim.PASS)],           FAIL,   ["strict"] * 2),
    (STRICT,   "a.org",  ("a.org", Spf.PASS),             [],                                 PASS,   ["identical"]),
    (REJECT,   "a.org",  ("a.org", Spf.TEMPERROR),        [],                                 TEMP,   ["identical"]),
    (REJECT,   "a.org",  ("esp.net", Spf.TEMPERROR),      [],                                 FAIL,   ["other_organization"]),
    (REJECT,   "a.org",  ("a.org", Spf.TEMPERROR),        [("a.org", Dkim.PASS)],             PASS,   ["identical"] * 2),
    (BROKEN,   "a.org",  ("a.org", Spf.PASS),             [],                                 PASS,   ["identical"]),
    (BROKEN,   "a.org",  ("m.a.org", Spf.PASS),           [],                                 TEMP,   ["unknown"]),
    (SERVICE,  "a.org",  ("esp.net", Spf.PASS),           [],                                 TEMP,   ["unknown"]),
    (SERVICE,  "a.org",  ("esp.net", Spf.FAIL),           [],                                 FAIL,   ["not_asked"]),
    ({},       "a.org",  ("a.org", Spf.PASS),             [],                                 NONE,   []),
    (REJECT,   "",       ("a.org", Spf.PASS),             [],                                 NONE,   []),
    ({"_dmarc.a.org": "servfail"}, "a.org", ("a.org", Spf.PASS), [],                          TEMP,   []),
    (REJECT,   "a.org",  ("not a domain", Spf.PASS),      [("", Dkim.PASS)],                  FAIL,   ["not_asked"] * 2),
]
OLDER = [
    # zone                                                              author        what an older receiver says: result, domain, policy, share
    ({"_dmarc.a.org": ["v=DMARC1; p=reject"]},                          "a.org",      None),
    ({"_dmarc.a.org": ["v=DMARC1; p=reject; pct=100"]},                 "a.org",      None),
    ({"_dmarc.a.org": ["v=DMARC1; p=none; pct=10"]},                    "a.org",      None),
    ({"_dmarc.a.org": ["v=DMARC1; p=reject; pct=10"]},                  "a.org",      (FAIL, "a.org", "reject", 10)),
    ({"_dmarc.a.org": ["v=DMARC1; p=reject; t=y"]},                     "a.org",      (FAIL, "a.org", "reject", 100)),
    ({"_dmarc.a.org": ["v=DMARC1; p=none; np=reject"]},                 "b.a.org",    (FAIL, "a.org", "none", 100)),
    ({"_dmarc.org": ["v=DMARC1; p=reject; psd=y"]},                     "a.org",      (NONE, "", None, 100)),
    ({"_dmarc.b.a.org": ["v=DMARC1; p=none; psd=n"], "_dmarc.a.org": ["v=DMARC1; p=reject"]}, "c.b.a.org", (FAIL, "a.org", "reject", 100)),
    ({"_dmarc.b.a.org": ["v=DMARC1; p=none"] * 2, "_dmarc.a.org": ["v=DMARC1; p=reject"]}, "b.a.org", (NONE, "", None, 100)),
]
# fmt: on


@pytest.mark.spec("RFC 9989 §5.3.5")
@pytest.mark.spec("RFC 9989 §5.3.6")
@pytest.mark.parametrize(("zone", "author", "spf", "dkim", "result", "stands"), RESULTS)
def test_results(*, zone, author, spf, dkim, result, stands):
    found = hold(evaluate(author, spf=spf, dkim=dkim), Zone(zone))
    assert found.result is result
    assert [one.alignment.value for one in found.identifiers] == stands


@pytest.mark.spec("RFC 7489 §6.6.3")
@pytest.mark.parametrize(("zone", "author", "view"), OLDER)
def test_the_older_view_is_shown_where_it_differs(zone, author, view):
    there = hold(evaluate(author), Zone({name: {"TXT": texts} for name, texts in zone.items()})).older
    told = there and (
        there.result,
        there.domain,
        there.disposition and there.disposition.value,
        there.percent,
    )
    assert told == view


def test_both_views_of_several_records_at_the_author():
    """The standards disagree: the newer one goes on to the organization, the older one ends."""
    zone = {"_dmarc.b.a.org": {"TXT": ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}, **REJECT}
    found = hold(evaluate("b.a.org"), Zone(zone))
    assert (found.result, found.policy.domain, found.older.result) == (FAIL, "a.org", NONE)


def test_the_shape_in_json():
    zone = {"_dmarc.a.org": {"TXT": ["v=DMARC1; p=reject; t=y"]}}
    told = hold(
        evaluate("a.org", spf=("m.a.org", Spf.PASS), dkim=[("esp.net", Dkim.FAIL)]), Zone(zone)
    ).as_dict()
    assert {key: told[key] for key in ("result", "policy", "wished", "tag", "policy_domain", "organizational_domain")} == {
        "result": "pass", "policy": "quarantine", "wished": "reject", "tag": "p", "policy_domain": "a.org",
        "organizational_domain": "a.org",
    }  # fmt: skip
    assert told["identifiers"] == [
        {"method": "spf", "domain": "m.a.org", "result": "pass", "mode": "relaxed",
         "alignment": "same_organization", "aligned": True, "organizational_domain": "a.org"},
        {"method": "dkim", "domain": "esp.net", "result": "fail", "mode": "relaxed",
         "alignment": "not_asked", "aligned": False, "organizational_domain": None},
    ]  # fmt: skip
    assert told["older"] == {
        "result": "pass", "policy": "reject", "percent": 100, "policy_domain": "a.org", "organizational_domain": "a.org",
    }  # fmt: skip


@pytest.mark.parametrize("disposition", Disposition)
def test_a_policy_says_nothing_about_the_result(disposition):
    zone = {"_dmarc.a.org": {"TXT": [f"v=DMARC1; p={disposition.value}"]}}
    assert hold(evaluate("a.org", spf=("a.org", Spf.PASS)), Zone(zone)).result is PASS
    assert hold(evaluate("a.org"), Zone(zone)).result is FAIL


def test_a_message_is_judged_by_what_its_own_server_says():
    message = "Authentication-Results: mx.b.net; spf=pass smtp.mailfrom=x@m.a.org\nFrom: A <a@a.org>\n"
    assert hold(judging(message), Zone(REJECT)).identifiers[0].alignment is Alignment.SAME_ORGANIZATION
