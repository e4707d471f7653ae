"""Previews with a real Chromium: nothing leaves the machine, whatever a page tries, and the pictures show what readers see."""

from __future__ import annotations

import json
import os
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from command import mailworthy
from pixels import pixels, size

from mailworthy.edge.browser import Browser, Picture, Screen, Shot, Sitting, Trouble
from mailworthy.edge.browser.shot import HEIGHT, WIDTH
from mailworthy.edge.browser.start import Confined
from mailworthy.errors import OutsideError
from mailworthy.flow.messages.reading import Given
from mailworthy.flow.preview_message import preview_messages
from mailworthy.message.previews import Look, Wanted, views
from mailworthy.message.reading import read

pytestmark = [pytest.mark.system("chromium"), pytest.mark.xdist_group("chromium")]

PATIENCE_MS = 60_000  # a watchdog against hangs, no measure
PHONE, DESKTOP = Screen(390, 844, 1, mobile=True), Screen(360, 100)
ICON = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="  # a red pixel, half of it clear


@pytest.fixture(scope="module")
def browser(program) -> Iterator[Browser]:
    with Browser(program("chromium")) as browser:
        yield browser


@pytest.fixture(scope="module")
def sitting(browser) -> Iterator[Sitting]:
    with browser.sitting() as sitting:
        yield sitting


@pytest.fixture
def drawn(sitting):
    """Draw a page, and give the picture."""

    def draw(html: str, screen: Screen = DESKTOP, **how) -> Picture:
        return sitting.draw(Shot(html, screen, png=True, **how))

    return draw


# --- nothing leaves -------------------------------------------------------------------------------------------------


class Ear:
    """Listens on the loopback, TCP and UDP on one port, and counts who comes. It redirects them to itself."""

    def __init__(self) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.heard: list[bytes] = []
        self.threads = [threading.Thread(target=work) for work in (self._connections, self._datagrams)]
        for thread in self.threads:
            thread.start()

    def _connections(self) -> None:
        while True:
            peer, _ = self.tcp.accept()
            with peer, suppress(OSError):
                told = peer.recv(4096)
                if told == b"end":
                    return
                self.heard.append(told)
                peer.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/again\r\n\r\n" % self.port)

    def _datagrams(self) -> None:
        while (told := self.udp.recv(4096)) != b"end":
            self.heard.append(told)

    def close(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            last.sendall(b"end")
        self.udp.sendto(b"end", ("127.0.0.1", self.port))
        for thread in self.threads:
            thread.join()
        self.tcp.close()
        self.udp.close()


@pytest.fixture(scope="module")
def ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.close()


# fmt: off
HOSTILE = {  # what a page tries, and whether Chromium is sure to ask: our policy forbids most before that
    "img": ('<img src="{url}/a.png">', True),
    "srcset": ('<img srcset="{url}/1.png 1x, {url}/2.png 2x"><picture><source srcset="{url}/3.png"><img src="{url}/4.png"></picture>', True),
    "css url()": ('<style>body{{background:url({url}/a.png)}} li{{list-style:url("{url}/b.png")}} p::before{{content:url({url}/c.png)}}</style><li>x<p>y', True),
    "background": ('<body background="{url}/a.png"><table background="{url}/b.png"><tr><td background="{url}/c.png">x</table>', True),
    "input image": ('<input type=image src="{url}/a.png">', True),
    "video poster": ('<video poster="{url}/a.png" src="{url}/b.mp4" autoplay></video><audio src="{url}/c.mp3" autoplay></audio>', True),
    "svg": ('<svg width=9 height=9><image href="{url}/a.png" width=9 height=9/><use href="{url}/b.svg#x"/></svg>', True),
    "svg in data": ('<img src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\'><image href=\'{url}/a.png\'/></svg>">', False),
    "prefetch": ('<link rel=prefetch href="{url}/a"><link rel=prerender href="{url}/b"><link rel=preload as=image href="{url}/c.png">', True),
    "dns-prefetch": ('<link rel=dns-prefetch href="{url}"><link rel=preconnect href="{url}"><meta http-equiv=x-dns-prefetch-control content=on>', False),
    "icon": ('<link rel=icon href="{url}/a.ico"><link rel=manifest href="{url}/m.json">', False),
    "@import": ('<style>@import "{url}/a.css"; @import url({url}/b.css);</style>', False),
    "link": ('<link rel=stylesheet href="{url}/a.css"><link rel=modulepreload href="{url}/a.js">', False),
    "font": ("<style>@font-face{{font-family:x;src:url({url}/a.woff2)}} p{{font-family:x}}</style><p>text", False),
    "iframe": ('<iframe src="{url}/a"></iframe><iframe srcdoc="<img src={url}/b.png>"></iframe><frameset><frame src="{url}/c"></frameset>', False),
    "object": ('<object data="{url}/a"></object><embed src="{url}/b"><applet code="{url}/c"></applet>', False),
    "script": ('<script src="{url}/a.js"></script><script>fetch("{url}/b");new Image().src="{url}/c";navigator.sendBeacon("{url}/d")</script>', False),
    "events": ('<img src="data:," onerror="location=\'{url}/a\'"><body onload="open(\'{url}/b\')">', False),
    "webrtc": ('<script>new RTCPeerConnection({{iceServers:[{{urls:"stun:127.0.0.1:{port}"}}]}}).createDataChannel("x")</script>', False),
    "websocket": ('<script>new WebSocket("ws://127.0.0.1:{port}/")</script>', False),
    "meta refresh": ('<meta http-equiv=refresh content="0;url={url}/a"><meta http-equiv=refresh content="0">', False),
    "form": ('<form action="{url}/a"><input autofocus onfocus="form.submit()"><button formaction="{url}/b">x</button></form>', False),
    "base": ('<base href="{url}/"><img src="a.png"><img src="//127.0.0.1:{port}/b.png">', True),
    "policy of its own": ('<meta http-equiv=Content-Security-Policy content="default-src *; script-src *; report-uri {url}/a"><script src="{url}/b"></script>', False),
    "ping": ('<a href="{url}/a" ping="{url}/b">x</a>', False),
    "files": ('<img src="file:///etc/passwd"><iframe src="file:///etc"></iframe><link rel=stylesheet href="file:///etc/passwd">', False),
    "browser": ('<img src="chrome://theme/x"><iframe src="chrome://version"></iframe><a href="view-source:{url}">x</a>', False),
    "names": ('<img src="http://localhost:{port}/a.png"><img src="http://[::1]:{port}/b.png"><img src="ftp://127.0.0.1:{port}/c.png">', True),
    "unclosed": ('<img src="{url}/a.png', False),
}
# fmt: on


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_reaches_anybody(what, drawn, sitting, ear):
    html, asks = HOSTILE[what]
    before = sitting.requests.pictures + sitting.requests.refused.total()
    picture = drawn(html.format(url=f"http://127.0.0.1:{ear.port}", port=ear.port))
    assert picture.trouble is Trouble.NONE
    assert ear.heard == []
    assert sitting.requests.pictures + sitting.requests.refused.total() > before or not asks


def test_one_who_comes_is_heard():
    """The proof of the test before it: the ear hears."""
    ear = Ear()
    with socket.create_connection(("127.0.0.1", ear.port)) as peer:
        peer.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert b"302" in peer.recv(4096)
    ear.close()
    assert len(ear.heard) == 1


def test_a_message_of_all_of_it_is_drawn_whole_and_reaches_nobody(sitting, ear):
    all_of_it = "".join(html for html, _ in HOSTILE.values()).format(
        url=f"http://127.0.0.1:{ear.port}", port=ear.port
    )
    found = views(read(all_of_it.encode(), "html"), Wanted()).views
    assert all(sitting.draw(Shot(view.html, DESKTOP)).trouble is Trouble.NONE for view in found)
    assert len(found) > 8
    assert ear.heard == []
    assert sitting.requests.as_dict()["left"] == 0


# --- in bounded time and memory -------------------------------------------------------------------------------------


def test_ten_thousand_elements_are_drawn_as_far_as_a_picture_goes(drawn):
    picture = drawn("<p>x</p>" * 10_000)
    assert picture.cut
    assert picture.height > 10 * HEIGHT
    assert size(picture.octets) == picture.shown == (DESKTOP.width, HEIGHT)


def test_a_page_without_end_to_its_right_is_cut_too(drawn):
    picture = drawn('<div style="width:1000000px;height:10px">x</div>')
    assert picture.cut
    assert size(picture.octets) == picture.shown == (WIDTH, DESKTOP.height)


def test_thousands_of_pictures_ask_nobody(browser):
    html = "".join(f'<img src="http://a.example/{n}.png" width=20 height=20 alt="">' for n in range(3000))
    view = views(read(html.encode(), "html"), Wanted(("desktop",), dark=False, clients=())).views[0]
    with browser.sitting() as sitting:
        assert sitting.draw(Shot(view.html, DESKTOP)).trouble is Trouble.NONE
    assert (sitting.requests.pictures, sitting.requests.refused.total()) == (0, 0)


def test_a_page_that_takes_too_long_costs_no_other(program):
    endless = "<div>" * 150_000  # it nests deeper than Chromium likes
    with Browser(program("chromium"), patience_s=2.5) as browser, browser.sitting() as sitting:
        assert sitting.draw(Shot("<p>warm", DESKTOP)).octets
        late = sitting.draw(Shot(endless, DESKTOP))
        assert (late.trouble, late.octets) == (Trouble.TIME, b"")
        assert sitting.draw(Shot("<p>another", DESKTOP)).octets
        assert sitting.draw(Shot(endless, PHONE)).trouble is Trouble.TIME
        assert (
            sitting.draw(Shot("<p>third", DESKTOP)).trouble is Trouble.TIME
        )  # enough time went into this message


# --- a browser that dies --------------------------------------------------------------------------------------------


def test_a_browser_that_was_killed_is_replaced(browser):
    with browser.sitting() as sitting:
        assert sitting.draw(Shot("<p>one", DESKTOP)).octets
        browser.kill()
        assert sitting.draw(Shot("<p>two", DESKTOP)).octets
    with browser.sitting() as sitting:
        assert sitting.draw(Shot("<p>three", DESKTOP)).octets


def test_a_browser_is_replaced_after_some_messages_and_leaves_nothing_behind(program):
    homes = []
    with Browser(program("chromium"), messages=1) as browser:
        for _ in range(2):
            with browser.sitting() as sitting:
                assert sitting.draw(Shot("<p>x", DESKTOP)).octets
            homes.append(browser._running[1].folder)
        number = int((homes[1] / "process").read_text(encoding="ascii"))
    assert len(set(homes)) == 2
    assert not any(home.exists() for home in homes)
    ended = select.poll()
    for left in processes_of(number):
        with suppress(ProcessLookupError):
            ended.register(os.pidfd_open(left), select.POLLIN)
            assert ended.poll(PATIENCE_MS), "it still runs"


def processes_of(group: int) -> list[int]:
    """Give the processes of a group that have not ended."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            number, _, rest = file.read_text(encoding="utf-8", errors="replace").rpartition(") ")
            state, _, of = rest.split()[:3]
            found += [int(number.split()[0])] if int(of) == group and state not in "ZX" else []
    return found


@pytest.fixture
def instead(program, tmp_path):
    """Write a program that stands in the way of Chromium."""

    def write(script: str) -> str:
        path = tmp_path / "chromium"
        path.write_text(f"#!/bin/sh\n{script}\n".replace("CHROMIUM", program("chromium")), encoding="utf-8")
        path.chmod(0o755)
        return str(path)

    return write


def test_where_no_sandbox_can_be_made_it_is_said(instead):
    """As in many containers. Root's own folders are closed to nobody, so that root is left to run it."""
    refusing = instead('case " $* " in *" --no-sandbox "*) exec CHROMIUM "$@";; esac; exit 1')
    with Browser(refusing) as browser, browser.sitting() as sitting:
        assert sitting.draw(Shot("<p>x", DESKTOP)).octets
        assert browser.confined is (Confined.USER if os.geteuid() else Confined.NOTHING)


def test_a_browser_that_does_not_start_is_said_in_one_line(instead):
    with (
        Browser(instead("echo cannot open display >&2; exit 1")) as browser,
        browser.sitting() as sitting,
        pytest.raises(OutsideError, match=r"chromium does not start: cannot open display$"),
    ):
        sitting.draw(Shot("<p>x", DESKTOP))


# --- what the pictures show -----------------------------------------------------------------------------------------

RED, PINK, BLUE, WHITE = (255, 0, 0), (255, 128, 128), (0, 0, 255), (255, 255, 255)


SCHEME = (
    "<style>body{margin:0;background:#fff} @media (prefers-color-scheme:dark){body{background:#00f}}</style>"
)


def test_dark_is_what_the_page_says_of_it(drawn):
    light, dark = (pixels(drawn(SCHEME, dark=dark).octets).at(5, 5) for dark in (False, True))
    assert (light, dark) == (WHITE, BLUE)


def test_inverted_is_dark_whatever_the_page_says(drawn):
    assert sum(pixels(drawn("<body bgcolor=white>", inverted=True).octets).at(5, 5)) < 200


def test_a_page_without_viewport_meta_is_laid_out_wide_on_a_phone(drawn):
    told = [
        drawn(f'{meta}<table width="650"><tr><td>x</table>', PHONE).width
        for meta in ("", '<meta name="viewport" content="width=device-width">')
    ]
    assert told == [980, 658]


def test_a_placeholder_is_as_large_as_the_picture_says_it_is(drawn):
    html = '<style>body{margin:0}</style><img src="https://a.example/x.png" width="300" height="80" alt="Our tea">'
    view = views(read(html.encode(), "html"), Wanted(("desktop",), dark=False, clients=())).views[0]
    picture = pixels(drawn(view.html).octets)
    assert picture.at(150, 10) == picture.at(20, 70) != WHITE
    assert picture.at(305, 40) == picture.at(150, 90) == WHITE


def test_a_picture_of_the_message_is_shown(drawn):
    page = '<style>body{margin:0}</style><img src="cid:icon" width=40 height=40>'
    eml = (
        'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n'
        f"{page}\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <icon>\r\nContent-Transfer-Encoding: base64\r\n\r\n{ICON}\r\n--b--\r\n"
    )
    view = views(read(eml.encode()), Wanted(("desktop",), dark=False, clients=())).views[0]
    assert pixels(drawn(view.html).octets).at(20, 20) == PINK


WORD_ONLY = """<style>body{margin:0} div{height:50px} .far{position:absolute;top:200px}</style>
<!--[if mso]><div style="background:#f00">for Word</div><![endif]-->
<!--[if !mso]><!--><div style="background:#00f">for others</div><!--<![endif]-->
<div style="background:#f00;mso-hide:all">hidden</div>"""


def test_word_sees_what_is_meant_for_it_and_nobody_else_does(drawn):
    found = views(
        read(WORD_ONLY.encode(), "html"), Wanted(("desktop",), dark=False, clients=("outlook.windows",))
    )
    shown = {view.look: pixels(drawn(view.html).octets) for view in found.views}
    everybody, word = shown[Look.LIGHT], shown[Look.CLIENT]
    assert [everybody.at(340, y) for y in (25, 75)] == [BLUE, RED]
    assert [word.at(340, y) for y in (25, 75)] == [RED, WHITE]


# --- from the command line ------------------------------------------------------------------------------------------

MESSAGE = Path(__file__).parents[2] / "examples" / "newsletter.eml"


def test_the_command_line_draws_a_message_and_says_where(tmp_path, program):
    ran = mailworthy("message", "preview", MESSAGE, "--out", tmp_path, "--devices", "phone,desktop", "--json")
    assert (ran.code, ran.err) == (0, "")
    (told,) = map(json.loads, ran.out.splitlines())
    files = [view["file"] for view in told["views"]]
    assert {"phone.jpg", "desktop.jpg", "phone-dark.jpg", "desktop-no-images.jpg"} <= set(files)
    for file in files:
        assert (tmp_path / file).read_bytes().startswith(b"\xff\xd8\xff")
    assert size((tmp_path / told["contact_sheet"]).read_bytes())[0] == 1440
    assert told["requests"]["left"] == 0
    page = (tmp_path / told["page"]).read_text(encoding="utf-8")
    assert page.count("data:image/jpeg;base64,") >= len(files)


def test_several_messages_get_a_folder_each(tmp_path):
    pages = [
        Given("a.html", b"<p>a", "html"),
        Given("old/a.html", b"<p>b", "html"),
        Given("empty.html", b" ", "html"),
    ]
    heard = []
    found = list(
        preview_messages(
            pages,
            tmp_path,
            Wanted(("desktop",), dark=False, clients=()),
            tell=lambda *told: heard.append(told),
        )
    )
    assert [one.folder.name for one in found] == ["a", "a-2", "empty"]
    assert all(one.page.is_file() and one.contact_sheet.is_file() for one in found)
    assert heard[:3] == [("a.html", 0, 2), ("a.html", 1, 2), ("a.html", 2, 2)]
