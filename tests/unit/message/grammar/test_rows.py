"""Each row's own examples: what is wrong is found and mended, what is right is left alone by all rows together."""

from __future__ import annotations

import re

import pytest

from mailworthy.message.grammar import data
from mailworthy.message.grammar.slips import by_rows

ROWS = [(language, row) for language in data.RULED for row in data.toml(f"{language}.toml")["rule"]]
EACH = pytest.mark.parametrize(
    ("language", "row"), ROWS, ids=[f"{language}-{row['name']}" for language, row in ROWS]
)


@EACH
def test_the_bad_example_is_found_once(language, row):
    assert len(list(by_rows(row["bad"], language))) == 1


@EACH
def test_it_is_found_by_its_own_row_and_mended(language, row):
    rule = next(rule for rule in data.rules(language) if rule.name == row["name"])
    assert list(rule.find(row["bad"], row["bad"].lower()))
    if row["mended"]:
        assert re.sub(row["pattern"], row["instead"], row["bad"]) == row["mended"]
    else:
        assert "instead" not in row


@EACH
def test_the_good_examples_are_left_alone(language, row):
    for good in row["good"]:
        assert list(by_rows(good, language)) == []


@EACH
def test_a_text_that_every_hit_has_stands_in_some_hit(language, row):
    """Nothing is looked for in vain: each such text alone lets the pattern be tried."""
    assert all(one == one.lower() for one in row["has"])
    assert any(one in row["bad"].lower() for one in row["has"])


@pytest.mark.parametrize("language", data.RULED)
def test_names_are_told_apart(language):
    names = [rule.name for rule in data.rules(language)]
    assert len(names) == len(set(names))


def test_other_languages_have_no_rows():
    assert data.rules("es") == data.rules("") == ()
