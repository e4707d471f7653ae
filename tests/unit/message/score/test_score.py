"""What findings weigh together: caps, what mending gains, and that mending never costs anything."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.finding import Finding, Severity
from mailworthy.message.score import FILTERS, scored
from mailworthy.message.score.weights import Together, Weight, Weights, Words

A, B, C, D = "SPF-MISSING", "SPF-TWO-RECORDS", "DMARC-MISSING", "MX-NULL"  # any codes of the registry do
WEIGHTS = Weights(
    "7",
    {
        A: Weight("one", 2.0),
        B: Weight("one", 1.5),
        C: Weight("other", 1.0),
        f"{C}:error": Weight("other", 2.0),
    },
    {"one": 3.0, "other": 4.0},
    (Together(frozenset({A, C}), "other", 0.5),),
    Words(up=1.0, most=4.0, down=0.5, least=1.5, lean=4.5),
)
USERS, FAULT = Finding("RULE-OWN", weight=2.5, severity=Severity.WARNING), Finding(D, severity=Severity.ERROR)
LAW = Finding("LAW-NO-UNSUB", severity=Severity.WARNING)


def said(*codes: str, severity: Severity = Severity.INFO) -> tuple[Finding, ...]:
    return tuple(Finding(code, severity=severity) for code in codes)


# fmt: off
SUMS = [
    # what is found                                           the words    points  score
    ((),                                                      None,        0.0,    10.0),
    (said(A),                                                 None,        2.0,    8.0),
    (said(A, A),                                              None,        3.0,    7.0),   # through the cap
    (said(A, B),                                              None,        3.0,    7.0),
    (said(A, C),                                              None,        3.5,    6.5),   # more than apart
    (said(C, severity=Severity.ERROR),                        None,        2.0,    8.0),   # graver, heavier
    (said(A, B, severity=Severity.SKIPPED),                   None,        0.0,    10.0),
    (said(A, B, severity=Severity.PASS),                      None,        0.0,    10.0),
    ((USERS, *said(A)),                                       None,        4.5,    5.5),   # the user's own weight
    ((FAULT,),                                                None,        0.0,    9.0),   # no evidence of spam, yet a fault
    ((FAULT, FAULT, FAULT),                                   None,        0.0,    8.5),
    ((FAULT, FAULT, LAW),                                     None,        0.0,    8.2),   # each kind through its own cap
    ((),                                                      0.5,         0.0,    10.0),  # unsure
    ((),                                                      0.2,         0.0,    10.0),
    ((),                                                      0.9,         0.0,    10.0),
    ((),                                                      0.001,       -1.5,   10.0),
    (said(A),                                                 0.001,       0.5,    8.0),   # praise mends nothing
    ((*said(A), Finding("BAYES-SPAM")),                       0.9999999,   6.0,    4.0),
]
# fmt: on


@pytest.mark.parametrize(("found", "chance", "points", "score"), SUMS, ids=range(len(SUMS)))
def test_what_findings_come_to(found, chance, points, score):
    told = scored({"header": found}, chance, weights=WEIGHTS)
    assert (told.points, told.score) == (points, score)


@pytest.mark.parametrize(("points", "spam"), [(4.99, False), (5.0, True), (5.01, True)])
def test_one_half_is_where_the_verdict_turns(points, spam):
    told = scored({"rules": (Finding("RULE-OWN", weight=points, severity=Severity.INFO),)}, weights=WEIGHTS)
    assert (told.spam_probability >= 0.5) is spam


# fmt: off
GAINS = [
    # what is found              the words   what mending each would gain
    (said(A, B),                 None,       {A: 1.5, B: 1.0}),               # less than it weighs: the cap holds
    (said(A, C),                 None,       {A: 2.5, C: 1.5}),               # more: what they weigh together goes too
    (said(A, C, C),              None,       {A: 2.5, C: 1.0}),               # not with the first of two
    ((FAULT, *said(A)),          None,       {D: 1.0, A: 2.0}),
    ((Finding("BAYES-SPAM"), *said(A)), 0.9999999, {"BAYES-SPAM": 4.0, A: 2.0}),
    ((USERS,) * 5,               None,       {"RULE-OWN": 0.0}),              # nothing gets below zero
]
# fmt: on


@pytest.mark.parametrize(("found", "chance", "gains"), GAINS, ids=range(len(GAINS)))
def test_what_mending_gains(found, chance, gains):
    assert {
        one.code: one.gain for one in scored({"content": found}, chance, weights=WEIGHTS).findings
    } == gains


def test_what_gains_most_comes_first():
    told = scored({"header": said(B, C), "content": (USERS,)}, weights=WEIGHTS)
    assert [one.code for one in told.findings] == ["RULE-OWN", B, C]


def test_each_filter_has_its_own_say():
    found = {
        "header": said(B),
        "links": said(A),
        "authentication": said(C, severity=Severity.ERROR),
        "rules": (USERS, USERS),
        "blocklist": said(A, severity=Severity.SKIPPED),
    }
    told = scored(found, None, skipped={"bayes"}, inputs={"bounce_rate": 0.01}, weights=WEIGHTS).filters
    assert tuple(told) == FILTERS
    assert {name: (one.verdict, one.points) for name, one in told.items()} == {
        "header": ("suspicious", 1.5),
        "content": ("suspicious", 2.0),
        "blocklist": ("skipped", 0.0),
        "rules": ("spam", 5.0),
        "bayes": ("skipped", 0.0),
        "reputation": ("suspicious", 2.0),
    }
    assert told["reputation"].as_dict()["inputs"] == {"bounce_rate": 0.01}
    assert "inputs" not in told["header"].as_dict()


def test_the_model_names_what_was_weighed_with():
    assert scored({}, base="base-3", weights=WEIGHTS).model == "7+base-3"


@given(st.sampled_from([(), said(A), said(A, C), (USERS, *said(A))]), st.floats(0, 1), st.floats(0, 1))
def test_within_the_unsure_band_words_lean_the_probability_never_across_the_verdict(found, one, other):
    low, high = sorted((one, other))
    less, more = (scored({"content": found}, chance, weights=WEIGHTS) for chance in (low, high))
    assert less.spam_probability <= more.spam_probability
    assert all((told.spam_probability >= 0.5) is (told.points >= 5) for told in (less, more))


findings = st.lists(
    st.builds(
        Finding,
        st.sampled_from([A, B, C, D, "BAYES-SPAM", "LAW-NO-UNSUB", "RULE-OWN"]),
        severity=st.sampled_from(list(Severity)),
        weight=st.sampled_from([0.0, 0.0, 0.3, 2.5]),
    ),
    max_size=12,
)


@given(findings, findings, st.none() | st.floats(0, 1))
def test_mending_never_lowers_the_score_nor_raises_the_probability(some, others, chance):
    before = scored({"header": (*some, *others)}, chance, weights=WEIGHTS)
    after = scored({"header": tuple(some)}, chance, weights=WEIGHTS)
    assert after.score >= before.score
    assert after.spam_probability <= before.spam_probability


@given(findings, st.none() | st.floats(0, 1))
def test_each_gain_is_what_mending_gains(some, chance):
    told = scored({"content": tuple(some)}, chance, weights=WEIGHTS)
    assert 0 <= told.score <= 10
    for at, one in enumerate(some):
        if one.code == "BAYES-SPAM":
            continue
        less = scored({"content": (*some[:at], *some[at + 1 :])}, chance, weights=WEIGHTS)
        gains = {
            each.gain for each in told.findings if (each.code, each.severity) == (one.code, one.severity)
        }
        assert any(less.score - told.score == pytest.approx(gain) for gain in gains)


@given(st.permutations([*said(A, B, C), USERS, FAULT, LAW]))
def test_the_order_of_findings_moves_nothing(some):
    in_order = scored({"content": (*said(A, B, C), USERS, FAULT, LAW)}, 0.95, weights=WEIGHTS)
    other = scored({"content": tuple(some)}, 0.95, weights=WEIGHTS)
    assert (other.score, other.points, list(chain(one.code for one in other.findings))) == (
        in_order.score, in_order.points, [one.code for one in in_order.findings],
    )  # fmt: skip


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_words_are_heard_the_more_the_surer_they_are(one, other):
    low, high = sorted((one, other))
    assert scored({}, low, weights=WEIGHTS).points <= scored({}, high, weights=WEIGHTS).points
