"""Attributes written twice in a tag, and names that two elements have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from mailworthy.finding import Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.content.sight import places
from mailworthy.message.places import found
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.html import Html
from mailworthy.message.scope import Scope

_ATTRIBUTE = re.compile(
    r"""\s([a-z][\w:-]{0,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_LOST = {"style", "class", "href", "src"}  # where the second one is lost, readers see or reach less
_TAG = 8192  # characters of a tag that are looked at


def look(part: Part, html: Html, draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Give what there is to say."""
    del draft, scope
    twice = list(_twice(html))
    if twice:
        grave = any(names & _LOST for _, names in twice)
        yield found(
            "HTML-DUPLICATE-ATTR",
            places(part, ((html.elements[number].span, html.elements[number].tag) for number, _ in twice)),
            detail=listed(dict.fromkeys(name for _, names in twice for name in sorted(names))),
            severity=None if grave else Severity.INFO,
        )
    yield from _same_ids(part, html)


def _twice(html: Html) -> Iterator[tuple[int, set[str]]]:
    """Give the elements of which an attribute is written twice with different values: the first one counts."""
    for one in html.elements:
        count = len(one.attrs)
        if not count or one.span.end - one.span.start < 12 * count:
            continue
        tag = html.source[one.span.start : min(one.span.end, one.span.start + _TAG)]
        if tag.count('="') + tag.count("='") <= count:
            continue
        values: dict[str, set[str]] = {}
        for found_ in _ATTRIBUTE.finditer(tag):
            value = found_[2] or found_[3] or found_[4] or ""
            values.setdefault(found_[1].lower(), set()).add(value.strip().rstrip(";").lower())
        names = {name for name, some in values.items() if len(some) > 1 and name in one.attrs}
        if names:
            yield one.number, names


def _same_ids(part: Part, html: Html) -> Iterator[Finding]:
    """Tell ids that two elements have, where a link or a label points to them: only the first is ever reached."""
    ids = Counter(one.attrs["id"] for one in html.elements if one.attrs.get("id"))
    twice = {name for name, count in ids.items() if count > 1}
    if not twice:
        return
    reached = {link.href[1:] for link in html.links if link.href.startswith("#")}
    for one in html.elements:
        for name in ("for", "aria-labelledby", "aria-describedby", "headers"):
            reached.update(one.attrs[name].split() if name in one.attrs else ())
    names = twice & reached
    if names:
        where = ((one.span, one.tag) for one in html.elements if one.attrs.get("id") in names)
        yield found("HTML-DUPLICATE-ID", places(part, where), detail=listed(sorted(names)))
