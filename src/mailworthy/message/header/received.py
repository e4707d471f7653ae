"""Who handed a message over: the host that sent it, as the server that took it wrote down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import NamedTuple

from mailworthy.finding import Confidence, Finding
from mailworthy.message.header import data
from mailworthy.message.header.header import Header, at, same_organization
from mailworthy.message.places import found
from mailworthy.message.reading.draft import Field
from mailworthy.wire import name

_HOPS = 10  # from the top; those below were written by strangers
_CHARACTERS = 1_000
_IP = r"(?:IPv6:)?(?P<ip>[0-9a-fA-F:.]{7,45})"
# What a server writes of the host: its greeting, the name that DNS gives its address, and the address.
_KINDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"from\s+(?P<name>[^\s()\[\]]+)\s+\(HELO\s+(?P<helo>[^\s()]+)\)\s+\((?:[^\s()@]*@)?{_IP}\)",  # qmail
        rf"from\s+(?P<name>[^\s()]+)\s+\((?:[^()]*\s)?\[{_IP}\](?::\d+)?\s+helo=(?P<helo>[^\s()]+)[^()]*\)",  # Exim
        rf"from\s+\[{_IP}\]\s+\(helo=(?P<helo>[^\s()]+)[^()]*\)",  # Exim, without a name
        rf"from\s+(?P<helo>[^\s()]+)\s+\((?P<name>[^\s()\[\]]+)\s+\[{_IP}\][^()]*\)",  # Postfix, sendmail
        rf"from\s+(?P<helo>[^\s()]+)\s+\(\[{_IP}\][^()]*\)",  # sendmail, without a name
        rf"from\s+(?P<helo>[^\s()]+)\s+\({_IP}\)",  # Exchange
    )
)
_BY = re.compile(r"\sby\s+([A-Za-z0-9._-]{4,253})")
_NAMELESS = (_KINDS[2], _KINDS[4])  # these leave the name out where DNS has none
_ADDRESS = re.compile(r"\[?(?:IPv6:)?(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+)\]?", re.IGNORECASE)


class Host(NamedTuple):
    """A host that handed a message over.

    Args:
        helo: How it introduced itself.
        name: What DNS calls its address; empty where that is not told, ``unknown`` where DNS has no name.
        ip: Its address.
    """

    helo: str
    name: str
    ip: str


def look(header: Header) -> Iterator[Finding]:
    """Say what is odd about the host from which the message came; of drafts nothing."""
    for field in header.all("received")[:_HOPS]:
        host = host_of(field.folded)
        if host and _is_public(host.ip) and not _is_inside(host, field):
            yield from _judged(field, host)
            return


def host_of(value: str) -> Host | None:
    """Read the host in a Received field; None where it names none, as for mail that was made on the spot.

    Source:
        RFC 5321 §4.4, in the dialects of common servers.
    """
    text = " ".join(value[:_CHARACTERS].split())
    for kind in _KINDS:
        read = kind.match(text)
        if read:
            names = read.groupdict()
            told = names.get("name") or ("unknown" if kind in _NAMELESS else "")
            return Host(names["helo"] or "", told.lower().rstrip("."), names["ip"] or "")
    return None


def _is_inside(host: Host, field: Field) -> bool:
    """Tell whether one server of an organization handed it to another, as large receivers do several times."""
    taken = _BY.search(field.folded[:_CHARACTERS])
    by = name.read(taken[1]).ascii if taken else ""
    if not by:
        return False
    given = [name.read(text).ascii for text in (host.helo, host.name)]
    return any(one and "." in one and same_organization(one, by) for one in given)


def _judged(field: Field, host: Host) -> Iterator[Finding]:
    helo, likely = host.helo.lower().rstrip("."), Confidence.LIKELY
    told = f"HELO {host.helo} ({host.name or '-'} [{host.ip}])"[:160]
    if "." not in helo or _ADDRESS.fullmatch(helo):
        yield found("HDR-HELO-NO-NAME", [at(field)], detail=told, confidence=likely)
    if host.name == "unknown":
        yield found("HDR-HOST-NO-NAME", [at(field)], detail=told, confidence=likely)
    if _is_of_a_home(host.name or helo, host.ip) or _is_of_a_home(helo, host.ip):
        yield found("HDR-HOST-HOME", [at(field)], detail=told, confidence=likely)


def _is_of_a_home(name: str, ip: str) -> bool:
    """Tell whether a name is one that providers give to the lines of homes: with the address in it, and a word for it."""
    if _ADDRESS.fullmatch(name) or ":" in ip:
        return False
    octets = ip.split(".")
    joined = {
        sign.join(order) for sign in ".-_" for order in (octets, octets[::-1], octets[2:], octets[:1:-1])
    }
    holds = any(one in name for one in joined) or any(
        "".join(o.zfill(3) for o in order) in name for order in (octets, octets[::-1])
    )
    words = set(re.split(r"[^a-z]+", name))
    return bool(words & _home_words()) and (holds or any(map(str.isdigit, name)))


def _home_words() -> frozenset[str]:
    return frozenset(data.table("hosts")["home"])


def _is_public(ip: str) -> bool:
    try:
        return ip_address(ip).is_global
    except ValueError:
        return False
