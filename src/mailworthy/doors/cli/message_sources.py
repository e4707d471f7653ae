"""The messages that a command names: files, folders, or standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mailworthy.doors.cli.message_progress import Notes
from mailworthy.errors import InputError
from mailworthy.flow.messages.reading import STREAM, Given, given, given_stream


def sources(files: Sequence[str], notes: Notes, kind: Any) -> Iterator[Given]:
    """Give the messages, one by one; what cannot be read is noted.

    Args:
        files: Paths, or ``-`` alone.
        notes: Hears of what cannot be read.
        kind: What they are; None to have it told from what they hold.

    Raises:
        InputError: ``-`` stands beside others.
    """
    if STREAM not in files:
        return _each(files, notes, kind)
    if len(files) > 1:
        raise InputError("- is standard input: name it alone")
    return given_stream(sys.stdin.buffer, kind=kind)


def _each(files: Sequence[str], notes: Notes, kind: Any) -> Iterator[Given]:
    """Give them, and note what holds none: a run over an empty folder is no run that found nothing."""
    for file in files:
        before, none = notes.count, True
        for one in given([Path(file)], notes.add, kind=kind):
            none = False
            yield one
        if none and notes.count == before:
            notes.add(f"{file}: no message, page or text in it")
