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
        "192.168.0.0/16",  # private, RFC 1918
        "198.18.0.0/15",  # benchmarking, RFC 2544
        "224.0.0.0/4",  # multicast, RFC 5771
        "240.0.0.0/4",  # reserved and broadcast, RFC 1112
        "::/128",  # unspecified, RFC 4291
        "::1/128",  # loopback, RFC 4291
        "fc00::/7",  # unique local, RFC 4193
        "fe80::/10",  # link-local, RFC 4291
        "fec0::/10",  # site-local, RFC 3879
        "ff00::/8",  # multicast, RFC 4291
    )
)


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
        if routable(address):
            return True
        try:
            ip = ip_address(address)
        except ValueError:
            return False
        return any(ip in block for block in self.networks if block.version == ip.version)
