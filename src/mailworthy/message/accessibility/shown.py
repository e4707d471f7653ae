"""A page as people see it: its words, each with its look, and what several checks ask of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby, pairwise
from typing import NamedTuple

from mailworthy.message.accessibility.computed import Look, Looks, usual
from mailworthy.message.accessibility.media import DARK, PHONE
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.tree import Element, End
from mailworthy.message.scope import Scope

_BLOCKS = frozenset(("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "figcaption",
                     "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "html", "li", "main", "nav", "ol", "p", "pre",
                     "section", "table", "td", "th", "tr", "ul"))  # fmt: skip
_CELLS_MANY = 2
_TINY = 3.0  # px: smaller is written to be hidden, and nobody reads it
_RUNS = 8000  # of a page


class Run(NamedTuple):
    """A stretch of words in one element.

    Args:
        text: What people see.
        start: Where it begins in the page's text.
        span: Where it stands in the page's source.
        element: The index of its element.
        block: The index of the block that it stands in.
        link: Whether it stands in a link.
        letters: How many letters and digits it has.
        look: How it looks.
    """

    text: str
    start: int
    span: Span
    element: int
    block: int
    link: bool
    letters: int
    look: Look


class Block(NamedTuple):
    """A paragraph, a heading, a cell: the words that stand in it itself, run by run."""

    number: int
    tag: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """What people see of it."""
        words = [self.runs[0].text]
        for before, run in pairwise(self.runs):
            apart = run.start > before.start + len(before.text)
            words.append(f" {run.text}" if apart else run.text)
        return " ".join("".join(words).split())

    @property
    def letters(self) -> int:
        """How many letters and digits it has."""
        return sum(run.letters for run in self.runs)

    @property
    def span(self) -> Span:
        """From its first word to its last."""
        return Span(self.runs[0].span.start, max(run.span.end for run in self.runs))

    @property
    def main(self) -> Run:
        """Its longest run."""
        return max(self.runs, key=lambda run: run.letters)

    @property
    def size(self) -> float | None:
        """Of most of its letters, in pixels."""
        return self.main.look.size

    @property
    def linked(self) -> bool:
        """Whether all of it is a link: a button, a menu."""
        return all(run.link for run in self.runs)


class Shown:
    """A page as people see it.

    Args:
        part: The part that is a page.
        html: Its facts.
        draft: The message.
        scope: What is known beside it.
    """

    def __init__(self, part: Part, html: Html, draft: Draft, scope: Scope) -> None:
        self.part, self.html, self.draft, self.scope = part, html, draft, scope

    @cached_property
    def looks(self) -> Looks:
        """How its elements look."""
        return Looks(self.html)

    @cached_property
    def light(self) -> list[Look]:
        """The look of each element on a desktop, in the light."""
        return self.looks.of()

    @cached_property
    def phone(self) -> list[Look] | None:
        """The look of each element on a phone; None where it is the same."""
        return self.looks.of(PHONE) if self.looks.differ(PHONE) else None

    @cached_property
    def dark(self) -> list[Look] | None:
        """The look of each element where readers ask for dark colours; None where it is the same."""
        return self.looks.of(DARK) if self.looks.differ(DARK) else None

    @cached_property
    def runs(self) -> list[Run]:
        """The words that people see, in order."""
        return list(self._runs())

    def _runs(self) -> Iterator[Run]:
        blocks, links = self._around
        made, whole = self.html.origin.made, self.html.text
        for count, (element, start, end) in enumerate(_gaps(self.html)):
            if count >= _RUNS:
                return
            at, to = made(start), made(end)
            text = whole[at:to]
            if not text or text.isspace():
                continue
            look = self.light[element]
            letters = len(text) if text.isalpha() else sum(map(str.isalnum, text))
            if (
                not letters
                or not look.shown
                or not look.visible
                or (look.size is not None and look.size < _TINY)
            ):
                continue
            clean = text.lstrip()
            at += len(text) - len(clean)
            clean = clean.rstrip()
            span = self.html.origin.span(at, at + len(clean))
            yield Run(text, at, span, element, blocks[element], links[element], letters, look)

    @cached_property
    def _around(self) -> tuple[list[int], list[bool]]:
        """Give for each element the block and whether there is a link that it is or stands in."""
        blocks: list[int] = []
        links: list[bool] = []
        for one in self.html.elements:
            inside = one.parent >= 0
            own = one.tag in _BLOCKS or not inside
            blocks.append(one.number if own else blocks[one.parent])
            links.append((one.tag == "a" and "href" in one.attrs) or (inside and links[one.parent]))
        return blocks, links

    @cached_property
    def blocks(self) -> list[Block]:
        """The same words, block by block; what stands between two blocks is a block of its own."""
        grouped = groupby(self.runs, key=lambda run: run.block)
        return [Block(number, self.html.elements[number].tag, tuple(runs)) for number, runs in grouped]

    @cached_property
    def letters(self) -> int:
        """How many letters and digits people see."""
        return sum(run.letters for run in self.runs)

    def letters_before(self, at: int) -> int:
        """Give how many letters stand before a place of the page's text."""
        return sum(run.letters for run in self.runs[: bisect_left(self.runs, at, key=lambda run: run.start)])

    @cached_property
    def usual_size(self) -> float | None:
        """The size that most letters have, in pixels."""
        sizes: Counter[float] = Counter()
        for run in self.runs:
            if run.look.size:
                sizes[round(run.look.size, 1)] += run.letters
        return usual(sizes)

    def width_of(self, table: Element) -> float | None:
        """Give the width of a table in pixels, where it is fixed."""
        said = table.attrs.get("width", "").strip().removesuffix("px")
        look = self.light[table.number]
        if said.isdigit():
            fluid = look.width is not None and look.width < float(said)
            return None if fluid else float(said)
        return None

    def lays_out(self, number: int) -> bool:
        """Tell a table that lays a page out from one that may hold data: it has one column or row, or holds tables or pictures."""
        return number in self._layout

    @cached_property
    def _layout(self) -> frozenset[int]:
        elements = self.html.elements
        table: list[int] = []  # the table that an element stands in
        rows: dict[int, Counter[int]] = {}
        layout: set[int] = set()
        for one in elements:
            above = -1
            if one.parent >= 0:
                above = one.parent if elements[one.parent].tag == "table" else table[one.parent]
            table.append(above)
            if one.tag in {"table", "img", "h1", "h2"} and above >= 0:
                layout.add(above)
            elif one.tag in {"td", "th"} and above >= 0:
                rows.setdefault(above, Counter())[one.parent] += 1
        for number, cells in rows.items():
            if len(cells) < _CELLS_MANY or max(cells.values()) < _CELLS_MANY:
                layout.add(number)
        return frozenset(layout)


def _gaps(html: Html) -> Iterator[tuple[int, int, int]]:
    """Give what stands between tags: the index of the element, and from where to where in the source."""
    events = [(one.span.start, 1, one.number, one.span.end) for one in html.elements]
    events += [
        (one.end.start, 0, -one.number, one.end.end) for one in html.elements if one.ended is not End.NONE
    ]
    events.sort()
    ended: set[int] = set()
    inner, at = -1, 0
    source = html.source
    for start, begins, number, end in events:
        if start > at and inner >= 0 and not source[at:start].isspace():
            yield inner, at, start
        at = max(at, end)
        if not begins:
            ended.add(-number)
            while inner in ended:
                inner = html.elements[inner].parent
        elif html.elements[number].ended is not End.NONE:
            inner = number
    if at < len(source) and inner >= 0:
        yield inner, at, len(source)
