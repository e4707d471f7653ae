"""Against the messages of the corpora: what was labelled is said, clean ones pass, and nothing goes wrong on any."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from message_corpus import messages

from mailworthy.finding import Severity, lookup
from mailworthy.message.law import judge
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[5] / "shared" / "corpora"))
MADE = CORPORA / "messages" / "made"
# Warnings on what was found in the wild, each looked at: none of these messages shows what is said to be missing.
REVIEWED = {
    ("email-templates-26-index.html", "LAW-NO-POSTAL-ADDRESS"),
    ("email-templates-explorational.html", "LAW-NO-POSTAL-ADDRESS"),
    ("email-templates-general.html", "LAW-NO-POSTAL-ADDRESS"),
    ("foundation-emails-templates-newsletter-2.html", "LAW-NO-POSTAL-ADDRESS"),
    ("responsive-html-email-template-index.html", "LAW-NO-POSTAL-ADDRESS"),
    ("rspamd-test-functional-messages-html-phishing.eml", "LAW-NO-SENDER-NAME"),
    ("rspamd-test-functional-messages-html-template-1-fuzzy.eml", "LAW-NO-SENDER-NAME"),
    ("rspamd-test-functional-messages-html-template-1-fuzzy.eml", "LAW-NO-POSTAL-ADDRESS"),
    ("mailparser-test-fixtures-spam.eml", "LAW-DE-NO-IMPRESSUM"),
}

_GRAVE = {Severity.ERROR, Severity.WARNING}


def _labels():
    path = MADE.parent / "labels.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else []


def _said(row):
    raw = (MADE.parent / row["file"]).read_bytes()
    return judge(read(raw), Scope(language=row["lang"])).findings


@pytest.mark.corpora
@pytest.mark.parametrize("row", _labels(), ids=lambda row: row["file"])
def test_made_messages(row):
    """What a label asks for is said; of another case of the law nothing graver than a note."""
    expected = {code for code in row["must"] if code.startswith("LAW-")}
    said = _said(row)
    assert expected <= {one.code for one in said}
    if not expected:
        assert not _grave(said)


def _grave(said):
    return {one.code for one in said if (one.severity or lookup(one.code).severity) in _GRAVE}


@pytest.mark.corpora
def test_found_messages_get_no_warning_that_nobody_looked_at():
    manifest = json.loads((MADE.parent / "manifest.json").read_text("utf-8"))
    said = {}
    for row in manifest:
        path = MADE.parent / "found" / Path(row["file"]).name
        draft = read(path.read_bytes(), "eml" if path.suffix == ".eml" else "html")
        language = row["lang"] if len(row["lang"]) == 2 else ""
        said[path.name] = _grave(judge(draft, Scope(language=language)).findings)
    assert {(name, code) for name, codes in said.items() for code in codes} <= REVIEWED


@pytest.mark.corpora
def test_nothing_goes_wrong_on_any_message():
    for given in messages(CORPORA, every=23):
        for block in judge(read(given.raw, given.kind), Scope()).blocks:
            block.as_dict()
