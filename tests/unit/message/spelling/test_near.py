"""What may have been meant: all that is one slip away."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailworthy.message.spelling.near import alphabet, candidates, twice


def slips(written: str, meant: str) -> int:
    """Count the letters left out, added, changed or swapped between two words, by the textbook."""
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for at, letter in enumerate(written):
        last, before, row = before, row, [at + 1]
        for to, other in enumerate(meant):
            cost = min(before[to] + (letter != other), before[to + 1] + 1, row[to] + 1)
            if at and to and letter == meant[to - 1] and other == written[at - 1]:
                cost = min(cost, last[to - 1] + 1)
            row.append(cost)
    return row[-1]


# fmt: off
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


@pytest.mark.parametrize(("language", "written", "meant"), MEANT)
def test_what_was_meant_is_a_candidate(language, written, meant):
    assert meant in candidates(written, alphabet(language))


@settings(max_examples=20)
@given(WORD)
def test_every_candidate_is_one_slip_away(word):
    assert {slips(word, one) for one in candidates(word, alphabet("en"))} <= {0, 1}


@given(WORD, WORD)
def test_nobody_one_slip_away_is_left_out(word, other):
    near = set(candidates(word, alphabet("en")))
    assert (slips(word, other) == 1) == (other in near and other != word)


@given(WORD, st.integers(0, 11))
def test_a_swap_is_the_first_thought(word, at):
    at %= len(word) - 1
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if swapped != word:
        assert swapped in [one for one, _ in zip(candidates(word, alphabet("en")), word, strict=False)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tommorow", "tomorrow"),
        ("neccesary", "necessary"),
        ("embarasment", "embarrassment"),
        ("occurance", "occurrence"),
    ],
)
def test_two_slips_that_people_make_in_one_word(written, meant):
    assert slips(written, meant) == 2
    assert meant in twice(written)


@settings(max_examples=20)
@given(WORD)
def test_two_slips_are_two_at_most(word):
    assert {slips(word, one) for one in twice(word)} <= {0, 1, 2}


def test_words_of_one_or_two_letters_are_near_to_nothing():
    assert not list(candidates("ab", alphabet("en")))
