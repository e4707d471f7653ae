"""A web server on loopback that sends the octets that it is told to, over real TLS."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

POLITE_S = 30.0  # nobody waits longer than this for anything

Answer = Callable[[str], bytes | Iterable[bytes]]


def ok(body: bytes, *fields: str, status: str = "200 OK") -> bytes:
    """Write an ordinary answer."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *fields, "", ""]
    return "\r\n".join(head).encode("latin-1") + body


@dataclass(slots=True)
class WebHost:
    """A server whose answers are a function: path in, octets out, in pieces perhaps.

    Args:
        answer: What it sends for a path; what comes slowly may be a generator.
        tls: What it takes part in handshakes with; None speaks no TLS.
        address: Where it listens, on loopback.
        port: At which port; a free one where none is given.
        asked: The requests that came, whole.
        named: The names that handshakes asked for.
        connections: How many were opened, whatever came of them.
    """

    answer: Answer
    tls: ssl.SSLContext | None
    address: str = "127.0.0.1"
    port: int = 0
    asked: list[str] = field(default_factory=list)
    named: list[str | None] = field(default_factory=list)
    connections: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def running(self) -> Iterator[int]:
        """Listen."""
        if self.tls is not None:
            self.tls.sni_callback = lambda _sock, name, _context: self.named.append(name)
        with socket.create_server((self.address, self.port), backlog=64) as server:
            server.settimeout(0.02)
            listening = threading.Thread(target=self._listen, args=(server,))
            listening.start()
            try:
                yield server.getsockname()[1]
            finally:
                self.stopped.set()
                listening.join()

    def _listen(self, server: socket.socket) -> None:
        talks = []
        while not self.stopped.is_set():
            with contextlib.suppress(TimeoutError):
                sock, _ = server.accept()
                self.connections += 1
                talks.append(threading.Thread(target=self._talk, args=(sock,)))
                talks[-1].start()
        for talk in talks:
            talk.join()

    def _talk(self, plain: socket.socket) -> None:
        plain.settimeout(POLITE_S)
        with plain, contextlib.suppress(OSError):
            sock = plain if self.tls is None else self.tls.wrap_socket(plain, server_side=True)
            with sock:
                self._serve(sock)

    def _serve(self, sock: socket.socket) -> None:
        request = b""
        while not request.endswith(b"\r\n\r\n"):
            octets = sock.recv(4096)
            if not octets:
                return
            request += octets
        self.asked.append(request.decode("latin-1"))
        told = self.answer(request.split(b" ", 2)[1].decode("latin-1"))
        for piece in [told] if isinstance(told, bytes) else told:
            sock.sendall(piece)
            if self.stopped.is_set():
                return
