"""What the words of a message tell, as findings: which words, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding
from mailworthy.message.bayes.counts import Counts
from mailworthy.message.bayes.data import base
from mailworthy.message.bayes.said import said
from mailworthy.message.bayes.tokens import MOST_LETTERS, tokens
from mailworthy.message.bayes.weigh import Learnt, Mover, Silence, Verdict, Weighed, weigh
from mailworthy.message.places import Place, found, in_header, in_part, in_text
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope

_TOLD = 8  # words that a finding names


def look(draft: Draft, scope: Scope) -> tuple[Weighed, tuple[Finding, ...]]:
    """Weigh the words of a message by what the scope has learnt, or by the base that is shipped."""
    weighed = weigh(tokens(said(draft)), scope.learnt or shipped())
    return weighed, (_finding(draft, weighed),) if weighed.verdict is not Verdict.HAM else ()


def shipped() -> Learnt:
    """Give what is known before a sender taught anything."""
    known = base()
    return Learnt(known.counts, Counts.none(), known.line)


def version(scope: Scope) -> str:
    """Give the version of what is known, as reports tell it."""
    return f"own+base-{base().version}" if scope.learnt else f"base-{base().version}"


def _finding(draft: Draft, weighed: Weighed) -> Finding:
    if weighed.silence is not Silence.NOT_SILENT:
        return Finding("BAYES-SILENT", weighed.silence.value)
    code = "BAYES-SPAM" if weighed.verdict is Verdict.SPAM else "BAYES-UNSURE"
    places = list(_places(draft, weighed.spam)) or [{}]
    return found(code, places, detail=_detail(weighed), confidence=Confidence.LIKELY)


def _detail(weighed: Weighed) -> str:
    """Give the probability and the words that moved it, each with the messages that it stood in: of spam, of ham."""
    chance = f"{weighed.probability or 0:.2f}"
    towards = [f"{_name(one)} ({one.spam}:{one.ham})" for one in weighed.spam[:_TOLD]]
    return f"{chance}: {', '.join(towards)}" if towards else chance


def _name(mover: Mover) -> str:
    return f"“{mover.word}”" if mover.place in {"body", "subject"} else mover.word


def _places(draft: Draft, movers: tuple[Mover, ...]) -> Iterator[Place]:
    """Give where the words stand that can be found as they were written."""
    for mover in movers:
        place = _place(draft, mover)
        if place:
            yield place


def _place(draft: Draft, mover: Mover) -> Place | None:
    if mover.place == "subject":
        return in_header(draft, "Subject") if draft.headers("Subject") else None
    if mover.place in {"host", "domain"}:
        url = next((one for one in draft.urls if mover.word in one.url.lower()), None)
        return in_part(draft.parts[url.part], url.span) if url else None
    if mover.place != "body":
        return None
    # Words of a pair stand side by side in one sentence.
    words = r"[^\w.?!]{1,9}".join(map(re.escape, mover.word.split()))
    standing = re.compile(rf"(?<!\w){words}(?!\w)" if words[:1].isascii() else words, re.IGNORECASE)
    hit = standing.search(draft.text, 0, MOST_LETTERS)
    return in_text(draft, hit.start(), hit.end()) if hit else None
