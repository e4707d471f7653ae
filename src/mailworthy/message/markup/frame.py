"""What a page is put into: its document type, its charset, its length."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Finding, Severity
from mailworthy.message.places import found, in_part
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span
from mailworthy.message.scope import Scope

CLIPPED = 102 * 1024  # octets of a page that Gmail shows; practice, no document of Google's says so
NEAR = 95 * 1024  # tracking links and an open pixel are added when it is sent
_SHOWN = 80  # characters


def look(part: Part, html: Html, draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Give what there is to say."""
    del scope
    whole = draft.kind == "eml" or next(html.of("html"), None)
    if html.doctype is None and whole:
        first = html.elements[0]
        yield found(
            "HTML-NO-DOCTYPE", [in_part(part, first.span, first.tag)], fix=_with_doctype(html, first.span)
        )
    if part.decoded and not part.decoded.meta and not part.text.isascii() and next(html.of("head"), None):
        head = next(html.of("head"))
        yield found(
            "HTML-NO-CHARSET", [in_part(part, head.span, "head")], fix='<head>\n<meta charset="utf-8">'
        )
    yield from _length(part)


def _with_doctype(html: Html, first: Span) -> str:
    return f"<!DOCTYPE html>\n{html.source[first.start : min(first.end, first.start + 200)]}"


def _length(part: Part) -> Iterator[Finding]:
    """Tell a page that Gmail cuts, and where; or one that comes near."""
    octets = len(part.octets)
    if octets <= NEAR:
        return
    at = len(part.text.encode("utf-8", "replace")[:CLIPPED].decode("utf-8", "ignore"))
    at = min(at, max(len(part.text) - 1, 0))
    yield found(
        "HTML-CLIPPED",
        [in_part(part, Span(at, min(at + _SHOWN, len(part.text))))],
        detail=f"{octets / 1024:,.0f} KB > 102 KB" if octets > CLIPPED else f"{octets / 1024:,.0f} KB",
        severity=None if octets > CLIPPED else Severity.INFO,
    )
