"""Misspelt domains: the slips that are seen through, and the real domains that are left alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.address import keyboard
from mailworthy.address.keyboard import distance
from mailworthy.address.typing_data import LEADING, POPULAR, endings, mail_domains
from mailworthy.address.typing_errors import known, suggest, suggest_domain, suggest_domains
from mailworthy.wire.address import read

# fmt: off
MISSPELT = [
    # typed                     meant                   what happened
    ("gmial.com",               "gmail.com",            "two letters swapped"),
    ("gmaill.com",              "gmail.com",            "a letter typed twice"),
    ("hotmal.com",              "hotmail.com",          "a letter left out"),
    ("outlok.com",              "outlook.com",          "one of a double left out"),
    ("gnail.com",               "gmail.com",            "the key beside it"),
    ("zahoo.com",               "yahoo.com",            "the key beside it on a German keyboard"),
    ("hotmqil.fr",              "hotmail.fr",           "the key beside it on a French keyboard"),
    ("gma1l.com",               "gmail.com",            "a digit that looks like it"),
    ("ahoo.com",                "yahoo.com",            "the first letter left out"),
    ("gogglemail.con",          "googlemail.com",       "two slips"),
    ("yahooo.cmo",              "yahoo.com",            "one in each part"),
    ("gmail.con",               "gmail.com",            "an ending that doesn't exist"),
    ("yahoo.c0m",               "yahoo.com",            "a zero in it"),
    ("t-online.ed",             "t-online.de",          "its letters swapped"),
    ("comcast.nry",             "comcast.net",          "an ending hit beside, the name has only one"),
    ("gmail.co",                "gmail.com",            "a real ending that is hardly meant"),
    ("hotmail.co",              "hotmail.com",          "the same, though Colombia is a country"),
    ("aol.cm",                  "aol.com",              "a rare real ending"),
    ("uol.com.bt",              "uol.com.br",           "a rare real ending below a second level"),
    ("gmailcom",                "gmail.com",            "a dot left out"),
    ("yahoo.couk",              "yahoo.co.uk",          "the second one"),
    ("uolcom.br",               "uol.com.br",           "the first of two"),
    ("docomon.e.jp",            "docomo.ne.jp",         "a dot swapped with a letter"),
    ("hot.mail.com",            "hotmail.com",          "a dot too many"),
    ("gmail,com",               "gmail.com",            "a comma for the dot"),
    ("docomo。ne。jp",          "docomo.ne.jp",         "a Japanese full stop for the dot"),
    ("#gmail.com",              "gmail.com",            "a sign that no domain holds"),
    ("gmail",                   "gmail.com",            "the ending left out"),
    ("t-online",                "t-online.de",          "the same, a country's provider"),
    ("www.gmail.com",           "gmail.com",            "the name of a web page"),
    ("gmail.com.com",           "gmail.com",            "the ending twice"),
    ("hotmail.comhotmail.com",  "hotmail.com",          "all of it twice"),
    ("yahoo.comthanks",         "yahoo.com",            "the next word run on"),
    ("yahoo.uk",                "yahoo.co.uk",          "the second level left out"),
    ("yahoo.com.jp",            "yahoo.co.jp",          "another country's second level"),
    ("gmail.de",                "gmail.com",            "an ending that the provider doesn't have"),
    ("gmail.com.br",            "gmail.com",            "a country put behind"),
    ("randomsmallcompany.cmo",  "randomsmallcompany.com", "nobody's provider, an ending that doesn't exist"),
    ("firma-mueller.dee",       "firma-mueller.de",     "the same for a country"),
    ("acme.couk",               "acme.co.uk",           "the same with a dot left out"),
    ("acme.nejp",               "acme.ne.jp",           "the same in Japan"),
    ("acme.con.br",             "acme.com.br",          "a second level that doesn't exist"),
    ("acme.comm.au",            "acme.com.au",          "a second level with a letter twice"),
]

LEFT_ALONE = [
    # real                      lest it become
    ("hey.com",                 "sky.com"),
    ("libero.it",               "live.it"),
    ("uol.com.br",              "uol.com"),
    ("docomo.ne.jp",            "docomo.net"),
    ("mail.com",                "gmail.com"),
    ("email.com",               "gmail.com"),
    ("ymail.com",               "gmail.com"),
    ("mailw.com",               "mail.com"),
    ("company.io",              "company.com"),
    ("company.ai",              "company.com"),
    ("company.co",              "company.com"),
    ("company.cm",              "company.com"),
    ("love.com",                "live.com"),
    ("lie.com",                 "live.com"),
    ("kive.com",                "live.com"),
    ("nave.com",                "naver.com"),
    ("cloud.com",               "icloud.com"),
    ("gmx.net",                 "gmx.de"),
    ("yandex.com",              "yandex.ru"),
    ("hotmail.se",              "hotmail.de"),
    ("web.se",                  "web.de"),
    ("orange.sn",               "orange.fr"),
    ("verizon.com",             "verizon.net"),
    ("kmail.com",               "gmail.com"),
    ("africa.com",              "iafrica.com"),
    ("hello.hu",                "chello.hu"),
    ("internet.com",            "btinternet.com"),
    ("ol.com",                  "aol.com"),
    ("sol.com",                 "aol.com"),
    ("outlook.se",              "outlook.de, or outlook.es"),
    ("acme.dr",                 "acme.de, or acme.fr"),
    ("printer.local",           "printer.loan"),
    ("mail.corp",               "mail.com"),
    ("gmail.test",              "gmail.com"),
    ("jane.example",            "jane.com"),
    ("10.0.0.1",                "an ending"),
    ("[192.0.2.1]",             "192.0.2.1"),
    ("xn--mnchen-3ya.de",       "muenchen.de"),
    ("firma.xn--p1ai",          "firma.pl"),
    ("mail.gmail.mycompany.com", "gmail.com"),
    ("",                        "anything"),
    (".",                       "anything"),
    ("a" * 250 + ".cmo",        "a name longer than any address can hold"),
]

KEYS = [
    # typed     meant       cost                    why
    ("gmail",   "gmail",    0,                      "nothing happened"),
    ("gmial",   "gmail",    keyboard.SLIP,          "swapped"),
    ("gmmail",  "gmail",    keyboard.SLIP,          "twice"),
    ("yaho",    "yahoo",    keyboard.SLIP,          "one of a double"),
    ("gnail",   "gmail",    keyboard.MISS,          "beside"),
    ("gmil",    "gmail",    keyboard.MISS,          "left out"),
    ("gmnail",  "gmail",    keyboard.MISS,          "hit with its neighbour"),
    ("gmaix",   "gmail",    keyboard.BLUNDER,       "far away"),
    ("gmaixl",  "gmail",    keyboard.BLUNDER,       "one more, from far away"),
    ("kmail",   "gmail",    keyboard.BLUNDER + keyboard.FIRST, "the first letter, from far away"),
    ("",        "ab",       2 * keyboard.MISS,      "nothing typed"),
    ("ab",      "",         2 * keyboard.BLUNDER,   "nothing meant"),
]
# fmt: on


@pytest.mark.parametrize(("typed", "meant"), [row[:2] for row in MISSPELT], ids=[row[2] for row in MISSPELT])
def test_misspelt_domain_gets_its_suggestion(typed, meant):
    assert suggest_domain(typed) == meant


@pytest.mark.parametrize(("real", "other"), LEFT_ALONE)
def test_domain_that_may_be_meant_is_left_alone(real, other):
    assert suggest_domain(real) == "", other


@pytest.mark.parametrize(("typed", "meant", "cost", "why"), KEYS)
def test_slips_of_the_finger_cost_less_than_blunders(typed, meant, cost, why):
    assert distance(typed, meant) == cost, why


def test_two_blunders_in_a_short_name_are_another_name():
    assert suggest_domain("gmoix.com") == ""


def test_domain_that_cannot_exist_is_seen_through_more_easily():
    assert suggest_domain("hotnal.com") == ""
    assert suggest_domain("hotnalcom") == "hotmail.com"


def test_no_known_domain_gets_a_suggestion():
    assert {domain: s for domain in mail_domains().known if (s := suggest_domain(domain))} == {}


def test_known_means_named_in_the_table():
    assert known("gmail.com")
    assert not known("gmial.com")
    assert not known("GMAIL.COM")


def test_many_at_once_are_each_alone():
    assert suggest_domains(["gmial.com", "acme.com", "gmail.com"]) == ["gmail.com", "", ""]


@given(st.text(max_size=300))
def test_any_text_is_borne_and_a_suggestion_needs_none_itself(text):
    assert suggest_domain(suggest_domain(text)) == ""


ALMOST = st.builds(
    lambda name, at, cut, put: name[:at] + put + name[at + cut :],
    st.sampled_from(sorted(mail_domains().ranks)),
    st.integers(0, 20),
    st.integers(0, 3),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789.-", max_size=3),
)


@given(st.lists(ALMOST | st.sampled_from(sorted(mail_domains().families))))
def test_many_that_are_almost_providers_are_each_alone(domains):
    assert suggest_domains(domains) == [suggest_domain(domain) for domain in domains]


@given(st.lists(ALMOST | st.sampled_from(sorted(mail_domains().families)), max_size=50))
def test_so_many_that_columns_pay_are_each_alone_too(domains):
    domains += [f"{name[:at]}{name[at + 1 :]}" for name in mail_domains().ranks for at in (0, 2, -3)]
    domains += ["acme.com", "x.y", "www.com", "gmail.com.", "", "münchen.de", "gmail.con"]
    assert suggest_domains(domains) == [suggest_domain(domain) for domain in domains]


@given(ALMOST)
def test_suggestion_for_almost_a_provider_needs_none_itself(domain):
    suggestion = suggest_domain(domain)
    assert suggestion != domain
    assert suggest_domain(suggestion) == ""


@given(st.sampled_from(["jane.doe", "o'hara", "josé", "x" * 64]), ALMOST)
def test_suggestion_for_a_usable_address_is_usable(local, domain):
    typed = read(f"{local}@{domain}")
    suggestion = suggest(f"{local}@{domain}", typed.local, typed.domain, typed.usable)
    assert not suggestion or read(suggestion).usable


def test_suggestion_keeps_the_local_part():
    assert suggest("Jane.Doe+a@gmial.com", "Jane.Doe+a", "gmial.com", usable=True) == "Jane.Doe+a@gmail.com"


def test_sound_address_gets_no_suggestion():
    assert suggest("jane@gmail.com", "jane", "gmail.com", usable=True) == ""


def test_unusable_text_is_repaired():
    assert suggest("jane@@gmial.com", "", "", usable=False) == "jane@gmail.com"


BESIDE = {
    key: row[max(0, i - 1) : i] + row[i + 1 : i + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for i, key in enumerate(row)
}


def slips(domain: str) -> Iterator[str]:
    """Give all that one slip makes of a domain."""
    for i, letter in enumerate(domain):
        yield domain[:i] + domain[i + 1 :]
        yield domain[:i] + letter + domain[i:]
        yield domain[:i] + domain[i : i + 2][::-1] + domain[i + 2 :]
        yield from (domain[:i] + key + domain[i + 1 :] for key in BESIDE.get(letter, ""))


def outcomes(rank: int) -> Counter[str]:
    """Count what becomes of every slip in every domain of a rank, real neighbours aside."""
    seen: Counter[str] = Counter()
    for meant in (domain for domain, its in mail_domains().ranks.items() if its == rank):
        for typed in {slip for slip in slips(meant) if not known(slip) and slip.strip(".") == slip}:
            suggestion = suggest_domain(typed)
            seen["right" if suggestion == meant else "wrong" if suggestion else "none"] += 1
    return seen


@pytest.mark.parametrize(("rank", "right", "wrong"), [(LEADING, 0.9, 0.0), (POPULAR, 0.85, 0.01)])
def test_single_slips_in_big_providers_are_seen_through(rank, right, wrong):
    seen = outcomes(rank)
    assert seen["right"] >= right * seen.total()
    assert seen["wrong"] <= wrong * seen.total()


def test_table_names_each_domain_once():
    from mailworthy.address.typing_data import _table

    named = Counter(
        domain
        for region in _table()["region"]
        for key in ("leading", "popular", "other", "real")
        for domain in region.get(key, ())
    )
    assert [domain for domain, count in named.items() if count > 1] == []


def test_table_holds_domains_and_endings_that_can_be():
    name = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
    assert [domain for domain in mail_domains().known if not name.fullmatch(domain)] == []
    tops = {ending.rpartition(".")[2] for ending in endings().ranks}
    tops |= {domain.rpartition(".")[2] for domain in mail_domains().known}
    assert tops - endings().real == set()


def test_table_speaks_only_of_domains_it_names():
    assert set(mail_domains().sole.values()) <= set(mail_domains().ranks)
    assert mail_domains().dots_kept <= set(mail_domains().ranks)
    assert set(endings().slips.values()) <= set(endings().ranks)
