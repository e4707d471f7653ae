"""What is asked of the web about a message, and what is said of the answers. The world is a dictionary."""

from __future__ import annotations

from functools import partial

import pytest

from mailworthy.finding import Severity, lookup
from mailworthy.message.links import table
from mailworthy.message.links.visits import LINKS, LOOKED_AT, PICTURE_OCTETS, PICTURES, Visits, visit
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope
from mailworthy.wire.ask import Zone
from mailworthy.wire.explore import Visit, Visited, World, hold

WEB = "https://www.shop.example"
page = partial(read, kind="html", sender="news@shop.example", subject="New")


def linked(*urls: str, words: str = "Offer"):
    return page("".join(f'<p><a href="{url}">{words}</a></p>' for url in urls).encode())


def asked_of(draft) -> list[Visit]:
    """Give what is asked; every answer is 200."""
    asks: list[Visit] = []

    def world(some: tuple[Visit, ...]) -> tuple[Visited, ...]:
        asks.extend(some)
        return (Visited(200),) * len(some)

    hold(visit(draft, Scope(visit=True)), world)
    return asks


def came(draft, **answers: Visited) -> Visits:
    return hold(visit(draft, Scope(visit=True)), World(Zone({}), visits=answers))


# --- what is asked ------------------------------------------------------------------------------------------------------

# fmt: off
ASKED = [
    # as the message has it                               what is asked for
    (f"{WEB}/a",                                          [Visit(f"{WEB}/a")]),
    (f"  {WEB}/a#part ",                                  [Visit(f"{WEB}/a")]),
    ("HTTPS://WWW.Shop.Example",                          [Visit(f"{WEB}/")]),
    (f"{WEB}?a=b",                                        [Visit(f"{WEB}/?a=b")]),
    (f"{WEB}/a b",                                        [Visit(f"{WEB}/a%20b")]),
    (f"{WEB}\\a\\b?c\\d",                                 [Visit(f"{WEB}/a/b?c\\d")]),
    ("//www.shop.example/a",                              [Visit("http://www.shop.example/a")]),
    ("https://www.shöp.example/ä",                        [Visit("https://www.xn--shp-tna.example/ä")]),
    (f"{WEB}:443/a",                                      [Visit(f"{WEB}/a")]),
    ("http://www.shop.example:80/a",                      [Visit("http://www.shop.example/a")]),
    ("mailto:info@shop.example",                          []),
    ("tel:+4930123456",                                   []),
    ("javascript:void(0)",                                []),
    ("offer.html",                                        []),
    ("#",                                                 []),
    ("ftp://www.shop.example/a",                          []),
    ("http://127.0.0.1/",                                 []),
    ("http://2130706433/",                                []),
    ("http://localhost/",                                 []),
    ("http://shop@www.shop.example/",                     []),
    ("http://www.shop.example:8080/",                     []),
    (f"{WEB}/unsubscribe",                                []),
]
# fmt: on


@pytest.mark.parametrize(("url", "asks"), ASKED)
def test_what_is_asked_for(url, asks):
    assert asked_of(linked(url)) == asks


def test_nothing_is_asked_unless_somebody_wants_it():
    draft = linked(f"{WEB}/a")
    visits = hold(visit(draft, Scope()), lambda _asks: pytest.fail("asked"))
    assert [one.code for one in visits.findings] == ["LINK-VISITS-SKIPPED"]
    assert (visits.visited, visits.kept_from) == ({}, {})


@pytest.mark.parametrize(
    "text", ["<p>No link</p>", '<a href="mailto:a@b.example">Write</a>', '<a href="#a">Up</a>']
)
def test_where_nothing_can_be_visited_nothing_is_said(text):
    assert hold(visit(page(text.encode()), Scope()), World(Zone({}))).findings == ()


def test_the_same_address_is_asked_for_once():
    draft = page(
        f'<a href="{WEB}/a">A</a><a href="{WEB}/a#b">B</a><a href="{WEB}/a">C</a>'
        f'<img src="{WEB}/b.png"><img src="{WEB}/b.png"><!--[if mso]><a href="{WEB}/a">A</a><![endif]-->'.encode()
    )
    assert asked_of(draft) == [Visit(f"{WEB}/a"), Visit(f"{WEB}/b.png", PICTURE_OCTETS)]


def test_pictures_and_backgrounds_are_asked_for_with_their_first_octets():
    draft = page(
        f'<table background="{WEB}/c.jpg"><tr><td style="background:url({WEB}/d.gif)"><img src="{WEB}/b">'
        f'</td></tr></table><link rel="stylesheet" href="{WEB}/e.css"><script src="{WEB}/f.js"></script>'.encode()
    )
    assert sorted(ask.url for ask in asked_of(draft)) == [f"{WEB}/b", f"{WEB}/c.jpg", f"{WEB}/d.gif"]
    assert {ask.most for ask in asked_of(draft)} == {PICTURE_OCTETS}


def test_of_very_many_only_the_first_are_visited():
    links = "".join(f'<a href="{WEB}/{number}">x</a>' for number in range(LINKS + 5))
    pictures = "".join(f'<img src="{WEB}/{number}.png">' for number in range(PICTURES + 5))
    draft = page((links + pictures).encode())
    visits = hold(visit(draft, Scope(visit=True)), lambda asks: (Visited(200),) * len(asks))
    assert len(visits.visited) == LINKS + PICTURES
    assert set(visits.kept_from.values()) == {"too_many"}
    (left,) = visits.findings
    assert (left.code, left.detail, left.count) == ("LINK-NOT-VISITED", "too_many 10", 10)


def test_five_thousand_long_links_cost_little():
    draft = page(
        "".join(f'<a href="{WEB}/{number}/{"confirx/" * 200}">x</a>' for number in range(5000)).encode()
    )
    visits = hold(visit(draft, Scope(visit=True)), lambda asks: (Visited(200),) * len(asks))
    assert len(visits.visited) == LINKS
    assert sum(why == "too_many" for why in visits.kept_from.values()) >= LOOKED_AT


def test_a_line_of_megabytes_costs_little():
    text = "x" * 2_000_000 + "".join(f" {WEB}/{number}" for number in range(3000))
    visits = hold(
        visit(read(text.encode(), "text"), Scope(visit=True)), lambda asks: (Visited(200),) * len(asks)
    )
    assert len(visits.visited) == LINKS


def test_one_place_that_speaks_against_it_is_enough():
    draft = page(f'<a href="{WEB}/a">Shop</a> <a href="{WEB}/a">Unsubscribe</a>'.encode())
    assert asked_of(draft) == []


def test_why_links_were_left_alone_is_said_once():
    draft = linked(f"{WEB}/unsubscribe", f"{WEB}/optout", f"{WEB}/confirm", f"{WEB}/c?token=a1", f"{WEB}/ok")
    visits = came(draft, **{f"{WEB}/ok": Visited(200)})
    (left,) = visits.findings
    assert (left.code, left.detail, left.count) == ("LINK-NOT-VISITED", "unsubscribe 2, acts 1, token 1", 4)
    assert [place["line"] for place in (left.where, *left.also)] == [1] * 4
    assert visits.kept_from[f"{WEB}/confirm"] == "acts"


# --- what is said ---------------------------------------------------------------------------------------------------------


def redirected(*hops: str, status: int = 200, why: str = "", detail: str = "") -> Visited:
    return Visited(status, hops, why=why, detail=detail)


UP = "http://www.shop.example/a"
# fmt: off
SAID = [
    # link               what came of it                                                       findings, with how grave they are
    (f"{WEB}/a",         Visited(200),                                                         {}),
    (f"{WEB}/a",         Visited(204),                                                         {}),
    (f"{WEB}/a",         Visited(404),                                                         {"LINK-BROKEN": "error"}),
    (f"{WEB}/a",         Visited(410),                                                         {"LINK-BROKEN": "error"}),
    (f"{WEB}/a",         Visited(why="no_such_name", detail="x"),                              {"LINK-BROKEN": "error"}),
    (f"{WEB}/a",         Visited(why="no_address", detail="x"),                                {"LINK-BROKEN": "error"}),
    (f"{WEB}/a",         Visited(400),                                                         {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         Visited(401),                                                         {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         Visited(403),                                                         {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         Visited(405),                                                         {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         Visited(429),                                                         {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         Visited(500),                                                         {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         Visited(503),                                                         {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         Visited(999),                                                         {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         Visited(why="timeout", detail="x"),                                   {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         Visited(why="unreachable", detail="x"),                               {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         Visited(why="tls", detail="x"),                                       {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         Visited(why="malformed", detail="x"),                                 {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         Visited(why="forbidden", detail="x"),                                 {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         Visited(why="certificate", detail="certificate has expired"),         {"LINK-CERTIFICATE": "error"}),
    (f"{WEB}/a",         Visited(why="certificate", detail="unable to get local issuer certificate"), {"LINK-CERTIFICATE": "warning"}),
    (f"{WEB}/a",         Visited(why="inner", detail="x"),                                     {"LINK-INNER": "error"}),
    (f"{WEB}/a",         redirected("http://10.0.0.1/", status=302, why="forbidden"),          {"LINK-INNER": "error"}),
    (f"{WEB}/a",         redirected("https://2130706433/", status=302, why="forbidden"),       {"LINK-INNER": "error"}),
    (f"{WEB}/a",         redirected("https://[fe80::1]/", status=302, why="forbidden"),        {"LINK-INNER": "error"}),
    (f"{WEB}/a",         redirected("https://localhost/", status=302, why="forbidden"),        {"LINK-INNER": "error"}),
    (f"{WEB}/a",         redirected("https://8.8.8.8/", status=302, why="forbidden"),          {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         redirected("market://details", status=302, why="forbidden"),          {"LINK-UNSURE": "info"}),
    (f"{WEB}/a",         redirected("https://shop.example/b"),                                 {}),
    (f"{WEB}/a",         redirected("https://shop.example/b", status=404),                     {"LINK-BROKEN": "error"}),
    (f"{WEB}/a",         redirected(f"{WEB}/b", f"{WEB}/c"),                                   {}),
    (f"{WEB}/a",         redirected(f"{WEB}/b", f"{WEB}/c", f"{WEB}/d"),                       {"LINK-REDIRECTS": "info"}),
    (f"{WEB}/a",         redirected(*[f"{WEB}/a"] * 4, status=302, why="redirects"),           {"LINK-REDIRECTS": "info"}),
    (f"{WEB}/a",         redirected(UP),                                                       {"LINK-REDIRECT-HTTP": "warning"}),
    (f"{WEB}/a",         redirected(UP, f"{WEB}/a/"),                                          {"LINK-REDIRECT-HTTP": "info"}),
    (UP,                 redirected(f"{WEB}/a"),                                               {}),
    ("https://go.partner.example/a", redirected("https://www.shop.example/"),                  {}),  # the sender's own in the end
    ("https://go.partner.example/a", redirected("https://stranger.example/"),                  {"LINK-REDIRECT-ELSEWHERE": "info"}),
    ("https://go.partner.example/a", redirected("https://partner.com/"),                       {}),  # one name, two countries
    ("https://go.partner.example/a", redirected("https://stranger.example/", status=403),      {"LINK-UNSURE": "info"}),
    ("https://bit.ly/a",             redirected("https://stranger.example/"),                  {"LINK-REDIRECT-ELSEWHERE": "info"}),
    ("https://youtu.be/a",           redirected("https://www.youtube.com/watch?v=a"),          {}),
    ("https://count.example/?u=https%3A%2F%2Foffer.example", redirected("https://offer.example/"), {}),  # it says so itself
]
# fmt: on


@pytest.mark.parametrize(("url", "visited", "said"), SAID)
def test_what_is_said_of_what_came(url, visited, said):
    draft = linked(url)
    visits = hold(visit(draft, Scope(visit=True)), lambda asks: (visited,) * len(asks))
    assert {one.code: (one.severity or lookup(one.code).severity).value for one in visits.findings} == said


def test_words_that_name_a_domain_and_lead_to_another_in_the_end_are_graver():
    draft = linked("https://go.partner.example/a", words="www.bank.example")
    visits = hold(visit(draft, Scope(visit=True)), lambda _asks: (redirected("https://stranger.example/"),))
    (one,) = visits.findings
    assert (one.code, one.severity) == ("LINK-REDIRECT-ELSEWHERE", Severity.WARNING)
    assert one.detail == "www.bank.example → https://go.partner.example/a → stranger.example"


@pytest.mark.parametrize(
    "words", ["stranger.example", "Read on at www.stranger.example", "https://stranger.example/news"]
)
def test_words_that_say_where_a_link_ends_make_it_no_news(words):
    draft = linked("https://go.partner.example/a", words=words)
    visits = hold(
        visit(draft, Scope(visit=True)), lambda _asks: (redirected("https://www.stranger.example/"),)
    )
    assert visits.findings == ()


# fmt: off
OF_PICTURES = [
    # what came of it                       how grave
    (Visited(200, media_type="image/png"),  None),
    (Visited(200),                          None),
    (Visited(404),                          Severity.WARNING),
    (Visited(why="no_such_name"),           Severity.WARNING),
    (Visited(200, media_type="text/html"),  Severity.WARNING),
    (Visited(403),                          Severity.INFO),
]
# fmt: on


@pytest.mark.parametrize(("visited", "severity"), OF_PICTURES)
def test_a_missing_picture_is_a_warning(visited, severity):
    visits = hold(
        visit(page(f'<img src="{WEB}/a.png">'.encode()), Scope(visit=True)), lambda _asks: (visited,)
    )
    assert [one.severity or lookup(one.code).severity for one in visits.findings] == (
        [severity] if severity else []
    )
    assert all(one.where["element"] == "img" for one in visits.findings)


def test_repeated_links_are_one_finding_with_their_places():
    draft = linked(*[f"{WEB}/a"] * 7, f"{WEB}/b")
    visits = came(draft, **{f"{WEB}/a": Visited(404), f"{WEB}/b": Visited(410)})
    (one,) = visits.findings
    assert (one.code, one.count, len(one.also)) == ("LINK-BROKEN", 8, 4)
    assert one.detail == f"404: {WEB}/a | 410: {WEB}/b"
    assert f'href="{WEB}/a"' in one.where["snippet"]


def test_broken_links_and_broken_pictures_are_told_apart():
    draft = page(f'<a href="{WEB}/a"><img src="{WEB}/a.png"></a>'.encode())
    visits = came(draft, **{f"{WEB}/a": Visited(404), f"{WEB}/a.png": Visited(404)})
    told = [(one.code, one.where["element"], one.severity) for one in visits.findings]
    assert told == [("LINK-BROKEN", "a", None), ("LINK-BROKEN", "img", Severity.WARNING)]


def test_what_came_is_found_by_the_address_as_the_message_has_it():
    draft = page(f'<a href="HTTPS://WWW.shop.example/a#b">x</a><img src="{WEB}/a b.png">'.encode())
    png = Visited(200, media_type="image/png", size=70_000, body=b"\x89PNG")
    visits = came(draft, **{f"{WEB}/a": Visited(200), f"{WEB}/a%20b.png": png})
    assert visits.visited["HTTPS://WWW.shop.example/a#b"] == Visited(200)
    assert visits.picture(f"{WEB}/a b.png") == png
    assert visits.picture(f"{WEB}/none.png") is None


def test_the_table_of_links_tells_it_too():
    draft = linked(f"{WEB}/a", f"{WEB}/b", f"{WEB}/unsubscribe", "mailto:info@shop.example")
    answers = {f"{WEB}/a": Visited(404), f"{WEB}/b": redirected(f"{WEB}/c", why="timeout", status=0)}
    rows = table.links(draft, Scope(), came(draft, **answers))
    assert [(row["status"], row["ends_at"], row["kept_from"]) for row in rows] == [
        (404, None, None),
        (None, f"{WEB}/c", None),
        (None, None, "unsubscribe"),
        (None, None, None),
    ]
