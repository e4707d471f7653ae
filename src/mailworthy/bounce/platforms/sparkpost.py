"""SparkPost (Bird): webhook batches of ``msys`` events, and the items of the events API.

Source: SparkPost documentation, "Webhook event reference" and "Bounce classification codes".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.platforms.values import (
    address,
    bare_id,
    code,
    first,
    listed,
    mapping,
    moment,
    number,
    tag,
    text,
)

_KINDS = {
    "injection": EventKind.ACCEPTED,
    "delivery": EventKind.DELIVERED,
    "delay": EventKind.DEFERRED,
    "bounce": EventKind.BOUNCE,
    "out_of_band": EventKind.BOUNCE,
    "policy_rejection": EventKind.DROPPED,
    "generation_failure": EventKind.DROPPED,
    "generation_rejection": EventKind.DROPPED,
    "spam_complaint": EventKind.COMPLAINT,
    "open": EventKind.OPEN,
    "initial_open": EventKind.OPEN,
    "amp_open": EventKind.OPEN,
    "amp_initial_open": EventKind.OPEN,
    "click": EventKind.CLICK,
    "amp_click": EventKind.CLICK,
    "list_unsubscribe": EventKind.UNSUBSCRIBE,
    "link_unsubscribe": EventKind.UNSUBSCRIBE,
}
_HARD, _SOFT, _BLOCK = PlatformClass.HARD, PlatformClass.SOFT, PlatformClass.BLOCK
_CLASSES = {
    10: (_HARD, "user_unknown"),
    20: (_SOFT, ""),
    21: (_SOFT, "domain_unknown"),
    22: (_SOFT, "mailbox_full"),
    23: (_SOFT, "message_too_big"),
    24: (_SOFT, "expired"),
    30: (_HARD, ""),
    40: (_SOFT, ""),
    50: (_BLOCK, "policy"),
    51: (_BLOCK, "bad_reputation"),
    52: (_BLOCK, "spam_content"),
    53: (_BLOCK, "virus_or_attachment"),
    54: (_BLOCK, "relay_denied"),
    70: (_SOFT, "server_error"),
    90: (_HARD, ""),
    100: (_SOFT, ""),
}
_AUTO_REPLY, _CHALLENGE, _SUBSCRIBE, _UNSUBSCRIBE = 60, 100, 80, 90  # counted among the bounces, and none
_NO_BOUNCES = {
    _AUTO_REPLY: EventKind.OTHER,
    _CHALLENGE: EventKind.OTHER,
    _SUBSCRIBE: EventKind.SUBSCRIBE,
    _UNSUBSCRIBE: EventKind.UNSUBSCRIBE,
}
_OURS = {25, 26}  # an administrator's or SparkPost's own decision: nothing was sent


def mine(body: Mapping[str, Any]) -> bool:
    """Tell whether a body looks like one of SparkPost's."""
    return "msys" in body or ("rcpt_to" in body and "type" in body)


def read(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read one event of a batch; a batch's ``msys`` holds one of them."""
    for event in map(mapping, mapping(body.get("msys")).values() if "msys" in body else listed(body)):
        recipient = address(first(event.get("raw_rcpt_to"), event.get("rcpt_to")))
        label = text(event.get("type")).lower()
        if recipient and label:
            yield _said(event, recipient, label)


def _said(event: Mapping[str, Any], recipient: str, label: str) -> Said:
    kind, class_ = _KINDS.get(label, EventKind.OTHER), number(event.get("bounce_class"))
    platform_class, suspicion = PlatformClass.NONE, ""
    if kind in {EventKind.BOUNCE, EventKind.DEFERRED}:
        platform_class, suspicion = _CLASSES.get(class_ or 0, (PlatformClass.UNDETERMINED, ""))
    if kind is EventKind.DEFERRED:
        platform_class = PlatformClass.SOFT
    if kind is EventKind.BOUNCE:
        kind = EventKind.DROPPED if class_ in _OURS else _NO_BOUNCES.get(class_ or 0, kind)
    explained = kind not in {EventKind.ACCEPTED, EventKind.COMPLAINT}
    return Said(
        platform="sparkpost",
        recipient=recipient,
        kind=kind,
        label="/".join(filter(None, (label, text(event.get("bounce_class"))))),
        platform_class=platform_class,
        time=moment(event.get("timestamp")),
        id=text(event.get("event_id")),
        text=first(event.get("raw_reason"), event.get("reason")) if explained else "",
        reply=code(event.get("error_code")),
        campaign=first(event.get("campaign_id"), tag(event.get("rcpt_tags"))),
        message_id=bare_id(event.get("message_id")),
        subject=text(event.get("subject")),
        remote_mta=text(event.get("ip_address")),
        attempted=kind is not EventKind.DROPPED,
        suppressed=platform_class is PlatformClass.HARD or class_ in _OURS,
        auto_reply=class_ in {_AUTO_REPLY, _CHALLENGE} and kind is EventKind.OTHER,
        suspicion=suspicion,
    )
