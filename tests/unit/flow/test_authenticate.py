"""SPF, DKIM, ARC and DMARC as the library gives them: at once and awaited, by a dictionary and by name servers."""

from __future__ import annotations

import asyncio

import pytest
from signing import DOMAIN, MESSAGE, SELECTOR

import mailworthy
from mailworthy.edge.nameserver import serving
from mailworthy.errors import InputError
from mailworthy.flow.make_key import make_key
from mailworthy.sender.arc import seal
from mailworthy.sender.dkim import read_signing_key, sign

PEM, PUBLISHED = make_key("ed25519")
KEY = read_signing_key(PEM)
WORLD = {
    DOMAIN: {"TXT": ["v=spf1 ip4:192.0.2.9 -all"]},
    f"{SELECTOR}._domainkey.{DOMAIN}": {"TXT": [PUBLISHED]},
    f"_dmarc.{DOMAIN}": {"TXT": ["v=DMARC1; p=reject"]},
}
NOW = 1_795_132_800
SIGNED = sign(MESSAGE, domain=DOMAIN, selector=SELECTOR, key=KEY, now=NOW) + MESSAGE
ARRIVED = b"Authentication-Results: mx.example.net; dkim=pass header.d=news.example\r\n" + SIGNED
CHAIN = mailworthy.validate_arc(ARRIVED, world=WORLD)
SEALED = (
    seal(
        ARRIVED, chain=CHAIN, domain=DOMAIN, selector=SELECTOR, key=KEY, authserv_id="mx.example.net", now=NOW
    )
    + ARRIVED
)

CASES = [
    # function          arguments                                             what is looked at              result
    ("evaluate_spf",    ("192.0.2.9", f"a@{DOMAIN}"),                         lambda told: told.result,      "pass"),
    ("evaluate_spf",    ("192.0.2.8", f"a@{DOMAIN}"),                         lambda told: told.result,      "fail"),
    ("evaluate_spf",    ("192.0.2.9", "", DOMAIN),                            lambda told: told.result,      "pass"),
    ("verify_dkim",     (SIGNED,),                                            lambda told: told[0].result,   "pass"),
    ("verify_dkim",     (SIGNED.replace(b"Jane,", b"Joan,"),),                lambda told: told[0].result,   "fail"),
    ("validate_arc",    (MESSAGE,),                                           lambda told: told.result,      "none"),
    ("validate_arc",    (SEALED,),                                            lambda told: told.result,      "pass"),
    ("evaluate_dmarc",  (DOMAIN,),                                            lambda told: told.result,      "fail"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "arguments", "look", "result"), CASES)
def test_a_dictionary_takes_the_place_of_dns(function, arguments, look, result):
    assert look(getattr(mailworthy, function)(*arguments, world=WORLD)).value == result


@pytest.mark.parametrize(("function", "arguments", "look", "result"), CASES)
def test_it_may_be_awaited(function, arguments, look, result):
    told = asyncio.run(getattr(mailworthy, f"{function}_async")(*arguments, world=WORLD))
    assert look(told).value == result


def test_name_servers_answer_alike():
    with serving(WORLD) as server:
        for function, arguments, look, result in CASES:
            told = getattr(mailworthy, function)(*arguments, servers=[server])
            assert look(told).value == result
            told = asyncio.run(getattr(mailworthy, f"{function}_async")(*arguments, servers=[server]))
            assert look(told).value == result


def test_a_message_in_a_world_of_a_dictionary():
    told = mailworthy.evaluate_dmarc(
        DOMAIN, spf=("esp.net", "pass"), dkim=[(f"mail.{DOMAIN}", "pass")], world=WORLD
    ).as_dict()
    assert (told["result"], [one["aligned"] for one in told["identifiers"]]) == ("pass", [False, True])


@pytest.mark.parametrize("dkim", [[("a.org", "passed")], [("a.org", "")]])
def test_a_result_that_there_is_not_is_refused(dkim):
    with pytest.raises(InputError, match="no such result"):
        mailworthy.evaluate_dmarc("a.org", dkim=dkim, world=WORLD)


def test_a_signer_that_is_no_domain_proves_nothing():
    told = mailworthy.evaluate_dmarc(
        DOMAIN, spf=("", "none"), dkim=[("", "none"), ("a..b", "pass")], world=WORLD
    )
    assert (told.result.value, told.identifiers) == ("fail", ())


@pytest.mark.parametrize("domain", ["a b", "", "a..b"])
def test_what_is_no_domain_is_refused(domain):
    with pytest.raises(InputError, match="not a domain name"):
        mailworthy.evaluate_dmarc(domain, world=WORLD)


def test_spf_needs_somebody_to_judge():
    with pytest.raises(InputError, match="sender's address"):
        mailworthy.evaluate_spf("192.0.2.9", "", world=WORLD)
