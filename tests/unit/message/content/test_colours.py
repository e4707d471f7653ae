"""Colours as declared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.content.colours import _colour, _declared, _plain_rules, unseen
from mailworthy.message.reading import read

# fmt: off
COLOURS = [
    ("#fff",                    (255, 255, 255)),
    ("#1A4d2E",                 (26, 77, 46)),
    ("1a4d2e",                  (26, 77, 46)),
    ("white !important",        (255, 255, 255)),
    ("rgb(1, 2, 3)",            (1, 2, 3)),
    ("rgb(1 2 3)",              (1, 2, 3)),
    ("rgba(1,2,3,1)",           (1, 2, 3)),
    ("rgba(1,2,3,.5)",          "?"),  # what shines through cannot be told
    ("rgba(1,2,3,0)",           ""),
    ("#fff url(x.png)",         "?"),
    ("transparent",             ""),
    ("inherit",                 ""),
    ("",                        ""),
    ("var(--brand)",            "?"),
    ("hsl(100, 255, 255)",      "?"),
    ("hsl(10 20% 30%)",         "?"),
]
STYLES = [
    # style                                     ink       ground
    ("color:red",                               "red",    ""),
    ("COLOR : Red ; Background-Color:#FFF",     "red",    "#fff"),
    ("background:#fff url(a.png)",              "",       "?"),
    ("background-image:url(a.png);background-color:#fff", "", "?"),
    ("background-image:none",                   "",       ""),
    ("border-color:red",                        "",       ""),
    ("background:linear-gradient(#fff,#000)",   "",       "?"),
]
RULES = [
    ("p{color:red}",                                    ["p"]),
    ("@media x{p{color:red}}b{color:red}",              ["b"]),
    ("@import url(a.css);b{color:red}",                 ["b"]),
    ("@media x{p{color:red}",                           []),
    ("/* p{color:red} */ b{color:red}",                 ["b"]),
    ("<!-- p{color:red} -->",                           ["p"]),
]
# fmt: on


@pytest.mark.parametrize(("said", "meant"), COLOURS)
def test_a_colour(said, meant):
    assert _colour(said) == meant


@pytest.mark.parametrize(("style", "ink", "ground"), STYLES)
def test_a_style(style, ink, ground):
    assert tuple(one.strip() for one in _declared(style)) == (ink, ground)


@pytest.mark.parametrize(("css", "selectors"), RULES)
def test_rules_that_hold_everywhere(css, selectors):
    assert [rule[0].strip() for rule in _plain_rules(css)] == selectors


@given(st.text(alphabet="<>abp/ =\"'#f{}@;:style color background", max_size=200))
def test_any_page_is_taken(source):
    page = read(source.encode(), "html").page
    assert page is None or all(spans for _, spans in unseen(page.html))
