"""Counts failures into a report, one by one or already summed, in any order; keeps sums, never records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from mailworthy.bounce.reasons import UNDETERMINED, group_of
from mailworthy.bounce.record import Kind
from mailworthy.bounce.report import LINE, BounceReport, Cell, Fault, Figures, Sent, Suspicion
from mailworthy.bounce.report_findings import findings

TOP = 20  # receivers, campaigns, faults
LONGEST_DAYS = 3700  # ten years: a report that is dated from elsewhere does not make a million empty days
# Refusals by receivers who do not say what they object to.
UNNAMED = frozenset({"policy", "bad_reputation", "rate_limited", UNDETERMINED})
DAYS_REMEMBERED = 3  # a guess: blocks follow the dead addresses that caused them within days
ENOUGH_AT_ONE_RECEIVER = 50


class Counting:
    """Takes failures, gives a report of all it has taken so far."""

    def __init__(self) -> None:
        self._kinds: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._groups: Counter[str] = Counter()
        self._total: Counter[str] = Counter()
        self._parts: dict[str, dict[str, Counter[str]]] = {"day": {}, "domain": {}, "tag": {}}
        self._faults: dict[tuple[str, str, str, str, str], Counter[str]] = {}
        self._hard_at: Counter[tuple[str, str]] = Counter()
        self._unnamed_at: Counter[tuple[str, str]] = Counter()

    def add(self, cell: Cell) -> None:
        """Count some failures that are alike."""
        self._kinds[cell.kind.value] += cell.count
        if not (measure := _measure(cell)):
            return
        self._total[measure] += cell.count
        for part, key in (("day", cell.day), ("domain", cell.domain), ("tag", cell.tag)):
            if key:
                self._parts[part].setdefault(key, Counter())[measure] += cell.count
        if cell.kind is Kind.BOUNCE and cell.reason:
            self._add_reason(cell)

    def _add_reason(self, cell: Cell) -> None:
        group = group_of(cell.reason, 4 if cell.temporary else 5)
        self._reasons[cell.reason] += cell.count
        self._groups[group] += cell.count
        where = (cell.domain, cell.day)
        if cell.hard:
            self._hard_at[where] += cell.count
            return
        if cell.reason in UNNAMED and not cell.blocklist:
            self._unnamed_at[where] += cell.count
        key = (cell.reason, group, cell.provider, cell.code, cell.blocklist)
        self._faults.setdefault(key, Counter())[cell.domain] += cell.count

    def report(self, sent: Sent | None = None, line: float = LINE) -> BounceReport:
        """Give what has been counted so far.

        Args:
            sent: How much was sent, where that is known.
            line: The bounce rate that raises the alarm, a share from 0 to 1.
        """
        known = sent or Sent()
        days = self._days(known, line)
        report = BounceReport(
            since=days[0].key if days else "",
            until=days[-1].key if days else "",
            total=_figures("", self._total, known.total, line),
            kinds=dict(self._kinds.most_common()),
            reasons=dict(self._reasons.most_common()),
            groups=dict(self._groups.most_common()),
            days=days,
            domains=self._top("domain", known.by_domain, line),
            tags=self._top("tag", known.by_tag, line),
            faults=self._top_faults(),
            suspicions=tuple(self._suspicions(known, line)),
            sent_from=known.source,
            findings=(),
        )
        return replace(report, findings=tuple(findings(report)))

    def _days(self, sent: Sent, line: float) -> tuple[Figures, ...]:
        counted = self._parts["day"]
        named = sorted({*counted, *sent.by_day})
        if not named:
            return ()
        first, last = date.fromisoformat(named[0]), date.fromisoformat(named[-1])
        if (last - first).days <= LONGEST_DAYS:
            named = [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
        return tuple(_figures(day, counted.get(day, Counter()), sent.by_day.get(day), line) for day in named)

    def _top(self, part: str, sent: Mapping[str, int], line: float) -> tuple[Figures, ...]:
        every = [_figures(key, counts, sent.get(key), line) for key, counts in self._parts[part].items()]
        return tuple(sorted(every, key=lambda each: (-each.bounces, -each.complaints, each.key))[:TOP])

    def _top_faults(self) -> tuple[Fault, ...]:
        every = [
            Fault(reason, group, provider or domains.most_common(1)[0][0], code, blocklist, domains.total())
            for (reason, group, provider, code, blocklist), domains in self._faults.items()
        ]
        return tuple(
            sorted(every, key=lambda each: (-each.count, each.reason, each.receiver, each.code))[:TOP]
        )

    def _suspicions(self, sent: Sent, line: float) -> Iterator[Suspicion]:
        """Point unnamed blocks at the dead addresses that the same receiver has just seen."""
        told: set[str] = set()
        for domain, day in sorted(self._unnamed_at, key=lambda where: where[1]):
            if domain in told:
                continue
            until = date.fromisoformat(day)
            days = [(until - timedelta(days=n)).isoformat() for n in range(DAYS_REMEMBERED)]
            hard = sum(self._hard_at[domain, each] for each in days)
            there = sum(sent.by_domain_and_day.get((domain, each), 0) for each in days)
            if there >= ENOUGH_AT_ONE_RECEIVER and hard / there > line:
                told.add(domain)
                blocks = sum(n for (name, _), n in self._unnamed_at.items() if name == domain)
                yield Suspicion(domain, day, blocks, hard, there)


def _measure(cell: Cell) -> str:
    """Tell what a cell counts as; empty for what is in no rate (delays are told of again when they fail)."""
    if cell.kind is Kind.BOUNCE:
        return "hard" if cell.hard else "soft"
    return "complaints" if cell.kind is Kind.COMPLAINT else ""


def _figures(key: str, counts: Counter[str], sent: int | None, line: float) -> Figures:
    return Figures(key, counts["hard"], counts["soft"], counts["complaints"], sent, line)
