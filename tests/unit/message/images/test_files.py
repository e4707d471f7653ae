"""Weight, movement, format, damage; and addresses that show nothing."""

from __future__ import annotations

import pytest
from images_look import severities, told
from pictures import boxed, carrying, data_url, gif, jpeg_head, png, png_head, webp

from mailworthy.wire.explore import Visited

U = "https://shop.example/"
SHOWN = 'width="60" height="40" alt="Chair"'
# fmt: off
FORMATS = [
    # address                                            IMG-FORMAT
    (f"{U}a.svg",                                        "warning"),
    (f"{U}a.SVG?v=2",                                    "warning"),
    (f"{U}a.webp",                                       "info"),
    (f"{U}a.avif",                                       "warning"),
    (f"{U}a.heic",                                       "error"),
    (f"{U}a.tif",                                        "error"),
    (f"{U}a.bmp",                                        "info"),
    (f"{U}a.mp4",                                        "error"),
    (f"{U}a.png",                                        None),
    (f"{U}a.png?from=a.svg",                             None),
    (f"{U}svg",                                          None),
    (f"{U}picture?format=webp",                          None),
    (data_url(b"<svg></svg>", "image/svg+xml"),          "warning"),
    (data_url(webp(60, 40), "image/png"),                "info"),  # what it is goes before what it says
    ("{{ logo }}.svg",                                   "warning"),
]
TYPES = [
    # declared                   octets           IMG-TYPE-WRONG
    ("image/png",                png(60, 40),      None),
    ("image/x-png",              png(60, 40),      None),
    ("image/gif",                png(60, 40),      "info"),
    ("application/octet-stream", png(60, 40),      "info"),
    ("text/plain; name=a.png",   png(60, 40),      None),     # no picture to any client: text
    ("application/pdf",          png(60, 40),      "warning"),
    ("image/jpg",                jpeg_head(60, 40) + b"\xff\xd9", None),
]
DAMAGE = [
    # octets                               what is told
    (png(60, 40),                          ""),
    (png(60, 40)[:40],                     "a: 1 KB, …"),
    (jpeg_head(60, 40),                    "a: 1 KB, …"),
    (png_head(60_000, 60_000) + b"IEND",   "a: 1 KB, 60000 × 60000"),
    (png_head(0, 0) + b"IEND",             "a: 1 KB, 0 × 0"),
    (b"<html>Not found</html>",            "a: 1 KB, ?"),
    (boxed(b"avif", []),                   ""),  # nobody can tell
]
SOURCES = [
    # page                                                              what is told
    ('<img src="file:///C:/chair.jpg" {}>',                             "IMG-LOCAL"),
    ('<img src="C:\\Users\\anna\\chair.jpg" {}>',                       "IMG-LOCAL"),
    ('<img src="\\\\server\\share\\chair.jpg" {}>',                     "IMG-LOCAL"),
    ('<img src="webkit-fake-url://5A1B/image.png" {}>',                 "IMG-LOCAL"),
    ('<img src="blob:https://mail.example/5a1b" {}>',                   "IMG-LOCAL"),
    ('<img src="" {}>',                                                 "IMG-NO-SOURCE"),
    ('<img data-src="https://shop.example/a.jpg" {}>',                  "IMG-NO-SOURCE"),
    (f'<img src="{data_url(gif(60, 40), "image/gif")}" data-src="{U}a.jpg" {{}}>', "IMG-NO-SOURCE"),
    ('<img src="https://drive.google.com/file/d/1x/view" {}>',          "IMG-PAGE"),
    ('<img src="https://drive.google.com/uc?export=view&id=1x" {}>',    ""),
    ('<img src="https://www.dropbox.com/s/1x/chair.png?dl=0" {}>',      "IMG-PAGE"),
    ('<img src="https://www.dropbox.com/s/1x/chair.png?raw=1" {}>',     ""),
    ('<img src="https://imgur.com/aB3" {}>',                            "IMG-PAGE"),
    ('<img src="https://imgur.com/aB3.png" {}>',                        ""),
    ('<img src="https://shop.example/chair.html?x=1" {}>',              "IMG-PAGE"),
    ('<img src="https://shop.example/c?p=chair.html" {}>',              ""),
    ('<img src="https://shop.example/open.html?id=7" width="1" height="1">', ""),  # counts readers
    ('<img src="{{{{ product.image }}}}" {}>',                          ""),
    ('<img src="*|IMAGE|*" {}>',                                        ""),
    ('<img src="images/chair.jpg" {}>',                                 ""),   # LINK-RELATIVE says it
    ('<img src="//shop.example/chair.jpg" {}>',                         ""),
    ('<img src="" width="1" height="1">',                               ""),
    ('<img src="cid:chair" {}>',                                        ""),   # of a page whose parts nobody knows
]
# fmt: on


@pytest.mark.parametrize(("src", "severity"), FORMATS, ids=range(len(FORMATS)))
def test_formats_that_clients_do_not_show(src, severity):
    found = told(f'<img src="{src}" {SHOWN}>')
    assert severities(found).get("IMG-FORMAT") == severity


def test_a_format_names_the_clients_and_what_to_send():
    found = told(f'<img src="{U}a.svg" {SHOWN}><img src="{U}b.avif" {SHOWN}>')["IMG-FORMAT"]
    assert found.count == 2
    assert found.detail == "svg: ✗ Gmail (Desktop Webmail); avif: ✗ Outlook (Windows)"
    assert found.fix == "svg → png, avif → jpeg"


@pytest.mark.parametrize(
    ("src", "clients", "detail"),
    [
        (f"{U}a.svg", ("apple-mail.ios",), None),
        (f"{U}a.svg", ("apple-mail.ios", "gmail.ios"), "svg: ✗ Gmail (iOS)"),  # it shows some
        (f"{U}a.webp", ("gmail.desktop-webmail",), "webp: ✗ Gmail (Desktop Webmail)"),
        (f"{U}a.jxl", ("apple-mail.ios",), "jxl: ✗"),  # nobody tested it
    ],
    ids=range(4),
)
def test_clients_that_no_reader_has_do_not_count(src, clients, detail):
    found = told(f'<img src="{src}" {SHOWN}>', clients=dict.fromkeys(clients, 1 / len(clients)))
    assert (found["IMG-FORMAT"].detail if "IMG-FORMAT" in found else None) == detail


@pytest.mark.parametrize(("kind", "octets", "severity"), TYPES, ids=range(len(TYPES)))
def test_the_declared_type_beside_the_octets(kind, octets, severity):
    message = carrying(f'<img src="cid:a" {SHOWN}>', ("a", kind, octets))
    assert severities(told(message)).get("IMG-TYPE-WRONG") == severity


@pytest.mark.parametrize(("octets", "detail"), DAMAGE, ids=range(len(DAMAGE)))
def test_damaged_files(octets, detail):
    found = told(carrying(f'<img src="cid:a" {SHOWN}>', ("a", "image/png", octets)))
    assert (found["IMG-UNREADABLE"].detail if "IMG-UNREADABLE" in found else "") == detail


@pytest.mark.parametrize(
    ("sizes", "severity", "detail"),
    [
        ([199_000], None, ""),
        ([201_000], "info", "a0: 201 KB"),
        ([1_100_000], "warning", "a0: 1.1 MB"),
        ([150_000] * 7, "info", "7 × <img>: 1.1 MB"),
        ([150_000] * 21, "warning", "21 × <img>: 3.1 MB"),
        ([250_000, 900_000, 950_000, 950_000], "warning", "a2: 950 KB, a3: 950 KB, a1: 900 KB, a0: 250 KB"),
    ],
    ids=range(6),
)
def test_weight_of_one_and_of_all(sizes, severity, detail):
    files = [(f"a{number}", "image/png", png(60, 40).ljust(size, b"\0")) for number, size in enumerate(sizes)]
    found = told(carrying("".join(f'<img src="cid:{name}" {SHOWN}>' for name, *_ in files), *files))
    assert severities(found).get("IMG-HEAVY") == severity
    if severity:
        assert found["IMG-HEAVY"].detail == detail


def test_what_moves():
    message = carrying(f'<img src="cid:a" {SHOWN}>', ("a", "image/gif", gif(60, 40, frames=4, endless=True)))
    assert told(message)["IMG-ANIMATED"].detail == "a × 4, ∞"
    assert "IMG-ANIMATED" not in told(carrying(f'<img src="cid:a" {SHOWN}>', ("a", "image/gif", gif(60, 40))))


@pytest.mark.parametrize(("page", "code"), SOURCES, ids=range(len(SOURCES)))
def test_where_a_picture_comes_from(page, code):
    found = told(page.format(SHOWN))
    assert found.keys() & {"IMG-LOCAL", "IMG-NO-SOURCE", "IMG-CID-MISSING", "IMG-PAGE"} == ({code} - {""})


@pytest.mark.parametrize(
    ("src", "content_id", "missing"),
    [
        ("cid:a@shop", "a@shop", False),
        ("cid:a%40shop", "a@shop", False),
        ("CID:A@shop", "a@SHOP", False),
        ("cid:b@shop", "a@shop", True),
        ("cid:{{ chair }}", "a@shop", False),
    ],
)
def test_parts_that_pictures_name(src, content_id, missing):
    message = carrying(f'<img src="{src}" {SHOWN}>', (content_id, "image/gif", gif(60, 40)))
    assert ("IMG-CID-MISSING" in told(message)) is missing


@pytest.mark.parametrize(
    "page",
    [
        '<table background="cid:{}"><tr><td>Chairs</td></tr></table>',
        "<p style=\"background:url('cid:{}')\">Chairs</p>",
        "<style>p {{ background: url(cid:{}) }}</style>",
        '<!--[if mso]><v:fill src="cid:{}"><![endif]-->',
    ],
    ids=range(4),
)
def test_parts_that_backgrounds_name(page):
    files = ("a@shop", "image/gif", gif(60, 40))
    assert told(carrying(page.format("a@shop"), files)) == {}
    found = told(carrying(page.format("b@shop"), files))
    assert found["IMG-CID-MISSING"].detail == "cid:b@shop"
    assert "cid:b@shop" in found["IMG-CID-MISSING"].where["snippet"]


def test_lists_that_word_leaves_behind_are_no_pictures():
    page = '<link rel=File-List href="cid:filelist.xml@01C9A0FA"><p>Chairs</p>'
    assert told(carrying(page)) == {}


def test_pictures_that_their_address_holds():
    found = told(f'<img src="{data_url(png(60, 40))}" {SHOWN}>')
    assert severities(found)["IMG-DATA-URI"] == "warning"
    assert "; ✗ Gmail" in found["IMG-DATA-URI"].detail
    apple = told(f'<img src="{data_url(png(60, 40))}" {SHOWN}>', clients={"apple-mail.ios": 1.0})
    assert severities(apple)["IMG-DATA-URI"] == "info"
    spacer = told(f'<img src="{data_url(gif(1, 1), "image/gif")}" alt="">')
    assert severities(spacer) == {"IMG-DATA-URI": "info"}


@pytest.mark.parametrize(
    "src",
    [
        "data:",
        "data:image/png;base64,",
        "data:image/png;base64,%%%",
        "data:,a",
        "data:;base64,é",
        "data:image/svg+xml,%3Csvg%3E",
    ],
)
def test_any_such_address_is_read(src):
    assert "IMG-DATA-URI" in told(f'<img src="{src}" {SHOWN}>')


def test_a_map():
    page = f'<img src="{U}a.jpg" usemap="#m" {SHOWN}><map name="m"><area href="{U}1" alt="1"><area href="{U}2"></map>'
    assert told(page)["IMG-MAP"].detail == '2 × <area>, 1 × alt=""'


def test_pictures_of_the_web_are_judged_where_they_were_visited():
    page = f'<img src="{U}a" width="100" height="50" alt="Chair">'
    seen = Visited(200, media_type="image/webp", size=1_200_000, body=webp(1000, 500))
    assert severities(told(page, visited={f"{U}a": seen})) == {
        "IMG-OVERSIZE": "warning",
        "IMG-HEAVY": "warning",
        "IMG-FORMAT": "info",
    }
    assert told(page, visited={f"{U}a": Visited(503, media_type="text/html", size=900)}) == {}
    assert told(page) == {}


def test_a_picture_whose_octets_no_server_tells_has_its_pixels():
    page = f'<img src="{U}a" width="100" height="50" alt="Chair">'
    streamed = Visited(200, media_type="image/png", body=png_head(1000, 500))
    assert severities(told(page, visited={f"{U}a": streamed})) == {"IMG-OVERSIZE": "info"}
    little = Visited(200, media_type="image/png", body=png_head(300, 150))
    assert told(page, visited={f"{U}a": little}) == {}
