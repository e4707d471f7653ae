"""Colours as written, what is seen of them, and how well they are told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.accessibility.colour import (
    BLACK,
    WHITE,
    Colour,
    colour,
    contrast,
    enough,
    old_colour,
)

# fmt: off
WRITTEN = [
    ("#fff",                    (255, 255, 255, 1)),
    ("#1A4d2E",                 (26, 77, 46, 1)),
    ("#0008",                   (0, 0, 0, 136 / 255)),
    ("#11223344",               (17, 34, 51, 68 / 255)),
    ("rebeccapurple",           (102, 51, 153, 1)),
    ("DarkGrey",                (169, 169, 169, 1)),
    ("transparent",             (0, 0, 0, 0)),
    ("rgb(1, 2, 3)",            (1, 2, 3, 1)),
    ("rgb(1 2 3 / 50%)",        (1, 2, 3, 0.5)),
    ("rgba(1,2,3,.5)",          (1, 2, 3, 0.5)),
    ("rgb(100%, 0%, 50%)",      (255, 0, 127.5, 1)),
    ("rgb(300, -2, 3)",         (255, 0, 3, 1)),
    ("hsl(120, 100%, 25%)",     (0, 127.5, 0, 1)),
    ("hsla(0.5turn 100% 50% / 0.25)", (0, 255, 255, 0.25)),
    ("262626",                  None),  # a style sheet wants the sign
    ("#12345",                  None),
    ("rgb(1, 2)",               None),
    ("rgb(1, 2, x)",            None),
    ("rgb(., 2, 3)",            None),
    ("var(--brand)",            None),
    ("inherit",                 None),
    ("",                        None),
]
OF_OLD = [("262626", "#262626"), ("#fff", "#ffffff"), ("FFF", "#0f0f0f"), ("navy", "#000080"), ("chucknorris", "#c00000"),
          ("nocolour", "#0c0000"), ("#", "#000000"), ("transparent", None), ("", None)]
RATIOS = [
    # WCAG 2.2's ends, and greys that everybody knows
    ("#000000", "#ffffff",  21.0),
    ("#ffffff", "#ffffff",  1.0),
    ("#767676", "#ffffff",  4.54),
    ("#777777", "#ffffff",  4.48),
    ("#bbbbbb", "#ffffff",  1.92),
    ("#ffffff", "#1a4d2e",  9.79),
]
# fmt: on
COLOURS = st.builds(Colour, *[st.integers(0, 255)] * 3)


@pytest.mark.parametrize(("text", "meant"), WRITTEN)
def test_a_colour_as_style_sheets_write_it(text, meant):
    read = colour(text)
    assert read is None if meant is None else read == pytest.approx(meant)


@pytest.mark.parametrize(("text", "meant"), OF_OLD)
def test_a_colour_as_old_attributes_write_it(text, meant):
    read = old_colour(text)
    assert (read and read.name) == meant


@pytest.mark.parametrize(("one", "other", "ratio"), RATIOS)
def test_contrast(one, other, ratio):
    assert contrast(colour(one), colour(other)) == pytest.approx(ratio, abs=0.01)
    assert contrast(colour(other), colour(one)) == contrast(colour(one), colour(other))


def test_what_covers_half_is_seen_half():
    assert Colour(255, 255, 255, 0.5).over(BLACK) == pytest.approx((127.5, 127.5, 127.5, 1))
    assert Colour(1, 2, 3).over(WHITE) == (1, 2, 3, 1)


@given(COLOURS, COLOURS, st.sampled_from([3.0, 4.5]))
def test_what_is_advised_is_enough_wherever_black_or_white_would_be(ink, ground, ratio):
    assert contrast(enough(ink, ground, ratio), ground) >= min(
        ratio, max(contrast(BLACK, ground), contrast(WHITE, ground))
    )


@given(st.text())
def test_any_text_is_read_or_refused(text):
    for read in (colour(text), old_colour(text)):
        assert read is None or all(0 <= part <= 255 for part in read)
