"""What is said about words that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.language import is_frequent
from mailworthy.message.places import PLACES_MOST, found
from mailworthy.message.scope import Speller
from mailworthy.message.spelling.near import alphabet, candidates
from mailworthy.message.spelling.right import is_joined
from mailworthy.message.spelling.slips import Unknown

SHOWN = 20  # words, each with a finding; the others share one
NEAR = 25  # words of a message whose near ones are looked for, and half as many with a capital letter
NAMED = 5  # words that may have been meant, in one line
_SHORT = 3  # letters; most such words are abbreviations
_TERM = 3  # times that a word stands in a message: it is meant
_NO_NAME = 5  # letters of a first word; shorter ones are names more often than slips
_LONG = 7  # letters of a word that two slips leave recognizable


def told(unknown: Sequence[Unknown], speller: Speller, language: str) -> Iterator[Finding]:
    """Give a finding for each word that is a slip, one for all others, one for all that may be names.

    Args:
        unknown: Words that nobody knows.
        speller: Who knows the words of the language.
        language: An ISO 639 code.
    """
    small = [word for word in unknown if word.is_small]
    nouns = [word for word in small if language == "de" and speller.knows(word.text.capitalize())]
    wrong = {word: near for word in small[:NEAR] if (near := _near(word.text, speller, language))}
    far = [word for word in small if word not in wrong and _is_lonely(word, speller)]
    for word in far[:NEAR]:
        if len(word.text) >= _LONG and (near := speller.suggest(word.text)):
            wrong[word] = near
    slips = {word: near for word, near in wrong.items() if word not in nouns}
    yield from _slips("SPELL-SUBJECT", {word: near for word, near in slips.items() if word.is_in("subject")})
    yield from _slips("SPELL", {word: near for word, near in slips.items() if not word.is_in("subject")})
    for word in nouns[:SHOWN]:
        noun = word.text.capitalize()
        yield replace(
            _found("SPELL", [word], Confidence.GUESS, _meant(word, [noun]), noun), severity=Severity.INFO
        )
    if rest := [word for word in far if word not in wrong and word not in nouns]:
        yield _found("SPELL-UNKNOWN", rest, Confidence.GUESS, ", ".join(word.text for word in rest[:SHOWN]))
    yield from _names([word for word in unknown if not word.is_small], speller, language)


def _slips(code: str, wrong: dict[Unknown, tuple[str, ...]]) -> Iterator[Finding]:
    """Give a finding for each of the first few, and one for the rest."""
    every = [*wrong.items()]
    for word, near in every[:SHOWN]:
        fix = near[0] if len(word.text) > _SHORT else ""  # too much is near to a short word
        yield _found(code, [word], Confidence.LIKELY, _meant(word, near), fix)
    if rest := every[SHOWN:]:
        detail = "; ".join(_meant(word, near[:1]) for word, near in rest[:SHOWN])
        yield _found(code, [word for word, _ in rest], Confidence.LIKELY, detail)


def _names(large: Iterable[Unknown], speller: Speller, language: str) -> Iterator[Finding]:
    """Give one finding for words with a capital letter that may be slips: German nouns, first words of sentences."""
    once = [word for word in large if len(word.places) == 1]
    near = {word: meant for word in once[: NEAR // 2] if (meant := _no_names(word, speller, language))}
    if near:
        detail = "; ".join(_meant(word, meant[:1]) for word, meant in [*near.items()][:SHOWN])
        yield _found("SPELL-NAME", near, Confidence.GUESS, detail)


def _near(word: str, speller: Speller, language: str) -> tuple[str, ...]:
    """Give known words that are one slip away, the frequent ones first; of a short word, none but those."""
    if len(word) <= _SHORT:
        every = dict.fromkeys(candidates(word, alphabet(language)))
        frequent = [one for one in every if is_frequent(one, language)]
        return tuple(dict.fromkeys((*frequent, *speller.near(word)))) if frequent else ()
    return tuple(sorted(speller.near(word), key=lambda one: not is_frequent(one, language)))


def _is_lonely(word: Unknown, speller: Speller) -> bool:
    """Tell whether a word is no term of the message's own, and not made of two words."""
    return len(word.text) > _SHORT and len(word.places) < _TERM and not is_joined(word.text, speller.knows)


def _no_names(word: Unknown, speller: Speller, language: str) -> tuple[str, ...]:
    """Give near words, where it may be one of those; names are near to names."""
    text = word.text
    near = speller.near(text)
    if language != "de":  # nouns are written small: so must be what was meant
        return tuple(one for one in near if len(text) >= _NO_NAME and speller.knows(one.lower()))
    if word.before[:1].isupper() and not speller.knows(word.before.lower()):
        return ()  # Frau Kreutzmann
    return tuple(
        one for one in near if not one.startswith(text) and not text.startswith(one)
    )  # a known one, inflected


def _meant(word: Unknown, near: Sequence[str]) -> str:
    return f"{word.text} → {', '.join(near[:NAMED])}"


def _found(code: str, some: Iterable[Unknown], confidence: Confidence, detail: str, fix: str = "") -> Finding:
    """Give one finding for words; only the places that are told are looked for."""
    places = [place for word in some for place in word.places]
    first = [text.place(*span) for text, span in places[:PLACES_MOST]]
    return replace(found(code, first, detail=detail, confidence=confidence, fix=fix), count=len(places))
