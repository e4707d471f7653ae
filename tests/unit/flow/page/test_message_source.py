"""The marked source: which lines are shown, where marks begin and end, what is made visible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.flow.page.message_source import (
    ROWS_MOST,
    SHOWN_WHOLE,
    WIDE,
    Marked,
    header_rows,
    part_marks,
    shown,
    visible,
)
from mailworthy.message.places import in_header, in_part
from mailworthy.message.reading import read
from mailworthy.message.reading.place import Span


def told(rows) -> list[str]:
    """Give rows as text: marks as ``[numbers|text]``, gaps as ``(n)``, cuts as ``~n~``."""
    return [
        f"({row['gap']})" if "gap" in row else f"{row['number']} " + "".join(map(_piece, row["pieces"]))
        for row in rows
    ]


def _piece(piece) -> str:
    if "left_out" in piece:
        return f"~{piece['left_out']}~"
    text = "".join(f"<{said}>" if odd else said for said, odd in piece["text"])
    numbers = ",".join(map(str, piece["numbers"]))
    return f"[{numbers}|{text}]" if piece["tone"] else text


def mark(start: int, end: int, finding: int = 1, tone: str = "warning") -> Marked:
    return Marked(start, end, finding, tone)


# fmt: off
CASES = [
    # text                     marks                                        rows
    ("one\ntwo",               [],                                          ["1 one", "2 two"]),
    ("one\ntwo",               [mark(4, 7)],                                ["1 one", "2 [1|two]"]),
    ("one two three",          [mark(4, 7), mark(0, 3, 2)],                 ["1 [2|one] [1|two] three"]),
    ("one two three",          [mark(0, 7), mark(4, 13, 2)],                ["1 [1|one ][2|two][| three]"]),
    ("one two",                [mark(0, 3), mark(0, 3, 2, "error")],        ["1 [1,2|one] two"]),
    ("one\ntwo\nthree",        [mark(2, 9)],                                ["1 on[1|e]", "2 [1|two]", "3 [1|t]hree"]),
    ("one",                    [mark(3, 3)],                                ["1 one[1|]"]),
    ("one",                    [mark(2, 99)],                               ["1 on[1|e]"]),
    ("",                       [mark(0, 0)],                                ["1 [1|]"]),
]
# fmt: on


@pytest.mark.parametrize(("text", "marks", "rows"), CASES, ids=range(len(CASES)))
def test_marks_stand_where_they_belong(text, marks, rows):
    assert told(shown(text, marks)) == rows


def test_of_a_long_text_only_what_is_around_marks_is_shown():
    text = "\n".join(f"line {number}" for number in range(1, 1001))
    at = text.index("line 500")
    assert told(shown(text, [mark(at, at + 8)])) == [
        "(497)", "498 line 498", "499 line 499", "500 [1|line 500]", "501 line 501", "502 line 502", "(498)",
    ]  # fmt: skip


def test_of_a_long_text_without_marks_the_beginning_is_shown():
    rows = shown("\n".join("x" * 500), [])
    assert 0 < len(rows) <= SHOWN_WHOLE
    assert "gap" in rows[-1]


def test_of_a_long_line_what_is_around_the_mark_is_shown():
    line = "a" * 5000 + "needle" + "b" * 5000
    (row,) = told(shown(line, [mark(5000, 5006)]))
    assert "[1|needle]" in row
    assert "~4880~" in row
    assert len(row) < 2 * WIDE


def test_many_marks_give_a_bounded_page():
    text = "x\n" * 200_000
    assert len(shown(text, [mark(at, at + 1) for at in range(0, 400_000, 40)])) <= 2 * ROWS_MOST + 1


# fmt: off
ODD = [
    ("a\u200bb",                      [("a", False), ("U+200B", True), ("b", False)]),
    ("\u200c" * 90,                   [("U+200C × 90", True)]),
    ("\u202egpj.exe",                 [("U+202E", True), ("gpj.exe", False)]),
    ("\x1b[2J",                       [("U+001B", True), ("[2J", False)]),
    ("so\xadft",                      [("so", False), ("U+00AD", True), ("ft", False)]),
    ("日本語",                         [("日本語", False)]),
    ("tab\there",                     [("tab\there", False)]),
    ("",                              []),
]
# fmt: on


@pytest.mark.parametrize(("text", "pieces"), ODD, ids=range(len(ODD)))
def test_what_nobody_would_see_is_named(text, pieces):
    assert list(visible(text)) == pieces


RAW = b"""From: Shop <news@shop.example>
Subject: Hello
Subject: again

First line
Second line with words
"""


def test_a_place_in_a_part_is_marked_there():
    draft = read(RAW)
    part = draft.parts[0]
    at = part.text.index("words")
    place = in_part(part, Span(at, at + 5))
    assert (
        told(shown(part.text, part_marks(part, [(7, "error", place)])))[1] == "2 Second line with [7|words]"
    )


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"part": 0},
        {"part": 9, "line": 1, "column": 1},
        {"header": "Subject"},
        {"part": 0, "line": 10**9, "column": 10**9},
    ],
)
def test_a_place_that_is_nowhere_in_the_part_harms_nothing(place):
    part = read(RAW).parts[0]
    assert len(list(part_marks(part, [(1, "info", place)]))) == ("column" in place and place["part"] == 0)


def test_fields_are_marked_whole_the_one_that_is_meant():
    draft = read(RAW)
    again = dict(in_header(draft, "Subject"), line=3)
    assert told(header_rows(draft, [(1, "info", in_header(draft, "From")), (2, "error", again)])) == [
        "1 [1|From: Shop <news@shop.example>]", "2 Subject: Hello", "3 [2|Subject: again]",
    ]  # fmt: skip


@given(
    st.text(st.characters(codec="utf-8"), max_size=200),
    st.lists(st.tuples(st.integers(0, 220), st.integers(0, 220))),
)
def test_nothing_of_a_short_text_is_lost(text, spans):
    marks = [mark(min(span), max(span), number) for number, span in enumerate(spans, 1)]
    rows = shown(text, marks)
    if not any("gap" in row or "left_out" in piece for row in rows for piece in row.get("pieces", ())):
        lines = [
            "".join(said for piece in row["pieces"] for said, odd in piece["text"] if not odd) for row in rows
        ]
        clean = ["".join(said for said, odd in visible(line) if not odd) for line in text.split("\n")]
        assert lines == clean
