"""What a check of a chain says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from mailworthy.finding import Finding, Lang


class Arc(Enum):
    """What became of a chain (RFC 8617 §4.4)."""

    NONE = "none"  # nobody sealed the message
    PASS = "pass"  # noqa: S105  # a word of our trade, not a password
    FAIL = "fail"
    TEMPERROR = "temperror"  # not the standard's: a key could not be asked for, so we don't know


@dataclass(frozen=True, slots=True)
class ArcSet:
    """One link of a chain: what one handler said.

    Args:
        instance: Its number, 1 for the first.
        domain: Who sealed.
        selector: With which key.
        chain: What the sealer said of the chain until then (``cv=``).
        results: What it said of the message (``ARC-Authentication-Results``), unfolded, without the number.
    """

    instance: int
    domain: str
    selector: str
    chain: str
    results: str

    def as_dict(self) -> Mapping[str, Any]:
        """Give the JSON shape."""
        return {
            "instance": self.instance,
            "domain": self.domain,
            "selector": self.selector,
            "chain": self.chain,
            "results": self.results,
        }


@dataclass(frozen=True, slots=True)
class ArcResult:
    """What became of a chain.

    Args:
        result: The standard's word.
        instance: The highest number that a link claims, 0 where there is none.
        sets: The links, oldest first; empty where they are no chain.
        reason: Why it did not pass, one word; empty where it did.
        findings: What to know.
    """

    result: Arc
    instance: int = 0
    sets: tuple[ArcSet, ...] = ()
    reason: str = ""
    findings: tuple[Finding, ...] = ()

    def as_dict(self, lang: Lang = Lang.EN) -> Mapping[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        return {
            "result": self.result.value,
            "sets": [each.as_dict() for each in self.sets],
            "reason": self.reason or None,
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }
