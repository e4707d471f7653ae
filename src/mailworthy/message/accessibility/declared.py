"""What attributes and declarations say of one element: each property once, the strongest, read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from mailworthy.message.accessibility.colour import colour, old_colour
from mailworthy.message.reading.css import Declaration

_LENGTH = re.compile(r"(-?\d{0,6}(?:\.\d{1,6})?)\s*(px|pt|pc|in|cm|mm|q|em|rem|ex|ch|%)?")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6}
_KEYWORDS = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
             "xxx-large": 48.0}  # fmt: skip
_FONT_SIZES = (10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0)  # HTML §15.3.4: size 1 to 7
_ROOT = 16.0
_FONT = re.compile(
    r"(?P<before>(?:[\w-]+\s+){0,4}?)(?P<size>[\d.]+(?:px|pt|em|rem|%|pc|in|cm|mm)|(?:xx?-)?(?:small|large)|medium|smaller|larger)"
    r"(?:\s*/\s*(?P<line>[\w.%]+))?\s+(?P<face>.+)"
)
BOLDER, LIGHTER = -1, -2  # than what is around
_WEIGHTS = {"normal": 400, "bold": 700, "bolder": BOLDER, "lighter": LIGHTER}
_PARTS = re.compile(r"(?:[^\s(]|\([^()]*(?:\([^()]*\)[^()]*)*\))+")
_IMAGE = re.compile(r"url\(|gradient\(|image-set\(|\bvar\(|element\(", re.IGNORECASE)
_VALUE = 500  # characters
_MERGE_TAG = re.compile(r"\{[{%]|%%|\*\||\[\[|\$\{|<%|^\{")
_UNFILLED = "unfilled()"  # as a function does it, it cannot be told
_NO_COLOUR = re.compile(
    r"(?:no-)?repeat(?:-[xy])?|scroll|fixed|local|center|left|right|top|bottom|cover|contain|auto|round|space|none|initial|"
    r"(?:border|padding|content)-box|text|,|/|/?-?[\d.]+[a-z%]*(?:/-?[\d.]+[a-z%]*)?"
)
_BLOCKS = frozenset(
    (
        "p",
        "div",
        "td",
        "th",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "center",
        "ul",
        "ol",
        "blockquote",
    )
)
_ALIGNED = {one: f"-{one}" for one in ("left", "right", "center", "justify")} | {"middle": "-center"}
_INHERITS = {"inherit", "unset"}


class Size(NamedTuple):
    """A length: so many pixels, or such a share of what is around; neither where it cannot be told."""

    pixels: float | None = None
    share: float | None = None

    def of(self, around: float | None) -> float | None:
        """Give it in pixels."""
        if self.pixels is not None:
            return self.pixels
        return None if self.share is None or around is None else self.share * around


@dataclass(slots=True)
class Said:
    """What is said of one element; None for what nobody says. Written to while declarations are read, never after."""

    linked: bool = False
    block: bool = False
    ink: str | None = None
    ground: str | None = None
    pictured: bool = False
    floats: bool = False
    bordered: bool = False
    size: Size | None = None
    face: str | None = None
    weight: int | None = None
    line: Size | None = None
    align: str = ""
    decoration: bool | None = None
    display: str = ""
    visible: bool | None = None
    opacity: float | None = None
    width: Size | None = None
    most: Size | None = None
    padding: float = 0.0

    def line_of(self, size: float | None) -> float | None:
        """Give the height of a line: pixels, or below 0 a multiple of the size of letters, which is handed down as such."""
        line = self.line
        if line is None or (line.pixels is None and line.share is None):
            return None
        if line.pixels is not None:
            return line.pixels
        return line.share if line.share is not None and line.share < 0 else line.of(size)

    def column(self, around: float | None) -> float | None:
        """Give the width of its text in pixels."""
        width = self.width.of(around) if self.width else around
        most = self.most.of(around) if self.most else None
        if most is not None:
            width = most if width is None else min(width, most)
        return None if width is None else max(width - self.padding, 0.0)


def declared(tag: str, attrs: Mapping[str, str], said: Iterable[Declaration]) -> Said:
    """Read what is said of an element.

    Args:
        tag: Of the element.
        attrs: Its attributes: they are weaker than any declaration (HTML §15.3).
        said: The declarations that hold for it, the weaker first.
    """
    found = Said(linked="href" in attrs, block=tag in _BLOCKS)
    _by_attributes(found, tag, attrs)
    for one in said:
        reader = _READERS.get(one.name)
        if reader:
            value = one.value.strip().lower()[:_VALUE]
            reader(found, _UNFILLED if _MERGE_TAG.search(value) else value)
    return found


def _by_attributes(found: Said, tag: str, attrs: Mapping[str, str]) -> None:
    if "hidden" in attrs:
        found.display = "none"
    ground = _old(attrs.get("bgcolor", ""))
    if ground:
        found.ground = ground
    if attrs.get("background"):
        found.pictured = True
    ink = _old(attrs.get("text" if tag == "body" else "color", "")) if tag in {"body", "font"} else ""
    if ink:
        found.ink = ink
    if tag == "font":
        found.size = _font_size(attrs.get("size", "").strip())
        if attrs.get("face"):
            found.face = _first_face(attrs["face"].lower())
    if tag not in {"table", "img"}:
        found.align = _ALIGNED.get(attrs.get("align", "").strip().lower(), "")
    if "width" in attrs and tag in {"table", "td", "th", "div"}:
        found.width = length(attrs["width"].strip() + ("" if attrs["width"].strip().endswith("%") else "px"))


def _old(said: str) -> str:
    if _MERGE_TAG.search(said):
        return _UNFILLED
    read = old_colour(said)
    return read.name if read else ""


def _font_size(said: str) -> Size | None:
    """Read a size of old: 1 to 7, or so many more or less than 3 (HTML §15.3.4)."""
    if not re.fullmatch(r"[+-]?\d", said):
        return None
    number = int(said) + (3 if said[0] in "+-" else 0)
    return Size(_FONT_SIZES[min(max(number, 1), 7) - 1])


@lru_cache(4096)
def length(said: str) -> Size:
    """Read a length; neither pixels nor a share where it cannot be told."""
    found = _LENGTH.fullmatch(said)
    if not found or found[1] in {"", "-", "."}:
        return Size()
    number, unit = float(found[1]), found[2] or ""
    if unit in _PIXELS:
        return Size(number * _PIXELS[unit])
    if unit == "rem":
        return Size(number * _ROOT)
    if unit in {"em", "%"}:
        return Size(share=number / (100 if unit == "%" else 1))
    return Size(0.0) if number == 0 else Size()


# --- one property each --------------------------------------------------------------------------------------------


def _colour(found: Said, value: str) -> None:
    if value in _INHERITS or value == "currentcolor":
        found.ink = "inherit"
    elif (
        colour(value) or "(" in value
    ):  # what is no colour is no declaration; what needs working out cannot be told
        found.ink = value


def _background(found: Said, value: str) -> None:
    """Read all of a background at once; one word that is none of it makes the whole no declaration."""
    if _IMAGE.search(value):
        found.pictured = True
        return
    ground = "transparent"
    for part in _PARTS.findall(value):
        if colour(part) or part in _INHERITS:
            ground = part
        elif "(" in part:
            ground = "?"
        elif not _NO_COLOUR.fullmatch(part):
            return
    found.pictured, found.ground = False, ground


def _background_color(found: Said, value: str) -> None:
    if colour(value) or "(" in value or value in {"inherit", "initial", "unset"}:
        found.ground = value
    elif value == "currentcolor":
        found.ground = "?"


def _background_image(found: Said, value: str) -> None:
    found.pictured = bool(_IMAGE.search(value))


def _font(found: Said, value: str) -> None:
    parts = _FONT.fullmatch(value)
    if not parts:
        return
    _font_size_said(found, parts["size"])
    found.weight = 400
    for word in parts["before"].split():
        _font_weight(found, word)
    found.face = _first_face(parts["face"])
    found.line = _line(parts["line"]) if parts["line"] else Size()


def _font_size_said(found: Said, value: str) -> None:
    if value in _KEYWORDS:
        found.size = Size(_KEYWORDS[value])
    elif value in {"smaller", "larger"}:
        found.size = Size(share=1.2 if value == "larger" else 1 / 1.2)
    elif value in _INHERITS:
        found.size = Size(share=1.0)
    elif value == "initial":
        found.size = Size(_ROOT)
    elif "(" in value:  # what needs working out cannot be told
        found.size = Size()
    elif length(value) != Size() and (value[-1] == "%" or value[-1].isalpha() or float(value) == 0):
        found.size = length(value)  # a number without its unit is none
    elif re.fullmatch(r"[\d.]+v(?:w|h|min|max)|[\d.]+(?:ex|ch|lh)", value):
        found.size = Size()


def _font_family(found: Said, value: str) -> None:
    if value not in _INHERITS:
        found.face = _first_face(value)


def _first_face(value: str) -> str:
    return value.partition(",")[0].strip(" '\"")


def _font_weight(found: Said, value: str) -> None:
    if value in _WEIGHTS:
        found.weight = _WEIGHTS[value]
    elif value.isdigit() and 1 <= int(value[:5]) <= 1000:  # CSS Fonts 4 §2.2
        found.weight = int(value)


def _line_height(found: Said, value: str) -> None:
    if value not in _INHERITS:
        found.line = _line(value)


def _line(value: str) -> Size:
    if re.fullmatch(r"\d{0,4}(?:\.\d{1,6})?", value) and value not in {"", "."}:
        return Size(share=-float(value))
    return length(value)


def _text_align(found: Said, value: str) -> None:
    found.align = value


def _text_decoration(found: Said, value: str) -> None:
    if value not in _INHERITS:
        found.decoration = "underline" in value


def _display(found: Said, value: str) -> None:
    found.display = value


def _visibility(found: Said, value: str) -> None:
    if value not in _INHERITS:
        found.visible = value not in {"hidden", "collapse"}


def _opacity(found: Said, value: str) -> None:
    share = length(value) if value.endswith("%") else length(f"{value}px")
    if share.pixels is not None or share.share is not None:
        found.opacity = share.share if share.pixels is None else share.pixels


def _width(found: Said, value: str) -> None:
    if value not in {"auto", "none"}:
        found.width = length(value)


def _max_width(found: Said, value: str) -> None:
    found.most = None if value in {"auto", "none"} else length(value)


def _padding(found: Said, value: str) -> None:
    sides = [length(one).pixels or 0.0 for one in value.split()[:4]]
    if sides:
        right = sides[1] if len(sides) > 1 else sides[0]
        found.padding = right + (sides[3] if len(sides) > 3 else right)  # top, right, bottom, left


def _padding_side(found: Said, value: str) -> None:
    found.padding += length(value).pixels or 0.0


def _border(found: Said, value: str) -> None:
    found.bordered = bool(value) and not re.match(r"(?:0|none)\b", value)


def _position(found: Said, value: str) -> None:
    found.floats = value in {"absolute", "fixed"}


_READERS: Mapping[str, Callable[[Said, str], None]] = {
    "color": _colour,
    "background": _background,
    "background-color": _background_color,
    "background-image": _background_image,
    "font": _font,
    "font-size": _font_size_said,
    "font-family": _font_family,
    "font-weight": _font_weight,
    "line-height": _line_height,
    "text-align": _text_align,
    "text-decoration": _text_decoration,
    "text-decoration-line": _text_decoration,
    "display": _display,
    "visibility": _visibility,
    "opacity": _opacity,
    "width": _width,
    "max-width": _max_width,
    "padding": _padding,
    "padding-left": _padding_side,
    "padding-right": _padding_side,
    "border-bottom": _border,
    "position": _position,
}
