"""Mandrill (Mailchimp Transactional): a form whose one field is an array of events, or that array itself.

Source: Mailchimp Transactional documentation, "About webhooks" and "Message events".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.platforms.values import address, decoded, first, listed, mapping, moment, tag, text

_KINDS = {
    "send": EventKind.ACCEPTED,
    "delivered": EventKind.DELIVERED,
    "deferral": EventKind.DEFERRED,
    "hard_bounce": EventKind.BOUNCE,
    "soft_bounce": EventKind.BOUNCE,
    "reject": EventKind.DROPPED,
    "spam": EventKind.COMPLAINT,
    "open": EventKind.OPEN,
    "click": EventKind.CLICK,
    "unsub": EventKind.UNSUBSCRIBE,
}
_CLASSES = {
    "hard_bounce": PlatformClass.HARD,
    "soft_bounce": PlatformClass.SOFT,
    "deferral": PlatformClass.SOFT,
}
_SUSPICIONS = {
    "bad_mailbox": "user_unknown",
    "invalid_domain": "domain_unknown",
    "mailbox_full": "mailbox_full",
    "message_too_large": "message_too_big",
    "spam_blocked": "bad_reputation",
    "blocked": "policy",
}


def mine(body: Mapping[str, Any]) -> bool:
    """Tell whether a body looks like one of Mandrill's."""
    return "mandrill_events" in body or ("msg" in body and "event" in body)


def read(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read one form, or one event of its array."""
    events = listed(decoded(body["mandrill_events"])) if "mandrill_events" in body else [body]
    for event in map(mapping, events):
        message, label = mapping(event.get("msg")), text(event.get("event")).lower()
        recipient = address(message.get("email"))
        if recipient and label:
            yield _said(event, message, recipient, label)


def _said(event: Mapping[str, Any], message: Mapping[str, Any], recipient: str, label: str) -> Said:
    kind, time = _KINDS.get(label, EventKind.OTHER), text(event.get("ts"))
    description = text(message.get("bounce_description"))
    return Said(
        platform="mandrill",
        recipient=recipient,
        kind=kind,
        label="/".join(filter(None, (label, description))),
        platform_class=_CLASSES.get(label, PlatformClass.NONE),
        time=moment(time),
        id=":".join(filter(None, (first(event.get("_id"), message.get("_id")), label, time))),
        text=text(message.get("diag")),
        campaign=tag(message.get("tags")),
        message_id=text(message.get("_id")),
        subject=text(message.get("subject")),
        attempted=kind is not EventKind.DROPPED,
        suppressed=label in {"hard_bounce", "reject"},
        suspicion=_SUSPICIONS.get(description.lower(), ""),
    )
