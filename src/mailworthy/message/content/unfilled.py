"""What was never filled in: merge tags, placeholder text, the line that inboxes show beside the subject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.content.patterns import matches, pattern
from mailworthy.message.content.sight import Sight, places
from mailworthy.message.places import PLACES_MOST, Place, found, in_header, in_part
from mailworthy.message.reading import Draft
from mailworthy.message.reading.merge_tags import Template
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.urls import UrlKind

_FIRST = re.compile(r"[^\W_][^\n]*")
_HOUSEKEEPING = 140  # characters; in a longer line there is something to read, too
_STAND_INS = re.compile(
    r"(?:https?:)?//(?:(?:www|via|img|source)\.)?(placehold\.(?:it|co)|placeholder\.com|dummyimage\.com|fakeimg\.pl|lorempixel\.com"
    r"|loremflickr\.com|picsum\.photos|placekitten\.com|placeimg\.com|placebear\.com|unsplash\.it)(?=[/:?]|\Z)",
    re.IGNORECASE,
)  # hosts of pictures that stand in for others
_STAND_IN = re.compile(
    r"(?:\A|[/=])((?:image[-_])?placeholder(?:[-_][\w-]{0,30})?\.(?:gif|jpe?g|png|webp))(?=[?#&]|\Z)",
    re.IGNORECASE,
)
_URL = 2000  # characters of an address that are looked at
_SURE = {"certain": Confidence.CERTAIN, "likely": Confidence.LIKELY, "guess": Confidence.GUESS}


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say."""
    yield from _merge_tags(sight.draft)
    yield from _preview(sight)
    yield from _placeholders(sight)
    yield from _missing(sight)


def _placeholders(sight: Sight) -> Iterator[Finding]:
    """Tell text and pictures that wait for others."""
    spans = list(matches("placeholder", sight.lower))
    pictures = [
        (url, name)
        for url in sight.draft.urls
        if url.kind in {UrlKind.IMAGE, UrlKind.FETCHED} and (name := _stand_in(url.url[:_URL]))
    ]
    if spans or pictures:
        words = [f"“{_plain(sight, span)}”" for span in spans]
        behind = (
            in_part(sight.draft.parts[url.part], url.span, "img") if number < PLACES_MOST else {}
            for number, (url, _) in enumerate(pictures)
        )
        yield found(
            "CONTENT-PLACEHOLDER",
            chain(sight.all_shown(spans), behind),
            detail=listed(dict.fromkeys([*words, *(name for _, name in pictures)])),
            confidence=Confidence.LIKELY,
        )


def _stand_in(url: str) -> str:
    """Give the host or the name of a picture that stands in for another; empty where it is none."""
    host = _STAND_INS.match(url)
    if host:
        return host[1].lower()
    file = _STAND_IN.search(url)
    return file[1] if file else ""


def _missing(sight: Sight) -> Iterator[Finding]:
    """Tell where a value of the recipient's is not: ``Dear ,``, ``Hello undefined``."""
    subject = [
        sight.draft.subject[slice(*span)] for span in matches("value_missing", sight.draft.subject.lower())
    ]
    spans = list(matches("value_missing", sight.lower))
    if subject or spans:
        words = [*subject, *(_plain(sight, span) for span in spans)]
        heads: list[Place] = [{**in_header(sight.draft, "Subject"), "snippet": one} for one in subject]
        yield found(
            "CONTENT-VALUE-MISSING",
            chain(heads, sight.all_shown(spans)),
            detail=listed(dict.fromkeys(f"“{one}”" for one in words)),
            confidence=Confidence.LIKELY,
        )


def _plain(sight: Sight, span: Span) -> str:
    return " ".join(sight.shown[slice(*span)].split())


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
