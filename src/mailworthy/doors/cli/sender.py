"""``mailworthy sender``: will they believe us?"""

from __future__ import annotations

import click

from mailworthy.doors.cli.commands import Commands

VERBS = {
    # name       module                                    help
    "check": (
        "mailworthy.doors.cli.sender_check",
        "Look at everything of a domain that receivers look at, and say what to mend.",
    ),
    "spf": (
        "mailworthy.doors.cli.sender_spf",
        "Say who may send for a domain, and what its SPF records cost.",
    ),
    "blocklists": (
        "mailworthy.doors.cli.sender_blocklists",
        "Say which blocklists hold an address or a domain, and where one is taken off.",
    ),
    "record": ("mailworthy.doors.cli.sender_record", "Write the records to publish."),
    "reports": (
        "mailworthy.doors.cli.sender_reports",
        "Say what receivers report: who sends as us, what would break.",
    ),
}


@click.command("sender", cls=Commands, table=VERBS)
def command() -> None:
    """Say whether receivers believe that your mail is yours, and what to publish."""
