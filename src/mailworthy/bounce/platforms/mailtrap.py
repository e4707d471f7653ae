"""Mailtrap: webhook batches of the sending service.

Source: Mailtrap documentation, "Webhooks: event types and payloads".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.platforms.values import address, bare_id, code, first, listed, mapping, moment, text

_KINDS = {
    "delivery": EventKind.DELIVERED,
    "soft bounce": EventKind.DEFERRED,  # it goes on trying; `bounce` is the end
    "bounce": EventKind.BOUNCE,
    "suspension": EventKind.DROPPED,
    "reject": EventKind.DROPPED,
    "spam": EventKind.COMPLAINT,
    "open": EventKind.OPEN,
    "click": EventKind.CLICK,
    "unsubscribe": EventKind.UNSUBSCRIBE,
}
_CLASSES = {"bounce": PlatformClass.HARD, "soft bounce": PlatformClass.SOFT}
_SUSPICIONS = {
    "spam": "spam_content",
    "virus": "virus_or_attachment",
    "badmailbox": "user_unknown",
    "baddomain": "domain_unknown",
    "mailboxfull": "mailbox_full",
    "policy": "policy",
}


def mine(body: Mapping[str, Any]) -> bool:
    """Tell whether a body looks like one of Mailtrap's, or like one event of its list."""
    event = mapping(next(iter(listed(body["events"])), None)) if "events" in body else body
    return "event" in event and ("sending_stream" in event or "event_id" in event)


def read(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read one batch, or one event of it."""
    for event in map(mapping, listed(body["events"]) if "events" in body else [body]):
        recipient, label = address(event.get("email")), text(event.get("event")).lower().replace("_", " ")
        if recipient and label:
            yield _said(event, recipient, label)


def _said(event: Mapping[str, Any], recipient: str, label: str) -> Said:
    kind, category = _KINDS.get(label, EventKind.OTHER), text(event.get("bounce_category"))
    return Said(
        platform="mailtrap",
        recipient=recipient,
        kind=kind,
        label="/".join(filter(None, (label, category))),
        platform_class=_CLASSES.get(label, PlatformClass.NONE),
        time=moment(event.get("timestamp")),
        id=text(event.get("event_id")),
        text=first(event.get("response"), event.get("reason")),
        reply=code(event.get("response_code")),
        campaign=text(event.get("category")),
        message_id=bare_id(event.get("message_id")),
        attempted=kind is not EventKind.DROPPED,
        suppressed=label in {"bounce", "reject"},
        suspicion=_SUSPICIONS.get(category.lower().replace("_", "").replace(" ", ""), ""),
    )
