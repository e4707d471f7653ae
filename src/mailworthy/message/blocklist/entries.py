"""What lists are asked about a message, and where each of it stands there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailworthy.message.blocklist import data
from mailworthy.message.links.address import Address
from mailworthy.message.links.broken import inner
from mailworthy.message.links.data import under
from mailworthy.message.links.targets import CLICKED, OWN_HEADERS, Target, targets
from mailworthy.message.places import Place, in_header
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.wire import name

_SIGNED = "dkim-signature"
_LISTED = "list-unsubscribe"


@dataclass(frozen=True, slots=True)
class Entries:
    """What to ask about.

    Args:
        ips: IP addresses: the one that sends first, then those linked to.
        domains: Registrable ones: the sender's own first, then those linked to, then those that pictures come from.
        own: Those among both that are the sender's.
        targets: What leads to each of the others.
    """

    ips: tuple[str, ...]
    domains: tuple[str, ...]
    own: frozenset[str]
    targets: dict[str, list[Target]]

    def places(self, draft: Draft, entry: str) -> list[Place]:
        """Give where an entry stands in the message, header first; a place without anything where it stands nowhere."""
        headed = [in_header(draft, header) for header in _naming(draft, entry)] if entry in self.own else []
        return [*headed, *(one.place for one in self.targets.get(entry, ()))] or [{}]


def entries(draft: Draft, scope: Scope) -> Entries:
    """Find what lists can be asked about."""
    seen = targets(draft, scope)
    led: dict[str, list[Target]] = {}
    for one in sorted(seen.everything, key=lambda one: one.kind not in CLICKED):
        if one.address.web and not one.address.tagged and _askable(one.address):
            led.setdefault(one.address.registrable, []).append(one)
    ips = {target.address.host for found in led.values() for target in found if target.address.ip}
    own = [scope.ip] if scope.ip else []
    domains = dict.fromkeys([*_in_order(draft, seen.own), *(one for one in led if one not in ips)])
    return Entries(
        ips=tuple(dict.fromkeys([*own, *(one for one in led if one in ips)])),
        domains=tuple(one for one in domains if not under(one, data.giants())),
        own=seen.own.union(own),
        targets=led,
    )


def _askable(address: Address) -> bool:
    """Tell whether a host can stand in DNS at all, for everybody."""
    return not inner(address) and (address.ip or bool(name.read(address.host).ascii))


def _in_order(draft: Draft, own: frozenset[str]) -> list[str]:
    """Give the sender's domains, that of From first."""
    first = name.registrable(name.read(draft.sender.address.rpartition("@")[2]).ascii)
    return sorted(own, key=lambda domain: (domain != first, domain))


def _naming(draft: Draft, domain: str) -> Iterator[str]:
    """Give the header fields that name a domain or a host below it."""
    for header in (*OWN_HEADERS, _SIGNED, _LISTED):
        if any(domain in field.value.lower() for field in draft.headers(header)):
            yield header
