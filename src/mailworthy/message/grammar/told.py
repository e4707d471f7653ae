"""What is said about sentences: one finding for each matter, with its first places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.grammar.hit import Hit
from mailworthy.message.grammar.prose import Prose
from mailworthy.message.grammar.sentences import Sentence
from mailworthy.message.places import PLACES_MOST, Place, found
from mailworthy.wire.explore import Lint

SHOWN = 20  # matters of one code, each with a finding; hostile texts have thousands
LONG_WORDS = 40  # of a sentence that few readers hold together
LONG_SIGNS = 100  # same, of a Japanese one
ENOUGH = 5  # sentences of a text that may be called hard
HARD = 30.0  # score: academic papers, by Flesch's own table
HARD_JA = 30.0  # two standard deviations from ordinary texts

_ONE_MATTER = frozenset(
    ("GRAMMAR-PUNCTUATION", "GRAMMAR-JA-WIDTH", "GRAMMAR-JA-CHARACTERS", "GRAMMAR-JA-FOREIGN")
)
_NAMED = 5  # of one matter, in one line
_WARNED = frozenset(("grammar",))  # kinds of lints that are rarely wrong


def slips(of_texts: Iterable[tuple[Prose, Iterable[Hit]]]) -> Iterator[Finding]:
    """Give a finding for each slip, whatever parts it stands in; of marks and characters, one for all."""
    matters: dict[tuple[str, str], list[tuple[Prose, Hit]]] = {}
    for text, hits in of_texts:
        for hit in hits:
            code = "SPELL-SUBJECT" if hit.code == "SPELL" and text.kind == "subject" else hit.code
            matter = code, "" if code in _ONE_MATTER else _arrow(hit)
            matters.setdefault(matter, []).append((text, hit))
    counts: dict[str, int] = {}
    for (code, _), some in matters.items():
        counts[code] = counts.get(code, 0) + 1
        if counts[code] <= SHOWN:
            yield _slip(code, some)


def _slip(code: str, some: Sequence[tuple[Prose, Hit]]) -> Finding:
    hits = [hit for _, hit in some]
    sure = all(hit.sure for hit in hits)
    different = list(dict.fromkeys(map(_arrow, hits)))
    return found(
        code,
        _places((text, hit.start, hit.end) for text, hit in some),
        detail=", ".join(different[:_NAMED]) + (", …" if len(different) > _NAMED else ""),
        severity=None if sure or code != "GRAMMAR-DOUBLED-WORD" else Severity.INFO,
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
        fix=hits[0].instead if len(different) == 1 else "",
    )


def _arrow(hit: Hit) -> str:
    return f"{hit.wrong} → {hit.instead}" if hit.instead else hit.wrong


def lints(text: Prose, said: Iterable[Lint]) -> Iterator[Finding]:
    """Give a finding for each thing that a grammar checker objects to."""
    matters: dict[str, list[Lint]] = {}
    for one in said:
        words = text.text[one.start : one.end]
        likely = ", ".join(one.replacements[:3])
        matters.setdefault(f"{words} → {likely}" if likely else words, []).append(one)
    for arrow, some in islice(matters.items(), SHOWN):
        first = some[0]
        yield found(
            "GRAMMAR-LINT",
            _places((text, one.start, one.end) for one in some),
            detail=f"{arrow} ({first.message})" if first.message else arrow,
            severity=Severity.WARNING if first.kind in _WARNED else None,
            confidence=Confidence.LIKELY if first.kind in _WARNED else Confidence.GUESS,
            fix=first.replacements[0] if first.replacements else "",
        )


def reading(
    text: Prose, measured: Mapping[str, Any], sentences: Iterable[Sentence], language: str
) -> Iterator[Finding]:
    """Say what is hard to read."""
    if not measured:
        return
    most = LONG_SIGNS if language == "ja" else LONG_WORDS
    long = [one for one in sentences if one.ended and one.words > most]
    if long:
        detail = ", ".join(str(one.words) for one in long[:_NAMED])
        places = _places((text, one.start, one.end) for one in long)
        yield found("GRAMMAR-LONG-SENTENCE", places, detail=detail, confidence=Confidence.LIKELY)
    score = measured.get("score")
    if (
        score is not None
        and measured["sentences"] >= ENOUGH
        and score < (HARD_JA if language == "ja" else HARD)
    ):
        detail = f"{measured['formula']}: {score} ({measured['level']})"
        yield Finding("GRAMMAR-HARD-TO-READ", detail=detail, confidence=Confidence.LIKELY)


def _places(spans: Iterable[tuple[Prose, int, int]]) -> Iterator[Place]:
    """Give the places; only those that a finding shows are worked out."""
    for number, (text, start, end) in enumerate(spans):
        yield text.place(start, end) if number < PLACES_MOST else {}
