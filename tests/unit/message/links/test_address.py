"""Addresses of the web, taken apart as browsers do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.links.address import Address, ip4, taken_apart, unescaped

# fmt: off
TAKEN_APART = [
    # written                              scheme        user           host               port  rest
    ("https://shop.example/a?b#c",         "https",      "",            "shop.example",    0,    "/a?b#c"),
    ("HTTPS://Shop.Example",               "https",      "",            "shop.example",    0,    ""),
    ("http://shop.example:80/",            "http",       "",            "shop.example",    0,    "/"),
    ("http://shop.example:8080/",          "http",       "",            "shop.example",    8080, "/"),
    ("https://shop.example.:443",          "https",      "",            "shop.example",    0,    ""),
    ("//shop.example/x",                   "http",       "",            "shop.example",    0,    "/x"),
    ("https:/shop.example/x",              "https",      "",            "shop.example",    0,    "/x"),
    ("https:\\\\shop.example\\x",          "https",      "",            "shop.example",    0,    "\\x"),
    (" ht\ntps://shop.ex\tample/ ",        "https",      "",            "shop.example",    0,    "/"),
    ("https://bank.example@evil.example/", "https",      "bank.example", "evil.example",   0,    "/"),
    ("https://a:b@c@evil.example",         "https",      "a:b@c",       "evil.example",    0,    ""),
    ("https://münchen.de/",                "https",      "",            "xn--mnchen-3ya.de", 0,  "/"),
    ("https://my_shop.example/",           "https",      "",            "my_shop.example", 0,    "/"),
    ("http://",                            "http",       "",            "",                0,    ""),
    ("mailto:a@b.example",                 "mailto",     "",            "",                0,    "a@b.example"),
    ("JavaScript:void(0)",                 "javascript", "",            "",                0,    "void(0)"),
    ("offers/x.html",                      "",           "",            "",                0,    "offers/x.html"),
    ("#top",                               "",           "",            "",                0,    "#top"),
    ("",                                   "",           "",            "",                0,    ""),
]
IP_ADDRESSES = [
    # written            what browsers read
    ("127.0.0.1",        "127.0.0.1"),
    ("0x7f000001",       "127.0.0.1"),
    ("2130706433",       "127.0.0.1"),
    ("0177.0.0.1",       "127.0.0.1"),
    ("127.1",            "127.0.0.1"),
    ("0x7f.1",           "127.0.0.1"),
    ("203.0.113.9",      "203.0.113.9"),
    ("4294967295",       "255.255.255.255"),
    ("4294967296",       ""),
    ("256.1.1.1",        ""),
    ("1.2.3.4.5",        ""),
    ("1.2.3.256",        ""),
    ("08.1.1.1",         ""),             # no octal digit
    ("shop.example",     ""),
    ("1.2.3.example",    ""),
    ("",                 ""),
    ("1..2",             ""),
]
OF_HOSTS = [
    # written                     host
    ("http://%31%32%37.0.0.1/",   "127.0.0.1"),
    ("http://１２７.0.0.1/",       "127.0.0.1"),
    ("http://[::1]/",             "::1"),
    ("http://[::ffff:127.0.0.1]", "127.0.0.1"),
    ("http://[2001:DB8::1%25eth0]:8080/", "2001:db8::1"),
]
TAGGED = ["{{unsubscribe_url}}", "*|UNSUB|*", "https://{{host}}/x", "%%unsubscribe%%", "http://*|HOST|*/", "%7B%7Bunsubscribe%7D%7D",
          "<%= url %>", "https://${domain}/"]
NOT_TAGGED = ["https://shop.example/?u={{id}}", "https://shop.example/*|ID|*", "https://shop.example/100%25", "mailto:x@shop.example"]
# fmt: on


@pytest.mark.parametrize(
    ("written", "meant"), [(row[0], row[1:]) for row in TAKEN_APART], ids=range(len(TAKEN_APART))
)
@pytest.mark.spec("RFC 3986 §3")
def test_an_address_is_read_as_browsers_do(written, meant):
    found = taken_apart(written)
    assert (found.scheme, found.user, found.host, found.port, found.rest) == meant
    assert not found.tagged


@pytest.mark.parametrize(("written", "meant"), IP_ADDRESSES, ids=range(len(IP_ADDRESSES)))
@pytest.mark.spec("RFC 3986 §7.4")
def test_numbers_in_every_notation_are_an_ip_address(written, meant):
    assert ip4(written) == meant


@pytest.mark.parametrize(("written", "meant"), OF_HOSTS, ids=range(len(OF_HOSTS)))
def test_hosts_that_are_ip_addresses(written, meant):
    found = taken_apart(written)
    assert (found.host, found.ip, found.registrable) == (meant, True, meant)


@pytest.mark.parametrize("written", TAGGED, ids=range(len(TAGGED)))
def test_where_a_merge_tag_leads_is_not_known(written):
    assert taken_apart(written).tagged


@pytest.mark.parametrize("written", NOT_TAGGED, ids=range(len(NOT_TAGGED)))
def test_a_merge_tag_behind_the_host_says_nothing_about_it(written):
    assert not taken_apart(written).tagged


@given(st.text(max_size=200))
def test_any_text_is_taken_apart(text):
    for url in (text, f"https://{text}", f"//{text}/{text}"):
        found = taken_apart(url)
        assert isinstance(found, Address)
        assert isinstance(found.registrable, str)


@given(st.lists(st.sampled_from(["%", "2", "5", "C3", "%C3", "%BC", "ü", "/"]), max_size=20).map("".join))
@pytest.mark.spec("RFC 3986 §2.1")
def test_escapes_never_fail(text):
    assert "%" in text or unescaped(text) == text


def test_escapes_are_read_as_utf_8():
    assert unescaped("f%C3%BCr%20alle, 100%, %zz") == "für alle, 100%, %zz"
