"""What is known of grammar: read once for each language, when its first message comes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

RULED = ("de", "en", "fr", "ja")  # the languages that have rules of their own


@dataclass(frozen=True, slots=True)
class Rule:
    """One slip, as a row of a language's file tells it.

    Args:
        name: What people call it.
        kind: ``slip``, ``word`` (it does not exist) or ``style``.
        has: Texts in lower case of which one stands wherever it is; they cost less to look for than a pattern.
        pattern: What it looks like.
        instead: What belongs there, as for :meth:`re.Match.expand`; empty where nobody can tell.
    """

    name: str
    kind: str
    has: tuple[str, ...]
    pattern: re.Pattern[str]
    instead: str

    def find(self, text: str, lower: str) -> Iterable[re.Match[str]]:
        """Give where it stands in a text; the same text in lower case tells soon where it does not."""
        for one in self.has:
            if one in lower:
                return self.pattern.finditer(text)
        return ()


@cache
def rules(language: str) -> tuple[Rule, ...]:
    """Give the rules of a language; none where it has no file."""
    if language not in RULED:
        return ()
    return tuple(
        Rule(
            row["name"],
            row.get("kind", "slip"),
            tuple(row["has"]),
            re.compile(row["pattern"]),
            row.get("instead", ""),
        )
        for row in toml(f"{language}.toml")["rule"]
    )


@cache
def doubled() -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    """Give by language the words whose doubling is a slip, and those that may stand twice."""
    return {
        language: (frozenset(row["slip"].split()), frozenset(row["twice"].split()))
        for language, row in toml("doubled.toml").items()
    }


def toml(name: str) -> dict[str, Any]:
    """Give what stands in a file of this package's data."""
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    return tomllib.loads(files(__package__).joinpath("data", name).read_text("utf-8"))


@cache
def abbreviations() -> frozenset[str]:
    """Give what ends with a full stop and is no sentence's end, in lower case."""
    return frozenset(toml("sentences.toml")["abbreviations"].split())


@cache
def footer() -> tuple[str, ...]:
    """Give what the first line of a footer says, in lower case."""
    return tuple(toml("sentences.toml")["footer"])
