"""What the words tell, as findings: which words, where they stand, and why nothing is said."""

from __future__ import annotations

import pytest

from mailworthy.message.bayes.counts import Counts, counted
from mailworthy.message.bayes.look import look, version
from mailworthy.message.bayes.said import Said
from mailworthy.message.bayes.tokens import tokens
from mailworthy.message.bayes.weigh import Learnt, Line
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

SPAM = "Earn easy money at home today with our secret system, order now and pay nothing."
HAM = "The minutes of our meeting on Tuesday are attached, tell me what is missing with the system."
FOREIGN = "Wir freuen uns sehr, Ihnen heute unseren neuen Katalog mit vielen schönen Dingen zeigen zu dürfen."
COUNTS = counted([tokens(Said("", SPAM + HAM[:40]))] * 60, [tokens(Said("", HAM + SPAM[:40]))] * 60)
SCOPE = Scope(learnt=Learnt(Counts.none(), COUNTS, Line(3.0)))

# fmt: off
SAID = [
    # body                      what is found
    (SPAM,                      ["BAYES-SPAM"]),
    (HAM,                       []),
    (FOREIGN,                   ["BAYES-SILENT"]),
    ("Too short.",              ["BAYES-SILENT"]),
    (f"{SPAM} {HAM[:70]}",                ["BAYES-UNSURE"]),
]
# fmt: on


def heard(body: str, subject: str = "News", kind: str = "plain"):
    head = f"From: a@example.com\nSubject: {subject}\nMIME-Version: 1.0\nContent-Type: text/{kind}; charset=utf-8\n\n"
    return look(read(f"{head}{body}\n".encode()), SCOPE)


@pytest.mark.parametrize(("body", "codes"), SAID, ids=range(len(SAID)))
def test_what_is_said_of_words(body, codes):
    assert [one.code for one in heard(body)[1]] == codes


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_the_words_are_shown_where_they_stand(kind):
    _, (finding,) = heard(SPAM, kind=kind)
    places = [finding.where, *finding.also]
    assert all(place["line"] == 1 for place in places)
    assert {place["snippet"] for place in places} >= {"secret"}
    assert "“secret” (60:0)" in finding.detail


@pytest.mark.parametrize(("body", "why"), [(FOREIGN, "strange_language"), ("Short.", "too_short")])
def test_silence_has_its_reason(body, why):
    weighed, (finding,) = heard(body)
    assert (weighed.probability, finding.detail) == (None, why)


def test_the_version_says_whose_words_were_heard():
    assert version(Scope()).startswith("base-")
    assert version(SCOPE).startswith("own+base-")
