"""One thing said about one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mailworthy.finding.code import Confidence, Lang, Severity
from mailworthy.finding.registry import lookup


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing said about one thing: a code, and the values found.

    Args:
        code: The id of a row in the registry.
        detail: The values found, in no particular language: a name, a number, a quoted record.
        where: What applies of part, line, column, header, element, record, term, position.
        confidence: How sure it is.
        severity: Instead of the code's own.
        fix: A ready-to-paste replacement or record, where there is one; else the code's own words are used.
        weight: Points that it takes off a score.
        count: How often it was found.
        also: Where it was found besides, the first few places.
        gain: What mending it would add to the score, through all caps; known when the whole message is scored.
    """

    code: str
    detail: str = ""
    where: Mapping[str, str | int] = field(default_factory=dict)
    confidence: Confidence = Confidence.CERTAIN
    severity: Severity | None = None
    fix: str = ""
    weight: float = 0.0
    count: int = 1
    also: tuple[Mapping[str, str | int], ...] = ()
    gain: float = 0.0

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, in the words of ``lang``."""
        row = lookup(self.code)
        words = row.words[lang]
        told: dict[str, Any] = {
            "code": row.id,
            "area": row.area,
            "severity": (self.severity or row.severity).value,
            "confidence": self.confidence.value,
            "title": words.title,
            "detail": self.detail,
            "where": dict(self.where),
            "why": words.why,
            "fix": self.fix or words.fix,
            "weight": self.weight,
            "sources": list(row.sources),
            "count": self.count,
        }
        if self.also:
            told["also"] = [dict(place) for place in self.also]
        if self.gain:
            told["gain"] = self.gain
        return told
