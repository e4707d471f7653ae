"""Headings, tables and the order of a page: what people who hear it find their way by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding
from mailworthy.finding.detail import listed
from mailworthy.message.accessibility.shown import Block, Shown
from mailworthy.message.content.sight import places
from mailworthy.message.places import found, in_part
from mailworthy.message.reading.html import Table

_LONG = 900  # letters from which a page wants headings, whatever it looks like
_HEADING_LETTERS = 90  # a longer one is a paragraph
_STOPS = ("。", ":", "：", ",", ";")  # of sentences, and of greetings
_LARGER = 1.25  # times the usual size: looks like a heading
_LAYOUT = ("presentation", "none")
_OTHER_ROLES = ("table", "grid", "treegrid")
_START = re.compile(r"<table\b", re.IGNORECASE)
_FIRST = 40  # letters above a picture that are no more than a greeting or a link to the page on the web
_LARGE = (300, 250)  # px: smaller ones are logos


def look(shown: Shown) -> Iterator[Finding]:
    """Give what there is to say."""
    yield from _headings(shown)
    yield from _tables(shown)
    yield from _picture_first(shown)


def _headings(shown: Shown) -> Iterator[Finding]:
    html = shown.html
    named = any(one.attrs.get("role", "").strip().lower() == "heading" for one in html.elements)
    if not html.headings and not named:
        yield from _no_heading(shown)
        return
    skipped = [
        (one, before)
        for before, one in zip(html.headings, html.headings[1:], strict=False)
        if one.level > before.level + 1
    ]
    if skipped:
        yield found(
            "A11Y-HEADING-ORDER",
            places(shown.part, ((one.span, f"h{one.level}") for one, _ in skipped)),
            detail=listed(f"h{before.level} → h{one.level}: “{one.text[:40]}”" for one, before in skipped),
        )


def _no_heading(shown: Shown) -> Iterator[Finding]:
    """Tell a page without headings where something looks like one, or which is long."""
    usual = shown.usual_size or 0.0
    alike = [block for block in shown.blocks if _looks_like_heading(block, usual)]
    if alike:
        first = max(alike, key=lambda block: block.size or 0.0)
        yield found(
            "A11Y-NO-HEADING",
            places(shown.part, ((block.span, block.tag) for block in alike)),
            detail=listed(f"“{block.text[:60]}”" for block in alike),
            confidence=Confidence.LIKELY,
            fix=f"<h1>{first.text[:100]}</h1>" if "<" not in first.text else "",
        )
    elif shown.letters >= _LONG:
        yield found(
            "A11Y-NO-HEADING",
            [in_part(shown.part, shown.runs[0].span)],
        )


def _looks_like_heading(block: Block, usual: float) -> bool:
    if (
        not 2 <= block.letters <= _HEADING_LETTERS or not block.size or not usual or block.linked
    ):  # a sign alone
        return False
    return block.size >= max(usual * _LARGER, 18)


def _tables(shown: Shown) -> Iterator[Finding]:
    """Tell tables for layout that do not say so: a screen reader counts their rows and columns aloud."""
    html, part = shown.html, shown.part
    without = [one for one in html.tables if one.role not in (*_LAYOUT, *_OTHER_ROLES) and not one.data]
    layout = [one for one in without if shown.lays_out(one.element)] if without else []
    if layout:
        first = _with_role(shown, layout[0])
        yield found(
            "A11Y-TABLE-ROLE",
            places(part, ((one.span, "table") for one in layout)),
            detail=f"{len(layout)}",
            fix=first,
        )


def _with_role(shown: Shown, table: Table) -> str:
    tag = shown.html.source[table.span.start : min(table.span.end, table.span.start + 300)]
    return "" if table.role else _START.sub('<table role="presentation"', tag, count=1)


def _picture_first(shown: Shown) -> Iterator[Finding]:
    """Tell a large picture that stands before all words: where pictures are off, the message begins with nothing."""
    for image in shown.html.images:
        if (image.width or 0) < _LARGE[0] or (image.height or 0) < _LARGE[1]:
            continue
        at = shown.html.origin.made(image.span.start)
        if shown.letters_before(at) < _FIRST and shown.letters > _FIRST:
            detail = f"{image.width:.0f} × {image.height:.0f} px"
            yield found("A11Y-PICTURE-FIRST", places(shown.part, [(image.span, "img")]), detail=detail)
        return
