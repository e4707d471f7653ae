"""Where in a message something was found, as findings tell it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.place import Span

Place = Mapping[str, str | int]

SNIPPET = 120  # characters
PLACES_MOST = 5  # of one finding; its count says how many there are


def in_part(part: Part, span: Span, element: str = "") -> Place:
    """Give the place of a stretch of a part's decoded text.

    Args:
        part: The part.
        span: The stretch.
        element: The tag of the element that is meant; empty where none is.

    Returns:
        ``part`` (its index), ``line``, ``column`` (both from 1), ``end_line``, ``end_column``, ``snippet``; ``offset`` (octets from
        the beginning of what was given) where the part is readable there; ``element``.
    """
    where = part.where(span)
    place: dict[str, str | int] = {
        "part": part.index,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
        "snippet": snippet(part.text[span.start : min(span.end, span.start + 4 * SNIPPET)]),
    }
    raw = part.raw(span.start)
    if raw and raw.exact:
        place["offset"] = raw.offset
    return {**place, "element": element} if element else place


def in_header(draft: Draft, name: str) -> Place:
    """Give the place of the first field of a name; the name alone where the message has none."""
    field = next(iter(draft.headers(name)), None)
    if field is None:
        return {"header": name}
    return {
        "header": field.name,
        "line": field.line,
        "end_line": field.end_line,
        "snippet": snippet(field.value),
    }


def in_text(draft: Draft, start: int, end: int) -> Place:
    """Give the place of a stretch of :attr:`Draft.text`."""
    where = draft.where(start, end)
    return in_part(draft.parts[where.part], where.span) if where else {}


def snippet(text: str) -> str:
    """Give a text on one line, cut to :data:`SNIPPET` characters."""
    line = " ".join(text[: 8 * SNIPPET].split())
    return line if len(line) <= SNIPPET else line[: SNIPPET - 1] + "…"


def found(
    code: str,
    places: Iterable[Place],
    *,
    detail: str = "",
    severity: Severity | None = None,
    confidence: Confidence = Confidence.CERTAIN,
    fix: str = "",
) -> Finding:
    """Give one finding for all places where the same was found.

    Args:
        code: The id of a row in the registry.
        places: In order; at least one.
        detail: The values found.
        severity: Instead of the code's own.
        confidence: How sure it is.
        fix: A ready-to-paste replacement, where there is one.
    """
    places = iter(places)
    first, *also = islice(places, PLACES_MOST)
    return Finding(
        code,
        detail,
        where=first,
        also=tuple(also),
        count=1 + len(also) + sum(1 for _ in places),
        severity=severity,
        confidence=confidence,
        fix=fix,
    )
