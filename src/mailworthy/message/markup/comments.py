"""Comments that never end, and what Word leaves in a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Finding
from mailworthy.finding.detail import listed
from mailworthy.message.content.sight import places
from mailworthy.message.places import found
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span
from mailworthy.message.scope import Scope

_LOST = 20  # characters behind a comment's beginning from which something is lost
_WORD_CLASS = re.compile(r"\bMso[A-Z]\w*")


def look(part: Part, html: Html, draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Give what there is to say."""
    del scope
    if not html.left_out and not any(one.part == part.index for one in draft.left_out):
        yield from _open(part, html)
    yield from _of_word(part, html)


def _open(part: Part, html: Html) -> Iterator[Finding]:
    """Tell a comment that reaches to the end of the page: nobody sees what stands behind its beginning."""
    last = max([*html.comments, *(one.span for one in html.conditionals)], default=None)
    if last is None or last.end < len(html.source) or last.end - last.start < _LOST:
        return
    if not html.source.startswith("<!--", last.start) or html.source.endswith(("-->", "--!>")):
        return
    yield found("HTML-COMMENT-OPEN", places(part, [(Span(last.start, last.end), "")]))


def _of_word(part: Part, html: Html) -> Iterator[Finding]:
    """Tell Office's own elements and classes outside comments for Outlook: a text pasted from Word."""
    pasted = [
        one
        for one in html.elements
        if one.tag.startswith(("o:", "w:", "st1:", "m:")) or _WORD_CLASS.match(one.attrs.get("class", ""))
    ]
    if pasted:
        names = (
            one.attrs["class"].split()[0] if _WORD_CLASS.match(one.attrs.get("class", "")) else f"<{one.tag}>"
            for one in pasted
        )
        yield found(
            "HTML-MSO-LEFTOVER",
            places(part, ((one.span, one.tag) for one in pasted)),
            detail=listed(dict.fromkeys(names)),
        )
