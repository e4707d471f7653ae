"""The name that people see of the sender."""

from __future__ import annotations

import pytest

from mailworthy.message.scope import Scope

DECEPTIVE, BRAND, ALIKE = {"HDR-FROM-NAME-DECEPTIVE"}, {"HDR-FROM-NAME-BRAND"}, {"HDR-FROM-LOOKALIKE"}
# fmt: off
CASES = [
    # From                                                     what is said of it
    ('"service@bank.example" <news@fernhill.example>',         DECEPTIVE),
    ('"bank.example" <news@fernhill.example>',                 DECEPTIVE),
    ('"-Bank.com" <news@fernhill.example>',                    DECEPTIVE),
    ('"www.bank.com" <news@fernhill.example>',                 DECEPTIVE),
    ('"news@fernhill.example" <news@fernhill.example>',        set()),
    ('"news@fern-hill.com" <news@fern-hill.com>',              set()),
    ('"Fernhill.example" <news@mail.fernhill.example>',        set()),
    ('"Fernhill.de" <news@fernhill.example>',                  set()),     # a sister in another country
    ('"Node.js weekly" <news@fernhill.example>',               set()),
    ('"Dr.No" <news@fernhill.example>',                        set()),
    ('"Anna e.V." <news@fernhill.example>',                    set()),
    ('"jane@bank.example via Garden" <news@fernhill.example>', set()),     # a list rewrote it
    ("PayPal <news@fernhill.example>",                         BRAND),
    ("PayPal Security Team <news@fernhill.example>",           BRAND),
    ("PayPal <service@mail.paypal.de>",                        set()),
    ("Friends of PayPal history <news@fernhill.example>",      set()),
    ("Apple Orchards <news@fernhill.example>",                 set()),
    ("Service <service@paypal-login.com>",                     ALIKE),
    ("Service <service@xn--pypal-4ve.com>",                    ALIKE),
]
# fmt: on


# fmt: off
PEOPLE = [
    # From                                                     whether the two have anything in common
    ("Anna Fern <anna.fern@garden.example>",                   True),
    ("Anna Fern <afern@garden.example>",                       True),
    ("Anna Fern <af@garden.example>",                          True),
    ("Anna Fern <fern.a@garden.example>",                      True),
    ("Anna B. Fern <abf7@garden.example>",                     True),
    ("Anna Fern <news@garden.example>",                        True),    # a role
    ("Anna Fern <sunny@fernhill.example>",                     True),
    ("Anna <sunny@garden.example>",                            True),    # one word may be anything
    ("Anna from Fernhill <sunny@garden.example>",              True),
    ("Ännchen Färn <sunny@garden.example>",                    True),    # not judged
    ("Lissette Little <kchipp@garden.example>",                False),
    ("Esteban Everett <dbmagyrln@garden.example>",             False),
]
# fmt: on


@pytest.mark.parametrize(("value", "related"), PEOPLE, ids=[str(number) for number in range(len(PEOPLE))])
def test_names_and_the_addresses_beside_them(said, value, related):
    assert ("HDR-FROM-NAME-UNRELATED" in said({"From": value})) != related


@pytest.mark.parametrize(("value", "expected"), CASES, ids=[str(number) for number in range(len(CASES))])
@pytest.mark.spec("UTS 39 §4")
def test_what_the_name_pretends(said, value, expected):
    assert set(said({"From": value})) == expected


def test_a_declared_domain_may_stand_in_the_name(said):
    assert not said(
        {"From": '"bank.example" <news@fernhill.example>'}, scope=Scope(domains=("bank.example",))
    )


def test_a_service_that_sends_for_a_brand_sends_answers_to_it(said):
    told = said({"From": "PayPal <news@fernhill.example>", "Reply-To": "service@paypal.com"})
    assert "HDR-FROM-NAME-BRAND" not in told


def test_the_place_holds_the_very_words(said):
    where = said({"From": '"service@bank.example" <news@fernhill.example>'})["HDR-FROM-NAME-DECEPTIVE"].where
    assert where["header"] == "From"
    assert where["line"] == 1
    assert "service@bank.example" in where["snippet"]


@pytest.mark.parametrize(
    ("fields", "body", "own"),
    [
        ({}, "seeds", False),
        ({"Reply-To": "shop@seedshop.com"}, "seeds", True),
        ({"List-Id": "<news.seedshop.com>"}, "seeds", True),
        ({}, "<a href='https://www.seedshop.com/1'>1</a> <a href='https://fernhill.example/2'>2</a>", True),
        (
            {},
            "<a href='https://www.seedshop.com/1'>1</a> <a href='https://a.example/'>2</a> <a href='https://a.example/'>3</a>",
            False,
        ),
    ],
    ids=["nothing", "answers", "list", "links", "few"],
)
def test_a_newsletter_may_bear_the_name_of_the_site_it_leads_to(said, fields, body, own):
    told = said(
        {"From": "SeedShop.com <news@fernhill.example>", "Content-Type": "text/html", **fields}, body=body
    )
    assert ("HDR-FROM-NAME-DECEPTIVE" not in told) == own


def test_nobody_else_bears_the_name_of_the_readers_own_domain(said):
    told = said(
        {"From": "Reader.com <news@fernhill.example>", "To": "jane@reader.com", "Content-Type": "text/html"},
        body="<a href='https://reader.com/1'>1</a>",
    )
    assert "HDR-FROM-NAME-DECEPTIVE" in told


def test_an_address_in_the_name_is_deceptive_wherever_links_lead(said):
    told = said({"From": '"a@seedshop.com" <news@fernhill.example>', "Reply-To": "a@seedshop.com"})
    assert "HDR-FROM-NAME-DECEPTIVE" in told
