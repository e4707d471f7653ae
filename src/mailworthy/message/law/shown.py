"""What a message shows: the page where it has one, else its plain text, lowered once for all who look for words in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mailworthy.message.law.words import Hit, lowered, said
from mailworthy.message.places import Place, in_part, snippet
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.place import Span

HEAD = 4_000  # characters from the beginning, and
TAIL = (
    12_000  # from the end: what the law asks for stands there, and a long message costs no more than others
)
LINKS = 400  # the first and the last so many of a page
_AROUND = 50  # characters before a word and behind it that its place shows
_PICTURES = 100  # whose alternative texts are read

_BLANKS = re.compile(r"\s+")


class ShownLink(NamedTuple):
    """A link as people see it.

    Args:
        number: Its place among the page's links.
        text: Its words, lowered.
        alt: The alternative texts of its pictures, same.
        href: Lowered.
        start: Where it begins in what is shown.
        end: Where it ends.
    """

    number: int
    text: str
    alt: str
    href: str
    start: int
    end: int


@dataclass(frozen=True)
class Shown:
    """A version of a message.

    Args:
        part: Its part.
        text: What is shown: the beginning and the end of a long one.
        cut: Where the end begins in what is shown; what stands there was moved up by
        skipped: so many characters.
    """

    part: Part
    text: str
    cut: int
    skipped: int

    @cached_property
    def low(self) -> str:
        """The text, lowered, of the same length: blanks, hyphens and apostrophes of any kind are the usual ones."""
        return lowered(self.text)

    @cached_property
    def alts(self) -> str:
        """What the pictures say, lowered."""
        images = self.part.html.images[:_PICTURES] if self.part.html else ()
        return lowered(" ".join(image.alt[:300] for image in images if image.alt))

    @cached_property
    def links(self) -> tuple[ShownLink, ...]:
        """The page's links; none of plain text."""
        page = self.part.html
        if page is None:
            return ()
        numbers = range(len(page.links))
        chosen = numbers if len(numbers) <= 2 * LINKS else (*numbers[:LINKS], *numbers[-LINKS:])
        return tuple(self._link(number) for number in chosen)

    def _link(self, number: int) -> ShownLink:
        page = self.part.html
        assert page is not None
        link = page.links[number]
        start = self._shown(page.origin.made(link.inside.start))
        end = self._shown(page.origin.made(link.inside.end))
        text = _BLANKS.sub(" ", lowered(link.text[:300]))
        return ShownLink(number, text, lowered(link.alt[:300]), link.href[:500].lower(), start, end)

    def _shown(self, offset: int) -> int:
        """Give where a character of the whole text stands in what is shown of it."""
        if offset < self.cut:
            return offset
        return max(self.cut, offset - self.skipped)

    def place(self, start: int, end: int) -> Place:
        """Give the place of a stretch of what is shown."""
        moved = self.skipped if start >= self.cut else 0
        span = Span(start + moved, end + moved)
        source = self.part.html.origin.span(*span) if self.part.html else span
        return {**in_part(self.part, source), "snippet": snippet(self.text[start:end])}

    def hit_place(self, hit: Hit) -> Place:
        """Give the place of a word with what stands around it in its line: stems say little."""
        line, end = self.line(hit.start)
        blank = self.text.find(" ", max(hit.start - _AROUND, line), hit.start)
        start = line if hit.start - line <= _AROUND else hit.start if blank < 0 else blank + 1
        return self.place(start, min(max(hit.end, end), hit.end + _AROUND))

    def link_place(self, link: ShownLink) -> Place:
        """Give the place of a link: its start tag and what stands in it."""
        page = self.part.html
        assert page is not None
        one = page.links[link.number]
        place = in_part(self.part, Span(one.span.start, one.inside.end), "a")
        words = snippet(one.text or one.alt)
        return {**place, "snippet": words} if words else place

    @cached_property
    def _known(self) -> dict[str, Mapping[str, tuple[Hit, ...]]]:
        return {}

    def all_said(self, language: str) -> Mapping[str, tuple[Hit, ...]]:
        """Give the words of a language that stand in it, by their kind."""
        if language not in self._known:
            self._known[language] = said(self.low, language)
        return self._known[language]

    def said(self, language: str, kind: str) -> tuple[Hit, ...]:
        """Give where words of a kind stand, in the order of their ends."""
        return self.all_said(language).get(kind, ())

    def says(self, language: str, kind: str) -> Hit | None:
        """Give the last place where a word of a kind stands, of a language or English; None where none does."""
        return max((*self.said(language, kind), *self.said("en", kind)), default=None)

    def line(self, at: int) -> tuple[int, int]:
        """Give where the line around a character begins and ends."""
        start = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", at)
        return start, len(self.text) if end < 0 else end


def shown(draft: Draft) -> Shown | None:
    """Give what most people see of a message; None where it has no text at all."""
    page = draft.page
    if page and page.html and (page.html.text.strip() or page.html.links or page.html.images):
        return _version(page)
    return plain(draft)


def plain(draft: Draft) -> Shown | None:
    """Give its plain version; None where it has none."""
    return _version(draft.plain) if draft.plain else None


def _version(part: Part) -> Shown:
    text = part.html.text if part.html else part.text
    if len(text) <= HEAD + TAIL:
        return Shown(part, text, len(text), 0)
    return Shown(part, text[:HEAD] + text[-TAIL:], HEAD, len(text) - HEAD - TAIL)
