"""Amazon SES: notifications and events, bare or in the envelope of Amazon SNS; a message's insights.

Source: Amazon SES developer guide, "Contents of event data that Amazon SES publishes to Amazon SNS".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.platforms.values import (
    address,
    addresses,
    bare_id,
    decoded,
    first,
    listed,
    mapping,
    moment,
    tag,
    text,
)

_KINDS = {
    "send": EventKind.ACCEPTED,
    "delivery": EventKind.DELIVERED,
    "deliverydelay": EventKind.DEFERRED,
    "bounce": EventKind.BOUNCE,
    "complaint": EventKind.COMPLAINT,
    "reject": EventKind.DROPPED,
    "rendering failure": EventKind.DROPPED,
    "open": EventKind.OPEN,
    "click": EventKind.CLICK,
    "subscription": EventKind.UNSUBSCRIBE,
}
_PARTS = {"rendering failure": "failure", "deliverydelay": "deliveryDelay"}
_CLASSES = {
    "permanent": PlatformClass.HARD,
    "transient": PlatformClass.SOFT,
    "undetermined": PlatformClass.UNDETERMINED,
}
_SUPPRESSIONS = {"suppressed", "onaccountsuppressionlist", "unsubscribedrecipient"}  # nothing was sent
_SUSPICIONS = {
    "noemail": "user_unknown",
    "mailboxfull": "mailbox_full",
    "messagetoolarge": "message_too_big",
    "contentrejected": "spam_content",
    "attachmentrejected": "virus_or_attachment",
    "internalfailure": "server_error",
    "recipientserviceoutage": "network_error",
    "transientcommunicationfailure": "network_error",
    "spamdetected": "spam_content",
    "ipfailure": "bad_reputation",
    "greylisted": "greylisted",
}


def mine(body: Mapping[str, Any]) -> bool:
    """Tell whether a body looks like one of Amazon's."""
    if "Insights" in body:
        return True
    if "Message" in body:
        return "TopicArn" in body or "Type" in body
    return ("notificationType" in body or "eventType" in body) and "mail" in body


def read(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read one notification, or what SES knows of one message."""
    if "Insights" in body:
        yield from _insights(body)
        return
    inner = mapping(decoded(body["Message"])) if "Message" in body else body
    label = first(inner.get("eventType"), inner.get("notificationType"))
    kind = _KINDS.get(label.lower())
    if kind is None:
        return
    mail, part = mapping(inner.get("mail")), mapping(inner.get(_PARTS.get(label.lower(), label.lower())))
    about = _About(body, mail, part)
    if kind is EventKind.BOUNCE:
        yield from _bounces(part, about)
    else:
        yield from _others(kind, label, part, about)


class _About:
    """What all events of one notification share."""

    def __init__(self, body: Mapping[str, Any], mail: Mapping[str, Any], part: Mapping[str, Any]) -> None:
        tags, headers = mapping(mail.get("tags")), mapping(mail.get("commonHeaders"))
        self.mail = mail
        self.shared: dict[str, Any] = {
            "platform": "amazon_ses",
            "id": first(body.get("MessageId"), part.get("feedbackId")),
            "time": moment(first(part.get("timestamp"), body.get("Timestamp"), mail.get("timestamp"))),
            "message_id": bare_id(first(mail.get("messageId"))),
            "subject": text(headers.get("subject")),
            "campaign": first(tag(tags.get("campaign")), tag(tags.get("ses:configuration-set"))),
        }


def _bounces(part: Mapping[str, Any], about: _About) -> Iterator[Said]:
    type_, subtype = text(part.get("bounceType")), text(part.get("bounceSubType"))
    suppressed = subtype.lower() in _SUPPRESSIONS
    for each in map(mapping, listed(part.get("bouncedRecipients"))):
        if recipient := address(each.get("emailAddress")):
            yield Said(
                recipient=recipient,
                kind=EventKind.DROPPED if suppressed else EventKind.BOUNCE,
                label="/".join(filter(None, ("Bounce", type_, subtype))),
                platform_class=_CLASSES.get(type_.lower(), PlatformClass.UNDETERMINED),
                text=text(each.get("diagnosticCode")),
                status=text(each.get("status")).strip(),
                remote_mta=text(part.get("remoteMtaIp")),
                attempted=not suppressed,
                suppressed=suppressed or type_.lower() == "permanent",
                suspicion=_SUSPICIONS.get(subtype.lower(), ""),
                **about.shared,
            )


def _others(kind: EventKind, label: str, part: Mapping[str, Any], about: _About) -> Iterator[Said]:
    if text(part.get("complaintSubType")).lower() == "onaccountsuppressionlist":
        kind = EventKind.DROPPED  # somebody complained before: nothing was sent this time
    delayed = kind is EventKind.DEFERRED
    named = listed(
        part.get("complainedRecipients") or part.get("delayedRecipients") or part.get("recipients")
    )
    for each in named or listed(about.mail.get("destination")):
        one = mapping(each)
        for recipient in addresses(one.get("emailAddress") if one else each):
            yield Said(
                recipient=recipient,
                kind=kind,
                label=first(part.get("delayType"), part.get("complaintFeedbackType"), label),
                platform_class=PlatformClass.SOFT if delayed else PlatformClass.NONE,
                text=first(one.get("diagnosticCode"), part.get("smtpResponse")),
                status=text(one.get("status")).strip(),
                attempted=kind is not EventKind.DROPPED,
                suppressed=bool(text(part.get("complaintSubType"))),
                suspicion=_SUSPICIONS.get(text(part.get("delayType")).lower(), "") if delayed else "",
                **about.shared,
            )


_INSIGHTS = {
    "SEND": (EventKind.ACCEPTED, PlatformClass.NONE),
    "DELIVERY": (EventKind.DELIVERED, PlatformClass.NONE),
    "REJECT": (EventKind.DROPPED, PlatformClass.NONE),
    "DELIVERY_DELAY": (EventKind.DEFERRED, PlatformClass.SOFT),
    "TRANSIENT_BOUNCE": (EventKind.BOUNCE, PlatformClass.SOFT),
    "PERMANENT_BOUNCE": (EventKind.BOUNCE, PlatformClass.HARD),
    "UNDETERMINED_BOUNCE": (EventKind.BOUNCE, PlatformClass.UNDETERMINED),
    "COMPLAINT": (EventKind.COMPLAINT, PlatformClass.NONE),
    "OPEN": (EventKind.OPEN, PlatformClass.NONE),
    "CLICK": (EventKind.CLICK, PlatformClass.NONE),
}


def _insights(body: Mapping[str, Any]) -> Iterator[Said]:
    """Read the answer of GetMessageInsights, or a line of an export of them."""
    for insight in map(mapping, listed(body["Insights"])):
        for event in map(mapping, listed(insight.get("Events"))):
            label, bounce = text(event.get("Type")), mapping(mapping(event.get("Details")).get("Bounce"))
            kind, platform_class = _INSIGHTS.get(label.upper(), (EventKind.OTHER, PlatformClass.NONE))
            recipient, subtype = address(insight.get("Destination")), text(bounce.get("BounceSubType"))
            if recipient:
                yield Said(
                    platform="amazon_ses",
                    recipient=recipient,
                    kind=kind,
                    label="/".join(filter(None, (label, subtype))),
                    platform_class=platform_class,
                    time=moment(event.get("Timestamp")),
                    text=text(bounce.get("DiagnosticCode")),
                    message_id=bare_id(body.get("MessageId")),
                    subject=text(body.get("Subject")),
                    attempted=kind is not EventKind.DROPPED,
                    suppressed=platform_class is PlatformClass.HARD,
                    suspicion=_SUSPICIONS.get(subtype.replace("_", "").lower(), ""),
                )
