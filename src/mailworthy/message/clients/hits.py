"""Where a page makes use of what some mail clients do without."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from mailworthy.message.clients.features import (
    attributes,
    of_declaration,
    of_kind,
    of_media,
    of_picture,
    of_selectors,
)
from mailworthy.message.reading.css import AtRule, Rule
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.tree import Element

HITS = 60_000  # of one page

_WHAT = 200  # characters of what tells a feature

_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_DENIES = re.compile(r"!\s*\(?\s*(?:mso|vml)\b", re.IGNORECASE)
_ENDS = re.compile(
    r"(?:<!--\s{0,9})?(?:-->)?\s{0,9}<!\s{0,9}\[endif|<!--\s{0,9}\[endif\]\s{0,9}-->", re.IGNORECASE
)  # the second as mail servers write what Word reveals: <!--[if !supportLists]-->…<!--[endif]-->
_IN_BRACKETS = re.compile(r"\[[^\[\]]*\]?|\"[^\"]*\"?")
_NO_SELECTORS = re.compile(r"(?<!\\)[/@]")
_CANDIDATE = re.compile(r"[^\s,]\S*")
_CONTINUED = frozenset(("media", "supports", "layer", "container", "scope", "document", "-moz-document", "starting-style",
                        "keyframes", "-webkit-keyframes", "-moz-keyframes", "-o-keyframes"))  # fmt: skip


class Hit(NamedTuple):
    """A place where a page makes use of a feature.

    Args:
        slug: caniemail's name for the feature.
        span: In the page's source.
        what: What tells it, as written: ``display: flex``, ``@media (hover)``, ``<video>``.
        element: The index of the element it stands on; -1 in a style block.
        rule: The index of the rule among ``page.css.rules``; -1 outside of rules.
        removable: Whether a client without the feature shows the page as if the span were cut out.
        word: Whether Outlook for Windows reads the place: what stands in ``<!--[if !mso]><!-->`` it does not.
    """

    slug: str
    span: Span
    what: str
    element: int = -1
    rule: int = -1
    removable: bool = False
    word: bool = True


def hits(page: Html) -> tuple[Hit, ...]:
    """Give all places where a page makes use of a feature that caniemail knows, style blocks first; no more than :data:`HITS`.

    What only Outlook for Windows reads, in ``<!--[if mso]>``, is its own and not looked at.
    """
    found: list[Hit] = []
    for some in (_sheets(page), _styled(page), _tags(page), _whole(page)):
        for one in some:
            found.append(one)
            if len(found) >= HITS:
                return tuple(found)
    hidden = hidden_from_word(page)
    if not hidden:
        return tuple(found)
    return tuple(one._replace(word=False) if inside(one.span.start, hidden) else one for one in found)


# --- style blocks -------------------------------------------------------------------------------------------------


def _sheets(page: Html) -> Iterator[Hit]:
    css = page.css
    for at_rule in css.at_rules:
        what = f"@{at_rule.name} {at_rule.prelude}".rstrip()
        slugs = of_kind("at_rule", at_rule.name)
        if at_rule.name == "media":
            slugs += of_media(at_rule.prelude)
        for slug in slugs:
            yield Hit(slug, at_rule.span, what, removable=True)
    slips = open_ended(page)
    for number, rule in enumerate(css.rules):
        inner = css.at_rules[rule.within[-1]] if rule.within else None
        if inner is None or inner.name in _CONTINUED:
            nested = (
                rule.parent >= 0 and rule.parent not in slips and not no_selectors(css.rules[rule.parent])
            )
            yield from _rule(rule, number, inner, nested=nested)
    for style in page.styles:
        for slug in of_kind("special", "css-comment"):
            for comment in _CSS_COMMENT.finditer(style.text):
                start = style.span.start
                yield Hit(slug, Span(start + comment.start(), start + comment.end()), "/* … */")


def _rule(rule: Rule, number: int, inner: AtRule | None, *, nested: bool) -> Iterator[Hit]:
    if inner is None or not inner.name.endswith("keyframes"):
        for slug in of_selectors(rule.selectors):
            yield Hit(slug, rule.span, rule.selectors, rule=number, removable=True)
        if nested:
            for slug in of_kind("special", "nesting"):
                yield Hit(slug, rule.span, rule.selectors, rule=number, removable=True)
    for one in rule.declarations:
        slugs = of_declaration(one.name, one.value, important=one.important)
        if slugs:
            what = f"{one.name}: {one.value[:_WHAT]}"
            for slug in slugs:
                yield Hit(slug, one.span, what, -1, number, removable=True)


def open_ended(page: Html) -> frozenset[int]:
    """Give the rules whose closing brace is missing: all that follows stands inside, and nobody meant to nest it."""
    css = page.css
    nested = {rule.parent for rule in css.rules if rule.parent >= 0}
    if not nested:
        return frozenset()
    ends = Counter(rule.span.end for rule in css.rules) + Counter(rule.span.end for rule in css.at_rules)
    outer = ((number, css.rules[number].span.end) for number in nested)
    return frozenset(number for number, end in outer if page.source[end - 1] != "}" or ends[end] > 1)


def no_selectors(rule: Rule) -> bool:
    """Tell whether what stands before a block can be no selectors: a comment gone wrong, an at-rule behind something else."""
    return bool(_NO_SELECTORS.search(_IN_BRACKETS.sub("", rule.selectors[:_WHAT])))


# --- elements -----------------------------------------------------------------------------------------------------


def _styled(page: Html) -> Iterator[Hit]:
    for number, declarations in page.css.inline.items():
        for one in declarations:
            slugs = of_declaration(one.name, one.value, important=one.important)
            if slugs:
                what = f"{one.name}: {one.value[:_WHAT]}"
                for slug in slugs:
                    yield Hit(slug, one.span, what, number, removable=True)


def _tags(page: Html) -> Iterator[Hit]:
    table = attributes()
    for element in page.elements:
        tag = element.tag
        for slug in of_kind("element", tag):
            whole = tag in {"style", "link"}
            span = Span(element.span.start, element.end.end) if whole else element.span
            yield Hit(slug, span, f"<{tag}>", element.number, removable=whole)
        for name, value in element.attrs.items():
            for one in table.get(name, ()):
                if (not one.tags or tag in one.tags) and one.match.match(value.strip()):
                    span = page.attribute(element, name)
                    yield Hit(
                        one.slug, span, page.source[span.start : span.end], element.number, removable=True
                    )
        if tag in {"img", "source", "video", "td", "table", "body"}:
            yield from _pictures(page, element)


def _pictures(page: Html, element: Element) -> Iterator[Hit]:
    attrs = element.attrs
    name = "src" if element.tag in {"img", "source"} else "poster" if element.tag == "video" else "background"
    addresses = [(name, attrs[name].strip())] if name in attrs else []
    if "srcset" in attrs:
        addresses += [("srcset", one.rstrip(",")) for one in _CANDIDATE.findall(attrs["srcset"][:10_000])]
    for name, address in addresses:
        for slug in of_picture(address):
            if slug != "image-mp4" or element.tag == "img":
                yield Hit(slug, page.attribute(element, name), address[:_WHAT], element.number)


def _whole(page: Html) -> Iterator[Hit]:
    if page.doctype and page.doctype.name.lower() == "html" and not page.doctype.public:
        for slug in of_kind("special", "doctype"):
            yield Hit(slug, page.doctype.span, "<!DOCTYPE html>")
    for slug in of_kind("special", "html-comment"):
        for span in page.comments:
            if not _ends(page, span):
                yield Hit(slug, span, "<!-- … -->", removable=True)


# --- what Outlook for Windows does not read -------------------------------------------------------------------------


def hidden_from_word(page: Html) -> list[Span]:
    """Give the stretches that Outlook for Windows passes over, in order, none in another.

    Between ``<!--[if !mso]><!-->`` and ``<!--<![endif]-->``, and elements with ``mso-hide: all``.
    """
    opened = [one.span.end for one in page.conditionals if one.revealed and denies_word(one.condition)]
    ends = [span.start for span in endings(page)] if opened else []
    spans = [Span(start, _next(ends, start, len(page.source))) for start in opened]
    if "mso-hide" in page.source:
        for number, declarations in page.css.inline.items():
            if any(one.name == "mso-hide" and one.value.lower() == "all" for one in declarations):
                element = page.elements[number]
                spans.append(Span(element.span.start, element.end.end))
    return list(_apart(sorted(spans)))


def _next(offsets: list[int], at: int, end: int) -> int:
    index = bisect_right(offsets, at)
    return offsets[index] if index < len(offsets) else end


def _apart(spans: list[Span]) -> Iterator[Span]:
    """Give stretches without those that begin in the one before."""
    reached = -1
    for span in spans:
        if span.start >= reached:
            yield span
            reached = span.end


def denies_word(condition: str) -> bool:
    """Tell whether a condition is false in Outlook for Windows: ``!mso``, ``(!mso)``, ``!vml``."""
    return bool(_DENIES.search(condition))


def endings(page: Html) -> list[Span]:
    """Give the marks that end a conditional comment whose beginning stands elsewhere: ``<!--<![endif]-->``; in order."""
    return [span for span in page.comments if _ends(page, span)]


def _ends(page: Html, comment: Span) -> bool:
    return bool(_ENDS.match(page.source, comment.start, comment.end))


def inside(offset: int, spans: list[Span]) -> bool:
    """Tell whether an offset is in one of some stretches that stand in order."""
    at = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return at >= 0 and offset < spans[at].end
