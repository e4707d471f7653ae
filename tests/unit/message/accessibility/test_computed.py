"""How an element looks when all that is said of it is taken together; ``tests/conformance`` asks a browser the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.accessibility.computed import Look, Looks
from mailworthy.message.accessibility.matching import SELECTORS, WORK
from mailworthy.message.accessibility.media import DARK, DESKTOP, PHONE, Window
from mailworthy.message.reading import read

# fmt: off
INKS = [
    # page: the element in question is the one with an id             ink
    ("<p id=x>a",                                                     "#000000"),
    ("<p style='color:#333'><b id=x>a",                               "#333333"),
    ("<p style='color:#333;color:nocolour' id=x>a",                   "#333333"),
    ("<p style='color:#333'><b id=x style='color:inherit'>a",         "#333333"),
    ("<font color=red><b id=x>a",                                     "#ff0000"),
    ("<font color=red id=x style='color:#00f'>a",                     "#0000ff"),
    ("<body text='333333'><p id=x>a",                                 "#333333"),
    ("<p style='color:#333'><a id=x href=y>a",                        "#0000ee"),
    ("<body link=navy><a id=x href=y>a",                              "#000080"),
    ("<p style='color:#333'><a id=x name=y>a",                        "#333333"),
    ("<style>p{color:red}.c{color:green}</style><p class=c id=x>a",   "#008000"),
    ("<style>.c{color:green}p{color:red}</style><p class=c id=x>a",   "#008000"),
    ("<style>#x{color:green}</style><p style='color:red' id=x>a",     "#ff0000"),
    ("<style>p{color:green!important}</style><p style='color:red' id=x>a", "#008000"),
    ("<style>td p > b{color:green}</style><table><tr><td><p><b id=x>a", "#008000"),
    ("<style>a:hover{color:red}a:link{color:green}</style><a href=y id=x>a", "#008000"),
    ("<style>[class='b c']{color:green}</style><p class='b c' id=x>a",  "#008000"),
    ("<style>[style*='Open Sans']{color:green!important}</style><p style='font:12px Open Sans' id=x>a", "#008000"),
    ("<style>[style*=\"'Open Sans'\"]{color:green!important}</style><p style=\"font:12px 'Open Sans'\" id=x>a", "#008000"),
    ("<style>[title~='b']{color:green}</style><p title='a > b' id=x>a", "#008000"),
    ("<style>div p{color:green}</style>" + "<div>" * 300 + "<i></i>" + "</div>" * 299 + "<p id=x>a", "#008000"),
    ("<style>p:not(.b), i{color:green}</style><p class=c id=x>a",  "#008000"),
    ("<style>@media print{p{color:red}}</style><p id=x>a",            "#000000"),
    ("<style>@media screen{p{color:red}}</style><p id=x>a",           "#ff0000"),
    ("<style>@media (prefers-color-scheme:dark){p{color:red}}</style><p id=x>a", "#000000"),
    ("<style>@supports (display:grid){p{color:red}}</style><p id=x>a", "#ff0000"),
    ("<style>body{color:red}</style><p id=x>a",                       "#ff0000"),  # a fragment has a body, too
    ("<p style='color:var(--brand)' id=x>a",                          None),
    ("<p style='color:{{ brand }}' id=x>a",                           None),
    ("<font color='*|BRAND|*' id=x>a",                                None),
]
GROUNDS = [
    ("<p id=x>a",                                                     "#ffffff"),
    ("<body bgcolor=eeeeee><p id=x>a",                                "#eeeeee"),
    ("<table bgcolor=#eee><tr><td style='background:transparent'><b id=x>a", "#eeeeee"),
    ("<div style='background:#111 no-repeat 0 0'><b id=x>a",          "#111111"),
    ("<div style='background-color:#111'><b id=x style='background:rgba(255,255,255,.5)'>a", "#888888"),
    ("<div style='background:#111'><b id=x style='background:262626'>a", "#111111"),  # no declaration at all
    ("<div style='background:#111 url(a.png)'><b id=x>a",             None),
    ("<div style='background:#111 url(a.png)'><p id=x style='background:#fff'>a", "#ffffff"),
    ("<table background=a.png><tr><td id=x>a",                        None),
    ("<div style='background:linear-gradient(#fff,#000)'><b id=x>a",  None),
    ("<div style='background-image:url(a.png);background-image:none' id=x>a", "#ffffff"),
    ("<div style='position:absolute' id=x>a",                         None),
]
SIZES = [
    ("<p id=x>a",                                                     16),
    ("<h1 id=x>a",                                                    32),
    ("<p style='font-size:12pt' id=x>a",                              16),
    ("<p style='font-size:20px'><b id=x style='font-size:.5em'>a",    10),
    ("<p style='font-size:20px'><b id=x style='font-size:75%'>a",     15),
    ("<p style='font-size:20px'><b id=x style='font-size:2rem'>a",    32),
    ("<p style='font-size:20px'><small id=x>a",                       20 / 1.2),
    ("<p style='font-size:12' id=x>a",                                16),  # a number is no length
    ("<p style='font:bold 12px/18px Arial,sans-serif' id=x>a",        12),
    ("<p style='font-size:x-small' id=x>a",                           10),
    ("<font size=1><b id=x>a",                                        10),
    ("<font size=+1><b id=x>a",                                       18),
    ("<style>@media (max-width:600px){p{font-size:20px}}</style><p style='font-size:9px' id=x>a", 9),
    ("<p style='font-size:calc(1px + 2vw)' id=x>a",                   None),
    ("<p style='font-size:3vw' id=x>a",                               None),
]
OTHERS = [
    ("<b id=x>a",                                                     "weight", 700),
    ("<b><strong id=x>a",                                             "weight", 900),
    ("<b><i style='font-weight:lighter' id=x>a",                      "weight", 400),
    ("<h1><b id=x>a",                                                 "weight", 900),
    ("<b style='font-weight:normal' id=x>a",                          "weight", 400),
    ("<p style='font:12px Arial'><b id=x>a",                          "weight", 700),
    ("<p style=\"font-family:'Open Sans',Arial\" id=x>a",              "face", "open sans"),
    ("<font face='Verdana, Arial'><b id=x>a",                         "face", "verdana"),
    ("<p style='font:12px/18px Arial' id=x>a",                        "line", 18),
    ("<p style='line-height:1.5;font-size:20px' id=x>a",              "line", -1.5),
    ("<p style='line-height:150%;font-size:20px' id=x>a",             "line", 30),
    ("<div style='text-align:center'><table><tr><td id=x>a",          "align", "center"),
    ("<center><table><tr><td id=x>a",                                 "align", ""),
    ("<center><p id=x>a",                                             "align", "-center"),
    ("<a href=y id=x>a",                                              "underlined", True),
    ("<a href=y style='text-decoration:none'><b id=x>a",              "underlined", False),
    ("<u><a href=y style='text-decoration:none' id=x>a",              "underlined", True),
    ("<style>.m{display:none}</style><div class=m><p id=x>a",         "shown", False),
    ("<p style='visibility:hidden'><b style='visibility:visible' id=x>a", "visible", True),
    ("<table width=600><tr><td><p id=x>a",                            "width", 600),
    ("<table width=600><tr><td style='padding:0 20px'><p id=x>a",     "width", 560),
    ("<table width=600><tr><td><p id=x>a<td>b",                       "width", None),
    ("<table width=600><tr><td width='50%'><p id=x>a<td>b",           "width", None),
    ("<div style='max-width:600px;width:100%'><p id=x>a",             "width", 600),
    ("<p id=x>a",                                                     "width", None),
]
WINDOWS = [
    ("@media (max-width:600px){p{color:red}}",                        {PHONE}),
    ("@media only screen and (max-device-width:480px){p{color:red}}", {PHONE}),
    ("@media (min-width:601px){p{color:red}}",                        {DESKTOP, DARK}),
    ("@media (width <= 40em){p{color:red}}",                          {PHONE}),
    ("@media (prefers-color-scheme:dark){p{color:red}}",              {DARK}),
    ("@media print,(prefers-color-scheme:dark){p{color:red}}",        {DARK}),
    ("@media screen{@media (prefers-color-scheme:light){p{color:red}}}", {DESKTOP, PHONE}),
    ("@media not print{p{color:red}}",                                set()),  # not told: does not hold
    ("@media (-webkit-min-device-pixel-ratio:2){p{color:red}}",       set()),
]
# fmt: on


def look_of(html: str, window: Window = DESKTOP) -> Look:
    """Give the look of the element with the id x."""
    page = read(html.encode(), "html").page.html
    number = next(one.number for one in page.elements if one.attrs.get("id") == "x")
    return Looks(page).of(window)[number]


@pytest.mark.parametrize(("html", "ink"), INKS)
def test_ink(html, ink):
    found = look_of(html).ink
    assert (found and found.name) == ink


@pytest.mark.parametrize(("html", "ground"), GROUNDS)
def test_ground(html, ground):
    found = look_of(html).ground
    assert (found and found.name) == ground


@pytest.mark.parametrize(("html", "size"), SIZES)
def test_size(html, size):
    assert look_of(html).size == (None if size is None else pytest.approx(size, abs=0.1))


@pytest.mark.parametrize(("html", "name", "value"), OTHERS)
def test_other_looks(html, name, value):
    assert getattr(look_of(html), name) == value


@pytest.mark.parametrize(("css", "windows"), WINDOWS)
def test_a_rule_holds_in_some_windows(css, windows):
    html = f"<style>{css}</style><p id=x>a"
    assert {one for one in (DESKTOP, DARK, PHONE) if look_of(html, one).ink.name == "#ff0000"} == windows


def test_what_is_faded_is_seen_through():
    look = look_of("<div style='background:#000;color:#fff;opacity:.5' id=x>a")
    assert look.seen_ink.name == "#ffffff"
    assert look.seen_ground.name == "#808080"


@pytest.mark.parametrize(
    "head", ["<meta name=color-scheme content='light dark'>", "<style>:root{color-scheme:light dark}</style>"]
)
def test_a_page_that_can_be_dark_is(head):
    light, dark = (look_of(f"{head}<p id=x>a", one) for one in (DESKTOP, DARK))
    assert (light.ink.name, light.ground.name) == ("#000000", "#ffffff")
    assert (dark.ink.name, dark.ground.name) == ("#ffffff", "#121212")


def test_a_page_that_cannot_stays_light():
    assert look_of("<p id=x>a", DARK) == look_of("<p id=x>a")


# --- hostile pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "<style>b{color:red}</style>" + "<div class=c>" * 19_000 + "a",
        "<style>" + "p,b{color:red}" * SELECTORS + "</style><p>a",
        "<style>" + "*{color:red}" * 400 + "</style>" + "<p>a" * (WORK // 400 + 1),
        "<style>" + "," * 50_000 + "p{color:red}" + "p:not(" * 5000 + "{color:red}</style><p>a",
        "<style>p{color:red}" + "@media (max-width:" * 20_000 + "</style><p>a",
        "<style>" + "p{color:red}" * 30_000 + "</style><p>a",
    ],
    ids=["deep", "selectors", "work", "commas", "queries", "long"],
)
def test_any_page_comes_to_an_end(html):
    looks = Looks(read(html.encode(), "html").page.html)
    assert len(looks.of()) == len(looks.html.elements)


def test_a_page_too_large_to_ask_says_so():
    assert not Looks(
        read(("<style>" + "*{color:red}" * 4000 + "</style><p>a").encode(), "html").page.html
    ).whole
    assert Looks(read(b"<style>*{color:red}</style><p>a", "html").page.html).whole


@given(
    st.text("<>/pab {}:;#.,*@()[]=\"'!0%-\\&\n", max_size=60),
    st.text("pab {}:;#.,*@()[]=\"'!0%-\\>+~^$|", max_size=60),
)
def test_any_style_and_any_page_are_taken(body, css):
    looks = Looks(
        read(
            f"<style>{css}{{color:red}}</style><p style=\"{css}\" class='{css}'>{body}".encode(), "html"
        ).page.html
    )
    for window in (DESKTOP, DARK, PHONE):
        assert len(looks.of(window)) == len(looks.html.elements)
