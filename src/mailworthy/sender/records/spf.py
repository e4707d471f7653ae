"""The SPF record to publish: who may send for a domain (RFC 7208)."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from ipaddress import ip_network

from mailworthy.errors import InputError
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.sender.records.preview import as_published
from mailworthy.sender.records.proposal import Note, Proposal, domain_of
from mailworthy.sender.spf import LOOKUPS_MOST, VOIDS_MOST, SpfResult, survey
from mailworthy.sender.spf import services as known
from mailworthy.sender.spf.record import is_record, read
from mailworthy.sender.spf.remedies import edited, merged
from mailworthy.sender.spf.services import Service
from mailworthy.wire.ask import Asking, Dns

_WIDEST = 8  # leading bits of a network that somebody may own


def spf(
    domain: str,
    *,
    services: Sequence[str] = (),
    ips: Sequence[str] = (),
    mx: bool = False,
    hard: bool = False,
    existing: str = "",
) -> Proposal:
    """Propose the one SPF record of a domain.

    Args:
        domain: The domain of the return address.
        services: Who sends for it, by name (``SendGrid``) or by the include that they ask for (``sendgrid.net``).
        ips: Its own hosts: addresses or networks.
        mx: Whether its mail hosts send too.
        hard: Whether others are refused (``-all``) instead of doubted (``~all``).
        existing: The record that it has: there may be one only, so what that names is kept.

    Raises:
        InputError: No such service; no address; no record; or nobody is named at all.
    """
    owner = domain_of(domain)
    if existing and not is_record(existing):
        raise InputError(f"{existing[:80]}: no SPF record, which begins with v=spf1")
    terms = [*(["mx"] if mx else []), *map(_include, services), *map(_network, ips)]
    if not terms and not existing:
        raise InputError("nobody may send: name services, addresses or the mail hosts; or take never-sends")
    new = " ".join(("v=spf1", *dict.fromkeys(terms), "-all" if hard else "~all"))
    record, dropped = _without_ptr(merged((existing, new)) if existing else new)
    notes = [Note("spf_one_record"), *([Note("spf_no_ptr")] if dropped else [])]
    notes += [Note("spf_hard" if record.endswith("-all") else "spf_soft")]
    return Proposal("spf", owner, (DnsRecord(owner, "TXT", record),), notes=tuple(notes))


def spf_beside(
    domain: str,
    *,
    services: Sequence[str] = (),
    ips: Sequence[str] = (),
    mx: bool = False,
    hard: bool = False,
    fresh: bool = False,
) -> Asking[Proposal]:
    """Propose the one SPF record of a domain, with what it has now kept in it, and count what it costs.

    Args:
        domain: As for :func:`spf`. So too ``services``, ``ips``, ``mx`` and ``hard``.
        services: Who sends for it.
        ips: Its own hosts.
        mx: Whether its mail hosts send too.
        hard: Whether others are refused.
        fresh: Leave out what the present record names.

    Raises:
        InputError: As :func:`spf` does.
    """
    owner = domain_of(domain)
    (answer,) = yield (Dns(owner, "TXT"),)
    there = [] if fresh else list(filter(is_record, answer.values))
    proposal = spf(
        owner, services=services, ips=ips, mx=mx, hard=hard, existing=merged(there) if there else ""
    )
    told = yield from as_published(survey(owner), proposal.records)
    return proposal.noting(*([Note("spf_merged")] if there else []), _cost(told))


def _cost(told: SpfResult) -> Note:
    if told.lookups > LOOKUPS_MOST:
        return Note("spf_too_much", {"used": told.lookups, "limit": LOOKUPS_MOST})
    counts = {"used": told.lookups, "limit": LOOKUPS_MOST, "voids": told.voids, "most": VOIDS_MOST}
    return Note("spf_cost", counts)


def _include(named: str) -> str:
    service = _service(named)
    if service is None and _is_include(named):
        return f"include:{named.lower()}"
    if service is None:
        raise InputError(
            f"{named[:80]}: no service that we know{_near(named)}; name the include that it asks for"
        )
    if not service.include:
        raise InputError(f"{service.name} gives each customer an include of their own: name that")
    return f"include:{service.include}"


def _is_include(named: str) -> bool:
    """Tell whether it can be included; such names often begin with an underscore."""
    record = read(f"v=spf1 include:{named}")
    return "." in named and len(record.terms) == 1 and not record.faults


def _service(named: str) -> Service | None:
    wanted = named.casefold()
    there = known.services()
    exact = [one for one in there if wanted in {one.name.casefold(), one.include}]
    begun = [one for one in there if one.name.casefold().startswith(wanted)]
    if exact:
        return exact[0]
    return begun[0] if len(begun) == 1 else None


def _near(named: str) -> str:
    near = [one.name for one in known.services() if one.name.casefold().startswith(named.casefold())]
    near = near or get_close_matches(named[:64], [one.name for one in known.services()], n=3)
    return f" ({' or '.join(near[:3])}?)" if near else ""


def _network(text: str) -> str:
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        raise InputError(f"{text[:80]}: no IP address or network") from None
    if network.prefixlen < _WIDEST:
        raise InputError(f"{text[:80]}: so large a network lets nearly everybody send in your name")
    alone = network.prefixlen == network.max_prefixlen
    return f"ip{network.version}:{network.network_address if alone else network}"


def _without_ptr(record: str) -> tuple[str, bool]:
    """Leave out what is slow, unreliable, and advised against (RFC 7208 §5.5)."""
    dropped = {spec.position: "" for spec in read(record).terms if spec.mechanism == "ptr"}
    return (edited(record, dropped), True) if dropped else (record, False)
