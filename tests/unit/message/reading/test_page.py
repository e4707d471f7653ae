"""A page of HTML as facts: each stands where it says it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.reading import page as pages
from mailworthy.message.reading.page import read_html
from mailworthy.message.reading.tree import End

# fmt: off
PLAIN = [
    # a page                                                          what people read
    ("<p>one</p><p>two</p>",                                          "one\ntwo"),
    ("one<br>two<br/>three",                                          "one\ntwo\nthree"),
    ("<b>a</b><i>b</i> c",                                            "ab c"),
    ("  lots\n\tof   blanks  ",                                       "lots of blanks"),
    ("<td>a</td><td>b</td>",                                          "a\nb"),
    ("a &amp; b &lt;c&gt; &eacute;&#x3b;&#12354;",                    "a & b <c> é;あ"),
    ("a&nbsp;&nbsp;b&zwnj;",                                          "a\xa0\xa0b\u200c"),
    ("&bogus; & &copy",                                               "&bogus; & ©"),
    ("<title>no</title><style>p{}</style><script>no()</script>yes",   "yes"),
    ("a<!-- no -->b",                                                 "ab"),
    ("<textarea>no</textarea><iframe>no</iframe>yes",                 "yes"),
    ("<noscript><p>shown</noscript>",                                 "shown"),  # mail clients run no scripts
    ("<template>no<b>no</b></template>yes",                           "yes"),
    ("<p hidden>no</p>yes",                                           "yes"),
    ("<!--[if mso]>no<![endif]-->yes",                                "yes"),
    ("<!--[if !mso]><!-->yes<!--<![endif]-->",                        "yes"),
    ("<![if !mso]>yes<![endif]>",                                     "yes"),
    ("5 < 6 <",                                                       "5 < 6 <"),
    ("ends in <a href=",                                              "ends in"),
    ("",                                                              ""),
]
HIDDEN = [
    # how text is hidden                                              by what
    ('<div style="display:none">x</div>',                             "display"),
    ('<div style="DISPLAY : None !important">x</div>',                "display"),
    ('<div style="display:/* */none">x</div>',                        "display"),
    ('<div style="display:none"><b style="display:block">x</b></div>', "display"),
    ("<div hidden>x</div>",                                           "attribute"),
    ('<div style="visibility:hidden">x</div>',                        "visibility"),
    ('<div style="visibility:hidden"><b style="visibility:visible">x</b></div>', ""),
    ('<div style="opacity:0">x</div>',                                "opacity"),
    ('<div style="opacity:0.9">x</div>',                              ""),
    ('<div style="opacity:1">x</div>',                                ""),
    ('<div style="font-size:0">x</div>',                              "font_size"),
    ('<div style="font-size:1px">x</div>',                            "font_size"),
    ('<div style="font-size:1.2em">x</div>',                          ""),
    ('<div style="font-size:9px">x</div>',                            ""),
    ('<div style="font-size:0"><p style="font-size:14px">x</p></div>', ""),
    ('<div style="font-size:0"><p style="font-size:1em">x</p></div>', "font_size"),
    ('<div style="max-height:0;overflow:hidden">x</div>',             "size"),
    ('<div style="max-height:0">x</div>',                             ""),
    ('<div style="max-width:600px;overflow:hidden">x</div>',          ""),
    ('<div style="text-indent:-9999px">x</div>',                      "off_screen"),
    ('<div style="position:absolute;left:-9999px">x</div>',           "off_screen"),
    ('<div style="left:-9999px">x</div>',                             ""),
    ('<div style="margin-left:-20px">x</div>',                        ""),
    ('<div style="clip:rect(0, 0, 0, 0)">x</div>',                    "clip"),
    ('<div style="color:transparent">x</div>',                        "color"),
    ('<div style="color:transparent"><a style="color:red">x</a></div>', ""),
    ('<div style="background:none">x</div>',                          ""),
    ('<div style="">x</div>',                                         ""),
]
ENDS = [
    # a page                                     tags that do not end as they should, and how
    ("<div>a</div>",                             []),
    ("<div>a",                                   [("div", End.UNCLOSED)]),
    ("<p>a<p>b",                                 [("p", End.IMPLIED), ("p", End.IMPLIED)]),
    ("<ul><li>a<li>b</ul>",                      [("li", End.IMPLIED), ("li", End.IMPLIED)]),
    ("<ul><li>a<ul><li>b</ul><li>c</ul>",        [("li", End.IMPLIED)] * 3),
    ("<table><tr><td>a<td>b<tr><td>c</table>",   [("tr", End.IMPLIED), ("td", End.IMPLIED), ("td", End.IMPLIED),
                                                  ("tr", End.IMPLIED), ("td", End.IMPLIED)]),
    ("<table><tr><td><div>a</td></tr></table>",  [("div", End.UNCLOSED)]),
    ("<b><i>a</b></i>",                          [("i", End.MISNESTED)]),
    ("<a href=x>a<a href=y>b</a>",               [("a", End.UNCLOSED)]),
    ("<p><b>a<div>b</b></div>",                  [("p", End.IMPLIED), ("b", End.MISNESTED)]),
    ("<br><img src=a><hr/>",                     [("br", End.NONE), ("img", End.NONE), ("hr", End.NONE)]),
    ("<div><table><tr><td></div></td></tr></table>", [("div", End.UNCLOSED)]),  # an end tag reaches no further than its cell
    ("<dl><dt>a<dd>b</dl>",                      [("dt", End.IMPLIED), ("dd", End.IMPLIED)]),
    ("<o:p/>a",                                  [("o:p", End.NONE)]),
    ("<div/>a",                                  [("div", End.UNCLOSED)]),  # HTML knows no such thing
]
STRAYS = [
    # a page                                     end tags that end nothing
    ("a</div>",                                  ["</div>"]),
    ("<div></div></div>",                        ["</div>"]),
    ("<td></table></td>",                        ["</table>"]),
    ("<b></b>",                                  []),
]
LINKS = [
    # a page                                                  target             text            alternative texts
    ("<a href='https://a.example/?x=1&amp;y=2'>go</a>",       "https://a.example/?x=1&y=2", "go",   ""),
    ("<a href=' a '> see\n <b>here</b> </a>",                 "a",               "see here",     ""),
    ("<a href=a><img src=i alt='Buy now'></a>",               "a",               "",             "Buy now"),
    ("<a href=a>x<span style='display:none'>y</span></a>",    "a",               "x",            ""),
    ("<a>nowhere</a>",                                        "",                "nowhere",      ""),
    ("<map><area href=a alt=there></map>",                    "a",               "",             "there"),
    ("<p>before <a href=a>in</a> after",                      "a",               "in",           ""),
]
# fmt: on


@pytest.mark.parametrize(("page", "text"), PLAIN)
def test_what_people_read(page, text):
    assert read_html(page).text == text


@pytest.mark.parametrize(("page", "reason"), HIDDEN)
def test_hidden_text_is_told_and_kept_apart(page, reason):
    found = read_html(f"<p>before</p>{page}<p>after</p>")
    assert [(one.text, one.reason) for one in found.hidden] == ([("x", reason)] if reason else [])
    assert ("x" in found.text) is not bool(reason)


@pytest.mark.parametrize(("page", "ends"), ENDS)
def test_how_elements_end(page, ends):
    found = read_html(page).elements
    assert [(one.tag, one.ended) for one in found if one.ended is not End.TAG] == ends


@pytest.mark.parametrize(("page", "strays"), STRAYS)
def test_end_tags_of_nothing(page, strays):
    assert [page[span.start : span.end] for span in read_html(page).strays] == strays


@pytest.mark.parametrize(("page", "href", "text", "alt"), LINKS)
def test_links(page, href, text, alt):
    (link,) = read_html(page).links
    assert (link.href, link.text, link.alt) == (href, text, alt)
    assert page[link.span.start : link.span.end].startswith(("<a", "<area"))


def test_formatting_goes_on_behind_what_ended_around_it():
    page = read_html("<p><font style='font-size:0'>a<p>b</font>c")
    assert ([one.text for one in page.hidden], page.text) == (["a\nb"], "c")
    page = read_html(
        "<table><tr><td><font style='font-size:0'>a</td><td>b</td></tr></table>"
    )  # as far as its cell
    assert ([one.text for one in page.hidden], page.text) == (["a"], "b")


def test_what_stands_behind_the_end_is_on_the_page():
    page = read_html("<html><body hidden>a</body></html><p>b</p>")
    assert ([one.text for one in page.hidden], page.text) == (["a\nb"], "")
    assert [one.ended for one in page.elements] == [End.TAG] * 3


def test_a_named_anchor_is_no_link():
    assert read_html("<a name=top></a><a id=x>").links == ()


PAGE = """\
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xml:lang="de">
<head>
<title>Grüße &amp; mehr</title>
<meta http-equiv="Refresh" content="5; url=https://leads.example/">
<base href="https://base.example/">
<link rel="stylesheet" href="https://css.example/a.css">
<style media="screen">
@import url("https://import.example/b.css");
p { background: url(bg.png) }
</style>
</head>
<body ONLOAD="go()">
<h1>Titel <i>hier</i></h1>
<table role="Presentation"><tr><td>a</td></tr></table>
<table><tr><th>b</th></tr></table>
日本 😀 <img src="a.png" alt="" width="600" style="height: 20.5px"><a href="x"><img src=b.png></a>
<form action="https://form.example/"><input type=text></form>
<!--[if gte mso 9]><v:rect href="https://mso.example/"><v:fill src="https://fill.example/f.png"/></v:rect><![endif]-->
<iframe src="https://frame.example/">old</iframe>
</body></html>
"""


def at(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def test_what_a_style_sheet_s_comment_holds_is_no_fact():
    page = read_html("<style>/* @import url(a.css); */ @import url(b.css); /* @import url(c.css);</style>")
    assert [one.url for one in page.imports] == ["b.css"]


def test_a_page_has_its_facts_at_their_places():
    page = read_html(PAGE)
    quoted = lambda span: PAGE[span.start : span.end]  # noqa: E731  # short on purpose: it is said often
    assert page.doctype is not None
    assert (page.doctype.name, page.doctype.public) == ("html", "-//W3C//DTD XHTML 1.0 Strict//EN")
    assert (page.lang, page.title) == ("de", "Grüße & mehr")
    assert [quoted(one.span)[:5] for one in page.refreshes] == ["<meta"]
    assert [quoted(one.span) for one in page.stylesheets] == [
        '<link rel="stylesheet" href="https://css.example/a.css">'
    ]
    assert [(one.url, quoted(one.span)) for one in page.imports] == [
        ("https://import.example/b.css", '@import url("https://import.example/b.css')
    ]
    (style,) = page.styles
    assert style.text == quoted(style.span)
    assert page.lines.at(style.span.start) == at(PAGE, PAGE.index("\n@import")) == (8, 23)
    (event,) = page.events
    body = page.elements[event.element]
    assert (event.name, quoted(page.attribute(body, "onload"))) == ("onload", 'ONLOAD="go()"')
    assert [(one.level, one.text) for one in page.headings] == [(1, "Titel hier")]
    assert [(one.role, one.data) for one in page.tables] == [("presentation", False), ("", True)]
    first, second = page.images
    assert (first.alt, first.width, first.height, first.link) == ("", 600, 20.5, -1)
    assert page.lines.at(first.span.start) == (17, 6)  # characters, an astral one counts once
    assert (second.alt, page.elements[second.link].attrs["href"]) == (None, "x")
    (word,) = page.conditionals
    assert (word.condition, word.revealed) == ("gte mso 9", False)
    assert [link.href for link in word.links] == ["https://mso.example/"]
    assert [quoted(span)[:7] for _, span in word.images] == ["<v:fill"]
    assert quoted(word.inside).startswith("<v:rect")
    assert quoted(word.inside).endswith("</v:rect>")
    assert [one.tag for one in page.of("base", "form", "iframe")] == ["base", "form", "iframe"]


ATTRIBUTES = [
    ('<a href="x">', "href", 'href="x"'),
    ("<a HREF = 'x y' b>", "href", "HREF = 'x y'"),
    ("<a href=x>", "href", "href=x"),
    ("<a hidden>", "hidden", "hidden"),
    ('<a b="href=1" href=2>', "href", "href=2"),
    ("<a/href=x/>", "href", "href=x/"),
    ('<a href="a>b">', "href", 'href="a>b"'),
    ("<a href=x>", "none", "<a href=x>"),
]


@pytest.mark.parametrize(("page", "name", "quoted"), ATTRIBUTES)
def test_an_attribute_is_found_in_its_tag(page, name, quoted):
    found = read_html(page)
    span = found.attribute(found.elements[0], name)
    assert page[span.start : span.end] == quoted


def test_what_is_over_a_cap_is_left_out_and_told():
    page = read_html("<b>x</b>" * (pages.ELEMENTS + 5))
    assert (len(page.elements), page.left_out) == (pages.ELEMENTS, (("elements", pages.ELEMENTS),))
    page = read_html("<br>" * pages.ELEMENTS)
    assert (len(page.elements), page.left_out) == (pages.ELEMENTS, ())
    page = read_html("x</b>" * pages.TOKENS)
    assert ("tokens", pages.TOKENS) in page.left_out


BITS = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<a href='u'>", "</a>", "<td>", "</td>", "<table>", "</table>", "<li>", "<br>", "<div style='display:none'>",
     "</div>", "<font style=font-size:0>", "</font>", "&amp;", "&#12354;", "&nbsp;", "&", "<", "x", "日本", "😀", " ", "\n", "  \n ", "<!--", "-->",
     "<!--[if mso]>", "<![endif]-->", "<title>", "</title>", "<style>", "</style>", "<noscript>", "</noscript>", "<img src=a alt='b'>", "\0", "{{x}}"]
)  # fmt: skip


@given(st.lists(BITS, max_size=40).map("".join) | st.text())
def test_every_place_is_in_the_page_and_in_order(page):
    found = read_html(page)
    spans = [
        *(one.span for one in found.elements),
        *(one.end for one in found.elements),
        *(one.span for one in found.hidden),
        *(one.span for one in found.conditionals),
        *(one.inside for one in found.conditionals),
        *found.comments,
        *found.strays,
        *found.raw.values(),
    ]
    assert all(0 <= span.start <= span.end <= len(page) for span in spans)
    starts = [one.span.start for one in found.elements]
    assert starts == sorted(set(starts))
    for one in found.elements:
        tag = page[one.span.start : one.span.end]
        assert tag[0] == "<"
        assert tag[1 : 1 + len(one.tag)].lower() == one.tag.replace("\ufffd", "\0") or not tag.isascii()
        assert one.parent < one.number
        assert found.elements[one.number] is one


@given(st.lists(BITS, max_size=40).map("".join) | st.text())
def test_every_character_of_plain_text_is_where_it_says(page):
    found = read_html(page)
    spans = [found.origin.span(index, index + 1) for index in range(len(found.text))]
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    for character, span in zip(found.text, spans, strict=True):
        quoted = page[span.start : span.end]
        if character == "\n":
            assert quoted[:1] == "<"
        elif character == " ":
            assert not quoted.strip() or quoted.startswith("&")
        else:
            assert quoted == character or quoted.startswith("&")
        assert found.origin.made(span.start) <= len(found.text)


@given(st.lists(BITS, max_size=30).map("".join))
def test_source_and_plain_text_lead_to_each_other(page):
    found = read_html(page)
    for index, character in enumerate(found.text):
        if character not in "\n ":
            assert found.origin.made(found.origin.start(index)) == index
