"""CSS that no client can read: slips of the pen, with what they take along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.clients.hits import no_selectors, open_ended
from mailworthy.message.clients.used import Used
from mailworthy.message.places import found
from mailworthy.message.reading.css import Declaration
from mailworthy.message.reading.place import Span

# Old hacks (*zoom, _height, filter) are there on purpose; what holds marks of templates and comments is filled or read by somebody.
_MEANT = re.compile(r"[*_]\s*[\w-]+\s*:|.*?(?:[{}\[\]<>%|$]|--)", re.DOTALL)
_LONG = 200  # characters of a slip: no declaration is as long, and what is longer is no slip
_MOST = 5_000  # declarations whose values are looked at

_FILLED = re.compile(r"[{}<>$|\[\]]|%%|\burl\(|\bvar\(|\bcalc\(", re.IGNORECASE)
_COLORED = re.compile(
    r"(?:background-|border-(?:top-|right-|bottom-|left-)?)?color|background|border(?:-top|-right|-bottom|-left)?"
)
_NO_COLOR = re.compile(
    r"#(?!(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})(?![\w#]))\S*", re.IGNORECASE
)  # CSS Color 4 §5.2
_NO_SIGN = re.compile(r"(?=[0-9a-f]*\d)[0-9a-f]{6}|\d{3}", re.IGNORECASE)
_LENGTHS = re.compile(
    r"font-size|(?:(?:max|min)-)?(?:width|height)|(?:padding|margin)(?:-top|-right|-bottom|-left)?|letter-spacing|text-indent|border-radius"
)
_NO_UNIT = re.compile(r"(?<![^\s])-?(?:\d*[1-9]\d*(?:\.\d+)?|\d*\.\d*[1-9]\d*)(?!\S)")
_NO_SEMICOLON = re.compile(r"\s[a-z][a-z-]{2,30}\s*:\s*[^\s/]")


def look(used: Used) -> Iterator[Finding]:
    """Give what there is to say."""
    page = used.page
    slips = [
        span
        for span in page.css.faults
        if _is_slip(page.source[span.start : min(span.end, span.start + _LONG + 1)])
    ]
    open_rules = [page.css.rules[number] for number in sorted(open_ended(page))]
    heads = [Span(one.span.start, one.span.start + len(one.selectors)) for one in open_rules]
    lost = [
        Span(one.span.start, one.span.start + len(one.selectors))
        for one in page.css.rules
        if no_selectors(one)
    ]
    wrong = [one for one in islice(_declared(used), _MOST) if _is_wrong(one.name, one.value)]
    if slips or heads or lost or wrong:
        spans = {*slips, *heads, *lost, *(one.span for one in wrong)}
        yield found(
            "CLIENT-CSS-FAULT",
            used.places((_shown(page.source, span), "") for span in sorted(spans)),
            detail=listed(dict.fromkeys(f"{one.name}: {one.value[:60]}" for one in wrong)),
            severity=Severity.WARNING if heads else None,  # all rules behind it are lost
            confidence=Confidence.LIKELY,
        )


def _declared(used: Used) -> Iterator[Declaration]:
    """Give what is declared in attributes, and in the rules that something of the page could be meant by."""
    css = used.page.css
    yield from chain.from_iterable(css.inline.values())
    for rule in css.rules:
        if used.reached(rule):
            yield from rule.declarations


@lru_cache(maxsize=4096)
def _is_wrong(name: str, value: str) -> bool:
    """Tell a value that clients drop: a colour that is none, a length without its unit, a semicolon that is missing."""
    if _FILLED.search(value) or len(value) > _LONG:
        return False
    if _NO_SEMICOLON.search(value) and not value.lower().startswith(("progid", '"', "'")):
        return True
    if _COLORED.fullmatch(name):
        return bool(_NO_COLOR.search(value)) or (name.endswith("color") and bool(_NO_SIGN.fullmatch(value)))
    return bool(_LENGTHS.fullmatch(name) and _NO_UNIT.search(value))


def _is_slip(text: str) -> bool:
    return text == "}" or (len(text) <= _LONG and not _MEANT.match(text))


def _shown(source: str, span: Span) -> Span:
    """Give a slip as people find it again: a lone mark with the selectors behind it."""
    if span.end - span.start > 1:
        return span
    brace = source.find("{", span.end, span.end + _LONG)
    return Span(span.start, brace if brace > 0 else span.end)
