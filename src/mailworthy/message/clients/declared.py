"""What is declared for an element, as far as Word and a glance can tell: plain selectors, then its own style."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from mailworthy.message.reading.html import Html
from mailworthy.message.reading.tree import Element

# Tag, class or id, or a tag with one of them: what else finds an element depends on what is around it.
_PLAIN = re.compile(r"\s*([a-z][a-z0-9]*)?(?:([.#])(-?[^\W\d][\w-]*))?\s*", re.IGNORECASE)
_WANTED = re.compile(r"padding|background|border|width|max-width|color|mso-padding-alt")
_RULES = 500  # of a page that are looked at
_SELECTORS = 20  # of a rule


class _Plain(NamedTuple):
    strength: int  # CSS Selectors 4 §17, of plain ones
    order: int
    tag: str
    declarations: Mapping[str, str]


class Declared:
    """What style blocks and style attributes declare for the elements of a page; ``@media`` and its like left out.

    Args:
        page: The page.
    """

    def __init__(self, page: Html) -> None:
        """Sort the plain rules by what they name."""
        self._inline = page.css.inline
        self._rules: dict[str, list[_Plain]] = {}
        rules = [rule for rule in page.css.rules if not rule.within and rule.parent < 0]
        for order, rule in enumerate(rules[:_RULES]):
            declarations = {one.name: one.value for one in rule.declarations if _WANTED.match(one.name)}
            if declarations:
                for selector in rule.selectors.split(",", _SELECTORS)[:_SELECTORS]:
                    self._add(selector, order, declarations)

    def _add(self, selector: str, order: int, declarations: Mapping[str, str]) -> None:
        found = _PLAIN.fullmatch(selector)
        if found and selector.strip():
            tag, mark, name = (found[1] or "").lower(), found[2] or "", found[3] or ""
            strength = {"#": 4, ".": 2, "": 0}[mark] + bool(tag)
            self._rules.setdefault(mark + name if mark else tag, []).append(
                _Plain(strength, order, tag, declarations)
            )

    def of(self, element: Element) -> Mapping[str, str]:
        """Give values by property, the strongest of each; empty where nothing is declared."""
        told: dict[str, str] = {}
        if self._rules:
            keys = [element.tag, *(f".{one}" for one in element.attrs.get("class", "").split())]
            keys += [f"#{element.attrs['id'].strip()}"] if "id" in element.attrs else []
            found = [
                one
                for key in keys
                for one in self._rules.get(key, ())
                if not one.tag or one.tag == element.tag
            ]
            for one in sorted(found, key=lambda rule: rule[:2]):
                told |= one.declarations
        for own in self._inline.get(element.number, ()):
            told[own.name] = own.value
        return told
