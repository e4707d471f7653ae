"""Values as the detail of a finding holds them."""

from __future__ import annotations

from itertools import count

import pytest

from mailworthy.finding.detail import listed

# fmt: off
LISTED = [
    # values                                what is shown
    ([],                                    ""),
    (["a"],                                 "a"),
    (["a", "b", "c", "d", "e"],             "a, b, c, d, e"),
    (["a", "b", "c", "d", "e", "f"],        "a, b, c, d, e, …"),
    ((str(number) for number in count()),   "0, 1, 2, 3, 4, …"),
]
# fmt: on


@pytest.mark.parametrize(("values", "shown"), LISTED)
def test_a_list_is_shown_from_its_beginning(values, shown):
    assert listed(values) == shown
