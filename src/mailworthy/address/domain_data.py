"""Who parks domains: the table of ``data/parking.toml``, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network


@dataclass(frozen=True, slots=True)
class Parking:
    """Where domains stand that nobody uses.

    Args:
        names: Services; their sub-domains count too.
        words: Labels, or hyphenated parts of labels, by which holds are named.
        living: Names that bear such a word and serve living domains.
        networks: Networks of parking pages.
    """

    names: frozenset[str]
    words: tuple[str, ...]
    living: frozenset[str]
    networks: tuple[IPv4Network | IPv6Network, ...]

    def serves(self, host: str) -> bool:
        """Tell whether a host belongs to a service that parks domains."""
        return not self.names.isdisjoint(_suffixes(host))

    def names_hold(self, server: str) -> bool:
        """Tell whether a name server is called like a registrar's hold or a sales page.

        For name servers only: among mail hosts a car park's own name would be caught.
        """
        if not self.living.isdisjoint(_suffixes(server)):
            return False
        return any(self._bears_word(label) for label in server.split("."))

    def _bears_word(self, label: str) -> bool:
        framed = f"-{label.rstrip('0123456789')}-"
        return any(f"-{word}-" in framed for word in self.words)

    def holds(self, address: str) -> bool:
        """Tell whether an IP address is a parking page's."""
        try:
            ip = ip_address(address)
        except ValueError:
            return False
        return any(ip in network for network in self.networks)


@cache
def parking() -> Parking:
    """Give the table."""
    text = files(__package__).joinpath("data", "parking.toml").read_text(encoding="utf-8")
    table: dict[str, list[str]] = tomllib.loads(text)
    return Parking(
        names=frozenset(table["names"]),
        words=tuple(table["words"]),
        living=frozenset(table["living"]),
        networks=tuple(ip_network(block) for block in table["networks"]),
    )


def _suffixes(host: str) -> Iterable[str]:
    labels = host.split(".")
    return (".".join(labels[i:]) for i in range(len(labels)))
