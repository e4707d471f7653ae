"""How words look as far as rules ask: their colours, their size, whether they are hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from mailworthy.message.rules.spamassassin.data import colours

STYLE = 4096  # characters of one style attribute; what stands behind is not looked at
NEAR = 12  # of 191: colours nearer than that can hardly be told apart

_RGB = re.compile(r"rgb\((\d+)(%?),\s*(\d+)%?,\s*(\d+)%?\s*\)", re.IGNORECASE)
_COLOUR = re.compile(r"\s*(background-)?color:\s*(.+?)\s*$", re.IGNORECASE)
_GROUND = re.compile(r"\s*background:\s*(.+?)\s*$")
_OTHER = re.compile(r"\s*([a-z_-]+)\s*:\s*(\S.*?)\s*$", re.IGNORECASE)
_IMPORTANT = re.compile(r"\s*!\s*important$")
_NUMBER = re.compile(r"\s*([+-]?)(\d{1,6})")
_HEX = re.compile(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\Z")

# Grounds that an attribute gives are not followed, as in SpamAssassin: only those of styles are.
_TAKEN = {
    "basefont": {"color", "size"},
    "body": {"text"},
    "font": {"color", "size"},
    **{name: {"style"} for name in ("table", "td", "tr", "span", "p", "div", "a")},
}


class Style(NamedTuple):
    """How words look inside a tag."""

    tag: str
    ink: str
    ground: str
    size: int
    display: str = ""
    visibility: str = ""

    @property
    def hidden(self) -> bool:
        """Whether a style hides the words."""
        return self.display == "none" or self.visibility == "hidden"

    def contrast(self) -> str:
        """Say what is wrong with the colours: ``font_low_contrast``, ``font_invalid_color``, or nothing."""
        if self.ink[-6:] == self.ground[-6:]:
            return "font_low_contrast"
        one, other = _HEX.match(self.ink), _HEX.match(self.ground)
        if one and other:
            red, green, blue = (int(one[n], 16) - int(other[n], 16) for n in (1, 2, 3))
            far = ((0.2126 * red) ** 2 + (0.7152 * green) ** 2 + (0.0722 * blue) ** 2) ** 0.5
            return "font_low_contrast" if far < NEAR else ""
        return "font_invalid_color" if "invalid" in {self.ink, self.ground} else ""

    def opened(self, tag: str, attributes: Mapping[str, str], basefont: int) -> Style:
        """Give how words look inside a tag within this one."""
        style = self._replace(tag=tag)
        if tag in {"big", "small"}:
            return style._replace(size=self.size + (1 if tag == "big" else -1))
        taken = _TAKEN.get(tag, set()) & attributes.keys()
        for name in attributes:
            if name not in taken:
                continue
            value = attributes[name]
            if name in {"text", "color"}:
                style = style._replace(ink=colour(value))
            elif name == "size":
                style = style._replace(size=_sized(value, style.size, basefont))
            else:
                style = style.declared(value[:STYLE], self)
        return style

    def declared(self, written: str, outer: Style) -> Style:
        """Give how words look with a style attribute."""
        style = self
        for one in written.split(";"):
            found = _COLOUR.match(one)
            ground = None if found else _GROUND.match(one)
            other = None if found or ground else _OTHER.match(one)
            if found:
                value = _css_colour(_IMPORTANT.sub("", found[2].lower()))
                if value:
                    style = style._replace(ground=value) if found[1] else style._replace(ink=value)
            elif ground:
                layer = re.sub(r",(?![^(]*\))", "\0", ground[1].lower()).split("\0")[-1]
                named = (colour(value) for value in re.findall(r"[^\s(]+\([^)]*\)|[^\s]+", layer))
                style = style._replace(ground=next((one for one in named if one != "invalid"), style.ground))
            elif other and other[1] in {"display", "visibility"}:
                value = other[2].lower()
                style = (
                    style._replace(display=value)
                    if other[1] == "display"
                    else style._replace(visibility=value)
                )
        if style.ground == "transparent":
            style = style._replace(ground=outer.ground)
        return style._replace(ink=style.ground) if style.ink == "transparent" else style


def styled() -> Style:
    """Give how words look where nothing is said."""
    return Style("default", "#000000", "#ffffff", 3)


def _sized(value: str, size: int, basefont: int) -> int:
    found = _NUMBER.match(value)
    if found is None:
        return size
    number = int(found[2])
    return {"": number, "+": basefont + number, "-": basefont - number}[found[1]]


def _css_colour(value: str) -> str:
    """Give a colour as CSS names it; empty where it says to keep what is."""
    if "rgb" in value:
        numbers = [int(one[:6] or "0") for one in re.sub(r"[^0-9,]", "", value).split(",")]
        red, green, blue = ([min(one, 255) for one in numbers] + [0, 0, 0])[:3]
        return f"#{red:02x}{green:02x}{blue:02x}"
    return {"inherit": "", "transparent": "transparent"}.get(value, colour(value))


def colour(written: str) -> str:
    """Give ``#rrggbb`` for a colour as attributes name it; ``invalid`` where nobody can tell."""
    value = written.lower().strip()
    if value in colours():
        return f"#{colours()[value]}"
    found = _RGB.search(value)
    if found:
        numbers = [int(found[n][:6]) for n in (1, 3, 4)]
        red, green, blue = (one * 255 // 100 if found[2] else one for one in numbers)
        value = f"#{red:02x}{green:02x}{blue:02x}"
    if not value.startswith("#") or not re.fullmatch(r"[#a-f0-9]*", value):
        return "invalid"
    digits = re.sub(r"[^a-f0-9]", "", value)[:6]
    if 3 < len(digits) < 6:
        digits = digits[:3]
    if len(digits) % 3:
        digits += "0" * (3 - len(digits) % 3)
    return "#" + ("".join(one * 2 for one in digits) if len(digits) == 3 else digits)
