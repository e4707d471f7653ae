"""The message in its two versions: plain text, and the page that most people see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.content.sight import LOOK_AT, Sight, places, word_set
from mailworthy.message.places import Place, found, in_part
from mailworthy.message.reading import Part
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.urls import UrlKind

_ADDRESSES = re.compile(  # from a word's beginning: a long one costs no square time
    r"(?:https?://|www\.|mailto:)[^\s<>]+|(?<!\S)\S+@\S+"
)
_TAG = re.compile(r"<(br|p|div|font|table|html|body|a)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_MANY_TAGS, _KINDS_OF_TAGS = 5, 3
_FEW = 20  # different words of a page; of fewer nothing can be told
_ALIKE = 0.3  # share of the page's words that the text has, or of the text's that the page has
_LONG = 4  # letters of words that carry what is said


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say; a page that is looked at by itself has no text part on purpose."""
    page, html = sight.page, sight.html
    if sight.draft.kind == "eml" and sight.plain:
        yield from _tags(sight.plain)
    if sight.draft.kind != "eml" or not page or not html:
        return
    if sight.plain is None:
        yield found("MSG-NO-TEXT", [{"part": page.index}])
        return
    shared = _shared(sight.plain.text, html)
    if shared is not None and min(shared) < _ALIKE:
        detail = f"{shared[0]:.0%} / {shared[1]:.0%}"
        yield found(
            "MSG-TEXT-MISMATCH", [_first_line(sight.plain)], detail=detail, confidence=Confidence.LIKELY
        )
    elif _only_page_leads_somewhere(sight):
        yield found("MSG-TEXT-NO-LINK", [_first_line(sight.plain)], severity=Severity.INFO)


def _tags(part: Part) -> Iterator[Finding]:
    """Tell a page that is declared as plain text: readers see its tags."""
    text = part.text[:LOOK_AT]
    if "<" not in text:
        return
    tags = list(_TAG.finditer(text))
    kinds = dict.fromkeys(f"<{one[1].lower()}>" for one in tags)
    if len(tags) >= _MANY_TAGS and len(kinds) >= _KINDS_OF_TAGS:
        where = places(part, ((Span(*one.span()), "") for one in tags))
        yield found("MSG-TAGS-IN-TEXT", where, detail=listed(kinds))


def _shared(text: str, html: Html) -> tuple[float, float] | None:
    """Give which share of the page's words the text has, and of the text's the page; None for pages of few words."""
    alts = " ".join(image.alt for image in html.images if image.alt)
    shown, hidden = _words(f"{html.text[:LOOK_AT]} {alts}"), _words(" ".join(one.text for one in html.hidden))
    said = _words(text[:LOOK_AT])
    if len(shown) < _FEW:
        return None
    both = len(shown & said)
    return both / len(shown), (len(said & (shown | hidden)) / len(said) if said else 0.0)


def _words(text: str) -> frozenset[str]:
    return frozenset(
        word for word in word_set(_ADDRESSES.sub(" ", text)) if len(word) >= _LONG or not word.isascii()
    )


def _only_page_leads_somewhere(sight: Sight) -> bool:
    kinds = {url.kind for url in sight.draft.urls if url.url.lower().startswith("http")}
    return UrlKind.LINK in kinds and not any(
        url.kind is UrlKind.TEXT and sight.plain and url.part == sight.plain.index for url in sight.draft.urls
    )


def _first_line(part: Part) -> Place:
    start = len(part.text) - len(part.text.lstrip())
    end = part.text.find("\n", start)
    return in_part(part, Span(start, end if end >= 0 else len(part.text)))
