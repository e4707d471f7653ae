"""What a platform, a webhook or a log tells of one recipient's message: the teller's words, and ours beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from mailworthy.bounce.reasons import REASONS, UNDETERMINED
from mailworthy.bounce.record import Bounce, Evidence, Judgement, Kind, Stage
from mailworthy.finding import Confidence, Lang
from mailworthy.wire.reply import read

if TYPE_CHECKING:
    from mailworthy.bounce.rules import Rule

LINE = 300  # characters of a text that stand as evidence

_STATUS = re.compile(r"(?<![\w.])[245]\.[0-7]\.\d{1,3}(?![\w.]*\w)")  # RFC 3463 §2; no version, no address
_SUCCESS = re.compile(r"(?<![\w.,-])2[0-5]\d(?=[ -]|$)")
_LOOKED_AT = 2048


class EventKind(Enum):
    """What happened."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    DEFERRED = "deferred"
    BOUNCE = "bounce"
    DROPPED = "dropped"  # the platform did not try, or gave up by a rule of its own
    COMPLAINT = "complaint"
    OPEN = "open"
    CLICK = "click"
    UNSUBSCRIBE = "unsubscribe"
    SUBSCRIBE = "subscribe"
    REPLY = "reply"
    OTHER = "other"


class PlatformClass(Enum):
    """How bad the platform says it is, whatever the receiver wrote."""

    NONE = ""
    HARD = "hard"
    SOFT = "soft"
    BLOCK = "block"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Said:
    """What a platform or a log says of one recipient, before anybody judged it: the readers' product.

    Args:
        platform: Who says so: ``sendgrid``, ``postfix``…
        recipient: The address, without a display name.
        kind: What happened.
        label: The platform's own word for it.
        platform_class: How bad the platform says it is.
        time: When; None where that is not said.
        id: The platform's own id of the event, to know it again; empty where it has none.
        text: The words that explain it, as given: the receiver's where the platform hands them on.
        reply: The basic code, where it is told apart from the text.
        status: The enhanced status code, where it is told apart from the text.
        campaign: The campaign, category or tag that it was sent with.
        message_id: Of the message, without angle brackets.
        subject: Of the message.
        original_recipient: The address that was written to, where it differs.
        remote_mta: The host that refused.
        stage: At which command it refused.
        attempted: Whether a receiver was asked at all; what is only ``dropped`` says nothing about the address.
        suppressed: Whether the platform will not write to this address any more.
        prose: Whether the text is the platform's own: then it is only judged if it quotes a reply.
        auto_reply: Whether it was an automatic answer, which platforms count among the bounces.
        suspicion: The reason that the platform's label stands for, used where no text says more.
    """

    platform: str
    recipient: str
    kind: EventKind
    label: str = ""
    platform_class: PlatformClass = PlatformClass.NONE
    time: datetime | None = None
    id: str = ""
    text: str = ""
    reply: int | None = None
    status: str = ""
    campaign: str = ""
    message_id: str = ""
    subject: str = ""
    original_recipient: str = ""
    remote_mta: str = ""
    stage: Stage = Stage.UNKNOWN
    attempted: bool = True
    suppressed: bool = False
    prose: bool = False
    auto_reply: bool = False
    suspicion: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one recipient's message, as told elsewhere.

    Args:
        platform: Who told it.
        recipient: The address.
        kind: What happened.
        label: The platform's own word for it.
        platform_class: How bad the platform says it is.
        suppressed: Whether the platform will not write to this address any more.
        time: When, in UTC; None where that is not known.
        id: The platform's own id; empty where it has none.
        reply: The basic reply code, None where there is none.
        status: The enhanced status code, given or else the first one in the text; empty where there is none.
        text: The words that explain it, as the platform has them.
        campaign: The campaign, category or tag that it was sent with.
        message_id: Of the message, without angle brackets.
        bounce: What the text means, judged as any other bounce; None where nothing came back.
    """

    platform: str
    recipient: str
    kind: EventKind
    label: str = ""
    platform_class: PlatformClass = PlatformClass.NONE
    suppressed: bool = False
    time: datetime | None = None
    id: str = ""
    reply: int | None = None
    status: str = ""
    text: str = ""
    campaign: str = ""
    message_id: str = ""
    bounce: Bounce | None = None

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape; what is not known is null."""
        return {
            "platform": self.platform,
            "id": self.id or None,
            "recipient": self.recipient,
            "time": rfc3339(self.time) if self.time else None,
            "kind": self.kind.value,
            "label": self.label or None,
            "platform_class": self.platform_class.value or None,
            "suppressed": self.suppressed,
            "reply": self.reply,
            "status": self.status or None,
            "text": self.text or None,
            "campaign": self.campaign or None,
            "message_id": self.message_id or None,
            "bounce": self.bounce.as_dict(lang) if self.bounce else None,
        }


def rfc3339(time: datetime) -> str:
    """Write a moment in UTC, to the millisecond (RFC 3339 §5.6)."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def event_of(said: Said, rules: Sequence[Rule] = ()) -> Event:
    """Judge what a platform says, and keep its words beside the judgement.

    Args:
        said: What a reader found.
        rules: The user's own rules, which come first.
    """
    said = replace(said, status=status_in(said.status))  # whatever else a platform writes there is none
    bounce = _bounce(said, rules)
    return Event(
        platform=said.platform,
        recipient=said.recipient,
        kind=said.kind,
        label=said.label,
        platform_class=said.platform_class,
        suppressed=said.suppressed,
        time=said.time,
        id=said.id,
        reply=said.reply or (bounce.reply if bounce else _success(said.text)),
        status=said.status or status_in(said.text),
        text=said.text,
        campaign=said.campaign,
        message_id=said.message_id,
        bounce=bounce,
    )


def status_in(text: str) -> str:
    """Give the first enhanced status code of a text (RFC 3463 §2); empty where there is none."""
    found = _STATUS.search(text, 0, _LOOKED_AT)
    return found[0] if found else ""


def _success(text: str) -> int | None:
    found = _SUCCESS.search(text, 0, _LOOKED_AT)
    return int(found[0]) if found else None


_CAME_BACK = {EventKind.BOUNCE: Kind.BOUNCE, EventKind.DEFERRED: Kind.DELAY, EventKind.DROPPED: Kind.BOUNCE}


def _bounce(said: Said, rules: Sequence[Rule]) -> Bounce | None:
    if said.auto_reply:
        return _record(said, Kind.AUTO_REPLY)
    kind = _CAME_BACK.get(said.kind)
    if kind is None or (said.kind is EventKind.DROPPED and not said.attempted):
        return None
    return _judged(said, kind, rules)


def _judged(said: Said, kind: Kind, rules: Sequence[Rule]) -> Bounce:
    from mailworthy.bounce.judge import judge  # noqa: PLC0415  # most events are none that is judged

    reply, judgement = judge(
        "" if said.prose and read(said.text).code is None else said.text,
        reply=said.reply,
        status=said.status,
        stage=said.stage,
        remote_mta=said.remote_mta,
        kind=kind,
        rules=rules,
    )
    if judgement.reason == UNDETERMINED and said.suspicion:
        judgement = _suspected(said, judgement)
    return _record(said, kind, reply.code, reply.status, judgement)


def _suspected(said: Said, judgement: Judgement) -> Judgement:
    """Take the platform's word where the receiver's are missing; a guess, for platforms fold what they were told."""
    spoken = Evidence(f"{said.platform} label", said.label, said.suspicion)
    return Judgement(said.suspicion, Confidence.GUESS, (spoken, *judgement.evidence))


def _record(
    said: Said, kind: Kind, reply: int | None = None, status: str = "", judgement: Judgement | None = None
) -> Bounce:
    from email.utils import format_datetime  # noqa: PLC0415  # as above

    return Bounce(
        kind=kind,
        recipient=said.recipient,
        original_recipient=said.original_recipient,
        reply=reply,
        status=status,
        judgement=judgement,
        remote_mta=said.remote_mta,
        diagnostic=said.text,
        stage=said.stage,
        message_id=said.message_id,
        subject=said.subject,
        reported_at=format_datetime(said.time) if said.time else "",
        tag=said.campaign,
        evidence=_evidence(said, kind, judgement),
    )


def _evidence(said: Said, kind: Kind, judgement: Judgement | None) -> tuple[Evidence, ...]:
    """Show the platform's own word beside ours, and whether we think otherwise."""
    told = Evidence(said.platform, said.text[:LINE] or said.label, kind.value)
    if said.platform_class not in {PlatformClass.HARD, PlatformClass.SOFT}:
        return (told,)
    hard = judgement is not None and REASONS[judgement.reason].hard
    differs = hard is not (said.platform_class is PlatformClass.HARD)
    return told, Evidence(f"{said.platform} class", said.label, said.platform_class.value, overruled=differs)
