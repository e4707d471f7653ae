"""How a page of HTML is written: what is unclosed, missing, fetched from elsewhere, too long."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Finding
from mailworthy.message.markup import attributes, comments, fetched, frame, nesting
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope

_LOOKS = (frame, fetched, comments, nesting, attributes)


def look(draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Give what there is to say of each page that a message shows."""
    for part in draft.parts:
        if part.html and part.html.elements and not part.attached:
            for one in _LOOKS:
                yield from one.look(part, part.html, draft, scope)
