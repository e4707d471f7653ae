"""Real name servers on loopback: NSD answers for zones, unbound asks it on behalf of others."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HELLO = b"\0\1\1\0\0\1\0\0\0\0\0\0\0\0\2\0\1"  # NS of the root: every server has some answer
PATIENCE_S = 30.0

NSD_CONF = """\
server:
{listens}
    port: {port}
    server-count: 1
    username: ""
    chroot: ""
    zonesdir: "{folder}"
    database: ""
    pidfile: "{folder}/nsd.pid"
    logfile: "{folder}/nsd.log"
    xfrdfile: "{folder}/xfrd.state"
    zonelistfile: "{folder}/zone.list"
    xfrdir: "{folder}"
    rrl-ratelimit: 0
    receive-buffer-size: 4194304
    send-buffer-size: 4194304
    hide-version: yes
remote-control:
    control-enable: no
"""

UNBOUND_CONF = """\
server:
    interface: 127.0.0.1@{port}
    port: {port}
    do-daemonize: no
    username: ""
    chroot: ""
    directory: "{folder}"
    pidfile: "{folder}/unbound.pid"
    use-syslog: no
    logfile: "{folder}/unbound.log"
    module-config: "{modules}"
    do-not-query-localhost: no
    do-ip6: no
    num-threads: 1
    so-rcvbuf: 4m
    incoming-num-tcp: 50
    local-zone: "test." nodefault
{anchors}
{zones}
remote-control:
    control-enable: no
"""


@dataclass(frozen=True, slots=True)
class NameServer:
    """A name server process."""

    port: int
    process: subprocess.Popen[bytes]
    host: str = "127.0.0.1"

    def stop(self) -> None:
        """End it, gently if it listens."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    """Find a port that neither UDP nor TCP uses on loopback, for a server that starts later.

    The kernel hands out the ports from 32768 on to whoever connects, so one of those that is free
    now may be taken when the server comes to listen; these it leaves alone.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with (
            socket.socket() as tcp,
            socket.socket(type=socket.SOCK_DGRAM) as udp,
            contextlib.suppress(OSError),
        ):
            tcp.bind(("127.0.0.1", port))
            udp.bind(("127.0.0.1", port))
            return port


@contextlib.contextmanager
def nsd(
    folder: Path,
    zones: Mapping[str, str],
    port: int = 0,
    host: str = "127.0.0.1",
    beside: Sequence[str] = (),
) -> Iterator[NameServer]:
    """Run NSD.

    Args:
        folder: An empty folder of its own.
        zones: The text of each zone file, by the zone's name.
        port: Where to listen; a free port where none is given.
        host: On which loopback address.
        beside: On which others too.
    """
    port = port or free_port()
    listens = "\n".join(f"    ip-address: {address}@{port}" for address in (host, *beside))
    conf = NSD_CONF.format(listens=listens, port=port, folder=folder)
    for number, (name, text) in enumerate(zones.items()):
        (folder / f"{number}.zone").write_text(text, encoding="utf-8")
        conf += f'zone:\n    name: "{name}"\n    zonefile: "{number}.zone"\n'
    (folder / "nsd.conf").write_text(conf, encoding="utf-8")
    with _running([_program("nsd"), "-d", "-c", str(folder / "nsd.conf")], port, host) as server:
        yield server


@contextlib.contextmanager
def unbound(
    folder: Path, zones: Mapping[str, int | Sequence[str]], anchors: Sequence[str] = ()
) -> Iterator[NameServer]:
    """Run unbound.

    Args:
        folder: An empty folder of its own.
        zones: Whom it asks for these zones: a port on 127.0.0.1, or hosts as ``127.0.0.2@5353``.
        anchors: DS records to trust, as in a zone file; without any it does not validate.
    """
    port = free_port()
    conf = UNBOUND_CONF.format(
        port=port,
        folder=folder,
        modules="validator iterator" if anchors else "iterator",
        anchors="\n".join(f'    trust-anchor: "{anchor}"' for anchor in anchors),
        zones="\n".join(_stub(zone, at) for zone, at in zones.items()),
    )
    (folder / "unbound.conf").write_text(conf, encoding="utf-8")
    with _running([_program("unbound"), "-c", str(folder / "unbound.conf")], port) as server:
        yield server


def _stub(zone: str, at: int | Sequence[str]) -> str:
    hosts = [f"127.0.0.1@{at}"] if isinstance(at, int) else at
    return "\n    ".join([f'stub-zone:\n    name: "{zone}"', *(f"stub-addr: {host}" for host in hosts)])


def _program(name: str) -> str:
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    assert found is not None, name
    return found


@contextlib.contextmanager
def _running(command: list[str], port: int, host: str = "127.0.0.1") -> Iterator[NameServer]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        server = NameServer(port, process, host)
        try:
            _wait(server)
            yield server
        finally:
            server.stop()


def _wait(server: NameServer) -> None:
    """Ask until it answers."""
    end = time.monotonic() + PATIENCE_S
    with socket.socket(type=socket.SOCK_DGRAM) as sock:
        sock.connect((server.host, server.port))
        sock.settimeout(0.05)
        while time.monotonic() < end:
            assert server.process.poll() is None, "the name server ended by itself"
            try:
                sock.send(HELLO)
                sock.recv(4096)
            except OSError:
                _pause(sock)
            else:
                return
    raise AssertionError("the name server never answered")


def _pause(sock: socket.socket) -> None:
    """Let a moment pass: nothing comes to a socket that nobody was asked through."""
    with contextlib.suppress(OSError):
        sock.recv(4096)
