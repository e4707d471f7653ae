"""Mailchimp: webhooks of an audience, a form with names such as ``data[email]``.

Source: Mailchimp Marketing documentation, "Sync audience data with webhooks". ``cleaned`` names no reply: whether the
receiver refused for good or too often is all that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.platforms.values import address, first, mapping, moment, text

_KINDS = {
    "cleaned": EventKind.BOUNCE,
    "unsubscribe": EventKind.UNSUBSCRIBE,
    "subscribe": EventKind.SUBSCRIBE,
    "profile": EventKind.OTHER,
    "upemail": EventKind.OTHER,
}


def mine(body: Mapping[str, Any]) -> bool:
    """Tell whether a body looks like one of Mailchimp's."""
    return "type" in body and ("data[email]" in body or ("fired_at" in body and "data" in body))


def read(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read one webhook body."""
    data, label = mapping(body.get("data")), text(body.get("type")).lower()
    recipient = address(first(body.get("data[email]"), data.get("email"), body.get("data[new_email]")))
    if not recipient or label not in _KINDS:
        return
    reason = first(body.get("data[reason]"), data.get("reason")).lower()
    kind = EventKind.COMPLAINT if reason == "abuse" else _KINDS[label]
    yield Said(
        platform="mailchimp",
        recipient=recipient,
        kind=kind,
        label="/".join(filter(None, (label, reason))),
        platform_class=PlatformClass.HARD if kind is EventKind.BOUNCE else PlatformClass.NONE,
        time=moment(body.get("fired_at")),
        campaign=first(body.get("data[campaign_id]"), data.get("campaign_id")),
        suppressed=label in {"cleaned", "unsubscribe"},
    )
