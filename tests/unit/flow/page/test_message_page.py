"""The page on a message: what it says, and what a stranger's message cannot do to it."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import message_sample
import pytest

from mailworthy.finding import Finding, Lang, Severity, lookup
from mailworthy.flow.page import Speech, message_page, messages_page
from mailworthy.flow.page.message import headline, message_view
from mailworthy.flow.page.message_batch import BATCH_MOST, Row, row
from mailworthy.flow.page.message_findings import ALIKE_MOST, FIRST
from mailworthy.flow.page.message_previews import ROOM, Preview
from mailworthy.flow.page.words import rows
from mailworthy.message.grammar.readability import level
from mailworthy.message.links.visits import Visits
from mailworthy.message.report import severity_of
from mailworthy.wire.explore import Visited

SAMPLES = ("faulty", "japanese", "letter", "hostile", "long", "designed")
ALL = [(name, lang) for name in SAMPLES for lang in Lang]
VOID = {"meta"}
EN = Speech(Lang.EN)


def report(name: str):
    return getattr(message_sample, name)()


class Outline(HTMLParser):
    """A page's elements with their attributes, and its text; complains where elements don't close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(("name", "lang"), ALL)
def test_it_is_a_whole_page_of_known_elements(name, lang):
    page = Outline(message_page(report(name), lang))
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "iframe", "form", "object", "link", "base", "b", "i", "input"}
    assert not [
        attrs for _, attrs in page.elements if any(key.startswith("on") or key == "style" for key in attrs)
    ]


@pytest.mark.parametrize(("name", "lang"), ALL)
def test_links_lead_to_places_of_the_page_that_are_there_once(name, lang):
    page = Outline(message_page(report(name), lang))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    leads = {attrs["href"] for tag, attrs in page.elements if tag == "a"}
    assert all(lead is not None and lead.startswith("#") for lead in leads)
    assert {lead.removeprefix("#") for lead in leads if lead} <= set(ids)


@pytest.mark.parametrize("lang", list(Lang))
def test_each_finding_is_told_in_the_language(lang):
    text = " ".join(Outline(message_page(report("faulty"), lang)).text.split())
    for finding in report("faulty").findings:
        assert " ".join(lookup(finding.code).words[lang].title.split()).replace("`", "") in text.replace(
            "`", ""
        )


def test_what_is_grave_is_marked_in_the_source():
    view = message_view(report("faulty"), EN)
    cards = [card for group in view["parts"]["groups"] for card in group["cards"]]
    placed = [one for card in cards for one in card["items"] if one["places"]]
    assert len(placed) >= 5
    marked = {
        number
        for text in view["parts"]["marked"]
        for row in text["rows"]
        for piece in row.get("pieces", ())
        for number in piece.get("numbers", ())
    }
    in_it = {one["number"] for one in placed if any(place["snippet"] for place in one["places"])}
    assert in_it
    assert in_it <= marked


@pytest.mark.parametrize("name", SAMPLES)
def test_what_reorders_or_hides_text_is_named_instead(name):
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]", message_page(report(name)))


def test_zero_width_characters_show():
    assert "U+200B" in message_page(report("faulty"))
    assert re.search("U\\+200B × [0-9]{2,}", message_page(report("hostile")))


def test_a_megabyte_gives_a_page_of_bounded_size():
    assert len(message_page(report("long"))) < 2_000_000


def test_the_headline_follows_the_gravest():
    assert headline(report("letter"), EN) == EN.say("tested.good") or not any(
        severity_of(one) is Severity.ERROR for one in report("letter").findings
    )
    assert headline(report("faulty"), EN) != EN.say("tested.good")


def test_a_sample_says_that_it_is_one():
    assert "made up for the demo" in message_page(report("letter"), sample=True)
    assert "made up for the demo" not in message_page(report("letter"))


@pytest.mark.parametrize("lang", list(Lang))
def test_many_messages_are_listed_the_lowest_score_first(lang):
    rows = [row(report(name), f"{name}.html") for name in SAMPLES]
    page = Outline(messages_page(rows, lang))
    leads = [attrs["href"] for tag, attrs in page.elements if tag == "a"]
    scores = {f"./{one.page}": one.score for one in rows}
    assert len(leads) == len(SAMPLES)
    assert [scores[lead] for lead in leads] == sorted(scores.values())


def test_a_page_on_very_many_is_bounded_and_says_so():
    rows = [Row(f"{number}.eml", f"{number}.html", 10.0, 0.01) for number in range(BATCH_MOST + 7)]
    page = messages_page(rows)
    assert page.count("<a ") == BATCH_MOST
    assert "7 more messages" in page


def test_no_name_of_a_file_leads_elsewhere():
    page = Outline(
        messages_page(
            [Row("x", name, 1.0, 0.5) for name in ("javascript:alert(1)", "//evil.example/", '"><script>')]
        )
    )
    assert all(str(attrs["href"]).startswith("./") for tag, attrs in page.elements if tag == "a")


# --- what readers get -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["faulty", "hostile"])
def test_findings_stand_in_groups_that_count_them(name):
    view = message_view(report(name), EN)
    for group in view["parts"]["groups"]:
        shown = [one for card in (*group["cards"], *group["notes"]) for one in card["items"]]
        assert shown or group["left"]
        assert group["counts"]
    numbers = [
        one["number"]
        for group in view["parts"]["groups"]
        for card in (*group["cards"], *group["notes"])
        for one in card["items"]
    ]
    assert numbers == list(range(1, len(numbers) + 1))


def test_what_is_alike_shares_a_card_and_very_many_are_bounded():
    slips = tuple(Finding("LINK-IP", f"word{number}", severity=Severity.WARNING) for number in range(500))
    scored = replace(report("letter").scored, findings=slips)
    (group,) = message_view(replace(report("letter"), scored=scored), EN)["parts"]["groups"]
    (card,) = group["cards"]
    assert len(card["items"]) == ALIKE_MOST
    assert group["left"] == f"{500 - ALIKE_MOST} more stand in the JSON report."


def test_it_says_what_to_begin_with():
    first = message_view(report("faulty"), EN)["parts"]["faults"]["first"]
    assert len(first) == FIRST
    assert [one["severity"] for one in first] == sorted(one["severity"] for one in first)


def test_clients_and_features_make_a_table_of_words_not_of_colours_alone():
    view = message_view(report("designed"), EN)["parts"]["supported"]
    assert [row["title"] for row in view["rows"]] == ["<style> element", "display: flex", "border-radius"]
    assert view["rows"][1]["marks"] == list("ynyyau")
    assert any("data of 13 May 2026" in line for line in view["said"])
    text = Outline(message_page(report("designed"))).text
    assert all(word in text for word in ("unknown", "partly", "Outlook Windows", "17%"))


@pytest.mark.parametrize("lang", list(Lang))
def test_each_level_of_ease_has_its_words(lang):
    for score in range(-20, 121, 5):
        assert Speech(lang).say(f"ease.{level(score).replace(' ', '_')}")


def test_readability_is_told_in_figures_and_a_word():
    rows = {one["name"]: one["value"] for one in message_view(report("designed"), EN)["parts"]["readable"]}
    assert rows == {
        "Level": "easy", "Score": "83.1", "Formula": "Flesch", "Sentences": "2", "Words": "17", "Words per sentence": "8.5",
    }  # fmt: skip


def test_links_say_what_came_of_them_or_why_nobody_went_there():
    rows = message_view(report("designed"), EN)["parts"]["linked"]["rows"]
    assert [(row["came"]["severity"], row["came"]["said"]) for row in rows] == [
        ("pass", "answered 200"),
        ("error", "answered 404"),
        ("skipped", "not visited: it may unsubscribe somebody"),
        ("error", "there is no such name"),
    ]
    assert rows[0]["ends_at"] == "https://shop.garden-sample.org/autumn"


# fmt: off
CAME = [
    # what came of a visit                how it is told
    (Visited(200),                        "pass"),
    (Visited(301),                        "pass"),
    (Visited(404),                        "error"),
    (Visited(410),                        "error"),
    (Visited(403),                        "info"),
    (Visited(429),                        "info"),
    (Visited(503),                        "info"),
    (Visited(why="no_such_name"),         "error"),
    (Visited(why="certificate"),          "error"),
    (Visited(why="inner"),                "error"),
    (Visited(why="timeout"),              "info"),
    (Visited(why="forbidden"),            "info"),
]
WHYS = [
    # closed set  its names
    ("kept",      "unsubscribe acts token pixel merge_tag too_many form long malformed ip inner user port"),
    ("came",      "timeout unreachable no_route no_address no_such_name inner forbidden certificate tls malformed redirects"),
]
# fmt: on


@pytest.mark.parametrize(("visited", "severity"), CAME)
def test_only_what_is_surely_gone_is_called_broken(visited, severity):
    visits = Visits({"https://garden-sample.org/shop": visited})
    rows = message_view(replace(report("designed"), visits=visits), EN)["parts"]["linked"]["rows"]
    assert rows[0]["came"]["severity"] == severity
    assert rows[0]["came"]["said"]


@pytest.mark.parametrize(("kind", "names"), WHYS)
def test_each_reason_has_its_words(kind, names):
    assert all(f"{kind}.{name}" in rows("message") for name in names.split())


def test_no_link_is_said_to_work_where_nobody_went():
    rows = message_view(report("faulty"), EN)["parts"]["linked"]["rows"]
    assert {row["came"]["said"] for row in rows} == {""}


# fmt: off
LEFT = [
    # how far it went                     what the small print says
    ({},                                  ["nothing_left"]),
    ({"ask": True},                       ["asked"]),
    ({"blocklists": ()},                  ["asked"]),
    ({"visit": True},                     ["visited"]),
    ({"proofread": True, "ask": True},    ["asked", "proofread"]),
]
# fmt: on


@pytest.mark.parametrize(("scope", "said"), LEFT)
def test_it_says_what_left_the_machine(scope, said):
    letter = report("letter")
    small = message_view(replace(letter, scope=replace(letter.scope, **scope)), EN)["small"]
    known = {EN.say(f"message_print.{name}") for name in ("nothing_left", "asked", "visited", "proofread")}
    assert [line for line in small if line in known] == [EN.say(f"message_print.{name}") for name in said]


def test_pictures_are_embedded_where_there_is_room_and_linked_elsewhere():
    picture = b"\x89PNG" + bytes(ROOM // 2)
    previews = [Preview(f"at width {n}", picture, "image/png", 390, 600, f"{n}.png") for n in range(3)]
    page = message_page(report("letter"), previews=[*previews, Preview("lost", picture, "image/png", 1, 1)])
    assert page.count("data:image/png;base64,") == 1
    assert 'href="./2.png"' in page
    assert "lost" not in page
    assert "img-src data:" in page
    assert len(page) < 2_000_000
    assert "img-src" not in message_page(report("letter"))
    assert "<img" not in message_page(
        report("letter"), previews=[Preview("x", b"<svg", "image/svg+xml", 1, 1)]
    )
