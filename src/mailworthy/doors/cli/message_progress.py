"""How far a run over many messages is, and what could not be read, on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.text import Text

from mailworthy.doors.cli.screen import visible

if TYPE_CHECKING:
    from rich.progress import Progress

NOTES = 20  # of what could not be read
LINE = 500  # characters of a note
SOON_S = 0.5  # before a bar is worth showing
LONG_OCTETS = 8 << 20
QUIET_S = 5.0  # a log that is no terminal gets a line now and then


def total(paths: Iterable[Path]) -> int:
    """Give how many octets there are to read; 0 where that cannot be told before, or is soon done."""
    paths = list(paths)
    if len(paths) == 1 and paths[0].is_file() and paths[0].stat().st_size < LONG_OCTETS:
        return 0
    from mailworthy.flow.read_bounces import total_bytes  # noqa: PLC0415  # only where it takes a while

    try:
        return total_bytes(paths)
    except OSError:  # it is told when its turn comes
        return 0


class Notes:
    """What could not be read, said at once; when it gets too much, counted."""

    def __init__(self, screen: Console, *, quiet: bool, verbose: bool) -> None:
        self.screen = screen
        self.count = 0
        self._quiet = quiet
        self._most = sys.maxsize if verbose else NOTES

    def add(self, line: str) -> None:
        """Take up a file that could not be read."""
        self.count += 1
        if self.count <= self._most:
            self.say(line, always=True)

    def say(self, line: str, *, always: bool = False) -> None:
        """Print one line; those that say why a run failed are no notes, and are printed always."""
        if always or not self._quiet:
            self.screen.print(Text(visible(line[:LINE])), soft_wrap=True)

    def close(self) -> None:
        """Say how many were left out."""
        if self.count > self._most:
            self.say(f"{self.count - self._most:,} more files could not be read; -v names them")


class Progressing:
    """The share where the size is known, the messages, their rate, the time left."""

    def __init__(self, screen: Console, octets: int, *, quiet: bool) -> None:
        self._bar: Progress | None = None
        self._shown = screen.is_terminal and not quiet
        self._plain = not quiet and not screen.is_terminal
        self._screen = screen
        self._total = octets
        self._read = self._messages = 0
        self._began = self._said = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def reach(self, messages: int, octets: int) -> None:
        """Take up how many messages are done, and how many octets more were read for that."""
        self._messages = messages
        self._read += octets
        now = time.monotonic()
        if self._shown and self._bar is None and now - self._began > SOON_S:
            self._start()
        if self._bar:
            rate = messages / (now - self._began)
            done = min(self._read, self._total) if self._total else self._read
            self._bar.update(
                self._bar.task_ids[0], completed=done, told=f"{messages:>9,} messages {rate:>7,.0f}/s"
            )
        if self._plain and messages > 1 and now - self._said > QUIET_S:
            self._said = now
            share = f"{min(1.0, self._read / self._total):.0%}, " if self._total else ""
            self._screen.print(f"reading: {share}{messages:,} messages")

    def _start(self) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415  # few runs need it

        self._bar = Progress(
            TextColumn("reading"),
            BarColumn(20),
            *([TextColumn("{task.percentage:>3.0f} %")] if self._total else []),
            TextColumn("{task.fields[told]}", style="dim"),
            *([TimeRemainingColumn(compact=True), TextColumn("left", style="dim")] if self._total else []),
            console=self._screen,
            transient=True,
        )
        self._bar.add_task("", total=self._total or None, told="")
        self._bar.start()
