"""Metas: rules that reckon with other rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.rules.spamassassin.meta import MetaFault, meta

HITS = {"A": 1, "B": 2, "C": 3}
# fmt: off
COMES_TO = [
    ("A", 1), ("N", 0), ("A && B", 2), ("A && N", 0), ("N || C", 3), ("A || C", 1), ("!A", 0), ("!N", 1), ("!!B", 1),
    ("A + B * C", 7), ("(A + B) * C", 9), ("C - B - A", 0), ("B / 2", 1), ("B / N", 0), ("-A + B", 1), ("A + B > 2", 1),
    ("A + B >= 3 && C == 3", 1), ("A != B", 1), ("B < A", 0), ("A <= 1", 1), ("A ? B : C", 2), ("N ? B : A ? 7 : 8", 7),
    ("A&&(B||N)&&!N", 1), ("()", 0), ("A ^ 3", 2), ("0.5 + .5", 1), ("A +1", 2), ("local_tests_only", 1), ("B == 1 + 1", 1),
]
UNREADABLE = ["", "A &&", "A B", "(A", "A)", "A ? B", "&& A", "A % B", "A $ B", "system('x')", "A; B", "(" * 200 + "A" + ")" * 200]
# fmt: on


@pytest.mark.parametrize(("text", "value"), COMES_TO, ids=range(len(COMES_TO)))
def test_what_an_expression_comes_to(text, value):
    assert meta(text).value(HITS) == value


@pytest.mark.parametrize("text", UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_cannot_be_read(text):
    with pytest.raises(MetaFault):
        meta(text)


def test_an_expression_knows_the_rules_that_it_names():
    assert meta("A && (B_1 + __C > 1) || !A").names == {"A", "B_1", "__C"}


@given(
    st.lists(
        st.sampled_from(
            ["A", "B", "(", ")", "&&", "||", "!", "+", "-", "*", "/", ">", "==", "?", ":", "1", "0"]
        ),
        max_size=12,
    )
)
def test_any_expression_comes_to_a_number_or_is_refused(tokens):
    try:
        value = meta(" ".join(tokens)).value(HITS)
    except MetaFault:
        return
    assert value == value + 0
