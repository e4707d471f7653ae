"""What came of a check."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mailworthy.finding import Finding, Lang
from mailworthy.sender.spf.findings import findings_of
from mailworthy.sender.spf.tree import LOOKUPS_MOST, VOIDS_MOST, Counts, Node, Problem, Spf
from mailworthy.wire.ask import Answer


@dataclass(
    frozen=True
)  # no slots: findings are made when somebody reads them, a receiver that judges mail doesn't
class SpfResult:
    """What came of a check.

    Args:
        result: One of the seven. Of a survey: what a host gets that nothing names.
        domain: Whose record was judged.
        counts: What was counted; with a tree it is counted on past the limits.
        problem: What made it an error; None where it is none.
        explanation: What the domain says to those that fail; empty where it says nothing.
        matched: The term of the domain's own record that matched, or of the one it redirects to; empty where none did.
        tree: The records, from the domain's own downwards; None where none was wished for.
        mail: Of a survey of a domain without a record: what DNS says of its MX.
    """

    result: Spf
    domain: str
    counts: Counts
    problem: Problem | None = None
    explanation: str = ""
    matched: str = ""
    tree: Node | None = None
    mail: Answer | None = None

    @property
    def lookups(self) -> int:
        """Terms that made look-ups."""
        return self.counts.lookups

    @property
    def voids(self) -> int:
        """Empty answers by the letter (RFC 7208 §4.6.4): each question counts.

        Of a survey: for hosts of the address family that meets more of them.
        """
        return self.counts.voids

    @property
    def voids_people(self) -> int | None:
        """Terms that name nothing at all, neither for IPv4 nor for IPv6; None without a tree."""
        return self.counts.nothing if self.tree else None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What there is to say about it; nothing without a tree."""
        return findings_of(self.tree, self.counts, self.mail) if self.tree else ()

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        return {
            "result": self.result.value,
            "domain": self.domain,
            "problem": self.problem.as_dict() if self.problem else None,
            "explanation": self.explanation or None,
            "matched": self.matched or None,
            "lookups": {"used": self.lookups, "limit": LOOKUPS_MOST},
            "voids": {"used": self.voids, "without_any_address": self.voids_people, "limit": VOIDS_MOST},
            "tree": self.tree.as_dict() if self.tree else None,
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }
