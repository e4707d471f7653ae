"""What a whole list came to: the shape that the report page, the JSON summary and the terminal tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mailworthy.finding import Finding, Lang


@dataclass(frozen=True, slots=True)
class Bounds:
    """An estimate and how far off it may be; shares from 0 to 1."""

    low: float
    mean: float
    high: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What writing to the list costs, at the user's own prices.

    Args:
        currency: As the user wrote it, ``€`` or ``USD``; empty where no price was given.
        per_message: Price of one message.
        per_contact: Price of keeping one contact for a month.
        messages_per_month: Messages that each contact gets in a month.
        before: Cost per month of the list as it came.
        after: Cost per month of what remains after cleaning.
        wasted: Cost per month of what cleaning removes.
        inactive: Cost per month of the contacts that are inactive for longer than the user's limit.
    """

    currency: str
    per_message: float
    per_contact: float
    messages_per_month: float
    before: float
    after: float
    wasted: float
    inactive: float


@dataclass(frozen=True, slots=True)
class TopDomain:
    """One of the domains with the most addresses."""

    domain: str
    rows: int
    keep: int
    remove: int
    reason: str  # why addresses of it are not kept, most frequent first; empty where all are


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read as it stands.

    Args:
        line: Line number in the file, from 1.
        problem: One word: ``too_many_fields``, ``too_few_fields``, ``unclosed_quote``, ``stray_quote``,
            ``bad_encoding``, ``field_too_long``, ``nul_byte``, ``bad_json``.
        detail: What was found and what was made of it.
    """

    line: int
    problem: str
    detail: str


@dataclass(frozen=True, slots=True)
class ListReport:
    """What a whole list came to.

    Args:
        source: The file's name, without its folder.
        rows: Rows read, all of them counted once in ``statuses``.
        statuses: Rows by status; the five statuses are always there.
        reasons: Rows by reason, most frequent first.
        flags: Rows by flag, most frequent first; a row may have several.
        actions: Rows by action; the four actions are always there.
        predicted_bounce_rate: Expected share of hard bounces if the list were mailed as it is.
        predicted_after: The same after cleaning, the rows with action ``keep`` only.
        cost: What it costs.
        top_domains: At most twenty, largest first.
        duplicates: Rows by kind of repetition: ``exact``, ``case``, ``provider``, ``bot``.
        bad_rows: The first hundred.
        bad_rows_total: All of them.
        findings: What was noticed about the list as a whole, hardest first.
        offline: Whether nothing was asked of any network.
        domains: Unique domains; asked: of these, how many DNS was asked about.
        started_at: RFC 3339 in UTC.
        duration_s: Seconds of work.
        rows_per_s: Rows per second of work.
        list_versions: Lists of facts and their versions.
        read_as: How the file was read: ``{"format": "csv", "encoding": "utf-8", "delimiter": ",", "column": "email"}``.
        files: The result files by what they hold, names relative to the result folder: ``{"annotated": "annotated.csv"}``.
        reach: Inner networks that were allowed on purpose.
        sample: Whether this is the demo's own sample data.
    """

    source: str
    rows: int
    statuses: Mapping[str, int]
    reasons: Mapping[str, int]
    flags: Mapping[str, int]
    actions: Mapping[str, int]
    predicted_bounce_rate: Bounds
    predicted_after: Bounds
    cost: Cost
    top_domains: tuple[TopDomain, ...]
    duplicates: Mapping[str, int]
    bad_rows: tuple[BadRow, ...]
    bad_rows_total: int
    findings: tuple[Finding, ...]
    offline: bool
    domains: int
    asked: int
    started_at: str
    duration_s: float
    rows_per_s: float
    list_versions: Mapping[str, str]
    read_as: Mapping[str, str]
    files: Mapping[str, str]
    reach: tuple[str, ...] = ()
    sample: bool = False

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape (DESIGN: list report)."""
        return {
            "source": self.source,
            "rows": self.rows,
            "counts": {
                "status": dict(self.statuses),
                "reason": dict(self.reasons),
                "flag": dict(self.flags),
                "action": dict(self.actions),
            },
            "predicted_bounce_rate": {
                "before": _bounds(self.predicted_bounce_rate),
                "after": _bounds(self.predicted_after),
                "line": BOUNCE_LINE,
            },
            "cost": {name: getattr(self.cost, name) for name in Cost.__slots__},
            "top_domains": [
                {name: getattr(top, name) for name in TopDomain.__slots__} for top in self.top_domains
            ],
            "duplicates": dict(self.duplicates),
            "bad_rows": [{name: getattr(bad, name) for name in BadRow.__slots__} for bad in self.bad_rows],
            "bad_rows_total": self.bad_rows_total,
            "findings": [finding.as_dict(lang) for finding in self.findings],
            "offline": self.offline,
            "domains": self.domains,
            "asked": self.asked,
            "started_at": self.started_at,
            "duration_s": self.duration_s,
            "rows_per_s": self.rows_per_s,
            "list_versions": dict(self.list_versions),
            "read_as": dict(self.read_as),
            "files": dict(self.files),
            "reach": list(self.reach),
            "sample": self.sample,
        }


BOUNCE_LINE = 0.03  # above this share of hard bounces a sender's reputation suffers


def _bounds(bounds: Bounds) -> dict[str, float]:
    return {"low": bounds.low, "mean": bounds.mean, "high": bounds.high}
