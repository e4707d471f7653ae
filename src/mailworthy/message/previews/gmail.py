"""What Gmail leaves of a page: style blocks up to a limit, and the beginning of a long page."""

from __future__ import annotations

from mailworthy.message.previews.edits import Edit
from mailworthy.message.previews.loss import Cause, Loss
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span

CLIPPED_OCTETS = 102 * 1024  # what is shown of a message before "[Message clipped]"
STYLE_CHARACTERS = 16_384  # of all style blocks together
_CLIPPED = (
    '<div style="clear:both;margin:12px;font:14px sans-serif;color:#5f6368">'
    '[Message clipped]&nbsp; <span style="color:#1a73e8;text-decoration:underline">View entire message</span></div>'
)


def as_gmail_reads(page: Html) -> tuple[list[Edit], list[Loss]]:
    """Give what Gmail takes out of a page by its limits, and what is lost by that."""
    edits, losses = _styles(page)
    end = _end(page.source)
    if end is not None:
        edits.append(Edit(Span(end, len(page.source)), _CLIPPED))
        losses.append(Loss(Cause.CLIPPED, count=len(page.source) - end))
    return edits, losses


def _styles(page: Html) -> tuple[list[Edit], list[Loss]]:
    nested = {one.style for one in page.css.at_rules if one.within}
    edits, losses, length = [], [], 0
    for index, style in enumerate(page.styles):
        length += len(style.text)
        cause = (
            Cause.STYLE_NESTED
            if index in nested
            else Cause.STYLE_LIMIT
            if length > STYLE_CHARACTERS
            else None
        )
        if cause:
            edits.append(Edit(style.span))
            losses.append(Loss(cause, count=len(style.text)))
    return edits, losses


def _end(source: str) -> int | None:
    """Give where Gmail stops showing a page; None where it shows all of it."""
    octets = source.encode("utf-8", "replace")
    if len(octets) <= CLIPPED_OCTETS:
        return None
    end = len(octets[:CLIPPED_OCTETS].decode("utf-8", "ignore"))
    return source.rfind("<", 0, end) if source.rfind("<", 0, end) > source.rfind(">", 0, end) else end
