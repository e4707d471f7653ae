"""``mailworthy bounce``: why did it come back, and what is to be done?"""

from __future__ import annotations

import click

from mailworthy.doors.cli.commands import Commands

VERBS = {
    # name       module                                    help
    "read": ("mailworthy.doors.cli.bounce_read", "Say what came back: files, folders, archives, mailboxes."),
    "explain": ("mailworthy.doors.cli.bounce_explain", "Say what a mail server's reply means."),
    "rescue": (
        "mailworthy.doors.cli.bounce_rescue",
        "Find addresses that a platform calls dead and that are not.",
    ),
    "report": ("mailworthy.doors.cli.bounce_report", "Say how much comes back, why, and what to do next."),
    "codes": ("mailworthy.doors.cli.bounce_codes", "Say what reply codes mean by themselves."),
}


@click.command("bounce", cls=Commands, table=VERBS)
def command() -> None:
    """Say why messages came back, and what to do about it."""
