"""Feedback reports: what a mailbox provider tells of a message that somebody complained about (RFC 5965, RFC 6591)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailworthy.wire.delivery_report import address

LOOKED_AT = 65_536  # characters of one report

_FIELD = re.compile(r"^([A-Za-z][\w-]{0,60})[ \t]*:[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FeedbackReport:
    """One report (RFC 5965 §3).

    Args:
        type: In lower case: ``abuse``, ``fraud``, ``virus``, ``not-spam``, ``opt-out``, ``auth-failure``, ``other``;
            empty where the report has none.
        recipients: Original-Rcpt-To, which providers often leave out or redact.
        removal_recipients: Whom to remove from the list (an early form's Removal-Recipient).
        mail_from: Original-Mail-From: our own return path, perhaps with a token.
        user_agent: The program that wrote it.
    """

    type: str
    recipients: tuple[str, ...]
    removal_recipients: tuple[str, ...]
    mail_from: str
    user_agent: str


def read(text: str) -> FeedbackReport:
    """Read the fields of a ``message/feedback-report`` part. Any text is accepted.

    Source:
        RFC 5965 §3.1 to §3.3.
    """
    fields: dict[str, list[str]] = {}
    for name, value in _FIELD.findall(text[:LOOKED_AT]):
        fields.setdefault(name.lower(), []).append(value.replace("\n", " ").strip())
    return FeedbackReport(
        type="".join(fields.get("feedback-type", [])[:1]).partition(";")[0].strip().lower(),
        recipients=_addresses(fields.get("original-rcpt-to", [])),
        removal_recipients=_addresses(fields.get("removal-recipient", [])),
        mail_from="".join(_addresses(fields.get("original-mail-from", []))[:1]),
        user_agent="".join(fields.get("user-agent", [])[:1]),
    )


def _addresses(values: Sequence[str]) -> tuple[str, ...]:
    found = (address(value) for value in values)
    return tuple(dict.fromkeys(one for one in found if "@" in one))
