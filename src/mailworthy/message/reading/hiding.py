"""Text that nobody sees: what inline styles and attributes say about it (CSS 2.2 §11, CSS Color 4 §12.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_DECLARATION = re.compile(r"(?<![a-z-])([a-z-]+)\s*:\s*([^;]*)")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
_ASIDE = -500  # px, em or any unit: further to the left than any client's window
_WORDS = re.compile(
    r"display|visib|opacity|font|height|width|indent|left|top|margin|clip|color|hidden", re.IGNORECASE
)
_STYLE_CHARACTERS = 4096  # of one attribute; what stands behind is not looked at


class Hiding(NamedTuple):
    """How a stretch of text is hidden.

    Args:
        firmly: By what no element inside can undo: ``display``, ``opacity``, ``size`` (no height or width and nothing
            may stand out), ``off_screen``, ``clip``, ``attribute``; empty where it is not.
        invisible: By visibility; an element inside may be visible again.
        no_font: By a font size of nothing; an element inside may have another.
        transparent: By a transparent colour; same.
    """

    firmly: str = ""
    invisible: bool = False
    no_font: bool = False
    transparent: bool = False

    @property
    def reason(self) -> str:
        """What hides it; empty where nothing does."""
        if self.firmly:
            return self.firmly
        return (
            "visibility"
            if self.invisible
            else "font_size"
            if self.no_font
            else "color"
            if self.transparent
            else ""
        )


SEEN = Hiding()


def declarations(style: str) -> dict[str, str]:
    """Give the declarations of a style attribute, names and values in lower case, the last of each name."""
    text = style[:_STYLE_CHARACTERS].lower()
    if "/*" in text:
        text = _COMMENT.sub(" ", text)
    return {name: value.replace("!important", "").strip() for name, value in _DECLARATION.findall(text)}


def below(above: Hiding, attrs: Mapping[str, str]) -> Hiding:
    """Tell how an element hides its text.

    Args:
        above: How the element around it does.
        attrs: Its attributes.
    """
    if above.firmly:
        return above
    if "hidden" in attrs:
        return above._replace(firmly="attribute")
    style = attrs.get("style")
    if not style or not _WORDS.search(style):
        return above
    return _styled(above, declarations(style))


def _styled(above: Hiding, style: Mapping[str, str]) -> Hiding:
    return Hiding(
        _firmly(style),
        _kept(above.invisible, style.get("visibility", ""), ("hidden", "collapse")),
        _font(above.no_font, style),
        _kept(above.transparent, style.get("color", ""), ("transparent",)),
    )


def _kept(above: bool, value: str, hidden: tuple[str, ...]) -> bool:
    return above if value in {"", "inherit"} else value in hidden


def _font(above: bool, style: Mapping[str, str]) -> bool:
    size = style.get("font-size", "")
    relative = size.endswith(("%", "em")) and not size.endswith("rem")
    return above if size in {"", "inherit"} or (relative and above) else _nothing(size)


def _firmly(style: Mapping[str, str]) -> str:
    if style.get("display") == "none":
        return "display"
    if "opacity" in style and _nothing(style["opacity"]):
        return "opacity"
    if _no_room(style):
        return "size"
    if _off_screen(style):
        return "off_screen"
    return "clip" if style.get("clip", "").replace(" ", "") in {"rect(0,0,0,0)", "rect(0000)"} else ""


def _no_room(style: Mapping[str, str]) -> bool:
    if style.get("overflow", "") not in {"hidden", "clip"}:
        return False
    return any(_nothing(style.get(name, "")) for name in ("max-height", "height", "max-width", "width"))


def _off_screen(style: Mapping[str, str]) -> bool:
    moved = style.get("position", "") in {"absolute", "fixed", "relative"}
    names = ("text-indent", "margin-left", "margin-top", *(("left", "top") if moved else ()))
    return any((amount := _amount(style.get(name, ""))) is not None and amount < _ASIDE for name in names)


def _nothing(value: str) -> bool:
    """Tell nothing, and next to nothing: one pixel of text is read by nobody."""
    amount = _amount(value)
    if amount is None:
        return False
    return amount <= 0 or (amount <= 1 and value.endswith("px"))


def _amount(value: str) -> float | None:
    found = _NUMBER.match(value)
    return float(found[0]) if found else None
