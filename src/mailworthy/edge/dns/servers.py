"""Name servers: how they are written, which ones the system uses, and how politely each is to be asked.

A name server is the one host that nobody looks up: the operator names it, here or in ``/etc/resolv.conf``. So it may
live anywhere, on loopback too; :class:`~mailworthy.wire.reach.Reach` is for hosts that the network tells us of.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from mailworthy.errors import InputError

PORT = 53
RESOLV_CONF = Path("/etc/resolv.conf")

# Open resolvers for everybody, with the questions per second that one client may put to them by default. Google
# publishes 1,500 a second and client as the point where it begins to drop; the others publish no figure, so these
# are manners, not limits. Collected from memory of the operators' own pages, 2026-11.
PUBLIC_PER_S = {
    "8.8.8.8": 300, "8.8.4.4": 300, "2001:4860:4860::8888": 300, "2001:4860:4860::8844": 300,  # Google
    "1.1.1.1": 200, "1.0.0.1": 200, "2606:4700:4700::1111": 200, "2606:4700:4700::1001": 200,  # Cloudflare
    "1.1.1.2": 200, "1.0.0.2": 200, "1.1.1.3": 200, "1.0.0.3": 200,  # Cloudflare, filtering
    "9.9.9.9": 100, "149.112.112.112": 100, "2620:fe::fe": 100, "2620:fe::9": 100,  # Quad9
    "9.9.9.10": 100, "149.112.112.10": 100, "9.9.9.11": 100, "149.112.112.11": 100,  # Quad9, variants
    "208.67.222.222": 100, "208.67.220.220": 100, "2620:119:35::35": 100, "2620:119:53::53": 100,  # OpenDNS
    "94.140.14.14": 50, "94.140.15.15": 50, "94.140.14.140": 50, "94.140.14.141": 50,  # AdGuard
    "76.76.2.0": 50, "76.76.10.0": 50,  # Control D
    "185.228.168.9": 50, "185.228.169.9": 50, "185.228.168.168": 50, "185.228.169.168": 50,  # CleanBrowsing
    "77.88.8.8": 50, "77.88.8.1": 50,  # Yandex
    "223.5.5.5": 20, "223.6.6.6": 20, "119.29.29.29": 20, "114.114.114.114": 20,  # AliDNS, DNSPod, 114DNS
    "64.6.64.6": 50, "64.6.65.6": 50,  # Vercara UltraDNS
    "4.2.2.1": 20, "4.2.2.2": 20,  # Level 3, never meant for the public
    "80.80.80.80": 20, "80.80.81.81": 20,  # Freenom
    "84.200.69.80": 20, "84.200.70.40": 20,  # DNS.Watch
    "193.110.81.0": 50, "185.253.5.0": 50,  # dns0.eu
    "86.54.11.1": 50, "86.54.11.201": 50,  # DNS4EU
}  # fmt: skip
ELSEWHERE_PER_S = 200.0  # somebody else's resolver that is no open one: a provider's, a data centre's


@dataclass(frozen=True, slots=True)
class Server:
    """One recursive resolver.

    Args:
        host: Its IP address.
        port: Its port, for UDP and TCP.
    """

    host: str
    port: int = PORT

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Whether it runs on this machine: then its AD bit can be believed (RFC 4035 §4.9.3)."""
        return ip_address(self.host).is_loopback

    @property
    def rate_per_s(self) -> float:
        """How many questions a second it is asked by default; without limit where it is one's own."""
        address = ip_address(self.host)
        own = address.is_private or address.is_loopback or address.is_link_local
        return PUBLIC_PER_S.get(str(address), math.inf if own else ELSEWHERE_PER_S)


def parse_server(text: str) -> Server:
    """Read a name server as people write it: ``127.0.0.1``, ``127.0.0.1:5353``, ``::1``, ``[::1]:53``.

    Raises:
        InputError: It is no IP address, or the port is no port.
    """
    host, port = _split(text.strip())
    try:
        address = ip_address(host)
    except ValueError:
        raise InputError(
            f"{text[:80]!a} is not a name server: give an IP address and perhaps a port, such as 127.0.0.1:53"
        ) from None
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65_536):
        raise InputError(f"{text[:80]!a}: {port[:20]!a} is not a port; give a number from 1 to 65535")
    return Server(str(address), int(port))


def _split(text: str) -> tuple[str, str]:
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        return (host, rest.removeprefix(":") if rest else str(PORT)) if closed else (text, str(PORT))
    if text.count(":") == 1:
        host, _, port = text.partition(":")
        return host, port
    return text, str(PORT)


def system_servers(path: Path = RESOLV_CONF) -> tuple[Server, ...]:
    """Give the name servers that the system uses (resolv.conf(5)); the local one where none is named."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    found = []
    for line in text.splitlines():
        words = line.split()
        if len(words) >= 2 and words[0] == "nameserver":
            found += _readable(words[1])
    return tuple(dict.fromkeys(found)) or (Server("127.0.0.1"),)


def _readable(host: str) -> list[Server]:
    try:
        return [Server(str(ip_address(host)))]
    except ValueError:
        return []  # the system's own resolver passes over such lines too


def advice(servers: Sequence[Server]) -> str:
    """Say what would make a large list quicker, in one line; empty where nothing would."""
    slow = [server for server in servers if math.isfinite(server.rate_per_s)]
    if not slow:
        return ""
    total = sum(server.rate_per_s for server in slow)
    return (
        f"{', '.join(map(str, slow))}: somebody else's resolver, asked {total:.0f} times a second at most;"
        " a local unbound (apt install unbound, then --dns 127.0.0.1:53) has no such limit"
    )
