"""The demo's newsletter: each of its faults is found, the mended one has none, in the reader's language."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from mailworthy.finding import Lang, Severity
from mailworthy.flow.demo.messages import write_messages
from mailworthy.flow.run_demo import message_demo
from mailworthy.message.report import severity_of

# fmt: off
MEANT = [
    # what is wrong                               how it is said
    ("phrases close together",                    "CONTENT-SPAM-WORDS"),
    ("words that nobody sees",                    "CONTENT-HIDDEN-TEXT"),
    ("a merge tag that nobody filled",            "CONTENT-MERGE-LEFTOVER"),
    ("another domain in the sender's name",       "HDR-FROM-NAME-DECEPTIVE"),
    ("answers to a free mailbox",                 "HDR-REPLY-TO-FREE"),
    ("a subject that shouts",                     "HDR-SUBJECT-CAPS"),
    ("a subject that pretends to answer",         "HDR-SUBJECT-FAKE-RE"),
    ("a subject that ends in !!!",                "HDR-SUBJECT-PUNCT"),
    ("a form",                                    "HTML-FORM"),
    ("a script",                                  "HTML-SCRIPT"),
    ("a link without encryption",                 "LINK-HTTP"),
    ("a link to a number",                        "LINK-IP"),
    ("a link that says another place",            "LINK-MISMATCH"),
    ("a link through a shortener",                "LINK-SHORTENER"),
    ("no plain text",                             "MSG-NO-TEXT"),
    ("an archive as attachment",                  "MSG-RISKY-ATTACHMENT"),
    ("no way out but by login or letter",         "LAW-NO-UNSUB"),
]
# fmt: on
GRAVE = {Severity.ERROR, Severity.WARNING}


@pytest.fixture(scope="module", params=Lang)
def written(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    return request.param, folder, message_demo(folder, request.param)


@pytest.mark.parametrize(("_wrong", "code"), MEANT, ids=[row[1] for row in MEANT])
def test_each_fault_is_found(written, _wrong, code):
    _, _, demo = written
    assert code in {one.code for one in demo.before.findings if severity_of(one) in GRAVE}


def test_the_mended_one_has_none(written):
    _, _, demo = written
    assert [one.code for one in demo.after.findings if severity_of(one) in GRAVE] == []
    assert demo.before.scored.score < 5
    assert demo.after.scored.score > 9
    assert demo.after.scored.spam_probability < demo.before.scored.spam_probability


def test_pages_lie_beside_the_messages(written):
    lang, folder, demo = written
    pages = {name: path.read_text(encoding="utf-8") for name, path in demo.files.items()}
    assert set(pages) == {"before", "after"}
    assert all(f'<html lang="{lang.value}">' in page for page in pages.values())
    lines = (folder / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["file"] for line in lines] == ["newsletter.eml", "newsletter-mended.eml"]


def test_it_is_german_for_germans_and_of_today(tmp_path):
    day = datetime(2026, 11, 22, 8, tzinfo=UTC)
    for lang, word in ((Lang.EN, "autumn"), (Lang.DE, "Herbst"), (Lang.JA, "autumn")):
        for path in write_messages(tmp_path, day, lang):
            text = path.read_text(encoding="utf-8")
            assert "\nDate: Sun, 22 Nov 2026 08:00:00 +0000\n" in text
            assert word.lower() in text.lower()
            assert "{date}" not in text
