"""Delivery status fields (RFC 3464 §2.3) that stand in the text, not in a part of their own.

Amazon WorkMail, XWall, SendGrid and others print them for people; reports whose MIME structure broke on the way show
them too.
"""

from __future__ import annotations

import re
from itertools import islice

from mailworthy.bounce.record import Kind, Notice
from mailworthy.bounce.sources.report_text import RECIPIENTS, ReportText, address_in, folded, without_repeats

MARKS = ("final-recipient:", "original-recipient:")
_FIELD = re.compile(
    r"^[ \t>]{0,8}(final-recipient|original-recipient|action|status|diagnostic-code|remote-mta|reporting-mta)[ \t]*:[ \t]*"
    r"([^\n]*(?:\n[ \t]+(?![\w-]+[ \t]*:)[^\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)
FIELDS = 1_000  # that are looked at
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_TYPED = re.compile(r"\s*([\w-]{1,40})\s*;\s*(.*)", re.DOTALL)
_KINDS = {
    "delayed": Kind.DELAY, "delivered": Kind.DELIVERED, "relayed": Kind.DELIVERED, "expanded": Kind.DELIVERED,
}  # fmt: skip


def read(report: ReportText) -> list[Notice]:
    """Read the fields in groups: a second ``Final-Recipient``, or the same field again, begins the next."""
    groups: list[dict[str, str]] = [{}]
    for found in islice(_FIELD.finditer(report.message.text()), FIELDS):
        key = found[1].lower()
        if key in groups[-1]:
            groups.append({})
        groups[-1][key] = folded(found[2].split("\n"))
    named = [one for one in groups if "final-recipient" in one or "original-recipient" in one][:RECIPIENTS]
    return without_repeats([one for one in (_notice(report, group) for group in named) if one.recipient])


def _notice(report: ReportText, group: dict[str, str]) -> Notice:
    diagnostic = _TYPED.match(group.get("diagnostic-code", ""))
    original = address_in(group.get("original-recipient", ""))
    status = _STATUS.search(group.get("status", ""))
    remote = _TYPED.match(group.get("remote-mta", ""))
    return report.notice(
        "fields",
        address_in(group.get("final-recipient", "")) or original,
        diagnostic[2] if diagnostic else group.get("diagnostic-code", ""),
        original=original,
        status=status[0] if status else "",
        agent=diagnostic[1].lower() if diagnostic else "",
        remote_mta=remote[2].strip("<> ")[:255] if remote else "",
        kind=_KINDS.get(group.get("action", "").strip().lower(), Kind.BOUNCE),
    )
