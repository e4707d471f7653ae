"""The invented people of the sample: common names of ten countries, thrown together by chance."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from mailworthy.flow.demo.dice import Dice


@dataclass(frozen=True, slots=True)
class World:
    """Where people of one language live, what they are called and who keeps their mail.

    Args:
        share: How many of a hundred people.
        countries: Country codes, the commoner ones more often.
        given: Given names; ``翔太/shota`` where the address is spelt otherwise.
        family: Family names.
        providers: Mail providers and their weights.
        family_first: Whether the family name comes first in addresses.
    """

    share: int
    countries: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]
    providers: tuple[tuple[str, int], ...]
    family_first: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person.

    Args:
        given: The given name as it is written.
        family: The family name as it is written.
        local: Given and family name as an address spells them: ASCII, lower case, no blanks.
        country: Country code.
        provider: Who would keep their mail.
        language: Which world they live in.
    """

    given: str
    family: str
    local: tuple[str, str]
    country: str
    provider: str
    language: str


def person(dice: Dice, language: str = "") -> Person:
    """Give somebody, of one language where it is said."""
    language = language or dice.weighted([(name, world.share) for name, world in worlds().items()])
    world = worlds()[language]
    given, family = _name(dice.pick(world.given)), _name(dice.pick(world.family))
    spelt = (given[1], family[1])
    return Person(
        given=given[0],
        family=family[0],
        local=spelt[::-1] if world.family_first else spelt,
        country=dice.pick(world.countries),
        provider=dice.weighted(world.providers),
        language=language,
    )


def _name(entry: str) -> tuple[str, str]:
    written, _, spelt = entry.partition("/")
    return written, spelt or plain(written)


def plain(text: str) -> str:
    """Spell a name as people do in addresses: ``Jürgen`` becomes ``juergen``, ``Łukasz`` becomes ``lukasz``."""
    text = text.lower().translate(_SPELT)
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if letter.isascii() and letter.isalpha()
    )


_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "ø": "o", "ı": "i", "æ": "ae"})


@cache
def worlds() -> Mapping[str, World]:
    """Give the worlds by language, from ``people.toml``."""
    text = files(__package__).joinpath("people.toml").read_text(encoding="utf-8")
    return MappingProxyType({language: _world(row) for language, row in tomllib.loads(text).items()})


def _world(row: Mapping[str, Any]) -> World:
    return World(
        share=row["share"],
        countries=tuple(row["countries"].split()),
        given=tuple(row["given"].split()),
        family=tuple(row["family"].split()),
        providers=tuple(row["providers"].items()),
        family_first=row.get("family_first", False),
    )
