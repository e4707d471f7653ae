"""Under which selectors keys usually stand, and whose they are: the table of ``data/selectors.toml``, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signs for others.

    Args:
        name: As people know it; empty for what many use.
        own: Selectors that nobody else is likely to use.
        common: Selectors that others use as well.
        aliases: Names below which the records stand that its customers point to.
    """

    name: str
    own: tuple[str, ...]
    common: tuple[str, ...]
    aliases: tuple[str, ...]


@cache
def signers() -> tuple[Signer, ...]:
    """Give all rows of the table, the commonest first."""
    text = files(__package__).joinpath("data", "selectors.toml").read_text(encoding="utf-8")
    return tuple(
        Signer(row["name"], *(tuple(row.get(key, ())) for key in ("own", "common", "aliases")))
        for row in tomllib.loads(text)["service"]
    )


@cache
def likely() -> tuple[str, ...]:
    """Give the selectors worth asking for where none is known, the commonest first."""
    return tuple(dict.fromkeys(name for signer in signers() for name in (*signer.own, *signer.common)))


def service_of(selector: str, alias: str = "") -> str:
    """Give whose key it is; empty where that is not known.

    Args:
        selector: The selector.
        alias: Where its CNAME leads; empty where there is none.
    """
    while alias:
        if alias in _by_alias():
            return _by_alias()[alias]
        alias = alias.partition(".")[2]
    return _by_selector().get(selector, "")


@cache
def _by_alias() -> Mapping[str, str]:
    return MappingProxyType({alias: signer.name for signer in signers() for alias in signer.aliases})


@cache
def _by_selector() -> Mapping[str, str]:
    return MappingProxyType({name: signer.name for signer in signers() for name in signer.own})
