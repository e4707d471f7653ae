"""Addresses that a platform calls dead and that are not: what it wrote down, judged anew.

An address comes back only by what the platform itself kept: the words of its last refusal, whose reason is no death, and
surely so. One sure death among an address's events outweighs all else but a delivery after it; who complained or left is
not written to, however alive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from sys import intern
from typing import Any

from mailworthy.bounce.event import LINE, Event, EventKind, PlatformClass, rfc3339
from mailworthy.bounce.reasons import REASONS, UNDETERMINED
from mailworthy.bounce.record import Bounce, Kind
from mailworthy.bounce.telling import duration
from mailworthy.bounce.words import kind_words, reason_words
from mailworthy.finding import Confidence, Lang

MENDED_FIRST = (
    "sender",
    "antispam",
)  # groups whose cause lies with the sender: the same again gets the same answer
AUTO_REPLY = "auto_reply"
_TWICE_S = REASONS["mailbox_disabled"].retry_s or 0


class Outcome(Enum):
    """What became of an address that the platform calls dead."""

    RESCUED = "rescued"
    RIGHTLY_HARD = "rightly_hard"
    UNCLEAR = "unclear"  # there are words, and they say nothing for sure
    NO_EVIDENCE = "no_evidence"  # the platform kept no words
    UNWELCOME = "unwelcome"  # complained or left: alive perhaps, and not to be written to


@dataclass(frozen=True, slots=True)
class Rescued:
    """One address that may be written to again.

    Args:
        address: As the platform has it.
        reason: Why its last message came back; ``auto_reply`` where it did not.
        label: The platform's own word.
        platform_class: How bad the platform called it.
        reply: The basic code, None where there is none.
        status: The enhanced code, empty where there is none.
        confidence: How sure the reason is.
        rule: What decided.
        line: The words that it was read from.
        bounced_at: When; None where that is not said.
        delivered_at: When a later message arrived after all; None where none did, or that is not said.
        delivered: Whether one did.
    """

    address: str
    reason: str
    label: str
    platform_class: PlatformClass
    reply: int | None
    status: str
    confidence: Confidence
    rule: str
    line: str
    bounced_at: datetime | None
    delivered_at: datetime | None = None
    delivered: bool = False

    @property
    def group(self) -> str:
        """Whose problem it was; empty for an automatic answer."""
        return REASONS[self.reason].group if self.reason in REASONS else ""

    @property
    def mend_first(self) -> bool:
        """Whether the sender has to change something before it is tried again."""
        if self.delivered or self.reason == "greylisted":
            return False
        return self.group in MENDED_FIRST or self.reason == "invalid_recipients_block"

    @property
    def retry_s(self) -> int:
        """After how many seconds from the bounce to try again; 0 where the address is known to take mail."""
        return 0 if self.delivered or self.reason == AUTO_REPLY else REASONS[self.reason].retry_s or 0

    @property
    def retry_at(self) -> datetime | None:
        """From when on to try again; None where the bounce's time is not known."""
        return self.bounced_at + timedelta(seconds=self.retry_s) if self.bounced_at else None

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape; the remedy in the words of ``lang``."""
        return {
            "address": self.address,
            "reason": self.reason,
            "group": self.group or None,
            "remedy": self._remedy(lang),
            "mend_first": self.mend_first,
            "retry": {
                "allowed": True,
                "after": duration(self.retry_s),
                "at": rfc3339(self.retry_at) if self.retry_at else None,
            },
            "platform_class": self.platform_class.value or None,
            "label": self.label or None,
            "reply": self.reply,
            "status": self.status or None,
            "confidence": self.confidence.value,
            "evidence": {"rule": self.rule, "line": self.line},
            "bounced_at": rfc3339(self.bounced_at) if self.bounced_at else None,
            "delivered_at": rfc3339(self.delivered_at) if self.delivered_at else None,
        }

    def _remedy(self, lang: Lang) -> str:
        return (kind_words if self.reason == AUTO_REPLY else reason_words)(self.reason, lang).remedy


@dataclass(frozen=True, slots=True)
class _When:
    """The order of events: by time where both have one, else as they came."""

    time: datetime | None
    place: int

    def after(self, other: _When) -> bool:
        if self.time and other.time and self.time != other.time:
            return self.time > other.time
        return self.place > other.place


@dataclass(slots=True)
class _Known:
    """What is known of one address: as little as possible, for there are millions of them."""

    called: bool = False
    unwelcome: bool = False
    died: _When | None = None
    disabled: _When | None = None
    delivered: _When | None = None
    last: _When | None = None  # of the refusals that the platform calls hard
    refusal: Rescued | None = None  # the words of that last one
    sure: bool = False  # whether they are understood
    reason: str = UNDETERMINED


class Rescue:
    """Takes a platform's events one by one, and tells which addresses it calls dead wrongly."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self.events = 0
        """How many events there were."""

    def add(self, event: Event) -> None:
        """Take one event."""
        self.events += 1
        when = _When(event.time, self.events)
        if event.kind in {EventKind.OPEN, EventKind.CLICK, EventKind.ACCEPTED}:
            return  # machines open and click, too
        known = self._known.setdefault(_key(event.recipient), _Known())
        known.called |= _called_hard(event)
        if event.kind in {EventKind.COMPLAINT, EventKind.UNSUBSCRIBE}:
            known.unwelcome = True
        elif event.kind is EventKind.DELIVERED:
            known.delivered = when if not known.delivered or when.after(known.delivered) else known.delivered
        elif event.bounce:
            _weigh(known, event, event.bounce, when)

    def outcomes(self) -> Counter[Outcome]:
        """Count what became of the addresses that the platform calls dead."""
        return Counter(_outcome(known) for known in self._known.values() if known.called)

    def rescued(self) -> Iterator[Rescued]:
        """Give the addresses that may be written to again, in the order in which they first came."""
        for address, known in self._known.items():
            if known.called and _outcome(known) is Outcome.RESCUED:
                yield _rescued(address, known)


def _key(address: str) -> str:
    return address.lower()


def _called_hard(event: Event) -> bool:
    return event.suppressed or (
        event.platform_class is PlatformClass.HARD and event.kind in {EventKind.BOUNCE, EventKind.DROPPED}
    )


def _weigh(known: _Known, event: Event, bounce: Bounce, when: _When) -> None:
    judgement = bounce.judgement
    sure = bounce.kind is Kind.AUTO_REPLY or bool(judgement and judgement.confidence is not Confidence.GUESS)
    reason = judgement.reason if judgement else AUTO_REPLY
    if sure and reason in REASONS and REASONS[reason].hard:
        known.died = when if not known.died or when.after(known.died) else known.died
    if sure and reason == "mailbox_disabled":
        known.died = when if _long_disabled(known.disabled, when) else known.died
        known.disabled = known.disabled or when
    if _called_hard(event) and (not known.last or when.after(known.last)):
        known.last, known.sure = when, sure and reason != UNDETERMINED
        # Most of an export are dead indeed, and nobody asks for their words: they would fill memory.
        dead = known.sure and reason in REASONS and REASONS[reason].hard
        known.refusal = _refusal(event, bounce, reason) if _told(event, bounce) and not dead else None
        known.reason = reason


def _told(event: Event, bounce: Bounce) -> bool:
    """Tell whether the platform kept anything: a status x.0.0 says no more than its class (RFC 3463 §3.1)."""
    told = event.text or bounce.reply or (bounce.status and not bounce.status.endswith(".0.0"))
    return bool(told) or bounce.kind is Kind.AUTO_REPLY


def _long_disabled(first: _When | None, when: _When) -> bool:
    """Tell a mailbox that is found disabled a second time, long after the first: it is dead."""
    if not first or not first.time or not when.time:
        return False
    return abs((when.time - first.time).total_seconds()) >= _TWICE_S


def _refusal(event: Event, bounce: Bounce, reason: str) -> Rescued:
    judgement = bounce.judgement
    decided = judgement.evidence[0] if judgement and judgement.evidence else None
    return Rescued(
        address=event.recipient,
        reason=reason,
        label=intern(event.label),
        platform_class=event.platform_class,
        reply=bounce.reply,
        status=intern(bounce.status),
        confidence=judgement.confidence if judgement else bounce.confidence,
        rule=intern(decided.rule if decided else event.platform),
        line=" ".join(event.text[: 2 * LINE].split())[:LINE],
        bounced_at=event.time,
    )


def _outcome(known: _Known) -> Outcome:
    if known.unwelcome:
        return Outcome.UNWELCOME
    if known.delivered and all(known.delivered.after(when) for when in (known.died, known.last) if when):
        return Outcome.RESCUED if known.last else Outcome.NO_EVIDENCE
    if known.died:
        return Outcome.RIGHTLY_HARD
    if not known.refusal:
        return Outcome.NO_EVIDENCE
    return Outcome.RESCUED if known.sure else Outcome.UNCLEAR


def _rescued(address: str, known: _Known) -> Rescued:
    time = known.last.time if known.last else None
    found = known.refusal or Rescued(
        address, known.reason, "", PlatformClass.HARD, None, "", Confidence.LIKELY, "", "", time
    )
    if known.delivered and known.last and known.delivered.after(known.last):
        return replace(found, delivered=True, delivered_at=known.delivered.time)
    return found
