"""Alternative texts."""

from __future__ import annotations

import pytest
from images_look import severities, told

U = "https://shop.example/"
BIG = 'width="600" height="300"'
# fmt: off
MISSING = [
    # page                                                                                        IMG-NO-ALT
    (f'<img src="{U}chair.jpg" {BIG}>',                                                           "warning"),
    (f'<img src="{U}chair.jpg" {BIG} alt="">',                                                    None),   # decoration
    (f'<img src="{U}chair.jpg" {BIG} alt="An oak chair">',                                        None),
    (f'<img src="{U}chair.jpg" {BIG} title="An oak chair">',                                      "info"),  # some clients read it
    (f'<img src="{U}chair.jpg" {BIG} role="presentation">',                                       None),
    (f'<img src="{U}chair.jpg" {BIG} aria-hidden="true">',                                        None),
    (f'<a href="{U}"><img src="{U}chair.jpg" {BIG} alt=""></a>',                                  "warning"),  # a link without a name
    (f'<a href="{U}"><img src="{U}chair.jpg" {BIG} alt=""> Chairs</a>',                           None),
    (f'<a href="{U}"><img src="{U}chair.jpg" {BIG}> Chairs</a>',                                  "warning"),
    (f'<a href="{U}" title="Chairs"><img src="{U}chair.jpg" {BIG} alt=""></a>',                   None),
    (f'<a href="{U}"><img src="{U}1.jpg" {BIG} alt=""><img src="{U}2.jpg" {BIG} alt="Chairs"></a>', None),
    (f'<a name="top"><img src="{U}chair.jpg" {BIG} alt=""></a>',                                  None),   # leads nowhere
    (f'<img src="{U}open?id=8" width="1" height="1">',                                            None),   # a tracking pixel
    (f'<img src="{U}o.gif?akid=2124.766974.v8GbXU">',                                             None),   # one without a size
    (f'<img src="{U}j/73849498?nvep=ew0KICAiVGVuYW50VXJpIjog">',                                  None),
    (f'<img src="{U}spacer.gif" width="600" height="20">',                                        None),
    (f'<img src="{U}rule.gif" width="600" height="5">',                                           "info"),  # a line
    (f'<img src="{U}bullet.gif" width="12" height="12">',                                         "info"),
    (f'<a href="{U}"><img src="{U}bullet.gif" width="12" height="12"></a>',                       "warning"),
    (f'<div style="display:none"><img src="{U}chair.jpg" {BIG}></div>',                           None),
    (f'<!--[if mso]><img src="{U}chair.jpg" {BIG}><![endif]-->',                                  None),
]
# What says nothing, and near neighbours that do.
USELESS = [
    ("chair.jpg",                        "warning"),
    ("IMG_2041.JPEG",                    "warning"),
    ("https://shop.example/chair",       "warning"),
    ("0a1b2c3d4e5f60718293a4b5",         "warning"),
    ("cid:image001.png@01D9",            "warning"),
    ("image",                            "info"),
    ("Image 3",                          "info"),
    ("alt_text",                         "info"),
    ("Bild",                             "info"),
    ("Platzhalter",                      "info"),
    ("画像",                             "info"),
    ("画像1",                            "info"),
    ("Logo",                             "info"),
    ("&quot;&quot;",                     "info"),
    ("...",                              "info"),
    ("-",                                None),  # a line, perhaps
    ("?!",                               None),
    ("Shop logo",                        None),
    ("Image of an oak chair",            None),
    ("Bildung für alle",                 None),
    ("画像処理の講座",                   None),
    ("x",                                None),
    ("2026",                             None),
    ("Amazon.com",                       None),
    ("Version 2.0",                      None),
]
# fmt: on


@pytest.mark.parametrize(("page", "severity"), MISSING, ids=range(len(MISSING)))
def test_a_missing_text_matters_by_what_the_picture_is_for(page, severity):
    assert severities(told(page)).get("IMG-NO-ALT") == severity


@pytest.mark.parametrize(("alt", "severity"), USELESS, ids=range(len(USELESS)))
def test_texts_that_say_nothing(alt, severity):
    found = told(f'<img src="{U}a.jpg" {BIG} alt="{alt}">')
    assert severities(found).get("IMG-ALT-USELESS") == severity
    if severity:
        assert alt in found["IMG-ALT-USELESS"].where["snippet"]


def test_pictures_are_told_together_by_name():
    found = told(
        f'<img src="{U}a.jpg?w=1" {BIG}><img src="{U}b.jpg" {BIG}><a href="{U}"><img src="{U}c.jpg" alt="" {BIG}></a>'
    )
    finding = found["IMG-NO-ALT"]
    assert (finding.count, finding.detail) == (3, "a.jpg, b.jpg, <a> c.jpg")
    assert finding.where["element"] == "img"


def test_a_title_is_offered_as_the_text():
    assert (
        told(f'<img src="{U}a.jpg" {BIG} title="Oak &amp; ash">')["IMG-NO-ALT"].fix == 'alt="Oak &amp; ash"'
    )


@pytest.mark.parametrize(("length", "is_long"), [(150, False), (151, True)])
def test_a_text_may_have_150_characters(length, is_long):
    found = told(f'<img src="{U}a.jpg" {BIG} alt="{"chair " * 30:.{length}s}">'.replace(' "', 's"'))
    assert ("IMG-ALT-LONG" in found) is is_long


@pytest.mark.parametrize(
    ("page", "repeated"),
    [
        ("".join(f'<img src="{U}{n}.jpg" {BIG} alt="Product">' for n in range(3)), True),
        ("".join(f'<img src="{U}{n}.jpg" {BIG} alt="Product">' for n in range(2)), False),
        (f'<img src="{U}1.jpg" {BIG} alt="Product">' * 3, False),  # one picture, three times
        ("".join(f'<img src="{U}{n}.gif" width="12" height="12" alt="Star">' for n in range(5)), False),
        (
            "".join(f'<a href="{U}"><img src="{U}{n}.jpg" {BIG} alt="Sale"></a>' for n in range(3)),
            False,
        ),  # a picture in slices
        ("".join(f'<a href="{U}{n}"><img src="{U}{n}.jpg" {BIG} alt="Sale"></a>' for n in range(3)), True),
    ],
    ids=range(6),
)
def test_one_text_for_several_pictures(page, repeated):
    assert ("IMG-ALT-REPEATED" in told(page)) is repeated
