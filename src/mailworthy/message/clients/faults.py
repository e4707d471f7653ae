"""CSS that no client can read: slips of the pen, with what they take along."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.clients.hits import no_selectors, open_ended
from mailworthy.message.clients.used import Used
from mailworthy.message.places import found
from mailworthy.message.reading.place import Span

# Old hacks (*zoom, _height, filter) are there on purpose; what holds marks of templates and comments is filled or read by somebody.
_MEANT = re.compile(r"[*_]\s*[\w-]+\s*:|.*?(?:[{}\[\]<>%|$]|--)", re.DOTALL)
_LONG = 200  # characters of a slip: no declaration is as long, and what is longer is no slip


def look(used: Used) -> Iterator[Finding]:
    """Give what there is to say."""
    page = used.page
    slips = [
        span
        for span in page.css.faults
        if _is_slip(page.source[span.start : min(span.end, span.start + _LONG + 1)])
    ]
    open_rules = [page.css.rules[number] for number in sorted(open_ended(page))]
    heads = [Span(one.span.start, one.span.start + len(one.selectors)) for one in open_rules]
    lost = [
        Span(one.span.start, one.span.start + len(one.selectors))
        for one in page.css.rules
        if no_selectors(one)
    ]
    if slips or heads or lost:
        yield found(
            "CLIENT-CSS-FAULT",
            used.places((_shown(page.source, span), "") for span in sorted({*slips, *heads, *lost})),
            severity=Severity.WARNING if heads else None,  # all rules behind it are lost
            confidence=Confidence.LIKELY,
        )


def _is_slip(text: str) -> bool:
    return text == "}" or (len(text) <= _LONG and not _MEANT.match(text))


def _shown(source: str, span: Span) -> Span:
    """Give a slip as people find it again: a lone mark with the selectors behind it."""
    if span.end - span.start > 1:
        return span
    brace = source.find("{", span.end, span.end + _LONG)
    return Span(span.start, brace if brace > 0 else span.end)
