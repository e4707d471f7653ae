"""The lines of rule files: comments off, conditions asked, each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mailworthy.message.rules.spamassassin.conditions import STOCK, Unreadable, holds

LINE = 100_000  # octets of one line; longer ones are skipped

_COMMENT = re.compile(r"(?<!\\)#.*\Z")
_LANGUAGE = re.compile(r"lang\s+(\S+)\s+")


class Line(NamedTuple):
    """A line that says something.

    Args:
        key: Its first word, in lower case.
        value: The rest.
        where: ``file:line``.
        off: Why it is left out: the condition that does not hold; empty where it counts.
    """

    key: str
    value: str
    where: str
    off: str


class _Condition(NamedTuple):
    """A condition that is open: what it asks, and whether all before it hold."""

    asks: str
    outer: bool


def lines(files: Mapping[str, str]) -> Iterator[Line]:
    """Give the lines of files, one file after another.

    Args:
        files: Texts by name, an octet a character.
    """
    plugins = STOCK
    for name, text in files.items():
        reader = _Reader(name, plugins)
        yield from reader.read(text)
        plugins = reader.plugins


class _Reader:
    """A file half read."""

    def __init__(self, name: str, plugins: frozenset[str]) -> None:
        self.name, self.plugins = name, plugins
        self.open: list[_Condition] = []
        self.on = True

    def read(self, text: str) -> Iterator[Line]:
        for number, written in enumerate(text.split("\n"), 1):
            where = f"{self.name}:{number}"
            if len(written) > LINE:
                yield Line("", written[:80], where, "longer than a line may be")
                continue
            line = (_COMMENT.sub("", written).replace("\\#", "#") if "#" in written else written).strip()
            found = _LANGUAGE.match(line) if line.startswith("lang") else None
            if found and not "en_us".startswith(found[1].lower()):
                continue
            if found:
                line = line[found.end() :]
            key, _, value = (
                line.replace("\t", " ", 1).partition(" ") if "\t" in line[:40] else line.partition(" ")
            )
            if key:
                yield from self.line(key.lower().replace("-", "_"), value.strip(), where)

    def line(self, key: str, value: str, where: str) -> Iterator[Line]:
        """Follow conditions, give everything else."""
        match key:
            case "if" | "ifplugin":
                yield from self.condition(f"plugin({value})" if key == "ifplugin" else value, where)
            case "endif":
                self.on = self.open.pop().outer if self.open else self.on
            case "else":
                self.on = bool(self.open) and self.open[-1].outer and not self.on
            case "loadplugin" if self.on:
                self.plugins |= set(value.split(maxsplit=1)[:1])
            case "require_version" if self.on and value not in {"@@VERSION@@", "4.000001", "4.0.1"}:
                yield Line("", value, where, f"wants version {value[:20]}")
                self.on = False
            case _:
                yield Line(
                    key,
                    value,
                    where,
                    "" if self.on else self.open[-1].asks if self.open else "wants another version",
                )

    def condition(self, asks: str, where: str) -> Iterator[Line]:
        outer = self.on
        self.open.append(_Condition(asks, outer))
        try:
            self.on = outer and holds(asks, self.plugins)
        except Unreadable:
            self.on = False
            yield Line("", asks, where, "a condition that cannot be read")
