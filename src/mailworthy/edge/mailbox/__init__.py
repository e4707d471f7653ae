"""Mailboxes over IMAP, POP3 and JMAP: what is in them, its octets, and what becomes of what was read."""

from __future__ import annotations

from pathlib import Path

from mailworthy.edge.mailbox.box import After, Deed, Listed, Mailbox, parse_after
from mailworthy.edge.mailbox.login import Login, from_file, from_program
from mailworthy.edge.mailbox.where import SCHEMES, Where, is_mailbox, parse_where

__all__ = [
    "SCHEMES",
    "After",
    "Deed",
    "Listed",
    "Login",
    "Mailbox",
    "Where",
    "from_file",
    "from_program",
    "is_mailbox",
    "open_mailbox",
    "parse_after",
    "parse_where",
]


def open_mailbox(where: Where, login: Login, after: After, *, ca_file: Path | None = None) -> Mailbox:
    """Connect to a mailbox and log in.

    Args:
        where: Which one.
        login: The proof that it is ours.
        after: What becomes of what was looked for, once it was read: bounces, or reports.
        ca_file: The authorities to trust instead of the system's, in PEM.

    Raises:
        InputError: The protocol cannot do what ``after`` says.
        OutsideError: There is no connection, no trust, or the server refuses; ``temporary`` where a later try may help.
    """
    if where.protocol == "imap":
        from mailworthy.edge.mailbox.imap import ImapMailbox  # noqa: PLC0415  # one protocol at a time is loaded

        return ImapMailbox(where, login, after, ca_file=ca_file)
    if where.protocol == "pop3":
        from mailworthy.edge.mailbox.pop3 import Pop3Mailbox  # noqa: PLC0415  # same

        return Pop3Mailbox(where, login, after, ca_file=ca_file)
    from mailworthy.edge.mailbox.jmap import JmapMailbox  # noqa: PLC0415  # same

    return JmapMailbox(where, login, after, ca_file=ca_file)
