"""Visits to strangers' web servers: where nobody goes, whom we believe, how little we take. Real sockets and TLS on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import ssl
import threading
from collections import Counter
from ipaddress import ip_address

import pytest
from certificates import Authority, Certificate
from dns_server import Odd, answer, name_of, type_of, until
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_host import MailHost
from nsd import free_port
from web_host import WebHost, ok

import mailworthy
from mailworthy.edge.dns import Resolver, Server
from mailworthy.edge.http import Visitor
from mailworthy.edge.http import visitor as visitor_
from mailworthy.edge.http.exchange import HEAD_OCTETS
from mailworthy.edge.http.manners import SILENT, Pace
from mailworthy.edge.http.trouble import Trouble
from mailworthy.edge.http.url import Url
from mailworthy.edge.nameserver import serving
from mailworthy.wire.ask import Answer, Dns, Outcome
from mailworthy.wire.explore import Visit, Visited
from mailworthy.wire.reach import Reach

URL = "https://web.test/a"
HERE = "127.0.0.1"
HOSTS = {
    "web.test": [HERE],
    "other.test": [HERE],
    "inner.test": ["10.0.0.1"],
    "mixed.test": [HERE, "10.0.0.1"],
}


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def sound(authority):
    return authority.certificate("sound", hosts=["web.test", "other.test"])


def tls_of(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


def zone(addresses: dict[str, list[str]]) -> Odd:
    def say(data: bytes) -> list[bytes]:
        type_ = type_of(data)
        here = addresses.get(name_of(data)[:-1])
        if here is None:
            return [answer(data, rcode=3)]
        fit = [each for each in here if (":" in each) == (type_ == "AAAA")]
        return [answer(data, *(f"{name_of(data)} 300 IN {type_} {each}" for each in fit))]

    return Odd(say)


class Web:
    """A host with both ports, whose answers are a function of method and path.

    Args:
        said: What it answers: octets, pieces of them, or a function of method and path that gives either.
        tls: What it speaks TLS with.
    """

    def __init__(self, said, tls) -> None:
        self._said = said
        self.secure = WebHost(lambda path: self._answer(self.secure, path), tls)
        self.plain = WebHost(lambda path: self._answer(self.plain, path), None)

    def _answer(self, host, path):
        return self._said(host.asked[-1].split(" ")[0], path) if callable(self._said) else self._said

    @property
    def asked(self) -> list[str]:
        """The requests' first lines, without the version."""
        return [one.partition(" HTTP")[0] for host in (self.secure, self.plain) for one in host.asked]

    @property
    def connections(self) -> int:
        return self.secure.connections + self.plain.connections

    def visited(self, *asks: Visit, dns=None, dns_s=3.0, authority=None, **how) -> list[Visited]:
        """Let a visitor go to each, one after the other; what it may reach is this host alone."""
        odd = dns if isinstance(dns, Odd) else zone(HOSTS if dns is None else dns)

        async def whole(ports: dict[int, int]) -> list[Visited]:
            async with odd.running() as server, Resolver([server], timeout_s=dns_s, tries=2) as resolver:
                reach = Reach.widened("127.0.0.1/32", ports=ports)
                visitor = Visitor(resolver, reach, ca_file=authority and authority.file, **how)
                return [await visitor.visit(ask) for ask in asks]

        with self.secure.running() as https, self.plain.running() as http:
            return asyncio.run(whole({443: https, 80: http}))


@pytest.fixture
def web(sound):
    def made(said) -> Web:
        return Web(said, tls_of(sound))

    return made


@pytest.fixture
def came(web, authority):
    """Visit a host that holds a sound certificate; give what came and what it was asked."""

    def visit(said, url=URL, most=0, **how) -> tuple[Visited, list[str]]:
        host = web(said)
        (visited,) = host.visited(Visit(url, most), authority=authority, **how)
        return visited, host.asked

    return visit


# --- what is asked and what is told ------------------------------------------------------------------------------------


def test_a_visit_tells_nothing_of_anybody(web, authority, monkeypatch):
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    host = web(
        lambda _method, path: (
            ok(b"", "Set-Cookie: a=b", "Location: /b", status="302 Found") if path == "/a" else ok(b"x")
        )
    )
    host.visited(Visit(f"{URL}#part"), authority=authority)
    fields = (
        f"Host: web.test\r\nUser-Agent: mailworthy/{mailworthy.__version__}\r\nAccept: */*\r\n"
        "Accept-Encoding: identity\r\nConnection: close\r\n\r\n"
    )
    assert host.secure.asked == [f"HEAD /{path} HTTP/1.1\r\n{fields}" for path in "ab"]
    assert host.secure.named == ["web.test", "web.test"]


def by_method(head: bytes, get: bytes):
    return lambda method, _path: head if method == "HEAD" else get


def refused(status: str) -> bytes:
    return ok(b"", status=status)


PNG = b"\x89PNG" + bytes(996)
# fmt: off
TOLD = [
    # octets of the answer                                              most  what is told                        asked
    (ok(b"hello", "Content-Type: Text/HTML; charset=x"),                0,    Visited(200, (), "text/html", 5),   "HEAD"),
    (b"HTTP/1.1 204 No Content\r\n\r\n",                                0,    Visited(204),                       "HEAD"),
    (b"HTTP/1.0 200 OK\r\n\r\n",                                        0,    Visited(200),                       "HEAD"),
    (ok(b"", "Content-Encoding: gzip"),                                 0,    Visited(200),                       "HEAD"),
    (by_method(refused("405 No"), ok(b"x")),                            0,    Visited(200, size=1),               "HEAD GET"),
    (by_method(refused("501 No"), ok(b"x")),                            0,    Visited(200, size=1),               "HEAD GET"),
    (by_method(refused("403 No"), ok(b"x")),                            0,    Visited(200, size=1),               "HEAD GET"),
    (by_method(refused("404 No"), ok(b"x")),                            0,    Visited(200, size=1),               "HEAD GET"),
    (by_method(refused("500 No"), ok(b"x")),                            0,    Visited(200, size=1),               "HEAD GET"),
    (by_method(b"", ok(b"x")),                                          0,    Visited(200, size=1),               "HEAD GET"),
    (by_method(b"\0\0\0\0", ok(b"x")),                                  0,    Visited(200, size=1),               "HEAD GET"),
    (refused("404 Not Found"),                                          0,    Visited(404, size=0),               "HEAD GET"),
    (refused("410 Gone"),                                               0,    Visited(410, size=0),               "HEAD GET"),
    (refused("403 No"),                                                 0,    Visited(403, size=0),               "HEAD GET"),
    (refused("999 No"),                                                 0,    Visited(999, size=0),               "HEAD GET"),
    (refused("429 Slow down"),                                          0,    Visited(429, size=0),               "HEAD"),
    (ok(PNG, "Content-Type: image/png"),                                1000, Visited(200, (), "image/png", 1000, PNG),       "GET"),
    (ok(PNG + b"x", "Content-Type: image/png"),                         1000, Visited(200, (), "image/png", 1001, PNG),       "GET"),
    (ok(PNG, "Content-Range: bytes 0-999/52000", status="206 Part"),    1000, Visited(200, (), "", 52000, PNG),               "GET"),
    (ok(PNG, "Content-Range: bytes 0-999/*", status="206 Part"),        1000, Visited(200, (), "", -1, PNG),                  "GET"),
    (ok(PNG, "Content-Range: nonsense", status="206 Part"),             1000, Visited(200, (), "", -1, PNG),                  "GET"),
    (b"HTTP/1.1 200 OK\r\n\r\n" + PNG,                                  1000, Visited(200, (), "", 1000, PNG),                "GET"),
    (b"HTTP/1.1 200 OK\r\n\r\n" + PNG + b"x",                           1000, Visited(200, (), "", -1, PNG),                  "GET"),
    (refused("416 No such part"),                                       1000, Visited(416, size=0),                           "GET GET"),
    (refused("404 No"),                                                 1000, Visited(404, size=0),                           "GET"),
    (ok(gzip.compress(bytes(1 << 24)), "Content-Encoding: gzip"),       1000, Visited(200),                                   "GET"),
]
# fmt: on


@pytest.mark.parametrize(("said", "most", "told", "methods"), TOLD)
def test_what_a_server_says_is_told(came, said, most, told, methods):
    visited, asked = came(said, most=most)
    assert visited == told
    assert [one.split(" ")[0] for one in asked] == methods.split()


@pytest.mark.spec("RFC 9110 §14.2")
def test_no_more_is_asked_for_than_is_wanted(web, authority):
    host = web(refused("404 No"))
    host.visited(Visit(URL), Visit(URL, 500), authority=authority)
    ranges = [line for one in host.secure.asked for line in one.split("\r\n") if line.startswith("Range")]
    assert ranges == ["Range: bytes=0-1023", "Range: bytes=0-499"]


def test_an_unencrypted_address_is_visited_unencrypted(came):
    visited, asked = came(ok(b"x"), "HTTP://web.test?a b")
    assert (visited.status, asked) == (200, ["HEAD /?a%20b"])


# --- where nobody goes ---------------------------------------------------------------------------------------------------

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


# --- redirects -----------------------------------------------------------------------------------------------------------

LEADS = {
    "/1": "/2", "/2": "https://other.test/3", "/3": "http://web.test/4", "/4": "/5", "/5": "/6", "/loop": "/loop", "/down": "http://web.test/x",
    "/inner": "https://inner.test/", "/mixed": "http://mixed.test/", "/literal": "http://127.0.0.1/x", "/decimal": "//2130706433/",
    "/six": "http://[::1]/", "/local": "http://localhost/", "/port": "https://web.test:25/", "/user": "https://a:b@web.test/",
    "/app": "market://details?id=x", "/bad": "http://[", "/lost": "https://nowhere.test/", "/blank": "/x y#z",
}  # fmt: skip


def leading(_method: str, path: str) -> bytes:
    return ok(b"", f"Location: {LEADS[path]}", status="301 Moved") if path in LEADS else ok(b"")


# fmt: off
REDIRECTS = [
    # from        status  why             where it ends
    ("/x",        200,    "",             ()),
    ("/blank",    200,    "",             ("https://web.test/x%20y",)),
    ("/down",     200,    "",             ("http://web.test/x",)),
    ("/loop",     301,    "redirects",    ("https://web.test/loop",) * 4),
    ("/4",        200,    "",             ("https://web.test/5", "https://web.test/6")),
    ("/3",        200,    "",             ("http://web.test/4", "http://web.test/5", "http://web.test/6")),
    ("/2",        301,    "redirects",    ("https://other.test/3", "http://web.test/4", "http://web.test/5", "http://web.test/6")),
    ("/inner",    0,      "inner",        ("https://inner.test/",)),
    ("/mixed",    0,      "inner",        ("http://mixed.test/",)),
    ("/literal",  301,    "forbidden",    ("http://127.0.0.1/x",)),
    ("/decimal",  301,    "forbidden",    ("https://2130706433/",)),
    ("/six",      301,    "forbidden",    ("http://[::1]/",)),
    ("/local",    301,    "forbidden",    ("http://localhost/",)),
    ("/port",     301,    "forbidden",    ("https://web.test:25/",)),
    ("/user",     301,    "forbidden",    ("https://a:b@web.test/",)),
    ("/app",      301,    "forbidden",    ("market://details?id=x",)),
    ("/bad",      301,    "malformed",    ()),
    ("/lost",     0,      "no_such_name", ("https://nowhere.test/",)),
]
# fmt: on


@pytest.mark.spec("RFC 9110 §15.4")
@pytest.mark.parametrize(("path", "status", "why", "hops"), REDIRECTS)
def test_each_place_that_a_redirect_leads_to_is_judged_like_the_first(came, path, status, why, hops):
    visited, asked = came(leading, f"https://web.test{path}")
    assert (visited.status, visited.why, visited.hops) == (status, why, hops)
    assert len(asked) <= 4


def test_a_redirect_without_a_place_is_an_answer(came):
    assert came(refused("302 Found"))[0].status == 302


# --- who takes for ever, and who is not believed --------------------------------------------------------------------------


def silent(_method: str, _path: str):
    while True:
        threading.Event().wait(0.01)
        yield b""


def dripping(_method: str, _path: str):
    yield b"HTTP/1.1 200 OK\r\nX: "
    while True:
        threading.Event().wait(0.01)
        yield b"x"


def endless_header(_method: str, _path: str):
    yield b"HTTP/1.1 200 OK\r\nX: "
    while True:
        yield b"x" * 1000


def endless_body(_method: str, _path: str):
    yield b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"
    while True:
        yield b"x" * 1000


def early_hints(_method: str, _path: str):
    while True:
        yield b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 100


@pytest.mark.parametrize("said", [silent, dripping])
def test_a_server_that_takes_for_ever_costs_a_bounded_time(came, said):
    assert came(said, timeout_s=0.4)[0] == Visited(why="timeout", detail="not done within 0.4 s")


def test_time_is_counted_over_all_steps(came):
    """A server that redirects for ever and slowly has no more time than one that is silent."""

    def slow(_method: str, _path: str):
        threading.Event().wait(0.15)
        yield ok(b"", "Location: /a", status="301 Moved")

    visited, asked = came(slow, timeout_s=0.4)
    assert visited.why == "timeout"
    assert len(asked) <= 3


@pytest.mark.parametrize("said", [endless_header, early_hints])
def test_a_header_without_end_costs_bounded_space(came, said):
    assert came(said)[0].why == "malformed"


def test_of_a_body_without_end_so_much_is_taken_as_was_asked_for(came):
    assert came(endless_body, most=5000)[0] == Visited(200, (), "image/png", -1, b"x" * 5000)
    assert came(endless_body)[0].status == 200


@pytest.mark.parametrize(
    "octets", [b"SSH-2.0-OpenSSH\r\n\r\n", b"\0" * 100, b"HTTP/1.1 200 OK\r\nX: " + b"x" * 3 * HEAD_OCTETS]
)
def test_what_is_no_answer_is_one_line(came, octets):
    visited, asked = came(octets)
    assert (visited.status, visited.why, len(asked)) == (0, "malformed", 2)
    assert "\n" not in visited.detail


# fmt: off
UNSOUND = [
    # how the certificate is made          what is said of it
    ({"days": -1},                         "certificate has expired"),
    ({"begins": 1},                        "certificate is not yet valid"),
    ({"hosts": ["other.test"]},            "Hostname mismatch, certificate is not valid for 'web.test'"),
]
# fmt: on


@pytest.mark.spec("RFC 9525 §6")
@pytest.mark.parametrize(("how", "said"), UNSOUND)
def test_a_certificate_that_proves_nothing_is_told(authority, how, said):
    certificate = authority.certificate("unsound", **({"hosts": ["web.test"]} | how))
    host = Web(ok(b"x"), tls_of(certificate))
    assert host.visited(Visit(URL), authority=authority) == [Visited(why="certificate", detail=said)]
    assert host.asked == []


def test_what_speaks_no_tls_is_told(sound, authority):
    host = Web(ok(b"x"), tls_of(sound))
    host.secure = MailHost("< 220 mx.example.net\n! silence")
    (told,) = host.visited(Visit(URL), authority=authority)
    assert (told.why, told.detail) == ("tls", "wrong version number")


# --- once, and politely ---------------------------------------------------------------------------------------------------


def test_the_same_address_is_visited_once_in_a_run(web, authority):
    host = web(ok(b"x"))
    told = host.visited(*[Visit(URL), Visit(f"{URL}#a"), Visit(f"{URL}#b")] * 50, authority=authority)
    assert (len(set(told)), host.asked) == (1, ["HEAD /a"])


def test_those_that_ask_at_the_same_time_share_one_visit(web, authority):
    host = web(ok(b"x"))

    async def whole(https: int) -> list[int]:
        async with zone(HOSTS).running() as server, Resolver([server]) as resolver:
            visitor = Visitor(
                resolver, Reach.widened("127.0.0.1/32", ports={443: https}), ca_file=authority.file
            )
            one, *others = [asyncio.create_task(visitor.visit(Visit(URL))) for _ in range(100)]
            await asyncio.sleep(0)
            one.cancel()  # whoever asked first need not be the one who waits
            return [one.status for one in await asyncio.gather(*others)]

    with host.secure.running() as https:
        assert asyncio.run(whole(https)) == [200] * 99
    assert host.asked == ["HEAD /a"]


def test_what_is_remembered_is_bounded(web, authority, monkeypatch):
    monkeypatch.setattr(visitor_, "REMEMBERED", 2)
    host = web(ok(b"x"))
    told = host.visited(*(Visit(f"https://web.test/{name}") for name in "abcab"), authority=authority)
    assert [one.status for one in told] == [200] * 5
    assert host.asked == [f"HEAD /{name}" for name in "abcab"]


def test_so_are_the_octets_of_pictures(web, authority, monkeypatch):
    monkeypatch.setattr(visitor_, "REMEMBERED_OCTETS", 2500)
    host = web(ok(PNG))
    host.visited(*(Visit(f"https://web.test/{name}", 1000) for name in "abcab"), authority=authority)
    assert host.asked == [f"GET /{name}" for name in "abcab"]


def test_two_at_once_are_all_that_a_domain_meets(sound, authority):
    """A hundred addresses on many hosts of one domain: never more than two conversations at a time."""
    busy, most, lock = Counter(), [0], threading.Lock()

    def counted(_method: str, _path: str):
        with lock:
            busy["now"] += 1
            most[0] = max(most[0], busy["now"])
        threading.Event().wait(0.002)
        with lock:
            busy["now"] -= 1
        return ok(b"x")

    host = Web(counted, tls_of(sound))

    async def whole(http: int) -> int:
        hosts = {f"h{number}.web.test": [HERE] for number in range(100)}
        async with zone(hosts).running() as server, Resolver([server]) as resolver:
            visitor = Visitor(
                resolver, Reach.widened("127.0.0.1/32", ports={80: http}), pace=Pace(burst=1000)
            )
            told = await asyncio.gather(*(visitor.visit(Visit(f"http://{each}/")) for each in hosts))
            return sum(one.status == 200 for one in told)

    with host.plain.running() as http:
        assert asyncio.run(whole(http)) == 100
    assert 1 <= most[0] <= 2


def test_a_host_that_never_answers_is_not_asked_a_hundred_times(web, authority):
    """Else a hundred links to a server that is down would take a hundred times the patience."""
    host = web(silent)
    urls = [Visit(f"https://web.test/{number}") for number in range(100)]
    told = host.visited(*urls, authority=authority, timeout_s=0.3)
    assert {(one.why, one.detail) for one in told} == {("timeout", "not done within 0.3 s")}
    assert host.connections <= SILENT


def test_a_host_that_answers_now_and_then_is_asked(web, authority):
    host = web(lambda _method, path: ok(b"x") if path.endswith("5") else b"\0")
    told = host.visited(*(Visit(f"https://web.test/{number}") for number in range(20)), authority=authority)
    assert [one.status for one in told] == [200 if number % 10 == 5 else 0 for number in range(20)]


def test_what_is_given_up_is_given_up(web, authority):
    host = web(silent)

    async def whole(https: int) -> None:
        async with zone(HOSTS).running() as server, Resolver([server]) as resolver:
            visitor = Visitor(
                resolver, Reach.widened("127.0.0.1/32", ports={443: https}), ca_file=authority.file
            )
            asked = asyncio.create_task(visitor.visit(Visit(URL)))
            await until(lambda: host.asked)
            await visitor.close()
            with pytest.raises(asyncio.CancelledError):
                await asked

    with host.secure.running() as https:
        asyncio.run(whole(https))


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
