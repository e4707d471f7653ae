"""The table that is shipped: no weight praises, each is of a group with a cap and of a code that exists."""

from __future__ import annotations

import pytest

from mailworthy.finding import codes
from mailworthy.message.score.weights import Words, shipped


def test_every_weight_is_of_a_code_that_exists():
    assert {key.partition(":")[0] for key in shipped().codes} <= set(codes())


def test_what_weighs_together_is_of_codes_that_exist():
    assert {code for row in shipped().together for code in row.codes} <= set(codes())


def test_no_weight_praises():
    assert all(row.points > 0 for row in (*shipped().codes.values(), *shipped().together))


def test_every_group_has_a_cap():
    assert {row.group for row in (*shipped().codes.values(), *shipped().together)} <= set(shipped().caps)


def test_no_group_makes_spam_alone():
    assert all(cap < 5 for cap in shipped().caps.values())


def test_the_words_lean_no_probability_across_the_verdict():
    assert 0 < shipped().words.lean < 5


# fmt: off
PIECES = [
    # log-odds  points
    (-9.0,      -2.0),
    (-2.0,      -0.307),
    (-1.0,      0.0),
    (0.0,       0.0),
    (2.19,      0.0),
    (3.1972,    1.0),
    (9.0,       3.0),
]
# fmt: on


@pytest.mark.parametrize(("odds", "points"), PIECES)
def test_the_words_are_flat_where_they_are_unsure(odds, points):
    assert Words(up=1.0, most=3.0, down=0.5, least=2.0).points(odds) == pytest.approx(points, abs=1e-3)
