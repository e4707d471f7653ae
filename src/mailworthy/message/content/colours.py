"""Text in the colour of what it stands on: colours as styles, attributes and simple rules of style blocks give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.tree import Element

Colour = tuple[int, int, int]

_WHITE, _BLACK, _LINK = (255, 255, 255), (0, 0, 0), (0, 0, 238)
_NEAR = 12  # of 255, in each channel: nobody tells these two apart
_DECLARED = re.compile(r"(?<![\w-])(color|background(?:-color|-image)?)\s*:\s*([^;]{1,300})", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?(?:[.]([\w-]+)|#([\w-]+))?(?::link|:visited)?")
_LAST = re.compile(r"([a-z][a-z0-9]*)?(?:[.#]([\w-]+))?")
_COMBINATORS = re.compile(r"[\s>+~]")
_HEX = re.compile(r"(?<![\w-])#?([0-9a-f]{6}|[0-9a-f]{3})(?![\w-])")
_RGB = re.compile(
    r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*(\d{0,3}(?:\.\d{1,6})?)(%?))?"
)
_SHEET = 60_000  # characters of all style blocks
_PICTURE = ("url(", "gradient")
_NAMES: dict[str, Colour] = {
    "white": _WHITE, "black": _BLACK, "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192), "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211), "whitesmoke": (245, 245, 245), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "navy": (0, 0, 128), "maroon": (128, 0, 0), "purple": (128, 0, 128), "orange": (255, 165, 0), "teal": (0, 128, 128),
    "olive": (128, 128, 0), "lime": (0, 255, 0), "aqua": (0, 255, 255), "cyan": (0, 255, 255), "fuchsia": (255, 0, 255),
    "magenta": (255, 0, 255), "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240), "beige": (245, 245, 220),
    "azure": (240, 255, 255), "mintcream": (245, 255, 250), "seashell": (255, 245, 238), "linen": (250, 240, 230),
    "gainsboro": (220, 220, 220), "darkgray": (169, 169, 169), "darkgrey": (169, 169, 169), "dimgray": (105, 105, 105),
}  # fmt: skip


class Paint(NamedTuple):
    """What an element is painted with.

    Args:
        ink: The colour of its text; None where that cannot be told.
        ground: What it stands on; None where that is a picture, or cannot be told.
    """

    ink: Colour | None = _BLACK
    ground: Colour | None = _WHITE


_Declared = tuple[
    str, str
]  # ink and ground as declared; "?" for what cannot be told, empty for what is not said
_Said = tuple[Colour | str, Colour | str]  # the same, read: a colour, or one of these two
_NOTHING, _UNKNOWN = "", "?"
_TOLD_BY = ("class", "id", "style", "bgcolor", "color", "background", "text")


def unseen(html: Html) -> Iterator[tuple[Element, list[Span]]]:
    """Give the elements whose text is in the colour of their ground, and the stretches of the page that are so.

    Of elements within each other only the outermost is given. What styles hide anyway is left out.
    """
    sheet, memo = _sheet(html), dict[tuple[str | None, ...], _Said]()
    paints: list[Paint] = []
    inside: set[int] = set()
    for one in html.elements:
        above = paints[one.parent] if one.parent >= 0 else Paint()
        paint = above
        if one.attrs or one.tag in sheet or one.tag == "a":
            key = (one.tag, *map(one.attrs.get, _TOLD_BY))
            if key not in memo:
                memo[key] = _said(one, sheet)
            paint = _painted(memo[key], above)
        paints.append(paint)
        if one.parent in inside or (paint is not above and _alike(paint) and not one.hiding.reason):
            inside.add(one.number)
    roots = [html.elements[number] for number in sorted(inside) if html.elements[number].parent not in inside]
    for root in roots:
        spans = list(_stretches(html, root, paints))
        if spans:
            yield root, spans


def _alike(paint: Paint) -> bool:
    ink, ground = paint
    return (
        ink is not None
        and ground is not None
        and abs(ink[0] - ground[0]) <= _NEAR
        and abs(ink[1] - ground[1]) <= _NEAR
        and abs(ink[2] - ground[2]) <= _NEAR
    )


def _stretches(html: Html, root: Element, paints: list[Paint]) -> Iterator[Span]:
    """Give what of an element is not inside one that is painted otherwise."""
    at, end = root.span.end, root.end.start
    for one in html.elements[root.number + 1 :]:
        if one.span.start >= end:
            break
        if one.span.start >= at and not _alike(paints[one.number]):
            if one.span.start > at:
                yield Span(at, one.span.start)
            at = max(at, one.end.end)
    if at < end:
        yield Span(at, end)


def _painted(said: _Said, above: Paint) -> Paint:
    ink, ground = said
    if ink == _NOTHING and ground == _NOTHING:
        return above
    return Paint(
        above.ink if ink == _NOTHING else None if isinstance(ink, str) else ink,
        above.ground if ground == _NOTHING else None if isinstance(ground, str) else ground,
    )


def _said(one: Element, sheet: Mapping[str, _Declared]) -> _Said:
    """Give what an element says of itself: by style blocks, by attributes, by its own style, the later the stronger."""
    attrs = one.attrs
    ink, ground = ("#0000ee" if one.tag == "a" else "", "")
    told = [sheet[key] for key in keys(one) if key in sheet] if sheet else []
    told.append((attrs.get("text" if one.tag == "body" else "color", ""), attrs.get("bgcolor", "")))
    told.append(("", _UNKNOWN if attrs.get("background") else ""))
    told.append(_declared(attrs.get("style", "")))
    for its_ink, its_ground in told:
        ink, ground = its_ink or ink, its_ground or ground
    return _colour(ink), _colour(ground)


def keys(one: Element) -> Iterator[str]:
    """Give what simple selectors call an element, the weakest first."""
    yield one.tag
    for name in one.attrs.get("class", "").lower().split():
        yield f".{name}"
        yield f"{one.tag}.{name}"
    if "id" in one.attrs:
        yield f"#{one.attrs['id'].lower()}"


def _declared(style: str) -> _Declared:
    ink = ground = ""
    for name, value in _DECLARED.findall(style):
        lower = value.lower()
        if name.lower() == "color":
            ink = lower
        elif any(word in lower for word in _PICTURE):
            ground = _UNKNOWN
        elif name.lower() != "background-image" and ground != _UNKNOWN:
            ground = lower
    return ink, ground


def _colour(said: str) -> Colour | str:
    """Read a colour; nothing where none is declared, or it covers nothing."""
    said = said.replace("!important", "").strip().lower()
    if said in {"", "inherit", "transparent", "none", "initial", "currentcolor"}:
        return _NOTHING
    rgb = _RGB.search(said)
    if rgb or "(" in said:
        return _mixed(rgb) if rgb else _UNKNOWN
    found = _HEX.search(said)
    if found:
        digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])  # RRGGBB
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    return next((_NAMES[word] for word in said.split() if word in _NAMES), _UNKNOWN)


def _mixed(rgb: re.Match[str]) -> Colour | str:
    """Give a colour by its three numbers; what shines through in part cannot be told."""
    alpha = float(rgb[4]) / (100 if rgb[5] else 1) if rgb[4] else 1
    if alpha == 1:
        return int(rgb[1]), int(rgb[2]), int(rgb[3])
    return _UNKNOWN if alpha else _NOTHING


# --- style blocks -------------------------------------------------------------------------------------------------


def _sheet(html: Html) -> Mapping[str, _Declared]:
    """Give what style blocks say of colours by simple selector; ``?`` where a longer one might say something else."""
    sheet: dict[str, _Declared] = {}
    for selector, block in declared(html):
        if "color" not in block and "background" not in block:
            continue
        said = _declared(block)
        if any(said):
            _add(sheet, selector, said)
    return sheet


def declared(html: Html) -> Iterator[tuple[str, str]]:
    """Give what style blocks say outside media queries: a selector and its declarations, both in lower case."""
    room = _SHEET
    for style in html.styles:
        css = style.text[: max(room, 0)].lower()
        room -= len(style.text)
        for selectors, block in _plain_rules(css):
            for selector in selectors.split(","):
                yield selector.strip(), block


def simple(selector: str) -> str:
    """Give a selector as :func:`keys` spells it: a tag, a class, both, or an id; empty for any longer one."""
    found = _SIMPLE.fullmatch(selector)
    if not found:
        return ""
    tag, class_, id_ = found.groups()
    return f"{tag or ''}.{class_}" if class_ else f"#{id_}" if id_ else tag or ""


def rules(css: str) -> Iterable[tuple[str, str]]:
    """Give all rules of a style block, those of media queries too: selectors, declarations."""
    return _split(css[:_SHEET].lower())


def _add(sheet: dict[str, _Declared], selector: str, said: _Declared) -> None:
    key = simple(selector)
    if not key:
        last = _LAST.match(_COMBINATORS.split(selector)[-1])
        if ":hover" in selector or last is None:
            return
        key = f".{last[2]}" if last[2] else last[1] or ""
        said = (_UNKNOWN if said[0] else "", _UNKNOWN if said[1] else "")
    ink, ground = sheet.get(key, ("", ""))
    sheet[key] = (said[0] or ink, said[1] or ground)


def _plain_rules(css: str) -> Iterable[tuple[str, str]]:
    """Give the rules that hold everywhere: those of no media query."""
    if "/*" in css:
        css = _COMMENT.sub(" ", css)
    return _split("".join(_outside(css.replace("<!--", " ").replace("-->", " "))))


def _split(css: str) -> Iterator[tuple[str, str]]:
    """Give selectors and declarations of each innermost block; what ends in no brace is none."""
    for piece in css.split("}")[:-1]:
        selectors, brace, block = piece.rpartition("{")
        if brace:
            yield selectors.rpartition("{")[2], block


def _outside(css: str) -> Iterator[str]:
    """Give what stands in no at-rule's block."""
    at = 0
    while True:
        begin = css.find("@", at)
        if begin < 0:
            yield css[at:]
            return
        yield css[at:begin]
        at = _behind(css, begin)


def _behind(css: str, begin: int) -> int:
    """Give where an at-rule ends: at its semicolon, or behind its block."""
    depth = 0
    for mark in _MARKS.finditer(css, begin):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth -= 1
        if depth <= 0:
            return mark.end()
    return len(css)


_MARKS = re.compile("[{};]")
