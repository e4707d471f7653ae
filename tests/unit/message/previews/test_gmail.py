"""What Gmail's limits leave of a page."""

from __future__ import annotations

import pytest

from mailworthy.message.previews.edits import edited
from mailworthy.message.previews.gmail import CLIPPED_OCTETS, STYLE_CHARACTERS, as_gmail_reads
from mailworthy.message.previews.loss import Cause
from mailworthy.message.reading.page import read_html


def read(page: str) -> tuple[str, list[Cause]]:
    edits, losses = as_gmail_reads(read_html(page))
    return edited(page, edits), [loss.cause for loss in losses]


def sheet(characters: int) -> str:
    return "p{}".ljust(characters)


# fmt: off
STYLES = [
    # lengths of style blocks                        which of them are left
    ([100],                                          [100]),
    ([STYLE_CHARACTERS],                             [STYLE_CHARACTERS]),
    ([STYLE_CHARACTERS + 1],                         [0]),
    ([STYLE_CHARACTERS - 10, 10, 10],                [STYLE_CHARACTERS - 10, 10, 0]),
]
# fmt: on


@pytest.mark.parametrize(("lengths", "left"), STYLES)
def test_style_blocks_behind_the_limit_go(lengths, left):
    page = "".join(f"<style>{sheet(length)}</style>" for length in lengths)
    shown, lost = read(page)
    assert [len(style.text) for style in read_html(shown).styles] == left
    assert lost == [Cause.STYLE_LIMIT] * left.count(0)


# fmt: off
NESTED = [
    # style block                                    is it dropped?
    ("@media screen{p{color:red}}",                  False),
    ("@media screen{@media print{p{color:red}}}",    True),
    ("@supports (a:b){@media screen{p{}}}",          True),
]
# fmt: on


@pytest.mark.parametrize(("text", "dropped"), NESTED)
def test_a_block_with_nested_at_rules_goes(text, dropped):
    shown, lost = read(f"<style>{text}</style><style>b{{}}</style>")
    assert (text in shown) is not dropped
    assert "b{}" in shown
    assert lost == [Cause.STYLE_NESTED] * dropped


def test_a_long_page_is_clipped_and_says_so():
    fits = "<p>" + "é" * ((CLIPPED_OCTETS - 3) // 2)
    assert read(fits) == (fits, [])
    shown, lost = read(fits + "é" * 100 + "<p>the end")
    assert lost == [Cause.CLIPPED]
    assert "the end" not in shown
    assert "[Message clipped]" in shown


def test_no_tag_is_cut_in_two():
    page = "x" * (CLIPPED_OCTETS - 5) + '<p class="long">y'
    shown, _ = read(page)
    assert "<p" not in shown.partition("<div")[0]
