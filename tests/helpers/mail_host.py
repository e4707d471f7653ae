"""A mail host on loopback that follows a script: dialogues that one can read aloud.

::

    < 220 hello              say a line (\\xff is an octet)
    > EHLO                   hear a line that begins so, else hang up
    ! tls                    take part in a handshake
    ! silence                say nothing until the other side goes
    ! endless 250-more       say a line for ever
    ! flood x                say octets for ever, without an end of line
    ! drip x                 the same, slowly

It hangs up at the end of its script.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

POLITE_S = 30.0  # nobody waits longer than this for anything


@dataclass(slots=True)
class MailHost:
    """A host that says the same to everybody.

    Args:
        script: What it says and waits for.
        tls: What it takes part in handshakes with.
        heard: What each connection was told, one list of lines each.
        most_at_once: How many connections it had at the same time.
    """

    script: str
    tls: ssl.SSLContext | None = None
    heard: list[list[str]] = field(default_factory=list)
    most_at_once: int = 0
    _now: int = 0
    _stopped: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextlib.contextmanager
    def running(self) -> Iterator[int]:
        """Listen on a free loopback port."""
        with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
            server.settimeout(0.02)
            listening = threading.Thread(target=self._listen, args=(server,))
            listening.start()
            try:
                yield server.getsockname()[1]
            finally:
                self._stopped.set()
                listening.join()

    def _listen(self, server: socket.socket) -> None:
        talks = []
        while not self._stopped.is_set():
            with contextlib.suppress(TimeoutError):
                sock, _ = server.accept()
                talks.append(threading.Thread(target=self._talk, args=(sock,)))
                talks[-1].start()
        for talk in talks:
            talk.join()

    def _talk(self, sock: socket.socket) -> None:
        heard: list[str] = []
        with self._lock:
            self.heard.append(heard)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        sock.settimeout(POLITE_S)
        talk = _Talk(sock, self.tls, heard, self._stopped)
        with contextlib.suppress(OSError, EOFError):
            for line in self.script.strip().splitlines():
                talk.follow(line)
        with self._lock:
            self._now -= 1
        talk.sock.close()


@dataclass(slots=True)
class _Talk:
    sock: socket.socket
    tls: ssl.SSLContext | None
    heard: list[str]
    stopped: threading.Event

    def follow(self, line: str) -> None:
        """Do what one line of the script says."""
        mark, _, words = line.strip().partition(" ")
        if mark == "<":
            self.sock.sendall(_octets(words) + b"\r\n")
        elif mark == ">":
            self._hear(words)
        elif mark == "!":
            act, _, what = words.partition(" ")
            self._act(act, what.encode())

    def _hear(self, begins: str) -> None:
        line = b""
        while not line.endswith(b"\r\n"):
            octet = self.sock.recv(1)  # one by one: what follows may be TLS
            if not octet:
                raise EOFError
            line += octet
        self.heard.append(line.decode().rstrip())
        if not self.heard[-1].startswith(begins):
            raise EOFError

    def _act(self, act: str, what: bytes) -> None:
        if act == "tls":
            assert self.tls is not None
            self.sock = self.tls.wrap_socket(self.sock, server_side=True, suppress_ragged_eofs=True)
        elif act == "silence":
            while self.sock.recv(4096):
                pass
        else:
            octets = {"endless": what + b"\r\n", "flood": what * 4096, "drip": what}[act]
            while not self.stopped.wait(0.01 if act == "drip" else 0):
                self.sock.sendall(octets)


def _octets(words: str) -> bytes:
    return words.encode().decode("unicode_escape").encode("latin-1")
