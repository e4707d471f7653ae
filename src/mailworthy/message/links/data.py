"""What is known of hosts by their names (``data/hosts.toml``): shorteners, redirectors, trackers; read once, when first needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any


def shorteners() -> frozenset[str]:
    """Give hosts that hide where a link leads to."""
    return _hosts("shorteners")


def trackers() -> frozenset[str]:
    """Give domains of providers that count clicks for their customers."""
    return _hosts("trackers")


def sharing() -> frozenset[str]:
    """Give hosts that carry an address along on purpose."""
    return _hosts("sharing")


def free_hosts() -> frozenset[str]:
    """Give hosts below which anybody may put up a page without giving a name."""
    return _hosts("free_hosts")


def wrappers() -> frozenset[str]:
    """Give hosts that receivers' filters put around links."""
    return _hosts("wrappers")


@cache
def redirectors() -> Mapping[str, re.Pattern[str]]:
    """Give hosts that send anybody on, with the path and query by which they do."""
    return MappingProxyType(
        {host: re.compile(path, re.IGNORECASE) for host, path in _table()["redirectors"].items()}
    )


@cache
def same() -> Mapping[str, int]:
    """Give for a domain the number of its company; domains of one company have one number."""
    return MappingProxyType(
        {host: number for number, group in enumerate(_table()["same"]["groups"]) for host in group}
    )


@cache
def cheap_tops() -> frozenset[str]:
    """Give top-level domains that spam uses far more than honest mail."""
    return frozenset(_table()["top"]["names"])


@cache
def tops_in_text() -> tuple[frozenset[str], frozenset[str]]:
    """Give the ends by which bare words are domains, and those of two letters by which they are none."""
    table = _table()["text_tops"]
    return frozenset(table["names"]), frozenset(table["not"])


def under(host: str, hosts: frozenset[str] | Mapping[str, Any]) -> str:
    """Give the host of a table that a host is, or lies below; empty where there is none."""
    while host:
        if host in hosts:
            return host
        host = host.partition(".")[2]
    return ""


@cache
def _hosts(name: str) -> frozenset[str]:
    return frozenset(_table()[name]["hosts"])


@cache
def _table() -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    return tomllib.loads(files(__package__).joinpath("data", "hosts.toml").read_text("utf-8"))
