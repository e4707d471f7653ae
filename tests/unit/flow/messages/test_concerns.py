"""What findings are about, and in which order people are told."""

from __future__ import annotations

import message_sample
import pytest

from mailworthy.finding import Finding, Lang, Severity, codes
from mailworthy.flow.messages.concerns import Concern, alike, concern_of, grouped, to_paste
from mailworthy.flow.page import Speech
from mailworthy.message.report import severity_of

# fmt: off
CONCERNS = [
    # finding                                        what it is about
    (Finding("LAW-NO-UNSUB"),                        Concern.LAW),
    (Finding("LINK-IP", weight=2.0),                 Concern.LINKS),
    (Finding("IMG-ONLY", weight=1.0),                Concern.PICTURES),
    (Finding("HDR-SUBJECT-CAPS", weight=1.0),        Concern.EVIDENCE),
    (Finding("HDR-NO-LIST-UNSUB"),                   Concern.DELIVERY),
    (Finding("HTML-FORM", weight=1.0),               Concern.EVIDENCE),
    (Finding("HTML-FORM"),                           Concern.ACCESS),
    (Finding("MSG-NO-TEXT"),                         Concern.DELIVERY),
    (Finding("CONTENT-SPAM-WORDS", weight=3.0),      Concern.EVIDENCE),
    (Finding("CONTENT-MERGE-LEFTOVER", weight=0.5),  Concern.LANGUAGE),
    (Finding("CONTENT-VALUE-MISSING", weight=0.5),   Concern.LANGUAGE),
    (Finding("MSG-GARBLED"),                         Concern.LANGUAGE),
    (Finding("AUTH-DMARC-FAIL", weight=1.5),         Concern.DELIVERY),
    (Finding("RULE-OWN", weight=1.0),                Concern.EVIDENCE),
]
# fmt: on


@pytest.mark.parametrize(("finding", "concern"), CONCERNS)
def test_what_a_finding_is_about(finding, concern):
    assert concern_of(finding) is concern


def test_each_code_is_about_something():
    assert {concern_of(Finding(code)) for code in codes()} <= set(Concern)


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("concern", list(Concern))
def test_each_concern_has_its_words(concern, lang):
    assert all(Speech(lang).say(f"{concern.value}.{part}") for part in ("title", "lede"))


def test_nothing_is_lost_but_what_nobody_looked_at():
    findings = message_sample.faulty().findings
    told = [id(one) for group in grouped(findings) for one in group.findings]
    said = [id(one) for one in findings if severity_of(one) not in {Severity.SKIPPED, Severity.PASS}]
    assert sorted(told) == sorted(said)


def test_the_gravest_comes_first_then_what_gains_most():
    findings = (
        Finding("LINK-HTTP", severity=Severity.WARNING, gain=0.2),
        Finding("IMG-ONLY", severity=Severity.INFO),
        Finding("IMG-TRACKING", severity=Severity.WARNING, gain=0.4),
        Finding("LAW-NO-UNSUB", severity=Severity.ERROR),
    )
    groups = grouped(findings)
    assert [group.concern for group in groups] == [Concern.LAW, Concern.PICTURES, Concern.LINKS]
    assert [one.code for one in groups[1].findings] == ["IMG-TRACKING", "IMG-ONLY"]
    assert groups[1].counts == {Severity.WARNING: 1, Severity.INFO: 1}


def test_what_is_alike_stands_together():
    teh, wiht, other = Finding("LINK-IP", "a"), Finding("LINK-IP", "b"), Finding("LINK-HTTP")
    graver = Finding("LINK-IP", "c", severity=Severity.ERROR)
    assert alike([teh, other, wiht, graver]) == ([teh, wiht], [other], [graver])


# fmt: off
PASTED = [
    # what was found                  what to paste      what is left to show
    ("recieve → receive, relieve",    "receive",         ""),
    ("the the → the",                 "the",             ""),
    ("#959595 / #ffffff",             "#767676",         "#767676"),
    ("display:flex ✗ Outlook",        "<table>",         "<table>"),
    ("a → b",                         "c",               "c"),
]
# fmt: on


@pytest.mark.parametrize(("detail", "fix", "left"), PASTED)
def test_what_was_just_named_is_not_shown_again_to_be_pasted(detail, fix, left):
    assert to_paste(Finding("LINK-IP", detail, fix=fix)) == left
