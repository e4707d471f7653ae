"""Where reports are to be sent: the URIs of ``rua`` and ``ruf``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailworthy.wire import address, name

MOST = 20  # destinations of one list that are looked at
LONGEST = 2_048  # octets of one URI

_URI = re.compile(r"([a-z][a-z0-9+.-]*):(.+)", re.IGNORECASE)
_CHARACTERS = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@$&'()*+=-]|%[0-9A-Fa-f]{2})+")  # RFC 3986 §2, less ! , ;
_LIMIT = re.compile(r"([^!]*)!([0-9]{1,19})([kmgt]?)", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_LIMIT_MOST = 2**63


@dataclass(frozen=True, slots=True)
class Destination:
    """Where reports are to be sent.

    Args:
        uri: As written, without the limit.
        scheme: In lower case: ``mailto``, ``https``.
        domain: Whose it is, as A-labels; empty where the scheme has none.
        limit: The largest size that it takes (``10m``), which RFC 9989 no longer knows; else empty.
    """

    uri: str
    scheme: str
    domain: str
    limit: str = ""


def read(text: str) -> Destination | None:
    """Read one URI; None where it is none.

    Source:
        RFC 3986 §3, RFC 6068 §2, RFC 7489 §6.2 for the limit.
    """
    uri, limit = text, ""
    if sized := _LIMIT.fullmatch(text[:LONGEST]):
        uri, limit = sized[1], f"{sized[2]}{sized[3]}".lower()
        if int(sized[2]) >= _LIMIT_MOST:
            return None
    found = _URI.fullmatch(uri)
    if not found or len(uri) > LONGEST or not _CHARACTERS.fullmatch(found[2]):
        return None
    scheme = found[1].lower()
    if scheme in _HOSTS:
        domain = _HOSTS[scheme](found[2])
        return Destination(uri, scheme, domain, limit) if domain else None
    return Destination(uri, scheme, "", limit)


def read_all(text: str) -> tuple[tuple[Destination, ...], tuple[str, ...]]:
    """Read a list with commas: the destinations, and the pieces that are none."""
    pieces = [piece.strip() for piece in text.split(",")][:MOST]
    pairs = [(piece, read(piece)) for piece in pieces]
    return tuple(one for _, one in pairs if one), tuple(piece for piece, one in pairs if not one)


def _mailbox_domain(rest: str) -> str:
    mailbox = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), rest.partition("?")[0])
    return address.read(mailbox).domain if address.read(mailbox).valid else ""


def _web_host(rest: str) -> str:
    if not rest.startswith("//"):
        return ""
    host = re.split("[/?#]", rest[2:], maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
    return name.read(host).ascii


_HOSTS = {"mailto": _mailbox_domain, "https": _web_host, "http": _web_host}
