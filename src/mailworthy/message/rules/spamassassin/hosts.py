"""What counts as a host: top-level domains, the part of a name that one registers, the many ways to write an IPv4 address."""

from __future__ import annotations

import re

from mailworthy.errors import InputError
from mailworthy.wire.name import is_public_suffix, registrable, to_ascii

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_HOST = re.compile(r"[a-z]+:/{0,2}([^/?#]+)", re.IGNORECASE)
_IP = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}\Z")


class Hosts:
    """What counts as a host.

    Args:
        tops: Top-level domains; empty for those of the public suffix list.
        suffixes: Further names that strangers register right below.
    """

    def __init__(self, tops: frozenset[str] = frozenset(), suffixes: frozenset[str] = frozenset()) -> None:
        """Keep them."""
        self.tops, self.suffixes = tops, suffixes
        self._ascii: dict[str, str] = {}

    def is_top(self, label: str) -> bool:
        """Tell whether a label is a top-level domain."""
        label = label.lower()
        return label in self.tops if self.tops else label.isalpha() and is_public_suffix(label)

    def is_domain(self, host: str) -> bool:
        """Tell whether a host could be one: labels as they have to be, under a top-level domain."""
        host = self.ascii(host).rstrip(".")
        labels = host.split(".")
        return (
            len(labels) > 1
            and len(host) <= 253
            and all(_LABEL.match(one) for one in labels)
            and "_" not in labels[-1] + labels[-2]
            and self.is_top(labels[-1])
        )

    def domain(self, uri: str) -> str:
        """Give the registered domain, or the IPv4 address, of an address; empty where it has none."""
        host = self.host(uri)
        if _IP.match(host) and all(int(one) < 256 for one in host.split(".")):
            return host
        return self.trimmed(host) if self.is_domain(host) else ""

    def host(self, uri: str) -> str:
        """Give the host of an address, in lower case; empty where it has none."""
        if uri[:7].lower() == "mailto:":
            return re.split(r"[?&>]", uri.rpartition("@")[2])[0].lower()
        found = _HOST.match(uri)
        return re.sub(r":\d*$", "", found[1].rpartition("@")[2]).lower() if found else ""

    def trimmed(self, host: str) -> str:
        """Give the part of a host that one registers."""
        host = self.ascii(host).rstrip(".")
        if not self.suffixes:
            return registrable(host)
        labels = host.split(".")
        size = 2
        while size < len(labels) and ".".join(labels[-size:]) in self.suffixes:
            size += 1
        return ".".join(labels[-size:])

    def ascii(self, host: str) -> str:
        """Give a host in lower case, as A-labels where it can have them; given an octet a character."""
        if host.isascii():
            return host.lower()
        if host not in self._ascii:
            try:
                self._ascii[host] = to_ascii(host.encode("latin-1").decode("utf-8"))
            except (InputError, UnicodeError):
                self._ascii[host] = host.lower()
        return self._ascii[host]


def ip_of_number(number: int) -> str:
    """Give the IPv4 address that a number stands for."""
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def ip_of_octets(host: str) -> str:
    """Give an IPv4 address whose octets may be written in hexadecimal or octal digits."""
    made = []
    for one in host.lower().split("."):
        text = one[:12]
        octal = re.fullmatch(r"0+([1-3]?[0-7]{1,2}|[4-7][0-7]?)", text)
        made.append(
            str(int(text, 16))
            if text.startswith("0x")
            else str(int(octal[1], 8))
            if octal
            else text.lstrip("0")
        )
    return ".".join(made)
