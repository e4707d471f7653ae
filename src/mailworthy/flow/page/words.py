"""The page's words: sentences, and plain names for reasons, flags, statuses and actions."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from mailworthy.finding import Lang
from mailworthy.flow.page import figures

SHEETS = (
    "page",
    "bounces",
    "reports",
    "sender",
    "message",
    "checked",
    "previews",
)  # sentences of all pages, of single ones, of none


def reason_label(reason: str, lang: Lang = Lang.EN) -> str:
    """Give the short plain name of a reason or flag; a name that we have no words for stays as it is."""
    return Speech(lang).label("reason", reason)


@dataclass(frozen=True, slots=True)
class Speech:
    """Everything the page can say, in one language.

    Args:
        lang: The language.
    """

    lang: Lang

    def say(self, key: str, **values: str | int) -> str:
        """Give the sentence of ``key`` with its blanks filled; whole numbers are written in the language's way."""
        sheet = next((rows(name) for name in SHEETS if key in rows(name)), rows(SHEETS[0]))
        row = sheet[key][self.lang.value]
        if not isinstance(row, str):
            row = row["one" if values["n"] == 1 else "other"]
        shown = {
            name: figures.number(value, self.lang) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return str(row.format_map(shown))

    def label(self, kind: str, name: str) -> str:
        """Give the short name of one of a closed set: ``label("status", "soft")``; unknown names stay as they are."""
        return self._name(kind, name, "label") or name

    def meaning(self, kind: str, name: str) -> str:
        """Give the one sentence that explains it, empty where there is none."""
        return self._name(kind, name, "meaning")

    def _name(self, kind: str, name: str, part: str) -> str:
        row = rows("reasons").get(name) if kind == "reason" else rows("names").get(f"{kind}.{name}")
        return str(row[self.lang.value].get(part, "")) if row else ""

    def number(self, value: float) -> str:
        """Write a number."""
        return figures.number(value, self.lang)

    def decimal(self, value: float) -> str:
        """Write a number to the tenth; nothing has no minus."""
        return figures.number(round(value, 1) + 0.0, self.lang, 1)

    def percent(self, share: float) -> str:
        """Write a share from 0 to 1."""
        return figures.percent(share, self.lang)

    def fine_percent(self, share: float) -> str:
        """Write a small share to the hundredth of a percent: complaint rates are small."""
        return figures.fine_percent(share, self.lang)

    def day(self, day: str) -> str:
        """Write a day, ``2026-11-22``."""
        return figures.day(day, self.lang)

    def date(self, moment: str) -> str:
        """Write an RFC 3339 time."""
        return figures.date(moment, self.lang)

    def duration(self, seconds: float) -> str:
        """Write a length of time in seconds, to the two units that matter."""
        if not math.isfinite(seconds):
            return figures.NOTHING
        if seconds < 10:
            return self.say("unit.seconds", s=figures.number(seconds, self.lang, 1))
        whole = round(seconds)
        if whole < 60:
            return self.say("unit.seconds", s=whole)
        if whole < 3600:
            return self.say("unit.minutes", m=whole // 60, s=whole % 60)
        return self.say("unit.hours", h=whole // 3600, m=whole % 3600 // 60)


@cache
def rows(name: str) -> Mapping[str, Mapping[str, Any]]:
    """Give the rows of ``words/NAME.toml`` by dotted key, each with one entry a language."""
    text = files(__package__).joinpath("words", f"{name}.toml").read_text(encoding="utf-8")
    return dict(_flat("", tomllib.loads(text)))


def _flat(above: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, below in table.items():
        key = f"{above}.{name}" if above else name
        if any(lang.value in below for lang in Lang):
            yield key, below
        else:
            yield from _flat(key, below)
