"""Where the command line shows things: colours by meaning, words as they were given."""

from __future__ import annotations

from rich.console import Console

from mailworthy.doors.cli.settings import Settings

STATUS_STYLE = {
    "valid": "bold green",
    "risky": "bold yellow",
    "soft": "bold cyan",
    "unknown": "bold blue",
    "invalid": "bold red",
}
BOUNCE_STYLE = {"hard": "bold red", "soft": "bold cyan", "none": "bold green"}
ACTION_STYLE = {"keep": "green", "review": "yellow", "retry": "cyan", "remove": "red"}
SEVERITY_MARK = {
    "error": ("✗", "red"),
    "warning": ("!", "yellow"),
    "info": ("i", "blue"),
    "pass": ("✓", "green"),
}


def console(settings: Settings, *, stderr: bool = False) -> Console:
    """Give a console that shows text as it is: nothing in an address or a file's name is taken for mark-up."""
    return Console(stderr=stderr, no_color=not settings.color, highlight=False, markup=False, soft_wrap=False)
