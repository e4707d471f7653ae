"""Domains that look like others, and honest ones in every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.lookalike import look_alike_domain
from mailworthy.message.lookalike.domains import Trick

OWN = {"fernhill.example", "müller.example".encode("idna").decode()}

# fmt: off
LOOK_ALIKE = [
    # domain                        like                trick         sure
    ("www.xn--pypal-4ve.com",       "www.paypal.com",   Trick.MIXED,  True),
    ("www.аmazon.com",              "www.amazon.com",   Trick.MIXED,  True),   # Cyrillic а
    ("shοp.example",                "shop.example",     Trick.MIXED,  True),   # Greek ο
    ("xn--80ak6aa92e.com",          "apple.com",        Trick.TWIN,   True),   # Cyrillic alone
    ("ɡoogle.com",                  "google.com",       Trick.TWIN,   True),   # Latin, but another g
    ("ạmazon.com",                  "amazon.com",       Trick.TWIN,   False),
    ("rnicrosoft.com",              "microsoft.com",    Trick.SPELT,  False),
    ("paypa1.com",                  "paypal.com",       Trick.SPELT,  False),
    ("paypai.com",                  "paypal.com",       Trick.SPELT,  False),
    ("g00gle.xyz",                  "google.com",       Trick.SPELT,  False),
    ("fernhi11.example",            "fernhill.example", Trick.SPELT,  False),
    ("paypal-login.com",            "paypal.com",       Trick.BAIT,   False),
    ("secure-paypal-account.net",   "paypal.com",       Trick.BAIT,   False),
    ("netflixbilling24.info",       "netflix.com",      Trick.BAIT,   False),
    ("paypal.com.evil.example",     "paypal.com",       Trick.BELOW,  True),
    ("www.amazon.evil.example",     "amazon.com",       Trick.BELOW,  False),
]
HONEST = [
    "münchen.de", "日本語.jp", "ドメイン名例.jp", "東京tokyo.jp", "пример.рф", "παράδειγμα.gr", "한국abc.kr",
    "соор.рф",                                                 # Cyrillic, and no known name
    "amazon.co.jp", "amazon.de", "paypal.me", "e.paypal.com", "appleid.apple.com", "facebookmail.com",
    "google-analytics.com", "ebay-kleinanzeigen.de", "amazonaws.com", "purchaseonline.com", "pineapple.com",
    "modern.com", "corner.example", "mail.example", "mall.example", "fernhill.example", "xn--mller-kva.example", "muller.example",
    "google.fernhill.example",                                 # the sender's own
    "", ".", "localhost", "xn--", "a..b", "192.0.2.1", "-x-.com",
]
# fmt: on


@pytest.mark.parametrize(("domain", "like", "trick", "sure"), LOOK_ALIKE, ids=range(len(LOOK_ALIKE)))
@pytest.mark.spec("UTS 39 §4")
def test_a_domain_that_pretends(domain, like, trick, sure):
    found = look_alike_domain(domain, OWN)
    assert found is not None
    assert (found.like, found.trick, found.certain) == (like, trick, sure)


@pytest.mark.parametrize("domain", HONEST, ids=range(len(HONEST)))
def test_an_honest_domain(domain):
    assert look_alike_domain(domain, OWN) is None


@pytest.mark.parametrize(
    ("text", "sure"), [("Amazon", True), ("Zu Amazon", True), ("Amazonas", False), ("", False)]
)
def test_a_borrowed_name_in_front_of_a_domain_is_sure_where_the_text_names_it_too(text, sure):
    found = look_alike_domain("amazon.evil.example", (), text)
    assert found is not None
    assert found.certain is sure


@given(st.text(max_size=300))
def test_any_text_may_be_given(text):
    look_alike_domain(text, OWN, text)


@given(st.text("abcdefghijklmnopqrstuvwxyzäöüéñ", min_size=5, max_size=12))
def test_a_domain_in_letters_of_one_script_is_honest_unless_it_spells_a_known_name(label):
    found = look_alike_domain(f"{label}.example")
    assert found is None or found.trick in {Trick.TWIN, Trick.SPELT, Trick.BAIT}
