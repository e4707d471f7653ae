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
# A child's peak begins with that of the process which it was made from, and test runners grow: a small one stands between.
_MEASURED = """
import os, sys
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(child, 0)
os.write(int(sys.argv[1]), b"%d %d" % (status, used.ru_maxrss))
"""
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
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as told:
        subprocess.run(
            [
                sys.executable,
                "-I",
                "-S",
                "-c",
                _MEASURED,
                str(told.fileno()),
                *MAILWORTHY,
                *map(str, arguments),
            ],
            pass_fds=(told.fileno(),),
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            preexec_fn=first,  # no thread of ours is in the child's way
        )
        for file in (out, err, told):
            file.seek(0)
        status, kilobytes = map(int, told.read().split())
        code = os.waitstatus_to_exitcode(status)
        return Ran(code, out.read().decode(), err.read().decode(), kilobytes * 1024)
