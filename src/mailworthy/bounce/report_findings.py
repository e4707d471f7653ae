"""What to make of a bounce report: its findings, hardest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mailworthy.bounce.reasons import UNDETERMINED
from mailworthy.bounce.report import (
    COMPLAINTS_ALARM,
    COMPLAINTS_STOP,
    COMPLAINTS_WARN,
    ENOUGH_FOR_COMPLAINTS,
    ENOUGH_SENT,
    BounceReport,
)
from mailworthy.finding import Confidence, Finding, Severity

FEW_UNDETERMINED = 0.1  # of all bounces: above it the user's own rules are worth writing
CAUSES_NAMED = 4
BLOCKS_FOR_DEAD = "invalid_recipients_block"


def findings(report: BounceReport) -> Iterator[Finding]:
    """Give the findings of a report."""
    yield from _rates(report)
    yield from _blocks(report)
    yield from _faults(report)
    yield from _hygiene(report)


def _rates(report: BounceReport) -> Iterator[Finding]:
    total = report.total
    if total.alarm and total.rate is not None:
        yield Finding("BOUNCE-RATE-OVER-LINE", f"{total.bounces:,} / {total.sent:,} = {total.rate:.1%}")
    share = total.complaint_rate
    if share is not None and (total.sent or 0) >= ENOUGH_FOR_COMPLAINTS and share >= COMPLAINTS_WARN:
        told = f"{total.complaints:,} / {total.sent:,} = {share:.2%}"
        if share >= COMPLAINTS_STOP:
            yield Finding("BOUNCE-COMPLAINTS-STOP", told)
        else:
            severity = Severity.ERROR if share >= COMPLAINTS_ALARM else Severity.WARNING
            yield Finding("BOUNCE-COMPLAINTS-HIGH", told, severity=severity)


def _blocks(report: BounceReport) -> Iterator[Finding]:
    listed: Counter[str] = Counter()
    for fault in report.faults:
        if fault.reason == "blocklisted" and fault.blocklist:
            listed[fault.blocklist] += fault.count
    for blocklist, count in listed.most_common():
        yield Finding("BOUNCE-BLOCKLISTED", blocklist, count=count)
    if count := report.reasons.get(BLOCKS_FOR_DEAD, 0):
        receivers = sorted({fault.receiver for fault in report.faults if fault.reason == BLOCKS_FOR_DEAD})
        yield Finding("BOUNCE-DEAD-ADDRESSES-BLOCK", ", ".join(receivers), count=count)
    for each in report.suspicions:
        detail = f"{each.domain} {each.day}: {each.hard:,} / {each.sent:,} = {each.hard / each.sent:.1%}"
        yield Finding("BOUNCE-BLOCK-AFTER-DEAD", detail, confidence=Confidence.GUESS, count=each.blocks)


def _faults(report: BounceReport) -> Iterator[Finding]:
    """Tell what the sender has to mend in one go: each cause once, however many messages and receivers it meets."""
    mine = [fault for fault in report.faults if fault.group == "sender"]
    if mine:
        causes = dict.fromkeys((fault.reason, fault.receiver, fault.code) for fault in mine)
        told = [" ".join(part for part in cause if part) for cause in causes]
        more = f"; +{len(told) - CAUSES_NAMED}" if len(told) > CAUSES_NAMED else ""
        detail = "; ".join(told[:CAUSES_NAMED]) + more
        yield Finding("BOUNCE-SENDER-FAULT", detail, count=sum(fault.count for fault in mine))


def _hygiene(report: BounceReport) -> Iterator[Finding]:
    total = report.total
    if total.hard:
        yield Finding("BOUNCE-HARD", f"{total.hard:,}", count=total.hard)
    unclear = report.reasons.get(UNDETERMINED, 0)
    if unclear > FEW_UNDETERMINED * max(total.bounces, 1):
        yield Finding("BOUNCE-UNDETERMINED", f"{unclear:,} / {total.bounces:,}", count=unclear)
    if total.bounces and total.sent is None:
        yield Finding("BOUNCE-NO-SENT-COUNTS")
    elif total.sent is not None and total.sent < ENOUGH_SENT:
        yield Finding("BOUNCE-FEW-SENT", f"{total.sent:,}")
