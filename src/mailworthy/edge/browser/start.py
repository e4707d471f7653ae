"""Starts Chromium: as nobody where we are root, in its own sandbox where the system lets it, with a home that it can't keep."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

# Playwright's own defaults already turn off updates, sign-in, first-run pages and background networking.
FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",  # no name is looked up, and no address that is written out is connected to
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-pings",
)
START_MS = 30_000
PLACE = (
    30  # characters of a path that leave room for the name of a socket, which is short (108 octets, unix(7))
)
KEPT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "FONTCONFIG_PATH",
    "FONTCONFIG_FILE",
    "LD_LIBRARY_PATH",
)  # of our environment


class Confined(Enum):
    """What holds a Chromium that a hostile page has taken over."""

    SANDBOX = "sandbox"  # its own sandbox, and no more rights than a user has
    USER = "user"  # no more rights than a user has: the system lets it make no sandbox
    NOTHING = "nothing"  # it runs as root without a sandbox


class Home:
    """A folder of Chromium's own, and the script that starts it there; gone with :meth:`remove`.

    Args:
        program: The path of Chromium.
        nobody: Whether to give up root's rights.
    """

    def __init__(self, program: str, *, nobody: bool) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mailworthy-chromium-", dir=_place(to_all=nobody)))
        own, script = self.folder / "home", self.folder / "start"
        own.mkdir(mode=0o700)
        setting = ""
        if nobody:
            who = pwd.getpwnam("nobody")
            self.folder.chmod(0o755)
            os.chown(own, who.pw_uid, who.pw_gid)
            setting = f"setpriv --reuid={who.pw_uid} --regid={who.pw_gid} --clear-groups -- "
        script.write_text(
            f"#!/bin/sh\necho $$ >{shlex.quote(str(self._number))}\n"
            f"export HOME={shlex.quote(str(own))} TMPDIR={shlex.quote(str(own))}\n"
            f'exec {setting}{shlex.quote(program)} "$@" --user-data-dir={shlex.quote(str(own / "profile"))}\n',
            encoding="utf-8",
        )
        script.chmod(0o755)
        self.script = script

    @property
    def _number(self) -> Path:
        return self.folder / "process"

    def kill(self) -> None:
        """End what was started here, at once; it leads a process group of its own."""
        with suppress(OSError, ValueError):
            os.killpg(int(self._number.read_text(encoding="ascii")), signal.SIGKILL)

    def remove(self) -> None:
        """End what still runs, and leave nothing behind."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def _place(*, to_all: bool) -> Path | None:
    """Give a folder for temporary files: near enough to the root for Chromium's sockets, and to be reached by all if need be.

    Args:
        to_all: Whether other users have to reach it.

    Returns:
        None for the usual one, where there is none.
    """
    for place in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108  # mkdtemp makes a folder of our own there
        whole = Path(place).resolve()
        reached = all(folder.stat().st_mode & 0o001 for folder in (whole, *whole.parents))
        if len(str(whole)) <= PLACE and (reached or not to_all):
            return whole
    return None


def start(playwright: Playwright, program: str) -> tuple[Browser, Home, Confined]:
    """Start Chromium, held as closely as the system lets it.

    Args:
        playwright: What drives it.
        program: Its path.

    Raises:
        playwright.sync_api.Error: It does not start.
    """
    from playwright.sync_api import Error  # noqa: PLC0415  # the extra `previews` brings it

    *ways, last = _ways()
    for confined, nobody in ways:
        with suppress(Error):
            return _started(playwright, program, confined, nobody=nobody)
    confined, nobody = last
    return _started(playwright, program, confined, nobody=nobody)


def _ways() -> Iterator[tuple[Confined, bool]]:
    """Give the ways to start it, the closest first, and whether root's rights are given up for it."""
    root = os.geteuid() == 0
    if not root or shutil.which("setpriv"):
        yield from ((Confined.SANDBOX, root), (Confined.USER, root))
    if root:
        yield Confined.NOTHING, False


def _started(
    playwright: Playwright, program: str, confined: Confined, *, nobody: bool
) -> tuple[Browser, Home, Confined]:
    home = Home(program, nobody=nobody)
    try:
        browser = playwright.chromium.launch(
            executable_path=home.script,
            args=list(FLAGS),
            chromium_sandbox=confined is Confined.SANDBOX,
            env={name: os.environ[name] for name in KEPT if name in os.environ},
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
            timeout=START_MS,
        )
    except BaseException:
        home.remove()
        raise
    return browser, home, confined
