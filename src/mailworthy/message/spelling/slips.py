"""Which words nobody knows, and what may have been meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from mailworthy.message.language import by_words, is_filler
from mailworthy.message.reading import Draft
from mailworthy.message.reading.place import Span
from mailworthy.message.scope import Scope, Speller
from mailworthy.message.spelling.right import is_right, names
from mailworthy.message.spelling.texts import Text
from mailworthy.message.spelling.words import CHUNK, Word, words

ASKED = 5000  # different words of a message
STRANGE = 150  # different words that nobody knows: it is another language, or none
PASSAGES = 200  # whose language is told
LEAST = 3  # letters
_MOST = 0.6  # of a passage's words that nobody knows: it is another language


class Unknown(NamedTuple):
    """A word that nobody knows: as it is written, the texts that it stands in, and where."""

    text: str
    places: tuple[tuple[Text, Span], ...]

    @property
    def is_small(self) -> bool:
        """Whether it is written in small letters: no name, no German noun."""
        return self.text.islower()

    @property
    def begins_sentence(self) -> bool:
        """Whether it has its capital letter from where it stands."""
        text, span = self.places[0]
        before = text.text[max(span.start - 4, 0) : span.start].rstrip(" \"'”“)")
        return span.start == 0 or before[-1:] in {"", ".", "!", "?", "\n"}

    def is_in(self, kind: str) -> bool:
        """Tell whether it stands in a text of a kind."""
        return any(text.kind == kind for text, _ in self.places)


class Spelling:
    """What one message says, looked up.

    Args:
        draft: The message.
        scope: What is known beside it.
        speller: Who knows the words of its language.
    """

    def __init__(self, draft: Draft, scope: Scope, speller: Speller) -> None:
        """Ask nothing yet."""
        self.language = scope.language
        self.speller = speller
        self._own = names(draft, scope)
        self._swiss = is_swiss(draft)
        self._told: dict[str, bool] = {}

    def unknown(self, seen: Iterable[Text]) -> list[Unknown]:
        """Give the words that nobody knows, in their order; none of passages in another language."""
        places: dict[str, list[tuple[Text, Span]]] = {}
        for text in seen:
            known = set(places) if text.kind == "plain" else set()  # it says what the page says
            for word, span in self._unknown(text):
                if word not in known:
                    places.setdefault(word, []).append((text, span))
            if len(places) > STRANGE:
                return []
        return [Unknown(word, tuple(where)) for word, where in places.items()]

    def _unknown(self, text: Text) -> list[tuple[str, Span]]:
        wrong = {chunk: some for chunk in set(text.text.split()) if (some := self._wrong(chunk))}
        if not wrong:
            return []
        found = [
            (word.text, Span(chunk.start() + word.start, chunk.start() + word.end))
            for chunk in CHUNK.finditer(text.text)
            for word in wrong.get(chunk[0], ())
            if text.is_read(chunk.start() + word.start)
        ]
        return self._without_foreign(text, found)

    def _wrong(self, chunk: str) -> list[Word]:
        return [word for word in words(chunk) if not self.knows(word.text)]

    def knows(self, word: str) -> bool:
        """Tell whether somebody knows a word, or nobody is to be asked about it: an abbreviation, a name in capitals."""
        right = self._told.get(word)
        if right is None:
            asked = len(word) >= LEAST and (word.islower() or word[1:].islower()) and len(self._told) < ASKED
            right = not asked or is_right(
                word, self.language, self.speller.knows, self._own, swiss=self._swiss
            )
            self._told[word] = right
        return right

    def _without_foreign(self, text: Text, found: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
        passages = Counter(text.passage(span.start) for _, span in found)
        foreign = {
            one for one, count in islice(passages.items(), PASSAGES) if self._is_foreign(text, one, count)
        }
        return [(word, span) for word, span in found if text.passage(span.start) not in foreign]

    def _is_foreign(self, text: Text, passage: Span, unknown: int) -> bool:
        said = text.text[passage.start : passage.end]
        told = by_words(said, self.language)
        if told != self.language:
            return True
        all_words = said.lower().split()
        strange = unknown + sum(is_filler(word) for word in all_words if self._told.get(word, True))
        return unknown >= LEAST and strange > _MOST * len(all_words)


def is_swiss(draft: Draft) -> bool:
    """Tell whether a message comes from where ß is written ss."""
    page = draft.page
    declared = page.html.lang.lower().replace("_", "-") if page and page.html else ""
    return declared in {"de-ch", "de-li"} or draft.sender.address.lower().endswith((".ch", ".li"))
