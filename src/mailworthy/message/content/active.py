"""What a page wants to do by itself: mail clients take it out, or refuse the message for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mailworthy.finding import Finding
from mailworthy.finding.detail import listed
from mailworthy.message.content.sight import Sight, places
from mailworthy.message.places import found
from mailworthy.message.reading import Part
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.tree import Element, End

_DATA = (
    "application/ld+json",
    "application/json",
)  # data for the mail client, such as Gmail's annotations: nothing runs
_BROKEN = 12  # wrongly nested or stray tags from which a page is put together without care
_BROKEN_SHARE = 0.05  # of its elements
_TAGS = (
    ("HTML-FORM", ("form", "input", "select", "textarea")),
    ("HTML-IFRAME", ("iframe", "frame")),
    ("HTML-VIDEO", ("video", "audio")),
    ("HTML-EMBED", ("embed", "object", "applet")),
)


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say of each page."""
    for part in sight.draft.parts:
        if part.html:
            yield from _page(part, part.html)


def _page(part: Part, html: Html) -> Iterator[Finding]:
    for code, tags in _TAGS:
        yield from _elements(code, part, html.of(*tags))
    yield from _elements(
        "HTML-SCRIPT",
        part,
        (one for one in html.of("script") if one.attrs.get("type", "").lower() not in _DATA),
    )
    events = {event.element: event.name for event in html.events}
    yield from _elements("HTML-EVENT-ATTR", part, (html.elements[number] for number in events), events)
    yield from _elements("HTML-BASE", part, (one for one in html.of("base") if one.attrs.get("href")))
    yield from _elements("HTML-META-REFRESH", part, html.refreshes)
    yield from _broken(part, html)


def _elements(
    code: str, part: Part, elements: Iterable[Element], named: Mapping[int, str] | None = None
) -> Iterator[Finding]:
    found_here = list(elements)
    if found_here:
        names = dict.fromkeys(named[one.number] if named else f"<{one.tag}>" for one in found_here)
        yield found(
            code, places(part, ((one.span, one.tag) for one in found_here)), detail=listed(sorted(names))
        )


def _broken(part: Part, html: Html) -> Iterator[Finding]:
    """Tell a page that was put together without care; a forgotten end tag or two are everybody's."""
    wrong = [(one.span, one.tag) for one in html.elements if one.ended is End.MISNESTED]
    wrong += [(span, "") for span in html.strays]
    if len(wrong) >= max(_BROKEN, _BROKEN_SHARE * len(html.elements)):
        wrong.sort(key=lambda one: one[0])
        spans: list[tuple[Span, str]] = wrong
        yield found("HTML-BROKEN", places(part, spans), detail=f"{len(wrong)}")
