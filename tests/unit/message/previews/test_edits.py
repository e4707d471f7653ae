"""Changes to a text, each with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.previews.edits import Edit, edited
from mailworthy.message.reading.place import Span

# fmt: off
CASES = [
    # changes                                          what becomes of "0123456789"
    ([],                                               "0123456789"),
    ([((2, 4), "x")],                                  "01x456789"),
    ([((2, 4), "")],                                   "01456789"),
    ([((5, 6), "b"), ((1, 2), "a")],                   "0a234b6789"),  # in any order
    ([((3, 3), "+")],                                  "012+3456789"),
    ([((2, 8), "x"), ((3, 4), "y")],                   "01x89"),  # inside another
    ([((2, 5), "x"), ((4, 8), "y")],                   "01x56789"),  # over another's end
    ([((2, 3), "y"), ((2, 8), "x")],                   "01x89"),  # two that begin together
    ([((2, 4), "x"), ((4, 6), "y")],                   "01xy6789"),  # side by side
    ([((0, 10), "")],                                  ""),
]
# fmt: on


@pytest.mark.parametrize(("changes", "becomes"), CASES)
def test_changes_are_made_where_they_stand(changes, becomes):
    assert edited("0123456789", [Edit(Span(*span), text) for span, text in changes]) == becomes


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_what_is_taken_out_is_gone_and_nothing_else(text, spans):
    taken = [Span(min(pair), min(max(pair), len(text))) for pair in spans if min(pair) <= len(text)]
    left = edited(text, map(Edit, taken))
    covered = {at for start, end in taken for at in range(start, end)}
    kept = "".join(letter for at, letter in enumerate(text) if at not in covered)
    assert len(left) >= len(kept)
    assert set(left) <= set(text)
