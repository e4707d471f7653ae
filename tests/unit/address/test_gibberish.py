"""Names of the world are let through, random strings are not; one by one and as a column alike."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.address import gibberish
from mailworthy.address.facts import Sure

# fmt: off
RANDOM = [
    "xkq7z9w2p", "qzxjkvwp", "bvcxnmlkq", "kjhgfdqz", "wqzrtpxm", "hjkqwzx", "zxqvbn7k", "f8g3k2j9x", "a9x8c7v6b5", "mxzqptwrk",
    "9f86d081884c7d65", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "d41d8cd98f00b204e9800998ecf8427e", "tzgkqwpv", "vkxjqzhw", "pq8rz5tw1x",
]
PLAIN = [
    "anna", "john.smith", "szczepan.krzysztof", "nguyen.tqh", "jdoe1987", "brzeczyszczykiewicz", "llyr.prydderch", "mkhitaryan", "ngcobo",
    "schwartzkopf", "hjalmar", "xiuying.zhang", "tsvetana", "gyorgy", "mstislav", "pwllheli", "hrvoje", "mbappe", "nkunku", "yngwie", "rhys",
    "", "a", "1", "12345678", "o", ".", "--", "j.r.r.t", "sunshine2010", "4ever", "sk8er", "r2d2",
]
# fmt: on


@pytest.mark.parametrize("text", RANDOM)
def test_random_strings_are_likely(text):
    assert gibberish.suspicion(text) is Sure.LIKELY


@pytest.mark.parametrize("text", PLAIN)
def test_names_of_any_language_are_not(text):
    assert gibberish.suspicion(text) is Sure.NO


def test_one_digit_inside_a_word_is_nothing_two_are_a_guess_three_are_likely():
    assert [gibberish.suspicion(text) for text in ("lena1b", "anna1b2c", "lena1b2c3d")] == [
        Sure.NO,
        Sure.GUESS,
        Sure.LIKELY,
    ]


def test_initials_before_a_surname_are_forgiven_the_same_letters_later_are_not():
    assert gibberish.score("xqwagner") > gibberish.score("wagnerxq")


def test_case_changes_nothing():
    assert gibberish.score("XkQ7z9W2p") == gibberish.score("xkq7z9w2p")


@given(st.lists(st.text(max_size=70)))
def test_a_column_scores_as_its_texts_do_one_by_one(texts):
    utf8 = [text for text in texts if text.isprintable()]
    assert gibberish.scores(pl.Series(utf8, dtype=pl.String)).tolist() == [
        gibberish.score(text) for text in utf8
    ]


@given(st.lists(st.from_regex(r"\A[a-z0-9._\n-]{0,40}\Z")))
def test_a_column_of_local_parts_too(texts):
    assert gibberish.scores(pl.Series(texts, dtype=pl.String)).tolist() == [
        gibberish.score(text) for text in texts
    ]


@given(st.from_regex(r"\A[A-Za-z0-9._+-]{0,40}\Z"))
def test_the_pattern_fits_whatever_has_a_score(text):
    if not re.search(gibberish.rare_pairs(), text):
        assert gibberish.score(text) == 0


@given(st.text(st.characters(), max_size=300))
def test_anything_has_a_score(text):
    assert isinstance(gibberish.score(text), int)


def test_lone_surrogates_do_no_harm():
    assert gibberish.score("a\ud800b") == 0
