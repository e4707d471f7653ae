"""What findings are about, as whoever has to mend them asks: evidence of spam, delivery, the law, or one of the ways in which people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from mailworthy.finding import Finding, Severity, lookup
from mailworthy.message.report import severity_of

GRAVE = (Severity.ERROR, Severity.WARNING)


class Concern(Enum):
    """What a finding is about."""

    EVIDENCE = "evidence"
    DELIVERY = "delivery"
    LAW = "law"
    LINKS = "links"
    CLIENTS = "clients"
    ACCESS = "access"
    PICTURES = "pictures"
    LANGUAGE = "language"


_OF_AREA: Mapping[str, Concern] = {
    "law": Concern.LAW,
    "link": Concern.LINKS,
    "client": Concern.CLIENTS,
    "a11y": Concern.ACCESS,
    "img": Concern.PICTURES,
    "spell": Concern.LANGUAGE,
    "grammar": Concern.LANGUAGE,
    "content": Concern.EVIDENCE,
    "bayes": Concern.EVIDENCE,
    "rule": Concern.EVIDENCE,
    "html": Concern.ACCESS,  # what filters mind of it has a weight
}
_WEIGHED = frozenset({"hdr", "html", "msg"})  # evidence of spam where it has a weight
_TEXT = frozenset(
    {
        "CONTENT-MERGE-LEFTOVER",
        "CONTENT-NO-PREHEADER",
        "CONTENT-PLACEHOLDER",
        "CONTENT-VALUE-MISSING",
        "MSG-GARBLED",
    }
)
_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Group:
    """Findings on one concern.

    Args:
        concern: What they are about.
        findings: Hardest first.
    """

    concern: Concern
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many there are, by how grave they are."""
        return Counter(map(severity_of, self.findings))

    def of(self, *severities: Severity) -> list[Finding]:
        """Give those that are so grave."""
        return [one for one in self.findings if severity_of(one) in severities]


def concern_of(finding: Finding) -> Concern:
    """Tell what a finding is about."""
    area = lookup(finding.code).area
    if finding.code in _TEXT:
        return Concern.LANGUAGE
    if area in _WEIGHED and finding.weight > 0:
        return Concern.EVIDENCE
    return _OF_AREA.get(area, Concern.DELIVERY)


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Group findings by what they are about; what could not be looked at, and what is right, is left out.

    Args:
        findings: Of one message, in its report's order.

    Returns:
        The group that holds the gravest first, then the one whose mending gains most.
    """
    by_concern: dict[Concern, list[Finding]] = {}
    for one in findings:
        if severity_of(one) not in {Severity.SKIPPED, Severity.PASS}:
            by_concern.setdefault(concern_of(one), []).append(one)
    groups = [Group(concern, tuple(sorted(some, key=_gravity))) for concern, some in by_concern.items()]
    return tuple(sorted(groups, key=_hardness))


def alike(findings: Iterable[Finding]) -> tuple[Sequence[Finding], ...]:
    """Put findings together that have the same code and are as grave: why and what to do is said once."""
    together: dict[tuple[str, Severity], list[Finding]] = {}
    for one in findings:
        together.setdefault((one.code, severity_of(one)), []).append(one)
    return tuple(together.values())


def to_paste(finding: Finding) -> str:
    """Give what is there to be pasted; empty where the detail has just named it: ``recieve → receive, relieve``."""
    _, arrow, named = finding.detail.rpartition("→ ")
    return "" if arrow and named.startswith(finding.fix) else finding.fix


def _gravity(one: Finding) -> int:
    return _RANK[severity_of(one)]


def _hardness(group: Group) -> tuple[int, float, float]:
    gain, weight = sum(one.gain for one in group.findings), sum(one.weight for one in group.findings)
    return _gravity(group.findings[0]), -gain, -weight
