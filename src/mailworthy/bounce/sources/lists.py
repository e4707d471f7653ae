"""Mailing lists that refuse a message themselves: fml's notices to who is no member, loops, size.

Described in fml's documentation (https://www.fml.org/): the subject ends with ``(NAME ML)``, the sender is the list's
``-admin``. Moderation ("awaits approval") is no refusal and not read here.
"""

from __future__ import annotations

import re

from mailworthy.bounce.record import Notice
from mailworthy.bounce.sources.report_text import ADDRESS, ReportText, cleaned, folded

MARKS = ("mailing list <", "duplicated message-id in <", "your message is too big", "mail size is limited")
_SUBJECT = re.compile(r"\(\S{1,100} ml\)\s*$")
_LIST = re.compile(rf"<({ADDRESS})>")


def read(report: ReportText) -> list[Notice]:
    """Read fml's notice: the list is the recipient."""
    named = _LIST.search(report.text) if _SUBJECT.search(report.subject) else None
    if named is None:
        return []
    first = folded(report.text[: named.end() + 200].split("\n\n")[0].split("\n"))
    return [report.notice("fml", cleaned(named[1]), first)]
