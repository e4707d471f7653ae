"""``--links``: links and pictures of real messages, visited on real servers, and those that are none of our business left alone."""

from __future__ import annotations

import json
import ssl

import pytest
from certificates import Authority
from command import mailworthy
from web_host import WebHost, ok

from mailworthy.edge.nameserver import serving
from mailworthy.finding import Severity, lookup
from mailworthy.flow.check_message import check_message, check_messages
from mailworthy.flow.messages.reading import given_octets
from mailworthy.message.scope import Scope
from mailworthy.wire.reach import Reach

HERE = "127.0.0.1"
ZONE = {
    "shop.example": {"A": [HERE], "TXT": ["v=spf1 -all"]},
    "www.shop.example": {"A": [HERE]},
    "other.example": {"A": [HERE]},
    "old.example": {"A": [HERE]},
    "inner.example": {"A": ["192.168.1.1"]},
    "mixed.example": {"A": [HERE], "AAAA": ["::1"]},
}
PAGES = {
    "/": ok(b"x", "Content-Type: text/html"),
    "/gone": ok(b"", status="410 Gone"),
    "/busy": ok(b"", status="503 Busy"),
    "/away": ok(b"", "Location: https://other.example/", status="302 Found"),
    "/plain": ok(b"", "Location: http://www.shop.example/", status="301 Moved"),
    "/inside": ok(b"", "Location: http://169.254.169.254/latest/", status="302 Found"),
    "/a.png": ok(b"\x89PNG", "Content-Type: image/png"),
}
NEWSLETTER = """\
From: Shop <news@shop.example>
To: Jane <jane@mail.example>
Subject: The new chairs
List-Unsubscribe: <https://www.shop.example/list/7>
Content-Type: text/html; charset=utf-8

<html lang="en"><body>
<p><a href="https://www.shop.example/">Shop</a> <a href="https://www.shop.example/gone">Chairs</a>
<a href="https://www.shop.example/missing">Tables</a> <a href="https://www.shop.example/busy">Lamps</a>
<a href="https://www.shop.example/away">Partner</a> <a href="https://www.shop.example/plain">Map</a>
<a href="https://www.shop.example/inside">Inside</a> <a href="https://inner.example/">Inner</a> <a href="http://mixed.example/">Mixed</a>
<a href="https://old.example/">Old</a> <a href="https://nowhere.example/">Nowhere</a></p>
<img src="https://www.shop.example/a.png" alt="A chair" width="60" height="60"><img src="https://www.shop.example/b.png" alt="A table">
<img src="https://www.shop.example/open?uid=7" width="1" height="1" alt="">
<p><a href="https://www.shop.example/list/7">No more mail</a> <a href="https://www.shop.example/unsubscribe?u=7">Unsubscribe</a>
<a href="https://www.shop.example/confirm">Confirm</a> <a href="https://www.shop.example/x?for=jane@mail.example">Yours</a>
<a href="https://www.shop.example/c/eJxVjk1uwzAMhU8jLS0MGt">Counted</a> <a href="http://2130706433/">Odd</a></p>
</body></html>
"""


class Shop:
    """The servers behind the newsletter: what was asked of them, and where they are."""

    def __init__(self, folder) -> None:
        authority = Authority(folder)
        certificate = authority.certificate(
            "shop", hosts=["shop.example", "www.shop.example", "other.example"]
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.chain, certificate.key)
        self.authorities = authority.file
        self.secure = WebHost(lambda path: PAGES.get(path, ok(b"", status="404 Not Found")), context)
        self.plain = WebHost(lambda path: PAGES.get(path, ok(b"", status="404 Not Found")), None)

    @property
    def asked(self) -> list[str]:
        return [one.split(" HTTP")[0] for host in (self.secure, self.plain) for one in host.asked]


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """The shop, its name server, and how they are reached; nothing else is."""
    made = Shop(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.authorities))
    with serving(ZONE) as server, made.secure.running() as https, made.plain.running() as http:
        made.beside = {
            "servers": (server,),
            "reach": Reach.widened(f"{HERE}/32", ports={443: https, 80: http}),
        }
        yield made


def codes(report) -> dict[str, tuple[str, int]]:
    """Give what is said about visits, with how grave it is and how often."""
    return {
        one.code: ((one.severity or lookup(one.code).severity).value, one.count)
        for one in reversed(report.findings)  # the gravest of a code is told first, and so last here
        if one.code in OF_VISITS
    }


OF_VISITS = {
    "LINK-BROKEN", "LINK-UNSURE", "LINK-CERTIFICATE", "LINK-INNER", "LINK-REDIRECTS", "LINK-REDIRECT-ELSEWHERE", "LINK-REDIRECT-HTTP",
    "LINK-NOT-VISITED", "LINK-VISITS-SKIPPED",
}  # fmt: skip


def test_a_newsletter_is_visited_and_what_is_personal_is_not(shop):
    report = check_message(NEWSLETTER, Scope(visit=True), **shop.beside)
    assert codes(report) == {
        "LINK-BROKEN": ("error", 3),
        "LINK-UNSURE": ("info", 1),
        "LINK-CERTIFICATE": ("error", 1),
        "LINK-INNER": ("error", 3),
        "LINK-REDIRECT-ELSEWHERE": ("info", 1),
        "LINK-REDIRECT-HTTP": ("warning", 1),
        "LINK-NOT-VISITED": ("skipped", 5),
    }
    paths = {one.split(" ")[1] for one in shop.asked}
    assert paths == {"/", "/gone", "/missing", "/busy", "/away", "/plain", "/inside", "/a.png", "/b.png"}
    rows = {row["url"]: row for row in report.as_dict()["links"]}
    assert rows["https://www.shop.example/gone"]["status"] == 410
    assert rows["https://www.shop.example/away"]["ends_at"] == "https://other.example/"
    assert rows["https://www.shop.example/list/7"]["kept_from"] == "unsubscribe"


def test_without_being_asked_nobody_is_visited(shop):
    report = check_message(NEWSLETTER, Scope(), servers=shop.beside["servers"], reach=shop.beside["reach"])
    assert codes(report) == {"LINK-VISITS-SKIPPED": ("skipped", 1)}
    assert (shop.secure.connections, shop.plain.connections) == (0, 0)


def test_many_messages_with_the_same_links_are_one_visit_each(shop):
    """Sixty mails, more than go on at the same time, ask no more than one."""
    check_message(NEWSLETTER, Scope(visit=True), **shop.beside)
    once = len(shop.asked)
    mails = (
        given_octets(NEWSLETTER.replace("chairs", f"chairs {number}").encode(), f"{number}")
        for number in range(60)
    )
    reports = list(check_messages(mails, Scope(visit=True), **shop.beside))
    assert len({json.dumps(codes(report), sort_keys=True) for report in reports}) == 1
    assert len(shop.asked) == 2 * once


def test_on_the_command_line_public_hosts_alone_are_visited(shop, tmp_path):
    """No option widens what a link may reach: everything that DNS leads to this machine is called inner, and nobody comes."""
    mail = tmp_path / "newsletter.eml"
    mail.write_text(NEWSLETTER, encoding="utf-8")
    ran = mailworthy(
        "message",
        "check",
        mail,
        "--links",
        "--dns",
        shop.beside["servers"][0],
        "--json",
        "--fail-on",
        "never",
    )
    told = {one["code"]: one for one in json.loads(ran.out)["findings"] if one["code"] in OF_VISITS}
    assert set(told) == {"LINK-BROKEN", "LINK-INNER", "LINK-NOT-VISITED"}
    assert told["LINK-BROKEN"]["detail"] == "no_such_name: nowhere.example"
    assert told["LINK-INNER"]["severity"] == Severity.ERROR.value
    assert (shop.secure.connections, shop.plain.connections) == (0, 0)
