"""The report page: what it says, what it never does, and what it survives."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from functools import partial
from hashlib import sha256
from html.parser import HTMLParser

import bounce_sample
import pytest
import report_sample
from hypothesis import given, settings
from hypothesis import strategies as st

from mailworthy.address.report import Bounds, TopDomain
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.words import group_words, reason_words
from mailworthy.finding import Finding, Lang
from mailworthy.flow.page import Speech, bounce_page, list_page, story
from mailworthy.flow.page.words import rows

EN = Speech(Lang.EN)
PAGES = {
    "ordinary": partial(list_page, report_sample.ordinary()),
    "empty": partial(list_page, report_sample.empty()),
    "offline": partial(list_page, report_sample.offline()),
    "huge": partial(list_page, report_sample.huge()),
    "hostile": partial(list_page, report_sample.hostile()),
    "bounces": partial(bounce_page, bounce_sample.ordinary()),
    "bounces-unsent": partial(bounce_page, bounce_sample.unsent(), sample=True),
    "bounces-long": partial(bounce_page, bounce_sample.long()),
    "bounces-none": partial(bounce_page, bounce_sample.empty()),
    "bounces-hostile": partial(bounce_page, bounce_sample.hostile()),
    "bounces-every-reason": partial(bounce_page, bounce_sample.every_reason()),
}
ALL = [(name, lang) for name in PAGES for lang in Lang]
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Outline(HTMLParser):
    """Elements, attributes and text of a page; complains where elements don't close."""

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
        if self.open and self.open[-1] != "style":
            self.text += data

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


def outline(name, lang=Lang.EN):
    return Outline(PAGES[name](lang))


@pytest.mark.parametrize(("name", "lang"), ALL)
def test_it_is_one_file_without_script_style_attributes_or_requests(name, lang):
    page = outline(name, lang)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
        "link",
        "image",
        "use",
        "foreignobject",
    }
    assert len(page.all("style")) == 1
    for _, attrs in page.elements:
        assert not any(attr == "style" or attr.startswith("on") for attr in attrs)
        assert not attrs.keys() & {"src", "srcset", "action", "xlink:href", "ping", "background"}


@pytest.mark.parametrize("lang", list(Lang))
def test_an_ordinary_page_names_no_address_of_the_web(lang):
    page = list_page(report_sample.ordinary(), lang)
    for word in ("style=", "<script", "http:", "https:", "//", "url(", "@import"):
        assert word not in page


@pytest.mark.parametrize(("name", "lang"), ALL)
def test_links_lead_to_files_beside_the_page_or_to_its_own_parts(name, lang):
    page = outline(name, lang)
    ids = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    for attrs in page.all("a"):
        assert re.fullmatch(r"\./[\w%./~-]*", attrs["href"], re.ASCII) or attrs["href"][1:] in ids


@pytest.mark.parametrize(("name", "lang"), ALL)
def test_ids_are_unique_and_each_drawing_points_at_its_title(name, lang):
    page = outline(name, lang)
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(set(ids)) == len(ids)
    drawings = [attrs for attrs in page.all("svg") if attrs.get("role") == "img"]
    assert drawings
    for attrs in drawings:
        assert {attrs["aria-labelledby"], attrs["aria-describedby"]} <= set(ids)
    assert all("aria-hidden" in attrs for attrs in page.all("svg") if attrs not in drawings)


@pytest.mark.parametrize(("name", "lang"), ALL)
def test_it_can_be_written_as_utf_8_and_hides_no_text(name, lang):
    page = PAGES[name](lang)
    assert page.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)


@pytest.mark.parametrize(("name", "lang"), ALL)
def test_the_same_report_gives_the_same_page(name, lang):
    assert PAGES[name](lang) == PAGES[name](lang)


@pytest.mark.parametrize("lang", list(Lang))
def test_the_policy_names_the_style_by_its_hash_and_forbids_all_else(lang):
    page = list_page(report_sample.ordinary(), lang)
    style = re.search("<style>(.*)</style>", page, re.DOTALL)[1]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    (policy,) = [attrs["content"] for attrs in Outline(page).all("meta") if attrs.get("http-equiv")]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_hostile_text_is_shown_as_text():
    page = outline("hostile")
    assert '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}' in page.text
    assert "49" not in page.text


def test_unknown_names_are_shown_as_they_are():
    text = outline("hostile", Lang.DE).text
    assert all(name in text for name in ("user_unknown", "moon_phase", "NO-SUCH-CODE"))


@settings(max_examples=25, deadline=None)
@given(st.text(), st.integers(min_value=0, max_value=10**12), st.sampled_from(list(Lang)))
def test_whatever_the_values_the_page_is_whole(text, count, lang):
    report = replace(
        report_sample.ordinary(),
        source=text,
        rows=count,
        statuses={"valid": count},
        reasons={text: count},
        flags={text: count},
        actions={"keep": count},
        duplicates={text: count},
        top_domains=(TopDomain(text, count, 0, count, text),),
        findings=(Finding(text, text),),
        started_at=text,
        files={"annotated": text},
    )
    Outline(list_page(report, lang))


# fmt: off
HEADLINES = [
    # keep   rows     said
    (0,      0,       "There are no addresses on this list."),
    (1,      1,       "You can write to the one address on this list."),
    (5_000,  5_000,   "You can write to all 5,000 addresses on this list."),
    (1,      5_000,   "You can write to one of 5,000 addresses on this list."),
    (4_999,  5_000,   "You can write to 4,999 of the 5,000 addresses on this list."),
    (0,      1,       "Don’t write to this address yet."),
    (0,      5_000,   "Don’t write to any of these 5,000 addresses yet."),
]
# fmt: on


@pytest.mark.parametrize(("keep", "total", "said"), HEADLINES)
def test_the_answer_comes_first(keep, total, said):
    report = replace(report_sample.ordinary(), rows=total, actions={"keep": keep, "remove": total - keep})
    assert story.headline(report, EN) == said


def test_offline_calls_nothing_valid():
    text = outline("offline").text
    assert "4,260 of 5,214 addresses are well written, but nobody has been asked about them yet." in text
    assert "nothing was asked of any network, so no address can be called valid" in text


# fmt: off
NOTICES = [
    # report's field                    said
    ({"sample": True},                  "This is sample data"),
    ({"offline": True},                 "nothing was asked of any network"),
    ({"reach": ("127.0.0.0/8",)},       "Inner networks were allowed on purpose for this check: 127.0.0.0/8"),
]
# fmt: on


@pytest.mark.parametrize(("changes", "said"), NOTICES)
def test_what_limits_the_result_is_said_at_the_top(changes, said):
    assert said in Outline(list_page(replace(report_sample.ordinary(), **changes))).text
    assert said not in outline("ordinary").text


def test_the_three_numbers_are_those_of_the_actions():
    text = outline("ordinary").text
    for said in ("3,702", "590", "922", "402 to look at, 520 to try again later"):
        assert said in text


# fmt: off
STEPS = [
    # what the report holds                                         step
    ({"actions": {"remove": 1}},                                    "remove"),
    ({"actions": {"review": 1}},                                    "review"),
    ({"actions": {"retry": 1}},                                     "retry"),
    ({"actions": {"keep": 1}},                                      "write"),
    ({"flags": {"inactive": 1}},                                    "inactive"),
    ({"duplicates": {"case": 1}},                                   "duplicates"),
    ({"bad_rows_total": 1},                                         "rows"),
    ({"findings": (Finding("LIST-NO-CONSENT-COLUMN"),)},            "consent"),
    ({"reasons": {"no_at": 1}},                                     "form"),
    ({"rows": 1, "offline": True},                                  "check"),
]
# fmt: on


@pytest.mark.parametrize(("changes", "step"), STEPS)
def test_each_step_follows_from_what_was_found(changes, step):
    assert [s.name for s in story.steps(replace(report_sample.empty(), **changes), EN)] == [step]


def test_nothing_found_nothing_to_do():
    assert story.steps(report_sample.empty(), EN) == ()
    assert "Nothing needs to be done." in outline("empty").text


def test_every_step_has_words():
    spoken = {key.split(".")[1] for key in rows("page") if key.startswith("next.") and key.endswith(".text")}
    assert spoken == {step for _, step in STEPS} | {"typos"}


# fmt: off
FILES = [
    # invalid  remove  files written                              linked
    (590,      590,    ("annotated", "remove", "invalid"),        ("remove.csv",)),
    (590,      590,    ("annotated", "invalid"),                  ("invalid.csv",)),
    (591,      590,    ("annotated", "invalid"),                  ("annotated.csv",)),   # it holds one that must stay
    (590,      590,    ("annotated", "status-invalid"),           ("status-invalid.csv",)),
    (590,      590,    ("annotated",),                            ("annotated.csv",)),
    (590,      590,    (),                                        ()),
]
# fmt: on


@pytest.mark.parametrize(("invalid", "remove", "written", "linked"), FILES)
def test_no_step_names_a_file_that_holds_more_than_it_speaks_of(invalid, remove, written, linked):
    report = replace(
        report_sample.empty(),
        rows=1_000,
        statuses={"invalid": invalid},
        actions={"remove": remove},
        files={name: f"{name}.csv" for name in written},
    )
    assert [step.files for step in story.steps(report, EN) if step.name == "remove"] == [linked]


# fmt: off
VERDICTS = [
    # low    mean    high     said
    (0.0,    0.01,   0.0299,  "stays below"),
    (0.0,    0.01,   0.03,    "may exceed"),
    (0.0,    0.03,   0.04,    "would probably exceed"),
]
# fmt: on


@pytest.mark.parametrize(("low", "mean", "high", "said"), VERDICTS)
def test_the_forecast_is_held_against_the_line(low, mean, high, said):
    assert said in story.bounce_verdict(Bounds(low, mean, high), EN)


# fmt: off
BLOCKS = [
    # before (high)   after (mean)   said
    (0.02,            0.01,          "Hardly changed"),
    (0.12,            0.01,          "Less likely"),
    (0.12,            0.05,          "still too many"),
]
# fmt: on


@pytest.mark.parametrize(("before", "after", "said"), BLOCKS)
def test_less_blocking_is_only_expected_where_cleaning_crosses_the_line(before, after, said):
    report = replace(
        report_sample.ordinary(),
        predicted_bounce_rate=Bounds(before, before, before),
        predicted_after=Bounds(after, after, after),
    )
    assert said in story.effects(report, EN)[0].text


def test_without_a_price_it_says_how_to_give_one():
    text = outline("empty").text
    assert "--price-per-message" in text
    assert "--price-per-contact" in text


def test_costs_are_shown_at_the_users_prices():
    text = outline("ordinary", Lang.DE).text
    for said in (
        "100,11\u00a0€",
        "70,85\u00a0€",
        "11,56\u00a0€",
        "12,15\u00a0€",
        "0,0009\u00a0€",
        "0,0270\u00a0€",
        "0,0191\u00a0€",
    ):
        assert said in text


def test_all_bad_rows_are_counted_and_the_first_shown():
    text = outline("huge").text
    assert "The first 100 of 9,876,543 are shown." in text
    assert "1000003" in text  # as an editor counts lines


@pytest.mark.parametrize("lang", list(Lang))
def test_the_page_says_its_language(lang):
    assert outline("ordinary", lang).all("html") == [{"lang": lang.value}]


def test_the_report_does_not_link_itself():
    assert "report.html" not in list_page(report_sample.ordinary())


# --- what came back -------------------------------------------------------------------------------------------

# fmt: off
ANSWERS = [
    (bounce_sample.ordinary, "4.3% of what you sent came back. That is over the 3% line"),
    (bounce_sample.calm,     "0.2% of what you sent came back. That is within the 3% line."),
    (bounce_sample.few,      "too few messages to judge by"),
    (bounce_sample.unsent,   "messages came back."),
    (bounce_sample.empty,    "Nothing came back."),
]
# fmt: on


@pytest.mark.parametrize(("sample", "said"), ANSWERS)
def test_what_came_back_comes_first(sample, said):
    assert said in Outline(bounce_page(sample())).text


def test_every_reason_that_came_back_has_its_name_and_every_group_its_checklist():
    text = Outline(bounce_page(bounce_sample.every_reason())).text
    for name in REASONS:
        assert reason_words(name, Lang.EN).label in text
    for group in ("sender", "recipient", "antispam", "hard"):
        assert all(step.text in text for step in group_words(group, Lang.EN).checklist)


@pytest.mark.parametrize(
    ("sample", "columns", "step"),
    [
        (bounce_sample.ordinary, 30, "day"),
        (bounce_sample.months, 18, "week"),
        (bounce_sample.long, 25, "month"),
    ],
)
def test_a_long_time_is_shown_by_weeks_or_months(sample, columns, step):
    page = Outline(bounce_page(sample()))
    assert f"Bounce rate by {step}" in page.text
    red = [at for name, at in page.elements if name == "rect" and at.get("class") == "fill bad"]
    assert sum({"x", "y"} <= set(at) for at in red) == columns  # bars of other charts have one of them


def test_without_sent_counts_the_chart_shows_numbers_and_no_line():
    page = bounce_page(bounce_sample.unsent())
    assert "Bounces by day" in page
    assert "3% line" not in Outline(page).text
