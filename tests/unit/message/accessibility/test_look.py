"""What is said of a page's readability, and of which near neighbour nothing is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_look import graded, said, severity, whole

from mailworthy.finding import Severity
from mailworthy.message.accessibility import look
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

SENTENCE = "Made of oak from our own forest, oiled by hand. "
DARK = '<meta name="color-scheme" content="light dark">'
GERMAN = (
    "Die neuen Stühle sind da. Sie sind aus Eiche aus unserem eigenen Wald und werden von Hand geölt. Am Samstag öffnen wir "
    * 3
)
ARABIC = "وصلت الكراسي الجديدة المصنوعة من خشب البلوط"
# fmt: off
DOCUMENT = [
    ("<html><head><title>News</title></head><body><p>Hello",              {("A11Y-NO-LANG", "info")}),
    ("<html><head><title>News</title></head><body><div lang=en><p>Hello", set()),
    ('<html lang="und"><head><title>News</title></head><body><p>Hello',   {("A11Y-NO-LANG", "info")}),
    ('<html lang="{{ lang }}"><head><title>News</title></head><body><p>Hello', set()),
    ("<html lang=en><head></head><body><p>Hello",                         {("A11Y-NO-TITLE", "info")}),
    ("<html lang=en><head><title>Untitled Document</title></head><body><p>Hello", {("A11Y-NO-TITLE", "info")}),
    ("<p>Hello",                                                          set()),  # a piece of a template
    ("<html><body><img src=a.png alt=a>",                                 set()),  # nothing is said in any language
    (whole(GERMAN),                                                       {("A11Y-LANG-WRONG", "warning")}),
    (whole(GERMAN, lang="de-CH"),                                         set()),
    (whole(GERMAN, lang="de_DE"),                                         {("A11Y-LANG-WRONG", "info")}),
    (whole(GERMAN, lang="de-DE"),                                         set()),
    (whole(GERMAN, lang="deutsch"),                                       {("A11Y-LANG-WRONG", "warning")}),
    (whole("椅子が届きました。", lang="jp"),                                 {("A11Y-LANG-WRONG", "warning")}),
    (whole("<p>" + SENTENCE * 9, lang="en-GB"),                           set()),
    (whole("<p>" + SENTENCE * 9, lang="eng"),                             set()),
    (whole("Made of oak", lang="de"),                                     set()),  # too few words to tell
    (whole(ARABIC, lang="ar"),                                            {("A11Y-NO-DIR", "warning")}),
    (whole(f"<p dir=rtl>{ARABIC}", lang="ar"),                            set()),
    ("<meta name=viewport content='width=device-width,maximum-scale=1.0'><p>Hello", {("A11Y-ZOOM", "info")}),
    ("<meta name=viewport content='width=device-width,maximum-scale=10'><p>Hello",  set()),
    ("<meta name=viewport content='user-scalable=0'><p>Hello",            {("A11Y-ZOOM", "info")}),
    ("<table role=none width=700><tr><td>Hello",                          {("A11Y-NO-VIEWPORT", "info")}),
    ("<table role=none width=600><tr><td>Hello",                          {("A11Y-TOO-WIDE", "info")}),
    ("<meta name=viewport content='width=device-width'><table role=none width=700><tr><td>Hello", {("A11Y-TOO-WIDE", "info")}),
    ("<table role=none width=480><tr><td>Hello",                          set()),
    ("<p>Hello<img src=a alt=b width=600 height=9>",                      {("A11Y-TOO-WIDE", "info")}),
    ("<p>Hello<img src=a alt=b width=600px height=9>",                    {("A11Y-TOO-WIDE", "info")}),
    ("<p>Hello<img src=a alt=b style='width:600px;max-width:500px'>",     {("A11Y-TOO-WIDE", "info")}),
    ("<p>Hello<img src=a alt=b width=600 style='max-width:100%'>",        set()),
    ("<p>Hello<img src=a alt=b width=600 style='width:100%'>",            set()),
    ("<p>Hello<img src=a alt=b width=600 style='max-width:300px'>",       set()),
    ("<style>@media (max-width:480px){.w{width:100%!important}}</style><p>Hello<img src=a alt=b class=w width=600>", set()),
    ("<style>@media (min-width:480px){.w{width:100%!important}}</style><p>Hello<img src=a alt=b class=w width=600>", {("A11Y-TOO-WIDE", "info")}),
    ("<style>@media (max-width:480px){.w{display:none}}</style><p>Hello<img src=a alt=b class=w width=600>", set()),
    ("<p>Hello<img src=a alt=b width='60 0'><img src=a alt=b width='٦٠٠'>", set()),
    ("<table role=none width='100%'><tr><td>Hello",                       set()),
    ("<style>table{max-width:100%;width:500px}</style><table role=none width=700><tr><td>Hello", set()),
    ("<blink>Hello</blink>",                                              {("A11Y-BLINK", "warning")}),
]
OUTLINE = [
    (f"<div style='font-size:26px'>The chairs</div><p>{SENTENCE}",        {("A11Y-NO-HEADING", "info")}),
    (f"<div role=heading aria-level=1 style='font-size:26px'>The chairs</div><p>{SENTENCE}", set()),
    (f"<h2>The chairs</h2><p>{SENTENCE}",                                 set()),
    (f"<p>{SENTENCE}",                                                    set()),  # a letter needs none
    (f"<p>{SENTENCE}</p>" * 25,                                           {("A11Y-NO-HEADING", "info")}),
    (f"<a href=https://a.example/ style='font-size:26px'>The chairs</a><p>{SENTENCE * 2}", set()),  # a button
    ("<h1>a</h1><h3>b</h3>",                                              {("A11Y-HEADING-ORDER", "info")}),
    ("<h1>a</h1><h2>b</h2><h3>c</h3><h1>d</h1>",                          set()),
    ("<table><tr><td>Hello",                                              {("A11Y-TABLE-ROLE", "info")}),
    ("<table><tr><td>a<td>b<tr><td>c<td>d</table>",                       set()),  # may be data
    ("<table><tr><td>a<td><table role=none><tr><td>b</table><tr><td>c<td>d</table>", {("A11Y-TABLE-ROLE", "info")}),
    ("<table><tr><th>a<tr><td>b</table>",                                 set()),
    ("<table role=presentation><tr><td>Hello",                            set()),
    (f"<img src=a.png alt=a width=480 height=500><h1>Chairs</h1><p>{SENTENCE}", {("A11Y-PICTURE-FIRST", "info")}),
    (f"<p>View online</p><img src=a.png alt=a width=480 height=500><h1>Chairs</h1><p>{SENTENCE}", {("A11Y-PICTURE-FIRST", "info")}),
    (f"<img src=a.png alt=a width=200 height=60><h1>Chairs</h1><p>{SENTENCE}", set()),  # a logo
    (f"<h1>Chairs</h1><p>{SENTENCE}</p><img src=a.png alt=a width=480 height=500>", set()),
]
LINKS = [
    ("<p>To see them, <a href=https://a.example/>click here</a>.",        {("A11Y-LINK-TEXT", "info")}),
    ("<p><a href=https://a.example/>Click here!</a></p>",                 {("A11Y-LINK-TEXT", "warning")}),
    ("<p>See <a href=https://a.example/1>here</a>, <a href=https://a.example/2>here</a> and <a href=https://a.example/3>here</a>", {("A11Y-LINK-TEXT", "warning")}),
    ("<p>詳しくは<a href=https://a.example/>こちら</a>をご覧ください。",       {("A11Y-LINK-TEXT", "info")}),
    ("<p><a href=https://a.example/>»  weiterlesen →</a></p>",            {("A11Y-LINK-TEXT", "info")}),
    ("<p><a href=https://a.example/>配信停止はこちら</a></p>",               set()),
    ("<p><a href=https://a.example/ aria-label='See the oak chairs'>here</a></p>", set()),
    ("<p><a href=https://a.example/><img src=a.png alt='Oak chairs'> here</a></p>", set()),
    ("<p><a href=https://a.example/>See what is new here</a></p>",        set()),
]
EMPTY = [
    ("<p>Hello<a href=https://a.example/></a>",                           {("A11Y-LINK-EMPTY", "info")}),
    ("<p>Hello<a href=#top> </a>",                                        {("A11Y-LINK-EMPTY", "info")}),
    ("<p>Hello<a name=top></a><a></a>",                                   set()),
    ("<p>Hello<a href=https://a.example/><img src=a.png alt=''></a>",     set()),  # told of the picture
    ("<p>Hello<a href=https://a.example/ aria-label='See the chairs' style='background:url(a.png)'></a>", set()),
    ("<p>Hello<a href=https://a.example/ style='display:none'></a>",      set()),
    ("<p>Hello<map name=m><area href=https://a.example/ alt=a></map>",    set()),
]
LOOKS = [
    (f"<p style='color:#333'>{SENTENCE}<a href=https://a.example/ style='color:#444;text-decoration:none'>See the chairs</a>", {("A11Y-LINK-LOOKS", "info")}),
    (f"<p style='color:#333'>{SENTENCE}<a href=https://a.example/ style='color:#444;text-decoration:none;font-weight:bold'>See the chairs</a>", set()),
    (f"<p style='color:#333'>{SENTENCE}<a href=https://a.example/ style='color:#444;text-decoration:none;border-bottom:1px solid'>See the chairs</a>", set()),
    (f"<p style='color:#333'>{SENTENCE}<a href=https://a.example/ style='color:#444'>See the chairs</a>", set()),
    ("<p><a href=https://a.example/ style='color:#444;text-decoration:none'>See the chairs</a>", set()),  # a menu
]
CONTRAST = [
    (f"<p style='color:#bbb'>{SENTENCE}",                                 {("A11Y-CONTRAST", "warning")}),
    (f"<p style='color:#767676'>{SENTENCE}",                              set()),
    (f"<p style='color:#777'>{SENTENCE}",                                 {("A11Y-CONTRAST", "info")}),  # 4.48:1
    (f"<p style='color:#888;font-size:24px'>{SENTENCE}",                  set()),  # large: 3:1
    (f"<p style='color:#888;font-size:19px'>{SENTENCE}",                  {("A11Y-CONTRAST", "info")}),
    (f"<p style='color:#888;font-size:19px'><b>{SENTENCE}",               set()),
    (f"<p style='color:#999'>{SENTENCE}",                                 {("A11Y-CONTRAST", "warning")}),
    (f"<p>{SENTENCE * 6}<p style='color:#999'>{SENTENCE}",                {("A11Y-CONTRAST", "info")}),  # a footer
    ("<p style='color:#bbb'>Hello</p>",                                   {("A11Y-CONTRAST", "info")}),
    ("<p style='color:#bbb'>· | →</p>",                                   set()),
    (f"<p style='color:#fff'>{SENTENCE}",                                 set()),  # hidden on purpose
    (f"<p style='color:#bbb;display:none'>{SENTENCE}",                    set()),
    (f"<style>.x{{display:none}}</style><p class=x style='color:#bbb'>{SENTENCE}", set()),
    (f"<div style='background:#000 url(a.png)'><p style='color:#333'>{SENTENCE}", set()),
    (f"<div style='background:#1a4d2e'><p style='color:#fff'>{SENTENCE}", set()),
    (f"<div style='opacity:.3'><p>{SENTENCE}",                            {("A11Y-CONTRAST", "warning")}),
]
IN_THE_DARK = [
    (DARK, f"<div style='background:#fff'><p>{SENTENCE}",                 {("A11Y-CONTRAST-DARK", "warning")}),
    (DARK, f"<div style='background:#fff;color:#222'><p>{SENTENCE}",      set()),
    (DARK, f"<p>{SENTENCE}",                                              set()),
    (DARK, f"<p style='color:#222'>{SENTENCE}",                           {("A11Y-CONTRAST-DARK", "warning")}),
    ("",   f"<div style='background:#fff'><p>{SENTENCE}",                 set()),  # it stays light
    ("<style>@media (prefers-color-scheme:dark){body{background:#000!important}}</style>", f"<p style='color:#222'>{SENTENCE}", {("A11Y-CONTRAST-DARK", "warning")}),
    ("<style>@media (prefers-color-scheme:dark){body{background:#000!important}p{color:#eee!important}}</style>", f"<p style='color:#222'>{SENTENCE}", set()),
    (DARK, f"<p style='color:#bbb;background:#fff'>{SENTENCE}",           {("A11Y-CONTRAST", "warning")}),  # said once
]
LETTERS = [
    (f"<p style='font-size:9px'>{SENTENCE}",                              {("A11Y-FONT-SMALL", "warning")}),
    (f"<p style='font-size:10px'>{SENTENCE}",                             {("A11Y-FONT-SMALL", "warning")}),
    (f"<p>{SENTENCE * 3}<p style='font-size:10px'>{SENTENCE}",            {("A11Y-FONT-SMALL", "info")}),
    (f"<p style='font-size:11px'>{SENTENCE}",                             {("A11Y-FONT-SMALL", "info")}),
    (f"<p style='font-size:12px'>{SENTENCE}",                             set()),
    (f"<p style='font-size:9pt'>{SENTENCE}",                              set()),
    (f"<p>{SENTENCE}<sup style='font-size:9px'>2 see below</sup>",        set()),
    (f"<p style='font-size:2px;color:#fff'>{SENTENCE}",                   set()),  # hidden on purpose
    (f"<style>@media (max-width:600px){{p{{font-size:16px!important}}}}</style><p style='font-size:9px'>{SENTENCE}", set()),
    (f"<p style='font-family:Papyrus,serif'>{SENTENCE * 5}",              {("A11Y-DECORATIVE-FONT", "info")}),
    (f"<p style='font-family:Papyrus'>The chairs</p><p>{SENTENCE * 4}",   set()),
    (f"<p style='font-family:Georgia,Papyrus'>{SENTENCE * 4}",            set()),
    ("".join(f"<p style='font-family:{one}'>{SENTENCE}</p>" for one in ("Arial", "Verdana", "Georgia", "Courier")), {("A11Y-MANY-FONTS", "info")}),
    ("".join(f"<p style='font-family:{one}'>{SENTENCE}</p>" for one in ("Arial", "Verdana", "Georgia")), set()),
    ("".join(f"<p style='font-size:{one}px'>{SENTENCE}</p>" for one in range(12, 17)), set()),
    (f"<div style='width:900px;font-size:14px'><p>{SENTENCE * 5}",        {("A11Y-LINE-LENGTH", "info")}),
    (f"<div style='width:600px;font-size:14px'><p>{SENTENCE * 5}",        set()),
    (f"<div style='width:900px;font-size:14px'><p>{'木の椅子が届きました。' * 20}", {("A11Y-LINE-LENGTH", "info")}),
    (f"<div style='width:600px;font-size:14px'><p>{'木の椅子が届きました。' * 20}", set()),
    (f"<p style='line-height:1'>{SENTENCE * 5}",                          {("A11Y-LINE-HEIGHT", "info")}),
    (f"<p style='line-height:1.2'>{SENTENCE * 5}",                        set()),
    ("<p style='line-height:1'>The chairs",                               set()),
    (f"<p style='line-height:0'>{SENTENCE * 5}",                          set()),  # a trick of its own
    (f"<p style='text-align:justify'>{SENTENCE * 5}",                     {("A11Y-JUSTIFIED", "info")}),
    (f"<p align=justify>{SENTENCE * 5}",                                  {("A11Y-JUSTIFIED", "info")}),
    (f"<center><p>{SENTENCE * 8}",                                        {("A11Y-CENTRED", "info")}),
    (f"<center><p>{SENTENCE * 4}",                                        set()),
    (f"<center><table role=none><tr><td>{SENTENCE * 8}",                  set()),  # only the table is
]
# fmt: on
PIECES = OUTLINE + LINKS + EMPTY + LOOKS + CONTRAST + LETTERS


@pytest.mark.parametrize(
    ("inside", "heading"),
    [
        ("The new<br>chairs", "The new chairs"),
        ("The <b>new</b> chairs", "The new chairs"),
        ("The new<b>s</b> of the week", "The news of the week"),
    ],
)
def test_a_heading_is_given_with_its_blanks(inside, heading):
    draft = read(f"<div style='font-size:26px'>{inside}</div><p>{SENTENCE}".encode(), "html")
    (found,) = [one for one in look(draft, Scope()) if one.code == "A11Y-NO-HEADING"]
    assert found.fix == f"<h1>{heading}</h1>"


@pytest.mark.parametrize(("html", "codes"), DOCUMENT, ids=range(len(DOCUMENT)))
def test_what_a_page_says_of_itself(html, codes):
    assert graded(look, html) == codes


@pytest.mark.parametrize(("body", "codes"), PIECES, ids=range(len(PIECES)))
def test_what_it_holds(body, codes):
    assert graded(look, whole(body)) == codes


@pytest.mark.parametrize(("head", "body", "codes"), IN_THE_DARK, ids=range(len(IN_THE_DARK)))
def test_in_the_dark(head, body, codes):
    assert graded(look, whole(body, head=head)) == codes


def test_text_that_turns_white_where_its_ground_stays_is_to_keep_its_colour():
    (one,) = said(look, whole(f"<div style='background:#fff'><p>{SENTENCE}", head=DARK))
    assert one.detail == "#ffffff / #ffffff 1.0:1 < 4.5:1"
    assert one.fix == "color: #000000"


# --- what is said -------------------------------------------------------------------------------------------------


def test_repeats_are_one_finding_with_the_words_and_a_colour_that_will_do():
    (one,) = said(look, whole(f"<p style='color:#bbb'>{SENTENCE}</p>" * 7))
    assert (one.count, len(one.also)) == (7, 4)
    assert one.where["snippet"] == SENTENCE.strip()
    assert one.detail == "#bbbbbb / #ffffff 1.9:1 < 4.5:1"
    assert one.fix == "color: #bbbbbb → #767676"


@pytest.mark.parametrize(
    ("ink", "ground", "fix"),
    [
        ("#777777", "#ffffff", "color: #777777 → #767676"),
        ("#ffffff", "#22bc66", "background-color: #22bc66 → #19884a"),
        ("#666666", "#262626", "color: #666666 → #8c8c8c"),
        ("#888888", "#999999", "color: #888888 → #323232"),
    ],
)
def test_which_colour_to_change(ink, ground, fix):
    assert said(look, whole(f"<p style='color:{ink};background:{ground}'>{SENTENCE}"))[0].fix == fix


def test_what_many_and_what_some_cannot_read_is_told_apart():
    found = said(look, whole(f"<p style='color:#bbb'>{SENTENCE}</p><p style='color:#777'>{SENTENCE}</p>"))
    assert [severity(one) for one in found] == [Severity.WARNING, Severity.INFO]


@pytest.mark.parametrize(
    ("html", "fix"),
    [
        (whole("<table class=a><tr><td>Hello"), '<table role="presentation" class=a>'),
        (whole(f"<div style='font-size:26px'>The chairs</div><p>{SENTENCE}"), "<h1>The chairs</h1>"),
        (whole(GERMAN), 'lang="de"'),
        ("<html><title>News</title><p>Made of oak, and by the way of the best there is.", '<html lang="en">'),
        ("<html lang=en><p>Hello", "<title>News</title>"),
    ],
)
def test_a_replacement_to_paste(html, fix):
    assert fix in {one.fix for one in said(look, html)}


def test_what_no_style_sheet_explains_is_not_guessed():
    crowded = "<style>" + "*{color:#bbb}" * 3001 + "</style>" + f"<p style='font-size:9px'>{SENTENCE}"
    assert graded(look, whole(crowded)) == {("A11Y-STYLES-SKIPPED", "skipped")}


def test_plain_text_has_no_looks():
    assert not list(look(read(b"Subject: a\n\nHello"), Scope()))


@pytest.mark.parametrize(
    "body",
    [
        '<p>See <a href="https://a.example/">here</a></p>' * 4000,
        "<h1>a</h1><h3>b</h3>" * 4000,
        "<img width=400 height=400>" * 4000 + "Hello " * 20,
        "<p style='color:#aaa;font:9px x'>word</p>" * 4000,
        "<table width=900><tr><td>" * 4000 + "word",
    ],
    ids=["links", "headings", "pictures", "styles", "tables"],
)
def test_any_page_comes_to_an_end(body):
    assert said(look, whole(body))


@given(st.lists(st.sampled_from(["<p>", "</p>", "<b>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<a href=x>", "here", "</a>", "<h3>",
                                 "<style>p{color:#bbb}", "</style>", "<font size=1 color=#ccc>", "<!--", "-->", "<img width=900 height=900>",
                                 "<body>", "</html>", "<meta name=viewport content=a>", " und die ", "椅子"]), max_size=40))  # fmt: skip
def test_anything_put_together_is_looked_at(pieces):
    for one in said(look, "".join(pieces)):
        assert one.where
        assert one.count >= 1
