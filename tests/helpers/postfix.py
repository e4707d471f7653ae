"""A real Postfix on loopback that listens at several ports, each with a certificate and settings of its own."""

from __future__ import annotations

import contextlib
import os
import pwd
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from certificates import Certificate
from dovecot import PATIENCE_S, wait_for
from nsd import free_port
from programs import program

NAME = "mx.example.net"

MAIN = """\
compatibility_level = 3.6
config_directory = {folder}
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
myhostname = {name}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
local_recipient_maps =
alias_maps =
alias_database =
smtpd_relay_restrictions = reject
notify_classes =
smtpd_tls_session_cache_database =
smtpd_tls_loglevel = 1
"""
MASTER = """\
postlog unix-dgram n - n - 1 postlogd
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
rewrite unix - - n - - trivial-rewrite
"""


@dataclass(frozen=True, slots=True)
class Listener:
    """One port and what is said there.

    Args:
        certificate: What it shows; None offers no STARTTLS.
        settings: More settings of ``smtpd``, without blanks.
    """

    certificate: Certificate | None = None
    settings: tuple[str, ...] = ()

    @property
    def options(self) -> list[str]:
        """Its settings as ``master.cf`` takes them."""
        if self.certificate is None:
            return ["smtpd_tls_security_level=none", *self.settings]
        files = f"{self.certificate.key},{self.certificate.chain}"
        return ["smtpd_tls_security_level=may", f"smtpd_tls_chain_files={files}", *self.settings]


@dataclass(frozen=True, slots=True)
class Postfix:
    """A running Postfix.

    Args:
        folder: Everything it has.
        ports: By listener.
    """

    folder: Path
    ports: dict[str, int]

    def sessions(self, count: int) -> list[str]:
        """Give what it noted at the end of each session in which anything was said, when there are so many."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            lines = (self.folder / "log").read_text(encoding="utf-8").splitlines()
            ended = [line for line in lines if " disconnect from " in line and "commands=0/0" not in line]
            if len(ended) >= count:
                return [line.partition("] ")[2] for line in ended]
            time.sleep(0.01)
        raise AssertionError(f"fewer than {count} sessions ever ended")


@contextlib.contextmanager
def postfix(listeners: Mapping[str, Listener]) -> Iterator[Postfix]:
    """Run Postfix with these listeners. It takes no mail and sends none; it must be started by root."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        server = Postfix(folder, {listener: free_port() for listener in listeners})
        _write(server, listeners)
        command = [f"{_setting('daemon_directory')}/master", "-d", "-c", str(folder)]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        ) as process:
            try:
                for port in server.ports.values():
                    wait_for(port, process, folder / "log")
                yield server
            finally:
                _stop(process)


def _setting(name: str) -> str:
    """Give a setting as the package was built."""
    beside = Path(program("postfix")).with_name("postconf")
    return subprocess.run([beside, "-dh", name], capture_output=True, text=True, check=True).stdout.strip()


def _write(server: Postfix, listeners: Mapping[str, Listener]) -> None:
    folder, owner = server.folder, pwd.getpwnam("postfix")
    folder.chmod(0o755)
    (folder / "main.cf").write_text(MAIN.format(folder=folder, name=NAME), encoding="utf-8")
    lines = [
        f"127.0.0.1:{server.ports[name]} inet n - n - - smtpd "
        + " ".join(f"-o {option}" for option in listener.options)
        for name, listener in listeners.items()
    ]
    (folder / "master.cf").write_text(MASTER + "\n".join(lines) + "\n", encoding="utf-8")
    for part in ("queue/pid", "queue/private", "queue/public", "data"):
        (folder / part).mkdir(parents=True)
    for part in ("queue/private", "queue/public", "data"):
        os.chown(folder / part, owner.pw_uid, owner.pw_gid)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End it with all its daemons, which would outlive it."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
