"""URLs that strangers name: those that are fetched, and the many that are not."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urljoin

from mailworthy.edge.http.trouble import Trouble
from mailworthy.wire import name

OCTETS = 8000  # RFC 9110 §4.1: everybody should take this much

_HTTPS = re.compile(r"https://", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_URL = re.compile(r"(https?)://([^/?#\\]*)((?:[/?][^#]*)?)(?:#.*)?", re.IGNORECASE)
_BLANKS = re.compile(r"[\x00-\x20\x7f]")
# Flags of a name that no public host has: numbers in any spelling (``2130706433``, ``0x7f.1``), names without a dot.
_NOT_PUBLIC = frozenset({"bad_tld", "numeric_tld", "single_label_domain"})
# Ends of names that networks use for themselves (RFC 6761 §6.3, RFC 6762 §3 and appendix G, RFC 8375, ICANN 2024).
_INNER_ENDS = (
    ".localhost", ".local", ".internal", ".home.arpa", ".intranet", ".lan", ".corp", ".home", ".private", ".localdomain",
)  # fmt: skip
_PORTS = {"https": "443", "http": "80"}


@dataclass(frozen=True, slots=True)
class Url:
    """The address of a resource that may be fetched, as far as its writing goes.

    Args:
        host: The host's name as A-labels, lower case.
        target: Path and query as they are asked for (RFC 9112 §3.2.1).
        scheme: ``https`` or ``http``.
    """

    host: str
    target: str
    scheme: str = "https"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{self.target}"

    @property
    def port(self) -> int:
        """Its scheme's own port."""
        return int(_PORTS[self.scheme])

    @classmethod
    def read(cls, text: str, *, plain: bool = False) -> Self:
        """Read a URL: HTTPS on its own port, a host by its name, nobody's user and password.

        Args:
            text: Any.
            plain: Whether unencrypted HTTP on its own port will do as well.

        Raises:
            Trouble: ``malformed`` where it is no URL, ``forbidden`` where it is none of these.
        """
        if len(text) > OCTETS or _BLANKS.search(text):
            raise Trouble("malformed", f"no URL: {text[:80]!r}")
        if not (_WEB if plain else _HTTPS).match(text):
            raise Trouble("forbidden", f"not https: {text[:80]!r}")
        match = _URL.fullmatch(text)
        if match is None:
            raise Trouble("malformed", f"no URL: {text[:80]!r}")
        scheme, target = match[1].lower(), quote(match[3], safe=string.punctuation)
        host = _host(match[2], _PORTS[scheme], strict=not plain)
        return cls(host, target if target.startswith("/") else f"/{target}", scheme)

    def led_to(self, location: str) -> Url:
        """Give where a redirect leads from here (RFC 9110 §10.2.2).

        Raises:
            Trouble: As for :meth:`read`.
        """
        return Url.read(self.joined(location))

    def joined(self, location: str) -> str:
        """Give the whole address that a redirect names, judged by nobody yet.

        Raises:
            Trouble: ``malformed`` where it names none.
        """
        if len(location) > OCTETS or _BLANKS.search(location):  # urljoin would mend some of these
            raise Trouble("malformed", f"redirected to no URL: {location[:80]!r}")
        try:
            return urljoin(str(self), location)
        except ValueError:
            raise Trouble("malformed", f"redirected to no URL: {location[:80]!r}") from None


def _host(authority: str, own_port: str, *, strict: bool) -> str:
    if "@" in authority:
        raise Trouble("forbidden", "a URL with a user's name in it")
    if authority.startswith("["):
        raise Trouble("forbidden", f"an address instead of a name: {authority[:80]!r}")
    host, _, port = authority.partition(":")
    if port not in {"", own_port}:
        raise Trouble("forbidden", f"another port than {own_port}: {authority[:80]!r}")
    host = host.removesuffix(".").lower()
    underscored = (
        not strict and host.isascii() and "_" in host
    )  # no host's name (RFC 1123 §2.1), and yet some work
    read = name.read(host.replace("_", "x") if underscored else host)
    if read.reason:
        raise Trouble("malformed", f"no host name ({read.reason}): {host[:80]!r}")
    if _NOT_PUBLIC.intersection(read.flags) or f".{read.ascii}".endswith(_INNER_ENDS):
        raise Trouble("forbidden", f"no public host's name: {host[:80]!r}")
    return host if underscored else read.ascii
