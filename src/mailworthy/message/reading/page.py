"""Reads a page of HTML: tokens by turbohtml, nesting by :mod:`tree`, facts in one pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from mailworthy.message.reading.css import without_comments
from mailworthy.message.reading.hiding import declarations
from mailworthy.message.reading.html import (
    Conditional,
    Doctype,
    Event,
    Heading,
    Hidden,
    Html,
    Image,
    Import,
    Link,
    Style,
    Table,
)
from mailworthy.message.reading.place import Lines, Span
from mailworthy.message.reading.plain import Plain
from mailworthy.message.reading.tree import Element, Tree

if TYPE_CHECKING:
    from turbohtml import Token

ELEMENTS = 20_000  # of all pages of a message together
TOKENS = 300_000  # of one page

_BLOCKS = frozenset(("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
                     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend",
                     "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "td", "th", "title", "tr", "ul"))  # fmt: skip
_RAW = frozenset(
    ("script", "style", "title", "textarea", "iframe", "noembed", "noframes")
)  # text inside is none of the page's
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# The tokenizer takes what noscript holds as text, as a browser with scripts does. Mail clients run none.
_NOSCRIPT = re.compile(r"(</?noscrip)t", re.IGNORECASE)
_CONDITION = re.compile(r"\s*\[if([^\]]{0,200})\]>?", re.IGNORECASE)
_REVEALS = re.compile(r"\s*(?:<!(?:--\s*>?)?|-->)?\s*\Z")
_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"')\s;]+)""", re.IGNORECASE)
_PIXELS = re.compile(r"\s*(\d{1,6}(?:\.\d{1,3})?)\s*(?:px\s*)?")


def read_html(source: str, cap: int = ELEMENTS) -> Html:
    """Read a page. Any text is accepted, nothing is raised; time grows with its length.

    Args:
        source: Decoded, with lines ended by LF.
        cap: How many elements are looked at.

    Source:
        HTML (WHATWG) §13.2.5 for the tokens; :mod:`tree` says how nesting differs from §13.2.6 where it is wrong.
    """
    reading = _Reading(source, cap)
    for token in reading.tokens():
        reading.take(token)
    return reading.page()


class _Reading:
    """A page half read."""

    def __init__(self, source: str, cap: int) -> None:
        self.source, self.cap = source, cap
        self.lines = Lines(source)
        self.tree = Tree()
        self.plain = Plain()
        self.hidden: list[Hidden] = []
        self.run: tuple[str, int, Plain] | None = None
        self.raw: dict[int, list[tuple[str, Span]]] = {}
        self.doctype: Doctype | None = None
        self.conditionals: list[Conditional] = []
        self.comments: list[Span] = []
        self.left_out: dict[str, int] = {}

    def tokens(self) -> Iterable[Token]:
        """Give the tokens, no more than the caps allow."""
        from turbohtml import tokenize  # noqa: PLC0415  # plain text does without

        said = _NOSCRIPT.sub(r"\1x", self.source) if "noscript" in self.source.lower() else self.source
        tokens = tokenize(said, resolve_references=False, capture_source=True)
        yield from islice(tokens, TOKENS)
        if next(tokens, None) is not None:
            self.left_out["tokens"] = TOKENS

    def take(self, token: Token) -> None:
        """Take one token."""
        start = self.lines.starts[token.line - 1] + token.col
        match token.type:
            case 0:
                self._text(token.data or "", start, None)
            case 1:
                self._start_tag(token, start)
            case 2:
                self._end_tag(_name(token), Span(start, start + len(token.source or "")))
            case 3 | 6:
                self._comment(token.data or "", Span(start, start + len(token.source or "")))
            case 4:
                span = Span(start, start + len(token.source or ""))
                self.doctype = self.doctype or Doctype(
                    token.name or "", token.public_id or "", token.system_id or "", span
                )
            case _:
                self._text(token.data or "", start, start + len(token.source or ""))

    def _start_tag(self, token: Token, start: int) -> None:
        tag = _name(token)
        span = Span(start, start + len(token.source or ""))
        if len(self.tree.elements) >= self.cap:
            self.left_out["elements"] = ELEMENTS
            return
        attrs = dict(reversed(token.attrs)) if token.attrs else {}
        if tag in _BLOCKS:
            self._line_end(span)
        self.tree.start(
            tag, attrs, span, alone=token.self_closing and (":" in tag or self.tree.open_tag("svg"))
        )

    def _end_tag(self, tag: str, span: Span) -> None:
        self.tree.end(tag, span)
        if tag in _BLOCKS:
            self._line_end(span)

    def _line_end(self, span: Span) -> None:
        self.plain.line_end(*span)
        if self.run:
            self.run[2].line_end(*span)

    def _text(self, text: str, start: int, end: int | None) -> None:
        """Take text as it stands, or with ``end`` what a character reference stands for."""
        if not text.isspace():
            self.tree.go_on()
        inner = self.tree.inner
        tag = self.tree.inner_tag
        if tag in _RAW or self.tree.open_tag("template"):
            self.raw.setdefault(inner, []).append((text, Span(start, end or start + len(text))))
            return
        reason = self.tree.hiding.reason
        into = self._hidden(reason, inner) if reason else self.plain
        if not reason and self.run and not text.isspace():
            self._end_run()
        if end is None:
            into.text(text, start)
        else:
            into.made(text, start, end)

    def _hidden(self, reason: str, element: int) -> Plain:
        if self.run and self.run[0] == reason:
            return self.run[2]
        self._end_run()
        self.run = (reason, element, Plain())
        return self.run[2]

    def _end_run(self) -> None:
        if self.run:
            reason, element, plain = self.run
            said = plain.whole()
            if said.strip():
                self.hidden.append(Hidden(said, reason, element, plain.origin.span(0, len(said))))
        self.run = None

    def _comment(self, text: str, span: Span) -> None:
        found = _CONDITION.match(text)
        if not found:
            self.comments.append(span)
            return
        begin = self.source.find("[if", span.start, span.end) if "[if" in text else span.start
        begin = max(begin, span.start) + found.end() - found[0].lower().find("[if")
        end = self.source.rfind("<![", begin, span.end)
        inside = Span(begin, end) if end >= begin else Span(begin, max(begin, span.end - 3))
        revealed = bool(_REVEALS.match(text, found.end())) or self.source.startswith("<![", span.start)
        inside = Span(span.end, span.end) if revealed else inside
        links, images = _inside(self.source, inside)
        self.conditionals.append(Conditional(found[1].strip(), revealed, links, images, span, inside))

    # --- what comes of it ---------------------------------------------------------------------------------------------

    def page(self) -> Html:
        """Give the page."""
        self._end_run()
        elements = self.tree.finish(len(self.source))
        text, origin = self.plain.whole(), self.plain.origin

        def seen(element: Element) -> str:
            return text[origin.made(element.span.end) : origin.made(element.end.start)].strip()

        images = tuple(_images(elements, _around(elements, "a")))
        styles = tuple(self._styles(elements))
        return Html(
            source=self.source,
            elements=elements,
            text=text.rstrip(" "),
            origin=origin,
            doctype=self.doctype,
            title=self._title(elements),
            links=tuple(_links(elements, seen, images)),
            images=images,
            hidden=tuple(self.hidden),
            styles=styles,
            imports=tuple(_imports(styles)),
            events=tuple(
                Event(name, one.number)
                for one in elements
                for name in one.attrs
                if name[:2] == "on" and len(name) > 2 and name.isalpha()
            ),
            headings=tuple(
                Heading(_HEADINGS[one.tag], seen(one), one.span) for one in elements if one.tag in _HEADINGS
            ),
            tables=tuple(_tables(elements, _around(elements, "table"))),
            conditionals=tuple(self.conditionals),
            comments=tuple(self.comments),
            raw={index: Span(pieces[0][1].start, pieces[-1][1].end) for index, pieces in self.raw.items()},
            strays=tuple(self.tree.strays),
            left_out=tuple(self.left_out.items()),
        )

    def _styles(self, elements: Iterable[Element]) -> Iterable[Style]:
        for one in elements:
            if one.tag == "style":
                span = Span(one.span.end, one.end.start)
                yield Style(self.source[span.start : span.end], span, one.number)

    def _title(self, elements: Iterable[Element]) -> str | None:
        for one in elements:
            if one.tag == "title":
                return " ".join("".join(text for text, _ in self.raw.get(one.number, ())).split())
        return None


# --- facts --------------------------------------------------------------------------------------------------------


def _name(token: Token) -> str:
    tag = token.tag or ""
    return "noscript" if tag == "noscripx" else tag


def _around(elements: Sequence[Element], tag: str) -> Sequence[int]:
    """Give for each element the index of the nearest such element that it is or stands in, -1 for none."""
    found: list[int] = []
    for one in elements:
        found.append(one.number if one.tag == tag else found[one.parent] if one.parent >= 0 else -1)
    return found


def _links(
    elements: Iterable[Element], seen: Callable[[Element], str], images: Iterable[Image]
) -> Iterator[Link]:
    alts: dict[int, list[str]] = {}
    for image in images:
        if image.link >= 0 and image.alt:
            alts.setdefault(image.link, []).append(image.alt.strip())
    for one in elements:
        if one.tag in {"a", "area"} and ("href" in one.attrs or not one.attrs.keys() & {"name", "id"}):
            alt = " ".join(alts.get(one.number, ())) if one.tag == "a" else one.attrs.get("alt", "")
            inside = Span(one.span.end, one.end.start)
            yield Link(one.number, one.attrs.get("href", "").strip(), seen(one), alt, one.span, inside)


def _images(elements: Iterable[Element], link: Sequence[int]) -> Iterator[Image]:
    for one in elements:
        if one.tag in {"img", "image"}:
            attrs = one.attrs
            style = declarations(attrs["style"]) if "style" in attrs else {}
            width, height = (
                _pixels(attrs.get(name, ""), style.get(name, "")) for name in ("width", "height")
            )
            src = attrs.get("src", "").strip()
            yield Image(one.number, src, attrs.get("alt"), width, height, link[one.number], one.span)


def _pixels(attribute: str, style: str) -> float | None:
    """Give a size in pixels; an inline style goes before an attribute (HTML §15.2)."""
    found = _PIXELS.fullmatch(style) or _PIXELS.fullmatch(attribute)
    return float(found[1]) if found else None


def _tables(elements: Sequence[Element], table: Sequence[int]) -> Iterator[Table]:
    data = {table[one.number] for one in elements if one.tag in {"th", "caption"} or "scope" in one.attrs}
    for one in elements:
        if one.tag == "table":
            role = one.attrs.get("role", "").strip().lower()
            yield Table(one.number, role, one.number in data, one.span)


def _imports(styles: Iterable[Style]) -> Iterator[Import]:
    for style in styles:
        for found in _IMPORT.finditer(without_comments(style.text)):
            yield Import(found[1], Span(style.span.start + found.start(), style.span.start + found.end()))


def _inside(source: str, span: Span) -> tuple[tuple[Link, ...], tuple[tuple[str, Span], ...]]:
    """Give the links and the addresses of pictures that a conditional comment holds; nothing else in it is a fact."""
    from turbohtml import tokenize  # noqa: PLC0415  # plain text does without

    text = source[span.start : span.end]
    if "=" not in text:
        return (), ()
    lines = Lines(text)
    links: list[Link] = []
    images: list[tuple[str, Span]] = []
    for token in islice(tokenize(text, capture_source=True), ELEMENTS):
        attrs = dict(token.attrs) if token.attrs else {}
        start = span.start + lines.starts[token.line - 1] + token.col
        tag = Span(start, start + len(token.source or ""))
        if "href" in attrs and token.tag != "link":
            links.append(Link(-1, attrs["href"].strip(), "", "", tag, Span(tag.end, tag.end)))
        if "src" in attrs and token.tag in {"img", "v:fill", "v:imagedata", "v:image"}:
            images.append((attrs["src"].strip(), tag))
    return tuple(links), tuple(images)
