"""The report pages: self-contained HTML files that a marketer understands, in three languages."""

from __future__ import annotations

from mailworthy.flow.page.page import (
    bounce_page,
    list_page,
    message_page,
    messages_page,
    reports_page,
    sender_page,
)
from mailworthy.flow.page.words import Speech, reason_label

__all__ = [
    "Speech",
    "bounce_page",
    "list_page",
    "message_page",
    "messages_page",
    "reason_label",
    "reports_page",
    "sender_page",
]
