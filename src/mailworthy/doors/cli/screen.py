"""Where the command line shows things: colours by meaning, words as they were given."""

from __future__ import annotations

import json
import re
from typing import Any

from rich.cells import cell_len
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
WIDE = 2  # cells of a Japanese letter
_UNITS = re.compile(r"[!-~]+|.", re.DOTALL)
_NEVER_FIRST = frozenset("、。・：；？！」』）】〉》ー々…")
_NEVER_LAST = frozenset("「『（【〈《")
_HIDDEN = re.compile(
    r"[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)  # what json leaves as it is, and a terminal heeds


def console(settings: Settings, *, stderr: bool = False) -> Console:
    """Give a console that shows text as it is: nothing in an address or a file's name is taken for mark-up."""
    return Console(stderr=stderr, no_color=not settings.color, highlight=False, markup=False, soft_wrap=False)


def visible(text: str) -> str:
    """Give one line as it can be shown, whole: control characters and what reorders text are escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def flowed(text: str, columns: int) -> str:
    """Break Japanese text into lines: a console breaks at blanks, of which it has hardly any.

    Args:
        text: One paragraph; words in Latin letters stay whole.
        columns: How wide a line may be, in cells.
    """
    lines = [""]
    for unit in _UNITS.findall(text):
        needed = cell_len(lines[-1]) + cell_len(unit)
        if needed <= columns - WIDE or (needed <= columns and unit in _NEVER_FIRST):
            lines[-1] += unit
        else:
            line, carried = lines[-1], unit
            while len(line) > 1 and (carried[0] in _NEVER_FIRST or line[-1] in _NEVER_LAST):
                line, carried = line[:-1], line[-1] + carried
            lines[-1:] = [line.rstrip(), carried.lstrip()]
    return "\n".join(line for line in lines if line)


def json_line(value: Any) -> str:
    """Write JSON on one line that does nothing to the terminal that shows it."""
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
