"""Domain names: what is wrong and where, A-labels and U-labels, special-use names, registrable names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.wire.name import SPECIAL_USE, mixes_scripts, read, registrable, reserved, shown, to_ascii

A63 = "a" * 63
LONGEST = ".".join([A63, A63, A63, "a" * 61])  # 253 octets

# fmt: off
GOOD = [
    # as typed                    A-labels                     flags
    ("example.org",               "example.org",               ()),
    ("Example.ORG",               "example.org",               ()),
    ("a.b.c.d.museum",            "a.b.c.d.museum",            ()),
    ("3com.com",                  "3com.com",                  ()),
    ("a--b.org",                  "a--b.org",                  ()),
    ("abc--d.org",                "abc--d.org",                ()),
    ("a-b-c.co-op",               "a-b-c.co-op",               ()),
    (f"{A63}.org",                f"{A63}.org",                ()),
    (LONGEST,                     LONGEST,                     ()),
    ("münchen.de",                "xn--mnchen-3ya.de",         ("idn_domain",)),
    ("MÜNCHEN.de",                "xn--mnchen-3ya.de",         ("idn_domain",)),
    ("mu\u0308nchen.de",          "xn--mnchen-3ya.de",         ("idn_domain",)),
    ("XN--MNCHEN-3YA.de",         "xn--mnchen-3ya.de",         ("idn_domain",)),
    ("straße.de",                 "xn--strae-oqa.de",          ("idn_domain",)),
    ("例え。テスト",                "xn--r8jz45g.xn--zckzah",    ("idn_domain",)),
    ("ｇｍａｉｌ．ｃｏｍ",              "gmail.com",                 ()),
    ("localhost",                 "localhost",                 ("single_label_domain",)),
    ("host.test",                 "host.test",                 ("reserved_domain",)),
    ("a.b.home.arpa",             "a.b.home.arpa",             ("reserved_domain",)),
    ("example.com",               "example.com",               ()),
    ("gmail.123",                 "gmail.123",                 ("numeric_tld",)),
    ("192.0.2.1",                 "192.0.2.1",                 ("numeric_tld",)),
    ("bad.tld-2",                 "bad.tld-2",                 ("numeric_tld",)),
    ("gmail.c",                   "gmail.c",                   ("bad_tld",)),
    ("gmail.c0m",                 "gmail.c0m",                 ("bad_tld",)),
    ("gmail.co",                  "gmail.co",                  ()),
    ("раураl.com",                "xn--l-7sba6dbr.com",        ("confusable", "idn_domain")),
    ("аррӏе.com",                 "xn--80ak6aa92e.com",        ("confusable", "idn_domain")),
    ("сухарев.рф",                "xn--80aei7bdmo.xn--p1ai",   ("idn_domain",)),
    ("почта.com",                 "xn--80a1acny.com",          ("idn_domain",)),
    ("トヨタabc漢字.jp",            "xn--abc-tl4btbymv830afd7a.jp", ("idn_domain",)),
]

BAD = [
    # as typed              reason                 at
    ("",                    "dot_at_edge",         0),
    (".",                   "dot_at_edge",         0),
    (".a.org",              "dot_at_edge",         0),
    ("a.org.",              "dot_at_edge",         5),
    ("a.org。",             "dot_at_edge",         5),
    ("．a.org",             "dot_at_edge",         0),
    ("a..org",              "consecutive_dots",    2),
    ("a.．org",             "consecutive_dots",    2),
    ("-a.org",              "domain_hyphen_edge",  0),
    ("a-.org",              "domain_hyphen_edge",  1),
    ("a.org-",              "domain_hyphen_edge",  5),
    ("a.-",                 "domain_hyphen_edge",  2),
    ("－a.org",             "domain_hyphen_edge",  0),
    ("a.-b.org",            "dot_next_to_hyphen",  2),
    ("a.b-.org",            "dot_next_to_hyphen",  3),
    ("a_b.org",             "bad_character",       1),
    ("a b.org",             "bad_character",       1),
    ("a@b.org",             "bad_character",       1),
    ("a.org\n",             "bad_character",       5),
    ("a\x00.org",           "bad_character",       1),
    ("ü\u200b.org",         "bad_character",       1),
    ("a\xadb.org",          "bad_character",       1),
    ("ü\ud800.org",         "bad_character",       1),
    ("ü_.org",              "bad_character",       1),
    ("a.ü\u037e.org",       "bad_character",       3),
    ("℀.org",               "bad_character",       0),
    ("xn--0.org",           "bad_idna",            0),
    ("a.xn--a.org",         "bad_idna",            2),
    ("ab--cd.org",          "bad_idna",            0),
    ("ü.ab--cd.org",        "bad_idna",            2),
    ("i❤.org",              "bad_idna",            0),
    ("a.\u0300b.org",       "bad_idna",            2),
    (f"a{A63}.org",         "label_too_long",      0),
    (f"x.a{A63}.org",       "label_too_long",      2),
    ("ü" + "a" * 58 + ".org", "label_too_long",    0),
    (f"{LONGEST}a",         "domain_too_long",     0),
    ("ü" * 600 + ".org",    "domain_too_long",     0),
]
# fmt: on


@pytest.mark.parametrize(("typed", "ascii_form", "flags"), GOOD)
def test_name_is_read(typed, ascii_form, flags):
    assert (read(typed).ascii, read(typed).flags) == (ascii_form, flags)


@pytest.mark.spec("RFC 1035 §2.3.4")
@pytest.mark.spec("RFC 5891 §4.2.3.1")
@pytest.mark.parametrize(("typed", "reason", "at"), BAD)
def test_fault_is_named_with_its_place(typed, reason, at):
    name = read(typed)
    assert (name.ascii, name.reason, name.at) == ("", reason, at)


def test_a_label_of_sixty_three_octets_fits_and_one_more_does_not():
    fits, too_long = "ü" + "a" * 55 + ".org", "ü" + "a" * 56 + ".org"
    assert len(read(fits).ascii) == 63 + 4
    assert read(too_long).reason == "label_too_long"


@pytest.mark.spec("RFC 6761 §6")
@pytest.mark.parametrize("name", sorted(SPECIAL_USE))
def test_special_use_names_are_reserved_with_all_below_them(name):
    assert reserved(name)
    assert reserved(f"mail.{name}")
    assert not reserved(f"{name}.org")
    assert not reserved(f"x{name}")


SHOWN = [
    ("xn--mnchen-3ya.de", "münchen.de"),
    ("example.org", "example.org"),
    ("xn--0.org", "xn--0.org"),
]


@pytest.mark.parametrize(("domain", "text"), SHOWN)
def test_people_see_u_labels(domain, text):
    assert shown(domain) == text


REGISTRABLE = [
    ("a.b.example.co.uk", "example.co.uk"),
    ("example.co.uk", "example.co.uk"),
    ("co.uk", "co.uk"),
    ("com", "com"),
    ("mail.xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
    ("a.b.unheard-of", "b.unheard-of"),
]


@pytest.mark.parametrize(("domain", "registered"), REGISTRABLE)
def test_registrable_part(domain, registered):
    assert registrable(domain) == registered


def test_to_ascii_gives_a_labels():
    assert to_ascii("Bücher.example") == "xn--bcher-kva.example"


def test_to_ascii_says_where_it_fails():
    with pytest.raises(InputError, match="bad_character") as failed:
        to_ascii("a_b.org")
    assert failed.value.at == 1


MIXED = [
    ("paypal", False),
    ("pаypal", True),
    ("мир", False),
    ("αβγx", True),
    ("東京タワーtower", False),
    ("naïve", False),
]


@pytest.mark.parametrize(("word", "mixed"), MIXED)
def test_mixed_scripts(word, mixed):
    assert mixes_scripts(word) is mixed


@given(st.text(st.characters(), max_size=80) | st.text("aü-._。－xn٠\u200d\u0300", max_size=80))
def test_any_text_is_read_and_what_was_read_is_stable(text):
    name = read(text)
    assert bool(name.ascii) == (not name.reason)
    if name.ascii:
        assert read(name.ascii).ascii == name.ascii
        assert read(shown(name.ascii)).ascii == name.ascii
    else:
        assert name.at is not None
        assert 0 <= name.at <= len(text)
