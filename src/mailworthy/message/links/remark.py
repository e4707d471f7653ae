"""What is said of one link, before all that is said of the same matter becomes one finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from mailworthy.finding import Confidence, Finding, Severity, lookup
from mailworthy.message.links.targets import Target
from mailworthy.message.places import PLACES_MOST, found, snippet

SHOWN = 3  # different values in a detail

_RANK = {severity: rank for rank, severity in enumerate(Severity)}
_SURE = {confidence: rank for rank, confidence in enumerate(Confidence)}


class Remark(NamedTuple):
    """One thing said of one link.

    Args:
        code: The id of a row in the registry.
        target: The link.
        detail: The value found.
        severity: Instead of the code's own.
        confidence: How sure it is.
        fix: What to write instead.
    """

    code: str
    target: Target
    detail: str
    severity: Severity | None = None
    confidence: Confidence = Confidence.CERTAIN
    fix: str = ""


def together(remarks: Iterable[Remark]) -> Iterator[Finding]:
    """Give one finding for each code, the gravest places first."""
    by_code: dict[str, list[Remark]] = {}
    for one in remarks:
        by_code.setdefault(one.code, []).append(one)
    for code, ones in by_code.items():
        own = lookup(code).severity
        ones.sort(key=lambda one: (_RANK[one.severity or own], _SURE[one.confidence]))
        first = ones[0]
        finding = found(
            code,
            [one.target.place for one in ones[:PLACES_MOST]],
            detail=_told([one.detail for one in ones]),
            severity=first.severity,
            confidence=first.confidence,
            fix=first.fix if len({one.fix for one in ones}) == 1 else "",
        )
        yield finding if len(ones) <= PLACES_MOST else _counted(finding, len(ones))


def _counted(finding: Finding, count: int) -> Finding:
    from dataclasses import replace  # noqa: PLC0415  # seldom

    return replace(finding, count=count)


def _told(details: list[str]) -> str:
    different = dict.fromkeys(map(snippet, details))
    more = f" … +{len(different) - SHOWN}" if len(different) > SHOWN else ""
    return " | ".join(islice(different, SHOWN)) + more
