"""An address of the web taken apart as browsers do: lenient, since people click what a strict reader would refuse."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import NamedTuple

from mailworthy.message.reading.merge_tags import merge_tags
from mailworthy.wire import name

LONGEST = 4000  # characters of an address that are looked at

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,40}):")
_WEB = re.compile(r"(?:(https?|ftp):)?[/\\]{2,}([^/\\?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_ONE_SLASH = re.compile(r"(https?):[/\\]?([^/\\?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_DROPPED = str.maketrans("", "", "\t\r\n")  # as browsers do (URL standard, basic parser)
_PORT = re.compile(r":(\d{0,5})\Z")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]{0,16}|[0-9]{1,20}")
_TAGGED = re.compile(r"[{}*%|$\[\]<#@~-]{2}|[{\[<$]|%7[Bb]")  # without one of these there is no merge tag
_CUT = re.compile(
    r"\s*(?:\{[{%]|<[%?])[^}>]*\Z"
)  # a tag with quotes of its own ends the attribute that it stands in
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_PORTS = {"http": 80, "https": 443, "ftp": 21}
_MOST = 2**32


class Address(NamedTuple):
    """An address, taken apart.

    Args:
        scheme: In lower case; ``http`` where it begins with two slashes; empty for a relative one.
        user: What stands before ``@``.
        host: As A-labels in lower case, an IP address in its usual form; empty where there is none.
        written: The host as it was written.
        port: The port it names where that is not the scheme's own; 0 else.
        rest: Path, query and fragment.
        ip: Whether the host is an IP address.
        tagged: Whether a merge tag says where it leads.
    """

    scheme: str = ""
    user: str = ""
    host: str = ""
    written: str = ""
    port: int = 0
    rest: str = ""
    ip: bool = False
    tagged: bool = False

    @property
    def web(self) -> bool:
        """Whether a browser opens it and it names a host."""
        return bool(self.host) and self.scheme in {"http", "https"}

    @property
    def registrable(self) -> str:
        """The part of its host that one registers; the IP address itself; empty where there is no host."""
        return self.host if self.ip or not self.host else name.registrable(self.host)


@lru_cache(maxsize=4096)
def taken_apart(url: str) -> Address:
    """Read an address as declared.

    Args:
        url: Any text.

    Source:
        RFC 3986 §3; the URL standard where browsers are more lenient: backslashes, missing slashes, numbers as hosts.
    """
    url = url[:LONGEST].strip().translate(_DROPPED)
    web = _WEB.match(url) or _ONE_SLASH.match(url)
    if web is None:
        if _names_a_tag(url[:200]):
            return Address(tagged=True, rest=url)
        named = _SCHEME.match(url)
        return Address(named[1].lower() if named else "", rest=url[named.end() :] if named else url)
    scheme = (web[1] or "http").lower()
    authority, rest = web[2], web[3]
    if _names_a_tag(url[: web.end(2)]) or (not authority and _names_a_tag(rest[:200])):
        return Address(scheme, tagged=True, rest=rest)
    user, _, place = authority.rpartition("@")
    port = _PORT.search(place)
    written = place[: port.start()] if port else place
    number = int(port[1] or 0) if port else 0
    host, ip = _host(written)
    return Address(scheme, user, host, written, 0 if number == _PORTS[scheme] else number, rest, ip)


def unescaped(text: str) -> str:
    """Give a text with its %-escapes read as UTF-8 (RFC 3986 §2.1, RFC 3987 §3.2)."""
    if "%" not in text:
        return text
    return _ESCAPES.sub(lambda run: bytes.fromhex(run[0].replace("%", "")).decode("utf-8", "replace"), text)


def _names_a_tag(text: str) -> bool:
    """Tell whether a text holds a merge tag, also one whose braces were escaped."""
    if not _TAGGED.search(text):
        return False
    return (
        _CUT.match(text) is not None
        or next(merge_tags(unescaped(text) if "%7" in text else text), None) is not None
    )


def _host(written: str) -> tuple[str, bool]:
    """Give a host in its usual form, and whether it is an IP address."""
    plain = unescaped(written).strip()
    if plain.startswith("["):
        return _ip6(plain.strip("[]"))
    plain = plain.removesuffix(".")
    mapped = plain if plain.isascii() else name.read(plain).ascii or plain
    number = ip4(mapped)
    if number:
        return number, True
    return (name.read(mapped).ascii or mapped.lower())[: name.NAME_OCTETS], False


def _ip6(text: str) -> tuple[str, bool]:
    try:
        address = IPv6Address(text.partition("%")[0])
    except AddressValueError:
        return text.lower(), False
    return str(address.ipv4_mapped or address), True


def ip4(host: str) -> str:
    """Give the IPv4 address that browsers read from a host, in whatever notation; empty where it is a name.

    Args:
        host: Such as ``0x7f000001``, ``2130706433``, ``0177.0.0.1``, ``127.1``.

    Source:
        The URL standard's IPv4 parser, which follows inet_aton.
    """
    parts = host.split(".")
    if len(parts) > 4 or not all(map(_NUMBER.fullmatch, parts)):  # octets of an address
        return ""
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return ""
    *first, last = numbers
    if any(one > 255 for one in first) or last >= 256 ** (4 - len(first)):  # of an octet
        return ""
    total = last + sum(one << 8 * (3 - at) for at, one in enumerate(first))
    return str(IPv4Address(total)) if total < _MOST else ""


def _number(part: str) -> int:
    if part[:2].lower() == "0x":
        return int(part[2:] or "0", 16)
    return int(part, 8 if part[0] == "0" and len(part) > 1 else 10)
