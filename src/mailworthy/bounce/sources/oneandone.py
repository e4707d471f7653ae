"""GMX, web.de, mail.com and IONOS (1&1, kundenserver.de): Exim's sentences over a list of their own making.

Described at https://postmaster.gmx.net/ and https://postmaster.1and1.com/: the address in quotes or bare, then "SMTP
error from remote server after RCPT command:", the host and the reply each on a line, or "For the following reason:".
"""

from __future__ import annotations

import re

from mailworthy.bounce.record import Notice
from mailworthy.bounce.sources.entries import entries
from mailworthy.bounce.sources.report_text import ADDRESS, ReportText, cleaned, without_repeats

MARKS = (
    "error from remote server after",
    "for the following reason:",
    "aus dem folgenden grund:",
    "error from remote server in",
)
_HEAD = re.compile(rf"\s{{0,4}}[<\"]?({ADDRESS})[>\"]?\s?:?\s*")
_FILLER = re.compile(
    r"\s*(?:for the following reason|aus folgendem grund|aus dem folgenden grund|grund)\s?:\s*", re.IGNORECASE
)


def read(report: ReportText) -> list[Notice]:
    """Read addresses that stand alone on a line after the opening, each with all that follows."""
    found = [
        report.notice(
            "oneandone",
            cleaned(entry.recipient),
            [line for line in entry.words if not _FILLER.fullmatch(line)],
            line=entry.head,
        )
        for entry in entries(report.lines, _begins, lambda _head, line: line.startswith("--- "))
    ]
    return without_repeats(found)


def _begins(line: str) -> tuple[str, str] | None:
    head = _HEAD.fullmatch(line) if "@" in line else None
    return (head[1], "") if head else None
