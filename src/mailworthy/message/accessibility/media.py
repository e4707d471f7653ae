"""In which windows a rule holds: media queries, answered for a screen of some width, light or dark."""

from __future__ import annotations

import re
from typing import NamedTuple

from mailworthy.message.reading.css import Css

_FEATURE = re.compile(r"\(\s*([a-z-]{1,40})\s*(?:(:|<=|>=|<|>|=)\s*([^()]{1,60}?)\s*)?\)")
_LENGTH = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)\s*(px|em|rem)?")
_OTHER_MEDIA = re.compile(r"(?:^|\s)(?:print|speech|aural|projection|tv|embossed|braille|handheld)\b")
_EM = 16.0
_QUERY = 2000  # characters


class Window(NamedTuple):
    """Where a page is shown: its width in pixels, and whether the reader asks for dark colours."""

    width: float = 1024.0
    dark: bool = False


DESKTOP, DARK, PHONE = Window(), Window(dark=True), Window(width=375.0)


def holds(within: tuple[int, ...], css: Css, window: Window) -> bool:
    """Tell whether all at-rules around a rule let it hold (Media Queries 4 §3, CSS Conditional 3 §2)."""
    return all(_at_rule(css.at_rules[one].name, css.at_rules[one].prelude, window) for one in within)


def _at_rule(name: str, prelude: str, window: Window) -> bool:
    prelude = prelude.lower()[:_QUERY]
    if name == "media":
        return any(_query(one, window) for one in prelude.split(","))
    return name == "layer" or (name == "supports" and not prelude.startswith("not"))


def _query(query: str, window: Window) -> bool:
    query = query.strip()
    if query.startswith("not") or _OTHER_MEDIA.search(query):
        return False
    return all(_feature(one[1], one[2] or "", one[3] or "", window) for one in _FEATURE.finditer(query))


def _feature(name: str, sign: str, value: str, window: Window) -> bool:
    if name == "prefers-color-scheme":
        return value == ("dark" if window.dark else "light")
    name = name.replace("device-", "")
    found = _LENGTH.fullmatch(value)
    if name not in {"max-width", "min-width", "width"} or not found:
        return False  # what we cannot tell does not hold
    width = float(found[1]) * (1 if found[2] == "px" else _EM)
    if name == "max-width" or sign in {"<", "<="}:
        return window.width <= width
    return (name == "min-width" or sign in {">", ">="}) and window.width >= width
