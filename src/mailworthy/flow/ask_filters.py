"""Ask the user's own spam filters about a message: theirs beside ours, and never in our score."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from mailworthy.edge.filters import TIMEOUT_S, FilterServer, ask, parse_filter
from mailworthy.errors import InputError
from mailworthy.message.beside import Beside, explained, skipped

PASSWORD_VARIABLE = "MAILWORTHY_RSPAMD_PASSWORD"  # noqa: S105  # the name of it
PASSWORD_FILE_VARIABLE = "MAILWORTHY_RSPAMD_PASSWORD_FILE"  # noqa: S105  # same


def ask_filters(
    octets: bytes, named: Sequence[str], *, ca_file: Path | None = None, timeout_s: float = TIMEOUT_S
) -> tuple[Beside, ...]:
    """Ask filters about a message, all at once.

    What rspamd wants as a password stands in the environment, ``MAILWORTHY_RSPAMD_PASSWORD``, or in the file that
    ``MAILWORTHY_RSPAMD_PASSWORD_FILE`` names.

    Args:
        octets: The message as it stands.
        named: Filters: ``rspamd=http://127.0.0.1:11333``, ``spamassassin=127.0.0.1:783``.
        ca_file: The authorities to trust instead of the system's, in PEM.
        timeout_s: For how long each may take, in seconds.

    Returns:
        What each says, in the order of ``named``; one that could not be asked is ``skipped`` and tells why.

    Raises:
        InputError: One of ``named`` can't be read, or there is no such file.
    """
    return asyncio.run(ask_filters_async(octets, named, ca_file=ca_file, timeout_s=timeout_s))


async def ask_filters_async(
    octets: bytes, named: Sequence[str], *, ca_file: Path | None = None, timeout_s: float = TIMEOUT_S
) -> tuple[Beside, ...]:
    """Do what :func:`ask_filters` does, awaited."""
    servers = filter_servers(named)
    password = _password(servers)
    asking = (_asked(server, octets, password, ca_file, timeout_s) for server in servers)
    return tuple(await asyncio.gather(*asking))


def filter_servers(named: Sequence[str]) -> tuple[FilterServer, ...]:
    """Read filters as people name them; before any message is looked at, a door tells by this that one is none.

    Raises:
        InputError: One of them can't be read.
    """
    return tuple(parse_filter(text) for text in dict.fromkeys(named))


async def _asked(
    server: FilterServer, octets: bytes, password: str, ca_file: Path | None, timeout_s: float
) -> Beside:
    told = await ask(server, octets, password=password, ca_file=ca_file, timeout_s=timeout_s)
    if told.filtered is None:
        return skipped(server.filter, told.why, told.detail)
    return explained(server.filter, told.filtered)


def _password(servers: Sequence[FilterServer]) -> str:
    """Give the password for rspamd, empty where there is none.

    Raises:
        InputError: There is one, and it would go over the internet for everybody to read.
    """
    asked = [server for server in servers if server.filter == "rspamd"]
    password = _kept() if asked else ""
    for server in asked:
        if password and not (server.secure or server.inner):
            raise InputError(f"{server}: a password goes there over https alone: write rspamd=https://…")
    return password


def _kept() -> str:
    if password := os.environ.get(PASSWORD_VARIABLE, ""):
        return password
    file = os.environ.get(PASSWORD_FILE_VARIABLE, "")
    if not file:
        return ""
    from mailworthy.edge.mailbox.login import from_file  # noqa: PLC0415  # seldom needed

    if not Path(file).is_file():
        raise InputError(f"{PASSWORD_FILE_VARIABLE} names no file")
    return from_file(Path(file))().strip()
