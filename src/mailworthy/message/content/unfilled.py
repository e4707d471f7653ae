"""What was never filled in: merge tags, placeholder text, the line that inboxes show beside the subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.content.patterns import matches, pattern
from mailworthy.message.content.sight import Sight, places
from mailworthy.message.places import Place, found, in_header
from mailworthy.message.reading import Draft
from mailworthy.message.reading.merge_tags import Template

_FIRST = re.compile(r"[^\W_][^\n]*")
_HOUSEKEEPING = 140  # characters; in a longer line there is something to read, too
_SURE = {"certain": Confidence.CERTAIN, "likely": Confidence.LIKELY, "guess": Confidence.GUESS}


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say."""
    yield from _merge_tags(sight.draft)
    yield from _preview(sight)
    spans = list(matches("placeholder", sight.lower))
    if spans:
        words = dict.fromkeys(" ".join(sight.shown[slice(*span)].split()) for span in spans)
        where = (sight.in_shown(*span) for span in spans)
        yield found(
            "CONTENT-PLACEHOLDER",
            where,
            detail=listed(f"“{one}”" for one in words),
            confidence=Confidence.LIKELY,
        )


def _merge_tags(draft: Draft) -> Iterator[Finding]:
    left = draft.leftovers
    if not left:
        return
    best = min((_SURE[tag.sure] for tag in left), key=list(Confidence).index)
    # {name} may be anything, and some templates are filled by two systems, one after the other.
    severity = Severity.INFO if best is Confidence.GUESS or draft.template is Template.YES else None
    leftover = set(left)
    subject = [tag for tag in draft.subject_tags if tag in leftover]
    where: list[Place] = [{**in_header(draft, "Subject"), "snippet": tag.text} for tag in subject]
    for part in draft.parts:
        where += places(part, ((tag.span, "") for tag in part.tags if tag in leftover))
    detail = listed(dict.fromkeys(tag.text for tag in left))
    yield found("CONTENT-MERGE-LEFTOVER", where, detail=detail, severity=severity, confidence=best)


def _preview(sight: Sight) -> Iterator[Finding]:
    """Tell what inboxes show beside the subject: the page's first words, hidden ones too."""
    html = sight.html
    if not html or not sight.page:
        return
    first = _FIRST.search(sight.shown)
    if not first or any(one.span.start < html.origin.start(first.start()) for one in html.hidden):
        return
    line = sight.lower[first.start() : first.end()]
    if pattern("view_online").search(line) and len(line) <= _HOUSEKEEPING:
        yield found("CONTENT-NO-PREHEADER", [sight.in_shown(*first.span())], confidence=Confidence.LIKELY)
