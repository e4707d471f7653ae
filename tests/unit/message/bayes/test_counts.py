"""Counts are the truth: they add, subtract and merge exactly, in any order."""

from __future__ import annotations

from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.message.bayes.counts import Counts, counted
from mailworthy.message.bayes.said import Said
from mailworthy.message.bayes.tokens import tokens


def message(*words: str):
    return tokens(Said(body=". ".join(words)))


messages = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f"]), max_size=6).map(lambda words: message(*words)),
    max_size=6,
)
batches = st.tuples(messages, messages).map(lambda both: counted(*both))


def test_a_token_counts_once_a_message():
    counts = counted([message("a", "a", "b")], [message("b"), message("b", "c")])
    spam, ham = counts.of(message("a", "b", "c", "d").hashes)
    assert (spam.tolist(), ham.tolist()) == ([1, 1, 0, 0], [0, 2, 1, 0])
    assert (counts.spam_messages, counts.ham_messages) == (1, 2)


def test_nothing_is_known_of_nothing():
    spam, ham = Counts.none().of(message("a").hashes)
    assert (spam.tolist(), ham.tolist()) == ([0], [0])


@given(batches, batches)
def test_what_is_added_and_taken_out_again_leaves_no_trace(some, others):
    assert some + others - others == some
    assert some + others - some == others


@given(st.lists(batches, max_size=5), st.randoms())
def test_batches_merge_in_any_order(parts, dice):
    shuffled = dice.sample(parts, len(parts))
    assert reduce(add, parts, Counts.none()) == reduce(add, shuffled, Counts.none())


@given(messages, messages)
def test_one_batch_is_as_good_as_many(spam, ham):
    one_by_one = [counted([each]) for each in spam] + [counted([], [each]) for each in ham]
    assert counted(spam, ham) == reduce(add, one_by_one, Counts.none())


@given(batches)
def test_tokens_are_sorted_and_stand_once(counts):
    assert np.array_equal(counts.hashes, np.unique(counts.hashes))
    assert ((counts.spam > 0) | (counts.ham > 0)).all()


# fmt: off
NOT_LEARNT = [
    # learnt                                 taken out
    (counted([message("a")]),                counted([message("b")])),
    (counted([message("a")]),                counted([], [message("a")])),       # as the other class
    (counted([message("a")]),                counted([message("a")] * 2)),
    (counted([message("a")]),                counted([message()] * 2)),          # without a token
    (Counts.none(),                          counted([], [message("z")])),
]
# fmt: on


@pytest.mark.parametrize(("learnt", "wrong"), NOT_LEARNT)
def test_what_was_not_learnt_cannot_be_taken_out(learnt, wrong):
    with pytest.raises(InputError, match="not learnt"):
        _ = learnt - wrong


def test_counts_are_no_other_thing():
    assert Counts.none() != 0
