"""What mail servers write into their logs: deliveries and refusals, recipient by recipient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from mailworthy.bounce.event import Said
from mailworthy.bounce.logs import exim, postfix
from mailworthy.bounce.logs.syslog import Calendar
from mailworthy.bounce.logs.waiting import Queue

NAMES = ("postfix", "exim")


class LogReader(Protocol):
    """Reads a log line by line, and remembers what it needs between them."""

    def read(self, line: str) -> Iterator[Said]:
        """Read the next line."""
        ...


def which_log(lines: Sequence[str]) -> str:
    """Tell whose log some first lines are of: ``postfix``, ``exim`` or ``""``."""
    if any(map(exim.mine, lines)):  # Exim's lines are known for certain
        return "exim"
    return "postfix" if any(map(postfix.mine, lines)) else ""


def log_reader(name: str, calendar: Calendar, tag_of: Callable[[str], str] | None = None) -> LogReader:
    """Give a reader of a server's log.

    Args:
        name: One of :data:`NAMES`.
        calendar: What the lines' times lack.
        tag_of: Gives the campaign or contact that a return path carries.
    """
    reader = exim.EximLog if name == "exim" else postfix.PostfixLog
    return reader(calendar, Queue(tag_of=tag_of))
