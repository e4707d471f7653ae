"""What a page wants to do by itself: mail clients take it out, or refuse the message for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from mailworthy.finding import Finding, Severity
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
_BIG = re.compile(r"[4-7]|\+[2-4]")  # of `font`: 18 points and more
_GARISH = {"ff0000", "red", "0000ff", "blue", "ff00ff", "fuchsia", "00ff00", "lime", "ffff00", "yellow"}
_OFTEN = 4
_SWITCHES = frozenset(("checkbox", "radio"))
_TAGS = (
    ("HTML-IFRAME", ("iframe", "frame")),
    ("HTML-VIDEO", ("video", "audio")),
    ("HTML-EMBED", ("embed", "object", "applet")),
)


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say of each page."""
    for part in sight.draft.parts:
        if part.html:
            yield from _page(part, part.html, sight)


def _page(part: Part, html: Html, sight: Sight) -> Iterator[Finding]:
    yield from _form(part, html)
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
    yield from _loud(part, html)
    if sight.draft.kind == "eml" and html.elements and not next(html.of("html"), None):
        yield found("HTML-NO-HTML-TAG", places(part, [(html.elements[0].span, html.elements[0].tag)]))


def _form(part: Part, html: Html) -> Iterator[Finding]:
    """Tell a form; boxes and buttons that send nothing, since no form is around them, only switch what CSS shows."""
    fields = list(html.of("form", "input", "select", "textarea"))
    switches = all(
        one.tag == "input" and one.attrs.get("type", "").strip().lower() in _SWITCHES for one in fields
    )
    yield from _elements("HTML-FORM", part, fields, severity=Severity.INFO if switches else None)


def _elements(
    code: str,
    part: Part,
    elements: Iterable[Element],
    named: Mapping[int, str] | None = None,
    severity: Severity | None = None,
) -> Iterator[Finding]:
    found_here = list(elements)
    if found_here:
        names = dict.fromkeys(named[one.number] if named else f"<{one.tag}>" for one in found_here)
        where = places(part, ((one.span, one.tag) for one in found_here))
        yield found(code, where, detail=listed(sorted(names)), severity=severity)


def _loud(part: Part, html: Html) -> Iterator[Finding]:
    """Tell type that shouts: `font` elements in large sizes and plain colours, again and again."""
    loud = [
        one
        for one in html.of("font")
        if _BIG.fullmatch(one.attrs.get("size", "").strip())
        or one.attrs.get("color", "").strip(" #").lower() in _GARISH
    ]
    if len(loud) >= _OFTEN:
        yield found(
            "HTML-LOUD-TYPE", places(part, ((one.span, "font") for one in loud)), detail=f"{len(loud)}"
        )


def _broken(part: Part, html: Html) -> Iterator[Finding]:
    """Tell a page that was put together without care; a forgotten end tag or two are everybody's."""
    wrong = [(one.span, one.tag) for one in html.elements if one.ended is End.MISNESTED]
    wrong += [(span, "") for span in html.strays]
    if len(wrong) >= max(_BROKEN, _BROKEN_SHARE * len(html.elements)):
        wrong.sort(key=lambda one: one[0])
        spans: list[tuple[Span, str]] = wrong
        yield found("HTML-BROKEN", places(part, spans), detail=f"{len(wrong)}")
