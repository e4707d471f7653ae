"""What stands in what: elements that never end, words between a table's cells, tables in tables in tables."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.content.sight import places
from mailworthy.message.places import found
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.merge_tags import MergeTag
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.tree import Element, End
from mailworthy.message.scope import Scope

TABLES_DEEP = 12  # tables in each other: Word, which draws for Outlook, gets slow and loses cells in more
ELEMENTS_DEEP = 120
_INSIDE = 2000  # characters
_STRAYS = 2000  # end tags that end nothing; more are not looked at
_SHOWN = 40  # characters of words in the detail
_LINK = 80  # characters of a link: more than anybody wants to be one
# Left open, these change what comes behind them: its place, its looks, where a click leads.
_RUNS_ON = frozenset(
    ("button", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "select", "style", "table", "title")
)
# These end with their cell, and harm only where they run on behind what they stand in.
_FORMATTING = frozenset(("a", "b", "big", "em", "i", "s", "small", "strike", "strong", "u"))
_BETWEEN = frozenset(("table", "tbody", "thead", "tfoot", "tr"))
_CELL_PARTS = re.compile(r"</(?:table|tbody|tr|td|th)\b", re.IGNORECASE)
_LOOPS = re.compile(r"\{%|\{\{[#^/]|<%|\*\|(?:IF|ELSE|END)|%%\[|\{(?:if|foreach|else)\b", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</p\b", re.IGNORECASE)
_BLOCKS = frozenset(("blockquote", "center", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "table", "ul"))
_NO_PLACE = frozenset(("a", "b", "br", "center", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "p", "span",
                       "strong", "table", "u", "ul", "ol"))  # fmt: skip


def look(part: Part, html: Html, draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Give what there is to say."""
    del scope
    if html.left_out or any(
        one.part == part.index for one in draft.left_out
    ):  # what was cut is open everywhere
        return
    looped = bool(_LOOPS.search(html.source))
    yield from _unclosed(part, html, looped=looped)
    yield from _between_cells(part, html, looped=looped)
    yield from _blocks_in_text(part, html)
    yield from _deep(part, html)


def _unclosed(part: Part, html: Html, *, looped: bool) -> Iterator[Finding]:
    wrong = [one for one in html.elements if one.ended in {End.UNCLOSED, End.MISNESTED}]
    strays = [span for span in html.strays[:_STRAYS] if _CELL_PARTS.match(html.source, span.start, span.end)]
    if not wrong and not strays:
        return
    grave = [one for one in wrong if one.ended is End.UNCLOSED and _runs_on(html, one)]
    first = {one.span for one in grave}
    names = Counter(f"<{one.tag}>" for one in sorted(wrong, key=lambda one: one.span not in first))
    names.update(html.source[slice(*span)].lower().rstrip("> \n") + ">" for span in strays)
    where = [(one.span, one.tag) for one in wrong]
    where.sort(key=lambda one: one[0] not in first)
    yield found(
        "HTML-UNCLOSED",
        places(part, (*where, *((span, "") for span in strays))),
        detail=listed(f"{name} × {count}" if count > 1 else name for name, count in names.items()),
        severity=None if grave and not looped else Severity.INFO,
        confidence=Confidence.GUESS if looped else Confidence.CERTAIN,
    )


def _runs_on(html: Html, element: Element) -> bool:
    """Tell whether an element that is left open changes what comes behind it."""
    if element.tag in _RUNS_ON:  # left open at the end of all, it changes nothing
        return bool(
            html.source[element.span.end : min(element.end.start, element.span.end + _INSIDE)].strip()
        )
    if element.tag not in _FORMATTING or (element.tag == "a" and "href" not in element.attrs):
        return False
    around = html.elements[element.parent].end.start if element.parent >= 0 else len(html.source)
    return element.end.start > around or (element.tag == "a" and len(html.seen(element)) > _LINK)


def _between_cells(part: Part, html: Html, *, looped: bool) -> Iterator[Finding]:
    """Tell what stands in a table but in none of its cells: browsers put it above the table (HTML §13.2.6.1)."""
    if looped:
        return
    lost = [
        one
        for one in html.elements
        if one.tag in _NO_PLACE
        and one.parent >= 0
        and html.elements[one.parent].tag in _BETWEEN
        and not one.hiding.reason
    ]
    found_here = [(one.span, one.tag, f"<{one.tag}>") for one in lost]
    found_here += ((span, "", f"“{words[:_SHOWN]}”") for span, words in _words_between(html, part.tags))
    if found_here:
        found_here.sort()
        yield found(
            "HTML-TABLE-BROKEN",
            places(part, ((span, tag) for span, tag, _ in found_here)),
            detail=listed(dict.fromkeys(name for _, _, name in found_here)),
            severity=Severity.INFO if all(tag == "br" for _, tag, _ in found_here) else None,
        )


def _words_between(html: Html, tags: Iterable[MergeTag]) -> Iterator[tuple[Span, str]]:
    """Give the words that stand in a table but in none of its cells, and where; those of merge tags may become rows."""
    inside: dict[int, list[Element]] = {}
    for one in html.elements:
        if one.parent >= 0 and html.elements[one.parent].tag in _BETWEEN:
            inside.setdefault(one.parent, []).append(one)
    filled = [tag.span.start for tag in tags]
    for one in html.of(*sorted(_BETWEEN)):
        if one.hiding.reason:
            continue
        for span in _gaps(one, inside.get(one.number, ())):
            if span.end <= span.start or html.source[slice(*span)].isspace():
                continue
            words = " ".join(html.text[html.origin.made(span.start) : html.origin.made(span.end)].split())
            if words and bisect_left(filled, span.end) == bisect_left(filled, span.start):
                yield span, words


def _gaps(element: Element, children: Sequence[Element]) -> Iterator[Span]:
    at = element.span.end
    for one in children:
        yield Span(at, max(one.span.start, at))
        at = max(at, one.end.end)
    yield Span(at, max(element.end.start, at))


def _blocks_in_text(part: Part, html: Html) -> Iterator[Finding]:
    """Tell blocks in a paragraph, which ends before them, and tables in a link, which Outlook does not follow."""
    wrong = [(one, html.elements[one.parent].tag) for one in html.of("table") if _is_link(html, one.parent)]
    starts = {one.span.start: one for one in html.elements}
    ended = [one for one in html.of("p") if one.ended is End.IMPLIED and one.end.start in starts]
    ends = [one.end.start for one in ended]
    for stray in html.strays[:_STRAYS]:
        at = bisect_left(ends, stray.start) - 1
        if at >= 0 and _PARAGRAPH.match(html.source, stray.start):
            inside = starts[ends[at]]
            if inside.tag in _BLOCKS:
                wrong.append((inside, "p"))
    if wrong:
        by_number = {one.number: (one, around) for one, around in wrong}
        where = ((one.span, one.tag) for one, _ in by_number.values())
        names = dict.fromkeys(f"<{around}> <{one.tag}>" for one, around in by_number.values())
        yield found("HTML-BLOCK-IN-INLINE", places(part, where), detail=listed(names))


def _is_link(html: Html, number: int) -> bool:
    return number >= 0 and html.elements[number].tag == "a" and "href" in html.elements[number].attrs


def _deep(part: Part, html: Html) -> Iterator[Finding]:
    tables: list[int] = []
    depths: list[int] = []
    for one in html.elements:
        inside = one.parent >= 0
        tables.append((tables[one.parent] if inside else 0) + (one.tag == "table"))
        depths.append((depths[one.parent] if inside else 0) + 1)
    most, deepest = max(tables), max(depths)
    if most > TABLES_DEEP or deepest > ELEMENTS_DEEP:
        one = html.elements[tables.index(most) if most > TABLES_DEEP else depths.index(deepest)]
        detail = f"<table> × {most}" if most > TABLES_DEEP else f"{deepest}"
        yield found("HTML-NEST-DEEP", places(part, [(one.span, one.tag)]), detail=detail)
