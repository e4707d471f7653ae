"""A real name server for blocklists on loopback: rbldnsd, as most lists run it."""

from __future__ import annotations

import contextlib
import os
import pwd
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nsd import NameServer, _running, free_port
from programs import program

NOBODY = "nobody"  # it refuses to run as root
SOA = "$SOA 300 ns.lists.test hostmaster.lists.test 1 600 300 86400 120\n"

# `0.0.0.0/0` is not taken: two halves play a server that refuses everybody, and one that lists the world.
REFUSES = (
    "0.0.0.0/1 :127.255.255.254:Error: open resolver\n128.0.0.0/1 :127.255.255.254:Error: open resolver\n"
)
LISTS_ALL = "0.0.0.0/1 :127.0.0.2:\n128.0.0.0/1 :127.0.0.2:\n"


@dataclass(frozen=True, slots=True)
class ListServer:
    """A running rbldnsd.

    Args:
        server: Its process and port.
        log: The file in which it writes each question.
    """

    server: NameServer
    log: Path

    def asked(self) -> list[str]:
        """Give the names, in lower case, and types that it was asked for, in their order."""
        lines = (line.split() for line in self.log.read_text(encoding="utf-8").splitlines())
        return [f"{words[2].lower()} {words[3]}" for words in lines if words[2] != "."]


@contextlib.contextmanager
def rbldnsd(zones: Mapping[str, tuple[str, str]]) -> Iterator[ListServer]:
    """Run rbldnsd.

    Args:
        zones: For each zone its kind (``ip4set``, ``ip6trie``, ``dnset``…) and the text of its file.
    """
    with tempfile.TemporaryDirectory(prefix="rbldnsd-") as name:
        folder = Path(name)
        root = os.getuid() == 0
        if root:
            folder.chmod(0o755)
            os.chown(folder, pwd.getpwnam(NOBODY).pw_uid, -1)
        port, log = free_port(), folder / "log"
        command = [program("rbldnsd"), "-n", "-b", f"127.0.0.1/{port}", "-w", name, "-l", f"+{log}"]
        command += ["-u", NOBODY] if root else []
        for number, (zone, (kind, text)) in enumerate(zones.items()):
            (folder / f"{number}").write_text(SOA + text, encoding="utf-8")
            command.append(f"{zone}:{kind}:{number}")
        with _running(command, port) as server:
            yield ListServer(server, log)
