"""A real Dovecot on loopback: one user's Maildir by IMAP and POP3, with and without TLS."""

from __future__ import annotations

import base64
import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from certificates import Certificate
from nsd import free_port
from programs import program

PATIENCE_S = 30.0
USER, PASSWORD = "robot@sender.example", "correct horse"  # of a test
TOKEN_KEY = b"a key that signs tokens for this test"

CONF = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
auth_verbose = yes
protocols = imap pop3
listen = 127.0.0.1
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
disable_plaintext_auth = no
auth_mechanisms = plain xoauth2
auth_failure_delay = 0
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 100
mail_location = maildir:{folder}/mail
pop3_uidl_format = {uidl}
passdb {{
  driver = passwd-file
  mechanisms = plain
  args = scheme=PLAIN {folder}/users
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
OAUTH2 = """\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = email
"""


@dataclass
class Dovecot:
    """A running server and its user's mail.

    Args:
        folder: Everything it has.
        ports: By protocol: ``imap``, ``imaps``, ``pop3``, ``pop3s``.
        owner: The user and group ids that the mail belongs to.
    """

    folder: Path
    ports: dict[str, int]
    owner: tuple[int, int]
    process: subprocess.Popen[bytes] | None = None

    @property
    def mail(self) -> Path:
        """The user's Maildir."""
        return self.folder / "mail"

    def fill(self, messages: Iterable[bytes], folder: str = "", since: int = 0) -> None:
        """Deliver messages as an MTA does: they appear in ``new`` when they are complete."""
        box = self.mail / folder
        for part in ("new", "cur", "tmp"):
            self._make(box / part)
        for number, raw in enumerate(messages, since):
            path = box / "tmp" / f"{1_700_000_000 + number}.M{number}P1.test"
            path.write_bytes(raw)
            os.chown(path, *self.owner)
            path.rename(box / "new" / path.name)

    def _make(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for path in (folder, folder.parent):
            os.chown(path, *self.owner)

    def messages(self, folder: str = "") -> list[tuple[bytes, str]]:
        """Give what lies in a folder: octets and flags, in the order of arrival."""
        found = [path for part in ("new", "cur") for path in (self.mail / folder / part).glob("*")]
        return [(path.read_bytes(), path.name.partition(":2,")[2]) for path in sorted(found, key=_number)]

    def forget_uids(self) -> None:
        """Lose the list of UIDs, as a mailbox that was restored from a backup: UIDVALIDITY changes.

        Dovecot takes the present second for it, so that of the list that is lost has to be over.
        """
        listed = (self.mail / "dovecot-uidlist").read_text(encoding="ascii")
        while time.time() < int(listed.partition(" V")[2].partition(" ")[0]) + 1:
            time.sleep(0.05)
        for path in self.mail.glob("dovecot*"):
            if path.is_file():
                path.unlink()

    def start(self) -> None:
        """Listen."""
        command = [program("dovecot"), "-F", "-c", str(self.folder / "dovecot.conf")]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        for port in self.ports.values():
            wait_for(port, self.process, self.folder / "log")

    def stop(self) -> None:
        """End it with all its sessions, which would outlive it."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process = None


def _number(path: Path) -> int:
    return int(path.name.partition(".M")[2].partition("P")[0])


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path | None = None) -> None:
    """Return when somebody listens; else say what the server wrote down."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert process.poll() is None, f"the server ended by itself: {_written(log)}"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            return
        time.sleep(0.01)
    raise AssertionError(f"nobody ever listened on port {port}: {_written(log)}")


def _written(log: Path | None) -> str:
    if log is None or not log.exists():
        return "it keeps no log"
    return log.read_text(encoding="utf-8", errors="replace")[-2_000:]


@contextlib.contextmanager
def dovecot(certificate: Certificate, *, uidl: str = "%08Xu%08Xv") -> Iterator[Dovecot]:
    """Run Dovecot.

    Args:
        certificate: What it shows.
        uidl: How it names messages by POP3.
    """
    with tempfile.TemporaryDirectory(prefix="mailworthy-dovecot-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Dovecot(folder, {each: free_port() for each in ("imap", "imaps", "pop3", "pop3s")}, _owner())
        _write(server, certificate, uidl)
        server.fill([])
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _owner() -> tuple[int, int]:
    """Give who owns the mail: Dovecot serves none of root's."""
    who = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    return who.pw_uid, who.pw_gid


def _write(server: Dovecot, certificate: Certificate, uidl: str) -> None:
    folder, (uid, gid) = server.folder, server.owner
    cert = shutil.copy(certificate.chain, folder / "cert.pem")
    key = shutil.copy(certificate.key, folder / "key.pem")
    who = pwd.getpwuid(uid).pw_name
    group = grp.getgrgid(gid).gr_name
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n", encoding="utf-8")
    keys = folder / "keys" / "default" / "HS256"
    keys.mkdir(parents=True)
    (keys / "default").write_bytes(base64.b64encode(TOKEN_KEY))
    (folder / "oauth2.conf").write_text(OAUTH2.format(folder=folder), encoding="utf-8")
    text = CONF.format(
        folder=folder, cert=cert, key=key, user=who, group=group, uid=uid, gid=gid, uidl=uidl, **server.ports
    )
    (folder / "dovecot.conf").write_text(text, encoding="utf-8")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, uid, gid)
    for part in ("run", "state", "home"):
        (folder / part).mkdir()
    os.chown(folder / "home", uid, gid)
