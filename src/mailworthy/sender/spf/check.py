"""May this host send for this domain? And what does a receiver meet in its records?"""

from __future__ import annotations

from dataclasses import replace

from mailworthy.sender.spf import macro
from mailworthy.sender.spf.client import Client
from mailworthy.sender.spf.result import SpfResult
from mailworthy.sender.spf.tree import Node, Spf
from mailworthy.sender.spf.walk import Stop, Walk
from mailworthy.wire import name
from mailworthy.wire.ask import Asking, Dns


def check_host(
    ip: str,
    domain: str,
    sender: str,
    helo: str = "",
    *,
    receiver: str = "unknown",
    now: int = 0,
    tree: bool = True,
) -> Asking[SpfResult]:
    """Ask whether a host may send for a domain.

    For the MAIL FROM identity give the address's domain and the address; for ``<>`` and for the HELO identity give the
    HELO name and an empty sender, which then reads ``postmaster@`` that name.

    Args:
        ip: The client's address, IPv4 or IPv6.
        domain: Whose record is judged.
        sender: The address that macros speak of.
        helo: What the client said in HELO or EHLO.
        receiver: Who judges, for macros.
        now: The present moment in seconds since 1970, for macros.
        tree: Keep the records, go on past the limits, and give findings.

    Raises:
        InputError: ``ip`` is no address.

    Source:
        RFC 7208 §4, RFC 8616 §4.
    """
    client = Client.read(ip, domain=domain, sender=sender, helo=helo, receiver=receiver, now=now)
    return (yield from _walked(Walk(client, tree=tree), domain))


def survey(domain: str) -> Asking[SpfResult]:
    """Walk through all records that a domain's record leads to: look-ups, empty answers, faults.

    The result is what a host gets that nothing names. Terms that depend on the message are counted and not asked; what
    stands behind ``all`` is not looked at, as no receiver does.

    Args:
        domain: The domain, as A-labels or U-labels.
    """
    told = yield from _walked(Walk(None, tree=True), domain)
    if told.tree is None or told.tree.error != "no_record":
        return told
    (mail,) = yield (Dns(told.domain, "MX"),)
    return replace(told, mail=mail)


def _walked(walk: Walk, domain: str) -> Asking[SpfResult]:
    asked = _ascii(domain)
    if not asked:
        return _result(walk, Spf.NONE, domain, Node(domain, error="not_a_name"))
    try:
        result, node = yield from walk.host(asked)
    except Stop:
        return _result(walk, walk.broken, asked, None)
    if walk.problem:
        return _result(walk, walk.broken, asked, node)
    explanation = (yield from walk.explanation()) if result is Spf.FAIL else ""
    return _result(walk, result, asked, node, explanation)


def _result(walk: Walk, result: Spf, domain: str, node: Node | None, explanation: str = "") -> SpfResult:
    matched, tree = "" if walk.problem else walk.matched, node if walk.tree else None
    return SpfResult(result, domain, walk.counts(), walk.problem, explanation, matched, tree)


def _ascii(domain: str) -> str:
    """Give a domain as it is asked for; empty where it is malformed, and no domain of the public DNS (RFC 7208 §4.3)."""
    given = domain.lower().removesuffix(".") if domain.isascii() else name.read(domain).ascii
    fits = "." in given and len(given) <= name.NAME_OCTETS and macro.can_be_asked(given)
    return macro.escaped(given) if fits and given[0] != "[" else ""
