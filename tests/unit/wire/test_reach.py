"""What may be reached: the whole table of refusals, the same on every version of Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.wire.reach import Reach, public, routable

# fmt: off
ADDRESSES = [
    # address                     mail host  visited  what it is
    ("8.8.8.8",                   True,      True,    "public"),
    ("1.1.1.1",                   True,      True,    "public"),
    ("172.15.255.255",            True,      True,    "right below a private block"),
    ("172.32.0.0",                True,      True,    "right above it"),
    ("100.63.255.255",            True,      True,    "right below the carriers' space"),
    ("100.128.0.0",               True,      True,    "right above it"),
    ("2a00:1450:4001:831::2004",  True,      True,    "public"),
    ("2606:4700::6810:84e5",      True,      True,    "public"),
    ("64:ff9b::808:808",          True,      True,    "NAT64 of a public address"),
    ("0.0.0.0",                   False,     False,   "this host"),
    ("0.1.2.3",                   False,     False,   "this network"),
    ("10.0.0.1",                  False,     False,   "private"),
    ("172.16.0.1",                False,     False,   "private"),
    ("172.31.255.255",            False,     False,   "private"),
    ("192.168.1.1",               False,     False,   "private"),
    ("100.64.0.1",                False,     False,   "carriers' space"),
    ("100.100.100.200",           False,     False,   "a cloud's metadata, in the carriers' space"),
    ("127.0.0.1",                 False,     False,   "loopback"),
    ("127.255.255.254",           False,     False,   "loopback"),
    ("169.254.169.254",           False,     False,   "the clouds' metadata, link-local"),
    ("169.254.170.2",             False,     False,   "a cloud's credentials, link-local"),
    ("192.0.0.8",                 False,     False,   "dummy address"),
    ("192.0.0.192",               False,     False,   "a cloud's metadata, in the protocol assignments"),
    ("198.18.0.1",                False,     False,   "benchmarking"),
    ("198.19.255.255",            False,     False,   "benchmarking"),
    ("224.0.0.1",                 False,     False,   "multicast"),
    ("239.255.255.250",           False,     False,   "multicast"),
    ("240.0.0.1",                 False,     False,   "reserved"),
    ("255.255.255.255",           False,     False,   "broadcast"),
    ("::",                        False,     False,   "unspecified"),
    ("::1",                       False,     False,   "loopback"),
    ("::7f00:1",                  False,     False,   "the form of 127.0.0.1 that was compatible with IPv4"),
    ("::808:808",                 False,     False,   "that form of a public address"),
    ("::ffff:127.0.0.1",          False,     False,   "mapped loopback"),
    ("::ffff:10.0.0.1",           False,     False,   "mapped private"),
    ("::ffff:169.254.169.254",    False,     False,   "mapped metadata"),
    ("::ffff:8.8.8.8",            True,      False,   "mapped public: never in DNS for honest reasons"),
    ("64:ff9b::7f00:1",           False,     False,   "NAT64 of loopback"),
    ("64:ff9b::a00:1",            False,     False,   "NAT64 of a private address"),
    ("64:ff9b::c000:201",         True,      False,   "NAT64 of documentation"),
    ("64:ff9b:1::7f00:1",         False,     False,   "NAT64 of one's own network"),
    ("64:ff9b:1::808:808",        False,     False,   "same: who knows where it leads"),
    ("2002:7f00:1::",             False,     False,   "6to4 of loopback"),
    ("2002:a00:1::1",             False,     False,   "6to4 of a private address"),
    ("2002:808:808::1",           True,      False,   "6to4 of a public one: given up"),
    ("2001:0:808:808::f5ff:fffe", False,     False,   "Teredo of a private address"),
    ("2001:0:4136:e378:8000:63bf:f7f7:f7f7", True, False, "Teredo of a public one"),
    ("2001:2::1",                 True,      False,   "benchmarking"),
    ("2001:10::1",                True,      False,   "ORCHID"),
    ("100::1",                    True,      False,   "discarded"),
    ("5f00::1",                   True,      False,   "segment routing, not given out for hosts"),
    ("4000::1",                   True,      False,   "not given out"),
    ("fc00::1",                   False,     False,   "unique local"),
    ("fd00:ec2::254",             False,     False,   "a cloud's metadata, unique local"),
    ("fe80::1",                   False,     False,   "link-local"),
    ("fe80::1%eth0",              False,     False,   "link-local, with its zone"),
    ("2a00::1%eth0",              True,      False,   "a zone makes it this machine's"),
    ("fec0::1",                   False,     False,   "site-local"),
    ("ff02::1",                   False,     False,   "multicast"),
    ("ff0e::1",                   False,     False,   "multicast"),
    ("192.0.2.1",                 True,      False,   "documentation: counts as a mail host in samples, never visited"),
    ("198.51.100.1",              True,      False,   "documentation"),
    ("203.0.113.1",               True,      False,   "documentation"),
    ("2001:db8::1",               True,      False,   "documentation"),
    ("3fff::1",                   True,      False,   "documentation"),
    ("192.88.99.1",               True,      False,   "relays of 6to4"),
    ("168.63.129.16",             True,      False,   "a cloud's own server"),
    ("",                          False,     False,   "nothing"),
    ("localhost",                 False,     False,   "a name"),
    ("127.1",                     False,     False,   "no notation of DNS"),
    ("0x7f000001",                False,     False,   "same"),
    ("2130706433",                False,     False,   "same"),
    ("0177.0.0.1",                False,     False,   "same"),
    ("8.8.8.8 ",                  False,     False,   "same"),
]
# fmt: on


@pytest.mark.parametrize(
    ("address", "mail", "visited"),
    [row[:3] for row in ADDRESSES],
    ids=[f"{row[0]} {row[3]}" for row in ADDRESSES],
)
def test_what_is_refused(address, mail, visited):
    assert (routable(address), public(address)) == (mail, visited)
    assert (Reach().allows(address), Reach().visits(address)) == (mail, visited)


@given(st.ip_addresses().map(str) | st.text())
def test_nothing_is_visited_that_is_not_routable(address):
    assert routable(address) or not public(address)


@given(st.ip_addresses(v=4).map(str), st.sampled_from(["::ffff:", "::", "64:ff9b::", "64:ff9b:1::"]))
def test_an_inner_address_is_inner_whatever_form_it_comes_in(address, prefix):
    assert routable(address) or not routable(prefix + address)
    assert public(address) or not public(prefix + address)


WIDENED = Reach.widened("127.0.0.0/8", "fd00::/8", ports={443: 8443, 80: 8080})


# fmt: off
WIDE = [
    # address            visited  port for 443
    ("127.0.0.2",        True,    8443),
    ("fd00::1",          True,    8443),
    ("8.8.8.8",          True,    443),
    ("10.0.0.1",         False,   8443),
    ("::ffff:127.0.0.1", False,   8443),  # what was widened is that network in its own form
    ("::1",              False,   8443),
    ("192.0.2.1",        False,   443),
]
# fmt: on


@pytest.mark.parametrize(("address", "visited", "port"), WIDE)
def test_what_is_widened_on_purpose_is_that_and_no_more(address, visited, port):
    assert WIDENED.visits(address) is visited
    assert WIDENED.port(address, 443) == port
