"""qmail's bounces (QSBMF) and those of everybody who copied them: Yahoo, GoDaddy, Outblaze, newmail.ru, Sina, Courier-like.

Described in qmail-send(8) and in "The qmail-send Bounce Message Format", https://cr.yp.to/proto/qsbmf.txt: a paragraph
for each recipient begins ``<addr>:``, and ``--- `` breaks to the message that came back. Others keep the paragraphs
and change the opening words, so these count for nothing here.
"""

from __future__ import annotations

import re

from mailworthy.bounce.record import Notice
from mailworthy.bounce.sources.entries import entries
from mailworthy.bounce.sources.report_text import ADDRESS, ReportText, cleaned, without_repeats

MARKS = (
    ">:\n",
    ">: \n",
    ">:\r",
    "unable to deliver message to the following",
    "did not accept the following recipient",
)
_HEAD = re.compile(rf"[ \t]{{0,2}}<({ADDRESS}|[^<>\s@]{{1,64}}@?)>\s?:\s*", re.IGNORECASE)


def read(report: ReportText) -> list[Notice]:
    """Read paragraphs that begin with an address in angle brackets, a colon, and nothing else."""
    found = [
        report.notice("qmail", cleaned(entry.recipient), entry.words, line=entry.head)
        for entry in entries(report.lines, _begins)
    ]
    return without_repeats(found)


def _begins(line: str) -> tuple[str, str] | None:
    head = _HEAD.fullmatch(line) if line[:5].lstrip(" \t")[:1] == "<" else None
    return (head[1], "") if head else None
