"""JSON of any arrangement, in bounded memory."""

from __future__ import annotations

import bz2
import gzip
import json

import pytest

from mailworthy.errors import InputError
from mailworthy.store.json_values import JsonValues

ONE, TWO = {"a": 'x]}\\"{[', "b": [1, {"c": None}]}, {"a": 'ü\n"', "b": {}}
LINES = json.dumps(ONE) + "\n" + json.dumps(TWO)
# fmt: off
ARRANGEMENTS = [
    # text                                                       values
    (LINES,                                                      [ONE, TWO]),
    (LINES + "\n\n",                                             [ONE, TWO]),
    (LINES.replace("\n", "\r\n"),                                [ONE, TWO]),
    ("\ufeff" + LINES,                                           [ONE, TWO]),
    (json.dumps(ONE),                                            [ONE]),
    (json.dumps([ONE, TWO]),                                     [[ONE, TWO]]),
    (json.dumps([ONE]) + "\n" + json.dumps([TWO]),               [[ONE], [TWO]]),
    (json.dumps([ONE, TWO], indent=2),                           [ONE, TWO]),
    ("[\n" + LINES.replace("\n", ",\n") + "\n]\n",               [ONE, TWO]),
    (json.dumps(ONE, indent=2),                                  [ONE]),
    (json.dumps(ONE, indent=2) + json.dumps(TWO, indent=2),      [ONE, TWO]),
    ("[\n[1,\n2], [3]]",                                         [[1, 2], [3]]),
    ("\n\n" + json.dumps(ONE, indent=2),                         [ONE]),
]
# fmt: on


def values(path) -> tuple[list, int]:
    found = JsonValues(path)
    return list(found), found.unread


@pytest.mark.parametrize(("text", "expected"), ARRANGEMENTS)
def test_values_are_found_in_any_arrangement(tmp_path, text, expected):
    path = tmp_path / "events.json"
    path.write_text(text, encoding="utf-8")
    assert values(path) == (expected, 0)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_packed_files_are_unpacked(tmp_path, pack):
    path = tmp_path / "events.json.packed"
    path.write_bytes(pack(LINES.encode()))
    assert values(path) == ([ONE, TWO], 0)


def test_values_longer_than_what_is_read_at_once_are_whole(tmp_path):
    long = [{"a": '"\\' * 400_000 + str(number)} for number in range(4)]
    path = tmp_path / "events.json"
    path.write_text(json.dumps(long, indent=1), encoding="utf-8")
    assert values(path) == (long, 0)


BROKEN = [
    # text                                                  values      unread
    (json.dumps(ONE) + "\n{broken\n" + json.dumps(TWO), [ONE, TWO], 1),
    (json.dumps(ONE) + "\nno JSON\n", [ONE], 1),
    ("[\n" + json.dumps(ONE) + ',\n{"a": tru},\n' + json.dumps(TWO) + "]", [ONE, TWO], 1),
    ("[\n" + json.dumps(ONE) + ",\n" + json.dumps(TWO)[:-5], [ONE], 1),
    ("{", [], 1),
    ('{"a": NaN, "b": "\\ud800"}', [{"a": pytest.approx(float("nan"), nan_ok=True), "b": "\ud800"}], 0),
    ("]]]}}}[[", [], 1),
    ("[" * 200_000, [], 1),
    ("[" * 200_000 + "]" * 200_000 + "\n" + json.dumps(TWO), [TWO], 1),
]


@pytest.mark.parametrize(("text", "expected", "unread"), BROKEN)
def test_what_is_broken_spoils_nothing_else_and_is_counted(tmp_path, text, expected, unread):
    path = tmp_path / "events.json"
    path.write_text(text, encoding="utf-8")
    assert values(path) == (expected, unread)


def test_a_value_without_end_is_refused_before_it_fills_memory(tmp_path):
    path = tmp_path / "events.json"
    path.write_text('[\n{"a": "' + "x" * 3_000_000, encoding="utf-8")
    with pytest.raises(InputError, match="one event a line"):
        list(JsonValues(path, longest=1 << 20))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="nowhere"):
        list(JsonValues(tmp_path / "nowhere"))
