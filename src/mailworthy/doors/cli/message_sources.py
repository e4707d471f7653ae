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
        return given([Path(file) for file in files], notes.add, kind=kind)
    if len(files) > 1:
        raise InputError("- is standard input: name it alone")
    return given_stream(sys.stdin.buffer, kind=kind)
