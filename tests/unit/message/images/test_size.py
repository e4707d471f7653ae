"""How large pictures are shown, and how large their files are."""

from __future__ import annotations

import pytest
from images_look import severities, told
from pictures import carrying, data_url, gif, png

U = "https://shop.example/"
# fmt: off
UNSIZED = [
    # attributes, and styles of the page                                        IMG-NO-SIZE
    ("",                                                "",                      "warning"),
    ('width="auto"',                                    "",                      "warning"),
    ('width="600"',                                     "",                      None),
    ('height="30"',                                     "",                      None),
    ('width="100%"',                                    "",                      None),
    ('style="width:450pt"',                             "",                      None),
    ('style="width:100%;height:auto"',                  "",                      None),
    ('style="height:auto"',                             "",                      "warning"),
    ('style="max-width:260px"',                         "",                      "info"),   # Outlook does not know it
    ("",                                                "img { width: 100% }",   "info"),
    ('class="hero big"',                                ".hero { width: 600px }", "info"),
    ('class="hero"',                                    "td img.hero{max-width:100%}", "info"),
    ('id="logo"',                                       "#logo { height: 40px }", "info"),
    ('class="hero"',                                    "td.hero { width: 600px }", "warning"),
    ('class="hero"',                                    ".hero.big { width: 600px }", "warning"),
    ('class="hero"',                                    "img.hero { width: auto }", "warning"),
    ('class="hero"',                                    "img.hero { border: 0 }", "warning"),
]
WIDE = [
    ('width="700"',                                     "",                      False),
    ('width="701"',                                     "",                      True),
    ('width="1200" style="max-width:100%"',             "",                      False),
    ('width="1200" style="width:100%"',                 "",                      False),
    ('width="1200"',                                    "img { max-width: 100% }", False),
    ('width="1200"',                                    "@media (max-width:600px) { img { width: 100% } }", False),
    ('width="1200"',                                    "img { max-width: 1200px }", True),
    ('style="width:1200px"',                            "",                      True),
]
PIXELS = [
    # the file's sides, how it is shown                          what is told
    ((600, 400),   'width="300" height="200"',                   set()),
    ((640, 426),   'width="300" height="200"',                   {"IMG-OVERSIZE"}),
    ((2000, 1400), 'width="300"',                                {"IMG-OVERSIZE"}),
    ((600, 400),   'style="max-width:100px"',                    {"IMG-OVERSIZE", "IMG-NO-SIZE"}),
    ((2000, 400),  'width="300" height="300"',                   {"IMG-DISTORTED"}),
    ((300, 200),   'width="300" height="210"',                   set()),
    ((300, 200),   'width="300" height="300"',                   {"IMG-DISTORTED"}),
    ((300, 200),   'width="300" height="300" style="height:auto"', set()),
    ((300, 200),   'width="300" height="300" style="object-fit:cover"', set()),
    ((300, 200),   'width="600" height="400"',                   {"IMG-BLURRED"}),
    ((300, 200),   'width="390"',                                set()),
    ((20, 20),     'width="600" height="20"',                    set()),  # stretched on purpose
]
# fmt: on


@pytest.mark.parametrize(("attributes", "css", "severity"), UNSIZED, ids=range(len(UNSIZED)))
def test_a_size_is_told_by_attribute_style_or_sheet(attributes, css, severity):
    page = f'<style>{css}</style><img src="{U}a.jpg" alt="Chair" {attributes}>'
    assert severities(told(page)).get("IMG-NO-SIZE") == severity


@pytest.mark.parametrize(("attributes", "css", "wide"), WIDE, ids=range(len(WIDE)))
def test_a_wide_picture_has_to_shrink(attributes, css, wide):
    found = told(f'<style>{css}</style><img src="{U}a.jpg" alt="Chair" {attributes}>')
    assert ("IMG-WIDE" in found) is wide


def test_a_small_file_without_a_size_breaks_no_layout():
    page = '<img src="cid:a" alt="Chair">'
    assert severities(told(carrying(page, ("a", "image/gif", gif(300, 200))))).get("IMG-NO-SIZE") == "info"
    found = told(carrying(page, ("a", "image/gif", gif(1400, 200))))
    assert severities(found)["IMG-NO-SIZE"] == "warning"
    assert found["IMG-NO-SIZE"].fix == 'width="600"'


def _padded(width: int, height: int, octets: int) -> bytes:
    """Give a picture of a weight."""
    return png(width, height)[:-12] + bytes(octets) + png(1, 1)[-12:]


@pytest.mark.parametrize(("sides", "shown", "codes"), PIXELS, ids=range(len(PIXELS)))
def test_the_file_beside_the_size_shown(sides, shown, codes):
    message = carrying(f'<img src="cid:a" alt="Chair" {shown}>', ("a", "image/png", _padded(*sides, 20_000)))
    assert told(message).keys() - {"IMG-WORDS-UNREAD"} == codes


@pytest.mark.parametrize(("octets", "severity"), [(5_000, None), (20_000, "info"), (120_000, "warning")])
def test_too_many_pixels_matter_by_their_weight(octets, severity):
    message = carrying(
        '<img src="cid:a" alt="Chair" width="100" height="50">', ("a", "image/png", _padded(400, 200, octets))
    )
    found = told(message)
    assert severities(found).get("IMG-OVERSIZE") == severity
    if severity:
        assert found["IMG-OVERSIZE"].detail == "a: 400 × 200 → 100 × 50"
        assert found["IMG-OVERSIZE"].fix == "200 × 100"


def test_a_drawing_has_no_pixels():
    drawing = b'<svg width="2000" height="1000">' + bytes(20_000)
    found = told(f'<img src="{data_url(drawing, "image/svg+xml")}" alt="Chair" width="100" height="50">')
    assert "IMG-OVERSIZE" not in found
