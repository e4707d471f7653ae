"""A record to publish, in the forms in which people paste it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

STRING_OCTETS = 255  # RFC 1035 §3.3: a character string's length is one octet
HOUR_S = 3_600

_SPECIAL = re.compile(
    r'["\\]|[^ -~]'
)  # what would end a string, or a line: records of strangers are written anew here


@dataclass(frozen=True, slots=True)
class DnsRecord:
    """A record to publish.

    Args:
        name: Where, as A-labels without the root dot.
        type: ``TXT``, ``MX``, ``CNAME``.
        value: Its data; for ``TXT`` the whole text, unquoted.
        ttl_s: For how long others may keep it, in seconds.
    """

    name: str
    type: str
    value: str
    ttl_s: int = HOUR_S

    def strings(self) -> tuple[str, ...]:
        """Give a text in character strings that fit: at most 255 octets each (RFC 1035 §3.3.14)."""
        octets = self.value.encode("ascii", "replace").decode("ascii")
        return tuple(octets[at : at + STRING_OCTETS] for at in range(0, max(1, len(octets)), STRING_OCTETS))

    def host(self, zone: str) -> str:
        """Give the name as control panels want it, which add the zone's name themselves: ``_dmarc``, ``@`` for the zone."""
        if self.name == zone:
            return "@"
        return self.name.removesuffix("." + zone)

    def data(self) -> str:
        """Give its data as a zone file writes it (RFC 1035 §5.1)."""
        if self.type != "TXT":
            return self.value
        return " ".join(f'"{_SPECIAL.sub(_escaped, string)}"' for string in self.strings())

    def line(self) -> str:
        """Give one line of a zone file (RFC 1035 §5.1)."""
        return f"{self.name}. {self.ttl_s} IN {self.type} {self.data()}"

    def as_dict(self, zone: str) -> Mapping[str, Any]:
        """Give the JSON shape.

        Args:
            zone: The zone in which it is published.
        """
        return {
            "name": self.name,
            "host": self.host(zone),
            "zone": zone,
            "type": self.type,
            "ttl_s": self.ttl_s,
            "value": self.value,
            "strings": list(self.strings()) if self.type == "TXT" else None,
            "line": self.line(),
        }


def _escaped(found: re.Match[str]) -> str:
    r"""Write one character as a zone file does: ``\"``, ``\\``, ``\010`` (RFC 1035 §5.1)."""
    return f"\\{found[0]}" if found[0].isprintable() else f"\\{ord(found[0]):03d}"
