"""How an element looks when all that is said of it is taken together (CSS 2.2 §6, CSS Cascade 4 §4).

What cannot be told is None, and whoever judges stays silent about it: a ground of pictures, a length of a window.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from mailworthy.message.accessibility.colour import BLACK, CLEAR, WHITE, Colour, colour, old_colour
from mailworthy.message.accessibility.declared import BOLDER, LIGHTER, Said, declared, length
from mailworthy.message.accessibility.matching import BODY, HTML, Matched, matched
from mailworthy.message.accessibility.media import DARK, DESKTOP, PHONE, Window, holds
from mailworthy.message.reading.css import Declaration, Rule
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.tree import Element

SHEETS = 300_000  # characters of all style blocks
DARK_CANVAS = Colour(18, 18, 18)  # what browsers paint behind a page that declares it can be dark
_LINK, _DARK_LINK = Colour(0, 0, 238), Colour(158, 158, 255)
_WANTED = frozenset(("color", "background", "background-color", "background-image", "font", "font-size", "font-family", "font-weight",
                     "line-height", "text-decoration", "text-decoration-line", "text-align", "display", "visibility", "opacity", "width",
                     "max-width", "padding", "padding-left", "padding-right", "border-bottom", "position"))  # fmt: skip
_COLOR_SCHEME = re.compile(r"\bdark\b", re.IGNORECASE)
_SCALE = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 1 / 1.2, "big": 1.2, "sub": 1 / 1.2, "sup": 1 / 1.2}  # fmt: skip
_MONOSPACE = frozenset(("code", "pre", "tt", "kbd", "samp"))
_CENTRED = {"center": "-center", "caption": "center"}
_BOLDER = frozenset(("b", "strong"))
_BOLD = frozenset(("th", "h1", "h2", "h3", "h4", "h5", "h6"))
_LINED = frozenset(("u", "ins"))


class Look(NamedTuple):
    """How text in an element looks.

    Args:
        ink: The colour of its letters; None where it cannot be told.
        ground: What it stands on, opaque; None where that is a picture or cannot be told.
        size: Of its letters, in pixels; None where it cannot be told.
        weight: 400 is usual, 700 bold.
        face: The first one named, in lower case; empty for the client's own.
        line: The height of a line in pixels; a negative number is a multiple of the size; None where the client decides.
        align: ``left``, ``right``, ``center``, ``justify``, with a hyphen before it where an attribute says so; or empty.
        underlined: Whether a line runs below it.
        lined: Whether its box has a line below or a ground of its own: a button, and no bare text.
        shown: Whether it is there at all.
        visible: Whether it is to be seen.
        faded: How much of it covers what is behind, 0 to 1.
        behind: What is behind it where it is faded.
        width: Of its column, in pixels; None where the window decides.
    """

    ink: Colour | None
    ground: Colour | None
    size: float | None = 16.0
    weight: int = 400
    face: str = ""
    line: float | None = None
    align: str = ""
    underlined: bool = False
    lined: bool = False
    shown: bool = True
    visible: bool = True
    faded: float = 1.0
    behind: Colour | None = None
    width: float | None = None

    @property
    def seen_ink(self) -> Colour | None:
        """The colour of its letters as it is seen."""
        if self.ink is None or self.ground is None:
            return None
        return self._faded(self.ink.over(self.ground))

    @property
    def seen_ground(self) -> Colour | None:
        """What it stands on as it is seen."""
        return None if self.ground is None else self._faded(self.ground)

    def _faded(self, one: Colour) -> Colour | None:
        if self.faded >= 1:
            return one
        return one._replace(alpha=self.faded).over(self.behind) if self.behind else None


class Looks:
    """How the elements of a page look, in each window that is asked for.

    Args:
        html: The page.
    """

    def __init__(self, html: Html) -> None:
        """Find out which rules hold for which elements, once for all windows."""
        self.html, self.css = html, html.css
        self._small = sum(len(style.text) for style in html.styles) <= SHEETS
        rules = [
            (index, one)
            for index, one in enumerate(self.css.rules if self._small else ())
            if one.selectors and _matters(one)
        ]
        surroundings = {one.within for _, one in rules}
        self._holding: dict[Window, frozenset[int]] = {}
        for window in (DESKTOP, DARK, PHONE):
            holding = {within for within in surroundings if holds(within, self.css, window)}
            self._holding[window] = frozenset(index for index, one in rules if one.within in holding)
        asked = [
            (index, one) for index, one in rules if any(index in some for some in self._holding.values())
        ]
        self.matched: Matched = matched(html, asked)
        self._said: dict[tuple[object, ...], Said] = {}

    @property
    def whole(self) -> bool:
        """Whether style sheets could be taken into account; otherwise looks are those of attributes and inline styles."""
        return self._small and self.matched.whole and not self.css.left_out

    def differ(self, window: Window) -> bool:
        """Tell whether a window shows anything else than a desktop in the light."""
        return self._holding[window] != self._holding[DESKTOP] or (window.dark and self.dark)

    @property
    def dark(self) -> bool:
        """Whether the page declares that it can be dark (CSS Color Adjustment 1 §2)."""
        metas = (one for one in self.html.of("meta") if one.attrs.get("name", "").lower() == "color-scheme")
        if any(_COLOR_SCHEME.search(one.attrs.get("content", "")) for one in metas):
            return True
        return any(
            one.name == "color-scheme" and _COLOR_SCHEME.search(one.value)
            for index, rule in enumerate(self.css.rules)
            if rule.selectors.strip().lower() in {":root", "html"}
            for one in rule.declarations
        )

    def of(self, window: Window = DESKTOP) -> list[Look]:
        """Give the look of each element, by its index."""
        dark = window.dark and self.dark
        link = self._link or (_DARK_LINK if dark else _LINK)
        holding = self._holding[window]
        outer = Look(WHITE if dark else BLACK, DARK_CANVAS if dark else WHITE)
        for number in (HTML, BODY):  # a page that does without them has them all the same
            found = self._found(number, holding)
            if found:
                outer = _look("", declared("", {}, self._cascaded(found)), outer, link)
        made: dict[tuple[int, int], Look] = {}
        same: dict[Look, Look] = {outer: outer}  # one object for all that look alike: an id stands for it
        looks: list[Look] = []
        shared = self._shared
        for one in self.html.elements:
            above = looks[one.parent] if one.parent >= 0 else outer
            if one.number in shared and above.width is not None:
                above = above._replace(width=None)
                above = same.setdefault(above, above)
            said = self._say(one.number, holding)
            if said is None:
                looks.append(above)
                continue
            key = (id(above), id(said))
            look = made.get(key)
            if look is None:
                look = _look(one.tag, said, above, link)
                look = made[key] = same.setdefault(look, look)
            looks.append(look)
        return looks

    def rigid(self, window: Window) -> Iterator[tuple[Element, float]]:
        """Give the tables and pictures that keep a width of their own in a window, and that width in pixels."""
        holding = self._holding[window]
        for one in self.html.of("table", "img"):
            said = self._say(one.number, holding) or _NOTHING
            width = said.width or length(_digits(one.attrs.get("width", "")))
            if width.pixels is not None and (said.most is None or said.most.pixels is not None):
                yield one, min(width.pixels, said.most.pixels or 0) if said.most else width.pixels

    @cached_property
    def _link(self) -> Colour | None:
        """The colour that an attribute of the body gives to links (HTML §15.3.2)."""
        return next(
            (old_colour(one.attrs["link"]) for one in self.html.of("body") if "link" in one.attrs), None
        )

    def _say(self, number: int, holding: frozenset[int]) -> Said | None:
        told = self._told[number]
        if told is None:
            return None
        found = self._found(number, holding)
        key = (told, found)
        said = self._said.get(key)
        if said is None:
            one = self.html.elements[number]
            inline = self.css.inline.get(number, ())
            said = self._said[key] = declared(one.tag, one.attrs, self._cascaded(found, inline))
        return said

    def _found(self, number: int, holding: frozenset[int]) -> tuple[int, ...]:
        """Give the rules that find an element and hold, the weaker first."""
        rules = self.matched.rules.get(number, ())
        return tuple(index for index in rules if index in holding) if rules else ()

    def _cascaded(self, found: Iterable[int], inline: Sequence[Declaration] = ()) -> Iterator[Declaration]:
        """Give declarations, the weaker first (CSS Cascade 4 §6.1)."""
        rules = [self.css.rules[index] for index in found]
        for important in (False, True):
            for rule in rules:
                yield from (one for one in rule.declarations if one.important is important)
            yield from (one for one in inline if one.important is important)

    @cached_property
    def _shared(self) -> frozenset[int]:
        """The cells that share their row with others: how wide they are is not said by their table."""
        rows: dict[int, list[int]] = {}
        for one in self.html.of("td", "th"):
            rows.setdefault(one.parent, []).append(one.number)
        return frozenset(number for some in rows.values() if len(some) > 1 for number in some)

    @cached_property
    def _told(self) -> list[tuple[str | None, ...] | None]:
        """Give for each element what it says of itself, as something to remember its look by; None for nothing."""
        rules = self.matched.rules
        return [
            None
            if one.tag in _PLAIN_TAGS and one.number not in rules and _TOLD_BY.isdisjoint(one.attrs)
            else (one.tag, *map(one.attrs.get, _TOLD_IN_ORDER))
            for one in self.html.elements
        ]


_TOLD_IN_ORDER = (
    "style",
    "bgcolor",
    "background",
    "color",
    "size",
    "face",
    "align",
    "width",
    "text",
    "href",
    "hidden",
)
_TOLD_BY = frozenset(_TOLD_IN_ORDER)
_PLAIN_TAGS = frozenset(("div", "p", "span", "tr", "tbody", "thead", "tfoot", "br", "li", "ul", "ol", "img", "section", "html", "head",
                         "td"))  # fmt: skip


_NOTHING = Said()


def _digits(said: str) -> str:
    """Give the width that an attribute of a picture means (HTML §15.4.3): nothing that is a share."""
    said = said.strip().lower().removesuffix("px")
    return f"{said}px" if said.isascii() and said.isdigit() else ""


def _matters(rule: Rule) -> bool:
    return any(one.name in _WANTED for one in rule.declarations)


def _look(tag: str, said: Said, above: Look, link: Colour) -> Look:
    size = _size(tag, said, above)
    ground, lined = _ground(said, above)
    ink = _ink(tag, said, above, link)
    faded, behind = above.faded, above.behind
    if said.opacity is not None and said.opacity < 1:
        behind = above.ground if faded >= 1 else None
        faded *= said.opacity
    return Look(
        ink=ink,
        ground=ground,
        size=size,
        weight=_weight(tag, said, above),
        face=("monospace" if tag in _MONOSPACE else above.face) if said.face is None else said.face,
        line=above.line if said.line is None else said.line_of(size),
        align=_align(tag, said, above),
        underlined=_underlined(tag, said, above),
        lined=lined,
        shown=above.shown and said.display != "none",
        visible=above.visible if said.visible is None else said.visible,
        faded=faded,
        behind=behind,
        width=said.column(above.width),
    )


def _size(tag: str, said: Said, above: Look) -> float | None:
    if said.size is not None:
        return said.size.of(above.size)
    scale = _SCALE.get(tag, 1.0)
    return above.size and above.size * scale


def _ink(tag: str, said: Said, above: Look, link: Colour) -> Colour | None:
    if said.ink == "inherit":
        return above.ink
    if said.ink is not None:
        return colour(said.ink)
    return link if tag == "a" and said.linked else above.ink


def _ground(said: Said, above: Look) -> tuple[Colour | None, bool]:
    """Give what stands behind an element's text, and whether that is its own."""
    if said.pictured or said.floats:
        return None, True
    if said.ground is None:
        return above.ground, (above.lined and not said.block) or said.bordered
    own = CLEAR if said.ground in {"inherit", "initial", "unset", "none"} else colour(said.ground)
    if own is None:
        return None, True
    if own.alpha == 0:
        return above.ground, said.bordered
    if own.alpha >= 1:
        return own, True
    return (own.over(above.ground) if above.ground else None), True


def _weight(tag: str, said: Said, above: Look) -> int:
    """Give how bold letters are; bolder and lighter count from what is around (CSS Fonts 4 §2.2.1)."""
    weight, around = said.weight, above.weight
    if weight is None:
        if tag not in _BOLDER:
            return 700 if tag in _BOLD else around
        weight = BOLDER
    if weight == BOLDER:
        return 400 if around < 350 else 700 if around < 550 else max(900, around)
    if weight == LIGHTER:
        return min(100, around) if around < 550 else 400 if around < 750 else 700
    return weight


def _align(tag: str, said: Said, above: Look) -> str:
    if said.align:
        return above.align if said.align == "inherit" else said.align
    if tag == "table":  # what attributes say ends here, what style sheets say does not
        return "" if above.align[:1] == "-" else above.align
    return above.align or "center" if tag == "th" else _CENTRED.get(tag, above.align)


def _underlined(tag: str, said: Said, above: Look) -> bool:
    if said.decoration is None:
        return above.underlined or (tag == "a" and said.linked) or tag in _LINED
    if said.display in {"inline-block", "inline-table"}:
        return said.decoration
    return above.underlined or said.decoration


def usual(sizes: Mapping[float, int]) -> float | None:
    """Give the size that most letters have."""
    return max(sizes, key=lambda one: (sizes[one], one)) if sizes else None
