"""Mail hosts as MX records name them (RFC 1035 §3.3.9, RFC 5321 §5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address

NULL = "."  # the root: no host at all (RFC 7505 §3)

_MX = re.compile(r"(?P<preference>[0-9]{1,5}) (?P<host>\S+)")
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")


def exchanges(values: Iterable[str]) -> tuple[tuple[int, str], ...]:
    """Give preference and host of MX records, best preference first; what is no MX record is left out.

    Args:
        values: Their data: ``10 mx.example.net``; the root stays ``.``.
    """
    read = (_MX.fullmatch(value) for value in values)
    return tuple(sorted((int(mx["preference"]), mx["host"].lower()) for mx in read if mx))


def is_name(host: str) -> bool:
    """Tell whether a host's name, as A-labels in lower case, is one that can be asked for."""
    return _NAME.fullmatch(host) is not None


def is_ip(host: str) -> bool:
    """Tell whether what stands for a host's name is an IP address, perhaps in brackets: an MX names hosts alone."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
