"""SendGrid: the event webhook, an array of events.

Source: Twilio SendGrid documentation, "Event Webhook Reference".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.platforms.values import address, bare_id, first, moment, tag, text

_KINDS = {
    "processed": EventKind.ACCEPTED,
    "delivered": EventKind.DELIVERED,
    "deferred": EventKind.DEFERRED,
    "bounce": EventKind.BOUNCE,
    "blocked": EventKind.BOUNCE,
    "dropped": EventKind.DROPPED,
    "spamreport": EventKind.COMPLAINT,
    "open": EventKind.OPEN,
    "click": EventKind.CLICK,
    "unsubscribe": EventKind.UNSUBSCRIBE,
    "group_unsubscribe": EventKind.UNSUBSCRIBE,
    "group_resubscribe": EventKind.SUBSCRIBE,
}
_CLASSES = {
    "bounce": PlatformClass.HARD,
    "blocked": PlatformClass.BLOCK,
    "expired": PlatformClass.SOFT,
}
_SUPPRESSIONS = ("bounced address", "invalid", "spam reporting address", "unsubscribed address")
_SUSPICIONS = {
    "invalid address": "user_unknown",
    "mailbox unavailable": "mailbox_full",
    "reputation": "bad_reputation",
    "content": "spam_content",
    "technical": "server_error",
    "frequency or volume too high": "rate_limited",
}


def mine(body: Mapping[str, Any]) -> bool:
    """Tell whether a body looks like one of SendGrid's events."""
    return "event" in body and any(key in body for key in ("sg_event_id", "sg_message_id", "smtp-id"))


def read(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read one event of the array."""
    label, recipient = text(body.get("event")).lower(), address(body.get("email"))
    kind = _KINDS.get(label, EventKind.OTHER)
    if not recipient or not label:
        return
    type_ = text(body.get("type")).lower() or ("blocked" if label == "blocked" else "")
    explained = kind in {EventKind.BOUNCE, EventKind.DROPPED, EventKind.DEFERRED, EventKind.DELIVERED}
    words = (body.get("response"), body.get("reason")) if kind is EventKind.DEFERRED else (
        body.get("reason"), body.get("response"))  # fmt: skip
    said = first(*words) if explained else ""
    suppressed = kind is EventKind.DROPPED and said.lower().startswith(_SUPPRESSIONS)
    yield Said(
        platform="sendgrid",
        recipient=recipient,
        kind=kind,
        label="/".join(filter(None, (label, type_))),
        platform_class=_class(kind, type_),
        time=moment(body.get("timestamp")),
        id=text(body.get("sg_event_id")),
        text=said,
        status=text(body.get("status")).strip(),
        campaign=first(
            body.get("marketing_campaign_name"), body.get("singlesend_name"), tag(body.get("category"))
        ),
        message_id=bare_id(first(body.get("smtp-id"), body.get("sg_message_id"))),
        attempted=kind is not EventKind.DROPPED,
        suppressed=suppressed or (kind is EventKind.BOUNCE and type_ in {"", "bounce"}),
        suspicion=_SUSPICIONS.get(text(body.get("bounce_classification")).lower(), ""),
    )


def _class(kind: EventKind, type_: str) -> PlatformClass:
    if kind is EventKind.DEFERRED:
        return PlatformClass.SOFT
    if kind is EventKind.BOUNCE:
        return _CLASSES.get(type_, PlatformClass.HARD)
    return PlatformClass.NONE
