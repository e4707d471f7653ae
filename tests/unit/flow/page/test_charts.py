"""The arithmetic of charts."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.flow.page import charts

COUNTS = st.lists(st.integers(min_value=0, max_value=10**18), max_size=6)
SHARE = st.floats(min_value=0, max_value=1)


@given(COUNTS)
def test_a_stacked_bar_is_filled_to_the_brim_and_no_part_overlaps(counts):
    parts = charts.stacked([(str(i), count) for i, count in enumerate(counts)])
    assert [part.tone for part in parts] == [str(i) for i, count in enumerate(counts) if count]
    assert math.isclose(sum(part.width for part in parts), 100 if parts else 0, abs_tol=0.01)
    for left, right in pairwise(parts):
        assert math.isclose(left.x + left.width, right.x, abs_tol=0.01)


def test_a_sliver_is_seen():
    many, one = charts.stacked([("many", 1_000_000), ("one", 1)])
    assert one.width == pytest.approx(2)
    assert many.width == pytest.approx(98)


def test_shares_that_can_be_seen_are_drawn_true():
    assert [part.width for part in charts.stacked([("a", 1), ("b", 3)])] == [25.0, 75.0]


@pytest.mark.parametrize("parts", [[], [("a", 0)], [("a", 0), ("b", 0)]])
def test_nothing_is_drawn_of_nothing(parts):
    assert charts.stacked(parts) == ()


# fmt: off
BARS = [
    # count       longest    percent
    (100,         100,       74.0),
    (50,          100,       37.0),
    (1,           10**9,     0.8),     # it must be seen
    (0,           100,       0.0),
    (0,           0,         0.0),
    (-1,          100,       0.0),
    (math.nan,    100,       0.0),
    (1,           math.nan,  0.0),
    (math.inf,    math.inf,  0.0),
]
# fmt: on


@pytest.mark.parametrize(("count", "longest", "percent"), BARS)
def test_bars(count, longest, percent):
    assert charts.bar(count, longest) == percent


# fmt: off
SCALES = [
    # highest bound    end of the scale
    (0.0,              0.06),     # the line stands in the middle even if nothing bounces
    (0.058,            0.06),
    (0.059,            0.10),     # a bound never touches the end
    (0.191,            0.20),
    (0.40,             0.50),
    (1.0,              1.00),
]
# fmt: on


@pytest.mark.parametrize(("high", "end"), SCALES)
def test_the_scale_holds_the_bounds(high, end):
    gauge = charts.gauge((0.0, 0.0, high), (0.0, 0.0, 0.0))
    assert gauge.ticks[-1].share == pytest.approx(end)
    assert gauge.line == pytest.approx(3 / end)
    assert gauge.ticks[0].share == 0


# fmt: off
SIDES = [
    # expected    over the line
    (0.0299,      False),
    (0.03,        True),
]
# fmt: on


@pytest.mark.parametrize(("mean", "over"), SIDES)
def test_the_line_itself_is_too_much(mean, over):
    assert charts.gauge((0.0, mean, 0.05), (0, 0, 0)).before.over is over


@given(
    st.tuples(SHARE, SHARE, SHARE).map(sorted).map(tuple),
    st.tuples(SHARE, SHARE, SHARE).map(sorted).map(tuple),
)
def test_bands_stay_on_the_scale(before, after):
    gauge = charts.gauge(before, after)
    for band in (gauge.before, gauge.after):
        assert 0 <= band.x <= band.mean + 0.001
        assert band.x + band.width <= 100.001
        assert band.mean <= band.x + band.width + 0.001


def test_an_estimate_that_is_no_number_is_drawn_as_nothing():
    assert charts.gauge((math.nan,) * 3, (math.inf,) * 3).before == charts.Band(0.0, 0.0, 0.0, over=False)
