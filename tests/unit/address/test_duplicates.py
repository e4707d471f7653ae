"""Which addresses reach the same mailbox; the scalar and the columnar path say the same."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.address.duplicates import (
    UNKNOWN,
    Providers,
    Repetition,
    bot_spellings,
    canonical,
    canonical_column,
    mailbox_hashes,
    repetition,
    rule,
    rules,
)
from mailworthy.finding import Confidence
from mailworthy.wire.address import read

# fmt: off
FORMS = [
    # address                               canonical form
    ("John.Doe@gmail.com",                  "johndoe@gmail.com"),
    ("j.o.h.n+a+b@googlemail.com",          "john@gmail.com"),
    ("+a@gmail.com",                        "+a@gmail.com"),
    ("John.Doe+x@outlook.com",              "john.doe@outlook.com"),
    ("john+x@hotmail.co.uk",                "john@hotmail.co.uk"),
    ("john-x@outlook.com",                  "john-x@outlook.com"),
    ("john@me.com",                         "john@icloud.com"),
    ("john+x@mac.com",                      "john@icloud.com"),
    ("john.doe@icloud.com",                 "john.doe@icloud.com"),
    ("john+x@pm.me",                        "john@proton.me"),
    ("john@protonmail.ch",                  "john@proton.me"),
    ("john+x@fastmail.fm",                  "john@fastmail.fm"),
    ("anything@john.fastmail.com",          "john@fastmail.com"),
    ("any+thing@john.fastmail.fm",          "john@fastmail.fm"),
    ("x@a.b.fastmail.com",                  "x@a.b.fastmail.com"),
    ("x@mail.gmail.com",                    "x@mail.gmail.com"),
    ("john.doe+x@ya.ru",                    "john-doe@yandex.ru"),
    ("john-doe@yandex.com",                 "john-doe@yandex.ru"),
    ("john-x@yahoo.de",                     "john@yahoo.de"),
    ("john+x@yahoo.com",                    "john+x@yahoo.com"),
    ("john.x@yahoo.com",                    "john.x@yahoo.com"),
    ("john-x@yahoo.co.jp",                  "john-x@yahoo.co.jp"),
    ("john@ymail.com",                      "john@ymail.com"),
    ("john+x@mailbox.org",                  "john@mailbox.org"),
    ("john+x@posteo.de",                    "john@posteo.de"),
    ("john+x@zoho.com",                     "john@zoho.com"),
    ("john+x@bk.ru",                        "john@bk.ru"),
    ("john+x@gmx.de",                       "john+x@gmx.de"),
    ("john@gmx.net",                        "john@gmx.net"),
    ("john.doe@web.de",                     "john.doe@web.de"),
    ("john+x@t-online.de",                  "john+x@t-online.de"),
    ("john@tutanota.de",                    "john@tutanota.de"),
    ("john..doe@docomo.ne.jp",              "john..doe@docomo.ne.jp"),
    ("John+x@example.com",                  "john+x@example.com"),
    ("JÖRG@example.com",                    "jörg@example.com"),
    ('"A+b.c"@gmail.com',                   '"a+b.c"@gmail.com'),
]

HOSTED = [
    # mail host                             address                     canonical form
    ("aspmx.l.google.com",                  "a.b+x@example.com",        "a.b@example.com"),
    ("alt1.aspmx.l.google.com.",            "a.b+x@example.com",        "a.b@example.com"),
    ("smtp.google.com",                     "a.b+x@example.com",        "a.b@example.com"),
    ("example-com.mail.protection.outlook.com", "a.b+x@example.com",    "a.b@example.com"),
    ("in1-smtp.messagingengine.com",        "a.b+x@example.com",        "a.b@example.com"),
    ("mx.zoho.eu",                          "a.b+x@example.com",        "a.b@example.com"),
    ("mx.example.com",                      "a.b+x@example.com",        "a.b+x@example.com"),
    ("mxgoogle.com",                        "a.b+x@example.com",        "a.b+x@example.com"),
    ("mx.example.com",                      "a.b+x@gmail.com",          "ab@gmail.com"),
]

REPEATED = [
    # typed                     typed earlier               how
    ("john@example.com",        "john@example.com",         Repetition.EXACT),
    (" john@example.com",       "john@example.com",         Repetition.EXACT),
    ("John@Example.com",        "john@example.com",         Repetition.CASE),
    ("john@münchen.de",         "john@xn--mnchen-3ya.de",   Repetition.CASE),
    ("john+x@gmail.com",        "john@gmail.com",           Repetition.PROVIDER),
    ("John.Doe@gmail.com",      "johndoe@googlemail.com",   Repetition.PROVIDER),
]
# fmt: on


def _canonical(local, domain, mx=""):
    return canonical(local, domain, rule(domain, mx))


@pytest.mark.parametrize(("address", "form"), FORMS)
def test_canonical_form(address, form):
    local, _, domain = address.rpartition("@")
    assert _canonical(local, domain) == form


@pytest.mark.parametrize(("mx", "address", "form"), HOSTED)
def test_hosted_domains_follow_their_host(mx, address, form):
    local, _, domain = address.rpartition("@")
    assert _canonical(local, domain, mx) == form


@pytest.mark.parametrize(("typed", "earlier", "how"), REPEATED)
def test_how_an_address_repeats_another(typed, earlier, how):
    assert repetition(typed, earlier) is how


def test_a_domain_that_nobody_knows_has_no_rule():
    assert rule("example.com") is UNKNOWN
    assert rule("example.com", "mx.example.com") is UNKNOWN


def test_what_owners_can_switch_off_is_only_likely():
    assert rule("example.com", "aspmx.l.google.com").confidence is Confidence.LIKELY
    assert rule("yahoo.com").confidence is Confidence.LIKELY
    assert rule("gmail.com").confidence is Confidence.CERTAIN


def test_no_domain_has_two_rules():
    for one, other in combinations(rules(), 2):
        assert not one.domains & other.domains, (one.name, other.name)


@pytest.mark.parametrize("known", rules()[1:], ids=lambda known: known.name)
def test_rules_are_well_written(known):
    """A target is one of the rule's own domains; names are domain names as A-labels; somebody says so."""
    assert known.domain in known.domains | {""}
    assert known.origin
    assert known.domains or known.mx
    for domain in known.domains:
        assert read(f"x@{domain}").domain == domain


def test_one_person_has_fewer_spellings_than_a_bot():
    assert bot_spellings() > 2


DOMAINS = ["gmail.com", "googlemail.com", "outlook.com", "yahoo.com", "ya.ru", "john.fastmail.com", "x.y.fastmail.com",
           "fastmail.com", "me.com", "pm.me", "web.de", "example.com", "mail.gmail.com"]  # fmt: skip
# What the reader lets through: a letter that is too new for this Python may well have a case elsewhere.
ASSIGNED = st.characters(exclude_categories=["Cs", "Cn"])
LOCALS = st.text('ab.+-_"1ABÄßΣİ', min_size=1, max_size=12) | st.text(ASSIGNED, min_size=1, max_size=8)
LIST = st.lists(st.tuples(LOCALS, st.sampled_from(DOMAINS)), max_size=40)


def _as_columns(pairs):
    names = list(dict.fromkeys(domain for _, domain in pairs))
    codes = [names.index(domain) for _, domain in pairs]
    local = pl.Series([local for local, _ in pairs], dtype=pl.String)
    return local, pl.Series(names, dtype=pl.String), pl.Series(codes, dtype=pl.UInt32)


@given(LIST)
def test_a_column_gets_the_same_forms(pairs):
    assert canonical_column(*_as_columns(pairs)).to_list() == [_canonical(*pair) for pair in pairs]


@given(LIST, st.integers(0, 2**32))
def test_hashes_are_equal_where_forms_are(pairs, seed):
    local, domains, codes = _as_columns(pairs)
    local, providers = local.str.to_lowercase(), Providers()
    providers.add(domains)
    folded = pl.select(pl.concat_str(local, pl.lit("@"), domains.gather(codes))).to_series()
    hashes = mailbox_hashes(folded, local, codes.to_numpy(), providers, seed).mailbox
    forms = [_canonical(*pair) for pair in pairs]
    assert hashes.dtype == np.uint64
    assert len(set(hashes.tolist())) == len(set(forms))
    assert len(set(zip(hashes.tolist(), forms, strict=True))) == len(set(forms))


def test_the_table_of_forms_holds_for_a_column_too():
    pairs = [tuple(address.rsplit("@", 1)) for address, _ in FORMS]
    assert canonical_column(*_as_columns(pairs)).to_list() == [form for _, form in FORMS]


def test_columns_given_stay_as_they_were():
    local, names, codes = _as_columns([("A.b+c", "gmail.com"), ("x", "john.fastmail.com")])
    canonical_column(local, names, codes)
    assert (local.to_list(), names.to_list()) == (["A.b+c", "x"], ["gmail.com", "john.fastmail.com"])


def test_domains_keep_their_providers_when_more_are_added():
    providers = Providers()
    for names in (["gmail.com", "web.de"], [], ["yahoo.com", "x.fastmail.com"]):
        providers.add(pl.Series(names, dtype=pl.String))
    local = pl.Series(["a.b", "a.b", "a-b", "a.b", "ab"])
    rows, forms = providers.respelt(local, np.array([0, 1, 2, 3, 0], np.uint32))
    assert rows.tolist() == [0, 2, 3]
    assert forms.to_list() == ["ab@gmail.com", "a@yahoo.com", "x@fastmail.com"]


def test_many_users_in_their_own_domains():
    """Each domain names its user; the work grows with the rows, not with rows times domains."""
    pairs = [("x", f"user{number}.fastmail.com") for number in range(3000)]
    assert canonical_column(*_as_columns(pairs)).to_list() == [f"user{n}@fastmail.com" for n in range(3000)]
