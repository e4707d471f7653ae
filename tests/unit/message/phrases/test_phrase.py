"""The phrases that ship, and a user's own."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.message.phrases import Phrase, class_label, own_phrases
from mailworthy.message.phrases.data import LANGUAGES, labels
from mailworthy.message.phrases.phrase import INNOCENT, phrases

# fmt: off
WRONG = [
    # the file                                                   what is said
    ("",                                                         "there is no phrase"),
    ("= 3",                                                      "Invalid"),
    ("x = 3",                                                    "write [x.phrases]"),
    ("[x]\nphrases = 3",                                         "write [x.phrases]"),
    ("[x.phrases]\n'act now' = 4",                               "a number from 0 to 3"),
    ("[x.phrases]\n'act now' = true",                            "a number from 0 to 3"),
    ("[x.phrases]\n'act now' = nan",                             "a number from 0 to 3"),
    ("[x.phrases]\n'act now' = { wait = 2 }",                    "there is no 'wait'"),
    ("[x]\ncolour = 2\nphrases = {}",                            "there is no 'colour'"),
    ("[x.phrases]\n'act now' = { variants = 'x' }",              "variants is a list"),
    ("[x.phrases]\n'act now' = { industries = ['moon'] }",       "no industry 'moon'"),
    ("[x.phrases]\n'' = 1",                                      "a phrase has words"),
    ("[x.phrases]\n'100 €' = 1",                                 "a phrase has words"),
    ("[x.phrases]\n'$$$' = 1",                                   "a phrase has words"),
    ("[x.phrases]\n'a*b' = 1",                                   "* only at its end"),
    ("language = 3\n[x.phrases]\na = 1",                         "3 is no word"),
    (f"[x.phrases]\n'{'a' * 81}' = 1",                           "at most 80"),
]
# fmt: on


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_enough_of_its_own(language):
    """A hundred rows in French, 150 to 300 in the languages that reports speak, of every class that has a name."""
    mine = [phrase for phrase in phrases() if phrase.language == language and phrase.class_ != INNOCENT]
    assert (100 if language == "fr" else 150) <= len(mine) <= 300
    assert {phrase.class_ for phrase in mine} == labels().keys()


def test_every_class_has_a_name_in_every_language():
    assert all(names.keys() == {"en", "de", "ja"} for names in labels().values())
    assert class_label("urgency", "de") == "Zeitdruck"
    assert class_label("vegetables", "de") == "vegetables"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_spelling_stands_twice(language):
    spelt = Counter(
        text.casefold()
        for phrase in phrases()
        if phrase.language == language
        for text in (phrase.text, *phrase.variants)
    )
    assert [text for text, times in spelt.items() if times > 1] == []


def test_only_what_is_innocent_weighs_nothing():
    assert all((phrase.weight == 0) == (phrase.class_ == INNOCENT) for phrase in phrases())


@pytest.mark.parametrize(
    "word", ["Impressum", "特定商取引法に基づく表記", "Legal notice", "frei", "Diagnose", "Hypothek"]
)
def test_what_costs_points_in_no_case(word):
    spelt = {
        text.casefold() for row in phrases() if row.class_ != INNOCENT for text in (row.text, *row.variants)
    }
    assert word.casefold() not in spelt


def test_a_users_file_has_the_same_shape():
    own = own_phrases(
        """
        language = "fr"
        [urgency.phrases]
        "dépêchez-vous" = 2
        "offre limitée" = { weight = 1, variants = ["offres limitées"], industries = ["shop"] }
        """,
        "mine.toml",
    )
    assert own == (
        Phrase("dépêchez-vous", "urgency", 2, "fr", origin="own"),
        Phrase("offre limitée", "urgency", 1, "fr", ("offres limitées",), frozenset({"shop"}), "own"),
    )


@pytest.mark.parametrize(("toml", "said"), WRONG)
def test_what_is_no_such_file_is_said_in_one_line(toml, said):
    with pytest.raises(InputError) as caught:
        own_phrases(toml, "mine.toml")
    message = str(caught.value)
    assert message.startswith("mine.toml: ")
    assert said in message
    assert "\n" not in message


@given(st.one_of(st.text(), st.text().map(lambda text: f'[x.phrases]\n"{text}" = 1')))
def test_any_file_is_read_or_refused(toml):
    with suppress(InputError):
        assert own_phrases(toml, "mine.toml")
