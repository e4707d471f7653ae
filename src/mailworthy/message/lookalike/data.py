"""What this package knows as data (``data/*.toml``): look-alike letters and names that are borrowed; read once, when first needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple


class Brand(NamedTuple):
    """A name that strangers like to borrow.

    Args:
        name: As one label of a domain.
        domains: The registrable domains that are its own; one that ends in ``.*`` stands for any public suffix.
    """

    name: str
    domains: tuple[str, ...]


@cache
def twins() -> Mapping[str, str]:
    """Give the Latin letter that a letter of another alphabet looks like."""
    table = _toml("letters.toml")["twin"]
    return MappingProxyType({letter: latin for latin, letters in table.items() for letter in letters})


@cache
def twins_of_latin() -> Mapping[str, Mapping[str, str]]:
    """Give, for each script by its name, its letter that a Latin one is taken for."""
    tables = _toml("letters.toml")
    return MappingProxyType({"CYRILLIC": tables["cyrillic"], "GREEK": tables["greek"]})


@cache
def brands() -> Mapping[str, Brand]:
    """Give names that are borrowed, each by itself."""
    table = _toml("brands.toml")["brand"]
    return MappingProxyType({name: Brand(name, tuple(domains)) for name, domains in table.items()})


@cache
def any_brand() -> re.Pattern[str]:
    """Give a pattern that finds a borrowed name."""
    return re.compile("|".join(sorted(brands(), key=len, reverse=True)))


@cache
def bait() -> frozenset[str]:
    """Give the words that stand beside a borrowed name."""
    return frozenset(_toml("brands.toml")["bait"]["words"])


@cache
def _toml(name: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    return tomllib.loads(files(__package__).joinpath("data", name).read_text("utf-8"))
