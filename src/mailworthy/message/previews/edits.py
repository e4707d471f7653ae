"""Changes to a text, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mailworthy.message.reading.place import Span


class Edit(NamedTuple):
    """A stretch of a text, and what takes its place."""

    span: Span
    text: str = ""


def edited(source: str, edits: Iterable[Edit]) -> str:
    """Give a text with changes made. Of two that overlap, the one that begins first counts; of those, the longest."""
    pieces: list[str] = []
    at = 0
    for (start, end), text in sorted(edits, key=lambda one: (one.span.start, -one.span.end)):
        if start >= at:
            pieces += (source[at:start], text)
            at = end
    return "".join((*pieces, source[at:]))
