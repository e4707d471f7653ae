"""Propose what a domain should publish, and look at DNS for what it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from mailworthy.edge.dns import hold_sync
from mailworthy.flow.make_key import make_key
from mailworthy.flow.world import name_servers, now
from mailworthy.sender.mta_sts import WEEK_S, Mode
from mailworthy.sender.records import Proposal, dkim, mta_sts, mta_sts_of_mx, spf, spf_beside
from mailworthy.sender.records.proposal import Note
from mailworthy.store.private_files import write_private
from mailworthy.wire import ask
from mailworthy.wire.ask import Asking

World = ask.Zone | Mapping[str, ask.Node] | None


def propose_spf(
    domain: str,
    *,
    services: Sequence[str] = (),
    ips: Sequence[str] = (),
    mx: bool = False,
    hard: bool = False,
    fresh: bool = False,
    world: World = None,
    servers: Sequence[str] = (),
    offline: bool = False,
) -> Proposal:
    """Propose the one SPF record of a domain: what it has now is kept in it, and its cost counted.

    Args:
        domain: The domain of the return address.
        services: Who sends for it, by name or by include.
        ips: Its own hosts: addresses or networks.
        mx: Whether its mail hosts send too.
        hard: Whether others are refused instead of doubted.
        fresh: Leave out what the present record names.
        world: Zone data that takes the place of DNS.
        servers: Name servers as ``host:port``; the system's where none is named.
        offline: Ask nothing: nothing is kept, nothing counted.

    Raises:
        InputError: A service, an address, the domain or a name server can't be read; or nobody is named.
    """
    if offline:
        proposal = spf(domain, services=services, ips=ips, mx=mx, hard=hard)
        return proposal.noting(Note("spf_not_counted"))
    return _held(
        spf_beside(domain, services=services, ips=ips, mx=mx, hard=hard, fresh=fresh), world, servers
    )


def propose_mta_sts(
    domain: str,
    *,
    mx: Sequence[str] = (),
    mode: str = Mode.TESTING.value,
    max_age_s: int = WEEK_S,
    rua: Sequence[str] = (),
    world: World = None,
    servers: Sequence[str] = (),
    offline: bool = False,
) -> Proposal:
    """Propose what to publish and to serve for MTA-STS.

    Args:
        domain: The domain of the recipients.
        mx: Its mail hosts or patterns; those that DNS names where none is named here.
        mode: ``testing``, ``enforce`` or ``none``.
        max_age_s: For how long senders keep it, in seconds.
        rua: Where reports on encryption go.
        world: Zone data that takes the place of DNS.
        servers: Name servers as ``host:port``; the system's where none is named.
        offline: Ask nothing.

    Raises:
        InputError: Something of it can't be read, or no mail host is known.
    """
    seconds = int(now().timestamp())
    if mx or offline:
        return mta_sts(domain, mx=mx, now=seconds, mode=Mode(mode), max_age_s=max_age_s, rua=rua)
    asking = mta_sts_of_mx(domain, now=seconds, mode=Mode(mode), max_age_s=max_age_s, rua=rua)
    return _held(asking, world, servers)


def propose_dkim(
    domain: str, file: Path | None, *, selector: str = "", kind: str = "rsa", bits: int = 2048
) -> tuple[Proposal, Path]:
    """Make a key, keep it in a file that only its owner can read, and propose the record that publishes it.

    Args:
        domain: Who signs.
        file: Where the private key is to stand; named after selector and domain, here, where it is None.
        selector: Which of the domain's keys; named after the month where it is empty.
        kind: ``rsa`` or ``ed25519``.
        bits: The size of an RSA key.

    Returns:
        The proposal, and where the private key stands.

    Raises:
        InputError: Something of it can't be read, or the file is there already.
    """
    name = selector or f"{kind[0]}{now():%Y%m}"
    owner = dkim(domain, name, "").domain  # refused before a key is made
    pem, record = make_key(kind, bits)
    key = file or Path(f"{name}._domainkey.{owner}.pem")
    write_private(key, pem)
    return dkim(owner, name, record, kind=kind), key


def _held(asking: Asking[Proposal], world: World, servers: Sequence[str]) -> Proposal:
    if world is not None:
        return ask.hold(asking, world if isinstance(world, ask.Zone) else ask.Zone(world))
    return hold_sync(asking, name_servers(servers))
