"""JUnit XML of messages: a case for each thing that was checked, in the form that Jenkins, GitLab and GitHub's actions read."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.finding import Finding, Lang, Severity
from mailworthy.flow.check_message import check_message
from mailworthy.flow.messages.junit import junit
from mailworthy.message.report import MessageReport
from mailworthy.message.scope import Scope
from mailworthy.message.score import Filtered, Scored

MAIL = b"From: Bakery <news@bakery.example>\nSubject: Fresh bread\n\nWe bake again on Monday.\n"
PLACE = {"part": 0, "line": 1, "column": 4, "end_line": 1, "end_column": 8, "snippet": "bake"}
# What may stand in what, after Jenkins' junit-10.xsd: elements, and attributes that must be there.
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase", "system-out", "system-err"},
    "properties": {"property"},
    "testcase": {"skipped", "error", "failure", "system-out", "system-err"},
}
NEEDED = {
    "testsuite": {"name", "tests", "failures", "errors"},
    "testcase": {"name", "classname"},
    "property": {"name"},
}


@cache
def checked() -> MessageReport:
    return check_message(MAIL, Scope(now=1))


def report(*findings: Finding, file: str = "a.eml") -> MessageReport:
    filters = {
        "rules": Filtered("suspicious", 1.0, findings),
        "header": Filtered("pass"),
        "blocklist": Filtered("skipped"),
    }
    return replace(checked(), file=file, scored=Scored(7.5, 0.2, 1.0, filters, findings, "1"))


def read(*reports: MessageReport, **more) -> ET.Element:
    return ET.fromstring("".join(junit(reports, **more)).encode())


def held(element: ET.Element) -> None:
    """Hold an element, and all in it, against the schema."""
    assert set(element.attrib) >= NEEDED.get(element.tag, set())
    for child in element:
        assert child.tag in CHILDREN.get(element.tag, set())
        held(child)


FOUND = Finding("RULE-OWN", "mine", where=PLACE, severity=Severity.ERROR, count=2)
NOTED = Finding("RULE-OWN", "other", where={"header": "Subject", "line": 2}, severity=Severity.INFO)
SKIPPED = Finding("RULE-OWN", "no time", severity=Severity.SKIPPED)


def test_each_message_is_a_suite_and_each_finding_a_case():
    suites = read(report(FOUND, NOTED, SKIPPED), report(file="b.eml"))
    held(suites)
    first, second = suites
    assert [suite.get("name") for suite in suites] == ["a.eml", "b.eml"]
    told = {key: first.get(key) for key in ("tests", "failures", "errors", "skipped")}
    assert told == {"tests": "5", "failures": "1", "errors": "0", "skipped": "2"}
    assert second.get("failures") == "0"
    assert len(first.findall("testcase")) == int(first.get("tests", ""))


def test_cases_are_classed_by_what_they_are_about():
    link = Finding("LINK-IP", "192.0.2.1", where=PLACE, severity=Severity.WARNING)
    classes = {
        one.get("name", "").split()[0]: one.get("classname")
        for one in read(report(FOUND, link)).iter("testcase")
    }
    assert classes["LINK-IP"] == "a.eml.links"
    assert classes["RULE-OWN"] == "a.eml.evidence"
    assert classes["filter"] == "a.eml.filters"


def test_a_failure_says_what_where_why_and_what_to_do():
    (failure,) = read(report(FOUND)).iter("failure")
    lines = (failure.text or "").splitlines()
    assert lines[:2] == ["mine", "part 1, 1:4: bake"]
    assert len(lines) >= 4


def test_cases_of_one_code_have_names_of_their_own():
    cases = [one.get("name", "") for one in read(report(FOUND, NOTED)).iter("testcase")]
    assert cases[:2] == ["RULE-OWN mine", "RULE-OWN other"]
    assert next(read(report(FOUND)).iter("testcase")).get("name", "").startswith("RULE-OWN A rule of your")


def test_what_is_worth_knowing_passes_and_says_so():
    (case,) = [
        one for one in read(report(NOTED)).iter("testcase") if one.get("name", "").startswith("RULE-OWN")
    ]
    (said,) = case
    assert said.tag == "system-out"
    assert (said.text or "").startswith("info: other\nSubject, line 2:")


def test_what_was_not_checked_is_skipped_and_never_passes():
    cases = {one.get("name", "").split()[0]: one for one in read(report(SKIPPED)).iter("testcase")}
    assert cases["RULE-OWN"].find("skipped").get("message") == "no time"
    skipped = [one.get("name") for one in read(report()).iter("testcase") if one.find("skipped") is not None]
    assert skipped == ["filter blocklist"]


@pytest.mark.parametrize(
    ("failing", "count"), [((), 0), ((Severity.ERROR,), 1), ((Severity.ERROR, Severity.INFO), 2)]
)
def test_which_findings_fail_is_for_the_caller_to_say(failing, count):
    assert len(list(read(report(FOUND, NOTED), failing=failing).iter("failure"))) == count


def test_the_score_stands_beside_it():
    known = {one.get("name"): one.get("value") for one in read(report()).iter("property")}
    assert known == {"score": "7.5", "spam_probability": "0.2", "model": "1"}


@pytest.mark.parametrize("lang", Lang)
def test_every_language(lang):
    held(read(report(FOUND, NOTED, SKIPPED), lang=lang))


@given(st.text(), st.text(), st.text())
def test_no_name_and_no_words_of_a_message_break_it(file, detail, words):
    hostile = Finding("RULE-OWN", detail, where={**PLACE, "snippet": words}, severity=Severity.ERROR)
    suites = read(report(hostile, file=file))
    held(suites)
    assert len(list(suites.iter("failure"))) == 1


def test_no_messages_are_no_suites():
    assert len(read()) == 0
