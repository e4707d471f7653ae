"""``mailworthy message``: would a filter take it?"""

from __future__ import annotations

import click

from mailworthy.doors.cli.commands import Commands

VERBS = {
    # name       module                                    help
    "check": (
        "mailworthy.doors.cli.message_check",
        "Look at messages as filters, the law and readers see them, and say what to change.",
    ),
    "preview": (
        "mailworthy.doors.cli.message_preview",
        "Draw messages as readers see them: screens, dark, no pictures, clients that drop CSS.",
    ),
    "train": (
        "mailworthy.doors.cli.message_train",
        "Teach the Bayesian filter with your own mail, or take it back.",
    ),
    "rules": (
        "mailworthy.doors.cli.message_rules",
        "Prove rules of your own, and try them on your mail.",
    ),
}


@click.command("message", cls=Commands, table=VERBS)
def command() -> None:
    """Say whether filters would take a message, whether it is within the law, and what readers get."""
