"""The database: its tables, how they grow, and how it is opened."""

from __future__ import annotations

from mailworthy.store.sql.opening import opened
from mailworthy.store.sql.tables import (
    METADATA,
    bayes_message,
    bayes_sender,
    bayes_token,
    event,
    failure,
    mailbox,
    mark,
    report,
    report_mail,
    report_sessions,
    sighting,
)

__all__ = [
    "METADATA",
    "bayes_message",
    "bayes_sender",
    "bayes_token",
    "event",
    "failure",
    "mailbox",
    "mark",
    "opened",
    "report",
    "report_mail",
    "report_sessions",
    "sighting",
]
