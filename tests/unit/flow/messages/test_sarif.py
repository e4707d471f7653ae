"""SARIF of messages: as the standard asks, at the file's own lines, and the same for the same finding tomorrow."""

from __future__ import annotations

import base64
import json
import quopri
from dataclasses import replace
from functools import cache
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.finding import Finding, Lang, Severity
from mailworthy.flow.check_message import check_message
from mailworthy.flow.messages.sarif import sarif, uri
from mailworthy.message.places import in_header, in_text
from mailworthy.message.report import MessageReport
from mailworthy.message.scope import Scope
from mailworthy.message.score import Scored

HEAD = b"From: Bakery <news@bakery.example>\nSubject: Fresh bread\n"
TEXT = "Grüße!\nWe bake again on Monday.\n"
PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\n\n" + TEXT.encode()
QUOTED = (
    HEAD
    + b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    + quopri.encodestring(TEXT.encode())
)
BASE64 = (
    HEAD
    + b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    + base64.encodebytes(TEXT.encode())
)


@cache
def checked(octets: bytes) -> MessageReport:
    return check_message(octets, Scope(now=1))


def report(octets: bytes = PLAIN, *, file: str = "a.eml", word: str = "bake", **more) -> MessageReport:
    """Give a report that found one word."""
    bare = checked(octets)
    at = bare.draft.text.index(word)
    place = in_text(bare.draft, at, at + len(word))
    finding = Finding("RULE-OWN", "mine", where=place, severity=Severity.ERROR, **more)
    return replace(bare, file=file, scored=Scored(findings=(finding,)))


def read(*reports: MessageReport, lang: Lang = Lang.EN) -> dict:
    return json.loads("".join(sarif(reports, lang)))


def region(octets: bytes, **more) -> dict:
    (result,) = read(report(octets, **more))["runs"][0]["results"]
    return result["locations"][0]["physicalLocation"]["region"]


def held(document: dict) -> None:
    """Hold a document against what the standard asks of the properties that we write."""
    assert set(document) == {"$schema", "version", "runs"}  # §3.13
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    assert set(run) == {"columnKind", "language", "results", "tool"}  # §3.14
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    driver = run["tool"]["driver"]
    assert driver["name"]  # §3.19.8
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))  # §3.49.3
    for rule in driver["rules"]:
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]  # §3.27.6
        assert result["message"]["text"]  # §3.27.11
        assert (result["kind"] == "fail") is (result["level"] in {"note", "warning", "error"})  # §3.27.10
        assert all(isinstance(mark, str) for mark in result["partialFingerprints"].values())  # §3.27.17
        assert result["occurrenceCount"] >= 1  # §3.27.18
        for location in result["locations"]:
            where = location["physicalLocation"]
            assert where["artifactLocation"]["uri"].isascii()
            lines = where["region"]
            assert 1 <= lines["startLine"] <= lines.get("endLine", lines["startLine"])  # §3.30.5
            assert lines.get("startColumn", 1) >= 1


@pytest.mark.parametrize("lang", Lang)
def test_it_is_as_the_standard_asks(lang):
    held(read(report(), report(QUOTED, file="b.eml"), report(BASE64, file="c.eml"), lang=lang))
    held(read())


def test_a_rule_is_told_once_with_help_and_the_page_that_says_more():
    (rule,) = read(report(), report())["runs"][0]["tool"]["driver"]["rules"]
    assert rule["id"] == "RULE-OWN"
    assert rule["helpUri"] == "docs/findings/RULE-OWN.md"
    assert rule["help"]["text"].endswith("mailworthy explain RULE-OWN")


# fmt: off
PLACES = [
    # how it is written                    line  column
    (PLAIN,                                6,    4),
    (PLAIN.replace(b"\n", b"\r\n"),        6,    4),
    (b"\n\n" + PLAIN,                      8,    4),
    (QUOTED,                               7,    4),
]
# fmt: on


@pytest.mark.parametrize(("octets", "line", "column"), PLACES)
def test_a_place_is_one_of_the_file_s_own_lines(octets, line, column):
    found = region(octets)
    assert (found["startLine"], found["startColumn"]) == (line, column)
    lines = octets.splitlines()
    assert lines[line - 1][column - 1 :].startswith(b"bake")


def test_what_stands_in_base64_has_its_place_in_the_decoded_part():
    (result,) = read(report(BASE64))["runs"][0]["results"]
    (location,) = result["locations"]
    assert location["physicalLocation"]["region"]["startLine"] == 1
    assert location["message"]["text"] == "decoded part 1, 2:4"


def test_a_field_of_the_header_has_its_lines():
    bare = report()
    finding = Finding("RULE-OWN", "mine", where=in_header(bare.draft, "Subject"))
    (result,) = read(replace(bare, scored=Scored(findings=(finding,))))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 2
    assert result["locations"][0]["logicalLocations"] == [{"name": "Subject", "kind": "header"}]


# fmt: off
LEVELS = [
    # severity           kind              level
    (Severity.ERROR,     "fail",           "error"),
    (Severity.WARNING,   "fail",           "warning"),
    (Severity.INFO,      "fail",           "note"),
    (Severity.SKIPPED,   "notApplicable",  "none"),
]
# fmt: on


@pytest.mark.parametrize(("severity", "kind", "level"), LEVELS)
def test_levels_are_those_of_severities(severity, kind, level):
    bare = report()
    told = replace(bare, scored=Scored(findings=(Finding("RULE-OWN", "x", severity=severity),)))
    (result,) = read(told)["runs"][0]["results"]
    assert (result["kind"], result["level"]) == (kind, level)


def mark(told: MessageReport) -> list[str]:
    return [one["partialFingerprints"]["mailworthyFinding/v1"] for one in read(told)["runs"][0]["results"]]


def test_a_finding_stays_the_same_when_its_lines_move():
    moved = PLAIN.replace(TEXT.encode(), b"A line more.\n" + TEXT.encode())
    assert mark(report(PLAIN)) == mark(report(moved))
    assert mark(report(PLAIN)) != mark(report(PLAIN, word="Monday"))
    assert mark(report(PLAIN)) != mark(report(PLAIN, file="b.eml"))


def test_two_of_the_same_are_told_apart():
    bare = report()
    twice = replace(bare, scored=Scored(findings=bare.findings * 2))
    first, second = mark(twice)
    assert first != second


# fmt: off
URIS = [
    # file             uri
    ("a.eml",          "a.eml"),
    ("in/ä b.eml",     "in/%C3%A4%20b.eml"),
    ("all.mbox#2",     "all.mbox%232"),
    ("/srv/a.eml",     "file:///srv/a.eml"),
    ("a:b.eml",        "a%3Ab.eml"),
    ("-",              "stdin"),
    ("",               "stdin"),
]
# fmt: on


@pytest.mark.parametrize(("file", "told"), URIS)
def test_a_file_is_a_uri(file, told):
    assert uri(file) == told


@given(st.text(min_size=1), st.text(), st.text())
def test_no_name_and_no_words_of_a_message_break_it(file, detail, words):
    bare = report(file=file)
    hostile = Finding("RULE-OWN", detail, where={**bare.findings[0].where, "snippet": words})
    document = "".join(sarif([replace(bare, scored=Scored(findings=(hostile,)))]))
    held(json.loads(document))
    assert all(c.isprintable() or c == "\n" for c in document)
    if file.isascii() and file.isprintable() and file != "-":
        (result,) = json.loads(document)["runs"][0]["results"]
        assert unquote(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]).endswith(file)
