"""Where pictures come from: addresses that show nothing to anybody else, or in some clients."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from mailworthy.finding import Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.images.embedded import content_id
from mailworthy.message.images.gallery import Origin, Shown, by_content_id, is_complete, places
from mailworthy.message.images.shown_by import blind
from mailworthy.message.images.weight import octets, weight
from mailworthy.message.places import PLACES_MOST, found, in_part
from mailworthy.message.reading import Draft
from mailworthy.message.reading.urls import UrlKind
from mailworthy.message.scope import Scope

_LINKED = ("<link", "<LINK")  # lists of files that Word leaves behind
_SHOWN = 80  # characters of an address
# What sharing gives is the address of a page around the picture.
_PAGE = re.compile(
    r"(?:https?:)?//(?:drive\.google\.com/(?:file/d/|open\?)|docs\.google\.com/|photos\.(?:google\.com|app\.goo\.gl)/|1drv\.ms/"
    r"|(?:www\.)?dropbox\.com/(?![^#]*[?&](?:raw|dl)=1)|imgur\.com/[a-z0-9]+\Z|[^/?#]+/[^?#]*\.html?(?:[?#]|\Z))",
    re.IGNORECASE,
)
_LOOKED_AT = 2000  # characters of an address
_LAZY = {"data-src", "data-original", "data-lazy-src", "data-lazy"}


def look(draft: Draft, scope: Scope, pictures: Sequence[Shown]) -> Iterator[Finding]:
    """Give what there is to say."""
    yield from _embedded(scope, pictures)
    yield from _missing(draft, pictures)
    yield from _said("IMG-LOCAL", (one for one in pictures if one.origin is Origin.OWN))
    yield from _said("IMG-NO-SOURCE", (one for one in pictures if _is_empty(one) and not one.is_spacer))
    yield from _said(
        "IMG-PAGE", (one for one in pictures if one.is_seen and _PAGE.match(one.image.src[:_LOOKED_AT]))
    )
    yield from _maps(draft, pictures)


def _said(code: str, some: Iterable[Shown]) -> Iterator[Finding]:
    some = list(some)
    if some:
        yield found(
            code,
            places(some),
            detail=listed(dict.fromkeys(one.image.src[:_SHOWN] or "<img>" for one in some)),
        )


def _missing(draft: Draft, pictures: Sequence[Shown]) -> Iterator[Finding]:
    """Tell parts that are named and not there, by pictures, backgrounds and what is for Outlook alone."""
    some = [one for one in pictures if one.origin is Origin.MISSING]
    there = by_content_id(draft)
    others = [
        url
        for url in draft.urls
        if url.kind in {UrlKind.FETCHED, UrlKind.CONDITIONAL}
        and url.url[:4].lower() == "cid:"
        and content_id(url.url) not in there
        and is_complete(draft, url.url)
        and not draft.parts[url.part].text.startswith(_LINKED, url.span.start)
    ]
    if some or others:
        names = [one.image.src for one in some] + [url.url for url in others]
        behind = (in_part(draft.parts[url.part], url.span) for url in others[:PLACES_MOST])
        where = chain(places(some), behind, ({} for _ in others[PLACES_MOST:]))
        yield found("IMG-CID-MISSING", where, detail=listed(dict.fromkeys(name[:_SHOWN] for name in names)))


def _is_empty(one: Shown) -> bool:
    """Tell what a script was to fill: with nothing, or with a small picture until it has."""
    return not one.image.src or (one.origin is Origin.DATA and bool(_LAZY & one.attrs.keys()))


def _embedded(scope: Scope, pictures: Sequence[Shown]) -> Iterator[Finding]:
    """Tell pictures that their address holds; a spacer is missed by nobody."""
    some = [one for one in pictures if one.origin is Origin.DATA]
    if some:
        seen = [one for one in some if one.is_seen]
        lost = blind("image-base64", scope)
        severity = None if seen and lost.matters else Severity.INFO
        told = listed(weight(one) if octets(one) else one.called for one in seen or some)
        detail = f"{told}; {lost.told}" if lost.names else told
        yield found("IMG-DATA-URI", places(seen or some), detail=detail, severity=severity)


def _maps(draft: Draft, pictures: Sequence[Shown]) -> Iterator[Finding]:
    some = [one for one in pictures if {"usemap", "ismap"} & one.attrs.keys()]
    if some:
        areas = [area for part in draft.parts if part.html for area in part.html.of("area")]
        unnamed = sum(1 for area in areas if not area.attrs.get("alt", "").strip() and area.attrs.get("href"))
        detail = f"{len(areas)} × <area>" + (f', {unnamed} × alt=""' if unnamed else "")
        yield found("IMG-MAP", places(some), detail=detail)
