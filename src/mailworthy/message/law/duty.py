"""A duty, what came of holding a message against it, and the report of a market."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any

from mailworthy.finding import Confidence, Finding, Lang
from mailworthy.message.law import data
from mailworthy.message.law.purpose import Purpose
from mailworthy.message.places import Place

EVIDENCE_MOST = 3  # places of one duty


class Result(Enum):
    """What came of one duty."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_SEEN = "not_seen"  # a heuristic found nothing: a person may
    NOT_CHECKED = "not_checked"  # a message cannot show it
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Duty:
    """What a law asks for; the fields are explained at the top of ``data/duties.toml``."""

    jurisdiction: str
    id: str
    source: str
    section: str
    url: str
    applies_if: str
    needs: str
    check: str
    confidence: str
    codes: tuple[str, ...]
    decided_by: str
    verified_on: str
    asks: dict[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of holding a message against a duty.

    Args:
        result: Which.
        confidence: How sure it is; None where nothing was looked at.
        evidence: The places that show it, each with its words.
        decided_by: What would decide it, a row of ``data/duties.toml``; empty for the duty's own.
    """

    result: Result
    confidence: Confidence | None = None
    evidence: tuple[Place, ...] = ()
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One market's duties.

    Args:
        market: One of :data:`~mailworthy.message.law.markets.MARKETS`.
        chosen: How it was chosen: ``asked``, ``language``, ``default``.
        language: Of the message, as far as it is known.
        purpose: What the message was read as.
        duties: Each with what came of it.
        facts: What else stands in the message that laws and receivers care about.
    """

    market: str
    chosen: str
    language: str
    purpose: Purpose
    duties: tuple[tuple[Duty, Outcome], ...]
    facts: dict[str, bool | None] = field(default_factory=dict)

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, in the words of ``lang``."""
        table, tongue = data.duties(), lang.value
        note = table["note"]
        return {
            "market": self.market,
            "law": table["law"][self.market][tongue],
            "chosen": self.chosen,
            "chosen_because": note[self.chosen][tongue],
            "language": self.language or "unknown",
            "purpose": self.purpose.value,
            "purpose_means": note[self.purpose.value][tongue],
            "facts": dict(self.facts),
            "duties": [_told(duty, outcome, tongue) for duty, outcome in self.duties],
            "counts": {
                result.value: sum(outcome.result is result for _, outcome in self.duties) for result in Result
            },
            "not_legal_advice": note["advice"][tongue],
            "not_seen_here": note["unseen"][tongue],
        }


@dataclass(frozen=True, slots=True)
class Law:
    """What the law asks.

    Args:
        blocks: A block for each market.
        findings: What there is to say.
    """

    blocks: tuple[Block, ...] = ()
    findings: tuple[Finding, ...] = ()


@cache
def duties(market: str) -> tuple[Duty, ...]:
    """Give the duties of a market."""
    rows = (row for row in data.duties()["duty"] if row["jurisdiction"] == market)
    return tuple(Duty(**{**row, "codes": tuple(row["codes"])}) for row in rows)


def _told(duty: Duty, outcome: Outcome, tongue: str) -> dict[str, Any]:
    open_ = outcome.result in {Result.NOT_SEEN, Result.NOT_CHECKED} or outcome.confidence is Confidence.GUESS
    decided_by = data.duties()["decided_by"][outcome.decided_by or duty.decided_by][tongue] if open_ else None
    return {
        "id": duty.id,
        "source": duty.source,
        "section": duty.section,
        "url": duty.url,
        "asks": duty.asks[tongue],
        "needs": duty.needs,
        "result": outcome.result.value,
        "confidence": outcome.confidence.value if outcome.confidence else None,
        "evidence": [dict(place) for place in outcome.evidence[:EVIDENCE_MOST]],
        "codes": list(duty.codes),
        "decided_by": decided_by,
        "verified_on": duty.verified_on or None,
    }
