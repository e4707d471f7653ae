"""Say whether a message passes DMARC, or what a domain's DMARC record comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from mailworthy.edge.dns import hold_sync
from mailworthy.errors import InputError
from mailworthy.flow.world import name_servers
from mailworthy.sender.dkim import Dkim
from mailworthy.sender.dmarc import DmarcResult, DmarcSurvey, evaluate, survey
from mailworthy.sender.spf import Spf
from mailworthy.wire import ask
from mailworthy.wire.ask import Asking
from mailworthy.wire.name import to_ascii

R = TypeVar("R")
World = ask.Zone | Mapping[str, ask.Node] | None


def evaluate_dmarc(
    from_domain: str,
    *,
    spf: tuple[str, str] | None = None,
    dkim: Sequence[tuple[str, str]] = (),
    world: World = None,
    servers: Sequence[str] = (),
) -> DmarcResult:
    """Say whether a message passes DMARC, why, and what receivers of the older standard say.

    Args:
        from_domain: The domain of the author's address.
        spf: The domain of MAIL FROM, and SPF's result for it: ``("bounces.example.org", "pass")``.
        dkim: For each signature its signing domain and its result.
        world: A dictionary of zone data that takes the place of DNS.
        servers: Name servers as ``host:port``; the system's where none is named.

    Raises:
        InputError: A result is none of those that SPF or DKIM has, or a name server can't be read.
    """
    try:
        checked = spf and (spf[0], Spf(spf[1]))
        signed = [(domain, Dkim(result)) for domain, result in dkim]
    except ValueError as error:
        raise InputError(f"no such result: {error}") from None
    return _held(evaluate(from_domain, spf=checked, dkim=signed), world, servers)


def check_dmarc(domain: str, *, world: World = None, servers: Sequence[str] = ()) -> DmarcSurvey:
    """Say what the DMARC record that holds for a domain comes to, and what mends it.

    Args:
        domain: The domain, as typed.
        world: A dictionary of zone data that takes the place of DNS.
        servers: Name servers as ``host:port``; the system's where none is named.

    Raises:
        InputError: The domain or a name server can't be read.
    """
    return _held(survey(to_ascii(domain)), world, servers)


def _held(asking: Asking[R], world: World, servers: Sequence[str]) -> R:
    if world is not None:
        return ask.hold(asking, world if isinstance(world, ask.Zone) else ask.Zone(world))
    return hold_sync(asking, name_servers(servers))
