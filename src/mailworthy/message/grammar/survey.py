"""What is wrong about sentences: by rules of our own, by a grammar checker, and how hard they are to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mailworthy.finding import Finding
from mailworthy.message.grammar import lints, told
from mailworthy.message.grammar.data import RULED
from mailworthy.message.grammar.hit import Hit
from mailworthy.message.grammar.prose import BODIES, prose
from mailworthy.message.grammar.readability import readability
from mailworthy.message.grammar.sentences import sentences
from mailworthy.message.grammar.slips import slips
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.wire.explore import Exploring, Lint


@dataclass(frozen=True, slots=True)
class Grammar:
    """What came of reading a message as an editor would.

    Args:
        findings: What there is to say.
        readability: The report's ``readability``: how hard the text is to read, and how that was told.
    """

    findings: tuple[Finding, ...] = ()
    readability: Mapping[str, Any] = field(default_factory=dict)


def survey(draft: Draft, scope: Scope) -> Exploring[Grammar]:
    """Read a message as an editor would."""
    language = scope.language
    texts = prose(draft, language)
    hits = [(text, _left(slips(text.said, language), scope)) for text in texts]
    found = tuple(told.slips(hits))
    if not texts or texts[0].kind not in BODIES:
        return Grammar(found)
    body, told_already = hits[0]
    said, why = yield from lints.said(body, draft, scope)
    measured = readability(body.said, language)
    findings = (
        *found,
        *told.lints(body, _new(said, told_already)),
        *told.reading(body, measured, sentences(body.said, language), language),
        *_skipped(language, measured, why),
    )
    return Grammar(findings, measured)


def _left(hits: Iterable[Hit], scope: Scope) -> list[Hit]:
    """Give the hits without words of the user's own, and without those that a dictionary finds."""
    speller = scope.spellers.of(scope.language) if scope.spellers and scope.language != "ja" else None
    left = []
    for hit in hits:
        if hit.code == "SPELL":
            if hit.wrong.lower() in scope.own_words:
                continue
            if speller and not speller.knows(hit.wrong):
                continue
        left.append(hit)
    return left


def _new(said: Sequence[Lint], hits: Sequence[Hit]) -> list[Lint]:
    """Give what a grammar checker says beyond rules of our own."""
    return [one for one in said if not any(one.start < hit.end and hit.start < one.end for hit in hits)]


def _skipped(language: str, measured: Mapping[str, Any], why: str | None) -> Iterator[Finding]:
    """Say once that nobody read the sentences, where there are some."""
    nobody = why is None and language and language not in RULED
    if measured and (why or nobody):
        yield Finding("GRAMMAR-SKIPPED", detail=why or language)
