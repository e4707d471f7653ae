"""Where a page makes use of what clients do without: the very place, and whether cutting it out shows what they show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.clients import Hit, hits
from mailworthy.message.clients.hits import HITS, denies_word
from mailworthy.message.reading.page import read_html


def told(source: str, slug: str) -> list[tuple[str, bool]]:
    """Give the stretches of the source that tell a feature, and whether each may be cut out."""
    page = read_html(source)
    return [(source[one.span.start : one.span.end], one.removable) for one in hits(page) if one.slug == slug]


# fmt: off
PLACES = [
    # page                                                            feature                     what is told, removable
    ("<p style='color:red; DISPLAY : flex'>",                         "css-display-flex",         [("DISPLAY : flex", True)]),
    ("<style>p{display:flex}</style>",                                "css-display-flex",         [("display:flex", True)]),
    ("<style>@media x{p{float:left}}</style>",                        "css-float",                [("float:left", True)]),
    ("<style>@media x{p{float:left}}</style>",                        "css-at-media",             [("@media x{p{float:left}}", True)]),
    ("<style>@media(hover){p{a:b}}</style>",                          "css-at-media-hover",       [("@media(hover){p{a:b}}", True)]),
    ("<style>a > b{c:d}</style>",                                     "css-selector-child",       [("a > b{c:d}", True)]),
    ("<style>p{ .a{b:c} }</style>",                                   "css-nesting",              [(".a{b:c}", True)]),
    ("<style>p{a:b; .a{b:c} q{d:e}</style>",                          "css-nesting",              []),
    ("<style>/* x */p{a:b}</style>",                                  "css-comments",             [("/* x */", False)]),
    ("<style>@font-face{font-weight:1}</style>",                      "css-font-weight",          []),
    ("<style>@font-face{font-weight:1}</style>",                      "css-at-font-face",         [("@font-face{font-weight:1}", True)]),
    ("<style>@keyframes a{to{opacity:0}}</style>",                    "css-opacity",              [("opacity:0", True)]),
    ("<style>@keyframes a{to{opacity:0}}</style>",                    "css-selector-type",        []),
    ("<style media=x>p{a:b}</style>",                                 "html-style",               [("<style media=x>p{a:b}</style>", True)]),
    ("<video src=a.mp4></video>",                                     "html-video",               [("<video src=a.mp4>", False)]),
    ("<td align=left>",                                               "html-align",               [("align=left", True)]),
    ("<a href='#top'>",                                               "html-anchor-links",        [("href='#top'", True)]),
    ("<a href='#'>",                                                  "html-anchor-links",        []),
    ("<a href='MAILTO:a@b.example'>",                                 "html-mailto-links",        [("href='MAILTO:a@b.example'", True)]),
    ("<link href='mailto:a@b.example'>",                              "html-mailto-links",        []),
    ("<input type=text>",                                             "html-input-text",          [("type=text", True)]),
    ("<input type=texts>",                                            "html-input-text",          []),
    ("<img src='x.webp' alt=''>",                                     "image-webp",               [("src='x.webp'", False)]),
    ("<img src='x.png' srcset='x.avif 2x, y.png 3x'>",                "image-avif",               [("srcset='x.avif 2x, y.png 3x'", False)]),
    ("<td background='x.svg'>",                                       "image-svg",                [("background='x.svg'", False)]),
    ("<!doctype html>",                                               "html-doctype",             [("<!doctype html>", False)]),
    ("<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN'>",     "html-doctype",             []),
    ("<meta name='color-scheme' content='dark'>",                     "html-meta-color-scheme",   [("name='color-scheme'", True)]),
    ("<!--[if mso]><video></video><![endif]-->",                      "html-video",               []),
    ("<!--[if mso]><style>p{float:left}</style><![endif]-->",         "css-float",                []),
    ("<!-- x --><!--[if mso]>y<![endif]-->",                          "html-comments",            [("<!-- x -->", True)]),
]
CONDITIONS = [
    # condition        false in Outlook for Windows
    ("!mso",           True),
    ("(!mso)",         True),
    ("!mso 9",         True),
    ("!(mso)",         True),
    ("! vml",          True),
    ("mso",            False),
    ("gte mso 9",      False),
    ("(mso)|(IE)",     False),
    ("!supportLists",  False),
]
# fmt: on


@pytest.mark.parametrize(("source", "slug", "places"), PLACES)
def test_the_very_place_is_told(source, slug, places):
    assert told(source, slug) == places


@pytest.mark.parametrize(("condition", "denied"), CONDITIONS)
def test_conditions_that_word_does_not_meet(condition, denied):
    assert denies_word(condition) is denied


RICH = """<!doctype html><html lang=en dir=ltr><head><style media=all>
@import url("a.css"); /* one */ p, .a > b:hover { color: rgba(0,0,0,.5) !important; width: calc(100% - 2rem); display: flex }
@media (hover) and (max-width: 9px) { .b.c ~ i { float: left } @supports (display: grid) { td { position: absolute } } }
@font-face { font-family: F; src: url(f.woff2) } :root { --a: #111 }</style></head>
<body bgcolor="#ffffff" style="margin: 0; font-family: &quot;A B&quot;, system-ui; color: var(--a)">
<table align=center width="600"><tr><td style='padding:3px;;background:url("x.webp")' valign=top hidden>x
<a href="#y" target=_blank style="border-radius: 3px">y</a></td></tr></table></body></html>"""


def test_cutting_a_removable_feature_out_leaves_nothing_of_it_and_all_else():
    page = read_html(RICH)
    by_slug: dict[str, list[Hit]] = {}
    for one in hits(page):
        by_slug.setdefault(one.slug, []).append(one)
    removable = {slug for slug, some in by_slug.items() if all(one.removable for one in some)}
    assert len(removable) > 30
    for slug in removable:
        rest = read_html(without(page.source, [one.span for one in by_slug[slug]]))
        left = {one.slug for one in hits(rest)}
        assert slug not in left
        assert left <= set(by_slug)
        assert slug == "html-style" or len(rest.elements) == len(page.elements)


def without(source: str, spans: list[tuple[int, int]]) -> str:
    """Give a text without some stretches, which may hold each other."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(source[at : max(at, start)])
        at = max(at, end)
    return "".join([*kept, source[at:]])


def test_what_word_does_not_read_is_marked():
    page = read_html(
        "<video></video><!--[if !mso]><!--><video></video><!--<![endif]--><video></video><!--[if mso]>x<![endif]-->"
    )
    assert [one.word for one in hits(page) if one.slug == "html-video"] == [True, False, True]


def test_a_hit_names_its_element_or_rule():
    page = read_html("<style>a{b:c} p{float:left}</style><p style='clear:both'>")
    found = {one.slug: one for one in hits(page)}
    assert (found["css-float"].rule, found["css-float"].element, found["css-float"].what) == (
        1,
        -1,
        "float: left",
    )
    assert page.elements[found["css-clear"].element].tag == "p"
    assert found["css-clear"].rule == -1


def test_many_nested_rules_take_linear_time():
    assert hits(read_html("<style>" + "p{a:b; q{c:d} " * 9_000 + "</style>"))
    assert hits(read_html("<style>p{" + "q{c:d}" * 15_000 + "}</style>"))


def test_hits_are_capped():
    assert len(hits(read_html("<style>" + "p.a .b{width:1px}" * 15_000 + "</style>"))) == HITS


@given(st.text(alphabet="<>/='\" abpstyle{}:;#.!-[]if mso@média(10px)", max_size=80))
def test_any_page_gives_hits_within_it(text):
    source = f"<style>{text}</style><p style='{text}'>{text}"
    page = read_html(source)
    assert all(
        isinstance(one, Hit) and 0 <= one.span.start <= one.span.end <= len(page.source) for one in hits(page)
    )
