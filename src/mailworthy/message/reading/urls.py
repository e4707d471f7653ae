"""Addresses of the web and of mail that a message names, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from mailworthy.message.reading.css import without_comments
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.tree import Element

URLS = 5000  # of one part; what stands behind is not looked at

# A host may be written in any script; a path of other letters in running text is text again (RFC 3986 §2).
_IN_TEXT = re.compile(
    r"(?<![A-Za-z0-9_@])(?:https?://|ftp://|mailto:|www\.(?=[\w-]))[^\s<>\"'`(){}\[\]|\\^/?#，。、「」『』（）【】《》〈〉！？：；]{1,255}"
    r"(?:[/?#][\x21-\x7e]{0,2000})?",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"[.,;:!?'\"*_~>|\]}]+\Z")
_CSS_URL = re.compile(r"""url\(\s*["']?([^"')\s]{1,2000})""", re.IGNORECASE)
_NAMING = {"action", "background", "data", "dynsrc", "formaction", "href", "lowsrc", "poster", "src", "style"}
_REFRESH = re.compile(
    r"\s*+[\d.]*+\s*+[;,]?\s*+(?:url\s*+=\s*+)?['\"]?\s*+([^'\"\s]+)", re.IGNORECASE
)  # nothing is given back: a row of blanks is tried once


class UrlKind(Enum):
    """What an address is for."""

    LINK = "link"
    IMAGE = "image"
    FORM = "form"
    FETCHED = "fetched"  # style sheets, frames, scripts, backgrounds, films
    CONDITIONAL = "conditional"  # in a comment that some clients read
    TEXT = "text"  # in running text


class Url(NamedTuple):
    """An address: as declared, what it is for, the index of its part, and where it stands in that part's text."""

    url: str
    kind: UrlKind
    part: int
    span: Span


def in_text(text: str, part: int = 0) -> Iterator[Url]:
    """Give the addresses in running text, without the punctuation that ends a sentence.

    Args:
        text: Any.
        part: The index of its part.
    """
    for found in _IN_TEXT.finditer(text):
        url = _trimmed(found[0])
        yield Url(url, UrlKind.TEXT, part, Span(found.start(), found.start() + len(url)))


def _trimmed(url: str) -> str:
    """Take off what belongs to the sentence: marks at the end, and brackets that open outside."""
    while True:
        shorter = _BEHIND.sub("", url)
        if shorter.endswith(")") and shorter.count("(") < shorter.count(")"):
            shorter = shorter[:-1]
        if shorter == url:
            return url
        url = shorter


def in_page(page: Html, part: int = 0) -> Iterator[Url]:
    """Give the addresses of a page: those of its elements, its style sheets, its comments and its visible text."""
    yield from _linked(page, part)
    for element in page.elements:
        if element.attrs:
            for url, kind in _named(element):
                yield Url(url.strip(), kind, part, element.span)
    for style in page.styles:
        for found in _CSS_URL.finditer(without_comments(style.text)):
            begin, end = found.span(1)
            yield Url(found[1], UrlKind.FETCHED, part, Span(style.span.start + begin, style.span.start + end))
    for one in in_text(page.text, part):
        yield one._replace(span=page.origin.span(*one.span))


def _linked(page: Html, part: int) -> Iterator[Url]:
    for link in page.links:
        if link.href:
            yield Url(link.href, UrlKind.LINK, part, link.span)
    for image in page.images:
        if image.src:
            yield Url(image.src, UrlKind.IMAGE, part, image.span)
    for comment in page.conditionals:
        for link in comment.links:
            yield Url(link.href, UrlKind.CONDITIONAL, part, link.span)
        for src, span in comment.images:
            yield Url(src, UrlKind.CONDITIONAL, part, span)
    for element in page.refreshes:
        leads = _REFRESH.match(element.attrs.get("content", ""))
        if leads:
            yield Url(leads[1], UrlKind.LINK, part, element.span)


def _named(element: Element) -> Iterator[tuple[str, UrlKind]]:
    """Give the addresses that an element names beside links and pictures."""
    for name in _NAMING & element.attrs.keys():
        value = element.attrs[name]
        if not value:
            continue
        if name == "style":
            for found in _CSS_URL.finditer(value) if "url(" in value else ():
                yield found[1], UrlKind.FETCHED
        elif name in {"action", "formaction"}:
            yield value, UrlKind.FORM
        elif not (name == "src" and element.tag in {"img", "image"}) and not (
            name == "href" and element.tag != "link"
        ):
            yield value, UrlKind.FETCHED
