"""Alternative texts: missing, empty of sense, too long, the same for different pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.images.data import empty_words
from mailworthy.message.images.gallery import Shown, places
from mailworthy.message.places import found

_LONG = 150  # characters that a listener cannot leave in the middle
_ICON = 24  # pixels of the longer side
_THIN = 10  # pixels of the shorter side: a line, an edge
_REPEATED = 3  # pictures with one text
_CONTENT = 50  # pixels of a side: a bullet or an arrow may well be called alike
_SIGNS = re.compile(
    r"[\"'“”„.…_*#?]+"
)  # what a template makes of nothing; a dash or a bullet may stand for a line or a dot
_FILE_NAME = re.compile(
    r"[^\s/\\]{1,120}\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?|avif|heic)|(?:IMG|DSC|DSCN|image|Bildschirmfoto|Screenshot)[_-]?\d{2,12}"
    r"|https?://\S+|cid:\S+|\d{5,20}|[0-9a-f]{16,64}",
    re.IGNORECASE,
)


def look(pictures: Sequence[Shown]) -> Iterator[Finding]:
    """Give what there is to say."""
    seen = [one for one in pictures if one.is_seen and not one.is_decoration]
    yield from _missing(seen)
    yield from _useless(seen)
    yield from _long(seen)
    yield from _repeated(seen)


def _missing(seen: Sequence[Shown]) -> Iterator[Finding]:
    """Tell pictures without a text; where a link consists of them, an empty one is none either."""
    grave: list[Shown] = []
    slight: list[Shown] = []
    for one in seen:
        if not (one.image.alt or "").strip() and _is_nameless_link(one):
            grave.append(one)
        elif one.image.alt is None:
            (slight if one.named_otherwise or _is_icon(one) else grave).append(one)
    for some, severity in ((grave, Severity.WARNING), (slight, Severity.INFO)):
        if some:
            detail = listed(dict.fromkeys(map(_said, some)))
            yield found("IMG-NO-ALT", places(some), detail=detail, severity=severity, fix=_titled(some))


def _is_nameless_link(one: Shown) -> bool:
    """Tell the only content of a link: what a screen reader calls the link is this picture's text, or its address."""
    link = one.link
    if link is None or link.text or link.alt or not link.href or one.named_otherwise:
        return False
    around = one.page.elements[link.element].attrs
    return not (around.get("aria-label") or around.get("title"))


def _is_icon(one: Shown) -> bool:
    sides = [side for side in (one.width, one.height) if side is not None]
    return one.link is None and bool(sides) and (max(sides) <= _ICON or min(sides) <= _THIN)


def _said(one: Shown) -> str:
    return f"<a> {one.called}" if one.image.alt is not None else one.called


def _titled(some: Sequence[Shown]) -> str:
    """Give the attribute that stands in ``title`` already."""
    title = next((one.named_otherwise for one in some if one.named_otherwise), "")
    return f'alt="{escape(title[:_LONG])}"' if title else ""


def _useless(seen: Sequence[Shown]) -> Iterator[Finding]:
    by_name = [one for one in seen if one.image.alt and _FILE_NAME.fullmatch(one.image.alt.strip()[:300])]
    generic = [one for one in seen if one.image.alt and _is_empty(one.image.alt.strip()[:60])]
    for some, severity in ((by_name, Severity.WARNING), (generic, Severity.INFO)):
        if some:
            detail = listed(dict.fromkeys(f"“{(one.image.alt or '').strip()[:80]}”" for one in some))
            yield found(
                "IMG-ALT-USELESS",
                places(some, "alt"),
                detail=detail,
                severity=severity,
                confidence=Confidence.LIKELY,
            )


def _is_empty(text: str) -> bool:
    return bool(empty_words().fullmatch(text) or _SIGNS.fullmatch(text))


def _long(seen: Sequence[Shown]) -> Iterator[Finding]:
    some = [one for one in seen if len((one.image.alt or "").strip()) > _LONG]
    if some:
        detail = listed(f"{len((one.image.alt or '').strip())}: {one.called}" for one in some)
        yield found("IMG-ALT-LONG", places(some, "alt"), detail=detail)


def _repeated(seen: Sequence[Shown]) -> Iterator[Finding]:
    """Tell different pictures of one text that lead to different places, or nowhere."""
    by_text: dict[str, dict[str, Shown]] = {}
    for one in seen:
        text = (one.image.alt or "").strip().lower()
        if (
            text
            and not empty_words().fullmatch(text[:60])
            and min(one.width or _CONTENT, one.height or _CONTENT) >= _CONTENT
        ):
            by_text.setdefault(text, {}).setdefault(one.image.src, one)
    again = {text: some for text, some in by_text.items() if len(some) >= _REPEATED and _lead_apart(some)}
    if again:
        detail = listed(f"“{next(iter(some.values())).image.alt}” × {len(some)}" for some in again.values())
        yield found(
            "IMG-ALT-REPEATED",
            places([one for some in again.values() for one in some.values()], "alt"),
            detail=detail,
        )


def _lead_apart(some: dict[str, Shown]) -> bool:
    targets = [one.link.href for one in some.values() if one.link]
    return not targets or len(set(targets)) > 1
