"""A page as Word takes it in Outlook for Windows."""

from __future__ import annotations

import pytest

from mailworthy.message.previews.edits import edited
from mailworthy.message.previews.loss import Cause
from mailworthy.message.previews.word import EXAMPLES, as_word_reads
from mailworthy.message.reading.page import read_html

# fmt: off
CASES = [
    # page                                                                      what Word has of it                        what is lost
    ("a<!-- plain -->b",                                                        "a<!-- plain -->b",                        []),
    ("a<!--[if mso]><b>w</b><![endif]-->b",                                     "a<b>w</b>b",                              []),
    ("a<!--[if gte mso 9]>w<![endif]-->b",                                      "awb",                                     []),
    ("a<!--[if lt mso 12]>w<![endif]-->b",                                      "a<!--[if lt mso 12]>w<![endif]-->b",      []),
    ("a<!--[if IE]>w<![endif]-->b",                                             "a<!--[if IE]>w<![endif]-->b",             []),
    ("a<!--[if !mso]><!--><i>o</i><!--<![endif]-->b",                           "ab",                                      [Cause.NOT_MSO]),
    ("a<!--[if !mso]><!-- --><i>o</i><!-- <![endif]-->b",                       "ab",                                      [Cause.NOT_MSO]),
    ("a<![if !mso]><i>o</i><![endif]>b",                                        "ab",                                      [Cause.NOT_MSO]),
    ("a<!--[if !mso]><!--><i>o</i>",                                            "a<!--[if !mso]><!--><i>o</i>",            []),  # it never ends
    ("<!--[if mso]><xml><o:OfficeDocumentSettings/></xml><![endif]-->b",        "b",                                       []),
    ('<!--[if mso]><v:rect href="x"><v:textbox>t</v:textbox></v:rect><![endif]-->', "t",                                   [Cause.OFFICE]),
    ('<!--[if mso]><table><tr><td width="600"><![endif]-->x',                   '<table><tr><td width="600">x',            []),
    ('<p style="mso-hide:all">p</p>',                                           '<p style="display:none!important">p</p>', [Cause.HIDDEN]),
    ('<p style="color:red;MSO-Hide: all !important">p</p>',                     '<p style="color:red;display:none!important">p</p>', [Cause.HIDDEN]),
    ("<style>.h{mso-hide:all}</style>",                                         "<style>.h{display:none!important}</style>", [Cause.HIDDEN]),
    ('<p style="mso-hide:none">p</p>',                                          '<p style="mso-hide:none">p</p>',          []),
    ("<p>write mso-hide:all</p>",                                               "<p>write mso-hide:all</p>",               []),
]
# fmt: on


@pytest.mark.parametrize(("page", "left", "lost"), CASES)
def test_what_word_reads(page, left, lost):
    edits, losses = as_word_reads(read_html(page))
    assert edited(page, edits) == left
    assert [loss.cause for loss in losses] == lost


def test_losses_are_counted_and_a_few_are_shown():
    page = "".join(f'<p style="mso-hide:all">number {n}</p>' for n in range(20))
    _, (loss,) = as_word_reads(read_html(page))
    assert (loss.count, loss.examples) == (20, ("number 0", "number 1", "number 2"))
    assert len(loss.examples) == EXAMPLES


HOSTILE = [
    "<!--[if !mso]><!-->" * 20_000,
    "<!--[if mso]>" + "<xml>" * 50_000 + "<![endif]-->",
    "<!--[if mso]>" + "<v:a " * 50_000 + "<![endif]-->",
    "<![if !mso]>" + "<! " * 50_000 + " " * 50_000,
    '<p style="mso-hide:all">' * 15_000 + "x" * 100_000,
]


@pytest.mark.parametrize("page", HOSTILE, ids=lambda page: page[:20])
def test_hostile_pages_end(page):
    edits, _ = as_word_reads(read_html(page))
    assert isinstance(edited(page, edits), str)
