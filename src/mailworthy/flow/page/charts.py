"""The arithmetic of charts: values in, percentages of the drawing's width out.

The drawing itself is ``templates/charts.html.j2``. Widths are percentages, so that a chart fits any screen while its
text keeps its size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LINE = 0.03  # the bounce rate at which a sender's reputation begins to suffer
_LEAST = 0.8  # percent of the width; what is there must be seen
_SLIVER = 2.0  # the same for a part of a stacked bar, which loses a pixel to the gap beside it
_LONGEST = 74.0  # percent; room for the number behind the longest bar
_SCALES = (  # highest share on the scale, distance between ticks
    (0.06, 0.01),
    (0.10, 0.02),
    (0.20, 0.05),
    (0.50, 0.10),
    (1.00, 0.25),
)


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a stacked bar; ``x`` and ``width`` in percent of the whole."""

    tone: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Band:
    """One estimate on the gauge, all in percent of the scale."""

    x: float
    width: float
    mean: float
    over: bool  # whether the expected value reaches the line


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark of the gauge's scale: where it stands in percent, and the share it stands for."""

    x: float
    share: float


@dataclass(frozen=True, slots=True)
class Gauge:
    """Two estimates on one scale with the line across."""

    before: Band
    after: Band
    line: float
    ticks: tuple[Tick, ...]


def stacked(parts: Sequence[tuple[str, int]]) -> tuple[Segment, ...]:
    """Lay parts side by side over the whole width; parts of nothing are left out.

    Args:
        parts: Tone and count of each part.
    """
    present = [(tone, count) for tone, count in parts if count > 0]
    widths = _widths([count for _, count in present])
    starts = [math.fsum(widths[:i]) for i in range(len(widths))]
    return tuple(
        Segment(tone, round(x, 3), round(width, 3))
        for (tone, _), x, width in zip(present, starts, widths, strict=True)
    )


def _widths(counts: Sequence[int]) -> list[float]:
    """Share 100 percent out; slivers are widened at the cost of the rest."""
    total = sum(counts)
    exact = [count / total * 100 for count in counts]
    slivers = sum(1 for width in exact if width < _SLIVER)
    rest = math.fsum(width for width in exact if width >= _SLIVER)
    return [_SLIVER if width < _SLIVER else width / rest * (100 - slivers * _SLIVER) for width in exact]


def bar(count: float, longest: float) -> float:
    """Give the length of one bar in percent, the longest leaving room for its number."""
    if count <= 0 or longest <= 0 or not math.isfinite(count / longest):
        return 0.0
    return round(max(_LEAST, count / longest * _LONGEST), 3)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart over time: ``x`` and ``width`` in percent of the width, heights in pixels from the ground."""

    x: float
    width: float
    hard: float
    soft: float


def columns(values: Sequence[tuple[float, float]], most: float, height: int) -> tuple[Column, ...]:
    """Set columns of two parts side by side.

    Args:
        values: The lower and the upper part of each.
        most: The value at the top of the chart.
        height: Of the chart, in pixels.
    """
    pitch = 100 / max(len(values), 1)
    return tuple(
        Column(
            round(i * pitch + pitch * 0.12, 3),
            round(pitch * 0.76, 3),
            *(_height(part, most, height) for part in both),
        )
        for i, both in enumerate(values)
    )


def _height(value: float, most: float, height: int) -> float:
    if value <= 0 or most <= 0:
        return 0.0
    return round(max(1.5, value / most * height), 1)  # what is there must be seen


def gauge(before: tuple[float, float, float], after: tuple[float, float, float]) -> Gauge:
    """Put two estimates (low, mean, high; shares) on one scale that shows the line well."""
    most = max(before[2], after[2])
    top, step = next(((top, step) for top, step in _SCALES if most <= top * 0.98), _SCALES[-1])
    ticks = tuple(Tick(round(i * step / top * 100, 3), i * step) for i in range(round(top / step) + 1))
    return Gauge(_band(before, top), _band(after, top), round(LINE / top * 100, 3), ticks)


def _band(bounds: tuple[float, float, float], top: float) -> Band:
    low, mean, high = (_place(share, top) for share in bounds)
    return Band(low, round(max(high - low, 0.0), 3), mean, over=bounds[1] >= LINE)


def _place(share: float, top: float) -> float:
    return round(min(max(share, 0.0), top) / top * 100, 3) if math.isfinite(share) else 0.0
