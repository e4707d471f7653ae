"""Whether everybody can read a message: on any screen, in the dark, by ear."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Finding
from mailworthy.message.accessibility import contrasts, document, lettering, links, motion, outline
from mailworthy.message.accessibility.shown import Shown
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope

_LOOKS = (document, outline, links, contrasts, lettering, motion)


def look(draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Give what there is to say of the page that a message shows."""
    page = draft.page
    if page and page.html and page.html.elements:
        shown = Shown(page, page.html, draft, scope)
        for one in _LOOKS:
            yield from one.look(shown)
