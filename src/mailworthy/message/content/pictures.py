"""Pictures: in place of words, and those that nobody is to see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.content.patterns import pattern
from mailworthy.message.content.sight import Sight, places, word_count
from mailworthy.message.places import found
from mailworthy.message.reading import Part
from mailworthy.message.reading.html import Html, Image
from mailworthy.message.reading.merge_tags import Template, merge_tags

_FEW = 20  # words beside pictures that carry the message
_SOME = 60  # words, the footer among them, beside pictures that are all links
_FOOTER_WORDS = 150  # of the longest footer that is left out
_SMALL = 50  # pixels: icons, bullets, lines
_LARGE = 60_000  # square pixels of a picture that may carry a message
_SPACER = ("spacer", "blank", "clear", "shim", "dot.gif", "trans", "pixel.gif", "1x1.gif", "cleardot", "leer")


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say."""
    part, html = sight.page, sight.html
    if part and html and html.images:
        if not _is_filled_later(sight):
            only = list(_only(part, html, sight))
            yield from only or _few_words(part, html, sight)
        yield from _tracking(part, html)
    yield from _embedded(sight)


def _is_filled_later(sight: Sight) -> bool:
    """Tell a template into whose text words come that nobody can count yet."""
    return sight.draft.template is Template.YES and next(merge_tags(sight.shown), None) is not None


def _only(part: Part, html: Html, sight: Sight) -> Iterator[Finding]:
    if sight.words > _FEW + _FOOTER_WORDS:
        return
    shown = [image for image in html.images if not _is_small(image)]
    large = [image for image in shown if _area(image) >= _LARGE]
    unknown = [image for image in shown if image.width is None and image.height is None]
    words = _told(html, sight.shown, (large or unknown or shown or html.images)[0])
    if words < _FEW and (large or (unknown and words < _FEW / 2)):
        speaking = large or unknown
        where = places(part, ((image.span, "img") for image in speaking))
        yield found("IMG-ONLY", where, detail=f"{words:g} / {len(speaking)} <img>")


def _few_words(part: Part, html: Html, sight: Sight) -> Iterator[Finding]:
    """Tell a message that leans on pictures which all lead elsewhere."""
    shown = [image for image in html.images if not _is_small(image)]
    if shown and sight.words < _SOME and all(image.link >= 0 for image in shown):
        where = places(part, ((image.span, "img") for image in shown))
        yield found("IMG-FEW-WORDS", where, detail=f"{sight.words:g} / {len(shown)} <img>")


def _embedded(sight: Sight) -> Iterator[Finding]:
    """Tell pictures that travel in the message and are shown in its page."""
    named = {url.url[4:] for url in sight.draft.urls if url.url.lower().startswith("cid:")}
    files = [
        one for one in sight.draft.attachments if one.type.startswith("image/") and one.content_id in named
    ]
    if files:
        detail = listed(f"{one.name or one.type} ({one.size // 1024} KB)" for one in files)
        yield found("IMG-EMBEDDED", ({"part": one.part, "snippet": one.name} for one in files), detail=detail)


def _told(html: Html, shown: str, picture: Image) -> float:
    """Give how many words there are beside the footer, and the line that leads to the page on the web."""
    foot, online = pattern("footer"), pattern("view_online")
    behind = html.origin.made(picture.span.end)
    words = at = 0.0
    for line in shown.splitlines(keepends=True):
        lower = line.lower()
        if foot.search(lower):
            rest = word_count(shown[int(at) :])
            if at >= behind and rest <= _FOOTER_WORDS:
                break
        elif not online.search(lower):
            words += word_count(line)
        at += len(line)
    return words


def _is_small(image: Image) -> bool:
    return any(side is not None and side < _SMALL for side in (image.width, image.height))


def _area(image: Image) -> float:
    if image.width is None or image.height is None:
        side = image.width or image.height or 0
        return side * side / 2  # a banner is twice as wide as high
    return image.width * image.height


def _tracking(part: Part, html: Html) -> Iterator[Finding]:
    """Tell pictures of one pixel that are fetched once each: they report who opened the message."""
    times = Counter(image.src for image in html.images)
    pixels = [
        image
        for image in html.images
        if _is_pixel(image)
        and times[image.src] == 1
        and image.src.lower().startswith(("http:", "https:", "//"))
        and not any(word in image.src.lower().rpartition("/")[2] for word in _SPACER)
    ]
    if pixels:
        yield found(
            "IMG-TRACKING",
            places(part, ((image.span, "img") for image in pixels)),
            detail=listed(image.src for image in pixels),
            severity=Severity.INFO,
            confidence=Confidence.LIKELY,
        )


def _is_pixel(image: Image) -> bool:
    return image.width is not None and image.height is not None and max(image.width, image.height) <= 2
