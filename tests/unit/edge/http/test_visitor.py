"""Visits to strangers' web servers: what is asked, what is told, whom we believe, how little we take."""

from __future__ import annotations

import gzip
import threading

import pytest
from mail_host import MailHost
from visited_web import PNG, URL, Web, refused, silent, tls_of
from web_host import ok

import mailworthy
from mailworthy.edge.http.exchange import HEAD_OCTETS
from mailworthy.wire.explore import Visit, Visited

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
