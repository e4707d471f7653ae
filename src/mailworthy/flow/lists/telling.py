"""Stage five: what the list came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mailworthy.address.check import rfc3339
from mailworthy.address.columns import GUESSED, LEFTOVER, U32
from mailworthy.address.estimate import cost_of, predicted_bounces
from mailworthy.address.kinds import list_versions
from mailworthy.address.repeats import KINDS, Repeats
from mailworthy.address.report import BOUNCE_LINE, Bounds, ListReport, TopDomain
from mailworthy.address.signs import Tally, list_signs
from mailworthy.address.verdict import PERMANENT_DOMAIN, Action, Judgement, VerdictStatus
from mailworthy.finding import Confidence, Finding, Severity, lookup
from mailworthy.flow.lists.domains import KnownDomains
from mailworthy.flow.lists.judging import Judged
from mailworthy.flow.lists.layout import Layout
from mailworthy.flow.lists.options import ListOptions
from mailworthy.flow.lists.reading import ReadList
from mailworthy.store.tables import Table

TOP = 20
STACKED = 4  # bare given names side by side at one domain, from which on they look guessed
RANK = {severity: rank for rank, severity in enumerate(Severity)}  # hardest first


@dataclass(frozen=True, slots=True)
class Told:
    """All that the report is made of."""

    path: Path
    table: Table
    layout: Layout
    options: ListOptions
    read: ReadList
    known: KnownDomains
    repeats: Repeats
    judged: Judged
    files: Mapping[str, str]
    began_at: int
    duration_s: float


def report_of(told: Told) -> ListReport:
    """Say what the list came to."""
    counted = told.judged.counted()
    before = predicted_bounces(counted)
    return ListReport(
        source=told.path.name.encode("utf-8", "backslashreplace").decode(),  # a name may be any octets
        rows=told.read.rows,
        statuses=_counts(
            told, lambda judgement: [judgement.status.value], [status.value for status in VerdictStatus]
        ),
        reasons=_counts(told, lambda judgement: [judgement.reason]),
        flags=_counts(told, lambda judgement: judgement.flags),
        actions=_counts(
            told, lambda judgement: [judgement.action.value], [action.value for action in Action]
        ),
        predicted_bounce_rate=before,
        predicted_after=predicted_bounces(counted, kept_only=True),
        cost=cost_of(counted, told.options.prices),
        top_domains=_top_domains(told),
        duplicates=_duplicates(told.repeats),
        bad_rows=tuple(told.read.bad_rows),
        bad_rows_total=told.read.bad_rows_total,
        findings=_findings(told, before),
        offline=told.options.offline,
        domains=len(told.read.reader.domains.names) - 1,
        asked=len(told.known.states),
        started_at=rfc3339(datetime.fromtimestamp(told.began_at, UTC)),
        duration_s=round(told.duration_s, 3),
        rows_per_s=round(told.read.rows / told.duration_s, 1) if told.duration_s else 0.0,
        list_versions=list_versions(),
        read_as={**told.table.read_as, "column": told.layout.column},
        files=told.files,
        reach=tuple(str(network) for network in told.options.reach.networks),
        sample=told.options.sample,
    )


def _counts(
    told: Told, words: Callable[[Judgement], Iterable[str]], always: Iterable[str] = ()
) -> dict[str, int]:
    """Count rows by words of their judgements: those named first, then the most frequent."""
    counts: Counter[str] = Counter()
    for judgement, rows in told.judged.counted():
        for word in words(judgement):
            counts[word] += rows
    return {word: counts.pop(word, 0) for word in always} | dict(counts.most_common())


def _duplicates(repeats: Repeats) -> dict[str, int]:
    counts = np.bincount(repeats.kind, minlength=len(KINDS)).tolist()
    return {kind.value: count for kind, count in zip(KINDS, counts, strict=True)} | {"bot": len(repeats.bots)}


def _top_domains(told: Told) -> tuple[TopDomain, ...]:
    """Give the domains with the most rows, and why rows of theirs are not kept."""
    names = told.read.reader.domains.names
    rows = _rows_by_domain(told, lambda mask: np.ones(len(mask), bool))
    rows[0] = 0  # rows without a usable address
    top = [number for number in np.argsort(-rows, kind="stable")[:TOP].tolist() if rows[number]]
    by_judgement = _judgements_of(told, top)
    return tuple(
        _top_domain(names[number], told.judged, by_judgement[place]) for place, number in enumerate(top)
    )


def _judgements_of(told: Told, numbers: list[int]) -> NDArray[np.int64]:
    """Count the judgements of some domains; shape (domains, judgements)."""
    places = np.full(len(told.read.reader.domains.names), -1, np.int64)
    places[numbers] = np.arange(len(numbers))
    different = len(told.judged.judgements)
    counts = np.zeros(len(numbers) * different, np.int64)
    for domains, codes in zip(told.read.domains, told.judged.codes, strict=True):
        place = places[domains]
        among = place >= 0
        counts += np.bincount(place[among] * different + codes[among], minlength=len(counts))
    return counts.reshape(len(numbers), different)


def _top_domain(name: str, judged: Judged, counts: NDArray[np.int64]) -> TopDomain:
    by_action: Counter[Action] = Counter()
    reasons: Counter[str] = Counter()
    for judgement, rows in zip(judged.judgements, counts.tolist(), strict=True):
        by_action[judgement.action] += rows
        if judgement.action is not Action.KEEP and rows:
            reasons[_why_not_kept(judgement)] += rows
    reason = reasons.most_common(1)[0][0] if reasons else ""
    return TopDomain(name, int(counts.sum()), by_action[Action.KEEP], by_action[Action.REMOVE], reason)


def _why_not_kept(judgement: Judgement) -> str:
    """Say why rows are not kept: the reason, unless it speaks for them and a flag against them."""
    flags = [flag for flag in ("duplicate", "inactive", "bot_variant") if flag in judgement.flags]
    spared = judgement.reason in {"dns_only", "not_checked"} or "duplicate" in flags
    return flags[0] if spared and flags else judgement.reason


def _findings(told: Told, before: Bounds) -> tuple[Finding, ...]:
    """Say what was noticed about the list as a whole, hardest first."""
    found = [*_about_bounces(before, told), *list_signs(_tally(told)), *_about_rest(told)]
    return tuple(sorted(found, key=lambda finding: RANK[finding.severity or lookup(finding.code).severity]))


def _tally(told: Told) -> Tally:
    flags = _counts(told, lambda judgement: judgement.flags)
    statuses = _counts(told, lambda judgement: [judgement.status.value])
    reasons = _counts(told, lambda judgement: [judgement.reason])
    dead = sum(reasons.get(reason, 0) for reason in PERMANENT_DOMAIN)
    own = np.array([not (kind.free or kind.disposable or kind.known) for kind in told.known.kinds], bool)
    own[0] = False
    guessed = _rows_by_domain(told, lambda mask: (mask & GUESSED) != 0) * own
    rows = _rows_by_domain(told, lambda mask: np.ones(len(mask), bool))
    return Tally(
        rows=told.read.rows,
        roles=flags.get("role", 0),
        traps=flags.get("spam_trap_suspect", 0),
        traps_likely=reasons.get("spam_trap_suspect", 0),
        leftovers=sum(int(((mask & LEFTOVER) != 0).sum()) for mask in told.read.masks),
        junk=flags.get("junk", 0),
        typo=flags.get("typo_suspect", 0),
        invalid=statuses.get("invalid", 0) - dead,
        domain_dead=dead,
        disposable=flags.get("disposable", 0),
        own=int((rows * own).sum()),
        guessed=int(guessed.sum()),
        stacked=int(guessed[guessed >= STACKED].sum()),
        duplicates=len(told.repeats.rows),
        free=flags.get("free", 0),
        top_domain=int(rows[1:].max(initial=0)),
        has_source_column=bool(told.layout.source),
        has_consent_column=bool(told.layout.consent),
        has_date_column=bool(told.layout.dates),
    )


def _rows_by_domain(told: Told, chosen: Callable[[U32], NDArray[np.bool_]]) -> NDArray[np.int64]:
    """Count the chosen rows of each domain; shape (domains,)."""
    names = told.read.reader.domains.names
    counts = np.zeros(len(names), np.int64)
    for mask, domains in zip(told.read.masks, told.read.domains, strict=True):
        counts += np.bincount(domains[chosen(mask)], minlength=len(names))
    return counts


def _about_bounces(before: Bounds, told: Told) -> Iterator[Finding]:
    sure = (
        before.low if told.options.offline else before.mean
    )  # nobody was asked: only what is certain counts
    if sure > BOUNCE_LINE and told.read.rows:
        detail = f"{before.mean:.1%} ({before.low:.1%} – {before.high:.1%})"
        yield Finding("LIST-BOUNCE-OVER-LINE", detail=detail, confidence=Confidence.LIKELY)


def _about_rest(told: Told) -> Iterator[Finding]:
    flags = _counts(told, lambda judgement: judgement.flags)
    statuses = _counts(told, lambda judgement: [judgement.status.value])
    counted = {
        "LIST-TYPOS": flags.get("typo_suspect", 0),
        "LIST-DISPOSABLE": flags.get("disposable", 0),
        "LIST-INACTIVE": flags.get("inactive", 0),
        "LIST-SOFT-KEEP": statuses.get("soft", 0),
        "LIST-UNKNOWN-REST": 0 if told.options.offline else statuses.get("unknown", 0),
        "LIST-BAD-ROWS": told.read.bad_rows_total,
    }
    for code, count in counted.items():
        if count:
            yield Finding(code, detail=f"{count:,}", count=count)
    if told.layout.others:
        yield Finding(
            "LIST-SECOND-ADDRESS-COLUMN", detail=f"{told.layout.column}; {', '.join(told.layout.others)}"
        )
    if told.options.offline:
        yield Finding("LIST-OFFLINE")
    if told.known.rewritten:
        yield Finding("LIST-DNS-REWRITTEN", detail=", ".join(told.options.servers))
