"""Say whether a host may send for a domain, or what a domain's SPF records come to."""

from __future__ import annotations

from mailworthy.flow.world import Named, World, held, now
from mailworthy.sender.spf import SpfResult, check_host, survey
from mailworthy.wire.ask import Asking


def check_spf(
    domain: str,
    *,
    ip: str = "",
    sender: str = "",
    helo: str = "",
    world: World = None,
    servers: Named = (),
) -> SpfResult:
    """Say whether a host may send for a domain; without a host, what its records come to for every sender.

    Answers are not kept: whoever mends a record and checks again sees what DNS says then.

    Args:
        domain: Whose record is judged.
        ip: The host's address; empty for a survey of all records.
        sender: The address that it sends for; ``postmaster`` at the domain where it is empty.
        helo: What it says in HELO; the domain where it is empty.
        world: A dictionary of zone data that takes the place of DNS, in the shape that :class:`~mailworthy.wire.ask.Zone` takes.
        servers: Name servers as ``host:port``; the system's where none is named.

    Raises:
        InputError: ``ip`` is no address, or a name server can't be read.
    """
    return held(_asking(domain, ip, sender, helo), world, servers)


def _asking(domain: str, ip: str, sender: str, helo: str) -> Asking[SpfResult]:
    if not ip:
        return survey(domain)
    return check_host(ip, domain, sender, helo or domain, now=int(now().timestamp()))
