"""What a page says of itself: its language, its title, how phones shall draw it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.accessibility.media import PHONE
from mailworthy.message.accessibility.shown import Shown
from mailworthy.message.content.sight import places
from mailworthy.message.language import by_script, by_words
from mailworthy.message.places import found
from mailworthy.message.reading.tree import Element

_PRIMARY = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][\w-]{1,30})?\s*")
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "zho": "zh", "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr",
         "spa": "es", "jpn": "ja", "ita": "it", "por": "pt", "nld": "nl", "hr": "sr", "bs": "sr"}  # fmt: skip
_NO_CODES = {"jp": "ja", "cn": "zh", "gr": "el", "dk": "da", "cz": "cs"}  # countries, taken for languages
_UNDETERMINED = {"", "und", "mul", "zxx"}  # ISO 639-2: nothing is said with these
_TO_LEFT = {"ar", "he", "fa", "ur", "yi"}
_TELLS = 250  # characters of a page from which its words tell its language
_HEARD = 4000  # characters that are listened to
_OUTER = 15  # elements: on one of the first the language is declared
_NO_TITLES = {
    "untitled",
    "untitled document",
    "document",
    "new document",
    "title",
    "page title",
    "your title here",
    "無題",
}
_NO_ZOOM = re.compile(r"user-scalable\s*=\s*(?:no|0)\b|maximum-scale\s*=\s*(?:1(?:\.\d+)?|0?\.\d+)(?![\d.])", re.IGNORECASE)  # fmt: skip
_WIDE = 620  # px; phones are some 400 wide, and shrink what is wider
_SCREEN = 400.0
_NARROW = 480  # px; the widest phones, held upright
_BROAD = 5000  # px; what is wider is a slip, or hidden in ways of its own


def look(shown: Shown) -> Iterator[Finding]:
    """Give what there is to say."""
    whole = shown.draft.kind == "eml" or next(shown.html.of("html"), None) is not None
    if whole and shown.letters:
        yield from _language(shown)
        yield from _title(shown)
    yield from _direction(shown)
    yield from _viewport(shown)


def _language(shown: Shown) -> Iterator[Finding]:
    html, part = shown.html, shown.part
    outer = next((one for one in html.elements[:_OUTER] if _lang(one) not in _UNDETERMINED), None)
    spoken = shown.scope.language
    if outer is None:
        first = next(html.of("html", "body"), html.elements[0])
        fix = f'<html lang="{spoken}">' if spoken and first.tag == "html" else ""
        yield found("A11Y-NO-LANG", places(part, [(first.span, first.tag)]), fix=fix)
        return
    declared = _lang(outer)
    if any(sign in declared for sign in "{}%|[]"):  # a system fills it in
        return
    said = _PRIMARY.fullmatch(declared)
    primary = said[1].lower() if said else ""
    no_code = not said or primary in _NO_CODES
    meant = _NO_CODES.get(primary, spoken) if no_code else _heard_instead(shown, primary)
    if no_code or meant:
        yield found(
            "A11Y-LANG-WRONG",
            places(part, [(html.attribute(outer, "lang"), outer.tag)]),
            detail=f'lang="{declared[:30]}"' + (f" ≠ {meant}" if meant else ""),
            confidence=Confidence.CERTAIN if no_code else Confidence.LIKELY,
            fix=f'lang="{meant}"' if meant else "",
        )
    elif "_" in declared:  # RFC 5646 §2.1: a hyphen; what programs call a locale is no language of a page
        yield found(
            "A11Y-LANG-WRONG",
            places(part, [(html.attribute(outer, "lang"), outer.tag)]),
            detail=f'lang="{declared[:30]}"',
            severity=Severity.INFO,
            fix=f'lang="{declared[:30].replace("_", "-")}"',
        )


def _heard_instead(shown: Shown, declared: str) -> str:
    """Give the language that the page's words are in where it is another than declared; two opinions of it are none."""
    spoken = shown.scope.language
    text = shown.html.text[:_HEARD]
    if _SAME.get(spoken, spoken) == _SAME.get(declared, declared) or len(text) < _TELLS:
        return ""
    heard = by_script(text) or by_words(text)
    return heard if heard == spoken else ""


def _lang(element: Element) -> str:
    return (element.attrs.get("lang") or element.attrs.get("xml:lang") or "").strip()


def _title(shown: Shown) -> Iterator[Finding]:
    html = shown.html
    title = (html.title or "").strip()
    if title and title.lower() not in _NO_TITLES:
        return
    at = next(html.of("title", "head", "html"), html.elements[0])
    subject = shown.draft.subject.strip()
    fix = f"<title>{subject[:100]}</title>" if subject and "<" not in subject else ""
    yield found("A11Y-NO-TITLE", places(shown.part, [(at.span, at.tag)]), detail=title, fix=fix)


def _direction(shown: Shown) -> Iterator[Finding]:
    """Tell a page in a script from right to left that does not say so."""
    heard = by_script(shown.html.text[:2000])
    if heard in _TO_LEFT and not any(
        "dir" in one.attrs or "direction" in one.attrs.get("style", "") for one in shown.html.elements[:200]
    ):
        first = next(shown.html.of("html", "body"), shown.html.elements[0])
        yield found("A11Y-NO-DIR", places(shown.part, [(first.span, first.tag)]), detail=heard)


def _viewport(shown: Shown) -> Iterator[Finding]:
    html = shown.html
    metas = [one for one in html.of("meta") if one.attrs.get("name", "").strip().lower() == "viewport"]
    closed = [one for one in metas if _NO_ZOOM.search(one.attrs.get("content", "")[:300])]
    if closed:
        yield found(
            "A11Y-ZOOM",
            places(shown.part, ((one.span, "meta") for one in closed)),
            detail=listed(one.attrs["content"][:120] for one in closed),
            fix='<meta name="viewport" content="width=device-width, initial-scale=1">',
        )
    wide = [one for one in html.of("table") if (width := shown.width_of(one)) and width > _WIDE]
    if metas or not wide:
        yield from _rigid(shown)
    else:
        width = max(shown.width_of(one) or 0 for one in wide)
        size = shown.usual_size
        told = f"{width:.0f} px" + (f": {size:.0f} px → {size * _SCREEN / width:.0f} px" if size else "")
        yield found(
            "A11Y-NO-VIEWPORT",
            places(shown.part, ((one.span, "table") for one in wide)),
            detail=told,
            confidence=Confidence.LIKELY,
        )


def _rigid(shown: Shown) -> Iterator[Finding]:
    """Tell what stays wider than a phone's screen."""
    looks = shown.phone or shown.light
    rigid = [
        (one, width)
        for one, width in shown.looks.rigid(PHONE)
        if _NARROW < width <= _BROAD and looks[one.number].shown and looks[one.number].visible
    ]
    if rigid:
        yield found(
            "A11Y-TOO-WIDE",
            places(shown.part, ((one.span, one.tag) for one, _ in rigid)),
            detail=listed(dict.fromkeys(f"<{one.tag}> {width:.0f} px" for one, width in rigid)),
            confidence=Confidence.LIKELY,
        )
