"""A message as the content filter sees it: what several looks need, each told once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, islice

from mailworthy.message.phrases import INDUSTRIES, Text, Weighed, weigh
from mailworthy.message.phrases.plain import CJK
from mailworthy.message.phrases.weigh import SUBJECT
from mailworthy.message.places import PLACES_MOST, Place, in_part, in_text
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span
from mailworthy.message.scope import Scope

LOOK_AT = (
    200_000  # characters of a text, and of a page's source: what filters read, and a bound for hostile ones
)

_WORDS = re.compile(rf"(?:(?![{CJK}])[^\W\d_])+(?:['’](?:(?![{CJK}])[^\W\d_])+)*")
_ASCII_WORDS = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*")
_ONE_CJK = re.compile(f"[{CJK}]")
_RUNS_OF_CJK = re.compile(f"[{CJK}]{{2,}}")


class Sight:
    """A message and what is known beside it, with what more than one look asks.

    Args:
        draft: The message.
        scope: What is known beside it, its language told.
    """

    def __init__(self, draft: Draft, scope: Scope) -> None:
        self.draft, self.scope = draft, scope
        self.page: Part | None = draft.page
        self.plain: Part | None = draft.plain

    @property
    def html(self) -> Html | None:
        """The page, as facts."""
        return self.page.html if self.page else None

    @cached_property
    def shown(self) -> str:
        """What most people see: the words of the page, else the plain text."""
        html = self.html
        return (html.text if html else self.draft.text)[:LOOK_AT]

    @cached_property
    def lower(self) -> str:
        """The same in lower case, character for character."""
        lower = self.shown.lower()
        return lower if len(lower) == len(self.shown) else "".join(map(_lower, self.shown))

    @cached_property
    def words(self) -> float:
        """How many words that is."""
        return word_count(self.shown)

    @cached_property
    def word_set(self) -> frozenset[str]:
        """Which different words."""
        return word_set(self.shown)

    @cached_property
    def weighed(self) -> Weighed:
        """What the trigger phrases of subject and words weigh together."""
        texts = (Text(self.draft.subject, SUBJECT), Text(self.shown))
        industry = self.scope.industry if self.scope.industry in INDUSTRIES else ""
        return weigh(texts, industry, self.scope.language, self.scope.phrases)

    @cached_property
    def in_bulk(self) -> bool:
        """Whether the header says that many people get the message."""
        names = {field.name.lower() for field in self.draft.fields}
        bulk = self.draft.header("precedence").strip().lower() in {"bulk", "list"}
        return bulk or bool(names & {"list-unsubscribe", "list-id", "feedback-id"})

    def in_shown(self, start: int, end: int) -> Place:
        """Give the place of a stretch of :attr:`shown`."""
        html = self.html
        if html and self.page:
            return in_part(self.page, html.origin.span(start, end))
        return in_text(self.draft, start, end)

    def all_shown(self, spans: Iterable[tuple[int, int]]) -> Iterator[Place]:
        """Give the places of stretches of :attr:`shown`; only those that a finding shows are worked out."""
        for number, span in enumerate(spans):
            yield self.in_shown(*span) if number < PLACES_MOST else {}


def places(part: Part, spans: Iterable[tuple[Span, str]]) -> Iterable[Place]:
    """Give the places of stretches of a part, each with its element; only those that a finding shows are worked out."""
    spans = iter(spans)
    first = (in_part(part, span, element) for span, element in islice(spans, PLACES_MOST))
    nowhere: Place = {}
    return chain(first, (nowhere for _ in spans))


def _lower(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character


def word_count(text: str) -> float:
    """Give the number of words; two characters of a script without blanks count as one."""
    if text.isascii():
        return len(_ASCII_WORDS.findall(text))
    return len(_WORDS.findall(text)) + len(_ONE_CJK.findall(text)) / 2


def word_set(text: str) -> frozenset[str]:
    """Give the different words of a text in lower case; of a script without blanks, pairs of characters."""
    lower = text.lower()
    if lower.isascii():
        return frozenset(_ASCII_WORDS.findall(lower))
    pairs = (run[at : at + 2] for run in _RUNS_OF_CJK.findall(lower) for at in range(len(run) - 1))
    return frozenset(chain(_WORDS.findall(lower), pairs))
