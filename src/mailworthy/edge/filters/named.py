"""Filters as people name them: ``rspamd=http://127.0.0.1:11333``, ``spamassassin=127.0.0.1:783``.

A filter is a host that the user names, so it may live anywhere, on loopback too;
:class:`~mailworthy.wire.reach.Reach` is for hosts that the network tells us of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from mailworthy.errors import InputError
from mailworthy.wire.reach import routable

NAMES = ("rspamd", "spamassassin")
SPAMD_PORT = 783
RSPAMD_PORT = 11333  # of its ordinary worker

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"  # of another length it has no address, and Python says so oddly
_HOST = re.compile(rf"(?=.{{1,254}}\Z){_LABEL}(?:\.{_LABEL})*\.?")
_INNER = (
    ".localhost",
    ".local",
    ".internal",
    ".lan",
    ".home.arpa",
)  # RFC 6761 §6.3, RFC 6762 §3, RFC 8375 §3
_EXAMPLES = {"rspamd": "rspamd=http://127.0.0.1:11333", "spamassassin": "spamassassin=127.0.0.1:783"}


@dataclass(frozen=True, slots=True)
class FilterServer:
    """Where a filter is asked.

    Args:
        filter: One of :data:`NAMES`.
        host: Its name or IP address.
        port: Its port.
        secure: Whether over TLS, for rspamd.
        path: What stands before ``/checkv2``, where a web server is in front of rspamd.
    """

    filter: str
    host: str
    port: int
    secure: bool = False
    path: str = ""

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def inner(self) -> bool:
        """Whether it is in a network of the user's own, as far as its name or address tells."""
        try:
            return not routable(str(ip_address(self.host)))
        except ValueError:
            name = self.host.lower().rstrip(".")
            return "." not in name or name.endswith(_INNER)


def parse_filter(text: str) -> FilterServer:
    """Read a filter as people name it.

    Raises:
        InputError: It is none.
    """
    name, _, where = text.strip().partition("=")
    if name not in NAMES:
        raise InputError(f"{name[:40]!a} is no filter that is known: write {' or '.join(_EXAMPLES.values())}")
    if not where:
        raise InputError(f"{name}: it does not say where: write {_EXAMPLES[name]}")
    if not where.isascii() or not where.isprintable() or " " in where:
        raise _unreadable(name, where)
    return _rspamd(where) if name == "rspamd" else _spamd(where)


def _spamd(where: str) -> FilterServer:
    if "/" in where or "@" in where:
        raise _unreadable("spamassassin", where)
    return FilterServer("spamassassin", *_host_and_port("spamassassin", where, SPAMD_PORT))


def _rspamd(where: str) -> FilterServer:
    try:
        url = urlsplit(where if "://" in where else f"http://{where}")
    except ValueError:
        raise _unreadable("rspamd", where) from None
    if "@" in url.netloc:  # what stands there is a secret: it is not repeated
        raise InputError("rspamd: no password in its address: set MAILWORTHY_RSPAMD_PASSWORD")
    if url.scheme not in {"http", "https"} or url.query or url.fragment:
        raise _unreadable("rspamd", where)
    secure = url.scheme == "https"
    named_scheme = "://" in where
    default = (443 if secure else 80) if named_scheme else RSPAMD_PORT
    host, port = _host_and_port("rspamd", url.netloc, default)
    return FilterServer("rspamd", host, port, secure, url.path.rstrip("/").removesuffix("/checkv2"))


def _host_and_port(name: str, text: str, default: int) -> tuple[str, int]:
    host, port = _split(text)
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65_536) and port:
        raise InputError(f"{name}: {port[:20]!a} is not a port; give a number from 1 to 65535")
    try:
        host = str(ip_address(host))
    except ValueError:
        if not _HOST.fullmatch(host):
            raise _unreadable(name, text) from None
    return host, int(port) if port else default


def _split(text: str) -> tuple[str, str]:
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        return host, rest.removeprefix(":")
    if text.count(":") > 1:
        return text, ""
    host, _, port = text.partition(":")
    return host, port


def _unreadable(name: str, where: str) -> InputError:
    return InputError(f"{name}: {where[:80]!a} is no place to ask: write {_EXAMPLES[name]}")
