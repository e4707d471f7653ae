"""The traps of Outlook for Windows, which draws pages as Word does, and the comments that speak to it alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.clients.hits import denies_word, endings, inside
from mailworthy.message.clients.used import WORD, Used
from mailworthy.message.places import found
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.tree import Element

_PADDING = re.compile(r"(?<![\d.])([1-9]\d*|\d*\.\d+)(?:px|pt|em|rem)?")
_PIXELS = re.compile(r"\s*(\d{2,4})(?:\.\d+)?px")
_PICTURE = re.compile(r"url\(\s*[\"']?\s*[^)\"'\s]", re.IGNORECASE)
_NO_COLOR = re.compile(r"\s*(?:none|transparent|inherit|initial|unset)?\s*(?:!important)?\s*", re.IGNORECASE)
_LIGHT = re.compile(r"\s*(?:#f{3}\b|#[ef][0-9a-f][ef][0-9a-f][ef][0-9a-f]|#[ef]{3}\b|white|ivory|snow|rgb\(\s*2[345]\d\s*,\s*2[345]\d)", re.IGNORECASE)  # fmt: skip
_SHAPES = re.compile(r"<v:(?:rect|fill|background|image|roundrect|shape)", re.IGNORECASE)
_WIDE = range(300, 1001)  # pixels, of a container
_WORDS = 200  # characters: who holds as many is no mere detail
_DEEP = 40  # elements around one that are looked at
_MOST = 500  # elements of a page, or in one, that are looked at for one trap


def look(used: Used) -> Iterator[Finding]:
    """Give what there is to say."""
    if used.reads(*WORD):
        yield from _buttons(used)
        yield from _backgrounds(used)
        yield from _containers(used)
        yield from _pictures(used)
    yield from _comments(used)


def _styles(used: Used, *tags: str) -> Iterator[tuple[Element, Mapping[str, str]]]:
    """Give the elements with these tags that people see, and what is declared for them."""
    for element in islice(used.page.of(*tags), _MOST):
        style = used.declared.of(element)
        if style and not element.hiding.reason:
            yield element, style


def _said(
    code: str, used: Used, elements: Iterable[Element], *, fix: str, severity: Severity | None = None
) -> Iterator[Finding]:
    seen = [(one.span, one.tag) for one in elements if not inside(one.span.start, used.hidden_from_word)]
    if seen:
        yield found(code, used.places(seen), fix=fix, severity=severity, confidence=Confidence.LIKELY)


# --- buttons --------------------------------------------------------------------------------------------------------

_BUTTON = """\
<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
<td bgcolor="#0b57d0" style="padding: 12px 24px"><a href="https://…" style="color: #ffffff; text-decoration: none">…</a></td>
</tr></table>"""


def _buttons(used: Used) -> Iterator[Finding]:
    """A link with padding and a colour behind it: Word knows no padding on what is no cell."""
    drawn = {link.href for one in used.page.conditionals for link in one.links}
    lost = [
        element
        for element, style in _styles(used, "a")
        if _padded(style)
        and _background(style)
        and "mso-padding-alt" not in style
        and not _PADDING.search(style.get("border", ""))  # a border as wide as the padding does as well
        and element.attrs.get("href", "").strip() not in drawn
    ]
    yield from _said("CLIENT-OUTLOOK-BUTTON", used, lost, fix=_BUTTON)


def _padded(style: Mapping[str, str]) -> bool:
    return any(
        _PADDING.search(value)
        for name, value in style.items()
        if name in {"padding", "padding-top", "padding-bottom"}
    )


def _background(style: Mapping[str, str]) -> bool:
    return any(
        not _NO_COLOR.fullmatch(style[name]) for name in ("background", "background-color") if name in style
    )


# --- pictures in the background ---------------------------------------------------------------------------------------

_VML = """\
<td background="https://…/hero.jpg" bgcolor="#7bceeb" width="600" height="200" valign="top" style="background: #7bceeb url('https://…/hero.jpg') center / cover">
<!--[if gte mso 9]><v:rect xmlns:v="urn:schemas-microsoft-com:vml" fill="true" stroke="false" style="width:600px;height:200px"><v:fill type="frame" src="https://…/hero.jpg" color="#7bceeb" /><v:textbox inset="0,0,0,0"><![endif]-->
<div>…</div>
<!--[if gte mso 9]></v:textbox></v:rect><![endif]-->
</td>"""


def _backgrounds(used: Used) -> Iterator[Finding]:
    """A picture behind text with no colour below it, and no shape that draws it for Word."""
    source = used.page.source
    if any(_SHAPES.search(source, one.inside.start, one.inside.end) for one in used.page.conditionals):
        return
    bare = [
        element
        for element, style in _styles(used, "td", "th", "div", "table", "body", "section", "p", "center")
        if _PICTURE.search(style.get("background-image", "") + style.get("background", ""))
        and not _colored(element, style)
        and used.holds(element, 1)
    ]
    light = [one for one in bare if _light(used, one)]
    yield from _said(
        "CLIENT-OUTLOOK-BACKGROUND",
        used,
        light or bare,
        fix=_VML,
        severity=Severity.WARNING if light else None,
    )


def _colored(element: Element, style: Mapping[str, str]) -> bool:
    """Tell whether a colour lies below a picture."""
    if element.attrs.get("bgcolor", "").strip() or not _NO_COLOR.fullmatch(style.get("background-color", "")):
        return True
    rest = re.sub(
        r"url\([^)]*\)?|[\d.]+(?:px|%|em)?|[,/]", " ", style.get("background", ""), flags=re.IGNORECASE
    )
    placing = {"no-repeat", "repeat", "repeat-x", "repeat-y", "center", "top", "bottom", "left", "right", "cover", "contain", "fixed",
               "scroll", "none", "transparent", "!important", "auto"}  # fmt: skip
    return bool(set(rest.lower().split()) - placing)


def _light(used: Used, element: Element) -> bool:
    """Tell whether text in an element is nearly white, as it is seldom on a page without a dark ground."""
    inner = used.page.elements[element.number : element.number + _MOST]
    return any(
        _LIGHT.match(used.declared.of(one).get("color", ""))
        for one in inner
        if one.span.start < element.end.start
    )


# --- containers ---------------------------------------------------------------------------------------------------------

_CONTAINER = """\
<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<div style="max-width: 600px; margin: 0 auto">…</div>
<!--[if mso]></td></tr></table><![endif]-->"""


def _containers(used: Used) -> Iterator[Finding]:
    """The outermost block whose width only ``max-width`` limits: Word knows that on tables alone."""
    if used.for_word:
        return
    for element, style in _styles(used, "div", "center", "section", "main", "article", "p"):
        width = _PIXELS.match(style.get("max-width", ""))
        if width and int(width[1]) in _WIDE and used.holds(element, _WORDS) and not _held(used, element):
            yield from _said("CLIENT-OUTLOOK-WIDTH", used, [element], fix=_CONTAINER)
            return


def _held(used: Used, element: Element) -> bool:
    """Tell whether a table or cell around an element, or right inside it, has a width in pixels."""
    elements, number = used.page.elements, element.parent
    for _ in range(_DEEP):
        if number < 0:
            break
        if _fixed(used, elements[number]):
            return True
        number = elements[number].parent
    inner = elements[element.number + 1 : element.number + 6]
    return any(_fixed(used, one) for one in inner)


def _fixed(used: Used, element: Element) -> bool:
    if element.tag not in {"table", "td"}:
        return False
    styled = _PIXELS.match(used.declared.of(element).get("width", ""))
    return bool(styled) or element.attrs.get("width", "").strip().removesuffix("px").isdigit()


# --- pictures -------------------------------------------------------------------------------------------------------------


def _pictures(used: Used) -> Iterator[Finding]:
    """A picture whose width only CSS says: Word shows it as large as its file is."""
    lost = [
        element
        for element, style in _styles(used, "img")
        if "width" not in element.attrs and _PIXELS.match(style.get("width", ""))
    ]
    if lost:
        width = _PIXELS.match(used.declared.of(lost[0])["width"])
        yield from _said("CLIENT-OUTLOOK-IMAGE-WIDTH", used, lost, fix=f'width="{width[1]}"' if width else "")


# --- comments ---------------------------------------------------------------------------------------------------------------


def _comments(used: Used) -> Iterator[Finding]:
    """Comments for Outlook that never end, and ends of none."""
    page = used.page
    never = [
        one.span
        for one in page.conditionals
        if not one.revealed and page.source.rfind("<![", one.inside.start, one.span.end) < 0
    ]
    denying = {one.span for one in page.conditionals if one.revealed and denies_word(one.condition)}
    opened = [one.span for one in page.conditionals if one.revealed]
    unpaired = list(_unpaired(opened, endings(page)))
    if never or unpaired:
        yield found(
            "CLIENT-MSO-UNCLOSED",
            used.places((span, "") for span in sorted([*never, *unpaired])),
            severity=None
            if never or denying & set(unpaired)
            else Severity.INFO,  # an end of nothing loses nothing
        )


def _unpaired(opened: list[Span], ended: list[Span]) -> Iterator[Span]:
    """Give the marks without their other half."""
    waiting: list[Span] = []
    for span, opens in sorted([*((span, True) for span in opened), *((span, False) for span in ended)]):
        if opens:
            waiting.append(span)
        elif waiting:
            waiting.pop()
        else:
            yield span
    yield from waiting
