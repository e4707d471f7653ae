"""Style sheets that a page fetches from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.content.sight import places
from mailworthy.message.places import found
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.html import Html
from mailworthy.message.scope import Scope

# Faces alone: without them a client takes the next face, and nothing else is lost.
_FACES = re.compile(
    r"//[^/]*(?:font|typekit|typography)[^/]*/|/fonts?/|[?&]family=|fonts?[\w.-]*\.css", re.IGNORECASE
)
_SHOWN = 80  # characters of an address


def look(part: Part, html: Html, draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Give what there is to say."""
    del draft, scope
    links = [(one.attrs.get("href", ""), one.span) for one in html.stylesheets]
    if links:
        yield found(
            "HTML-EXTERNAL-CSS",
            places(part, ((span, "link") for _, span in links)),
            detail=listed(url[:_SHOWN] for url, _ in links),
            severity=_faces_alone(url for url, _ in links),
        )
    if html.imports:
        yield found(
            "HTML-CSS-IMPORT",
            places(part, ((one.span, "style") for one in html.imports)),
            detail=listed(one.url[:_SHOWN] for one in html.imports),
            severity=_faces_alone(one.url for one in html.imports),
        )


def _faces_alone(urls: Iterator[str]) -> Severity | None:
    return Severity.INFO if all(_FACES.search(url[:2000]) for url in urls) else None
