"""Strangers' web servers: whom we connect to, whom we believe, and how much we take. Real TLS on loopback."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import threading
import warnings

import pytest
from certificates import Authority, Certificate
from dns_server import Odd, answer, name_of, type_of
from mail_host import MailHost
from nsd import free_port
from web_host import WebHost, ok

import mailworthy
from mailworthy.edge.dns import Resolver
from mailworthy.edge.http import Fetcher
from mailworthy.edge.http.exchange import FIELDS, HEAD_OCTETS
from mailworthy.wire.explore import Http, Page
from mailworthy.wire.reach import Reach

URL = "https://web.test/a"
PLAIN = Http(URL)
HERE = {"web.test": ["127.0.0.1"], "other.test": ["127.0.0.1"], "inner.test": ["10.0.0.1"]}


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def sound(authority):
    return authority.certificate("sound", hosts=["web.test", "other.test"])


def serving(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


def zone(addresses: dict[str, list[str]]) -> Odd:
    def say(data: bytes) -> list[bytes]:
        type_ = type_of(data)
        here = addresses.get(name_of(data)[:-1], [])
        fit = [each for each in here if (":" in each) == (type_ == "AAAA")]
        return [answer(data, *(f"{name_of(data)} 300 IN {type_} {each}" for each in fit))]

    return Odd(say)


def fetched(
    web: WebHost, authority: Authority | None, *asks: Http, dns=None, timeout_s=20.0, port=0
) -> list[Page]:
    odd = dns if isinstance(dns, Odd) else zone(HERE if dns is None else dns)

    async def whole(at: int) -> list[Page]:
        async with odd.running() as server, Resolver([server], timeout_s=0.2, tries=2) as resolver:
            reach = Reach.widened("127.0.0.1/32", ports={443: port or at})
            ca_file = authority.file if authority else None
            fetcher = Fetcher(resolver, reach, ca_file=ca_file, timeout_s=timeout_s)
            return await asyncio.gather(*(fetcher.page(ask) for ask in asks or [Http(URL)]))

    with web.running() as at:
        return asyncio.run(whole(at))


@pytest.fixture
def got(authority, sound):
    """Fetch from a server that holds a sound certificate."""

    def fetch(said, ask: Http = PLAIN, **settings) -> Page:
        web = WebHost(said if callable(said) else lambda _path: said, serving(sound))
        return fetched(web, authority, ask, **settings)[0]

    return fetch


# --- what is asked and what is given ---------------------------------------------------------------------------------


def test_a_request_tells_nothing_of_anybody(authority, sound):
    web = WebHost(lambda _path: ok(b"x"), serving(sound))
    fetched(web, authority, Http("https://WEB.test/a?b=c#d"))
    request = (
        f"GET /a?b=c HTTP/1.1\r\nHost: web.test\r\nUser-Agent: mailworthy/{mailworthy.__version__}\r\n"
        "Accept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    )
    assert web.asked == [request]
    assert web.named == ["web.test"]


def test_nothing_in_the_environment_leads_elsewhere(authority, sound, monkeypatch):
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    web = WebHost(lambda _path: ok(b"x"), serving(sound))
    assert fetched(web, authority)[0].body == b"x"


def test_no_cookie_is_ever_sent_back(authority, sound):
    web = WebHost(
        lambda path: (
            ok(b"", "Set-Cookie: a=b", "Location: /b", status="302 Found") if path == "/a" else ok(b"x")
        ),
        serving(sound),
    )
    fetched(web, authority, Http(URL, redirects=1), Http("https://web.test/c"))
    assert len(web.asked) == 3
    assert not any("cookie" in request.lower() or "referer" in request.lower() for request in web.asked)


# fmt: off
GIVEN = [
    # octets of the answer                                                             what is told of it
    (ok(b"hello"),                                                                     Page(200, "", b"hello")),
    (ok(b"x", "Content-Type: Text/Plain; charset=utf-8"),                              Page(200, "text/plain", b"x")),
    (ok(b"x", "Content-Type: ;"),                                                      Page(200, "", b"x")),
    (ok(b"x", "Content-Type: image/svg+xml", "Content-Type: text/html"),               Page(200, "image/svg+xml", b"x")),
    (ok(b"gone", "Content-Type: text/html", status="404 Not Found"),                   Page(404, "text/html", b"gone")),
    (ok(b"", status="500 Oh"),                                                         Page(500)),
    (b"HTTP/1.1 204 No Content\r\n\r\n",                                               Page(204)),
    (b"HTTP/1.0 200 OK\r\n\r\nuntil the end",                                          Page(200, "", b"until the end")),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", Page(200, "", b"abcde")),
    (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok(b"x"),                        Page(200, "", b"x")),
    (ok(b"x", "Content-Encoding: identity"),                                           Page(200, "", b"x")),
    (ok(b"", "Location: https://other.test/", status="200 OK"),                        Page(200)),
    (ok(b"x", status="302 Found"),                                                     Page(302, "", b"x")),  # leads nowhere
    (ok(b"x", "Location: /b", status="304 Not Modified"),                              Page(304)),
    (ok(b"x" * 4096),                                                                  Page(200, "", b"x" * 4096)),
    (ok(b"x" * 4097),                                                                  Page(200, "", b"x" * 4096, cut=True)),
    (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100_000,                                      Page(200, "", b"x" * 4096, cut=True)),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * 5000,          Page(200, "", b"x" * 4096, cut=True)),
]
MALFORMED = [
    # octets of the answer                                                             what is said of it
    (b"SSH-2.0-OpenSSH\r\n\r\n",                                                       "no proper HTTP: illegal status line"),
    (b"\x00\x01\x02",                                                                  "no proper HTTP"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",                            "no proper HTTP"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",           "no proper HTTP: conflicting Content-Length"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",                                 "no proper HTTP"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",                   "no proper HTTP"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx",                           "no proper HTTP"),
    (b"HTTP/1.1 200 OK\r\n a: folded\r\n\r\n",                                         "no proper HTTP"),
    (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nx",                                 "no proper HTTP"),
    (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10 * HEAD_OCTETS + b"\r\n\r\n",                "no proper HTTP: Receive buffer too long"),
    (b"HTTP/1.1 200 OK\r\n" + b"X:\r\n" * (FIELDS + 1) + b"\r\n",                      "a header of 257 fields"),
    (b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000,                                        "far more octets than its answer needs"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1;" + b"x" * 9000 + b"\r\nx\r\n" * 4000, "no proper HTTP"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + (b"1;" + b"x" * 900 + b"\r\nx\r\n") * 400, "far more octets than its answer needs"),
    (ok(gzip.compress(bytes(1 << 26)), "Content-Encoding: gzip"),                      "encoded, though that was not asked for: 'gzip'"),
    (ok(b"x", "Content-Encoding: identity, br"),                                       "encoded, though that was not asked for"),
]
# fmt: on


@pytest.mark.parametrize(("octets", "page"), GIVEN)
def test_what_a_server_gives_is_told(got, octets, page):
    told = got(octets, Http(URL, most=4096))
    assert told == Page(page.status, page.media_type, page.body, page.cut, URL)


@pytest.mark.parametrize(("octets", "said"), MALFORMED)
def test_what_is_no_answer_is_one_line(got, octets, said):
    page = got(octets, Http(URL, most=4096))
    assert (page.status, page.body, page.url, page.why) == (0, b"", URL, "malformed")
    assert said in page.detail
    assert "\n" not in page.detail


@pytest.mark.parametrize("octets", [b"", b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\nContent-Len"])
def test_a_server_that_hangs_up_gave_no_answer(got, octets):
    page = got(octets)
    assert page == Page(url=URL, why="unreachable", detail="it closed the connection without an answer")


def dripping(_path: str):
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
    while True:
        threading.Event().wait(0.01)
        yield b"x"


def silent(_path: str):
    while True:
        threading.Event().wait(0.01)
        yield b""


def endless_header(_path: str):
    yield b"HTTP/1.1 200 OK\r\nX: "
    while True:
        yield b"x" * 1000


def endless_body(_path: str):
    yield b"HTTP/1.1 200 OK\r\n\r\n"
    while True:
        yield b"x" * 1000


@pytest.mark.parametrize("said", [silent, dripping])
def test_a_server_that_takes_for_ever_costs_a_bounded_time(got, said):
    assert got(said, timeout_s=0.5) == Page(url=URL, why="timeout", detail="not done within 0.5 s")


def test_a_server_that_does_not_stop_costs_bounded_space(got):
    assert got(endless_header).why == "malformed"
    page = got(endless_body)
    assert (len(page.body), page.cut, page.why) == (65_536, True, "")


# --- whom we believe ---------------------------------------------------------------------------------------------------

# fmt: off
UNSOUND = [
    # how the certificate is made          what is said of it
    ({"days": -1},                         "certificate has expired"),
    ({"begins": 1},                        "certificate is not yet valid"),
    ({"hosts": ["other.test"]},            "Hostname mismatch, certificate is not valid for 'web.test'"),
    ({"hosts": ["127.0.0.1"]},             "Hostname mismatch, certificate is not valid for 'web.test'"),
]
# fmt: on


@pytest.mark.spec("RFC 9525 §6")
@pytest.mark.parametrize(("how", "said"), UNSOUND)
def test_a_certificate_that_proves_nothing_ends_it(authority, how, said):
    certificate = authority.certificate("unsound", **({"hosts": ["web.test"]} | how))
    web = WebHost(lambda _path: ok(b"x"), serving(certificate))
    assert fetched(web, authority) == [Page(url=URL, why="certificate", detail=said)]
    assert web.asked == []


def test_a_certificate_of_nobody_we_know_ends_it(authority, sound):
    own = authority.self_signed("own", hosts=["web.test"])
    (page,) = fetched(WebHost(lambda _path: ok(b"x"), serving(own)), authority)
    assert (page.why, page.detail) == ("certificate", "self-signed certificate")
    (page,) = fetched(WebHost(lambda _path: ok(b"x"), serving(sound)), None)
    assert (page.why, page.detail) == ("certificate", "unable to get local issuer certificate")


@pytest.mark.spec("RFC 8996 §4")
def test_old_tls_ends_it(authority, sound):
    context = serving(sound)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that it is old is the point
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    (page,) = fetched(WebHost(lambda _path: ok(b"x"), context), authority)
    assert (page.why, page.detail) == ("tls", "tlsv1 alert protocol version")


def test_what_speaks_no_tls_ends_it(authority):
    (page,) = fetched(MailHost("< 220 mx.example.net\n! silence"), authority)
    assert (page.why, page.detail) == ("tls", "wrong version number")


def test_each_host_proves_itself_at_the_same_address(authority):
    """Two names at one address: what one proved does not count for the other."""
    certificate = authority.certificate("one", hosts=["web.test"])
    web = WebHost(lambda _path: ok(b"x"), serving(certificate))
    one, other = fetched(web, authority, Http(URL), Http("https://other.test/a"))
    assert (one.body, other.why) == (b"x", "certificate")


# --- where we go --------------------------------------------------------------------------------------------------------

# fmt: off
WHERE = [
    # what DNS says                                          why          what is said
    ({},                                                     "no_address", "web.test has no address"),
    ({"web.test": ["10.0.0.1"]},                             "forbidden",  "web.test is in an inner network: 10.0.0.1"),
    ({"web.test": ["169.254.169.254"]},                      "forbidden",  "web.test is in an inner network: 169.254.169.254"),
    ({"web.test": ["::1"]},                                  "forbidden",  "web.test is in an inner network: ::1"),
    ({"web.test": ["::ffff:127.0.0.1"]},                     "forbidden",  "web.test is in an inner network: ::ffff:"),
    ({"web.test": ["64:ff9b::a00:1"]},                       "forbidden",  "web.test is in an inner network: 64:ff9b::a00:1"),
    ({"web.test": ["127.0.0.2", "0.0.0.0"]},                 "forbidden",  "web.test is in an inner network"),
]
# fmt: on


@pytest.mark.parametrize(("dns", "why", "said"), WHERE)
def test_inner_networks_are_not_connected_to(authority, sound, dns, why, said):
    web = WebHost(lambda _path: ok(b"x"), serving(sound))
    (page,) = fetched(web, authority, dns=dns)
    assert (page.why, page.body) == (why, b"")
    assert said in page.detail
    assert web.named == web.asked == []


def test_of_mixed_addresses_only_those_that_are_allowed_are_tried(authority, sound):
    """127.0.0.1 is allowed here and 127.0.0.2 is not: who listens there, at the same port, hears nothing."""
    port = free_port()
    allowed = WebHost(lambda _path: ok(b"allowed"), serving(sound), port=port)
    inner = WebHost(lambda _path: ok(b"inner"), serving(sound), "127.0.0.2", port)
    with inner.running():
        (page,) = fetched(allowed, authority, dns={"web.test": ["127.0.0.2", "10.0.0.1", "127.0.0.1", "::1"]})
    assert page.body == b"allowed"
    assert inner.named == []


def test_an_address_is_judged_once_and_connected_to_as_it_was_judged(authority, sound):
    """DNS rebinding: whoever says something else the next time is not asked a next time."""
    said: list[str] = []

    def rebinding(data: bytes) -> list[bytes]:
        if type_of(data) == "AAAA":
            return [answer(data)]
        said.append("127.0.0.1" if not said else "10.0.0.1")
        return [answer(data, f"{name_of(data)} 0 IN A {said[-1]}")]

    web = WebHost(lambda _path: ok(b"x"), serving(sound))
    (page,) = fetched(web, authority, dns=Odd(rebinding))
    assert (page.body, said) == (b"x", ["127.0.0.1"])


def test_the_next_address_is_tried_where_nobody_listens(authority, sound):
    web = WebHost(lambda _path: ok(b"x"), serving(sound))
    assert fetched(web, authority, port=free_port())[0].why == "unreachable"


@pytest.mark.parametrize(
    ("dns", "why", "said"),
    [
        (Odd(lambda data: [answer(data, rcode=2)]), "unreachable", "web.test: DNS says servfail"),
        (Odd(lambda data: [answer(data, rcode=3)]), "no_address", "web.test has no address"),
        (Odd(lambda _data: []), "timeout", "web.test: DNS says timeout"),
    ],
)
def test_no_answer_is_told_from_no_address(authority, sound, dns, why, said):
    (page,) = fetched(WebHost(lambda _path: ok(b"x"), serving(sound)), authority, dns=dns)
    assert page == Page(url=URL, why=why, detail=said)


@pytest.mark.parametrize(
    "url", ["http://web.test/", "https://127.0.0.1/", "https://j@web.test/", "https://web.test:25/"]
)
def test_what_is_no_public_https_url_is_not_even_looked_up(authority, sound, url):
    dns = zone(HERE)
    (page,) = fetched(WebHost(lambda _path: ok(b"x"), serving(sound)), authority, Http(url), dns=dns)
    assert (page.status, page.why, page.url) == (0, "forbidden", url)
    assert dns.asked == []


# --- redirects ----------------------------------------------------------------------------------------------------------

LEADS = {"/1": "/2", "/2": "https://other.test/3", "/loop": "/loop", "/inner": "https://inner.test/", "/plain": "http://web.test/",
         "/literal": "https://127.0.0.1/x", "/port": "https://web.test:25/", "/user": "https://a:b@web.test/", "/bad": "https://web test/",
         "/lost": "https://nowhere.test/"}  # fmt: skip


def leading(path: str) -> bytes:
    return ok(b"", f"Location: {LEADS[path]}", status="301 Moved") if path in LEADS else ok(path.encode())


# fmt: off
REDIRECTS = [
    # from        followed  what is told
    ("/3",        0,        Page(200, "", b"/3", url="https://web.test/3")),
    ("/1",        2,        Page(200, "", b"/3", url="https://other.test/3")),
    ("/1",        1,        Page(301, url="https://web.test/2", why="redirects", detail="leads on to https://other.test/3")),
    ("/1",        0,        Page(301, url="https://web.test/1", why="redirects", detail="leads on to https://web.test/2")),
    ("/loop",     5,        Page(301, url="https://web.test/loop", why="redirects", detail="leads on to https://web.test/loop")),
    ("/inner",    5,        Page(0, url="https://inner.test/", why="forbidden", detail="inner.test is in an inner network: 10.0.0.1")),
    ("/plain",    5,        Page(301, url="https://web.test/plain", why="forbidden", detail="not https: 'http://web.test/'")),
    ("/literal",  5,        Page(301, url="https://web.test/literal", why="forbidden", detail="no public host's name: '127.0.0.1'")),
    ("/port",     5,        Page(301, url="https://web.test/port", why="forbidden", detail="another port than 443: 'web.test:25'")),
    ("/user",     5,        Page(301, url="https://web.test/user", why="forbidden", detail="a URL with a user's name in it")),
    ("/bad",      5,        Page(301, url="https://web.test/bad", why="malformed", detail="redirected to no URL: 'https://web test/'")),
    ("/lost",     5,        Page(0, url="https://nowhere.test/", why="no_address", detail="nowhere.test has no address")),
]
# fmt: on


@pytest.mark.parametrize(("path", "times", "page"), REDIRECTS)
def test_each_place_that_a_redirect_leads_to_is_judged_like_the_first(got, path, times, page):
    assert got(leading, Http(f"https://web.test{path}", redirects=times)) == page


@pytest.mark.spec("RFC 9110 §15.4")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_what_counts_as_a_redirect(got, status):
    page = got(ok(b"", "Location: /b", status=f"{status} Elsewhere"))
    assert (page.status, page.why) == (status, "redirects")


def test_many_fetches_go_on_at_once(authority, sound):
    web = WebHost(lambda path: ok(path.encode()), serving(sound))
    asks = [Http(f"https://web.test/{number}") for number in range(100)]
    assert [page.body.decode() for page in fetched(web, authority, *asks)] == [
        f"/{number}" for number in range(100)
    ]
