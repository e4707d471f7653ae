"""Asks one filter about one message, in bounded time and space; whatever goes wrong is an answer too."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from pathlib import Path

from mailworthy.edge import trust
from mailworthy.edge.filters import rspamd, spamd
from mailworthy.edge.filters.named import FilterServer
from mailworthy.edge.http.trouble import Trouble
from mailworthy.edge.network_error import unreachable, words
from mailworthy.errors import InputError
from mailworthy.wire.filtered import Filtered

TIMEOUT_S = 30.0  # for all of it; both filters give up on a message sooner by default
CONNECT_S = 5.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking.

    Args:
        filtered: What it says; None where it says nothing.
        why: Then why: ``timeout``, ``unreachable``, ``no_route``, ``refused``, ``closed``, ``certificate``, ``tls``,
            ``rejected`` (it answered no), ``malformed``.
        detail: The same in one line for people.
    """

    filtered: Filtered | None
    why: str = ""
    detail: str = ""


async def ask(
    server: FilterServer,
    octets: bytes,
    *,
    password: str = "",
    ca_file: Path | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Asked:
    """Ask a filter about a message.

    Args:
        server: Which.
        octets: The message as it stands.
        password: For rspamd; empty for none. It is sent to this server alone and told to nobody.
        ca_file: The authorities to trust instead of the system's, in PEM.
        timeout_s: For how long all of it may take, in seconds.
    """
    try:
        async with asyncio.timeout(timeout_s):
            return Asked(await _talked(server, octets, password, ca_file))
    except TimeoutError:
        return Asked(None, "timeout", f"{server}: no answer within {timeout_s:g} s")
    except Trouble as trouble:
        return Asked(None, trouble.why, f"{server}: {trouble.detail}")
    except InputError as error:
        return Asked(None, "malformed", f"{server}: {error}")
    except OSError as error:
        return Asked(None, _why(error), f"{server}: {words(error)}")


async def _talked(server: FilterServer, octets: bytes, password: str, ca_file: Path | None) -> Filtered:
    context = trust.verifying(ca_file) if server.secure else None
    if server.filter == "rspamd":
        return await rspamd.asked(lambda: _connected(server, context), server, octets, password)
    return await spamd.asked(lambda: _connected(server, context), octets)


async def _connected(
    server: FilterServer, context: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        async with asyncio.timeout(CONNECT_S):
            return await asyncio.open_connection(server.host, server.port, ssl=context)
    except TimeoutError:
        raise Trouble("timeout", f"no connection within {CONNECT_S:g} s") from None


def _why(error: OSError) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return "certificate"
        case ssl.SSLError():
            return "tls"
        case ConnectionRefusedError():
            return "refused"
        case ConnectionError():
            return "closed"
        case _:
            return unreachable(error)
