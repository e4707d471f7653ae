"""A record is read whole; each fault says where it is."""

from __future__ import annotations

import pytest

from mailworthy.sender.spf.record import REMEMBERED_OCTETS, is_record, read

# fmt: off
RECORDS = [
    # TXT record                    is it SPF?
    ("v=spf1",                      True),
    ("v=spf1 -all",                 True),
    ("V=sPf1 -all",                 True),
    ("v=spf1\t-all",                False),
    ("v=spf10 -all",                False),
    (" v=spf1 -all",                False),
    ("v=spf",                       False),
    ("",                            False),
]
GOOD = [
    # term                              mechanism   qualifier  target            IPv4  IPv6
    ("all",                             "all",      "+",       None,             32,   128),
    ("-ALL",                            "all",      "-",       None,             32,   128),
    ("?a",                              "a",        "?",       None,             32,   128),
    ("a:b.example",                     "a",        "+",       "b.example",      32,   128),
    ("a/24",                            "a",        "+",       None,             24,   128),
    ("a//64",                           "a",        "+",       None,             32,   64),
    ("mx:b.example/0//0",               "mx",       "+",       "b.example",      0,    0),
    ("a:foo:bar/baz.example",           "a",        "+",       "foo:bar/baz.example", 32, 128),
    ("a:b.example./32//128",            "a",        "+",       "b.example.",     32,   128),
    ("a:%{d}",                          "a",        "+",       "%{d}",           32,   128),
    ("a:x.%{d2}/24",                    "a",        "+",       "x.%{d2}",        24,   128),
    ("a:b.xn--p1ai",                    "a",        "+",       "b.xn--p1ai",     32,   128),
    ("a:b.1-2",                         "a",        "+",       "b.1-2",          32,   128),
    ("ptr",                             "ptr",      "+",       None,             32,   128),
    ("~ptr:b.example",                  "ptr",      "~",       "b.example",      32,   128),
    ("exists:%{ir}.%{l1r+-}._x.%{d}",   "exists",   "+",       "%{ir}.%{l1r+-}._x.%{d}", 32, 128),
    ("include:_spf.b.example",          "include",  "+",       "_spf.b.example", 32,   128),
    ("redirect=b.example",              "redirect", "",        "b.example",      32,   128),
    ("EXP=%{d}.b.example",              "exp",      "",        "%{d}.b.example", 32,   128),
    ("moo.cow-far_out=man:dog/cat",     "unknown",  "",        None,             32,   128),
    ("ip4=192.0.2.1",                   "unknown",  "",        None,             32,   128),
    ("ip4:192.0.2.0/24",                "ip4",      "+",       None,             24,   128),
    ("ip4:0.0.0.0/0",                   "ip4",      "+",       None,             0,    128),
    ("ip6:2001:db8::/32",               "ip6",      "+",       None,             32,   32),
    ("ip6:::ffff:192.0.2.1",            "ip6",      "+",       None,             32,   128),
]
BAD = [
    # term                      what is wrong         and where
    ("all.",                    "unknown_mechanism",  0),
    ("all:foo",                 "syntax",             3),
    ("-all/8",                  "syntax",             4),
    ("moo",                     "unknown_mechanism",  0),
    ("redirect:b.example",      "unknown_mechanism",  0),
    ("-redirect=b.example",     "syntax",             0),
    ("1up=foo",                 "syntax",             0),
    ("=all",                    "syntax",             0),
    ("-",                       "syntax",             0),
    ("++all",                   "syntax",             0),
    ("a:",                      "bad_domain",         2),
    ("a:museum",                "bad_domain",         2),
    ("a:museum.",               "bad_domain",         2),
    ("a:b.example:8080",        "bad_domain",         2),
    ("a:b.-com",                "bad_domain",         2),
    ("a:b.123",                 "bad_domain",         2),
    ("a:192.0.2.1",             "address_as_name",    2),
    ("mx:2001:db8::1",          "address_as_name",    3),
    ("include:192.0.2.0/24",    "address_as_name",    8),
    ("a/33",                    "bad_address",        1),
    ("a//129",                  "bad_address",        1),
    ("a/24/64",                 "syntax",             1),
    ("a/024",                   "syntax",             1),
    ("include",                 "bad_domain",         7),
    ("include:b.example/24",    "bad_domain",         8),
    ("exists/24",               "syntax",             6),
    ("ptr/0",                   "syntax",             3),
    ("ip4",                     "bad_address",        3),
    ("ip4:192.0.2",             "bad_address",        3),
    ("ip4:192.0.2.1/33",        "bad_address",        3),
    ("ip4:192.0.2.1/032",       "bad_address",        3),
    ("ip4:192.0.2.01",          "bad_address",        3),
    ("ip4:192.0.2.256",         "bad_address",        3),
    ("ip4:192.0.2.1//32",       "bad_address",        3),
    ("ip4/192.0.2.1",           "bad_address",        3),
    ("ip6",                     "bad_address",        3),
    ("ip6::2001::db8",          "bad_address",        3),
    ("ip6:2001:db8::/129",      "bad_address",        3),
    ("ip6:2001:db8::/",         "bad_address",        3),
    ("ip6:fe80::1%eth0",        "bad_address",        3),
    ("exists:%{x}.b.example",   "bad_macro",          7),
    ("exists:a.%{c}.b.example", "bad_macro",          9),
    ("exists:%{d0}.b.example",  "bad_macro",          7),
    ("foo=%abc",                "bad_macro",          4),
    ("redirect=",               "bad_domain",         9),
    ("exp=-all",                "bad_domain",         4),
    ("a:b.example\x00",         "bad_character",      11),
    ("a\tmx",                   "bad_character",      1),
    ("\u2013all",               "bad_character",      0),
    ("a:\\xa0b.example",        "bad_character",      2),      # an octet that is no UTF-8, as answers show it
]
# fmt: on


@pytest.mark.spec("RFC 7208 §4.5")
@pytest.mark.parametrize(("text", "is_one"), RECORDS)
def test_which_records_are_spf(text, is_one):
    assert is_record(text) is is_one


@pytest.mark.spec("RFC 7208 §12")
@pytest.mark.parametrize("row", GOOD, ids=[row[0] for row in GOOD])
def test_terms_that_can_be_read(row):
    term, mechanism, qualifier, target, cidr4, cidr6 = row
    record = read(f"v=spf1  {term} ")
    assert record.faults == ()
    (spec,) = record.terms
    assert (spec.text, spec.position) == (term, 8)
    assert (spec.mechanism, spec.qualifier, spec.cidr4, spec.cidr6) == (mechanism, qualifier, cidr4, cidr6)
    assert (spec.target.text if spec.target else None) == target
    assert bool(record.directives) == bool(qualifier)


@pytest.mark.spec("RFC 7208 §4.6")
@pytest.mark.parametrize(("term", "word", "at"), BAD)
def test_terms_that_cannot(term, word, at):
    """The term's neighbours are read all the same, so that all faults are told at once."""
    record = read(f"v=spf1 mx {term} -all")
    assert [(fault.word, fault.term, fault.position) for fault in record.faults] == [(word, term, 10 + at)]
    assert [spec.text for spec in record.directives] == ["mx", "-all"]


@pytest.mark.spec("RFC 7208 §6")
def test_redirect_and_exp_stand_once():
    record = read("v=spf1 redirect=a.example exp=b.example REDIRECT=c.example exp=d.example moo=x moo=y")
    assert [fault.term for fault in record.faults] == ["REDIRECT=c.example", "exp=d.example"]
    assert record.redirect.text == "redirect=a.example"
    assert record.explanation.text == "exp=b.example"


def test_networks_are_compared_by_their_leading_bits():
    four, six = read("v=spf1 ip4:192.0.2.77/24 ip6:2001:db8::77/32").directives
    assert four.network == 0xC00002
    assert six.network == 0x20010DB8


def test_short_records_are_remembered_long_ones_are_not():
    short, long = "v=spf1 mx -all", "v=spf1 " + "mx " * REMEMBERED_OCTETS
    assert read(short) is read(short)
    assert read(long) is not read(long)
