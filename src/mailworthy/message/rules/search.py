"""Where terms and patterns stand in a text: one pass for all terms, one that says which patterns are worth trying."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

import ahocorasick
import regex

from mailworthy.message.rules.folded import Folded
from mailworthy.message.rules.required import folded, required
from mailworthy.message.rules.rule import Looks, Rule

TEXT = 200_000  # characters that a pattern sees of one text
HITS = 1000  # of one rule in one text
TERM_HITS = 200_000  # of all terms in one text; what stands behind is not looked at
BUDGET_S = 2.0  # of CPU, for all patterns on one text together
_LONGEST_S, _SHORTEST_S = 0.1, 0.02  # for one pattern; an honest one takes half of that on the longest text
_ENDING = 40  # letters that the end of a word written as * may have
_CJK = ((0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x20000, 0x3FFFF))

Hits = list[tuple[int, int]]  # where each begins and ends, in order; none overlaps the one before


class _Term(NamedTuple):
    rule: int
    written: str  # with its capitals where case counts, else empty
    whole: bool
    open: bool
    length: int


class Search:
    """Looks for what some rules look for in one field.

    Args:
        rules: Each by its number.
    """

    def __init__(self, rules: Mapping[int, Rule]) -> None:
        self._terms = _automaton(_terms(rules))
        self._patterns = {
            number: compiled(rule) for number, rule in rules.items() if rule.looks is Looks.PATTERN
        }
        needed = {number: required(rules[number].pattern) for number in self._patterns}
        self._always = [number for number, letters in needed.items() if not letters]
        self._needed = _automaton((letters, number) for number, each in needed.items() for letters in each)

    def find(self, text: str, given_up: Collection[int] = ()) -> tuple[dict[int, Hits], tuple[int, ...]]:
        """Give the hits of each rule that has some, and the patterns that ran out of time.

        Args:
            text: Any.
            given_up: Those that ran out of time before: they are not tried again.
        """
        found, slow = self._tried(text[:TEXT], given_up) if self._patterns else ({}, ())
        if self._terms:
            self._written(text, found)
        return found, slow

    def _written(self, text: str, found: dict[int, Hits]) -> None:
        plain = Folded(text)
        left = TERM_HITS
        for last, terms in self._terms.iter(plain.text):
            left -= len(terms)
            if left < 0:
                break
            for term in terms:
                span = _standing(plain, last + 1, term)
                if span and (not term.written or _spelt(text[slice(*span)], term)):
                    _add(found.setdefault(term.rule, []), span)

    def _tried(self, text: str, given_up: Collection[int]) -> tuple[dict[int, Hits], tuple[int, ...]]:
        numbers = [number for number in (*self._always, *self._likely(text)) if number not in given_up]
        timeout_s = min(_LONGEST_S, max(_SHORTEST_S, BUDGET_S / max(len(numbers), 1)))
        found: dict[int, Hits] = {}
        slow: list[int] = []
        left = int(BUDGET_S / timeout_s) - len(given_up)
        for at, number in enumerate(numbers):
            if len(slow) > left:  # there is no time for the others either
                return found, (*slow, *numbers[at:])
            hits = matches(self._patterns[number], text, timeout_s)
            if hits is None:
                slow.append(number)
            elif hits:
                found[number] = hits
        return found, tuple(slow)

    def _likely(self, text: str) -> list[int]:
        if not self._needed:
            return []
        return sorted({number for _, numbers in self._needed.iter(folded(text)) for number in numbers})


def compiled(rule: Rule) -> Any:
    """Give a rule's pattern, ready to be tried.

    Raises:
        ValueError: It cannot be read.
    """
    try:
        return regex.compile(rule.pattern, 0 if rule.case else regex.IGNORECASE, cache_pattern=False)
    except regex.error as error:
        raise ValueError(f"cannot be read: {error}") from None
    except (OverflowError, RecursionError, MemoryError):
        raise ValueError("cannot be read: it repeats too much, or nests too deep") from None


def matches(pattern: Any, text: str, timeout_s: float) -> Hits | None:
    """Give where a pattern fits; None where that took too long."""
    hits: Hits = []
    try:
        for match in pattern.finditer(text, timeout=timeout_s):
            hits.append(match.span())
            if len(hits) >= HITS:
                break
    except TimeoutError:
        return None
    return hits


def _automaton(entries: Iterable[tuple[str, Any]]) -> Any:
    """Give what finds words in one pass; empty where there are none."""
    by_text: dict[str, list[Any]] = {}
    for text, entry in entries:
        by_text.setdefault(text, []).append(entry)
    automaton = ahocorasick.Automaton()
    for text, each in by_text.items():
        automaton.add_word(text, tuple(each))
    if by_text:
        automaton.make_automaton()
    return automaton


def _terms(rules: Mapping[int, Rule]) -> Iterator[tuple[str, _Term]]:
    for number, rule in rules.items():
        for term in rule.terms:
            whole = rule.looks is Looks.WORDS
            is_open = whole and term.endswith("*")
            plain = term[:-1] if is_open else term
            text = folded_term(plain)
            written = folded_term(plain, case=True) if rule.case else ""
            yield text, _Term(number, written, whole, is_open, len(text))


def folded_term(term: str, *, case: bool = False) -> str:
    """Give a term as it is looked for."""
    return Folded(term, case=case).text


def _standing(plain: Folded, end: int, term: _Term) -> tuple[int, int] | None:
    """Give the place of a term in the text as it is written; None where it is part of a word and must not be."""
    text, start = plain.text, end - term.length
    if term.whole:
        if _runs_on(text[start - 1 : start], text[start]):
            return None
        if _runs_on(text[end : end + 1], text[end - 1]):
            if not term.open:
                return None
            end += len(_of_word(text[end : end + _ENDING]))
    return plain.span(start, end)


def _of_word(text: str) -> str:
    return "".join(takewhile(_is_word, text))


def _spelt(written: str, term: _Term) -> bool:
    return folded_term(written, case=True).startswith(term.written)


def _runs_on(neighbour: str, edge: str) -> bool:
    return _is_word(edge) and _is_word(neighbour)


def _is_word(character: str) -> bool:
    """Tell whether a character makes one word with its like; where words have no blanks between them, none does."""
    return character.isalnum() and not any(first <= ord(character) <= last for first, last in _CJK)


def _add(hits: Hits, span: tuple[int, int]) -> None:
    if len(hits) < HITS and (not hits or span[0] >= hits[-1][1]):
        hits.append(span)


def by_field(rules: Sequence[Rule]) -> dict[str, Search]:
    """Give what looks into each field that rules name."""
    looked_for: dict[str, dict[int, Rule]] = {}
    for number, rule in enumerate(rules):
        if rule.looks in {Looks.CONTAINS, Looks.WORDS, Looks.PATTERN}:
            for field in rule.fields:
                looked_for.setdefault(field, {})[number] = rule
    return {field: Search(those) for field, those in looked_for.items()}
