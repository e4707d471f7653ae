"""What rspamd answers, and what only looks like it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.wire.filtered import SYMBOLS, Filtered, Symbol
from mailworthy.wire.rspamd import OPTIONS, filtered

ANSWER = {
    "is_skipped": False,
    "score": 5.9,
    "required_score": 15.0,
    "action": "greylist",
    "symbols": {
        "MISSING_MID": {
            "name": "MISSING_MID",
            "score": 2.5,
            "metric_score": 2.5,
            "description": "Message id is missing",
        },
        "MIME_GOOD": {
            "name": "MIME_GOOD",
            "score": -0.1,
            "description": "Known content-type",
            "options": ["text/plain"],
        },
        "MIME_TRACE": {"name": "MIME_TRACE", "score": 0.0, "options": ["0:+"]},
    },
    "messages": {},
    "urls": ["192.0.2.1"],
    "message-id": "undef",
}
MEANT = Filtered(
    score=5.9,
    threshold=15.0,
    verdict="greylist",
    symbols=(
        Symbol("MISSING_MID", 2.5, "Message id is missing"),
        Symbol("MIME_GOOD", -0.1, "Known content-type", ("text/plain",)),
        Symbol("MIME_TRACE", 0.0, "", ("0:+",)),
    ),
)

# fmt: off
NO_ANSWERS = [
    # octets                                                      what is said
    (b"",                                                         "no JSON"),
    (b"<html>",                                                   "no JSON"),
    (b"[" * 100_000,                                              "no JSON"),
    (b"[]",                                                       "no JSON object"),
    (b'{"error": "message is too large\\u001b[2J"}',              "it says: message is too large \\[2J"),
    (b'{"is_skipped": true, "score": 0, "symbols": {}}',          "told by its own settings to pass over"),
    (b'{"score": "high", "symbols": {}}',                         "no score and no symbols"),
    (b'{"score": NaN, "symbols": {}}',                            "no score and no symbols"),
    (b'{"score": 1e999, "symbols": {}}',                          "no score and no symbols"),
    (b'{"score": true, "symbols": {}}',                           "no score and no symbols"),
    (b'{"score": 1, "symbols": []}',                              "no score and no symbols"),
]
# fmt: on


def test_an_answer():
    assert filtered(json.dumps(ANSWER).encode()) == MEANT


@pytest.mark.parametrize(("octets", "said"), NO_ANSWERS, ids=range(len(NO_ANSWERS)))
def test_what_is_none(octets, said):
    with pytest.raises(InputError, match=said):
        filtered(octets)


def test_values_of_odd_kinds_are_left_out():
    odd = {
        "A": 7,
        "": {"score": 1},
        "B\n\x1b": {"score": "x", "description": 3, "options": "y"},
        "C": {"score": float("inf"), "options": [1, None, "z", ["w"]]},
    }
    said = filtered(json.dumps({"score": 1, "symbols": odd, "action": 3}).encode())
    assert said.symbols == (Symbol("B", None), Symbol("C", None, "", ("z",)))
    assert (said.verdict, said.threshold) == ("", 0.0)


def test_only_so_much_is_kept():
    many = {
        f"S{n}": {"score": 1, "description": "x" * 900, "options": ["y" * 900] * 7}
        for n in range(SYMBOLS + 5)
    }
    said = filtered(json.dumps({"score": 1, "symbols": many}).encode())
    assert len(said.symbols) == SYMBOLS
    assert len(said.symbols[0].description) == 500
    assert [len(option) for option in said.symbols[0].options] == [500] * OPTIONS


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["score", "symbols", "options", "x", "error"]), inner, max_size=4
            )
        ),
    )
)
def test_any_json_is_read_or_refused(value):
    try:
        filtered(json.dumps(value).encode())
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017  # either outcome is right
