"""What the user's own filters say of a message, beside what we say. It never changes our score."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from mailworthy.finding import Lang
from mailworthy.message.beside.data import verdicts
from mailworthy.message.beside.symbols import Meaning, meaning
from mailworthy.wire.filtered import Filtered

SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class BesideSymbol:
    """A symbol of another filter.

    Args:
        name: As the filter calls it.
        score: Points that it adds, in that filter's measure; None where it doesn't say.
        description: In that filter's words.
        options: What it found, as it tells it.
        means: What that means to a sender; None where nobody wrote it down.
    """

    name: str
    score: float | None
    description: str
    options: tuple[str, ...]
    means: Meaning | None

    @property
    def ours(self) -> str:
        """The code of our finding about the same matter; empty where there is none."""
        return self.means.ours if self.means else ""

    def explained(self, lang: Lang = Lang.EN) -> str:
        """Give what it means in one sentence; the filter's own words where we have none."""
        return self.means.words[lang] if self.means else self.description

    def as_dict(self, lang: Lang = Lang.EN, found: Collection[str] = ()) -> dict[str, Any]:
        """Give the JSON shape.

        Args:
            lang: The language of what is explained.
            found: The codes of our findings about the same message.
        """
        return {
            "name": self.name,
            "score": self.score,
            "description": self.description,
            "options": list(self.options),
            "explained": self.explained(lang),
            "ours": self.ours or None,
            "found_too": self.ours in found,
        }


@dataclass(frozen=True, slots=True)
class Beside:
    """What one filter says.

    Args:
        filter: ``rspamd`` or ``spamassassin``.
        score: Of the message, in that filter's measure; None where it could not be asked.
        threshold: Where that filter turns to its gravest verdict; None, same; 0 where it doesn't say.
        verdict: ``spam`` or ``ham``, rspamd's action, or ``skipped``.
        symbols: What it found, heaviest first.
        why: Why it could not be asked: ``timeout``, ``refused``, …; empty where it was.
        detail: The same in one line for people.
    """

    filter: str
    score: float | None = None
    threshold: float | None = None
    verdict: str = SKIPPED
    symbols: tuple[BesideSymbol, ...] = ()
    why: str = ""
    detail: str = ""

    def judged(self, lang: Lang = Lang.EN) -> str:
        """Give what the filter would do with the message, as the end of a sentence that begins with its name."""
        return verdicts().get(self.filter, {}).get(self.verdict, {}).get(lang.value, self.verdict)

    def as_dict(self, lang: Lang = Lang.EN, found: Collection[str] = ()) -> dict[str, Any]:
        """Give the JSON shape, explained in ``lang``; ``found`` as for :meth:`BesideSymbol.as_dict`."""
        return {
            "filter": self.filter,
            "score": self.score,
            "threshold": self.threshold,
            "verdict": self.verdict,
            "judged": None if self.why else self.judged(lang),
            "symbols": [symbol.as_dict(lang, found) for symbol in self.symbols],
            "why": self.why or None,
            "detail": self.detail,
        }


def explained(filter_: str, filtered: Filtered) -> Beside:
    """Give what a filter says, each symbol with what it means."""
    symbols = [
        BesideSymbol(one.name, one.score, one.description, one.options, meaning(filter_, one.name))
        for one in filtered.symbols
    ]
    symbols.sort(key=lambda symbol: (-abs(symbol.score or 0.0), symbol.name))
    return Beside(filter_, filtered.score, filtered.threshold, filtered.verdict or "unknown", tuple(symbols))


def skipped(filter_: str, why: str, detail: str) -> Beside:
    """Say that a filter could not be asked."""
    return Beside(filter_, why=why, detail=detail)
