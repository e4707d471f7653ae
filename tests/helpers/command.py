"""The real command line as a child process: what it said, how it ended, how much memory it took."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

MAILWORTHY = (sys.executable, "-P", "-m", "mailworthy")
PATIENCE_S = 300.0  # a watchdog against hangs, no measure


@dataclass(frozen=True, slots=True)
class Ran:
    """A child that has ended.

    Args:
        code: Its exit code, negative where a signal ended it.
        out: What it wrote to standard output.
        err: What it wrote to standard error.
        peak_bytes: The most memory it held.
    """

    code: int
    out: str
    err: str
    peak_bytes: int

    @property
    def lines(self) -> list[str]:
        """What it wrote to standard error, line by line."""
        return self.err.splitlines()


def mailworthy(
    *arguments: object,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    first: Callable[[], None] | None = None,
) -> Ran:
    """Run the command line to its end.

    Args:
        arguments: After ``mailworthy``.
        env: Added to our own environment.
        cwd: Where it stands; here by default.
        first: Called in the child before it begins, to set its limits.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(
            [*MAILWORTHY, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            preexec_fn=first,  # noqa: PLW1509  # no thread of ours is in the child's way
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Ran(child.returncode, out.read().decode(), err.read().decode(), used.ru_maxrss * 1024)
