"""What receivers ask: the tables of ``data/rules.toml``, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from mailworthy.finding import Lang


class By(Enum):
    """What decides whether a rule is met."""

    DNS = "dns"
    MESSAGE = "message"
    CONNECTION = "connection"
    FEEDBACK = "feedback"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class AskWords:
    """One ask in one language.

    Args:
        asks: The rule.
        decides: What decides it, and so how to find out.
        fix: What to do.
        half: What is known where DNS knows a half of it; empty where it knows all or nothing.
    """

    asks: str
    decides: str
    fix: str
    half: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that one receiver asks.

    Args:
        receiver: Who, by its key in :func:`receivers`.
        ask: What.
        decided_by: What decides it.
        words: What it says, by language.
        since: From when on: a day, a month or a year (ISO 8601).
        source: The page that says so.
        refusal: Reply codes that tell of it; empty where none is known.
        advised: Whether it is good advice only.
        exempt: Whether it is not asked of transactional mail.
        secondhand: Whether others than the receiver tell the number.
    """

    receiver: str
    ask: str
    decided_by: tuple[By, ...]
    words: Mapping[Lang, AskWords]
    since: str
    source: str
    refusal: str = ""
    advised: bool = False
    exempt: bool = False
    secondhand: bool = False

    @property
    def id(self) -> str:
        """Its name: ``gmail_bulk.one_click``."""
        return f"{self.receiver}.{self.ask}"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who asks, of some senders.

    Args:
        key: Its name in reports: ``gmail_bulk``.
        name: As people know it.
        applies_to: Whom it asks, by language.
        rules: What.
    """

    key: str
    name: str
    applies_to: Mapping[Lang, str]
    rules: tuple[Rule, ...]


@cache
def receivers() -> tuple[Receiver, ...]:
    """Give all receivers with their rules."""
    tables = _tables()
    rules = [rule for row in tables["rule"] for rule in _rules(row, tables)]
    return tuple(
        Receiver(
            key,
            row["name"],
            {lang: row[lang.value]["applies_to"] for lang in Lang},
            tuple(rule for rule in rules if rule.receiver == key),
        )
        for key, row in tables["receiver"].items()
    )


def word(key: str, lang: Lang) -> str:
    """Give one of the few words around the others."""
    text: str = _tables()["word"][key][lang.value]
    return text


def _rules(row: Mapping[str, Any], tables: Mapping[str, Any]) -> list[Rule]:
    ask = tables["ask"][row["ask"]]
    given = {name: value for name, value in row.items() if name not in {"receivers", "source"}}
    told = {
        "decided_by": tuple(By(each) for each in ask["decided_by"]),
        "words": {lang: AskWords(**ask[lang.value]) for lang in Lang},
        "source": tables["source"][row["source"]]["url"],
    }
    return [Rule(receiver=receiver, **given, **told) for receiver in row["receivers"]]


@cache
def _tables() -> Mapping[str, Any]:
    text = files(__package__).joinpath("data", "rules.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
