"""A page of HTML as facts: each with its place, none with a judgement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from mailworthy.message.reading.css import Css, read_css
from mailworthy.message.reading.place import Lines, Origin, Span
from mailworthy.message.reading.tree import Element

_ATTRIBUTE = re.compile(r"""([^\s"'<>/=][^\s/>=]*)(?:\s*=\s*(?:"[^"]*"?|'[^']*'?|[^\s>]*))?""")
_TAG_NAME = re.compile(r"<[^\s/>]*")


class Doctype(NamedTuple):
    """A document type: ``html``, and the identifiers of older ones; empty where there is none."""

    name: str
    public: str
    system: str
    span: Span


class Link(NamedTuple):
    """A link.

    Args:
        element: The index of its element, ``a`` or ``area``; -1 in a conditional comment, where any tag may have one.
        href: As declared; empty where it is not.
        text: What people see of it, blanks around it taken off.
        alt: The alternative texts of the pictures in it, joined by blanks.
        span: Its start tag.
        inside: What stands between its tags.
    """

    element: int
    href: str
    text: str
    alt: str
    span: Span
    inside: Span


class Image(NamedTuple):
    """A picture.

    Args:
        element: The index of its element.
        src: As declared.
        alt: None where there is none; an empty one says that it is decoration.
        width: In pixels, by attribute or inline style; None where neither says.
        height: Same.
        link: The index of the ``a`` that it stands in, -1 for none.
        span: Its tag.
    """

    element: int
    src: str
    alt: str | None
    width: float | None
    height: float | None
    link: int
    span: Span


class Hidden(NamedTuple):
    """Text that inline styles or attributes hide.

    Args:
        text: What it says, made plain.
        reason: As in :class:`~mailworthy.message.reading.hiding.Hiding`.
        element: The index of the element that its first words stand in.
        span: From its first character to its last.
    """

    text: str
    reason: str
    element: int
    span: Span


class Style(NamedTuple):
    """A style block: its text, where that stands, and the index of its element."""

    text: str
    span: Span
    element: int


class Import(NamedTuple):
    """An ``@import`` in a style block."""

    url: str
    span: Span


class Event(NamedTuple):
    """An event attribute: its name, and the index of its element."""

    name: str
    element: int


class Heading(NamedTuple):
    """A heading: its level, what people see of it, its start tag."""

    level: int
    text: str
    span: Span


class Table(NamedTuple):
    """A table.

    Args:
        element: The index of its element.
        role: As declared, in lower case; empty where it is not.
        data: Whether it has header cells, a caption or scopes: it holds data and is no mere layout.
        span: Its start tag.
    """

    element: int
    role: str
    data: bool
    span: Span


class Conditional(NamedTuple):
    """A comment that some clients read: ``<!--[if mso]>…<![endif]-->``.

    Args:
        condition: What stands behind ``if``.
        revealed: Whether everybody else reads what follows, too: the comment only marks where it begins.
        links: The links inside, those of Word's shapes included; a revealed one holds nothing itself.
        images: The addresses of pictures inside.
        span: The whole comment.
        inside: What it holds for those whom it is meant for.
    """

    condition: str
    revealed: bool
    links: tuple[Link, ...]
    images: tuple[tuple[str, Span], ...]
    span: Span
    inside: Span


@dataclass(frozen=True)
class Html:
    """A page.

    Args:
        source: The part's decoded text, cut where a cap says so; all spans are offsets in it.
        elements: In the order of their start tags.
        text: What people see, a line for each block; hidden text is not in it.
        origin: The way from :attr:`text` back to :attr:`source`.
        doctype: The document type; None where there is none.
        title: Of the page, made plain; None where it has none.
        links: ``a`` and ``area`` with ``href``, and those without it that have no ``name`` or ``id`` either.
        images: ``img``.
        hidden: Runs of hidden text that are not blank.
        styles: Style blocks.
        imports: ``@import`` in them.
        events: Event attributes.
        headings: ``h1`` to ``h6``.
        tables: ``table``.
        conditionals: Comments that some clients read.
        comments: Other comments and what is read as one.
        raw: What scripts, frames and their like hold, by the index of their element.
        strays: End tags that end nothing.
        left_out: What a cap kept from being looked at, and that cap: ``elements``, ``tokens``.
    """

    source: str
    elements: tuple[Element, ...]
    text: str
    origin: Origin
    doctype: Doctype | None
    title: str | None
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    hidden: tuple[Hidden, ...]
    styles: tuple[Style, ...]
    imports: tuple[Import, ...]
    events: tuple[Event, ...]
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]
    conditionals: tuple[Conditional, ...]
    comments: tuple[Span, ...]
    raw: dict[int, Span] = field(repr=False)
    strays: tuple[Span, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()

    @cached_property
    def lines(self) -> Lines:
        """Where the lines of the source begin."""
        return Lines(self.source)

    @cached_property
    def css(self) -> Css:
        """What it says about its looks: read when somebody asks."""
        return read_css(self)

    @cached_property
    def _by_tag(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for element in self.elements:
            found.setdefault(element.tag, []).append(element)
        return found

    @property
    def unread(self) -> list[Span]:
        """What no client shows and no system fills: scripts, style sheets, comments; in order."""
        titles = {one.number for one in self.of("title", "textarea")}
        return sorted([*self.comments, *(span for number, span in self.raw.items() if number not in titles)])

    def of(self, *tags: str) -> Iterator[Element]:
        """Give the elements with these tags, tag by tag."""
        for tag in tags:
            yield from self._by_tag.get(tag, ())

    @property
    def lang(self) -> str:
        """The language that the page declares; empty where it declares none (HTML §3.2.6.2)."""
        outer = next(self.of("html", "body"), None)
        return (outer.attrs.get("lang") or outer.attrs.get("xml:lang") or "") if outer else ""

    @property
    def refreshes(self) -> Sequence[Element]:
        """The ``meta`` elements that lead elsewhere after a while."""
        return [
            meta for meta in self.of("meta") if meta.attrs.get("http-equiv", "").strip().lower() == "refresh"
        ]

    @property
    def stylesheets(self) -> Sequence[Element]:
        """The ``link`` elements that fetch a style sheet."""
        return [link for link in self.of("link") if "stylesheet" in link.attrs.get("rel", "").lower().split()]

    def seen(self, element: Element) -> str:
        """Give what people see of an element, blanks around it taken off."""
        return self.text[self.origin.made(element.span.end) : self.origin.made(element.end.start)].strip()

    def attribute(self, element: Element, name: str) -> Span:
        """Give where an attribute stands, name and value; the start tag where it has no such attribute."""
        tag = self.source[element.span.start : element.span.end]
        begin = _TAG_NAME.match(tag)
        for found in _ATTRIBUTE.finditer(tag, begin.end() if begin else 0):
            if found[1].lower() == name:
                return Span(element.span.start + found.start(), element.span.start + found.end())
        return element.span
