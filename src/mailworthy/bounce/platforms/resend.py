"""Resend: webhooks of a message, one body for all its recipients.

Source: Resend documentation, "Webhooks: event types". A bounce's message is prose of Resend's own, mostly without a code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.platforms.values import addresses, first, listed, mapping, moment, tag, text

_KINDS = {
    "sent": EventKind.ACCEPTED,
    "scheduled": EventKind.ACCEPTED,
    "delivered": EventKind.DELIVERED,
    "delivery_delayed": EventKind.DEFERRED,
    "bounced": EventKind.BOUNCE,
    "failed": EventKind.DROPPED,
    "suppressed": EventKind.DROPPED,
    "complained": EventKind.COMPLAINT,
    "opened": EventKind.OPEN,
    "clicked": EventKind.CLICK,
}
_CLASSES = {
    "permanent": PlatformClass.HARD,
    "transient": PlatformClass.SOFT,
    "undetermined": PlatformClass.UNDETERMINED,
}
_EXPLAINED = {EventKind.BOUNCE, EventKind.DEFERRED, EventKind.DROPPED}


def mine(body: Mapping[str, Any]) -> bool:
    """Tell whether a body looks like one of Resend's."""
    return text(body.get("type")).startswith("email.") and "data" in body


def read(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read one webhook body."""
    data, label = mapping(body.get("data")), text(body.get("type")).removeprefix("email.").lower()
    kind = _KINDS.get(label, EventKind.OTHER)
    bounce, failed = mapping(data.get("bounce")), mapping(data.get("failed"))
    type_ = text(bounce.get("type"))
    for recipient in addresses(data.get("to")):
        yield Said(
            platform="resend",
            recipient=recipient,
            kind=kind,
            label="/".join(filter(None, (label, type_, text(bounce.get("subType"))))),
            platform_class=_class(kind, type_),
            time=moment(first(body.get("created_at"), data.get("created_at"))),
            id=first(body.get("svix-id"), body.get("id")),
            text=_words(bounce, failed) if kind in _EXPLAINED else "",
            campaign=first(data.get("broadcast_id"), _tagged(data.get("tags"))),
            message_id=text(data.get("email_id")),
            subject=text(data.get("subject")),
            prose=not tag(bounce.get("diagnosticCode")),
            attempted=kind is not EventKind.DROPPED,
            suppressed=type_.lower() == "permanent" or label == "suppressed",
        )


def _class(kind: EventKind, type_: str) -> PlatformClass:
    if kind is EventKind.BOUNCE:
        return _CLASSES.get(type_.lower(), PlatformClass.UNDETERMINED)
    return PlatformClass.SOFT if kind is EventKind.DEFERRED else PlatformClass.NONE


def _words(bounce: Mapping[str, Any], failed: Mapping[str, Any]) -> str:
    return first(tag(bounce.get("diagnosticCode")), bounce.get("message"), failed.get("reason"))


def _tagged(tags: Any) -> str:
    """Give the tag ``campaign``; tags are an object, or a list of names and values."""
    if isinstance(tags, Mapping):
        return text(tags.get("campaign"))
    named = {text(mapping(each).get("name")): mapping(each).get("value") for each in listed(tags)}
    return text(named.get("campaign"))
