"""Complaints and their like: what a feedback report means, and whom it is about (RFC 5965)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailworthy.bounce.record import Kind
from mailworthy.bounce.sources.report_text import addresses_in
from mailworthy.wire import feedback_report
from mailworthy.wire.message import Message, Part

# RFC 5965 §3.1 and §7.3, RFC 6430 (not-spam), RFC 6591 (auth-failure): whatever else is reported is a complaint.
_KINDS = {
    "not-spam": Kind.REPORT,
    "auth-failure": Kind.REPORT,
    "dmarc": Kind.REPORT,
    "opt-out": Kind.UNSUBSCRIBE,
    "opt-out-list": Kind.UNSUBSCRIBE,
}
# Microsoft's junk mail reports are no RFC 5965: they hold the message, and nothing else.
_MICROSOFT = re.compile(r"\s*complaint about message from\b", re.IGNORECASE)
# Where providers write whom the message went to, when they send it back whole.
_FOR = ("x-hmxmroriginalrecipient", "x-apparently-to", "delivered-to", "x-original-to", "envelope-to")


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody reported.

    Args:
        type: As the report calls it (RFC 5965 §7.3).
        recipients: Whom the message had gone to, as far as the report says.
    """

    type: str
    recipients: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """What that makes of the message."""
        return _KINDS.get(self.type, Kind.COMPLAINT)


def read(message: Message) -> Feedback | None:
    """Give what a message reports; None where it is no feedback report."""
    types = message.types
    if "message/feedback-report" in types:
        told = feedback_report.read(_first(message, "message/feedback-report").text)
        return Feedback(told.type, told.recipients or told.removal_recipients)
    if "message/rfc822" in types and _MICROSOFT.match(message.header("subject")):
        inner = _first(message, "message/rfc822").message()
        said = (addresses_in(inner.header(name)) for name in _FOR)
        return Feedback("abuse", tuple(next((one[:1] for one in said if one), ())))
    if message.type == "multipart/report" and message.param("report-type").lower() == "feedback-report":
        return Feedback("", ())
    return None


def _first(message: Message, type_: str) -> Part:
    return next(part for part in message.parts if part.type == type_)
