"""Who is behind an include: the table of ``data/services.toml``, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Service:
    """Somebody who sends mail for others.

    Args:
        name: As people know it.
        include: What its customers put into their record; empty where each has one of its own.
        domains: Names below which its records stand.
        mx: Names below which its customers' mail hosts stand.
    """

    name: str
    include: str
    domains: tuple[str, ...]
    mx: tuple[str, ...]


@cache
def services() -> tuple[Service, ...]:
    """Give all rows of the table."""
    text = files(__package__).joinpath("data", "services.toml").read_text(encoding="utf-8")
    return tuple(
        Service(row["name"], row.get("include", ""), tuple(row["domains"]), tuple(row.get("mx", ())))
        for row in tomllib.loads(text)["service"]
    )


def service_of(name: str) -> str:
    """Give the service whose record a name is; empty where it is not known."""
    service = _nearest(name, _by_domain())
    return service.name if service else ""


def service_by_mx(host: str) -> Service | None:
    """Give the service whose customers have such a mail host; None where it is not known."""
    return _nearest(host, _by_mx())


@cache
def _by_domain() -> Mapping[str, Service]:
    return MappingProxyType({domain: service for service in services() for domain in service.domains})


@cache
def _by_mx() -> Mapping[str, Service]:
    return MappingProxyType({host: service for service in services() for host in service.mx})


def _nearest(name: str, table: Mapping[str, Service]) -> Service | None:
    while name:
        if name in table:
            return table[name]
        name = name.partition(".")[2]
    return None
