"""What links look like that are better not visited (``data/visits.toml``), read once, when first needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple, Self

WORDS = 200  # of an address; what stands behind is not looked at

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_WORD = re.compile(r"[\W_]+")


class Words(NamedTuple):
    """Words, alone or in pairs: whole ones, and the beginnings of others."""

    whole: frozenset[str]
    stems: tuple[str, ...]

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """Read words as the table has them: a star at the end takes in what follows."""
        words = tuple(words)
        stems = tuple(word.removesuffix("*") for word in words if word.endswith("*"))
        return cls(frozenset(word for word in words if not word.endswith("*")), stems)

    def say(self, text: Sequence[str]) -> bool:
        """Tell whether one of them stands in a text, given word by word."""
        return any(
            one in self.whole or pair in self.whole or pair.startswith(self.stems)
            for one, pair in zip(
                text, (f"{one} {other}" for one, other in pairwise((*text, ""))), strict=True
            )
        )


def words_apart(text: str) -> list[str]:
    """Give the words of an address in lower case, :data:`WORDS` at most: ``/optOut`` is ``opt`` and ``out``."""
    return _NO_WORD.sub(" ", _HUMP.sub(" ", text)).lower().split()[:WORDS]


@cache
def in_address() -> Mapping[str, Words]:
    """Give the words of each kind that an address may hold, taken apart by :func:`words_apart`."""
    return MappingProxyType({kind: Words.of(words) for kind, words in _table()["address"].items()})


@cache
def in_text() -> Mapping[str, re.Pattern[str]]:
    """Give what finds the words of each kind in a lowered text."""
    return MappingProxyType({kind: _any_of(words) for kind, words in _table()["text"].items()})


@cache
def here() -> re.Pattern[str]:
    """Give what finds words of links that say nothing by themselves."""
    return _any_of(_table()["here"]["words"])


@cache
def pixel() -> Words:
    """Give the words by which the address of a picture says that it counts who opened a message."""
    return Words.of(_table()["pictures"]["pixel"])


@cache
def of_things() -> frozenset[str]:
    """Give hosts whose long ids name films, songs, documents and goods, and nobody."""
    return frozenset(_table()["things"]["hosts"])


@cache
def picture_endings() -> frozenset[str]:
    """Give the endings of pictures' names."""
    return frozenset(_table()["pictures"]["endings"])


@cache
def recipient_names() -> frozenset[str]:
    """Give the parameters whose value says who the recipient is."""
    return frozenset(_table()["names"]["recipient"])


@cache
def key_names() -> frozenset[str]:
    """Give the parameters whose value opens something."""
    return frozenset(_table()["names"]["key"])


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Give what finds any of the words: whole ones, their beginnings where a star says so, anywhere where there are no blanks."""
    return re.compile("|".join(_one(word) for word in words))


def _one(word: str) -> str:
    stem = word.removesuffix("*")
    if not stem.isascii() and ord(stem[-1]) >= 0x2E80:  # from here on East Asian scripts begin
        return re.escape(stem)
    end = "" if word.endswith("*") else r"(?![^\W_])"
    return rf"(?<![^\W_]){re.escape(stem)}{end}"


@cache
def _table() -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    return tomllib.loads(files(__package__).joinpath("data", "visits.toml").read_text("utf-8"))
