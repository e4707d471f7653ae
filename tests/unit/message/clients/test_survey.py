"""What clients lack that a page makes use of: who, how many readers, what makes up for it; and the report's table."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.finding import Finding
from mailworthy.message.clients import Support, survey
from mailworthy.message.clients.known import fallbacks, known, matchers
from mailworthy.message.clients.named import USUAL, parse
from mailworthy.message.clients.used import names, percent
from mailworthy.message.reading import read
from mailworthy.message.report import severity_of
from mailworthy.message.scope import Scope

WORDS = (
    "The new chairs are here, made of oak from our own forest, oiled by hand, and delivered to your door. "
    * 3
)
GHOST = "<!--[if mso]><table><tr><td><![endif]-->"


def surveyed(page: str, clients: str = "") -> Support:
    return survey(read(page.encode(), "html"), Scope(clients=parse(clients) if clients else {}))


def said(page: str, clients: str = "") -> list[str]:
    """Give code and severity of each finding, with the feature's slug where one is named; the dark left out."""
    told: list[str] = []
    for one in surveyed(page, clients).findings:
        slug = re.search(r"caniemail ([\w-]+)", one.detail)
        told.append(f"{one.code[7:]} {severity_of(one).value}" + (f" {slug[1]}" if slug else ""))
    return [one for one in told if "DARK" not in one]


# fmt: off
FEATURES = [
    # page                                                                          what is said
    ("<div style='display:flex'>x</div>",                                           ["CSS warning css-display-flex"]),
    ("<style>.a{display:flex}</style><p class=a>x",                                 ["CSS warning css-display-flex"]),
    ("<style>.b{display:flex}</style><p class=a>x",                                 []),     # nothing in the page is meant
    ("<style>p .b, #c{display:flex}</style><p id=c>x",                              ["CSS warning css-display-flex"]),
    ("<style>[data-x] p{display:flex}</style><p>x",                                 []),
    ("<style>P:hover{display:flex}</style><p>x",                                    ["CSS warning css-display-flex"]),
    ("<style>@media (x){p{display:flex}}</style><p>x",                              []),     # an extra for those who read it
    ("<style>@supports (x){p{display:flex}}</style><p>x",                           []),
    ("<div style='display:block;display:flex'>x</div>",                             []),     # the plain form stands before it
    ("<div style='display:flex;display:block'>x</div>",                             ["CSS warning css-display-flex"]),
    ("<div style='display:-webkit-flex;display:flex'>x</div>",                      []),
    (GHOST + "<div style='display:flex'>x</div>",                                   []),     # Word has its table
    ("<!--[if !mso]><!--><div style='display:flex'>x</div><!--<![endif]-->",        []),     # Word does not read it
    ("<div style='display:flex;mso-hide:all'>x</div>",                              []),
    ("<div style='mso-hide:all'><p><b style='display:flex'>x</b></div>",            []),
    ("<p style='mso-hide:all'>y</p><b style='display:flex'>x</b>",                  ["CSS warning css-display-flex"]),
    ("<div style='position:absolute'>x</div>",                                      ["CSS warning css-position"]),
    ("<div style='position:relative'>x</div>",                                      []),
    ("<div style='display:none'><p style='position:absolute'>x</div>",              []),     # nobody sees it
    ("<div style='position:absolute;left:-9999px'>x</div>",                         []),
    ("<style>.a{display:none;position:absolute}</style><p class=a>x",               []),
    ("<p style='color:var(--a)'>x",                                                 ["CSS warning css-variables"]),
    ("<p style='color:red;color:var(--a)'>x",                                       []),
    ("<p style='--a:red'>x",                                                        []),
    ("<style>p{ b{color:red} }</style><p><b>x",                                     ["CSS warning css-nesting"]),
    ("<p style='border-radius:3px'>x",                                              ["CSS info css-border-radius"]),
    ("<p style='border-radius:0'>x",                                                []),
    ("<p style='margin:-3px 0'>x",                                                  ["CSS info css-margin"]),
    ("<p style='margin:3px 0'>x",                                                   []),
    ("<p style='background-image:linear-gradient(red,blue)'>x",                     ["CSS info css-linear-gradient"]),
    ("<td bgcolor=red style='background-image:linear-gradient(red,blue)'>x",        []),
    ("<img align=left style='float:left'>",                                         []),
    ("<p style='float:left'>x",                                                     ["CSS info css-float"]),
    ("<style>@font-face{font-family:F} p{font-family:F}</style><p>x",               ["CSS info css-at-font-face"]),
    ("<style>@font-face{font-family:F} p{font-family:F,Arial}</style><p>x",         []),
    ("<style>@media (min-width:9px){p{margin:0}}</style><p>x",                      ["CSS info css-at-media"]),
    ("<style>@media (max-width:9px){p{margin:0}}</style><p>x",                      []),
    ("<svg></svg>",                                                                 ["HTML warning html-svg"]),
    ("<div hidden>x</div>",                                                         ["HTML warning html-hidden"]),
    ("<div hidden style='display:none'>x</div>",                                    []),
    ("<table><tr><td style='padding:9px'>x",                                        []),
]
TRAPS = [
    # page                                                                          what is said
    ("<a href=a style='background:#00f;padding:9px 20px'>x</a>",                    ["OUTLOOK-BUTTON info"]),
    ("<a href=a style='background:#00f;padding:9px;border:9px solid #00f'>x</a>",   []),
    ("<a href=a style='background:#00f;padding:9px;border:none'>x</a>",             ["OUTLOOK-BUTTON info"]),
    ("<a href=a style='background:#00f;padding:9px;mso-padding-alt:0'>x</a>",       []),
    ("<a href=a style='background:#00f;padding:0'>x</a>",                           []),
    ("<a href=a style='background:none;padding:9px'>x</a>",                         []),
    ("<a href=a style='padding:9px'>x</a>",                                         []),
    ("<!--[if mso]><v:roundrect href='a'></v:roundrect><![endif]--><a href=a style='background:#00f;padding:9px'>x</a>", []),
    ("<!--[if !mso]><!--><a href=a style='background:#00f;padding:9px'>x</a><!--<![endif]-->", []),
    ("<style>.b{background:#00f;padding:9px}</style><a class='c b' href=a>x</a>",   ["OUTLOOK-BUTTON info"]),
    ("<style>a.b, i{background:#00f} #c{padding:9px}</style><a class=b id=c href=a>x</a>", ["OUTLOOK-BUTTON info"]),
    ("<style>p.b{background:#00f;padding:9px}</style><a class=b href=a>x</a>",      []),
    ("<style>.b{background:#00f;padding:9px}</style><a class=b href=a style='padding:0'>x</a>", []),
    ("<style>.b{background:#00f;padding:9px} a{padding:0}</style><a class=b href=a>x</a>", ["OUTLOOK-BUTTON info"]),
    ("<style>@media x{.b{background:#00f;padding:9px}}</style><a class=b href=a>x</a>", []),
    ("<style>div .b{background:#00f;padding:9px}</style><a class=b href=a>x</a>",   []),
    ("<style>td{background:url(a.jpg)} p{color:#FFF}</style><td><p>x</td>",         ["OUTLOOK-BACKGROUND warning"]),
    ("<style>img{width:300px}</style><img src=a>",                                  ["OUTLOOK-IMAGE-WIDTH info"]),
    ("<td style='background:url(a.jpg)'>x",                                         ["OUTLOOK-BACKGROUND info"]),
    ("<td style='background:url(a.jpg);color:#fff'>x",                              ["OUTLOOK-BACKGROUND warning"]),
    ("<td style='background:url(a.jpg)'><p style='color: white'>x</td>",            ["OUTLOOK-BACKGROUND warning"]),
    ("<td style='background:url(a.jpg) center no-repeat'>x",                        ["OUTLOOK-BACKGROUND info"]),
    ("<td style='background:#00f url(a.jpg)'>x",                                    []),
    ("<td bgcolor=blue style='background:url(a.jpg);color:#fff'>x",                 []),
    ("<td style='background-image:url(a.jpg)'></td>",                               []),     # no text
    ("<!--[if gte mso 9]><v:rect><v:fill src=a.jpg></v:rect><![endif]--><td style='background:url(a.jpg)'>x", []),
    (f"<div style='max-width:600px'>{WORDS}</div>",                                 ["OUTLOOK-WIDTH info"]),
    ("<div style='max-width:600px'>x</div>",                                        []),     # a mere detail
    (f"<div style='max-width:60px'>{WORDS}</div>",                                  []),
    (f"<table width=600><tr><td><div style='max-width:600px'>{WORDS}</div>",        []),
    (f"<div style='max-width:600px'><table style='width:600px'><tr><td>{WORDS}",    []),
    (f"<table style='max-width:600px'><tr><td>{WORDS}",                             []),
    (f"{GHOST}<div style='max-width:600px'>{WORDS}</div>",                          []),
    ("<img src=a style='width:300px'>",                                             ["OUTLOOK-IMAGE-WIDTH info"]),
    ("<img src=a width=300 style='width:300px'>",                                   []),
    ("<img src=a style='width:100%'>",                                              []),
    ("<!--[if mso]>x<![endif]-->y",                                                 []),
    ("<!--[if mso]>x-->y",                                                          ["MSO-UNCLOSED warning"]),
    ("<!--[if !mso]><!-->x<!--<![endif]-->",                                        []),
    ("<!--[if !mso]><!-->x<!--><![endif]-->",                                       []),
    ("<!--[if !mso]><!-- -->x<!-- <![endif]-->",                                    []),
    ("<![if !mso]>x<![endif]>",                                                     []),
    ("<!--[if !mso]><!-->x",                                                        ["MSO-UNCLOSED warning"]),
    ("<!--[if gte mso 9]><!-->x",                                                   ["MSO-UNCLOSED info"]),
    ("x<![endif]-->",                                                               ["MSO-UNCLOSED info"]),
    ("<!--[if !supportLists]-->·<!--[endif]-->x",                                   []),     # as mail servers write the next
    ("<!--[if !mso]-->x<!--[endif] here-->",                                        ["MSO-UNCLOSED warning"]),
    ("<![if !supportLists]>x<!\n[endif]>",                                          []),     # Word broke the line itself
]
GMAIL = [
    # page                                                                          what is said
    ("<style>/*" + "x" * 8_188 + "*/</style>",                                      []),
    ("<style>/*" + "x" * 8_189 + "*/</style>",                                      ["GMAIL-STYLE-LIMIT info"]),
    ("<style>/*" + "x" * 16_380 + "*/</style>",                                     ["GMAIL-STYLE-LIMIT info"]),
    ("<style>/*" + "x" * 16_381 + "*/</style>",                                     ["GMAIL-STYLE-LIMIT warning"]),
    ("<style>/*" + "x" * 5_000 + "*/</style>" * 1 + "<style>/*" + "x" * 5_000 + "*/</style>", ["GMAIL-STYLE-LIMIT info"]),
    ("<style>@media x{@media y{p{a:b}}}</style><p>x",                               ["GMAIL-NESTED-AT-RULE info"]),
    ("<style>p{a:b}@-moz-document x{@media y{p{a:b}}}</style><p>x",                 ["GMAIL-NESTED-AT-RULE warning"]),
    ("<style>p{a:b}@goodbye{@gmail}</style><p>x",                                   []),     # on purpose: CSS has no such rule
    ("<style>p{a:b}@media x{@font-face{a:b}}</style><p>x",                          ["GMAIL-NESTED-AT-RULE warning"]),
    ("<style>.b{a:b}@media x{@font-face{a:b}}</style><p>x",                         ["GMAIL-NESTED-AT-RULE info"]),
    ("<style>p{a:b}</style><style>@media x{@font-face{a:b}}</style><p>x",           ["GMAIL-NESTED-AT-RULE info"]),
    ("<style>p{a:b}@media x{p{c:d}}</style><p>x",                                   []),
]
FAULTS = [
    # page                                                                          what is said
    ("<p style='border=0'>x",                                                       ["CSS-FAULT info"]),
    ("<p style='”color:red”'>x",                                                    ["CSS-FAULT info"]),
    ("<p style='*zoom:1;_height:1px;margin:0'>x",                                   []),     # old hacks, on purpose
    ("<p style='{{ styles }};margin:0'>x",                                          []),
    ("<p style='%style%;[[more]];$x'>x",                                            []),
    ("<p style='<!--[if mso]>a:b<![endif]-->'>x",                                   []),
    ("<style>p{a:b}; b{c:d}</style><p>x",                                           ["CSS-FAULT info"]),
    ("<style>p{a:b}} b{c:d}</style><p>x",                                           ["CSS-FAULT info"]),
    ("<style>p{a:b b{c:d} i{e:f}</style><p>x",                                      ["CSS-FAULT warning"]),
    ("<style>/ lists / ul{a:b}</style><p>x",                                        ["CSS-FAULT info"]),
    ("<style>/ wide / @media (x){p{a:b}}</style><p>x",                              ["CSS-FAULT info"]),
    ("<style>.w-1\\/2, a[href='/x@y'] {a:b}</style><p>x",                           []),
    ("<style>p{a:b}</style><p>x",                                                   []),
]
DARK = [
    # page                                                                          said
    ("<p>x",                                                                        False),
    ("<p style='color:red'>x",                                                      True),
    ("<body bgcolor=white>x",                                                       True),
    ("<style>p{background:#fff}</style><p>x",                                       True),
    ("<meta name='Color-Scheme' content='light'><p style='color:red'>x",            False),
    ("<meta name='supported-color-schemes' content='light'><p style='color:red'>x", False),
    ("<style>:root{color-scheme:light dark}</style><p style='color:red'>x",         False),
    ("<body style='color-scheme:light;color:red'>x",                                False),
]
# fmt: on


@pytest.mark.parametrize(
    ("style", "detail"),
    [
        ("color:#33333", "color: #33333"),
        ("background:##fff no-repeat", "background: ##fff no-repeat"),
        ("border:1px solid #ggg", "border: 1px solid #ggg"),
        ("color:336699", "color: 336699"),
        ("font-size:14", "font-size: 14"),
        ("padding:0 12", "padding: 0 12"),
        ("margin:-4.5 0", "margin: -4.5 0"),
        ("color:#333 font-size:14px", "color: #333 font-size:14px"),
        ("color:#336;background:#FFF8;border:1px solid #00112233", None),
        ("color:red;font-size:0;padding:0 0px;margin:0 auto;line-height:1.5;width:100%", None),
        ("font-size:0.0;width:calc(100% - 12px);color:var(--x)", None),
        ("color:{{ color }};font-size:*|SIZE|*;width:$w", None),
        ("background:url(https://a.example/x#1 2);font-family:Segoe UI, 14", None),
        ("mso-padding-alt:12;zoom:1;opacity:0.5;flex:1", None),
        ("filter:progid:DXImageTransform.Microsoft.gradient(a=1)", None),
    ],
)
def test_values_that_clients_drop(style, detail):
    found = [
        one
        for one in surveyed(f'<!DOCTYPE html><p style="{style}">x').findings
        if one.code == "CLIENT-CSS-FAULT"
    ]
    assert [one.detail for one in found] == ([detail] if detail else [])


def test_values_of_rules_that_nothing_is_meant_by_are_left_alone():
    page = "<!DOCTYPE html><style>.a{width:12} .b{width:12}</style><p class=a>x"
    (found,) = [one for one in surveyed(page).findings if one.code == "CLIENT-CSS-FAULT"]
    assert (found.detail, found.count) == ("width: 12", 1)


@pytest.mark.parametrize(("page", "told"), FEATURES, ids=range(len(FEATURES)))
def test_what_clients_lack_is_said_unless_something_makes_up_for_it(page, told):
    assert said(page) == told


@pytest.mark.parametrize(("page", "told"), TRAPS, ids=range(len(TRAPS)))
def test_traps_of_outlook(page, told):
    assert said(page) == told


@pytest.mark.parametrize(("page", "told"), GMAIL, ids=range(len(GMAIL)))
def test_what_makes_gmail_drop_style_sheets(page, told):
    assert said(page) == told


def test_the_block_that_passes_the_limit_is_named():
    page = "<style>a{}</style><p>\n<style>" + " " * 9_000 + "</style><p>\n<style>b{}</style>"
    (one,) = [one for one in surveyed(page).findings if one.code == "CLIENT-GMAIL-STYLE-LIMIT"]
    assert (one.where["line"], one.detail) == (2, "9006 > 8192")


@pytest.mark.parametrize(("page", "told"), FAULTS)
def test_slips_in_css(page, told):
    assert said(page) == told


def test_a_lone_mark_is_shown_with_what_it_takes_along():
    (one,) = [
        one
        for one in surveyed("<style>p{a:b};\n.c b {d:e}</style><p>x").findings
        if one.code == "CLIENT-CSS-FAULT"
    ]
    assert one.where["snippet"] == "; .c b"


@pytest.mark.parametrize(("page", "told"), DARK)
def test_a_page_with_colours_says_how_it_takes_the_dark(page, told):
    assert any(one.code == "CLIENT-NO-DARK-META" for one in surveyed(page).findings) is told


def test_only_clients_that_count_are_asked():
    page = "<div style='display:flex'><a href=a style='background:#00f;padding:9px'>x</a></div>"
    assert said(page, "gmail.desktop-webmail,apple-mail") == []
    assert said(page, "apple-mail=97,outlook.windows=3") == [
        "CSS info css-display-flex",
        "OUTLOOK-BUTTON info",
    ]
    assert said(page, "apple-mail=99,outlook.windows=1") == ["OUTLOOK-BUTTON info"]
    assert said("<style>/*" + "x" * 20_000 + "*/</style>", "apple-mail") == []


def test_a_finding_names_clients_readers_and_a_fallback():
    (one,) = [
        one
        for one in surveyed("<p>x<b style='display:flex'>y</b> <i style='display:flex'>z</i>").findings
        if one.code == "CLIENT-CSS"
    ]
    assert "Outlook (Windows): 8 %" in one.detail
    assert (one.count, one.where["snippet"], one.where["element"]) == (2, "display:flex", "b")
    assert one.fix.startswith("<table role")


def test_the_table_tells_source_clients_and_features():
    table = surveyed("<p style='display:flex;gap:9px'>x<b>y</b>").table
    assert (table["source"], table["date"], table["shares"]) == ("caniemail", known().date, "usual")
    assert known().date in table["text"]
    word = next(one for one in table["clients"] if one["client"] == "outlook.windows")
    assert word["name"] == "Outlook (Windows)"
    assert word["share"] == pytest.approx(1 / len(USUAL), abs=1e-4)
    assert word["unsupported"] == 2  # flex and gap
    first = table["features"][0]
    assert first["slug"] == "css-gap"  # most readers lose it
    assert first["clients"]["outlook.windows"] == "n"
    assert first["place"]["snippet"] == "gap:9px"
    assert first["url"] == "https://www.caniemail.com/features/css-gap/"
    assert all({"n", "a"} & set(one["clients"].values()) for one in table["features"])


def test_what_is_unknown_is_no_fault():
    table = surveyed("<p style='display:flex'>x", "gmx.ios").table
    unknown = [one for one in known().features.values() if one.support["gmx.ios"] == "u"]
    assert unknown
    assert not any(one["clients"]["gmx.ios"] == "u" for one in table["features"])


def test_a_text_has_no_support_to_speak_of():
    assert survey(read(b"Subject: x\n\nhello"), Scope()) == Support()
    assert survey(read(b"", "html"), Scope()).findings == ()


def test_fallbacks_are_for_features_that_are_told_and_their_code_is_no_prose():
    assert set(fallbacks()) <= set(matchers())
    for slug, row in fallbacks().items():
        assert row.loss in {"layout", "looks"}
        assert re.search(r"[<{:]", row.code), slug
        feature = known().features[slug]
        assert "n" in feature.support.values() or row.partly
        if row.partly:
            assert any(row.partly.search(note) for note in feature.notes.values()), slug


def test_names_of_a_family_stand_together():
    assert (
        names(["gmail.android", "gmail.ios", "outlook.outlook-com", "outlook.windows"])
        == "Gmail (Android, iOS), Outlook.com, Outlook (Windows)"
    )
    assert [percent(share) for share in (0.004, 0.0833, 1)] == ["< 1 %", "8 %", "100 %"]


def test_the_data_is_no_older_than_a_year():
    """This one is meant to fail by itself one day: what is said of clients is only worth something while it is fresh."""
    age = datetime.now(UTC).date() - date.fromisoformat(known().date)
    assert age.days <= 366, "scripts/caniemail says how to renew it"


# fmt: off
HOSTILE = ["<div style='display:flex'>", "<style>p{display:flex}</style>", "<!--[if !mso]><!-->", "<![endif]-->", "<!--[if mso]>",
           "<td style='background:url(x)'>x", "<a href=x style='background:red;padding:9px'>", "<img style='width:99px'>",
           "<div style='max-width:600px'>", "<style>@media x{@media y{", "<p class=a id=b style='color:#fff'>"]
# fmt: on


@pytest.mark.parametrize("piece", HOSTILE)
def test_long_nonsense_is_looked_at_in_bounded_time(piece):
    draft = read((piece * (100_000 // len(piece))).encode(), "html")
    assert len(survey(draft, Scope()).findings) < 20


@given(st.lists(st.sampled_from([*HOSTILE, "x", "</td>", "</div>", "}", "-->"]), max_size=12))
def test_any_page_is_surveyed(pieces):
    support = surveyed("".join(pieces))
    assert all(isinstance(one, Finding) and one.where for one in support.findings)
