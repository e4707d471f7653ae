"""Postal: webhooks of a message's state.

Source: Postal documentation, "Webhook events & payloads".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.platforms.values import address, bare_id, first, mapping, moment, text

_KINDS = {
    "messagesent": (EventKind.DELIVERED, PlatformClass.NONE),
    "messagedelayed": (EventKind.DEFERRED, PlatformClass.SOFT),
    "messagedeliveryfailed": (EventKind.BOUNCE, PlatformClass.HARD),
    "messagebounced": (EventKind.BOUNCE, PlatformClass.UNDETERMINED),
    "messageheld": (EventKind.ACCEPTED, PlatformClass.NONE),  # waits until somebody releases it
    "messageloaded": (EventKind.OPEN, PlatformClass.NONE),
    "messagelinkclicked": (EventKind.CLICK, PlatformClass.NONE),
}
_NOTHING = (EventKind.OTHER, PlatformClass.NONE)


def mine(body: Mapping[str, Any]) -> bool:
    """Tell whether a body looks like one of Postal's."""
    return "payload" in body and text(body.get("event")).lower().startswith(("message", "domaindns"))


def read(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read one webhook body."""
    payload, label = mapping(body.get("payload")), text(body.get("event"))
    message = mapping(payload.get("message")) or mapping(payload.get("original_message"))
    recipient = address(message.get("to"))
    if not recipient:
        return
    kind, platform_class = _KINDS.get(label.lower(), _NOTHING)
    explained = kind in {EventKind.DELIVERED, EventKind.DEFERRED, EventKind.BOUNCE}
    yield Said(
        platform="postal",
        recipient=recipient,
        kind=kind,
        label="/".join(filter(None, (label, text(payload.get("status"))))),
        platform_class=platform_class,
        time=moment(first(body.get("timestamp"), payload.get("timestamp"))),
        id=first(body.get("uuid"), payload.get("uuid")),
        text=first(payload.get("output"), payload.get("details")) if explained else "",
        campaign=text(message.get("tag")),
        message_id=bare_id(message.get("message_id")),
        subject=text(message.get("subject")),
        suppressed=platform_class is PlatformClass.HARD,
    )
