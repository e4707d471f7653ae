"""Which element stands in which: a page's tags held against each other in the order in which they stand.

The tokens are a parser's; nesting is kept here, because the standard's tree moves and copies what is wrongly nested (HTML
§13.2.6), takes square time and room to do so on hostile pages, and forgets where its text stood. Well-formed pages nest the
same both ways; of others, formatting goes on as it does there, without copies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from mailworthy.message.reading.hiding import SEEN, Hiding, below
from mailworthy.message.reading.place import Span

VOID = frozenset(("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input", "keygen", "link",
                  "meta", "param", "source", "track", "wbr"))  # fmt: skip
# HTML §13.1.2.4: their end tags may be left out.
END_OPTIONAL = frozenset(("html", "head", "body", "p", "li", "dt", "dd", "rt", "rp", "optgroup", "option", "colgroup", "caption",
                          "thead", "tbody", "tfoot", "tr", "td", "th"))  # fmt: skip

_TABLE = frozenset(("table", "template", "html"))
_SCOPE = _TABLE | {"td", "th", "caption", "marquee", "object", "applet"}  # HTML §13.2.4.2: a scope ends here
_TABLE_TAGS = frozenset(("table", "caption", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th"))
_FLOW = frozenset(("address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "fieldset",
                   "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "main",
                   "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "ul", "li", "dt", "dd"))  # fmt: skip
_LISTS = _SCOPE | {"ul", "ol", "menu", "dir", "dl"}
_ROWS = frozenset(("tr", "td", "th", "caption", "colgroup"))
_GROUPS = _ROWS | {"thead", "tbody", "tfoot"}
# A start tag ends these where they are open, up to the border named (HTML §13.2.6.4.7 ff).
_ENDS = {
    "li": (("li",), _LISTS),
    "dt": (("dt", "dd"), _LISTS),
    "dd": (("dt", "dd"), _LISTS),
    "option": (("option",), _SCOPE | {"select"}),
    "optgroup": (("option", "optgroup"), _SCOPE | {"select"}),
    "a": (("a",), _SCOPE),
    "button": (("button",), _SCOPE),
    "body": (("head",), _SCOPE),
    "td": (("td", "th", "caption", "colgroup"), _TABLE | {"tr"}),
    "th": (("td", "th", "caption", "colgroup"), _TABLE | {"tr"}),
    "tr": (tuple(_ROWS), _TABLE),
    "thead": (tuple(_GROUPS), _TABLE),
    "tbody": (tuple(_GROUPS), _TABLE),
    "tfoot": (tuple(_GROUPS), _TABLE),
}


# HTML §13.2.4.3: what is around them may end first, and they go on behind it, as far as their cell reaches.
_FORMATTING = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)
_CELLS = frozenset(("td", "th", "caption"))
_HEAD = frozenset(
    ("base", "basefont", "bgsound", "link", "meta", "noscript", "script", "style", "template", "title")
)
_BETWEEN = frozenset(
    ("table", "thead", "tbody", "tfoot", "tr", "colgroup", "head", "html")
)  # nothing inline goes on there
_NOT_INLINE = _FLOW | _TABLE_TAGS | _HEAD | {"head", "body", "html"}
_LAST = frozenset(("body", "html"))
_REOPENED = 8  # no more go on: their number is a stranger's choice


class End(Enum):
    """How an element ended."""

    TAG = "tag"
    NONE = "none"  # it has no end: img, br
    IMPLIED = "implied"  # its end tag may be left out, and was
    UNCLOSED = "unclosed"  # it should have one
    MISNESTED = "misnested"  # its end tag stands behind the end of what is around it


class Element(NamedTuple):
    """An element of a page.

    Args:
        number: Its place among all, from 0.
        tag: In lower case.
        attrs: Names in lower case, values with their references resolved; empty ones for names alone.
        parent: The index of the element that it stands in, -1 for the outermost.
        span: Its start tag.
        ended: How it ended.
        end: Its end tag; an empty stretch where it ends without one.
        hiding: How its text is hidden by inline styles and attributes, its own or those around it.
    """

    number: int
    tag: str
    attrs: Mapping[str, str]
    parent: int
    span: Span
    ended: End
    end: Span
    hiding: Hiding


class _Open(NamedTuple):
    number: int
    tag: str
    attrs: Mapping[str, str]
    parent: int
    span: Span
    hiding: Hiding
    again: bool  # what was around it ended first, and it went on


class Tree:
    """The open elements, and those that ended. Each step takes constant time, whatever the depth."""

    __slots__ = ("_depths", "_early", "_ends", "_stack", "_waiting", "elements", "strays")

    def __init__(self) -> None:
        """Begin with nothing open."""
        self._stack: list[_Open] = []
        self._depths: defaultdict[str, list[int]] = defaultdict(list)
        self._early: defaultdict[str, list[int]] = defaultdict(list)
        self._ends: dict[str, Span] = {}
        self._waiting: list[_Open] = []
        self.elements: list[Element | None] = []
        self.strays: list[Span] = []

    @property
    def inner(self) -> int:
        """The index of the innermost open element, -1 where none is."""
        return self._stack[-1].number if self._stack else -1

    @property
    def inner_tag(self) -> str:
        """Its tag; empty where none is open."""
        return self._stack[-1].tag if self._stack else ""

    @property
    def hiding(self) -> Hiding:
        """How text that stands here is hidden."""
        return self._stack[-1].hiding if self._stack else SEEN

    def open_tag(self, tag: str) -> bool:
        """Tell whether such an element is open."""
        return bool(self._depths[tag])

    def start(self, tag: str, attrs: Mapping[str, str], span: Span, *, alone: bool) -> None:
        """Take a start tag.

        Args:
            tag: In lower case.
            attrs: Its attributes.
            span: Where it stands.
            alone: Whether it ends itself with a slash, and may.
        """
        self._end_implied(tag, span.start)
        if self._waiting and tag not in _NOT_INLINE:
            self.go_on()
        index, hiding = len(self.elements), below(self.hiding, attrs) if attrs else self.hiding
        if tag in VOID or alone:
            end = Span(span.end, span.end)
            self.elements.append(Element(index, tag, attrs, self.inner, span, End.NONE, end, hiding))
            return
        self.elements.append(None)
        self._depths[tag].append(len(self._stack))
        self._stack.append(_Open(index, tag, attrs, self.inner, span, hiding, again=False))

    def go_on(self) -> None:
        """Let formatting go on that ended with what was around it, before text or an inline element."""
        if not self._waiting or self.inner_tag in _BETWEEN:
            return
        for one in reversed(self._waiting):
            early = self._early[one.tag]
            if early and early[-1] == one.number:
                early.pop()
            self._depths[one.tag].append(len(self._stack))
            self._stack.append(one._replace(hiding=below(self.hiding, one.attrs), again=True))
        self._waiting.clear()

    def end(self, tag: str, span: Span) -> None:
        """Take an end tag."""
        if (
            tag in _LAST and self._depths[tag]
        ):  # what stands behind goes into the page all the same (HTML §13.2.6.4.19)
            self._ends.setdefault(tag, span)
            return
        if self._stack and self._stack[-1].tag == tag:
            self._close(span, End.TAG)
            return
        depth = self._depths[tag][-1] if self._depths[tag] else -1
        border = _TABLE if tag in _TABLE_TAGS else _SCOPE
        if depth < 0 or depth < self._border(border - {tag}):
            self._stray(tag, span)
            return
        self._close_above(depth, span.start)
        self._close(span, End.TAG)

    def finish(self, at: int) -> tuple[Element, ...]:
        """End everything at the end of the page; give all elements in the order of their start tags."""
        while self._stack:
            tag = self._stack[-1].tag
            if tag in self._ends:
                self._close(self._ends.pop(tag), End.TAG)
            else:
                self._close_above(len(self._stack) - 2, at)
        return tuple(element for element in self.elements if element is not None)

    def _end_implied(self, tag: str, at: int) -> None:
        if tag not in _HEAD and self.inner_tag == "head":
            self._close(Span(at, at), End.IMPLIED)
        if tag in _FLOW and self._depths["p"] and self._depths["p"][-1] > self._border(_SCOPE | {"button"}):
            self._close_above(self._depths["p"][-1] - 1, at)
        if tag not in _ENDS:
            return
        tags, borders = _ENDS[tag]
        border = self._border(borders)
        within = [depth for one in tags for depth in self._depths[one][-1:] if depth > border]
        if within:
            self._close_above(min(within) - 1, at)
        if tag == "a" and self._waiting:  # no link in a link
            self._waiting = [one for one in self._waiting if one.tag != "a"]

    def _border(self, tags: frozenset[str]) -> int:
        return max((self._depths[tag][-1] for tag in tags if self._depths[tag]), default=-1)

    def _close_above(self, depth: int, at: int) -> None:
        while len(self._stack) > depth + 1:
            one = self._stack[-1]
            tag = one.tag
            if tag not in END_OPTIONAL:
                self._early[tag].append(one.number)
            if tag in _FORMATTING:
                self._waiting = [*self._waiting[-_REOPENED + 1 :], one]
            self._close(Span(at, at), End.IMPLIED if tag in END_OPTIONAL else End.UNCLOSED)

    def _close(self, end: Span, ended: End) -> None:
        number, tag, attrs, parent, span, hiding, again = self._stack.pop()
        self._depths[tag].pop()
        if tag in _CELLS:
            self._waiting.clear()
        if again and ended is End.TAG:
            ended = End.MISNESTED
        self.elements[number] = Element(number, tag, attrs, parent, span, ended, end, hiding)

    def _stray(self, tag: str, span: Span) -> None:
        """Take an end tag that ends nothing: that of an element whose surroundings ended before it, or nobody's."""
        early = self._early[tag]
        element = self.elements[early.pop()] if early else None
        if element is None:
            self.strays.append(span)
        else:
            self.elements[element.number] = element._replace(ended=End.MISNESTED, end=span)
            self._waiting = [one for one in self._waiting if one.number != element.number]
