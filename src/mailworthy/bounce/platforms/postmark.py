"""Postmark: webhooks, and the items of the bounce API, which look alike.

Source: Postmark developer documentation, "Webhooks overview" and "Bounce types".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.platforms.values import address, bare_id, first, moment, tag, text


class _Type(NamedTuple):
    """What a bounce type of Postmark's is to us."""

    kind: EventKind
    platform_class: PlatformClass = PlatformClass.NONE
    suspicion: str = ""


_KINDS = {
    "Delivery": EventKind.DELIVERED,
    "Open": EventKind.OPEN,
    "Click": EventKind.CLICK,
    "SpamComplaint": EventKind.COMPLAINT,
}
_TYPES = {
    "HardBounce": _Type(EventKind.BOUNCE, PlatformClass.HARD),
    "Transient": _Type(EventKind.DEFERRED, PlatformClass.SOFT, "network_error"),
    "SoftBounce": _Type(EventKind.BOUNCE, PlatformClass.SOFT),
    "DnsError": _Type(EventKind.BOUNCE, PlatformClass.SOFT, "domain_unknown"),
    "SpamNotification": _Type(EventKind.BOUNCE, PlatformClass.BLOCK, "spam_content"),
    "VirusNotification": _Type(EventKind.BOUNCE, PlatformClass.BLOCK, "virus_or_attachment"),
    "Blocked": _Type(EventKind.BOUNCE, PlatformClass.BLOCK, "policy"),
    "DMARCPolicy": _Type(EventKind.BOUNCE, PlatformClass.BLOCK, "auth_failed"),
    "AddressChange": _Type(EventKind.OTHER),
    "AutoResponder": _Type(EventKind.OTHER),
    "ChallengeVerification": _Type(EventKind.OTHER),
    "OpenRelayTest": _Type(EventKind.OTHER),
    "Unsubscribe": _Type(EventKind.UNSUBSCRIBE),
    "Subscribe": _Type(EventKind.SUBSCRIBE),
    "SpamComplaint": _Type(EventKind.COMPLAINT),
    "BadEmailAddress": _Type(EventKind.DROPPED, PlatformClass.HARD, "address_syntax"),
    "ManuallyDeactivated": _Type(EventKind.DROPPED),
    "Unconfirmed": _Type(EventKind.DROPPED),
    "SMTPApiError": _Type(EventKind.DROPPED),
    "InboundError": _Type(EventKind.OTHER),
    "TemplateRenderingFailed": _Type(EventKind.DROPPED),
}
_UNKNOWN = _Type(EventKind.BOUNCE, PlatformClass.UNDETERMINED)
_TIMES = ("BouncedAt", "DeliveredAt", "ChangedAt", "ReceivedAt")


def mine(body: Mapping[str, Any]) -> bool:
    """Tell whether a body looks like one of Postmark's."""
    return "RecordType" in body or ("TypeCode" in body and "Email" in body)


def read(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read one webhook body, or one item of the bounce API."""
    recipient = address(first(body.get("Email"), body.get("Recipient")))
    if not recipient:
        return
    record, label = text(body.get("RecordType")) or "Bounce", text(body.get("Type"))
    if record == "SubscriptionChange":
        label = text(body.get("SuppressionReason"))
        found = _changed(label, suppressed=body.get("SuppressSending") is not False)
    elif record == "Bounce":
        found = _TYPES.get(label, _UNKNOWN)
    else:
        found = _Type(_KINDS.get(record, EventKind.OTHER))
    explained = found.kind in {EventKind.BOUNCE, EventKind.DEFERRED, EventKind.DROPPED, EventKind.DELIVERED}
    yield Said(
        platform="postmark",
        recipient=recipient,
        kind=found.kind,
        label="/".join(filter(None, (record, label))),
        platform_class=found.platform_class,
        time=moment(first(*(body.get(name) for name in _TIMES))),
        id=text(body.get("ID")),
        text=text(body.get("Details")) if explained else "",
        campaign=tag(body.get("Tag")),
        message_id=bare_id(body.get("MessageID")),
        subject=text(body.get("Subject")),
        attempted=found.kind is not EventKind.DROPPED,
        suppressed=body.get("Inactive") is True or (record == "SubscriptionChange" and bool(label)),
        auto_reply=label in {"AutoResponder", "ChallengeVerification"},
        suspicion=found.suspicion,
    )


def _changed(reason: str, *, suppressed: bool) -> _Type:
    if not suppressed:
        return _Type(EventKind.SUBSCRIBE)
    if reason == "HardBounce":
        return _TYPES["HardBounce"]
    return _Type(EventKind.COMPLAINT if reason == "SpamComplaint" else EventKind.UNSUBSCRIBE)
