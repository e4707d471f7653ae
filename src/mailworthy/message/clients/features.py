"""Which features a declaration, a selector, an at-rule, an element or a picture's address makes use of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from mailworthy.message.clients.known import matchers

_FUNCTION = re.compile(r"(?<![\w-])([a-z-]+)\(")
_UNIT = re.compile(r"(?<![\w#.-])[+-]?(?:\d+\.?\d*|\.\d+)(%|[a-z]+)(?![\w-])")
_WORD = re.compile(r"(?<![\w-])[a-z][a-z-]+(?![\w(-])")
_ADDRESS = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)]*))""", re.IGNORECASE)
_QUOTED = re.compile(r""""[^"]*"?|'[^']*'?|url\([^)]*\)?""", re.IGNORECASE)
_MEDIA = re.compile(r"\(\s*([a-z-]+)")
_DATA = re.compile(r"data:\s*image/([a-z0-9.+-]+)", re.IGNORECASE)
_ENDING = re.compile(r"\.([a-z0-9]{2,5})\Z", re.IGNORECASE)

_IN_BRACKETS = re.compile(r"\[[^\[\]]*\]?")
_IN_PARENTHESES = re.compile(r"\([^()]*\)?")
_PSEUDO = re.compile(r"::?([a-z-]+)", re.IGNORECASE)
_SELECTORS = {
    "class": re.compile(r"\.[^\W\d]|\.-"),
    "id": re.compile(r"#[\w-]"),
    "type": re.compile(r"(?:\A|[\s>+~,(])[^\W\d_][\w-]*"),
    "universal": re.compile(r"\*"),
    "child": re.compile(r">"),
    "adjacent": re.compile(r"\+"),
    "sibling": re.compile(r"~"),
    "chaining": re.compile(r"[.#][\w-]+[.#]"),
    "descendant": re.compile(r"[^\s>+~,]\s+[^\s>+~,]"),
    "grouping": re.compile(r","),
}
_LONG = 1_000  # characters of a value or of selectors that are looked at

Slugs = tuple[str, ...]


class Attribute(NamedTuple):
    """An attribute that tells a feature.

    Args:
        slug: Of the feature.
        tags: On which elements; empty for all.
        match: How its value begins.
    """

    slug: str
    tags: frozenset[str]
    match: re.Pattern[str]


@cache
def told() -> Mapping[tuple[str, str], Slugs]:
    """Give the features that a kind and a name tell: ``("unit", "rem")``; for words of a property, that is the kind."""
    found: dict[tuple[str, str], list[str]] = {}
    for slug, row in matchers().items():
        for kind, names in row.items():
            if kind in {"none", "match", "value"} or (kind == "element" and "attribute" in row):
                continue
            if kind == "property" and "value" in row:
                keys = [(name, word) for name in names for word in row["value"]]
            else:
                keys = [(kind, name) for name in ([names] if isinstance(names, str) else names)]
            for key in keys:
                found.setdefault(key, []).append(slug)
    return {key: tuple(slugs) for key, slugs in found.items()}


@cache
def attributes() -> Mapping[str, tuple[Attribute, ...]]:
    """Give what an attribute may tell, by its name."""
    found: dict[str, list[Attribute]] = {}
    for slug, row in matchers().items():
        for name in row.get("attribute", ()):
            one = Attribute(slug, frozenset(row.get("element", ())), re.compile(row.get("match", "")))
            found.setdefault(name, []).append(one)
    return {name: tuple(some) for name, some in found.items()}


def of_kind(kind: str, name: str) -> Slugs:
    """Give the features that a name tells: of an at-rule, an element."""
    return told().get((kind, name), ())


def of_declaration(name: str, value: str, *, important: bool = False) -> Slugs:
    """Give the features of a declaration."""
    return _of_declaration(name[:_LONG], value[:_LONG], important)


@lru_cache(8_192)
def _of_declaration(name: str, value: str, important: bool) -> Slugs:
    return tuple(dict.fromkeys(_declared(name, value.lower(), important=important)))


def _declared(name: str, value: str, *, important: bool) -> Iterator[str]:
    table = told()
    yield from table.get(("property", name), ())
    if important:
        yield from table.get(("special", "important"), ())
    if name.startswith("--"):
        yield from table.get(("special", "variable"), ())
    if "url(" in value:
        for found in _ADDRESS.finditer(value):
            yield from of_picture((found[1] or found[2] or found[3] or "").strip())
    if '"' in value or "'" in value or "url(" in value:
        value = _QUOTED.sub(" ", value)
    for word in _WORD.findall(value):
        yield from table.get((name, word), ())
        yield from table.get(("keyword", word), ())
    for unit in _UNIT.findall(value):
        yield from table.get(("unit", unit), ())
    if "(" in value:
        for function in _FUNCTION.findall(value):
            yield from table.get(("function", function), ())


def of_selectors(selectors: str) -> Slugs:
    """Give the features of the selectors of a rule."""
    return _of_selectors(selectors[:_LONG])


@lru_cache(4_096)
def _of_selectors(selectors: str) -> Slugs:
    return tuple(dict.fromkeys(_selected(selectors)))


def _selected(selectors: str) -> Iterator[str]:
    table = told()
    bare = _IN_BRACKETS.sub("[]", _QUOTED.sub('""', selectors)) if "[" in selectors else selectors
    if "[" in bare:
        yield from table.get(("selector", "attribute"), ())
    if ":" in bare:
        for pseudo in _PSEUDO.findall(bare):
            yield from table.get(("pseudo", pseudo.lower()), ())
        bare = _IN_PARENTHESES.sub("", bare)  # an+b, languages
    for kind, pattern in _SELECTORS.items():
        if pattern.search(bare):
            yield from table.get(("selector", kind), ())
    if "&" in bare:
        yield from table.get(("special", "nesting"), ())


def of_media(condition: str) -> Slugs:
    """Give the features that the condition of an ``@media`` asks for."""
    names = _MEDIA.findall(condition[:_LONG].lower())
    return tuple(dict.fromkeys(slug for name in names for slug in of_kind("media", name)))


def of_picture(address: str) -> Slugs:
    """Give the features of a picture, by its address: the format, and whether the address holds the picture itself."""
    held = _DATA.match(address)
    if held:
        within = of_kind("image", "base64") if ";base64" in address[: held.end() + 80].lower() else ()
        return of_kind("image", held[1].lower()) + within
    ending = _ENDING.search(address[:_LONG].partition("?")[0].partition("#")[0])
    return of_kind("image", ending[1].lower()) if ending else ()
