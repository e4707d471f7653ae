"""Addresses: valid, usable, what is wrong and where."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mailworthy.wire.address import ADDRESS_OCTETS, LOCAL_OCTETS, PLAIN, read
from mailworthy.wire.name import reserved

A63 = "a" * 63

# fmt: off
USABLE = [
    # as typed                      normalized                      flags
    ("john.doe@gmail.com",          "john.doe@gmail.com",           ()),
    ("John.Doe@Gmail.COM",          "John.Doe@gmail.com",           ()),
    ("o'brien@example.com",         "o'brien@example.com",          ()),
    ("first+tag@example.com",       "first+tag@example.com",        ()),
    ("{a}|b~c@example.com",         "{a}|b~c@example.com",          ()),
    ("$A12345@example.com",         "$A12345@example.com",          ()),
    ("-@example.com",               "-@example.com",                ("formula_risk",)),
    ("=john@example.com",           "=john@example.com",            ("formula_risk",)),
    ("+1@example.com",              "+1@example.com",               ("formula_risk",)),
    (" john@example.com\t",         "john@example.com",             ("trimmed",)),
    (" +1@example.com",             "+1@example.com",               ("formula_risk", "trimmed")),
    ("jörg@example.com",            "jörg@example.com",             ("eai_local",)),
    ("jo\u0308rg@example.com",      "jörg@example.com",             ("eai_local",)),
    ("山田@例え.jp",                 "山田@xn--r8jz45g.jp",           ("eai_local", "idn_domain")),
    ("JOHN@MÜNCHEN.DE",             "JOHN@xn--mnchen-3ya.de",       ("idn_domain",)),
    ("jоhn@example.com",            "jоhn@example.com",             ("confusable", "eai_local")),
    ("иван.smith@example.com",      "иван.smith@example.com",       ("eai_local",)),
    ("!def!xyz%abc@example.com",    "!def!xyz%abc@example.com",     ()),
]

UNUSABLE = [
    # as typed                      reason                  at      flags
    ('"a b"@example.com',           "quoted_local",         0,      ("quoted_local",)),
    ('""@example.com',              "quoted_local",         0,      ("quoted_local",)),
    ('"a\\"b@c"@example.com',       "quoted_local",         0,      ("quoted_local",)),
    ('"<a@b>"@example.com',         "quoted_local",         0,      ("quoted_local",)),
    ('"jörg"@example.com',          "quoted_local",         0,      ("eai_local", "quoted_local")),
    ("x@[192.0.2.1]",               "address_literal",      2,      ("address_literal",)),
    ("x@[192.000.002.255]",         "address_literal",      2,      ("address_literal",)),
    ("x@[IPv6:2001:db8::1]",        "address_literal",      2,      ("address_literal",)),
    ("x@[ipv6:::]",                 "address_literal",      2,      ("address_literal",)),
    ("x@[IPv6:::ffff:192.0.2.1]",   "address_literal",      2,      ("address_literal",)),
    ("x@[IPv6:1:2:3:4:5:6:7:8]",    "address_literal",      2,      ("address_literal",)),
    ("x@[IPv6:1:2:3:4:5:6:7::]",    "address_literal",      2,      ("address_literal",)),
    (" x@localhost",                "single_label_domain",  3,      ("single_label_domain", "trimmed")),
    ("x@a.b.123",                   "numeric_tld",          6,      ("numeric_tld",)),
    ("x@gmail.c",                   "bad_tld",              8,      ("bad_tld",)),
    ("x@host.test",                 "reserved_domain",      2,      ("reserved_domain",)),
    ("user%relay@example.com",      "source_route",         0,      ("source_route",)),
    ("uucp!user@example.com",       "source_route",         0,      ("source_route",)),
    ("user%relay@host.test",        "reserved_domain",      11,     ("reserved_domain", "source_route")),
]

INVALID = [
    # as typed                              reason                  at
    ("",                                    "empty",                None),
    (" \t ",                                "empty",                None),
    ("john.doe",                            "no_at",                8),
    (" john(at)gmail.com ",                 "no_at",                18),
    (' "john@doe" ',                        "no_at",                11),
    ("john＠gmail.com",                     "no_at",                14),
    ("@example.com",                        "no_local_part",        0),
    (" @@example.com",                      "no_local_part",        1),
    ("john@",                               "no_domain",            5),
    ("jo hn@example.com",                   "bad_character",        2),
    ("john@@example.com",                   "bad_character",        5),
    ("john@doe@example.com",                "bad_character",        8),
    ("  john@gmail,com",                    "bad_character",        12),
    ("john@gmail_com",                      "bad_character",        10),
    ("john@gma il.com",                     "bad_character",        8),
    ("john@example.com'",                   "bad_character",        16),
    ("john\\@example.com",                  "bad_character",        4),
    ('john"x"@example.com',                 "bad_character",        4),
    ("john;jane@example.com",               "bad_character",        4),
    ("john@example.com\n",                  "bad_character",        16),
    ("john\t@example.com",                  "bad_character",        4),
    ("john\u200b@example.com",              "bad_character",        4),
    ("john\xa0@example.com",                "bad_character",        4),
    ("\u0301john@example.com",              "bad_character",        0),
    ("jo\u037ehn@example.com",              "bad_character",        2),
    ("jo\ud800hn@example.com",              "bad_character",        2),
    ("jo\ue000hn@example.com",              "bad_character",        2),
    ("@a,@b:john@example.com",              "bad_character",        0),
    ("john@x[192.0.2.1]",                   "bad_character",        6),
    ("john@192.0.2.1]",                     "bad_character",        14),
    ("john@example.com<br>",                "bad_character",        16),
    ("jo\x00hn@example.com",                "control_character",    2),
    ("john@example.com\x7f",                "control_character",    16),
    ("john\r\nBcc: x@example.com",          "control_character",    4),
    ("john@example.com\r\n",                "control_character",    16),
    ("john@example.com \r\n",               "control_character",    17),
    ('"jo\rhn"@example.com',                "control_character",    3),
    ('"john@example.com',                   "bad_quoted_string",    0),
    ('"john"x@example.com',                 "bad_quoted_string",    6),
    ('"jo"hn"@example.com',                 "bad_quoted_string",    4),
    ('"jo\x00hn"@example.com',              "bad_quoted_string",    3),
    ('"jo\\é"@example.com',                 "bad_quoted_string",    3),
    ('"jo\\',                               "no_at",                4),
    ('"john" x@example.com',                "comment_or_folding",   6),
    ('"john".doe@example.com',              "comment_or_folding",   6),
    ('john."doe"@example.com',              "comment_or_folding",   5),
    ('"jo\\\x07"@example.com',              "comment_or_folding",   3),
    ('"john""doe"@example.com',             "bad_character",        6),
    ("john(work)@example.com",              "comment_or_folding",   4),
    ("john@(work)example.com",              "comment_or_folding",   5),
    ("john @example.com",                   "comment_or_folding",   4),
    ("john@ example.com",                   "comment_or_folding",   5),
    ("john. doe@example.com",               "comment_or_folding",   5),
    ("john\r\n @example.com",               "comment_or_folding",   4),
    (".john@example.com",                   "dot_at_edge",          0),
    ("john.@example.com",                   "dot_at_edge",          4),
    ("john@.example.com",                   "dot_at_edge",          5),
    ("john@example.com.",                   "dot_at_edge",          16),
    ("john@example.com。",                  "dot_at_edge",          16),
    ("jo..hn@example.com",                  "consecutive_dots",     3),
    ("john@example..com",                   "consecutive_dots",     13),
    ("john@-example.com",                   "domain_hyphen_edge",   5),
    ("john@example-.com",                   "domain_hyphen_edge",   12),
    ("john@www.-example.com",               "dot_next_to_hyphen",   9),
    (f"john@a{A63}.com",                    "label_too_long",       5),
    ("a" * 65 + "@example.com",             "local_too_long",       64),
    (" " + "é" * 33 + "@example.com",       "local_too_long",       33),
    ("a@" + ".".join([A63] * 4),            "domain_too_long",      2),
    ("a" * 64 + "@" + ".".join([A63] * 3),  "address_too_long",     254),
    ("john@xn--0.com",                      "bad_idna",             5),
    ("john@ab--cd.com",                     "bad_idna",             5),
    ("john@i❤.ws",                          "bad_idna",             5),
    ("john@[192.0.2.256]",                  "bad_address_literal",  5),
    ("john@[192.0.2]",                      "bad_address_literal",  5),
    ("john@[192.0.2.1",                     "bad_address_literal",  5),
    ("john@[",                              "bad_address_literal",  5),
    ("john@[]",                             "bad_address_literal",  5),
    ("john@[IPv6:1:2:3:4:5:6:7]",           "bad_address_literal",  5),
    ("john@[IPv6:1:2:3:4:5:6:7:8:9]",       "bad_address_literal",  5),
    ("john@[IPv6:fe80::1%eth0]",            "bad_address_literal",  5),
    ("john@[2001:db8::1]",                  "bad_address_literal",  5),
    ("john@[tag:text]",                     "bad_address_literal",  5),
    ("john@[١.2.3.4]",                      "bad_address_literal",  5),
    ("John Doe <john@example.com>",         "display_name",         9),
    ('"Doe, John" <john@example.com>',      "display_name",         12),
    ("john@example.com <john@example.com>", "display_name",         17),
    ("<john@example.com>",                  "display_name",         0),
    ("<john@example.com",                   "display_name",         0),
    ("<<john@example.com>>",                "display_name",         0),
    ("John Doe <jo..hn@example.com>",       "consecutive_dots",     13),
    ("mailto:john@example.com",             "scheme_prefix",        0),
    (" SMTP:john@example.com",              "scheme_prefix",        1),
]
# fmt: on


@pytest.mark.spec("RFC 5321 §4.1.2")
@pytest.mark.spec("RFC 6531 §3.3")
@pytest.mark.parametrize(("typed", "normalized", "flags"), USABLE)
def test_usable_address(typed, normalized, flags):
    syntax = read(typed)
    assert (syntax.valid, syntax.usable, syntax.reason, syntax.position) == (True, True, "", None)
    assert (syntax.normalized, syntax.flags) == (normalized, flags)


@pytest.mark.parametrize(("typed", "reason", "at", "flags"), UNUSABLE)
def test_valid_address_that_no_list_should_hold(typed, reason, at, flags):
    syntax = read(typed)
    assert (syntax.valid, syntax.usable) == (True, False)
    assert (syntax.reason, syntax.position, syntax.flags) == (reason, at, flags)


@pytest.mark.spec("RFC 5321 §4.1.2")
@pytest.mark.spec("RFC 5321 §4.1.3")
@pytest.mark.parametrize(("typed", "reason", "at"), INVALID)
def test_fault_is_named_with_its_place_in_the_typed_text(typed, reason, at):
    syntax = read(typed)
    assert (syntax.valid, syntax.usable, syntax.reason, syntax.position) == (False, False, reason, at)
    assert (syntax.local, syntax.domain, syntax.normalized, syntax.shown) == ("", "", "", "")


# fmt: off
BORDERS = [
    # longest that fits                                             one octet more
    ("a" * 64 + "@example.com",                                     "a" * 65 + "@example.com"),
    ('"' + "a" * 62 + '"@example.com',                              '"' + "a" * 63 + '"@example.com'),
    ("é" * 32 + "@example.com",                                     "é" * 32 + "a@example.com"),
    (f"x@{A63}.com",                                                f"x@{A63}a.com"),
    ("a" * 64 + f"@{A63}.{A63}." + "a" * 57 + ".com",               "a" * 64 + f"@{A63}.{A63}." + "a" * 58 + ".com"),
    ("é" * 32 + f"@{A63}.{A63}." + "a" * 57 + ".com",               "é" * 32 + f"@{A63}.{A63}." + "a" * 58 + ".com"),
    ("a" * 64 + f"@ü.{A63}.{A63}." + "a" * 49 + ".com",             "a" * 64 + f"@ü.{A63}.{A63}." + "a" * 50 + ".com"),
]
# fmt: on


@pytest.mark.spec("RFC 5321 §4.5.3.1.1")
@pytest.mark.spec("RFC 5321 §4.5.3.1.3")
@pytest.mark.parametrize(("fits", "too_long"), BORDERS)
def test_lengths_count_octets(fits, too_long):
    assert read(fits).valid
    assert read(too_long).reason.endswith("too_long")


def test_people_see_u_labels():
    assert read("john@xn--mnchen-3ya.de").shown == "john@münchen.de"


def test_what_follows_the_address_is_no_part_of_a_fold():
    """A line end before a blank is folding, one before anything else smuggles a header in."""
    assert read("john@example.com\r\n ").reason == "comment_or_folding"
    assert read("john@example.com\r\nX").reason == "control_character"


ORDINARY = st.from_regex(PLAIN, fullmatch=True)
NEARLY = st.from_regex(r"[a-zA-Z0-9.+=%!_-]{1,5}@([a-z0-9-]{1,6}\.){0,3}[a-z0-9]{0,3}\n?", fullmatch=True)


def _promised(text):
    local, _, domain = text.rpartition("@")
    return (
        re.fullmatch(PLAIN, text) is not None
        and not text.endswith("\n")
        and len(local) <= LOCAL_OCTETS
        and len(text) <= ADDRESS_OCTETS
        and not reserved(domain.lower())
    )


@given(ORDINARY | NEARLY)
def test_what_the_column_expression_accepts_is_usable_without_a_flag(text):
    assume(_promised(text))
    local, _, domain = text.rpartition("@")
    syntax = read(text)
    assert (syntax.usable, syntax.flags, syntax.normalized) == (True, (), f"{local}@{domain.lower()}")


@given(st.lists(ORDINARY | NEARLY | st.text(max_size=20), min_size=1, max_size=20))
def test_the_column_expression_means_the_same_in_rust(texts):
    here = [re.fullmatch(PLAIN, text) is not None and not text.endswith("\n") for text in texts]
    assert pl.Series(texts).str.contains(PLAIN).to_list() == here


COLUMN = [text for text, _, flags in USABLE if not flags and text.isascii() and "%" not in text]


@pytest.mark.parametrize("text", COLUMN)
def test_ordinary_addresses_take_the_column_path(text):
    assert pl.Series([text]).str.contains(PLAIN).all()
