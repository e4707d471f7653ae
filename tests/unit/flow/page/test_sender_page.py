"""The page on a domain's audit: what it says, and what strangers' records cannot do to it."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

import pytest
import sender_sample

from mailworthy.finding import Lang, Severity, lookup
from mailworthy.flow.page import Speech, sender_page
from mailworthy.flow.page.audit_words import counts, headline
from mailworthy.flow.page.sender import sender_view
from mailworthy.sender.audit import SenderReport

EN = Speech(Lang.EN)
SAMPLES = ("faulty", "sound", "mild", "shallow", "hostile", "absent", "silent", "aside", "many", "bare")
ALL = [(name, lang) for name in SAMPLES for lang in Lang]
VOID = {"meta"}

# fmt: off
HEADLINES = [
    # of what                        what is said
    ("faulty",                       "5 things about bakery-muster.de are broken and cost you mail."),
    ("mild",                         "Nothing about garden-sample.org is broken, but one thing should be mended."),
    ("sound",                        "garden-sample.org is in good order, as far as it was looked at."),
    ("absent",                       "There is no domain no-such-domain.example."),
    ("silent",                       "Nothing could be found out about silent.example."),
]
# fmt: on


@cache
def report(name: str) -> SenderReport:
    return getattr(sender_sample, name)()


class Outline(HTMLParser):
    """A page's elements, its text, and the text of each thing to paste; complains where elements don't close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.pasted: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))
        if tag == "pre":
            self.pasted.append("")

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        tags = [tag for tag, _ in self.open]
        if "style" not in tags:
            self.text += data
        if "pre" in tags:
            self.pasted[-1] += data


@cache
def outline(name: str, lang: Lang = Lang.EN) -> Outline:
    return Outline(sender_page(report(name), lang))


@pytest.mark.parametrize(("name", "said"), HEADLINES)
def test_the_answer_stands_in_one_sentence(name, said):
    assert headline(report(name), EN) == said
    assert said in outline(name).text


@pytest.mark.parametrize(("name", "lang"), ALL)
def test_it_is_one_file_that_runs_and_asks_nothing(name, lang):
    page = outline(name, lang)
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "footer",
        "nav",
        "section",
        "article",
    }
    allowed |= {
        "p",
        "span",
        "strong",
        "bdi",
        "code",
        "pre",
        "div",
        "h1",
        "h2",
        "h3",
        "a",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
    }
    allowed |= {"table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary"}
    allowed |= {"svg", "rect", "path", "circle", "line", "desc"}
    assert {tag for tag, _ in page.elements} <= allowed
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in page.elements:
        assert not any(attr in {"style", "src", "srcset"} or attr.startswith("on") for attr in attrs)
        assert tag != "a" or attrs["href"][1:] in ids


@pytest.mark.parametrize(("name", "lang"), ALL)
def test_everything_found_is_on_the_page(name, lang):
    text = outline(name, lang).text
    for finding in report(name).findings:
        assert lookup(finding.code).words[lang].title.replace("`", "") in text.replace("`", "")
    for severity, count in counts(report(name)).items():
        assert Speech(lang).label("severity", severity.value) in text
        assert Speech(lang).number(count) in text


@pytest.mark.parametrize("name", ["faulty", "mild", "shallow", "many"])
def test_each_record_can_be_pasted_as_a_line_and_as_a_value(name):
    page = outline(name)
    lines = [line for text in page.pasted for line in text.splitlines()]
    for record in report(name).records():
        assert record["line"] in lines
        value = record["value"].replace('" "', "").strip('"') if record["type"] == "TXT" else record["value"]
        assert value in page.pasted


def test_needed_records_stand_apart_from_those_that_are_only_better():
    publish = sender_view(report("faulty"), EN)["publish"]
    assert {record["severity"] for record in publish["needed"]} == {"error", "warning"}
    assert {record["severity"] for record in publish["optional"]} == {"info"}


def test_the_walk_shows_services_costs_and_where_it_goes_over():
    walk = sender_view(report("faulty"), EN)["facts"]["walk"]
    assert walk["used"] == "12 of 10 look-ups"
    terms = {term["text"]: term for term in walk["terms"]}
    assert terms["include:_spf.google.com"]["service"] == "Google Workspace"
    assert terms["include:_spf.google.com"]["cost"] == "4 look-ups"
    assert [term["text"] for term in terms["include:_spf.google.com"]["below"]] == [
        "include:_netblocks.google.com",
        "include:_netblocks2.google.com",
        "include:_netblocks3.google.com",
    ]
    assert terms["include:spf.sample-crm.net"]["remarks"] == ["goes over 10"]
    assert terms["include:spf.gone-service.net"]["remarks"] == ["no SPF record"]
    assert not terms["include:mailgun.org"]["bad"]


def test_the_facts_of_the_faulty_domain():
    facts = sender_view(report("faulty"), EN)["facts"]
    google, retired = facts["keys"]["rows"]
    assert (google["service"], google["key"], google["state"]) == ("Google Workspace", "RSA 1024", "usable")
    assert (retired["selector"], retired["state"]) == ("k1", "revoked")
    assert facts["policy"]["asks"] == "none: only watch"
    assert facts["sending"][0]["state"] == "does not lead back"
    first, second = facts["arrival"]["rows"]
    assert first["encryption"] == ["TLSv1.3, certificate not valid"]
    assert (second["alias"], second["encryption"]) == ("an alias of www.bakery-muster.de", ["no answer"])
    assert [row["state"] for row in facts["servers"]["rows"]] == ["sound", "no answer"]
    assert facts["listings"]["rows"][0]["delist"] == "https://strict.example/removal"
    assert facts["listings"]["others"] == ["Calm list"]


def test_what_could_not_be_asked_is_not_called_missing():
    facts = sender_view(report("silent"), EN)["facts"]
    assert {facts[part]["nothing"] for part in ("walk", "keys", "policy", "arrival")} == {
        "could not be asked"
    }
    bare = sender_view(report("bare"), EN)["facts"]
    assert bare["walk"]["nothing"] == "There is no SPF record."


def test_each_rule_of_each_receiver_has_its_state_in_words():
    checklists = sender_view(report("faulty"), EN)["facts"]["required"]
    assert [each["name"] for each in checklists] == ["Gmail", "Gmail (bulk)", "Yahoo", "Microsoft"]
    for each, checked in zip(checklists, report("faulty").requirements, strict=True):
        assert len(each["told"]) + len(each["untold"]) == len(checked.items)
        assert {item["word"] for item in each["untold"]} <= {"not checked"}
        assert {item["word"] for item in each["told"]} <= {"met", "not met"}
        assert all(item["why"] for item in each["untold"])


def test_it_says_what_was_reachable():
    assert "10.0.0.0/8" in outline("shallow").text
    assert "Only public hosts counted as reachable." in outline("sound").text


def test_what_nobody_looked_at_says_what_would():
    unseen = {one["code"]: one["fix"] for one in sender_view(report("shallow"), EN)["groups"]["unseen"]}
    assert "--ip" in unseen["AUDIT-NO-IP"]
    assert "--deep" in unseen["AUDIT-NOT-DEEP"]
    assert "--dns" in unseen["AUDIT-NO-BLOCKLISTS"]


@pytest.mark.parametrize("lang", Lang)
def test_hostile_records_stay_text(lang):
    page = sender_page(report("hostile"), lang)
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", page)
    assert len(page) < 400_000  # of records of 110,000 characters


def test_details_are_shortened_but_records_are_whole():
    view = sender_view(report("hostile"), EN)
    details = [detail for group in view["groups"].values() for one in group for detail in one["details"]]
    assert max(map(len, details)) <= 600
    (dmarc,) = (record for record in view["publish"]["needed"] if record["name"].startswith("_dmarc"))
    assert len(dmarc["plain"]) > 5_000


def test_a_sample_says_that_it_is_one():
    assert "made up for the demo" in sender_page(report("faulty"), sample=True)
    assert "made up for the demo" not in sender_page(report("faulty"))


def test_severities_have_one_tone_each():
    figures = sender_view(report("faulty"), EN)["figures"]
    assert len({figure["tones"] for figure in figures}) == len(Severity)
