"""What a sender's reputation does to a message: nothing is guessed, what is not known is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailworthy.finding import Finding, Severity, lookup
from mailworthy.message.scope import Scope

BOUNCE_LINE = 0.03  # from here on platforms warn, then suspend
COMPLAINT_LINE, COMPLAINT_LIMIT = 0.001, 0.003  # what Gmail and Yahoo ask to stay below, and never to reach

_GRAVE = {Severity.ERROR, Severity.WARNING}


@dataclass(frozen=True, slots=True)
class Reputation:
    """What is known of a sender.

    Args:
        inputs: By name: ``blocklists`` (``listed``, ``clean``), ``authentication`` (``pass``, ``fail``), ``bounce_rate``,
            ``complaint_rate`` (0 to 1); None for what is not known.
        findings: What there is to say; listings and failed authentication are told by their own filters.
    """

    inputs: Mapping[str, str | float | None]
    findings: tuple[Finding, ...]


def look(scope: Scope, listed: Sequence[Finding], vouched: Sequence[Finding]) -> Reputation:
    """Judge what is known of the sender.

    Args:
        scope: Holds the rates.
        listed: What blocklists said.
        vouched: What authentication came to.
    """
    inputs: dict[str, str | float | None] = {
        "blocklists": _of(listed, "listed", "clean"),
        "authentication": _of(vouched, "fail", "pass"),
        "bounce_rate": scope.bounce_rate,
        "complaint_rate": scope.complaint_rate,
    }
    return Reputation(inputs, tuple(_rates(scope)))


def _rates(scope: Scope) -> Iterator[Finding]:
    rates = {"bounce_rate": scope.bounce_rate, "complaint_rate": scope.complaint_rate}
    unknown = [name for name, rate in rates.items() if rate is None]
    if unknown:
        yield Finding("REPUTATION-UNKNOWN", ", ".join(unknown))
    if scope.bounce_rate is not None and scope.bounce_rate >= BOUNCE_LINE:
        yield Finding("REPUTATION-BOUNCES", f"{scope.bounce_rate:.1%} ≥ {BOUNCE_LINE:.0%}")
    if scope.complaint_rate is not None and scope.complaint_rate >= COMPLAINT_LINE:
        over = scope.complaint_rate >= COMPLAINT_LIMIT
        line = COMPLAINT_LIMIT if over else COMPLAINT_LINE
        yield Finding(
            "REPUTATION-COMPLAINTS",
            f"{scope.complaint_rate:.2%} ≥ {line:.1%}",
            severity=Severity.ERROR if over else Severity.WARNING,
        )


def _of(findings: Iterable[Finding], bad: str, good: str) -> str | None:
    """Tell what findings come to; None where nothing could be looked at."""
    severities = {one.severity or lookup(one.code).severity for one in findings} - {Severity.SKIPPED}
    if not severities:
        return None
    return bad if severities & _GRAVE else good
