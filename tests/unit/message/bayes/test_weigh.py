"""What a verdict promises: the words that moved it, an unsure band, and silence where too little was learnt."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.bayes.counts import Counts, counted
from mailworthy.message.bayes.said import Said
from mailworthy.message.bayes.tokens import tokens
from mailworthy.message.bayes.weigh import (
    LEAST_OF_EACH,
    MOST_UNBALANCE,
    SHOWN,
    Learnt,
    Line,
    Silence,
    Standing,
    Verdict,
    weigh,
)

GLUE = "we are here and you will find this with all of our news for the week"
SPAM = f"{GLUE}. cheap pills casino winner"
HAM = f"{GLUE}. meeting minutes garden harvest"
BOTH = f"{GLUE}. casino winner. garden harvest"
GERMAN = "wir haben heute viele neue Sachen und freuen uns auf euren Besuch im Garten"


def said(text: str, subject: str = ""):
    return tokens(Said(subject=subject, body=text))


def learnt(spam: int, ham: int) -> Counts:
    return counted([said(SPAM)] * spam, [said(HAM)] * ham)


FULL = learnt(100, 100)
NOTHING = Counts.none()


# fmt: off
VERDICTS = [
    # the text    verdict          reason for silence
    (SPAM,        Verdict.SPAM,    Silence.NOT_SILENT),
    (HAM,         Verdict.HAM,     Silence.NOT_SILENT),
    (BOTH,        Verdict.UNSURE,  Silence.NOT_SILENT),
    (GLUE,        Verdict.UNSURE,  Silence.NOT_SILENT),
    (GERMAN,      Verdict.UNSURE,  Silence.STRANGE_LANGUAGE),
    ("casino",    Verdict.UNSURE,  Silence.TOO_SHORT),
    ("",          Verdict.UNSURE,  Silence.TOO_SHORT),
]
STANDINGS = [
    # own spam                            own ham              its standing
    (0,                                   0,                   Standing.NONE),
    (LEAST_OF_EACH - 1,                   1000,                Standing.TOO_FEW),
    (1000,                                0,                   Standing.TOO_FEW),
    (LEAST_OF_EACH,                       LEAST_OF_EACH,       Standing.USED),
    (LEAST_OF_EACH * MOST_UNBALANCE,      LEAST_OF_EACH,       Standing.USED),
    (LEAST_OF_EACH * MOST_UNBALANCE + 1,  LEAST_OF_EACH,       Standing.UNBALANCED),
    (LEAST_OF_EACH,                       LEAST_OF_EACH * MOST_UNBALANCE + 1, Standing.UNBALANCED),
]
# fmt: on


@pytest.mark.parametrize("which", ["base", "own"])
@pytest.mark.parametrize(("text", "verdict", "silence"), VERDICTS)
def test_the_words_decide(text, verdict, silence, which):
    known = Learnt(FULL, NOTHING) if which == "base" else Learnt(NOTHING, FULL)
    told = weigh(said(text), known)
    assert (told.verdict, told.silence) == (verdict, silence)
    assert (told.probability is None) == (silence is not Silence.NOT_SILENT)


@pytest.mark.parametrize(("spam", "ham", "standing"), STANDINGS)
def test_an_own_store_is_heard_when_it_has_seen_enough_of_both(spam, ham, standing):
    own = learnt(spam, ham)
    assert weigh(said(SPAM), Learnt(FULL, own)).standing is standing
    alone = weigh(said(SPAM), Learnt(NOTHING, own))
    assert (alone.silence is Silence.NOTHING_LEARNT) == (standing is not Standing.USED)


def test_an_own_store_that_is_not_heard_moves_nothing():
    alone, unheard = (weigh(said(BOTH), Learnt(FULL, own)) for own in (NOTHING, learnt(40, 1)))
    assert replace(unheard, standing=Standing.NONE) == alone


def test_ones_own_messages_prevail_over_the_base():
    """The base calls it spam; a pharmacy's own hundred letters of that kind say otherwise."""
    own = counted([said(f"{GLUE}. lottery")] * 100, [said(SPAM)] * 100)
    assert weigh(said(SPAM), Learnt(FULL, NOTHING)).verdict is Verdict.SPAM
    assert weigh(said(SPAM), Learnt(FULL, own)).verdict is Verdict.HAM


def test_words_that_only_the_base_knows_keep_their_weight():
    own = counted([said(f"{GLUE}. lottery")] * 60, [said(f"{GLUE}. tulips")] * 60)
    assert weigh(said(SPAM), Learnt(FULL, own)).verdict is Verdict.SPAM


def test_larger_classes_do_not_look_guiltier():
    assert weigh(said(GLUE), Learnt(learnt(900, 100), NOTHING)).probability == pytest.approx(0.5, abs=0.01)


def test_a_language_learnt_of_one_class_only_is_strange():
    """All that is German was ham: German words then say nothing about spam."""
    base = counted([said(SPAM)] * 100, [said(HAM)] * 100 + [said(GERMAN)] * 100)
    assert weigh(said(f"{GERMAN}. casino"), Learnt(base, NOTHING)).silence is Silence.STRANGE_LANGUAGE


def test_the_words_that_moved_it_are_told_with_counts_and_place():
    base = counted([tokens(Said("casino", SPAM))] * 30, [said(HAM)] * 40)
    told = weigh(tokens(Said("casino", f"{GLUE}. casino. garden")), Learnt(base, learnt(50, 60)))
    assert {(each.word, each.place, each.spam, each.ham) for each in told.spam} == {
        ("casino", "subject", 30, 0),
        ("casino", "body", 80, 0),
    }
    assert [(each.word, each.place, each.spam, each.ham) for each in told.ham[:1]] == [
        ("garden", "body", 0, 100)
    ]
    assert all(each.weight > 0 for each in told.spam)
    assert all(each.weight < 0 for each in told.ham)


def test_a_mixture_is_told_from_a_message_that_says_nothing():
    mixture, nothing = (weigh(said(text), Learnt(FULL, NOTHING)) for text in (BOTH, GLUE))
    assert min(mixture.for_spam, mixture.for_ham) > 0.9
    assert max(nothing.for_spam, nothing.for_ham) < 0.6


@pytest.mark.parametrize(("line", "verdict"), [(Line(), Verdict.UNSURE), (Line(1, 9), Verdict.SPAM), (Line(1, -9), Verdict.HAM), (Line(1e9, -1e9), Verdict.HAM)])  # fmt: skip
def test_the_line_makes_the_probability(line, verdict):
    assert weigh(said(GLUE), Learnt(FULL, NOTHING, line)).verdict is verdict


words = st.lists(st.sampled_from([*SPAM.split(), *HAM.split(), "new", "無料です"]), max_size=40).map(" ".join)


@given(st.lists(words, max_size=8), st.lists(words, max_size=8), words)
def test_any_message_against_anything_learnt(spam, ham, text):
    one = counted([said(each) for each in spam] * 60, [said(each) for each in ham] * 60)
    told = weigh(said(text), Learnt(one, one))
    assert told == weigh(said(text), Learnt(one, one))
    assert told.probability is None or 0 <= told.probability <= 1
    assert 0 <= told.for_spam <= 1
    assert 0 <= told.for_ham <= 1
    assert max(len(told.spam), len(told.ham)) <= SHOWN
