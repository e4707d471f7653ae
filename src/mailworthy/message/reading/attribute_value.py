"""Where a piece of an attribute's value stands in the page, character references and all."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING

from mailworthy.message.reading.place import Origin, Span

if TYPE_CHECKING:
    from mailworthy.message.reading.html import Html
    from mailworthy.message.reading.tree import Element

_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_VALUE = re.compile(r"""=\s*(?:"([^"]*)|'([^']*)|([^\s>]*))""")


def placed(page: Html, element: Element, name: str, made: str) -> Callable[[Span], Span]:
    """Give the way from a stretch of an attribute's value to the page's source.

    Args:
        page: The page.
        element: One of its elements that has the attribute.
        name: Of the attribute, in lower case.
        made: Its value, with references resolved.

    Returns:
        The attribute, name and value, for any stretch of a value whose place cannot be told.
    """
    found = page.attribute(element, name)
    value = _VALUE.search(page.source, found.start, found.end)
    if not value or not value.lastindex:
        return lambda _: found
    start, raw = value.start(value.lastindex), value[value.lastindex]
    if raw == made:
        return lambda span: Span(start + span[0], start + span[1])
    origin = _references(raw, start)
    return (lambda span: origin.span(*span)) if origin.length == len(made) else lambda _: found


def _references(raw: str, start: int) -> Origin:
    """Give the way back through the character references of a value (HTML §13.2.5.72)."""
    origin, at = Origin(), 0
    for found in _REFERENCE.finditer(raw):
        made = unescape(found[0])
        if made == found[0]:
            continue
        if found.start() > at:
            origin.piece(found.start() - at, start + at, 0)
        origin.piece(len(made), start + found.start(), start + found.end())
        at = found.end()
    if len(raw) > at:
        origin.piece(len(raw) - at, start + at, 0)
    return origin
