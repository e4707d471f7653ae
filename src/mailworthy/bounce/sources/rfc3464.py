"""Delivery status notifications: the one format that is a standard (RFC 3464, RFC 6522, RFC 6533)."""

from __future__ import annotations

import re

from mailworthy.bounce.record import Kind, Notice
from mailworthy.wire import delivery_report
from mailworthy.wire.delivery_report import Action, DeliveryReport, Recipient
from mailworthy.wire.message import Message, Part

_KINDS = {
    Action.FAILED: Kind.BOUNCE,
    Action.DELAYED: Kind.DELAY,
    Action.DELIVERED: Kind.DELIVERED,
    Action.RELAYED: Kind.DELIVERED,
    Action.EXPANDED: Kind.DELIVERED,
}
# The report's first field, where a gateway declared the part to be plain text.
_BEGINS = re.compile(
    r"\s*(?:Reporting-MTA|Original-Envelope-Id|Final-Recipient|Original-Recipient)\s*:", re.IGNORECASE
)


def read(message: Message) -> list[Notice]:
    """Give a notice for each recipient of the delivery reports that a message carries; none if it carries none.

    Reports inside a message that is itself attached are somebody else's: they are not opened.
    """
    found: list[Notice] = []
    for part in status_parts(message):
        report = delivery_report.read(part.text)
        found += [_notice(report, recipient) for recipient in report.recipients]
    return found


def status_parts(message: Message) -> list[Part]:
    """Give the parts that are delivery reports, by their type or, where it was lost, by their first field."""
    if any(type_.endswith("delivery-status") for type_ in message.types):
        return [part for part in message.parts if part.type.endswith("delivery-status")]
    if b"inal-" not in message.raw:
        return []
    return [part for part in message.parts if part.type.startswith("text/") and _BEGINS.match(part.text)]


def _notice(report: DeliveryReport, told: Recipient) -> Notice:
    final = told.final if "." in told.final.partition("@")[2] else told.original or told.final
    return Notice(
        kind=_kind(told),
        recipient=final,  # the one that was written to, where delivery was tried to a name inside the receiver's house
        text=told.diagnostic or told.remark,
        original_recipient="" if told.original.lower() == final.lower() else told.original,
        status=told.status,
        remote_mta=told.remote_mta,
        reporting_mta=report.reporting_mta,
        agent=told.diagnostic_type,
        source="rfc3464",
        line=told.line,
    )


def _kind(told: Recipient) -> Kind:
    """Tell what happened; by the code's class where the action is missing or nobody's word (RFC 3464 §2.3.4)."""
    if told.action is not Action.UNKNOWN:
        return _KINDS[told.action]
    return Kind.DELIVERED if told.status.startswith("2") else Kind.BOUNCE
