"""Which words nobody knows, and what may have been meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from mailworthy.message.header import data
from mailworthy.message.language import is_filler, is_frequent, tally
from mailworthy.message.reading import Draft
from mailworthy.message.reading.place import Span
from mailworthy.message.scope import Scope, Speller
from mailworthy.message.spelling.right import Own, is_right, own
from mailworthy.message.spelling.texts import Text
from mailworthy.message.spelling.words import CHUNK, LETTERS, LONGEST, Word, words

ASKED = 5000  # different words of a message
LONG, LONG_ASKED = 16, 400  # letters of words that may be compounds, slow to look up; and how many of them
STRANGE = 150  # different words that nobody knows, foreign passages left out: it is another language, or none
HOPELESS = 600  # same, with all passages: nobody is asked any further
PASSAGES = 200  # whose language is told
LEAST = 3  # letters
_MOST, _MOSTLY = 0.6, 0.8  # of a passage's words, and a message's, that nobody knows: it is another language
_FEW = 2  # words that nobody knows, where none speaks for the message's language either
_AHEAD, _SURE = 1.25, 1.0  # votes for another language: times those for the message's, and at least
_AROUND = ".,:;!?()[]'\""
_SPELT_OUT = re.compile(r"[bcdfghjklmnpqrstvwxz]+", re.IGNORECASE)  # crlf, kbps: said letter by letter
_FIRST = re.compile(r"(?:^|\n|[.!?]['\"”“)]?\s)\s*+(\S++)")  # of a sentence


@dataclass(frozen=True, eq=False)  # the same word of the same message, no other
class Unknown:
    """A word that nobody knows: as it is written, the texts that it stands in, and where."""

    text: str
    places: tuple[tuple[Text, Span], ...]

    @property
    def is_small(self) -> bool:
        """Whether it is written in small letters: no name, no German noun."""
        return self.text.islower()

    @property
    def before(self) -> str:
        """The word before it, at its first place; empty where none is on the line."""
        text, span = self.places[0]
        return (text.text[max(span.start - LONGEST, 0) : span.start].rpartition("\n")[2].split() or [""])[-1]

    def is_in(self, kind: str) -> bool:
        """Tell whether it stands in a text of a kind."""
        return any(text.kind == kind for text, _ in self.places)


class Spelling:
    """What one message says, looked up.

    Args:
        draft: The message.
        scope: What is known beside it.
        speller: Who knows the words of its language.

    Attributes:
        is_strange: Whether so many words are unknown that the dictionary must be the wrong one.
    """

    def __init__(self, draft: Draft, scope: Scope, speller: Speller) -> None:
        """Ask nothing yet."""
        self.language = scope.language
        self.speller = speller
        self._draft, self._scope = draft, scope
        self._told: dict[str, bool] = {}
        self._wrong_words = self._long_words = 0
        self.is_strange = False

    @cached_property
    def _own(self) -> Own:
        """What is right here: found out when the dictionary lacks a word."""
        return own(self._draft, self._scope)

    def unknown(self, seen: Iterable[Text]) -> list[Unknown]:
        """Give the words that nobody knows, in their order; none of passages in another language."""
        places: dict[str, list[tuple[Text, Span]]] = {}
        paged: set[str] = set()  # the plain text says what the page says
        for text in seen:
            for word, span in self._unknown(text):
                if text.kind != "plain" or word not in paged:
                    places.setdefault(word, []).append((text, span))
                if text.kind == "page":
                    paged.add(word)
        mostly = self._wrong_words > STRANGE and self._wrong_words > _MOSTLY * len(self._told)
        self.is_strange = len(places) > STRANGE or mostly or self._wrong_words > HOPELESS
        return [Unknown(word, tuple(where)) for word, where in places.items()]

    def _unknown(self, text: Text) -> list[tuple[str, Span]]:
        wrong = {chunk: some for chunk in dict.fromkeys(text.text.split()) if (some := self._wrong(chunk))}
        chunks = CHUNK.finditer(text.text) if wrong else ()
        found = [place for chunk in chunks for place in _placed(wrong.get(chunk[0], ()), chunk.start())]
        if self.language != "de":
            found += self._first_words(text)
        if text.kind == "subject" and found:  # HDR-SUBJECT-MISSPELT tells slips that it has a list of
            listed = data.table("spelling")["slip"]
            found = [one for one in found if one[0].lower() not in listed]
        return self._without_foreign(text, [one for one in found if text.is_read(one[1].start)])

    def _wrong(self, chunk: str) -> list[Word]:
        """Give the words of a chunk that nobody knows: those in small letters, and where nouns have a capital one, those too."""
        some = words(chunk)
        if self.language != "de":
            some = tuple(word for word in some if word.text.islower())
        wrong = [word for word in some if not self.knows(word.text)]
        return [] if wrong and len(some) > 1 and self.speller.knows(chunk.strip(_AROUND)) else wrong

    def _first_words(self, text: Text) -> Iterator[tuple[str, Span]]:
        """Give the words that nobody knows among those that have a capital letter from where they stand."""
        for chunk in _FIRST.finditer(text.text):
            some = (
                word for word in words(chunk[1])[:1] if word.text[:1].isupper() and not self.knows(word.text)
            )
            yield from _placed(some, chunk.start(1))

    def knows(self, word: str) -> bool:
        """Tell whether somebody knows a word, or nobody is to be asked about it: an abbreviation, a name in capitals."""
        right = self._told.get(word)
        if right is None:
            right = not self._is_asked(word) or self._is_right(word)
            self._wrong_words += not right
            self._told[word] = right
        return right

    def _is_asked(self, word: str) -> bool:
        self._long_words += len(word) >= LONG
        return (
            len(word) >= LEAST
            and word[1:].islower()
            and not _SPELT_OUT.fullmatch(word)
            and len(self._told) < ASKED
            and (len(word) < LONG or self._long_words <= LONG_ASKED)
            and self._wrong_words <= HOPELESS
        )

    def _is_right(self, word: str) -> bool:
        """Tell whether it is right, or English: other languages are full of that, and write it as English does."""
        if is_right(word, self.language, self.speller.knows, self._own):
            return True
        if self._english is None:
            return False
        return self._english.knows(word) if len(word) > LEAST else is_frequent(word, "en")

    @cached_property
    def _english(self) -> Speller | None:
        spellers = None if self.language == "en" else self._scope.spellers
        return spellers.of("en") if spellers else None

    def _without_foreign(self, text: Text, found: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
        passages = Counter(text.passage(span.start) for _, span in found)
        foreign = {
            one for one, count in islice(passages.items(), PASSAGES) if self._is_foreign(text, one, count)
        }
        return [(word, span) for word, span in found if text.passage(span.start) not in foreign]

    def _is_foreign(self, text: Text, passage: Span, unknown: int) -> bool:
        said = text.text[passage.start : passage.end]
        told = tally(said)
        votes = told.pop(self.language, 0.0)
        rival = max(told.values(), default=0.0)
        if rival > votes * _AHEAD and (rival >= _SURE or (not votes and unknown >= _FEW)):
            return True
        every = LETTERS.findall(said.lower())
        strange = unknown + sum(is_filler(word) for word in every if self._told.get(word, True))
        return unknown >= LEAST and strange > _MOST * len(every)


def _placed(some: Iterable[Word], at: int) -> Iterator[tuple[str, Span]]:
    return ((word.text, Span(at + word.start, at + word.end)) for word in some)
