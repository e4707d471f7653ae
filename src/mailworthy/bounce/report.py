"""What came back over a time: rates against the lines that receivers draw, whose problem it is, what to mend.

A rate is only told where it is known how much was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from mailworthy.bounce.record import Bounce, Kind
from mailworthy.finding import Finding, Lang

LINE = 0.03  # of what was sent: above it a sender's reputation suffers
COMPLAINTS_WARN, COMPLAINTS_ALARM, COMPLAINTS_STOP = (
    0.0008,
    0.001,
    0.003,
)  # providers' bulk rules name the last two
ENOUGH_SENT = 200  # below that a rate says nothing: one in twenty is no news
ENOUGH_FOR_COMPLAINTS = 1000  # at 0.1 % one complaint is one in a thousand
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SKEW = timedelta(days=1)  # a clock that is further ahead is wrong


@dataclass(frozen=True, slots=True)
class Cell:
    """Some failures that are alike.

    Args:
        kind: What they are.
        day: In UTC, ``2026-11-22``.
        domain: The recipients' domain.
        tag: The campaign or VERP tag; empty where unknown.
        reason: Empty for what is no bounce.
        hard: Whether the addresses are dead.
        code: Reply and status as they stood, ``550 5.7.26``.
        provider: Whose words the refusal is in, empty where nobody's in particular.
        blocklist: The blocklist it names, empty where it names none.
        temporary: Whether the refusal was temporary.
        count: How many.
    """

    kind: Kind
    day: str
    domain: str
    tag: str = ""
    reason: str = ""
    hard: bool = False
    code: str = ""
    provider: str = ""
    blocklist: str = ""
    temporary: bool = False
    count: int = 1


def moment_of(record: Bounce, now: datetime) -> datetime:
    """Tell when a report was written, in UTC; ``now`` where it does not say, or says what can't be."""
    with suppress(ValueError, TypeError, OverflowError, IndexError):
        written = parsedate_to_datetime(record.reported_at)
        at = written if written.tzinfo else written.replace(tzinfo=UTC)
        if EPOCH < at <= now + SKEW:
            return at.astimezone(UTC)
    return now


def cell_of(record: Bounce, day: str) -> Cell:
    """Give one record as something to count."""
    judged = record.judgement
    return Cell(
        kind=record.kind,
        day=day,
        domain=record.recipient.rpartition("@")[2].lower(),
        tag=record.tag,
        reason=judged.reason if judged else "",
        hard=record.hard,
        code=" ".join(part for part in (str(record.reply or ""), record.status) if part),
        provider=judged.provider if judged else "",
        blocklist=judged.blocklist if judged else "",
        temporary=record.reply_class == 4,  # RFC 5321 §4.2.1
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """How much was sent; what is unknown is left out.

    Args:
        total: Messages in all, one a recipient; None where nobody knows.
        by_day: Messages by day.
        by_domain: Messages by the recipients' domain.
        by_tag: Messages by campaign.
        by_domain_and_day: Messages by both.
        source: Where the numbers come from: ``given``, ``events``; empty where there are none.
    """

    total: int | None = None
    by_day: Mapping[str, int] = field(default_factory=dict)
    by_domain: Mapping[str, int] = field(default_factory=dict)
    by_tag: Mapping[str, int] = field(default_factory=dict)
    by_domain_and_day: Mapping[tuple[str, str], int] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Failures of one day, receiver or campaign, or of all.

    Args:
        key: What they have in common.
        hard: Dead addresses.
        soft: All other bounces; delays are none.
        complaints: Complaints.
        sent: Messages sent, None where unknown.
        line: The bounce rate that raises the alarm.
    """

    key: str
    hard: int
    soft: int
    complaints: int
    sent: int | None
    line: float = LINE

    @property
    def bounces(self) -> int:
        """Hard and soft ones."""
        return self.hard + self.soft

    @property
    def rate(self) -> float | None:
        """Bounces by messages sent, None where that is unknown or can't be right."""
        return self._share(self.bounces)

    @property
    def hard_rate(self) -> float | None:
        """Hard bounces by messages sent."""
        return self._share(self.hard)

    @property
    def soft_rate(self) -> float | None:
        """Soft bounces by messages sent."""
        return self._share(self.soft)

    @property
    def complaint_rate(self) -> float | None:
        """Complaints by messages sent."""
        return self._share(self.complaints)

    @property
    def alarm(self) -> bool:
        """Whether the rate is over the line, on enough messages to mean something."""
        return self.rate is not None and (self.sent or 0) >= ENOUGH_SENT and self.rate > self.line

    def _share(self, count: int) -> float | None:
        return count / self.sent if self.sent and count <= self.sent else None

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {
            "key": self.key,
            "sent": self.sent,
            "bounces": self.bounces,
            "hard": self.hard,
            "soft": self.soft,
            "complaints": self.complaints,
            "rate": self.rate,
            "hard_rate": self.hard_rate,
            "complaint_rate": self.complaint_rate,
            "alarm": self.alarm,
        }


@dataclass(frozen=True, slots=True)
class Fault:
    """The same refusal by the same receiver: one thing to mend, however many messages it stopped.

    Args:
        reason: A name of :data:`REASONS`.
        group: Whose problem it is.
        receiver: Whose words they are, else the most frequent recipients' domain.
        code: Reply and status.
        blocklist: The blocklist that is named, empty where none is.
        count: Messages stopped.
    """

    reason: str
    group: str
    receiver: str
    code: str
    blocklist: str
    count: int


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Blocks without a named cause at a receiver that has just seen too many dead addresses of ours.

    Args:
        domain: The receiver.
        day: The first day with such blocks.
        blocks: Their number.
        hard: Hard bounces there on that day and the days before.
        sent: Messages sent there in the same days.
    """

    domain: str
    day: str
    blocks: int
    hard: int
    sent: int


@dataclass(frozen=True, slots=True)
class BounceReport:
    """What came back.

    Args:
        since: The first day with anything, empty where nothing came back.
        until: The last.
        total: All of it.
        kinds: Failures by kind, most frequent first.
        reasons: Bounces by reason, most frequent first.
        groups: Bounces by group, most frequent first.
        days: By day, each day of the time once, also those without any.
        domains: By receiving domain, those with the most bounces.
        tags: By campaign, those with the most bounces.
        faults: What to mend, most frequent first.
        suspicions: Blocks that dead addresses may have caused.
        sent_from: Where the sent counts come from; see :class:`Sent`.
        findings: What to make of it, hardest first.
    """

    since: str
    until: str
    total: Figures
    kinds: Mapping[str, int]
    reasons: Mapping[str, int]
    groups: Mapping[str, int]
    days: tuple[Figures, ...]
    domains: tuple[Figures, ...]
    tags: tuple[Figures, ...]
    faults: tuple[Fault, ...]
    suspicions: tuple[Suspicion, ...]
    sent_from: str
    findings: tuple[Finding, ...]

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape; findings in the words of ``lang``."""
        return {
            "since": self.since or None,
            "until": self.until or None,
            "line": self.total.line,
            "complaint_lines": [COMPLAINTS_WARN, COMPLAINTS_ALARM, COMPLAINTS_STOP],
            "sent_from": self.sent_from or None,
            "total": self.total.as_dict(),
            "kinds": dict(self.kinds),
            "reasons": dict(self.reasons),
            "groups": dict(self.groups),
            "days": [each.as_dict() for each in self.days],
            "domains": [each.as_dict() for each in self.domains],
            "tags": [each.as_dict() for each in self.tags],
            "faults": [{name: getattr(each, name) for name in Fault.__slots__} for each in self.faults],
            "suspicions": [
                {name: getattr(each, name) for name in Suspicion.__slots__} for each in self.suspicions
            ],
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }
