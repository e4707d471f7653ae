"""What is known about laws, words and addresses: read once, when the first message is judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import ahocorasick


class Country(NamedTuple):
    """How a country writes an address.

    Args:
        name: Its code (ISO 3166-1).
        digits: How many a postal code has at least, one after the other.
        letter: Whether a capital letter stands before them.
        code: A postal code in its usual company.
        street: What stands before it; None where the code is enough.
    """

    name: str
    digits: int
    letter: bool
    code: re.Pattern[str]
    street: re.Pattern[str] | None


@cache
def words(language: str, kind: str) -> tuple[str, ...]:
    """Give a language's words of a kind; none where that language has none.

    Args:
        language: ``en``, ``de``, ``ja``, …
        kind: As explained at the top of ``data/words.toml``.
    """
    return tuple(_words().get(language, {}).get(kind, ()))


@cache
def languages(kind: str) -> tuple[str, ...]:
    """Give the languages that have words of a kind."""
    return tuple(language for language, table in _words().items() if kind in table)


@cache
def finder(language: str) -> ahocorasick.Automaton | None:
    """Give what finds all words of a language in one pass, each with its kinds; None for one that is not known."""
    kinds: dict[str, list[str]] = {}
    for kind, known in _words().get(language, {}).items():
        for word in known:
            kinds.setdefault(word, []).append(kind)
    return _automaton({word: tuple(its) for word, its in kinds.items()}) if kinds else None


@cache
def opt_outs() -> ahocorasick.Automaton:
    """Give what finds the opt-out words of all languages in one pass, each with its language."""
    known = {word: tongue for tongue in reversed(languages("opt_out")) for word in words(tongue, "opt_out")}
    return _automaton(known)  # of two that share a word the first has it


def _automaton(known: Mapping[str, Any]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word, told in known.items():
        automaton.add_word(word, (word, told))
    automaton.make_automaton()
    return automaton


@cache
def countries() -> tuple[Country, ...]:
    """Give how countries write addresses, the surest first."""
    table = _toml("postal.toml")
    return tuple(
        Country(
            row["name"],
            row["digits"],
            row["letter"],
            re.compile(row["code"]),
            _street(row["street"], table["street"]),
        )
        for row in table["country"]
    )


@cache
def bare_address() -> re.Pattern[str]:
    """Give what a number and a street, or a box, look like where no code stands by them."""
    return re.compile(_toml("postal.toml")["bare"]["pattern"])


@cache
def address_tag() -> re.Pattern[str]:
    """Give what merge tags are called that an address is filled in for."""
    return re.compile(_toml("postal.toml")["tag"]["pattern"])


@cache
def duties() -> Mapping[str, Any]:
    """Give the table of laws and duties."""
    return _toml("duties.toml")


def _street(names: str, patterns: Mapping[str, str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{patterns[name]})" for name in names.split("|"))) if names else None


@cache
def _words() -> Mapping[str, Mapping[str, list[str]]]:
    return _toml("words.toml")


@cache
def _toml(name: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    return tomllib.loads(files(__package__).joinpath("data", name).read_text("utf-8"))
