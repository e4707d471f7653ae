"""How name servers are written, and how politely they are asked."""

from __future__ import annotations

import math
from ipaddress import ip_address

import pytest

from mailworthy.edge.dns.servers import PUBLIC_PER_S, Server, advice, parse_server, system_servers
from mailworthy.errors import InputError

# fmt: off
WRITTEN = [
    ("127.0.0.1",          Server("127.0.0.1", 53)),
    (" 127.0.0.1:5353 ",   Server("127.0.0.1", 5353)),
    ("127.0.0.1:65535",    Server("127.0.0.1", 65535)),
    ("::1",                Server("::1", 53)),
    ("[::1]",              Server("::1", 53)),
    ("[::1]:5353",         Server("::1", 5353)),
    ("2001:DB8::53",       Server("2001:db8::53", 53)),
]
NOT_WRITTEN = [
    "", "ns.example.net", "ns.example.net:53", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:dns",
    "127.0.0.1:5 3", "127.0.0.1:-1", "[::1", "[::1]:", "[::1]x", "::1]:53", "300.0.0.1", "127.0.0.1:٥٣", "\udc80", "[]", ":53",
]
# fmt: on


@pytest.mark.parametrize(("text", "server"), WRITTEN)
def test_a_name_server_is_an_address_and_perhaps_a_port(text, server):
    assert parse_server(text) == server


@pytest.mark.parametrize("text", NOT_WRITTEN)
def test_anything_else_is_refused_in_one_line(text):
    with pytest.raises(InputError) as error:
        parse_server(text)
    assert "\n" not in str(error.value)
    str(error.value).encode()


@pytest.mark.parametrize("server", [server for _, server in WRITTEN])
def test_what_is_shown_can_be_read_back(server):
    assert parse_server(str(server)) == server


RESOLV_CONF = """\
# a comment
; another
search example.net
nameserver 192.0.2.53
nameserver  2001:db8::53   # trailing words are passed over
nameserver 192.0.2.53
nameserver
nameserver nonsense
options edns0
"""


def test_the_system_says_whom_to_ask(tmp_path):
    (tmp_path / "resolv.conf").write_text(RESOLV_CONF)
    assert system_servers(tmp_path / "resolv.conf") == (Server("192.0.2.53"), Server("2001:db8::53"))


@pytest.mark.parametrize("text", ["", "search example.net\n", None])
def test_a_system_that_names_nobody_means_itself(tmp_path, text):
    if text is not None:
        (tmp_path / "resolv.conf").write_text(text)
    assert system_servers(tmp_path / "resolv.conf") == (Server("127.0.0.1"),)


# fmt: off
RATES = [
    ("127.0.0.1",   math.inf),
    ("::1",         math.inf),
    ("10.1.2.3",    math.inf),
    ("fe80::1",     math.inf),
    ("8.8.8.8",     300),
    ("9.9.9.9",     100),
    ("193.0.14.1",  200),
]
# fmt: on


@pytest.mark.parametrize(("host", "rate"), RATES)
def test_strangers_are_asked_politely(host, rate):
    assert Server(host).rate_per_s == rate


@pytest.mark.parametrize("host", PUBLIC_PER_S)
def test_public_resolvers_are_written_so_that_they_are_found(host):
    assert str(ip_address(host)) == host
    assert ip_address(host).is_global


def test_a_resolver_of_ones_own_is_recommended_only_where_it_helps():
    assert advice([Server("127.0.0.1"), Server("192.168.0.1")]) == ""
    assert "8.8.8.8:53" in advice([Server("127.0.0.1"), Server("8.8.8.8")])
    assert "unbound" in advice([Server("8.8.8.8")])
