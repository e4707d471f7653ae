"""What grammar checkers say: Harper of English, LanguageTool of the user's of any other."""

from __future__ import annotations

from mailworthy.message.grammar.prose import OBJECT, Prose
from mailworthy.message.grammar.sentences import sentences
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.wire import explore
from mailworthy.wire.explore import Exploring, Lint, Proof, Proofread

READ = 20_000  # characters: a grammar checker is slow, and refuses long texts


def said(text: Prose, draft: Draft, scope: Scope) -> Exploring[tuple[tuple[Lint, ...], str | None]]:
    """Have a text read by whoever may and can, its footer left out.

    Returns:
        What it objects to; why it could not be read, empty where it was, None where nobody was asked.
    """
    found = sentences(text.said, scope.language)
    shown = text.said[: min(found[-1].end, READ)] if found else ""
    if not shown:
        return (), None
    if scope.language == "en" and scope.grammarian:
        return _in_prose(shown, scope.grammarian.lints(shown)), ""
    if not scope.proofread or not scope.language:
        return (), None
    (proof,) = yield from explore.proofread((Proofread(shown, _language(draft, scope)),))
    spelling = scope.spellers is not None and scope.spellers.of(scope.language) is not None
    kept = tuple(one for one in proof.lints if not (spelling and one.kind == "spelling"))
    return _in_prose(shown, kept), _why(proof)


def _language(draft: Draft, scope: Scope) -> str:
    """Give the language, with its region where the page declares one."""
    html = draft.page.html if draft.page else None
    declared = html.lang.strip().replace("_", "-") if html else ""
    return declared if declared.lower().startswith(f"{scope.language}-") else scope.language


def _in_prose(text: str, lints: tuple[Lint, ...]) -> tuple[Lint, ...]:
    """Give what speaks of words: not of addresses or merge tags, nor of places that are none."""
    return tuple(
        one
        for one in lints
        if 0 <= one.start < one.end <= len(text) and OBJECT not in text[max(one.start - 1, 0) : one.end + 1]
    )


def _why(proof: Proof) -> str | None:
    if proof.why == "not_asked":
        return None
    return f"LanguageTool: {proof.detail or proof.why}" if proof.why else ""
