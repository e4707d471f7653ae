"""The tables of words that local parts are compared with, and patterns that any of their words fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from mailworthy.address.facts import Sure
from mailworthy.address.kind_data import read

SEPARATORS = "._-"

_RUN = 4  # so many keys in a row are no word; three may be
_SEPARATED = "[._-]*"
_LETTERS = (
    5  # of longer words in a pattern: with all of them polars takes 80 ms to compile it, so a quarter of that
)
_END = r"(?:\+|$)"


@dataclass(frozen=True, slots=True)
class Words:
    """What words mean; all in lower case, without separators and without a number behind.

    Args:
        roles: Functions.
        lead: Functions that speak for themselves in front of a separator.
        tail: The same behind one.
        junk: Words of nobody, and how sure that is.
        trap: Words of spam traps.
        leftover: What people add so that a harvester's copy doesn't work.
        desk: Functions that take complaints.
        escapes: What copying web pages leaves in front of an address.
        escape_bytes: The same as two digits, which only count in front of a function.
        guessed: Given names that guessers try.
    """

    roles: frozenset[str]
    lead: frozenset[str]
    tail: frozenset[str]
    junk: Mapping[str, Sure]
    trap: frozenset[str]
    leftover: frozenset[str]
    desk: frozenset[str]
    escapes: tuple[str, ...]
    escape_bytes: tuple[str, ...]
    guessed: frozenset[str]


@cache
def words() -> Words:
    """Give the tables."""
    data = read("mailbox_names")
    role, junk, trap = data["role"], data["junk"], data["trap"]
    by_language = (names for language, names in role.items() if language not in {"lead", "tail"})
    sure = {
        Sure.LIKELY: (*_keyboard(junk), *junk["likely"]),
        Sure.GUESS: junk["guess"],
        Sure.CERTAIN: junk["certain"],
    }
    return Words(
        roles=frozenset(name for names in by_language for name in names),
        lead=frozenset(role["lead"]),
        tail=frozenset(role["tail"]),
        junk={word: level for level, names in sure.items() for word in names},
        trap=frozenset(trap["word"]),
        leftover=frozenset(trap["leftover"]),
        desk=frozenset(trap["desk"]),
        escapes=tuple(trap["escapes"]),
        escape_bytes=tuple(trap["escape_bytes"]),
        guessed=frozenset(data["guessed"]["names"]),
    )


@cache
def beginnings() -> str:
    """Give a pattern, for polars, that fits every local part whose beginning, or all of it, could be one of the words.

    Few others fit. As all of it begins at the beginning, most texts are left after a character or two.
    """
    known = words()
    whole = _begun((*known.roles, *known.junk, *known.desk))
    same = "|".join(f"{char}{{3,}}" for char in "abcdefghijklmnopqrstuvwxyz0123456789")
    parts = (
        rf"(?:{'|'.join(known.escape_bytes)})?{_SEPARATED}{whole}[._0-9-]*(?:[._-][a-z]{{2}})?{_END}",
        rf"{_tree(known.lead)}[0-9]*[._-]",
        "|".join(known.escapes),
        rf"(?:{same})[0-9]*{_END}",
        f"{_tree(known.guessed)}$",
    )
    return f"^(?i-u:{'|'.join(parts)})"


@cache
def insides() -> str:
    """Give a pattern, for polars, that fits every local part that could hold one of the words inside or at its end."""
    known = words()
    inside = _tree((*known.trap, *known.leftover), _SEPARATED)
    return rf"(?i-u:[._-]{_tree(known.tail)}[0-9]*{_END}|{inside})"


@cache
def guessed_name() -> str:
    """Give a pattern, for polars, of the given names that guessers try."""
    return f"^(?i-u:{_tree(words().guessed)})$"


@cache
def leftover() -> str:
    """Give a pattern, for polars, of what only a copier of web pages leaves in a local part."""
    known = words()
    return f"(?i-u:{_tree(known.leftover, _SEPARATED)}|^(?:{'|'.join(known.escapes)}))"


def _keyboard(junk: Mapping[str, list[str]]) -> Iterable[str]:
    """Give what fingers type that walk along a row of keys, or strike the same few again and again."""
    for row in (*junk["keyboard_rows"], *(row[::-1] for row in junk["keyboard_rows"])):
        for start, end in product(range(len(row)), range(len(row) + 1)):
            if end - start >= _RUN and row[start:end] not in junk["not_keyboard"]:
                yield row[start:end]
    for one, other in product(junk["keyboard_heads"], repeat=2):
        yield one + other
        yield one + other + one
    yield from junk["alone"]


def _begun(names: Iterable[str]) -> str:
    """Join words to one pattern that fits whatever begins as one of the longer ones does."""
    names = list(names)
    short = _tree((name for name in names if len(name) <= _LETTERS), _SEPARATED)
    long = _tree((name[:_LETTERS] for name in names if len(name) > _LETTERS), _SEPARATED)
    return f"(?:{short}|{long}[a-z0-9._-]*)"


def _tree(names: Iterable[str], between: str = "") -> str:
    """Join words to one pattern that shares their beginnings, so that matching never goes back."""
    branches: dict[str, list[str]] = {}
    for name in sorted(set(names)):
        branches.setdefault(name[:1], []).append(name[1:])
    ends = "" in branches
    branches.pop("", None)
    joined = "|".join(_stem(first, rests, between) for first, rests in branches.items())
    return f"(?:{joined})" + ("?" if ends else "") if joined else ""


def _stem(first: str, rests: list[str], between: str) -> str:
    rest = _tree(rests, between)
    return f"{first}{between}{rest}" if rest else first
