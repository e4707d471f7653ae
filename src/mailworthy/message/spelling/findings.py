"""What is said about words that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from mailworthy.finding import Confidence, Finding
from mailworthy.message.language import is_frequent
from mailworthy.message.places import Place, found
from mailworthy.message.scope import Speller
from mailworthy.message.spelling.near import alphabet, candidates, slips
from mailworthy.message.spelling.right import is_joined
from mailworthy.message.spelling.slips import Unknown

SHOWN = 20  # words, each with a finding; the others share one
NEAR = 60  # words of a message whose near ones are looked for
SUGGESTED = 5  # words for which a dictionary is asked at length
NAMED = 5  # words that may have been meant, in one line
_SHORT = 3  # letters; most such words are abbreviations
_TERM = 3  # times that a word stands in a message: it is meant
_NO_NAME = 5  # letters of a first word; shorter ones are names more often than slips
_LONG, _SLIPS = 7, 2  # letters of a word, and slips in it that leave it recognizable


def told(unknown: Sequence[Unknown], speller: Speller, language: str) -> Iterator[Finding]:
    """Give a finding for each word that is a slip, one for all others, one for all that may be names.

    Args:
        unknown: Words that nobody knows.
        speller: Who knows the words of the language.
        language: An ISO 639 code.
    """
    small = [word for word in unknown if word.is_small]
    wrong = {word: near for word in small[:NEAR] if (near := _near(word.text, speller, language))}
    far = [word for word in small if word not in wrong and _is_lonely(word, speller)]
    for word in far[:SUGGESTED]:
        if near := _alike(word.text, speller.suggest(word.text)):
            wrong[word] = near
    subject = {word: near for word, near in wrong.items() if word.is_in("subject")}
    yield from _slips("SPELL-SUBJECT", subject)
    yield from _slips("SPELL", {word: near for word, near in wrong.items() if word not in subject})
    if rest := [word for word in far if word not in wrong]:
        detail = ", ".join(word.text for word in rest[:SHOWN])
        yield found("SPELL-UNKNOWN", _places(rest), detail=detail, confidence=Confidence.GUESS)
    yield from _names([word for word in unknown if not word.is_small], speller, language)


def _slips(code: str, wrong: dict[Unknown, tuple[str, ...]]) -> Iterator[Finding]:
    """Give a finding for each of the first few, and one for the rest."""
    for word, near in [*wrong.items()][:SHOWN]:
        yield found(
            code, _places([word]), detail=_meant(word, near), confidence=Confidence.LIKELY, fix=near[0]
        )
    if rest := [*wrong.items()][SHOWN:]:
        detail = "; ".join(_meant(word, near[:1]) for word, near in rest[:SHOWN])
        yield found(code, _places(word for word, _ in rest), detail=detail, confidence=Confidence.LIKELY)


def _names(large: Iterable[Unknown], speller: Speller, language: str) -> Iterator[Finding]:
    """Give one finding for words with a capital letter that may be slips: German nouns, first words of sentences."""
    once = [word for word in large if len(word.places) == 1]
    near = {word: meant for word in once[:NEAR] if (meant := _no_names(word, speller, language))}
    if near:
        detail = "; ".join(_meant(word, meant[:1]) for word, meant in [*near.items()][:SHOWN])
        yield found("SPELL-NAME", _places(near), detail=detail, confidence=Confidence.GUESS)


def _near(word: str, speller: Speller, language: str) -> tuple[str, ...]:
    """Give known words that are one slip away, the frequent ones first; of a short word, none but those."""
    if len(word) <= _SHORT:
        return tuple(one for one in candidates(word, alphabet(language)) if is_frequent(one, language))
    return tuple(sorted(speller.near(word), key=lambda one: not is_frequent(one, language)))


def _is_lonely(word: Unknown, speller: Speller) -> bool:
    """Tell whether a word is no term of the message's own, and not made of two words."""
    return len(word.text) > _SHORT and len(word.places) < _TERM and not is_joined(word.text, speller.knows)


def _no_names(word: Unknown, speller: Speller, language: str) -> tuple[str, ...]:
    """Give near words; where nouns are written small, only such as are: names are near to names."""
    near = speller.near(word.text)
    if language == "de":
        return near
    return tuple(one for one in near if len(word.text) >= _NO_NAME and speller.knows(one.lower()))


def _meant(word: Unknown, near: Sequence[str]) -> str:
    return f"{word.text} → {', '.join(near[:NAMED])}"


def _places(some: Iterable[Unknown]) -> Iterator[Place]:
    return (text.place(*span) for text, span in chain.from_iterable(word.places for word in some))


def _alike(word: str, suggested: Iterable[str]) -> tuple[str, ...]:
    """Give those of a dictionary's suggestions that are two slips away: in a long word, they were meant."""
    return tuple(one for one in suggested if len(word) >= _LONG and slips(word, one.lower()) <= _SLIPS)
