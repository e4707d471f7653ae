"""MailerSend: webhooks of a message's activity.

Source: MailerSend developer documentation, "Webhooks: supported event types". Reasons are prose of MailerSend's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.platforms.values import address, bare_id, first, mapping, moment, tag, text

_KINDS = {
    "sent": EventKind.ACCEPTED,
    "delivered": EventKind.DELIVERED,
    "deferred": EventKind.DEFERRED,
    "hard_bounced": EventKind.BOUNCE,
    "soft_bounced": EventKind.BOUNCE,
    "spam_complaint": EventKind.COMPLAINT,
    "opened": EventKind.OPEN,
    "opened_unique": EventKind.OPEN,
    "clicked": EventKind.CLICK,
    "clicked_unique": EventKind.CLICK,
    "unsubscribed": EventKind.UNSUBSCRIBE,
}
_CLASSES = {
    "hard_bounced": PlatformClass.HARD,
    "soft_bounced": PlatformClass.SOFT,
    "deferred": PlatformClass.SOFT,
}


def mine(body: Mapping[str, Any]) -> bool:
    """Tell whether a body looks like one of MailerSend's."""
    return text(body.get("type")).startswith("activity.")


def read(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read one webhook body."""
    data = mapping(body.get("data"))
    email, morph = mapping(data.get("email")), mapping(data.get("morph"))
    recipient = address(mapping(email.get("recipient")).get("email"))
    label = first(body.get("type"), data.get("type")).removeprefix("activity.").lower()
    if not recipient or not label:
        return
    kind = _KINDS.get(label, EventKind.OTHER)
    came_back = kind in {EventKind.BOUNCE, EventKind.DEFERRED}
    yield Said(
        platform="mailersend",
        recipient=recipient,
        kind=kind,
        label=label,
        platform_class=_CLASSES.get(label, PlatformClass.NONE),
        time=moment(first(data.get("created_at"), body.get("created_at"))),
        id=text(data.get("id")),
        text=first(morph.get("reason"), morph.get("readable_reason")) if came_back else "",
        campaign=tag(email.get("tags")),
        message_id=bare_id(mapping(email.get("message")).get("id")),
        subject=text(email.get("subject")),
        suppressed=label == "hard_bounced",
    )
