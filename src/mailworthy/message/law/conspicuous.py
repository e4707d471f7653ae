"""How plainly a link stands out: its size and contrast, where inline styles and old attributes say them (WCAG 2.2 §1.4.3)."""

from __future__ import annotations

import re
from typing import NamedTuple

from mailworthy.message.reading import Part
from mailworthy.message.reading.hiding import declarations
from mailworthy.message.reading.tree import Element

_DEPTH = 40  # elements around a link that are looked at
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(px|pt)")
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*(0?\.\d+|[01]))?")
_NAMES = {"white": (255, 255, 255), "black": (0, 0, 0), "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192), "lightgray": (211, 211, 211), "lightgrey": (211, 211, 211), "darkgray": (169, 169, 169), "darkgrey": (169, 169, 169), "whitesmoke": (245, 245, 245), "gainsboro": (220, 220, 220)}  # fmt: skip
_WHITE = (255, 255, 255)
_POINT = 4 / 3  # pixels

Colour = tuple[int, int, int]


class Look(NamedTuple):
    """How a link looks.

    Args:
        size: Of its letters, in pixels; None where it is not said inline.
        contrast: Of its letters against what is behind them, 1 to 21; None where either is not said inline.
    """

    size: float | None
    contrast: float | None

    @property
    def badness(self) -> float:
        """How hard it is to see: 0 for what nothing is wrong with."""
        small = 0.0 if self.size is None else max(0.0, 10 - self.size)
        pale = 0.0 if self.contrast is None else max(0.0, 3 - self.contrast)
        return small + 3 * pale


def look_of(part: Part, number: int) -> Look:
    """Give how a link of a page looks.

    Args:
        part: With the page.
        number: The link's place among all of the page.
    """
    page = part.html
    if page is None or page.links[number].element < 0 or not page.links[number].text:
        return Look(None, None)  # a picture's letters are not read
    styles = _around(page.elements, _innermost(page.elements, page.links[number].element))
    size = next((pixels for style in styles if (pixels := _size(style)) is not None), None)
    fore = next((found for style in styles if (found := _colour(style.get("color", "")))), None)
    behind = _behind(styles, plain=not page.styles)
    return Look(size, _contrast(fore, behind) if fore and behind else None)


def _innermost(elements: tuple[Element, ...], number: int) -> int:
    """Give the element that the link's words stand in, where it is the only one inside it."""
    for inner in elements[number + 1 : number + 4]:
        if inner.parent != number or inner.tag not in {"span", "font", "strong", "b", "u", "i", "em"}:
            break
        number = inner.number
    return number


def _around(elements: tuple[Element, ...], number: int) -> list[dict[str, str]]:
    styles = []
    for _ in range(_DEPTH):
        if number < 0:
            break
        element = elements[number]
        styles.append(_style(element))
        number = element.parent
    return styles


def _style(element: Element) -> dict[str, str]:
    """Give what an element says of its looks, old attributes included."""
    old = {}
    if "bgcolor" in element.attrs:
        old["background-color"] = element.attrs["bgcolor"].lower()
    if "background" in element.attrs:
        old["background-image"] = "url"
    if element.tag == "font" and "color" in element.attrs:
        old["color"] = element.attrs["color"].lower()
    style = element.attrs.get("style", "")
    return {**old, **declarations(style)} if style else old


def _size(style: dict[str, str]) -> float | None:
    said = _SIZE.match(style.get("font-size", ""))
    return float(said[1]) * (_POINT if said[2] == "pt" else 1) if said else None


def _behind(styles: list[dict[str, str]], *, plain: bool) -> Colour | None:
    """Give what colour is behind; None for pictures and where style sheets may say it."""
    for style in styles:
        said = style.get("background-color") or style.get("background", "")
        if "url" in said or "gradient" in said or "background-image" in style:
            return None
        found = _colour(said)
        if found:
            return found
        if said and said not in {"none", "transparent", "inherit", "initial"}:
            return None
    return _WHITE if plain else None


def _colour(said: str) -> Colour | None:
    found = _HEX.search(said)
    if found:
        digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    parts = _RGB.match(said)
    if parts:
        solid = parts[4] in {None, "1"}
        return (int(parts[1]), int(parts[2]), int(parts[3])) if solid else None
    return _NAMES.get(said.split(" ", 1)[0])


def _contrast(one: Colour, other: Colour) -> float:
    """Give the contrast of two colours (WCAG 2.2, definition of contrast ratio)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(min(value, 255) / 255) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
