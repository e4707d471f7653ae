"""Where no visit goes: the whole list of refusals, against real servers that count who comes."""

from __future__ import annotations

import asyncio
import contextlib
from ipaddress import ip_address

import pytest
from dns_server import Odd, answer, name_of, type_of
from hypothesis import given, settings
from hypothesis import strategies as st
from nsd import free_port
from visited_web import HERE, HOSTS, URL, refused, zone
from web_host import WebHost, ok

from mailworthy.edge.dns import Resolver, Server
from mailworthy.edge.http import Visitor
from mailworthy.edge.http.trouble import Trouble
from mailworthy.edge.http.url import Url
from mailworthy.edge.nameserver import serving
from mailworthy.wire.ask import Answer, Dns, Outcome
from mailworthy.wire.explore import Visit, Visited
from mailworthy.wire.reach import Reach

# fmt: off
REFUSED = [
    # address                                   why
    ("https://127.0.0.1/",                      "forbidden"),
    ("http://127.0.0.1/",                       "forbidden"),
    ("http://2130706433/",                      "forbidden"),
    ("http://0x7f000001/",                      "forbidden"),
    ("http://0x7f.1/",                          "forbidden"),
    ("http://0177.0.0.1/",                      "forbidden"),
    ("http://017700000001/",                    "forbidden"),
    ("http://127.1/",                           "forbidden"),
    ("http://127.0.1/",                         "forbidden"),
    ("http://0/",                               "forbidden"),
    ("http://[::1]/",                           "forbidden"),
    ("http://[::ffff:127.0.0.1]/",              "forbidden"),
    ("http://[64:ff9b::7f00:1]/",               "forbidden"),
    ("http://127\u30020\u30020\u30021/",        "forbidden"),
    ("http://\uff11\uff12\uff17\uff0e\uff10\uff0e\uff10\uff0e\uff11/", "forbidden"),
    ("http://\u2460\u2461\u2466.0.0.\u2460/",   "forbidden"),
    ("http://169.254.169.254/latest/meta-data", "forbidden"),
    ("http://8.8.8.8/",                         "forbidden"),  # no certificate names an address, and no newsletter should
    ("http://localhost/",                       "forbidden"),
    ("http://LOCALHOST./",                      "forbidden"),
    ("http://a.localhost/",                     "forbidden"),
    ("http://\u24c1ocalhost/",                  "forbidden"),
    ("http://intranet/",                        "forbidden"),
    ("http://metadata.google.internal/",        "forbidden"),
    ("http://printer.local/",                   "forbidden"),
    ("http://router.home.arpa/",                "forbidden"),
    ("http://nas.lan/",                         "forbidden"),
    ("http://web.test:8080/",                   "forbidden"),
    ("http://web.test:22/",                     "forbidden"),
    ("http://web.test:443/",                    "forbidden"),
    ("https://web.test:80/",                    "forbidden"),
    ("http://jane@web.test/",                   "forbidden"),
    ("http://jane:secret@web.test/",            "forbidden"),
    ("http://web.test@127.0.0.1/",              "forbidden"),
    ("http://@web.test/",                       "forbidden"),
    ("ftp://web.test/",                         "forbidden"),
    ("file:///etc/passwd",                      "forbidden"),
    ("gopher://web.test:80/",                   "forbidden"),
    ("data:text/html,x",                        "forbidden"),
    ("//web.test/",                             "forbidden"),
    ("",                                        "forbidden"),
    ("http://",                                 "malformed"),
    ("http://web.test\\@127.0.0.1/",            "malformed"),
    ("http://web.test/\r\nHost: evil.test",     "malformed"),
    ("http://web.test/\x00",                    "malformed"),
    ("http://%31%32%37.0.0.1/",                 "malformed"),
    ("http://-web.test/",                       "malformed"),
    ("http://web.test/" + "a" * 9000,           "malformed"),
]
# fmt: on


def test_what_is_no_public_address_is_not_even_looked_up(web):
    """All of them at once: nobody is asked by DNS, nobody is connected to."""
    host, dns = web(ok(b"x")), zone(HOSTS)
    told = host.visited(*(Visit(url) for url, _ in REFUSED), dns=dns)
    assert [(url, one.why) for (url, _), one in zip(REFUSED, told, strict=True)] == REFUSED
    assert all(
        one.status == 0 and not one.hops and "\n" not in one.detail and len(one.detail) < 500 for one in told
    )
    assert (dns.asked, host.connections) == ([], 0)


# fmt: off
INNER = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.2", "169.254.169.254", "172.16.0.1", "192.0.0.8", "192.0.0.192", "192.168.0.1", "198.18.0.1",
    "224.0.0.1", "255.255.255.255", "168.63.129.16", "192.0.2.1", "198.51.100.1", "203.0.113.1", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:808:808::f5ff:fffe",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1",
]
# fmt: on


def test_a_name_of_an_inner_address_is_not_connected_to(web):
    """Real servers listen at 127.0.0.1; 127.0.0.1 in other clothes, and everything else that is inner, gets no connection."""
    host = web(ok(b"x"))
    hosts = {f"h{number}.test": [address] for number, address in enumerate(INNER)}
    told = host.visited(*(Visit(f"http://{name}/") for name in hosts), dns=hosts)
    assert [(one.why, one.status) for one in told] == [("inner", 0)] * len(INNER)
    assert [ip_address(one.detail) for one in told] == [ip_address(address) for address in INNER]
    assert host.connections == 0


@pytest.mark.parametrize(
    "addresses",
    [[HERE, "10.0.0.1"], ["10.0.0.1", HERE], [HERE, "::1"], [HERE, "fd00::1"], [HERE, "::ffff:127.0.0.1"]],
)
def test_one_inner_address_among_good_ones_is_enough_to_refuse(web, addresses):
    host = web(ok(b"x"))
    (told,) = host.visited(Visit("http://web.test/"), dns={"web.test": addresses})
    assert (told.why, host.connections) == ("inner", 0)


def test_an_address_is_judged_and_connected_to_in_one_look(web, authority):
    """DNS rebinding: the second answer would lead to a server that listens at the very port, and is never asked for."""
    said: list[str] = []

    def rebinding(data: bytes) -> list[bytes]:
        if type_of(data) == "AAAA":
            return [answer(data)]
        said.append(HERE if not said else "127.0.0.2")
        return [answer(data, f"{name_of(data)} 0 IN A {said[-1]}")]

    host, port = web(ok(b"x")), free_port()
    host.secure.port = port
    trap = WebHost(lambda _path: ok(b"trap"), None, "127.0.0.2", port)
    with trap.running():
        (told,) = host.visited(Visit(URL), authority=authority, dns=Odd(rebinding))
    assert (told.status, said, host.connections, trap.connections) == (200, [HERE], 1, 0)


class Forgetful:
    """A resolver without a memory, whose name leads elsewhere each time."""

    def __init__(self, *addresses: str) -> None:
        self.left = list(addresses)

    async def answers(self, _asks: tuple[Dns, ...]) -> tuple[Answer, ...]:
        return Answer(Outcome.FOUND, (self.left.pop(0),)), Answer(Outcome.EMPTY)


def test_who_is_inner_at_the_second_step_is_refused_there(web, authority):
    """Rebinding between two steps: HEAD is refused, and for the GET the name leads inside."""
    host, port = web(refused("405 No")), free_port()
    host.secure.port = port
    trap = WebHost(lambda _path: ok(b"trap"), None, "127.0.0.2", port)
    reach = Reach.widened("127.0.0.1/32", ports={443: port})
    resolver = Forgetful(HERE, "127.0.0.2", HERE)

    async def whole() -> Visited:
        return await Visitor(resolver, reach, ca_file=authority.file).visit(Visit(URL))

    with trap.running(), host.secure.running():
        told = asyncio.run(whole())
    assert (told.why, host.connections, trap.connections, resolver.left) == ("inner", 1, 0, [HERE])


@pytest.mark.parametrize(
    ("dns", "why", "said"),
    [
        (Odd(lambda data: [answer(data, rcode=2)]), "unreachable", "web.test: DNS says servfail"),
        (Odd(lambda data: [answer(data, rcode=3)]), "no_such_name", "web.test does not exist"),
        (Odd(lambda data: [answer(data)]), "no_address", "web.test has no address"),
        (Odd(lambda _data: []), "timeout", "web.test: DNS says timeout"),
    ],
)
def test_no_such_host_is_told_from_no_answer(came, dns, why, said):
    visited, asked = came(ok(b"x"), dns=dns, dns_s=0.2 if why == "timeout" else 3.0)
    assert (visited, asked) == (Visited(why=why, detail=said), [])


def test_the_projects_own_name_server_says_the_same(web, authority):
    """As ``demo`` and ``message check --links --dns`` meet it: a zone file, a process of its own."""
    records = {
        "web.test": {"A": [HERE]},
        "inner.test": {"A": ["192.168.0.1"]},
        "alias.test": {"CNAME": ["inner.test"]},
        "mixed.test": {"A": [HERE], "AAAA": ["::1"]},
        "broken.test": "servfail",
    }
    host = web(ok(b"x"))

    async def whole(server: str, https: int) -> list[str]:
        name, _, port = server.partition(":")
        async with Resolver([Server(name, int(port))]) as resolver:
            visitor = Visitor(
                resolver, Reach.widened("127.0.0.1/32", ports={443: https}), ca_file=authority.file
            )
            told = [await visitor.visit(Visit(f"https://{each}/")) for each in (*records, "no.test")]
            return [one.why or str(one.status) for one in told]

    with serving(records) as server, host.secure.running() as https:
        told = asyncio.run(whole(server, https))
    assert told == ["200", "inner", "inner", "inner", "unreachable", "no_such_name"]
    assert host.secure.connections == 1


# --- any text at all ------------------------------------------------------------------------------------------------------

NASTY = st.text(alphabet=st.sampled_from("htps:/\\@[]#?.%0127x \t\r\n\u3002\uff0e\uff11abc-_~"), max_size=40)


@settings(max_examples=300)
@given(
    st.text()
    | NASTY
    | NASTY.map(lambda text: f"http://{text}")
    | NASTY.map(lambda text: f"https://a.test/{text}")
)
def test_any_text_is_a_public_name_or_is_refused(text):
    for read in (
        lambda: Url.read(text, plain=True),
        lambda: Url.read(Url("a.test", "/").joined(text), plain=True),
    ):
        with contextlib.suppress(Trouble):
            url = read()
            assert url.scheme in {"http", "https"}
            assert url.host.isascii()
            assert "." in url.host
            assert not url.host.replace(".", "").isdigit()
            assert not any(blank in url.target for blank in " \r\n\t")
            assert Url.read(str(url), plain=True) == url
