"""Amazon SES's notifications by mail: SNS's JSON in place of a report.

Described at https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html and, for the envelope, at
https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html. Complaints are no bounces and not read here.
"""

from __future__ import annotations

import json
import re
from typing import Any

from mailworthy.bounce.record import Kind, Notice
from mailworthy.bounce.sources.report_text import ReportText

MARKS = ("notificationtype", "eventtype")
_FOLDED = re.compile(r"!\n ")  # a mail server that cuts lines over 990 octets leaves this behind
_AGENT = re.compile(r"\s*([\w-]{1,40})\s*;\s*")


def read(report: ReportText) -> list[Notice]:
    """Read a bounce, a delay or a delivery, bare or inside SNS's envelope."""
    said = _unwrapped(_json(_FOLDED.sub("", report.message.text())))
    kind = str(said.get("notificationType") or said.get("eventType") or "")
    match kind:
        case "Bounce":
            return _bounced(report, said)
        case "DeliveryDelay":
            return _delayed(report, said)
        case "Delivery":
            return _delivered(report, said)
        case _:
            return []


def _json(text: str) -> dict[str, Any]:
    start = text.find("{")
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text, max(start, 0))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _unwrapped(said: dict[str, Any]) -> dict[str, Any]:
    inner = said.get("Message")
    return _json(inner) if isinstance(inner, str) else said


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _field(said: dict[str, Any], name: str) -> dict[str, Any]:
    value = said.get(name)
    return value if isinstance(value, dict) else {}


def _bounced(report: ReportText, said: dict[str, Any]) -> list[Notice]:
    bounce = _field(said, "bounce")
    return [_recipient(report, bounce, one, Kind.BOUNCE) for one in _dicts(bounce.get("bouncedRecipients"))]


def _delayed(report: ReportText, said: dict[str, Any]) -> list[Notice]:
    delay = _field(said, "deliveryDelay")
    return [_recipient(report, delay, one, Kind.DELAY) for one in _dicts(delay.get("delayedRecipients"))]


def _delivered(report: ReportText, said: dict[str, Any]) -> list[Notice]:
    delivery = _field(said, "delivery")
    recipients = delivery.get("recipients")
    text = str(delivery.get("smtpResponse") or "")
    return [
        report.notice("amazon", one, text, kind=Kind.DELIVERED)
        for one in (recipients if isinstance(recipients, list) else ())
        if isinstance(one, str)
    ]


def _recipient(report: ReportText, about: dict[str, Any], one: dict[str, Any], kind: Kind) -> Notice:
    words = str(one.get("diagnosticCode") or about.get("bounceSubType") or about.get("delayType") or "")
    agent = _AGENT.match(words)
    return report.notice(
        "amazon",
        str(one.get("emailAddress") or ""),
        words[agent.end() :] if agent else words,
        status=str(one.get("status") or ""),
        agent=agent[1].lower() if agent else "",
        kind=kind,
    )
