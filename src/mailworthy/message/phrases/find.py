"""Where phrases stand in a text: one pass over the plain form, one over what disguised words read as."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import ahocorasick

from mailworthy.message.phrases.phrase import INNOCENT, Phrase, phrases
from mailworthy.message.phrases.plain import AMOUNT, CJK, Plain
from mailworthy.message.phrases.unmasked import Unmasked, guise

_LONGEST_WORD = 40  # letters that an end written as * may have
_ENDING = re.compile(rf"\w{{0,{_LONGEST_WORD}}}")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc-\u30ff]")
_SHORT_HIRAGANA = re.compile("[\u3041-\u309f]{1,3}")
_HIRAGANA = re.compile("[\u3041-\u309f]")
_WITHOUT_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SCRIPT_WITHOUT_BLANKS = re.compile(f"[{CJK}]")


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase at its place.

    Args:
        phrase: Which.
        start: Its place in the original text,
        end: and the place after it.
        disguised: Whether it was spelt so that a filter would not see it.
    """

    phrase: Phrase
    start: int
    end: int
    disguised: bool


class _Form(NamedTuple):
    """One spelling of a phrase."""

    phrase: Phrase
    length: int
    open: bool  # the word may go on
    alone: bool  # a single word: no part of a hyphenated one, as in sugar-free


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    start: int  # in the plain text
    before: int  # minus its length: of those that begin together the longest comes first
    disguised: bool
    number: int
    form: _Form = field(compare=False)


class Finder:
    """Finds phrases.

    Args:
        known: Which; where two are spelt alike, the first has it.
    """

    def __init__(self, known: Iterable[Phrase]) -> None:
        forms: dict[str, list[tuple[int, _Form]]] = {}
        guises: dict[str, list[tuple[int, _Form]]] = {}
        told = [
            (number, phrase, text)
            for number, phrase in enumerate(known)
            for text in (phrase.text, *phrase.variants)
        ]
        for (number, phrase, text), written in zip(told, _written(text for *_, text in told), strict=True):
            _add(forms, guises, number, phrase, written, is_open=text.endswith("*"))
        self._plain, self._guises = _automaton(forms), _automaton(guises)

    def find(self, plain: Plain) -> list[Found]:
        """Give what stands in a text, from left to right; nothing overlaps, of two the longer counts."""
        candidates = [*self._written(plain), *self._disguised(plain)]
        candidates.sort()
        return [found for found in _apart(candidates, plain) if found.phrase.class_ != INNOCENT]

    def _written(self, plain: Plain) -> Iterator[_Candidate]:
        text = _spaced(plain.text)
        for last, forms in self._plain.iter(text):
            for number, form in forms:
                start, end = last + 1 - form.length, last + 1
                if _stands_alone(plain.text, start, end, form):
                    end = _ending(text, end) if form.open else end
                    yield _Candidate(start, start - end, False, number, form)  # noqa: FBT003  # a field of a value

    def _disguised(self, plain: Plain) -> Iterator[_Candidate]:
        unmasked = Unmasked(plain)
        for last, forms in self._guises.iter(unmasked.run_on) if unmasked.run_on else ():
            for number, form in forms:
                start, end = unmasked.place(last + 1 - form.length, last + 1)
                if unmasked.shows(start, end) and _stands_alone(plain.text, start, end, form):
                    yield _Candidate(start, start - end, True, number, form)  # noqa: FBT003  # same


@cache
def finder(own: tuple[Phrase, ...] = ()) -> Finder:
    """Give the finder of our phrases and the user's own."""
    return Finder((*own, *phrases()))


def _written(texts: Iterable[str]) -> list[str]:
    """Give the plain form of phrases: of all in one pass, a paragraph each, since there are thousands."""
    lines = (" ".join(text.removesuffix("*").replace("$$$", AMOUNT).split()) for text in texts)
    return [_spaced(line).strip() for line in Plain("\n\n".join(lines)).text.split("\n")]


def _add(
    forms: dict[str, list[tuple[int, _Form]]],
    guises: dict[str, list[tuple[int, _Form]]],
    number: int,
    phrase: Phrase,
    written: str,
    *,
    is_open: bool,
) -> None:
    alone = " " not in written
    for each in dict.fromkeys((written, written.translate(_WITHOUT_UMLAUTS))):
        forms.setdefault(each, []).append((number, _Form(phrase, len(each), is_open, alone)))
    run_on = guise(written).replace(" ", "")
    guises.setdefault(run_on, []).append((number, _Form(phrase, len(run_on), is_open, alone)))


def _spaced(text: str) -> str:
    """Take joints of compounds for blanks."""
    return text.replace("-", " ").replace("_", " ")


def _automaton(forms: dict[str, list[tuple[int, _Form]]]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for text, payload in forms.items():
        automaton.add_word(text, tuple(payload))
    automaton.make_automaton()
    return automaton


def _apart(candidates: Iterable[_Candidate], plain: Plain) -> Iterator[Found]:
    done = 0
    for candidate in candidates:
        if candidate.start >= done:
            done = candidate.start - candidate.before
            start, end = plain.span(candidate.start, done)
            disguised = candidate.disguised or plain.is_masked(start, end)
            yield Found(candidate.form.phrase, start, end, disguised)


def _ending(text: str, end: int) -> int:
    found = _ENDING.match(text, end)
    return found.end() if found else end


def _stands_alone(text: str, start: int, end: int, form: _Form) -> bool:
    """Tell whether a phrase stands on borders of words, by the rules of its script."""
    before, after = text[start - 1 : start], text[end : end + 1]
    first, last = text[start], text[end - 1]
    if _SCRIPT_WITHOUT_BLANKS.match(first):
        return _parts_from(before, text[start:end], first) and _parts_from(after, "", last)
    if _runs_on(before, first) or (_runs_on(after, last) and not form.open):
        return False
    return not (form.alone and before == "-" and _is_word(text[start - 2 : start - 1]))


def _parts_from(neighbour: str, whole: str, edge: str) -> bool:
    """Tell whether Japanese ends beside a phrase: katakana from katakana never, short hiragana not on its left."""
    if _KATAKANA.match(edge):
        return not _KATAKANA.match(neighbour)
    return not (_SHORT_HIRAGANA.fullmatch(whole) and _HIRAGANA.match(neighbour))


def _runs_on(neighbour: str, edge: str) -> bool:
    return _is_word(edge) and _is_word(neighbour)


def _is_word(character: str) -> bool:
    return character.isalnum() and not _SCRIPT_WITHOUT_BLANKS.match(character)
