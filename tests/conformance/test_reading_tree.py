"""Nesting as the standard's tree has it: our elements held against turbohtml's, place by place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import turbohtml
from message_corpus import messages

from mailworthy.message.reading import read
from mailworthy.message.reading.html import Html

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[2].parent / "shared" / "corpora"))
# The rest is wrongly nested: there the standard moves and copies, and we don't.
SAME = 0.97
SAME_IN_NEWSLETTERS = 0.998
OLD = ("spamassassin", "trec07", "phishing")


def parents(html: Html) -> dict[int, int]:
    """Give where the parent of the element at each place stands, as the standard's tree has it; -1 for none."""
    found = {}
    for element in turbohtml.parse(html.source, source_locations=True).iter_elements():
        location, above = element.source_location, element.parent
        while isinstance(above, turbohtml.Element) and above.source_line is None:  # nobody wrote it
            above = above.parent
        if location:
            written = isinstance(above, turbohtml.Element)
            found[location.start_tag.start_offset] = (
                html.lines.offset(above.source_line, above.source_col + 1) if written else -1
            )
    return found


def shares(html: Html) -> tuple[int, int]:
    """Give how many elements have the same parent, and how many there are in both."""
    theirs = parents(html)
    both = [one for one in html.elements if one.span.start in theirs]
    same = sum(
        theirs[one.span.start] == (html.elements[one.parent].span.start if one.parent >= 0 else -1)
        for one in both
    )
    return same, len(both)


@pytest.mark.corpora
@pytest.mark.system("zstd")
@pytest.mark.slow
@pytest.mark.parametrize(("old", "least"), [(True, SAME), (False, SAME_IN_NEWSLETTERS)])
def test_elements_stand_where_the_standard_has_them(old, least):
    given = [one for one in messages(CORPORA, every=15 if old else 2) if one.name.startswith(OLD) is old]
    pages = [part.html for one in given for part in read(one.raw, one.kind).parts if part.html]
    counts = [shares(page) for page in pages]
    same, both = (sum(column) for column in zip(*counts, strict=True))
    assert both > 10_000
    assert same / both >= least


# fmt: off
WELL_NESTED = [
    "<html><head><title>a</title></head><body><p>a<b>b</b></p></body></html>",
    "<html><head></head><body><table><tbody><tr><td><ul><li>a</li><li>b</li></ul></td></tr></tbody></table></body></html>",
    "<p>a<p>b<div>c</div>",
    "<ul><li>a<ul><li>b</ul><li>c</ul>",
    "<table><tr><td>a<td>b<tr><td>c</table>d<i>e</i>",
    "<dl><dt>a<dd>b<dt>c</dl>",
    "<p><b>a<p><i>b</i>",
    "<p><font><b>a</p><i>b</i>",
    "<table><tr><td><b>a</td><td><i>b</i></td></tr></table>",
    "<a href=x>a<a href=y><b>b</b></a>",
    "<select><option>a<option>b</select><p>c",
    "<body><p>a</body></html><p>b",
]
# fmt: on


@pytest.mark.parametrize("page", WELL_NESTED)
def test_pages_that_nest_the_same(page):
    (html,) = [part.html for part in read(page.encode(), "html").parts]
    assert html is not None
    same, both = shares(html)
    assert same == both == len(html.elements)
