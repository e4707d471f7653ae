"""What is said of how a page is written, and of which near neighbour nothing is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_look import graded, said, whole

from mailworthy.message.markup import look
from mailworthy.message.markup.frame import CLIPPED, NEAR

FONTS = "https://fonts.googleapis.com/css?family=Lato"
# fmt: off
FRAME = [
    ("<html lang=en><p>Hello",                                    {("HTML-NO-DOCTYPE", "info")}),
    ("<!DOCTYPE html><html lang=en><p>Hello",                     set()),
    ('<!-- a --><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x"><html><p>a', set()),
    ("<p>Hello",                                                  set()),  # a piece of a template
    ("<!DOCTYPE html><html><head></head><p>Stühle",               {("HTML-NO-CHARSET", "info")}),
    ("<!DOCTYPE html><html><head><meta charset=utf-8></head><p>Stühle", set()),
    ("<!DOCTYPE html><html><head></head><p>Chairs",               set()),
]
PIECES = [
    # --- fetched from elsewhere
    ("<link rel=stylesheet href=https://a.example/a.css>",        {("HTML-EXTERNAL-CSS", "warning")}),
    (f"<link rel=stylesheet href='{FONTS}'>",                     {("HTML-EXTERNAL-CSS", "info")}),
    (f"<link rel=stylesheet href='{FONTS}'><link rel=stylesheet href=https://a.example/a.css>", {("HTML-EXTERNAL-CSS", "warning")}),
    ("<link rel=stylesheet href=https://use.typekit.net/a.css>",  {("HTML-EXTERNAL-CSS", "info")}),
    ("<link rel=stylesheet href=https://use.example/a.css>",      {("HTML-EXTERNAL-CSS", "warning")}),
    ("<link rel=icon href=https://a.example/a.ico>",              set()),
    ("<style>@import url(https://a.example/a.css);</style>",      {("HTML-CSS-IMPORT", "warning")}),
    (f"<style>@import '{FONTS}';</style>",                        {("HTML-CSS-IMPORT", "info")}),
    # --- comments, and what Word leaves
    ("<p>a</p><!--[if mso]><p>shown by nobody else",              {("HTML-COMMENT-OPEN", "error")}),
    ("<p>a</p><!-- all that follows is lost <p>b</p>",            {("HTML-COMMENT-OPEN", "error")}),
    ("<p>a</p><!--[if mso]><p>b</p><![endif]--><!-- end -->",     set()),
    ("<p>a</p><!-- x",                                            {("HTML-COMMENT-OPEN", "error")}),  # the page's own end is lost
    ("<p class='MsoNormal x'>a<o:p></o:p></p>",                   {("HTML-MSO-LEFTOVER", "info")}),
    ("<!--[if mso]><p class=MsoNormal><o:p></o:p><![endif]--><p class=MsoNo>a", {("HTML-MSO-LEFTOVER", "info")}),
    ("<p class='msonormal'>a</p>",                                set()),
    # --- never closed
    ("<table><tr><td>a",                                          {("HTML-UNCLOSED", "warning")}),
    ("<p><b>a</p><p>b</p>",                                       {("HTML-UNCLOSED", "warning")}),
    ("<table><tr><td><b>a</td><td>b</td></tr></table>",           {("HTML-UNCLOSED", "info")}),  # it ends with its cell
    ("<div><p>a</p>",                                             {("HTML-UNCLOSED", "info")}),
    ("<center><p>a</p>",                                          {("HTML-UNCLOSED", "info")}),
    ("<a name=top>a<p>b</p>",                                     {("HTML-UNCLOSED", "info")}),
    ("<b><i>a</b></i>",                                           {("HTML-UNCLOSED", "info")}),
    ("<p>a</p></td></tr>",                                        {("HTML-UNCLOSED", "info")}),
    ("<p>a</p></div></span>",                                     set()),  # ends nothing, harms nothing
    ("<ul><li>a<li>b</ul><p>a<p>b<br><img src=a>",                set()),
    ("{% if a %}<table>{% else %}<table class=b>{% endif %}<tr><td>a</td></tr></table>", {("HTML-UNCLOSED", "info")}),
    # --- in a table, in no cell
    ("<table><tr><p>a</p><td>b</td></tr></table>",                {("HTML-TABLE-BROKEN", "warning")}),
    ("<table><tr><td>b</td></tr><br><tr><td>b</td></tr></table>", {("HTML-TABLE-BROKEN", "info")}),  # a blank line more
    ("<table><tr><td>b</td></tr><br><p>a</p></table>",            {("HTML-TABLE-BROKEN", "warning")}),
    ("<table>lost<tr><td>b</td></tr></table>",                    {("HTML-TABLE-BROKEN", "warning")}),
    ("<table>&nbsp;<tr> <td>b</td><!-- c --></tr></table>",       set()),
    ("<table>{rows}<tr><td>b</td></tr></table>",                  set()),  # becomes rows
    ("<table>{% for a in b %}<tr><td>b</td></tr>{% endfor %}</table>", set()),
    ("<table><form><tr><td>b</td></tr></form></table>",           set()),
    # --- in a paragraph, in a link
    ("<p><table><tr><td>a</td></tr></table></p>",                 {("HTML-BLOCK-IN-INLINE", "info")}),
    ("<p>a<div>b</div></p><p>c</p>",                              {("HTML-BLOCK-IN-INLINE", "info")}),
    ("<p>a<div>b</div><p>c</p>",                                  set()),  # its end tag was left out
    ("<p><span>a</span></p><div>b</div></p>",                     set()),
    ("<a href='https://a.example/'><table><tr><td>a</td></tr></table></a>", {("HTML-BLOCK-IN-INLINE", "info")}),
    ("<a href='https://a.example/'><h2>a</h2></a>",               set()),
    # --- deep
    ("<table><tr><td>" * 13 + "a" + "</td></tr></table>" * 13,    {("HTML-NEST-DEEP", "info")}),
    ("<table><tr><td>" * 12 + "a" + "</td></tr></table>" * 12,    set()),
    ("<div>" * 119 + "a" + "</div>" * 119,                        {("HTML-NEST-DEEP", "info")}),
    # --- twice
    ("<p style='color:red' style='margin:0'>a</p>",               {("HTML-DUPLICATE-ATTR", "warning")}),
    ("<p style='color:red' STYLE='color:red;'>a</p>",             set()),  # the same
    ("<table role='none' align='left' align='right'><tr><td>a</td></tr></table>", {("HTML-DUPLICATE-ATTR", "info")}),
    ("<a href='https://a.example/?a=\"1\"&b=\"2\"' title='href=\"x\"'>a</a>", set()),
    ("<a href='#x'>a</a><p id=x>b</p><p id=x>c</p>",              {("HTML-DUPLICATE-ID", "info")}),
    ("<p id=x>b</p><p id=x>c</p>",                                set()),  # nobody points there
]
# fmt: on


@pytest.mark.parametrize(("html", "codes"), FRAME, ids=range(len(FRAME)))
def test_what_a_page_is_put_into(html, codes):
    assert graded(look, html) == codes


@pytest.mark.parametrize(("body", "codes"), PIECES, ids=range(len(PIECES)))
def test_how_it_is_written(body, codes):
    assert graded(look, whole(body)) == codes


@pytest.mark.parametrize(
    ("octets", "codes"),
    [
        (NEAR, set()),
        (NEAR + 1, {("HTML-CLIPPED", "info")}),
        (CLIPPED, {("HTML-CLIPPED", "info")}),
        (CLIPPED + 1, {("HTML-CLIPPED", "warning")}),
    ],
)
def test_a_page_that_gmail_clips(octets, codes):
    page = whole("<p>é</p>{}")
    assert graded(look, page.format("x" * (octets - len(page.encode()) + 2))) == codes


def test_what_was_cut_is_not_called_open():
    cut = whole("<table><tr><td>" + "x" * 2**21 + "</table>")
    assert {one.code for one in said(look, cut)} == {"HTML-CLIPPED"}


def test_where_it_is_cut():
    (one,) = said(look, whole("<p>" + "é" * 60_000 + "</p>\n<p>The end"))
    assert one.where["snippet"] == "é" * 80
    assert one.where["line"] == 1
    assert one.detail == "117 KB > 102 KB"


def test_what_harms_is_named_first():
    (one,) = said(look, whole("<div><div><p>a</p></div><table><tr><td>b"))
    assert one.detail.startswith("<table>")
    assert one.where["element"] == "table"


@pytest.mark.parametrize(
    "body",
    [
        "<table>" + "<tr>word" * 9_000,
        "<b>word<table><tr><td>" * 6000,
        "<p>a</p>" + "</td>" * 40_000,
        "<p " + " ".join(f'a{number}="x"' for number in range(50_000)) + ">word",
        ("<p style='a' " + 'x="1" ' * 400 + "style='b'>word") * 300,
        "<p>word" + "<!-- " * 100_000,
        "<a href='#x'>a</a><p id=x>w" * 3000,
    ],
    ids=["words", "open", "strays", "attributes", "twice", "comments", "ids"],
)
def test_any_page_comes_to_an_end(body):
    assert said(look, body)


@given(st.lists(st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<a href=#x>", "word", "</a>",
                                 "<p id=x style=a style=b>", "<!--", "-->", "<![endif]-->", "<!--[if mso]>", "{row}", "<style>", "é"]),
                max_size=40))  # fmt: skip
def test_anything_put_together_is_looked_at(pieces):
    for one in said(look, "".join(pieces)):
        assert one.where
        assert one.count >= 1
