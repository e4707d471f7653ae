"""Say of one message whether its sender is who it claims to be: SPF, DKIM, ARC, DMARC, each alone, at once or awaited."""

from __future__ import annotations

from collections.abc import Sequence

from mailworthy.errors import InputError
from mailworthy.flow.world import Named, World, held, held_async, now
from mailworthy.sender import arc, dkim, dmarc, spf
from mailworthy.sender.arc import ArcResult
from mailworthy.sender.dkim import Dkim, DkimResult
from mailworthy.sender.dmarc import DmarcResult
from mailworthy.sender.spf import Spf, SpfResult
from mailworthy.wire import name
from mailworthy.wire.ask import Asking


def evaluate_spf(
    ip: str, sender: str, helo: str = "", *, world: World = None, servers: Named = ()
) -> SpfResult:
    """Say whether a host may send for an address, as a receiver judges it (RFC 7208 §4).

    Args:
        ip: The host's address.
        sender: The address in MAIL FROM; empty for that of a bounce, then HELO is judged (RFC 7208 §2.4).
        helo: What the host says in HELO; the sender's domain where it is empty.
        world: A dictionary of zone data that takes the place of DNS.
        servers: Name servers as ``host:port``; the system's where none is named.

    Raises:
        InputError: ``ip`` is no address, there is neither a sender nor a HELO name, or a name server can't be read.
    """
    return held(_spf(ip, sender, helo), world, servers)


async def evaluate_spf_async(
    ip: str, sender: str, helo: str = "", *, world: World = None, servers: Named = ()
) -> SpfResult:
    """Do what :func:`evaluate_spf` does, awaited."""
    return await held_async(_spf(ip, sender, helo), world, servers)


def _spf(ip: str, sender: str, helo: str) -> Asking[SpfResult]:
    domain = sender.rpartition("@")[2] or helo
    if not domain:
        raise InputError("SPF needs the sender's address, or for a bounce the name in HELO")
    return spf.check_host(ip, domain, sender, helo or domain, now=_moment())


def verify_dkim(message: bytes, *, world: World = None, servers: Named = ()) -> tuple[DkimResult, ...]:
    """Verify the DKIM signatures of a message (RFC 6376 §6), in their order.

    Args:
        message: Its octets, header and body.
        world: A dictionary of zone data that takes the place of DNS.
        servers: Name servers as ``host:port``; the system's where none is named.

    Raises:
        InputError: A name server can't be read.
    """
    return held(dkim.verify(message, now=_moment()), world, servers)


async def verify_dkim_async(
    message: bytes, *, world: World = None, servers: Named = ()
) -> tuple[DkimResult, ...]:
    """Do what :func:`verify_dkim` does, awaited."""
    return await held_async(dkim.verify(message, now=_moment()), world, servers)


def validate_arc(message: bytes, *, world: World = None, servers: Named = ()) -> ArcResult:
    """Validate the ARC chain of a message (RFC 8617 §5.2).

    Args:
        message: Its octets, header and body.
        world: A dictionary of zone data that takes the place of DNS.
        servers: Name servers as ``host:port``; the system's where none is named.

    Raises:
        InputError: A name server can't be read.
    """
    return held(arc.validate(message), world, servers)


async def validate_arc_async(message: bytes, *, world: World = None, servers: Named = ()) -> ArcResult:
    """Do what :func:`validate_arc` does, awaited."""
    return await held_async(arc.validate(message), world, servers)


def evaluate_dmarc(
    from_domain: str,
    *,
    spf: tuple[str, str] | None = None,
    dkim: Sequence[tuple[str, str]] = (),
    world: World = None,
    servers: Named = (),
) -> DmarcResult:
    """Say whether a message passes DMARC, why, and what receivers of the older standard say (RFC 9989 §5.3).

    Args:
        from_domain: The domain of the author's address.
        spf: The domain of MAIL FROM, and SPF's result for it: ``("bounces.example.org", "pass")``.
        dkim: For each signature its signing domain and its result; a domain that is none proves nothing.
        world: A dictionary of zone data that takes the place of DNS.
        servers: Name servers as ``host:port``; the system's where none is named.

    Raises:
        InputError: The domain can't be read, a result is none of those that SPF or DKIM has, or a name server can't be read.
    """
    return held(_dmarc(from_domain, spf, dkim), world, servers)


async def evaluate_dmarc_async(
    from_domain: str,
    *,
    spf: tuple[str, str] | None = None,
    dkim: Sequence[tuple[str, str]] = (),
    world: World = None,
    servers: Named = (),
) -> DmarcResult:
    """Do what :func:`evaluate_dmarc` does, awaited."""
    return await held_async(_dmarc(from_domain, spf, dkim), world, servers)


def _dmarc(
    from_domain: str, checked: tuple[str, str] | None, signed: Sequence[tuple[str, str]]
) -> Asking[DmarcResult]:
    try:
        by_spf = [(name.read(domain), Spf(result)) for domain, result in ([checked] if checked else [])]
        by_dkim = [(name.read(domain), Dkim(result)) for domain, result in signed]
    except ValueError as error:
        raise InputError(f"no such result: {error}") from None
    return dmarc.evaluate(
        name.to_ascii(from_domain),
        spf=next(((domain.ascii, result) for domain, result in by_spf if not domain.reason), None),
        dkim=[(domain.ascii, result) for domain, result in by_dkim if not domain.reason],
    )


def _moment() -> int:
    return int(now().timestamp())
