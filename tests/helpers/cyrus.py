"""A real Cyrus on loopback: JMAP by HTTP, and IMAP to fill it. Unpacked by scripts/system, since it excludes Dovecot in apt."""

from __future__ import annotations

import contextlib
import os
import pwd
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dovecot import PATIENCE_S, wait_for
from imapclient import IMAPClient
from nsd import free_port
from programs import libraries, program

USER, PASSWORD = "robot", "anything"  # of a test: Cyrus is told to believe it

IMAPD_CONF = """\
configdirectory: {folder}/conf
partition-default: {folder}/spool
defaultpartition: default
sievedir: {folder}/sieve
admins: cyrus
sasl_pwcheck_method: alwaystrue
sasl_mech_list: PLAIN
allowplaintext: yes
cyrus_user: {user}
conversations: on
httpmodules: jmap
unixhierarchysep: on
altnamespace: on
servername: localhost
"""
CYRUS_CONF = """\
START {{
}}
SERVICES {{
  imap cmd="{bin}/imapd -C {folder}/imapd.conf" listen="127.0.0.1:{imap}" prefork=0
  http cmd="{bin}/httpd -C {folder}/imapd.conf" listen="127.0.0.1:{http}" prefork=0
}}
EVENTS {{
}}
"""


@dataclass
class Cyrus:
    """A running server with one user.

    Args:
        http: The port of JMAP, without TLS.
        imap: The port of IMAP, without TLS.
    """

    http: int
    imap: int

    def fill(self, messages: Iterable[bytes]) -> None:
        """Put messages into the inbox."""
        with self._session() as session:
            for raw in messages:
                session.append("INBOX", raw.replace(b"\n", b"\r\n"))

    def messages(self, folder: str) -> list[tuple[bytes, tuple[bytes, ...]]]:
        """Give what lies in a folder: octets with lines ended by LF, and flags."""
        with self._session() as session:
            if not session.folder_exists(folder):
                return []
            session.select_folder(folder, readonly=True)
            found = session.fetch(session.search(), ["FLAGS", "BODY.PEEK[]"])
            return [(one[b"BODY[]"].replace(b"\r\n", b"\n"), one[b"FLAGS"]) for one in found.values()]

    def make_user(self) -> None:
        """Give the user an inbox."""
        with self._session("cyrus") as session:
            session.create_folder(f"user/{USER}")

    @contextlib.contextmanager
    def _session(self, user: str = USER) -> Iterator[IMAPClient]:
        with IMAPClient("127.0.0.1", self.imap, ssl=False) as session:
            session.login(user, PASSWORD)
            yield session


@contextlib.contextmanager
def cyrus() -> Iterator[Cyrus]:
    """Run Cyrus."""
    bins = Path(program("cyrmaster")).resolve().parent
    who = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    with tempfile.TemporaryDirectory(prefix="mailworthy-cyrus-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Cyrus(free_port(), free_port())
        (folder / "imapd.conf").write_text(
            IMAPD_CONF.format(folder=folder, user=who.pw_name), encoding="utf-8"
        )
        services = CYRUS_CONF.format(folder=folder, bin=bins, imap=server.imap, http=server.http)
        (folder / "cyrus.conf").write_text(services, encoding="utf-8")
        for part in ("conf", "spool", "sieve"):
            (folder / part).mkdir()
        for path in (folder, *folder.iterdir()):
            os.chown(path, who.pw_uid, who.pw_gid)
        with _running(folder, bins, server):
            server.make_user()
            yield server


@contextlib.contextmanager
def _running(folder: Path, bins: Path, server: Cyrus) -> Iterator[None]:
    command = [
        str(bins / "master"), "-D", "-C", str(folder / "imapd.conf"), "-M", str(folder / "cyrus.conf"),
        "-p", str(folder / "pid"),
    ]  # fmt: skip
    with subprocess.Popen(
        command,
        env={**os.environ, "LD_LIBRARY_PATH": libraries("cyrmaster")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            for port in (server.imap, server.http):
                wait_for(port, process)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE_S)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
