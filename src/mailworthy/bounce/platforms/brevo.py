"""Brevo (Sendinblue): transactional webhooks.

Source: Brevo developer documentation, "Transactional webhooks". ``ts_epoch`` is in milliseconds, in some of its own
examples in seconds; ``date`` is in the account's zone, which nobody tells, and so not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.platforms.values import address, bare_id, first, moment, tag, text

_KINDS = {
    "request": EventKind.ACCEPTED,
    "sent": EventKind.ACCEPTED,
    "delivered": EventKind.DELIVERED,
    "deferred": EventKind.DEFERRED,
    "hard_bounce": EventKind.BOUNCE,
    "soft_bounce": EventKind.BOUNCE,
    "blocked": EventKind.DROPPED,
    "invalid_email": EventKind.DROPPED,
    "error": EventKind.DROPPED,
    "spam": EventKind.COMPLAINT,
    "complaint": EventKind.COMPLAINT,
    "opened": EventKind.OPEN,
    "unique_opened": EventKind.OPEN,
    "proxy_open": EventKind.OPEN,
    "unique_proxy_open": EventKind.OPEN,
    "click": EventKind.CLICK,
    "unsubscribe": EventKind.UNSUBSCRIBE,
    "unsubscribed": EventKind.UNSUBSCRIBE,
    "list_addition": EventKind.OTHER,
}
_CLASSES = {
    "hard_bounce": PlatformClass.HARD,
    "invalid_email": PlatformClass.HARD,
    "soft_bounce": PlatformClass.SOFT,
    "deferred": PlatformClass.SOFT,
}
_SUPPRESSIONS = {"hard_bounce", "invalid_email", "blocked"}
_EXPLAINED = {EventKind.DEFERRED, EventKind.BOUNCE, EventKind.DROPPED}


def mine(body: Mapping[str, Any]) -> bool:
    """Tell whether a body looks like one of Brevo's."""
    return "event" in body and "email" in body and ("message-id" in body or "ts_epoch" in body)


def read(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read one event."""
    recipient, label = address(body.get("email")), text(body.get("event")).lower()
    if not recipient or not label:
        return
    kind, message = _KINDS.get(label, EventKind.OTHER), bare_id(body.get("message-id"))
    time = first(body.get("ts_epoch"), body.get("ts_event"), body.get("ts"))
    yield Said(
        platform="brevo",
        recipient=recipient,
        kind=kind,
        label=label,
        platform_class=_CLASSES.get(label, PlatformClass.NONE),
        time=moment(time),
        id=f"{message}:{label}:{time}" if message else "",
        text=text(body.get("reason")) if kind in _EXPLAINED else "",
        campaign=first(body.get("campaign name"), tag(body.get("tags")), tag(body.get("tag"))),
        message_id=message,
        subject=text(body.get("subject")),
        attempted=kind is not EventKind.DROPPED,
        suppressed=label in _SUPPRESSIONS,
        suspicion="address_syntax" if label == "invalid_email" else "",
    )
