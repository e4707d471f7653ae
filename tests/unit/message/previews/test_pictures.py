"""The pictures of a page while it is previewed."""

from __future__ import annotations

import re
from base64 import b64decode
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailworthy.message.previews.edits import edited
from mailworthy.message.previews.pictures import BLANK, pictured, placeholder
from mailworthy.message.reading import read
from mailworthy.message.reading.html import Image
from mailworthy.message.reading.page import read_html
from mailworthy.message.reading.place import Span

SVG = "{http://www.w3.org/2000/svg}"
GIF = b64decode("R0lGODlhAQABAAAAACwAAAAAAQABAAA=")
EML = b"""Content-Type: multipart/related; boundary=b

--b
Content-Type: text/html

<img src="cid:logo@x" width="10"><img src="cid:none@x"><img src="cid:page@x">
--b
Content-Type: image/gif
Content-ID: <logo@x>

%s
--b
Content-Type: text/html
Content-ID: <page@x>
Content-Disposition: attachment

<script>
--b--
"""


def drawing(src: str) -> ET.Element:
    kind, _, data = src.partition(";base64,")
    assert kind == "data:image/svg+xml"
    return ET.fromstring(b64decode(data))


# fmt: off
SIZES = [
    # attributes                                   width, height that are drawn
    ('width="600" height="200"',                   (600, 200)),
    ('style="width:300px;height:50px"',            (300, 50)),
    ('width="600"',                                (600, 300)),
    ('width="48"',                                 (48, 48)),
    ('height="100"',                               (200, 100)),
    ('height="20"',                                (20, 20)),
    ("",                                           (240, 120)),
    ('width="100%"',                               (240, 120)),
    ('width="1" height="1"',                       (1, 1)),
    ('width="0" height="0"',                       (0, 0)),
    ('width="999999" height="999999"',             (4000, 4000)),
]
# fmt: on


@pytest.mark.parametrize(("attributes", "size"), SIZES)
def test_a_placeholder_has_the_declared_size(attributes, size):
    (image,) = read_html(f'<img src="https://a.example/x.png" {attributes}>').images
    root = drawing(placeholder(image))
    assert (int(root.attrib["width"]), int(root.attrib["height"])) == size


@example(None, 3, 3)
@example("\x08", 21, 18)
@given(st.text(max_size=60) | st.none(), st.integers(0, 5000), st.integers(0, 5000))
def test_a_placeholder_says_the_alternative_text_and_stays_a_picture(alt, width, height):
    root = drawing(placeholder(Image(0, "x", alt, width, height, -1, Span(0, 0))))
    texts = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert len(texts) <= 2
    assert all(tag.tag in {f"{SVG}{name}" for name in ("svg", "rect", "g", "text")} for tag in root.iter())


def test_the_words_in_a_placeholder_fit_into_it():
    image = Image(0, "x", "Unsere Herbsttees sind da " * 9, 200, 80, -1, Span(0, 0))
    alt, size = (text.text for text in drawing(placeholder(image)).iter(f"{SVG}text"))
    assert alt.startswith("Unsere Herbst")
    assert alt.endswith("…")
    assert len(alt) < 30
    assert size == "200 × 80"


# fmt: off
SOURCES = [
    # picture                                                 what takes its place
    ('<img src="https://a.example/x.png">',                   "svg"),
    ('<img src="//a.example/x.png">',                         "svg"),
    ('<img src="x.png">',                                     "svg"),
    ('<img src="{{logo}}">',                                  "svg"),
    ('<img src="cid:x">',                                     "svg"),
    ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "itself"),
    ('<img src="">',                                          "itself"),
    ('<img alt="x">',                                         "itself"),
    ("<img src=https://a.example/x.png>",                     "svg"),
    ("<img src='https://a.example/x.png'>",                   "svg"),
    ('<img SRC="https://a.example/x.png">',                   "svg"),
]
# fmt: on


@pytest.mark.parametrize(("page", "becomes"), SOURCES)
def test_what_stands_for_a_picture(page, becomes):
    draft = read(page.encode(), "html")
    shown = edited(page, pictured(draft, draft.page.html).edits)
    if becomes == "itself":
        assert shown == page
    else:
        (src,) = re.findall(r'src="(data:image/svg[^"]*)"', shown)
        assert drawing(src).tag == f"{SVG}svg"
        assert "example" not in shown


def test_other_sizes_of_a_picture_are_not_asked_for():
    page = '<picture><source srcset="//a.example/1.webp"><img src="//a.example/2.png" srcset="//a.example/3.png 2x"></picture>'
    draft = read(page.encode(), "html")
    assert "example" not in edited(page, pictured(draft, draft.page.html).edits)


def test_a_picture_of_the_message_is_shown_and_nothing_else_of_it():
    draft = read(EML % GIF)
    found = pictured(draft, draft.page.html)
    shown = edited(draft.page.text, found.edits)
    assert (found.embedded, found.drawn) == (1, 2)
    assert shown.startswith('<img src="data:image/gif;base64,R0lGOD')
    assert "text/html" not in shown


def test_without_pictures_the_alternative_text_is_left():
    page = '<img src="https://a.example/x.png" alt="Tea"><img src="data:image/gif;base64,R0lGODlh" alt="Own">'
    draft = read(page.encode(), "html")
    shown = edited(page, pictured(draft, draft.page.html, images=False).edits)
    assert shown == f'<img src="{BLANK}" alt="Tea"><img src="data:image/gif;base64,R0lGODlh" alt="Own">'
