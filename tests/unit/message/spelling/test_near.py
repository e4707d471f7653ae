"""What may have been meant: all that is one slip away."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailworthy.message.spelling.near import alphabet, candidates, slips_between

# fmt: off
SLIPS = [
    # written         meant            slips
    ("garden",        "garden",        0),
    ("gadren",        "garden",        1),    # swapped
    ("gardn",         "garden",        1),    # left out
    ("gardden",       "garden",        1),    # doubled
    ("garfen",        "garden",        1),    # hit beside
    ("gerdn",         "garden",        2),
    ("gradne",        "garden",        2),
    ("",              "abc",           3),
]
MEANT = [
    # language  written       meant
    ("en",      "soyl",       "soil"),
    ("en",      "dont",       "don't"),
    ("en",      "recieve",    "receive"),
    ("en",      "accomodate", "accommodate"),
    ("de",      "fur",        "für"),
    ("de",      "gross",      "groß"),        # ß for ss is one slip, too
    ("fr",      "francais",   "français"),
    ("es",      "manana",     "mañana"),
    ("ru",      "превет",     "привет"),
]
# fmt: on
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12)


@pytest.mark.parametrize(("written", "meant", "expected"), SLIPS)
def test_slips_are_counted(written, meant, expected):
    assert slips_between(written, meant) == expected
    assert slips_between(meant, written) == expected


@pytest.mark.parametrize(("language", "written", "meant"), MEANT)
def test_what_was_meant_is_a_candidate(language, written, meant):
    assert meant in candidates(written, alphabet(language))


@settings(max_examples=20)
@given(WORD)
def test_every_candidate_is_one_slip_away(word):
    assert {slips_between(word, one) for one in candidates(word, alphabet("en"))} <= {0, 1}


@given(WORD, WORD)
def test_nobody_one_slip_away_is_left_out(word, other):
    near = set(candidates(word, alphabet("en")))
    assert (slips_between(word, other) == 1) == (other in near and other != word)


@given(WORD, st.integers(0, 11))
def test_a_swap_is_the_first_thought(word, at):
    at %= len(word) - 1
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if swapped != word:
        assert swapped in [one for one, _ in zip(candidates(word, alphabet("en")), word, strict=False)]


def test_words_of_one_or_two_letters_are_near_to_nothing():
    assert not list(candidates("ab", alphabet("en")))
