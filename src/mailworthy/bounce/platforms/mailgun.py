"""Mailgun: webhooks of today (signature and event-data), of old (a form), and the items of the events API.

Source: Mailgun documentation, "Webhooks", "Events" and "Tracking failures".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mailworthy.bounce.event import EventKind, PlatformClass, Said, status_in
from mailworthy.bounce.platforms.values import (
    address,
    bare_id,
    code,
    decoded,
    first,
    listed,
    mapping,
    moment,
    number,
    tag,
    text,
)

_KINDS = {
    "accepted": EventKind.ACCEPTED,
    "delivered": EventKind.DELIVERED,
    "failed": EventKind.BOUNCE,
    "bounced": EventKind.BOUNCE,
    "dropped": EventKind.DROPPED,
    "rejected": EventKind.DROPPED,
    "complained": EventKind.COMPLAINT,
    "opened": EventKind.OPEN,
    "clicked": EventKind.CLICK,
    "unsubscribed": EventKind.UNSUBSCRIBE,
}
_NEVER_SENT = {605, 606, 607}  # bounced, unsubscribed or complained before
_SUSPICIONS = {498: "domain_unknown", 499: "network_error", 602: "expired"}  # Mailgun's own numbers


def mine(body: Mapping[str, Any]) -> bool:
    """Tell whether a body looks like one of Mailgun's."""
    if "event-data" in body:
        return True
    if "event" not in body or "recipient" not in body:
        return False
    return ("token" in body and "signature" in body) or "log-level" in body or "delivery-status" in body


def read(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read one webhook body, or one item of the events API."""
    inner = mapping(body.get("event-data")) or body
    recipient, label = address(inner.get("recipient")), text(inner.get("event")).lower()
    if not recipient or not label:
        return
    old = "event-data" not in body and "delivery-status" not in body and "id" not in body
    yield (_of_old if old else _of_today)(inner, recipient, label)


def _of_today(event: Mapping[str, Any], recipient: str, label: str) -> Said:
    delivery, severity = mapping(event.get("delivery-status")), text(event.get("severity")).lower()
    reason, own = text(event.get("reason")).lower(), number(delivery.get("code")) or 0
    kind = _KINDS.get(label, EventKind.OTHER)
    never_sent = reason.startswith("suppress-") or own in _NEVER_SENT
    if kind is EventKind.BOUNCE:
        kind = _failed(severity, never_sent=never_sent)
    headers = mapping(mapping(event.get("message")).get("headers"))
    return Said(
        platform="mailgun",
        recipient=recipient,
        kind=kind,
        label="/".join(filter(None, (label, severity, reason))),
        platform_class=_CLASSES.get(severity, PlatformClass.NONE)
        if label == "failed"
        else PlatformClass.NONE,
        time=moment(event.get("timestamp")),
        id=text(event.get("id")),
        text=first(delivery.get("message"), delivery.get("description")),
        reply=code(own),
        status=text(delivery.get("enhanced-code")).strip(),
        campaign=_campaign(event),
        message_id=bare_id(headers.get("message-id")),
        subject=text(headers.get("subject")),
        remote_mta=text(delivery.get("mx-host")),
        attempted=not never_sent and label != "rejected",
        suppressed=never_sent or kind is EventKind.BOUNCE,
        suspicion=_SUSPICIONS.get(own, ""),
    )


_CLASSES = {"permanent": PlatformClass.HARD, "temporary": PlatformClass.SOFT}


def _failed(severity: str, *, never_sent: bool) -> EventKind:
    if severity == "temporary":
        return EventKind.DEFERRED
    return EventKind.DROPPED if never_sent else EventKind.BOUNCE


def _of_old(form: Mapping[str, Any], recipient: str, label: str) -> Said:
    """Read a form. Its code is a basic one, an enhanced one, or Mailgun's own."""
    kind, own = _KINDS.get(label, EventKind.OTHER), number(form.get("code")) or 0
    gave_up = text(form.get("reason")).lower() == "old"  # it tried for hours, then stopped
    dropped = kind is EventKind.DROPPED
    hard = kind is EventKind.BOUNCE or (dropped and text(form.get("reason")).lower() == "hardfail")
    never_sent = own in _NEVER_SENT or (dropped and not gave_up and not code(own))
    headers = dict(pair for pair in listed(decoded(form.get("message-headers"))) if _is_pair(pair))
    return Said(
        platform="mailgun",
        recipient=recipient,
        kind=kind,
        label="/".join(filter(None, (label, text(form.get("reason")).lower()))),
        platform_class=PlatformClass.HARD if hard else PlatformClass.NONE,
        time=moment(form.get("timestamp")),
        id=text(form.get("token")),
        text=first(form.get("error"), form.get("description")),
        reply=code(own),
        status=status_in(text(form.get("code"))),
        campaign=_campaign(form),
        message_id=bare_id(first(form.get("Message-Id"), form.get("message-id"), headers.get("Message-Id"))),
        subject=text(headers.get("Subject")),
        attempted=not never_sent,
        suppressed=hard or dropped,
        suspicion=_SUSPICIONS.get(own, ""),
    )


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)


def _campaign(event: Mapping[str, Any]) -> str:
    named = next(iter(listed(event.get("campaigns"))), None)
    return first(
        mapping(named).get("name"),
        mapping(named).get("id"),
        event.get("campaign-name"),
        tag(event.get("tags")),
    )
