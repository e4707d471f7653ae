"""What findings weigh together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mailworthy.finding import Finding, Lang

FILTERS = ("header", "content", "blocklist", "rules", "bayes", "reputation")


@dataclass(frozen=True, slots=True)
class Filtered:
    """What one filter says.

    Args:
        verdict: ``pass``, ``suspicious``, ``spam``, or ``skipped`` where it could not run.
        points: What it adds, where 5 make spam.
        findings: What there is to say, hardest first.
    """

    verdict: str
    points: float = 0.0
    findings: tuple[Finding, ...] = ()

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, in the words of ``lang``."""
        return {
            "verdict": self.verdict,
            "points": self.points,
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Scored:
    """A message, scored.

    Args:
        score: 0 to 10; 10 is nothing to object to.
        spam_probability: 0 to 1; the default verdict turns at one half.
        points: Of all filters together, as filters count them: 5 make spam.
        filters: Each filter by its name, in the order of :data:`FILTERS`.
        findings: All, with weight and gain, the one whose mending gains most first.
        model: The version of the weights, told in reports.
    """

    score: float = 10.0
    spam_probability: float = 0.0
    points: float = 0.0
    filters: Mapping[str, Filtered] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    model: str = ""


def scored(found: Mapping[str, tuple[Finding, ...]]) -> Scored:
    """Weigh findings.

    Args:
        found: What each filter found, by its name; beside :data:`FILTERS` ``links``, ``authentication`` and ``law``.
    """
    everything = tuple(finding for findings in found.values() for finding in findings)
    return Scored(
        filters={name: Filtered("pass", 0.0, found.get(name, ())) for name in FILTERS}, findings=everything
    )
