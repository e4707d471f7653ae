"""What a page makes use of, and for whom: the facts that all findings about clients share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from mailworthy.message.clients.declared import Declared
from mailworthy.message.clients.hits import Hit, hidden_from_word, hits
from mailworthy.message.clients.known import known
from mailworthy.message.places import PLACES_MOST, Place, in_part
from mailworthy.message.reading import Part
from mailworthy.message.reading.css import Declaration, Rule
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.tree import Element

WORD = ("outlook.windows", "outlook.windows-mail")  # they draw pages as Word does

_FOR_WORD = re.compile(r"<(?:table|v:)", re.IGNORECASE)
_NAMES = re.compile(r"([.#]?)([^\W\d][\w-]*|-[\w-]+)|\[\s*([\w-]+)|:{1,2}[\w-]+(?:\([^()]*\))?")
_BLANKS = 500  # characters: no element begins with more of them
_SELECTORS = 50  # of one rule that are looked at


@dataclass(frozen=True)
class Used:
    """What a page makes use of.

    Args:
        part: The part that is the page.
        page: Its facts.
        shares: The clients that count, and the share of readers of each.
    """

    part: Part
    page: Html
    shares: Mapping[str, float]

    @cached_property
    def hits(self) -> Mapping[str, tuple[Hit, ...]]:
        """Where, by feature."""
        found: dict[str, list[Hit]] = {}
        for one in hits(self.page):
            found.setdefault(one.slug, []).append(one)
        return {slug: tuple(some) for slug, some in found.items()}

    def reads(self, *families: str) -> bool:
        """Tell whether a client of these families or platforms counts."""
        return any(client.startswith(families) for client in self.shares)

    def share(self, clients: Iterable[str]) -> float:
        """Give the share of readers of some clients, 0 to 1."""
        return sum(self.shares.get(client, 0.0) for client in clients)

    @cached_property
    def hidden_from_word(self) -> list[Span]:
        """The stretches that Outlook for Windows does not read."""
        return hidden_from_word(self.page)

    @cached_property
    def declared(self) -> Declared:
        """What is declared for an element."""
        return Declared(self.page)

    @cached_property
    def for_word(self) -> bool:
        """Whether the page holds tables or shapes for Outlook for Windows alone."""
        source = self.page.source
        return any(
            not one.revealed and _FOR_WORD.search(source, one.inside.start, one.inside.end)
            for one in self.page.conditionals
        )

    @cached_property
    def _names(self) -> frozenset[str]:
        """Tags, classes (with a dot), ids (with a hash) and attributes (with a bracket) of the page."""
        names: set[str] = {"html", "head", "body"}
        for element in self.page.elements:
            names.add(element.tag)
            for name, value in element.attrs.items():
                names.add(f"[{name}")
                if name == "class":
                    names.update(f".{one}" for one in value.split())
                elif name == "id":
                    names.add(f"#{value.strip()}")
        return frozenset(names)

    def reached(self, rule: Rule) -> bool:
        """Tell whether all that some selector of a rule names is in the page: sheets hold much that is for other pages."""
        if not rule.selectors:
            return True
        return any(self._named(one) for one in rule.selectors.split(",", _SELECTORS)[:_SELECTORS])

    def _named(self, selector: str) -> bool:
        return all(
            (mark + name if mark else name.lower() if name else f"[{attribute.lower()}") in self._names
            for mark, name, attribute in _NAMES.findall(selector)
            if name or attribute
        )

    def places(self, spots: Iterable[tuple[Span, str]]) -> Iterator[Place]:
        """Give the places of stretches and tags; behind those that a finding shows, empty ones that only count."""
        for number, (span, tag) in enumerate(spots):
            yield in_part(self.part, span, tag) if number < PLACES_MOST else {}

    def holds(self, element: Element, characters: int) -> bool:
        """Tell whether people see so many characters of an element, without making its text."""
        start = self.page.origin.made(element.span.end)
        end = self.page.origin.made(element.end.start)
        return end - start >= characters and bool(self.page.text[start : min(end, start + _BLANKS)].strip())

    def beside(self, hit: Hit) -> tuple[Declaration, ...]:
        """Give the declarations of the block or attribute that a hit stands in."""
        if hit.rule >= 0:
            return self.page.css.rules[hit.rule].declarations
        return self.page.css.inline.get(hit.element, ())


def names(clients: Iterable[str]) -> str:
    """Give the names of clients, those of a family together: ``Gmail (Android, iOS), Outlook.com``."""
    families: dict[str, list[str]] = {}
    for client in clients:
        family, _, platform = known().clients[client].partition(" (")
        families.setdefault(family, []).append(platform.rstrip(")"))
    return ", ".join(
        f"{family} ({', '.join(platforms)})" if any(platforms) else family
        for family, platforms in families.items()
    )


def percent(share: float) -> str:
    """Give a share as people read it."""
    return f"{share * 100:.0f} %" if share >= 0.01 or not share else "< 1 %"
