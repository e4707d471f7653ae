"""Text that people are not to see and filters are: told from the craft of preheaders, fillers and pages for two widths."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import islice
from typing import NamedTuple

from mailworthy.finding import Confidence, Finding
from mailworthy.finding.detail import listed
from mailworthy.message.content import colours
from mailworthy.message.content.sight import Sight, word_set
from mailworthy.message.phrases import Text, weigh
from mailworthy.message.places import PLACES_MOST, Place, found, in_part, snippet
from mailworthy.message.reading.hiding import SEEN, below
from mailworthy.message.reading.html import Hidden, Html
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.tree import Element

_PIECES = 200  # of hidden text; what comes behind is not looked at
_BY_SHEET = 20  # of them by rules of style blocks
_LENGTH = 20_000  # characters of one
_TAGS = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)
_LETTERS = re.compile(r"[^\W_]+")
_BEGINNING = 80  # characters of what people see, before which a preheader stands
_PREHEADER = 400  # letters: more than any inbox shows
_ODD = 20  # letters in a way of hiding that no layout needs
_LONG = 200  # letters in one that layouts need, too
_ALIKE = 0.6  # share of its words that people see elsewhere: the same for another width
_PHRASES = 3
# Layouts take parts away for one width and show them for another; nobody needs these for that.
_ODD_WAYS = {"font_size", "color", "background", "off_screen", "opacity", "clip"}
_SHOWN_AGAIN = re.compile(
    r"display\s*:\s*(?!none)|max-height\s*:\s*(?!0)|visibility\s*:\s*visible|font-size\s*:\s*[1-9]"
)
_CLASS = re.compile(r"[.#\[]([\w-]+)")


class Piece(NamedTuple):
    """Hidden text.

    Args:
        text: What it says.
        way: How it is hidden: a reason of :class:`~mailworthy.message.reading.hiding.Hiding`, or ``background``.
        element: What hides it.
        span: Where it stands in the page.
        shown: Whether the text of the page holds it: only style blocks and colours hide it.
    """

    text: str
    way: str
    element: Element
    span: Span
    shown: bool = False

    @property
    def letters(self) -> int:
        """How many letters and digits it has; fillers have none."""
        return sum(map(len, _LETTERS.findall(self.text)))


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say of the page."""
    part, html = sight.page, sight.html
    if not part or not html:
        return
    pieces = sorted(islice(_pieces(html), _PIECES), key=lambda piece: piece.span)
    told = [(piece, why) for piece, why in _judged(pieces, html, sight) if why]
    if told:
        detail = listed(f"{piece.way}: “{snippet(piece.text)[:60]}”" for piece, _ in told)
        sure = Confidence.CERTAIN if any(why == "words" for _, why in told) else Confidence.LIKELY
        where = (_place(sight, piece, number) for number, (piece, _) in enumerate(told))
        yield found("CONTENT-HIDDEN-TEXT", where, detail=detail, confidence=sure)


def _place(sight: Sight, piece: Piece, number: int) -> Place:
    if number >= PLACES_MOST or sight.page is None:
        return {}
    return in_part(sight.page, piece.span, piece.element.tag)


# --- what is hidden -----------------------------------------------------------------------------------------------


def _pieces(html: Html) -> Iterator[Piece]:
    yield from _by_style(html)
    yield from islice(_by_sheet(html), _BY_SHEET)
    for element, spans in colours.unseen(html):
        text = " ".join(_plain(html.source[span.start : span.end]) for span in spans)
        if text.strip():
            yield Piece(text, "background", element, Span(spans[0].start, spans[-1].end), shown=True)


def _by_style(html: Html) -> Iterator[Piece]:
    """Give the runs of hidden text, each element that hides by itself: a preheader and what follows it are two."""
    if not html.hidden:
        return
    roots = [one for one in html.elements if one.hiding.reason and not _reason_above(one, html)]
    ends = [one.end.start for one in roots]
    for run in html.hidden[:_PIECES]:
        first = bisect_left(ends, run.span.start)
        own = [one for one in roots[first : first + _PIECES] if one.span.end <= run.span.end]
        if len(own) <= 1:
            yield Piece(
                run.text[:_LENGTH], run.reason, own[0] if own else html.elements[run.element], run.span
            )
        else:
            yield from _apart(run, own, html)


def _by_sheet(html: Html) -> Iterator[Piece]:
    """Give what simple rules of style blocks hide; the text of the page holds it all the same."""
    ways: dict[str, str] = {}
    for selector, block in colours.declared(html):
        reason = below(SEEN, {"style": block}).reason
        if reason or "display" in block:
            ways[colours.simple(selector)] = reason
    ways.pop("", None)
    hidden: set[int] = set()
    for one in html.elements if any(ways.values()) else ():
        way = next((ways[key] for key in colours.keys(one) if ways.get(key)), "")
        if one.parent in hidden:
            hidden.add(one.number)
        elif way and not one.hiding.reason and "display" not in one.attrs.get("style", "").lower():
            hidden.add(one.number)
            span = Span(one.span.end, one.end.start)
            yield Piece(_plain(html.source[span.start : span.end]), way, one, span, shown=True)


def _apart(run: Hidden, roots: Iterable[Element], html: Html) -> Iterator[Piece]:
    for one in roots:
        span = Span(max(one.span.end, run.span.start), min(one.end.start, run.span.end))
        text = _plain(html.source[span.start : span.end])
        if text.strip():
            yield Piece(text, run.reason, one, span)


def _reason_above(one: Element, html: Html) -> str:
    return html.elements[one.parent].hiding.reason if one.parent >= 0 else ""


def _plain(source: str) -> str:
    return unescape(_TAGS.sub(" ", source[:_LENGTH]))


# --- craft or deceit ----------------------------------------------------------------------------------------------


def _judged(pieces: Sequence[Piece], html: Html, sight: Sight) -> Iterator[tuple[Piece, str]]:
    """Give each piece, and why it deceives: ``words``, ``links``, ``length``; empty for craft."""
    beginning = (
        html.origin.start(min(_BEGINNING, max(len(html.text) - 1, 0))) if html.text else len(html.source)
    )
    preheader = True
    for piece in pieces:
        letters = piece.letters
        if letters < _ODD:
            continue
        if preheader and piece.span.start <= beginning and letters <= _PREHEADER:
            preheader = False
            yield piece, "words" if _pushes(piece, sight, pushy=True) else ""
        else:
            yield piece, _deceit(piece, letters, html, sight)


def _deceit(piece: Piece, letters: int, html: Html, sight: Sight) -> str:
    if _said_elsewhere(piece, sight):
        return ""
    if _pushes(piece, sight, pushy=False):
        return "words"
    if _is_shown_again(piece.element, html):
        return ""
    if piece.way in _ODD_WAYS or letters >= _LONG:
        return "length"
    return "links" if _leads_elsewhere(piece, html) else ""


def _pushes(piece: Piece, sight: Sight, *, pushy: bool) -> bool:
    """Tell whether several trigger phrases stand in it; of a preheader, which inboxes show, only ``pushy`` ones count."""
    hits = weigh((Text(piece.text),), own=sight.scope.phrases).hits
    return len({hit.phrase for hit in hits if hit.phrase.weight > pushy}) >= _PHRASES


def _said_elsewhere(piece: Piece, sight: Sight) -> bool:
    words = word_set(piece.text)
    others = word_set(_beside(piece, sight)) if piece.shown else sight.word_set
    return bool(words) and len(words & others) >= _ALIKE * len(words)


def _beside(piece: Piece, sight: Sight) -> str:
    """Give what people see of the page without a piece; of a long page only the beginning."""
    html, shown = sight.html, sight.shown[:_LENGTH]
    begin, end = (html.origin.made(piece.span.start), html.origin.made(piece.span.end)) if html else (0, 0)
    return f"{shown[:begin]}\n{shown[end:]}"


def _leads_elsewhere(piece: Piece, html: Html) -> bool:
    """Tell links that only a program finds."""
    begin, end = piece.element.span.start, max(piece.element.end.start, piece.span.end)
    inside = [link for link in html.links if begin <= link.span.start < end]
    seen = {link.href for link in html.links if link not in inside}
    return any(link.href.lower().startswith("http") and link.href not in seen for link in inside)


def _is_shown_again(element: Element, html: Html) -> bool:
    """Tell what a style block shows on some screens: its element, or one around it, is named by a rule that does so."""
    names = set(_names(element, html))
    return bool(names) and any(
        names.intersection(_CLASS.findall(selectors))
        for style in html.styles
        for selectors, block in colours.rules(style.text)
        if _SHOWN_AGAIN.search(block)
    )


def _names(element: Element, html: Html) -> Iterator[str]:
    for _ in range(_AROUND):
        yield from element.attrs.get("class", "").split()
        yield from filter(None, (element.attrs.get("id", ""),))
        if element.parent < 0:
            return
        element = html.elements[element.parent]


_AROUND = 4  # elements: a table's cell, its row, its body, its table
