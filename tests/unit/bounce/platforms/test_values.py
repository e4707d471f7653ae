"""Values as platforms write them: whatever comes, a value or nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.bounce.platforms.values import address, code, decoded, listed, moment, number, tag, text

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
# fmt: off
MOMENTS = [
    # as written                          meant
    (1767323045,                          AT),
    (1767323045.0,                        AT),
    ("1767323045",                        AT),
    ("1767323045.000",                    AT),
    (1767323045000,                       AT),
    (1767323045000000,                    AT),
    (1767323045000000000,                 AT),
    ("2026-01-02T03:04:05Z",              AT),
    ("2026-01-02T03:04:05.000000000Z",    AT),
    ("2026-01-02T05:04:05+02:00",         AT),
    ("2026-01-02 03:04:05",               AT),
    ("2026-01-02 03:04:05 UTC",           AT),
    ("2026-01-02 03:04:05 +0000 UTC",     AT),
    ("2026-01-02 05:04:05 +0200",         AT),
    ("Fri, 02 Jan 2026 03:04:05 GMT",     AT),
    ("Fri, 02 Jan 2026 05:04:05 +0200",   AT),
    ("2026-01-02",                        AT.replace(hour=0, minute=0, second=0)),
    # none
    ("",                                  None),
    (None,                                None),
    (True,                                None),
    ([],                                  None),
    (0,                                   None),
    (-5,                                  None),
    (float("nan"),                        None),
    (float("inf"),                        None),
    (10**40,                              None),
    ("2026-13-45",                        None),
    ("0001-01-01T00:00:00+14:00",         None),
    ("9999-12-31T23:59:59-14:00",         None),
    ("02/03/2026 10:00",                  None),  # March or February
    ("yesterday",                         None),
    ("9" * 400,                           None),
]
ADDRESSES = [
    ("ann@x.example",                     "ann@x.example"),
    ("  ann@x.example\n",                 "ann@x.example"),
    ("Ann <ann@x.example>",               "ann@x.example"),
    ('"Lee, Ann" <ann@x.example>',        "ann@x.example"),
    ("<ann@x.example>",                   "ann@x.example"),
    ("mailto:ann@x.example",              "ann@x.example"),
    ("ann@invalid",                       "ann@invalid"),
    ("Ann@X.example",                     "Ann@X.example"),
    ("ann",                               ""),
    ("ann @x.example",                    ""),
    (None,                                ""),
    (["ann@x.example"],                   ""),
    ({"email": "ann@x.example"},          ""),
    ("<" * 9999 + "a@b",                  ""),
]
CODES = [(550, 550), ("550", 550), (" 421 ", 421), (499, None), (605, None), (99, None), ("5.1.1", None), (True, None), (None, None)]
# fmt: on


@pytest.mark.parametrize(("written", "meant"), MOMENTS)
def test_times_of_any_form(written, meant):
    assert moment(written) == meant


@pytest.mark.parametrize(("written", "meant"), ADDRESSES)
def test_addresses_of_any_form(written, meant):
    assert address(written) == meant


@pytest.mark.parametrize(("written", "meant"), CODES)
def test_the_platforms_own_numbers_are_no_replies(written, meant):
    assert code(written) == meant


def test_numbers_come_as_text_and_text_as_numbers():
    assert (number("12"), number(12), number("12.5"), number("x"), number(10**30)) == (12, 12, 12, None, None)
    assert [text(given) for given in (12, True, None, [1])] == ["12", "", "", ""]


def test_a_tag_is_the_first_of_a_list_in_any_form():
    assert [tag(given) for given in (["a", "b"], "a", '["a","b"]', "[broken", [], None, [None, "a"])] == [
        "a", "a", "a", "", "", "", "a",
    ]  # fmt: skip


def test_one_is_a_list_of_one():
    assert (listed(None), listed([1]), listed({"a": 1})) == ([], [1], [{"a": 1}])


def test_json_that_is_none_is_nothing():
    assert decoded("{") is None
    assert decoded("[" * 100_000) is None
    assert decoded({"a": 1}) == {"a": 1}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_a_number_of_thousands_of_digits_is_none():
    assert (text(10**5000), number(10**5000), moment(10**5000)) == ("", None, None)


@given(ANYTHING)
def test_no_value_is_too_strange(value):
    for read in (text, number, code, moment, address, tag, listed, decoded):
        read(value)
