"""Mailjet: the event API, an event or an array of them.

Source: Mailjet developer documentation, "Event API: real-time notifications" and its table of errors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.platforms.values import address, first, moment, text

_KINDS = {
    "sent": EventKind.DELIVERED,
    "bounce": EventKind.BOUNCE,
    "blocked": EventKind.DROPPED,
    "spam": EventKind.COMPLAINT,
    "open": EventKind.OPEN,
    "click": EventKind.CLICK,
    "unsub": EventKind.UNSUBSCRIBE,
}
_SUSPICIONS = {
    "user unknown": "user_unknown",
    "mailbox inactive": "mailbox_disabled",
    "quota exceeded": "mailbox_full",
    "invalid domain": "domain_unknown",
    "no mail host": "no_mail_service",
    "relay/access denied": "relay_denied",
    "greylisted": "greylisted",
    "typofix": "address_syntax",
    "bad or empty template": "not_rfc_compliant",
    "content blocked": "spam_content",
    "policy issue": "policy",
    "spam reporter": "spam_content",
    "sender blocked": "bad_reputation",
    "connection issue": "network_error",
    "protocol error": "protocol_error",
    "mailbox full": "mailbox_full",
}


def mine(body: Mapping[str, Any]) -> bool:
    """Tell whether a body looks like one of Mailjet's events."""
    return "event" in body and any(
        key in body for key in ("MessageID", "Message_GUID", "mj_campaign_id", "mj_contact_id")
    )


def read(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read one event."""
    recipient, label = address(body.get("email")), text(body.get("event")).lower()
    if not recipient or not label:
        return
    kind, hard = _KINDS.get(label, EventKind.OTHER), body.get("hard_bounce") in (True, 1, "1", "true")
    error, about = text(body.get("error")), text(body.get("error_related_to"))
    message, time = text(body.get("MessageID")), text(body.get("time"))
    bounced = kind is EventKind.BOUNCE
    yield Said(
        platform="mailjet",
        recipient=recipient,
        kind=kind,
        label="/".join(filter(None, (label, about, error))),
        platform_class=(PlatformClass.HARD if hard else PlatformClass.SOFT)
        if bounced
        else PlatformClass.NONE,
        time=moment(time),
        id=f"{message}:{label}:{time}" if message else "",
        text=first(body.get("comment"), body.get("smtp_reply"), error),
        campaign=first(body.get("customcampaign"), body.get("mj_campaign_id") or None),
        message_id=message,
        attempted=kind is not EventKind.DROPPED,
        suppressed=body.get("blocked") in (True, 1, "1", "true") or kind is EventKind.DROPPED,
        suspicion=first(_SUSPICIONS.get(error.lower()), _SUSPICIONS.get(about.lower())),
    )
