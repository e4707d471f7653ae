"""A TCP relay on loopback that spoils what passes through: connections break off, words are changed."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

CHUNK = 4096


@dataclass
class Relay:
    """Where to connect, and what came of it.

    Args:
        port: Where it listens.
        target: Where it connects to.
        cut_after: Octets of the server's after which a connection is cut; 0: never.
        down: Words of the server's that are changed into others of the same length.
        up: The same with the client's.
    """

    port: int
    target: int
    cut_after: int = 0
    down: Mapping[bytes, bytes] = field(default_factory=dict)
    up: Mapping[bytes, bytes] = field(default_factory=dict)
    connections: int = 0
    cuts: int = 0

    def serve(self, client: socket.socket) -> None:
        """Pass one connection on."""
        self.connections += 1
        with (
            client,
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self.target)) as server,
        ):
            up = threading.Thread(target=_pump, args=(client, server, self.up, 0), daemon=True)
            up.start()
            if _pump(server, client, self.down, self.cut_after):
                self.cuts += 1
            for side in (client, server):
                with contextlib.suppress(OSError):
                    side.shutdown(socket.SHUT_RDWR)
            up.join()


def _pump(source: socket.socket, target: socket.socket, changed: Mapping[bytes, bytes], most: int) -> bool:
    """Pass octets on until one side ends; tell whether it was cut."""
    passed = 0
    with contextlib.suppress(OSError):
        while octets := source.recv(CHUNK):
            for word, other in changed.items():
                octets = octets.replace(word, other)
            passed += len(octets)
            if most and passed > most:
                return True
            target.sendall(octets)
        target.shutdown(socket.SHUT_WR)
    return False


@contextlib.contextmanager
def relay(
    target: int,
    *,
    cut_after: int = 0,
    down: Mapping[bytes, bytes] | None = None,
    up: Mapping[bytes, bytes] | None = None,
) -> Iterator[Relay]:
    """Run a relay to a port on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = Relay(listening.getsockname()[1], target, cut_after, down or {}, up or {})

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    threading.Thread(target=running.serve, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield running
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
