"""What the errors of sockets and TLS say, in one line."""

from __future__ import annotations

import errno
import os
import ssl

_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})


def words(error: Exception) -> str:
    """Give one line of what happened; it names no host and no address."""
    if isinstance(error, ssl.SSLError):
        return (error.reason or "no TLS").replace("_", " ").lower()
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno).lower()
    return str(error) or "the connection broke off"


def unreachable(error: OSError) -> str:
    """Give ``no_route`` where this machine has no way there, as to IPv6 where it has none; else ``unreachable``."""
    return "no_route" if error.errno in _NO_ROUTE else "unreachable"
