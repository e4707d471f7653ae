"""Words that no dictionary knows: slips where a known word is near, in what people see."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Finding
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.message.spelling.findings import told
from mailworthy.message.spelling.slips import Spelling
from mailworthy.message.spelling.texts import texts

_BY_RULES = frozenset(("ja",))  # languages whose spelling message.grammar looks after

_TELLING = 20  # words; fewer do not tell their language, and have little to misspell


def look(draft: Draft, scope: Scope) -> Iterator[Finding]:
    """Say which words are written wrong, or that nobody here knows the language."""
    language = scope.language
    if scope.spellers is None or language in _BY_RULES:
        return
    speller = scope.spellers.of(language) if language else None
    seen = list(texts(draft, language))
    if speller is not None:
        spelling = Spelling(draft, scope, speller)
        unknown = spelling.unknown(seen)
        if not spelling.is_strange:
            yield from told(unknown, speller, language)
            return
    if language or sum(len(text.text.split()) for text in seen) >= _TELLING:
        yield Finding("SPELL-SKIPPED", detail=language or "unknown")
