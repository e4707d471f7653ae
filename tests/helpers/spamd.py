"""A real spamd on loopback, with Debian's own rules and no network tests."""

from __future__ import annotations

import contextlib
import os
import pwd
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from neighbour import running
from nsd import free_port
from programs import program

NOBODY = "nobody"  # it refuses to scan as root


@dataclass(frozen=True, slots=True)
class Spamd:
    """A running spamd."""

    port: int
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def spamd(settings: Sequence[str] = ()) -> Iterator[Spamd]:
    """Run spamd.

    Args:
        settings: Lines of its configuration, after Debian's.
    """
    with tempfile.TemporaryDirectory(prefix="spamd-") as name:
        folder, port = Path(name), free_port()
        root = os.getuid() == 0
        if root:
            folder.chmod(0o755)
            os.chown(folder, pwd.getpwnam(NOBODY).pw_uid, -1)
        command = [program("spamd"), "--local", "--nouser-config", "--max-children=1", "--syslog=stderr"]
        command += [
            "--listen=127.0.0.1",
            f"--port={port}",
            f"--helper-home-dir={folder}",
            f"--pidfile={folder}/pid",
        ]
        command += [f"--cf={line}" for line in settings]
        command += [f"--username={NOBODY}"] if root else []
        with running(command, lambda: _answers(port), folder / "out") as process:
            yield Spamd(port, process)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(b"PING SPAMC/1.5\r\n\r\n")
            return b"PONG" in connection.recv(100)
    except OSError:
        return False
