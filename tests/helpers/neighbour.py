"""A daemon of somebody else's as long as a test needs it."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

PATIENCE_S = 60.0  # a watchdog: rspamd compiles its patterns first


@contextlib.contextmanager
def running(
    command: Sequence[str], ready: Callable[[], bool], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a daemon in the foreground until the context ends.

    Args:
        command: How.
        ready: Tells whether it answers.
        log: Where what it says goes.
    """
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    try:
        until = time.monotonic() + PATIENCE_S
        while not ready():
            assert process.poll() is None, f"{command[0]} ended: {log.read_text(errors='replace')[-2000:]}"
            assert time.monotonic() < until, f"{command[0]} does not answer"
            time.sleep(0.05)
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(PATIENCE_S / 4)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
