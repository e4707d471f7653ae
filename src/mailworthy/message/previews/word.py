"""A page as Word takes it in Outlook for Windows: its conditional comments read, what is hidden from it gone.

Only what can be read off is modelled. Office XML and VML are taken out, since a browser draws none of it; what stands in
a shape's text box stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import partial

from mailworthy.message.previews.conditions import word_reads
from mailworthy.message.previews.edits import Edit
from mailworthy.message.previews.loss import SNIPPET, Cause, Loss, said
from mailworthy.message.reading.html import Conditional, Html
from mailworthy.message.reading.place import Span

EXAMPLES = 3
_ISLAND = re.compile(r"<xml\b|</xml\s*>", re.IGNORECASE)
_SHAPE = re.compile(r"<v:[a-z][^<>]*>", re.IGNORECASE)
_OFFICE_TAG = re.compile(r"</?(?:v|o|w|x|p|m|st1):[a-z][^<>]*>", re.IGNORECASE)
_END = re.compile(r"<!(?:--)?(?:\s*<!)?\s*\[endif\]\s*(?:--)?>", re.IGNORECASE)
_HIDE = "display:none!important"


def as_word_reads(page: Html) -> tuple[list[Edit], list[Loss]]:
    """Give what Word changes in a page, and what is lost by that."""
    losses = _Losses()
    edits = [*_conditionals(page, losses), *_hidden(page, losses)]
    return edits, losses.told()


class _Losses:
    """What is lost, counted by its cause."""

    def __init__(self) -> None:
        self._counts: dict[Cause, int] = {}
        self._examples: dict[Cause, list[str]] = {}

    def add(self, cause: Cause, text: Callable[[], str]) -> None:
        """Count one more; its text is asked for only where it is shown."""
        self._counts[cause] = self._counts.get(cause, 0) + 1
        if self._counts[cause] <= EXAMPLES and (words := said(text())):
            self._examples.setdefault(cause, []).append(words)

    def told(self) -> list[Loss]:
        """Give a loss for each cause."""
        return [
            Loss(cause, count=count, examples=tuple(self._examples.get(cause, ())))
            for cause, count in self._counts.items()
        ]


def _conditionals(page: Html, losses: _Losses) -> Iterator[Edit]:
    ends = [found.span() for found in _END.finditer(page.source)] if page.conditionals else []
    for comment in page.conditionals:
        if comment.revealed:
            yield from _revealed(page, comment, ends, losses)
        elif word_reads(comment.condition):
            text, taken = _drawable(page.source[comment.inside.start : comment.inside.end])
            if taken:
                losses.add(Cause.OFFICE, partial(str, taken))
            yield Edit(comment.span, text)


def _revealed(
    page: Html, comment: Conditional, ends: list[tuple[int, int]], losses: _Losses
) -> Iterator[Edit]:
    """Take out what a condition leaves to all clients but Word."""
    nth = bisect_left(ends, (comment.span.end, 0))
    if word_reads(comment.condition) or nth == len(ends):
        return
    start, end = comment.span.end, ends[nth][0]
    losses.add(Cause.NOT_MSO, partial(_between, page, start, end))
    yield Edit(Span(comment.span.start, ends[nth][1]))


def _drawable(text: str) -> tuple[str, str]:
    """Take Office XML and VML out of what is meant for Word.

    Returns:
        What is left, and the first shape that was taken: settings in XML are nothing that anybody sees.
    """
    kept = _without_islands(text)
    shape = _SHAPE.search(kept)
    return _OFFICE_TAG.sub("", kept), shape[0] if shape else ""


def _without_islands(text: str) -> str:
    """Take out ``<xml>``, with all that it holds."""
    kept, at, begin = [], 0, -1
    for found in _ISLAND.finditer(text):
        if found[0][1] != "/":
            begin = found.start() if begin < 0 else begin
        elif begin >= 0:
            kept.append(text[at:begin])
            at, begin = found.end(), -1
    return "".join((*kept, text[at:]))


def _hidden(page: Html, losses: _Losses) -> Iterator[Edit]:
    """Hide what ``mso-hide:all`` hides."""
    inline = ((number, one) for number, found in page.css.inline.items() for one in found)
    in_sheets = ((-1, one) for rule in page.css.rules for one in rule.declarations)
    for number, one in (*inline, *in_sheets):
        if one.name == "mso-hide" and one.value.strip().lower() == "all":
            losses.add(Cause.HIDDEN, partial(_seen, page, number))
            yield Edit(one.span, _HIDE)


def _seen(page: Html, number: int) -> str:
    return page.seen(page.elements[number]) if number >= 0 else ""


def _between(page: Html, start: int, end: int) -> str:
    return page.source[start : min(end, start + 8 * SNIPPET)]
