"""What may be reached: a value that everything at the edge is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

# IANA special-purpose registries (RFC 6890), the blocks on which no public mail host can live. The documentation
# blocks (RFC 5737, RFC 3849) are left out: nothing answers there, and they harm nobody.
INNER = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network, RFC 791
        "10.0.0.0/8",  # private, RFC 1918
        "100.64.0.0/10",  # carriers' shared space, RFC 6598
        "127.0.0.0/8",  # loopback, RFC 1122
        "169.254.0.0/16",  # link-local and the clouds' metadata, RFC 3927
        "172.16.0.0/12",  # private, RFC 1918
        "192.0.0.0/24",  # protocol assignments, a cloud's metadata among them, RFC 6890
        "192.168.0.0/16",  # private, RFC 1918
        "198.18.0.0/15",  # benchmarking, RFC 2544
        "224.0.0.0/4",  # multicast, RFC 5771
        "240.0.0.0/4",  # reserved and broadcast, RFC 1112
        "::/96",  # unspecified, loopback, and the forms that were compatible with IPv4, RFC 4291
        "64:ff9b:1::/48",  # NAT64 of one's own network, RFC 8215
        "fc00::/7",  # unique local, RFC 4193
        "fe80::/10",  # link-local, RFC 4291
        "fec0::/10",  # site-local, RFC 3879
        "ff00::/8",  # multicast, RFC 4291
    )
)

# Where no web server of the public lives, beside INNER: a link there is a mistake or a trap.
# IPv6 is the other way round: nothing but what is given out for public use (IANA IPv6 global unicast).
UNVISITED = tuple(
    ip_network(block)
    for block in (
        "168.63.129.16/32",  # a cloud's own server for its machines, though the address looks public
        "192.0.2.0/24",  # documentation, RFC 5737; some networks use these blocks for themselves all the same
        "198.51.100.0/24",  # same
        "203.0.113.0/24",  # same
        "192.88.99.0/24",  # the relays of 6to4, given up by RFC 7526
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID; RFC 2928
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4, given up by RFC 7526: carries any IPv4 address
        "3fff::/20",  # documentation, RFC 9637
    )
)
_PUBLIC6 = IPv6Network("2000::/3")


@lru_cache(maxsize=1 << 16)  # mail hosts are few, and domains many
def routable(address: str) -> bool:
    """Tell whether an IP address can be a public host's: not private, loopback, link-local, multicast or reserved.

    Addresses that carry an IPv4 address (mapped, 6to4, NAT64, Teredo) are judged by that one.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return not _inner(ip)


@lru_cache(maxsize=1 << 14)
def public(address: str) -> bool:
    """Tell whether an IP address is a public web server's: :func:`routable`, and in a network that has such servers.

    Stricter than what holds for mail hosts, which DNS names and nobody clicks: a link is written by whoever wrote the message.
    """
    if "%" in address or not routable(address):  # a zone index (RFC 4007 §11) means a network of this machine
        return False
    ip: IPv4Address | IPv6Address | None = ip_address(address)
    if isinstance(ip, IPv6Address) and ip not in _PUBLIC6:
        ip = _nat64(ip)  # how a host that has IPv6 alone reaches the public servers of IPv4, RFC 6052
    return ip is not None and not any(ip in block for block in UNVISITED if block.version == ip.version)


def _inner(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv6Address):
        carried = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or _nat64(ip)
        if carried is not None:
            return _inner(carried)
    return any(ip in block for block in INNER if block.version == ip.version)


def _nat64(ip: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in IPv6Network("64:ff9b::/96") else None


@dataclass(frozen=True, slots=True)
class Reach:
    """Which hosts may be connected to: public ones, and what is widened on purpose.

    Args:
        networks: Inner networks that are allowed as well; tests and operators name them, and reports say so.
        ports: Pairs of a well-known port and the one that stands for it in there: ``((25, 2525),)``.
    """

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    ports: tuple[tuple[int, int], ...] = ()

    @classmethod
    def widened(cls, *blocks: str, ports: Mapping[int, int] | None = None) -> Reach:
        """Allow inner networks too, written as ``127.0.0.0/8``; perhaps with other ports there."""
        return cls(tuple(ip_network(block) for block in blocks), tuple((ports or {}).items()))

    def port(self, address: str, well_known: int) -> int:
        """Give the port to connect to: another than the well-known one in inner networks alone."""
        return well_known if routable(address) else dict(self.ports).get(well_known, well_known)

    def allows(self, address: str) -> bool:
        """Tell whether a host may be connected to."""
        return routable(address) or self._widens(address)

    def visits(self, address: str) -> bool:
        """Tell whether a link may lead there: a :func:`public` address, or one that is allowed on purpose."""
        return public(address) or self._widens(address)

    def _widens(self, address: str) -> bool:
        try:
            ip = ip_address(address)
        except ValueError:
            return False
        return any(ip in block for block in self.networks if block.version == ip.version)
