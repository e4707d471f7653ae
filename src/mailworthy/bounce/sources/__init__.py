"""Reads what a report says, dialect by dialect: a message in, notices out, judged by nobody yet.

One module a family. Each has ``MARKS``, texts of which one stands in every report of the family, and ``read``. The marks
are a cheap gate, tested before the module is even imported; what a report is, its structure decides.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

from mailworthy.bounce.record import Notice
from mailworthy.bounce.sources.report_text import ReportText
from mailworthy.wire.message import Message

# In this order: what is most certain first, and before those who borrow its sentences.
DIALECTS = (
    "amazon", "fields", "google", "oneandone", "gateways", "webmail", "exchange", "postfix", "qmail",
    "exim", "servers", "sendmail", "carriers", "lists", "general",
)  # fmt: skip
_Reader = Callable[[ReportText], list[Notice]]


def read_dialects(message: Message) -> list[Notice]:
    """Read a report that has no delivery status part that says enough.

    Args:
        message: Any message; that it is no auto-reply, challenge or other kind is for the caller to find out first.

    Returns:
        A notice for each recipient, from the first dialect that finds any; empty for what is no report.
    """
    report = ReportText(message)
    if not report.automatic:
        return []
    for name in DIALECTS:
        marks, read = _dialect(name)
        if report.has(*marks) and (found := read(report)):
            return found
    return []


@cache
def _dialect(name: str) -> tuple[tuple[str, ...], _Reader]:
    module = import_module(f"{__name__}.{name}")
    return getattr(module, "MARKS", ("",)), module.read
