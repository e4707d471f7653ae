"""Whether everybody can read a message: on any screen, in the dark, by ear."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Finding
from mailworthy.message.accessibility import contrasts, document, lettering, links, motion, outline
from mailworthy.message.accessibility.shown import Shown
from mailworthy.message.places import found, in_part
from mailworthy.message.reading import Draft
from mailworthy.message.reading.html import Html
from mailworthy.message.scope import Scope

_LOOKS = (document, outline, links, motion)
_BY_STYLES = (contrasts, lettering)


def look(draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Give what there is to say of the page that a message shows."""
    page = draft.page
    if page and page.html and page.html.elements:
        shown = Shown(page, page.html, draft, scope)
        for one in _LOOKS:
            yield from one.look(shown)
        if not shown.looks.whole:
            first = page.html.styles[0] if page.html.styles else page.html.elements[0]
            yield found("A11Y-STYLES-SKIPPED", [in_part(page, first.span)], detail=_extent(page.html))
            return
        for one in _BY_STYLES:
            yield from one.look(shown)


def _extent(html: Html) -> str:
    return f"{len(html.css.rules):,} × {len(html.elements):,}"
