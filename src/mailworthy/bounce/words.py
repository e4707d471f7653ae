"""What is said about reasons, groups and kinds, in every language: read once, when somebody first reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from mailworthy.finding import Lang


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about one reason, or about one kind of message, in one language.

    Args:
        label: Its short name.
        meaning: What happened.
        remedy: What to check, what to change, whether and when to send again; empty where another text says it.
    """

    label: str
    meaning: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a checklist.

    Args:
        text: What to look at.
        command: The command that does it, empty where a page does. Upper-case words stand for the reader's own.
        page: The page to look at.
    """

    text: str
    command: str
    page: str

    def as_dict(self) -> dict[str, str | None]:
        """Give the JSON shape."""
        return {"text": self.text, "command": self.command or None, "page": self.page or None}


@dataclass(frozen=True, slots=True)
class GroupWords:
    """What is said about one group in one language.

    Args:
        label: Its short name.
        meaning: Whose problem it is.
        checklist: What to go through, in this order.
    """

    label: str
    meaning: str
    checklist: tuple[Step, ...]


@cache
def reason_words(reason: str, lang: Lang) -> Words:
    """Give what is said about a reason, a name of :data:`mailworthy.bounce.reasons.REASONS`."""
    return Words(**rows("reasons")[reason][lang.value])


@cache
def kind_words(kind: str, lang: Lang) -> Words:
    """Give what is said about a kind of message, a value of :class:`mailworthy.bounce.record.Kind`."""
    return Words(**rows("kind_words")[kind][lang.value])


@cache
def group_words(group: str, lang: Lang) -> GroupWords:
    """Give what is said about a group: ``sender``, ``recipient``, ``antispam`` or ``hard``."""
    row = rows("groups")[group]
    steps = tuple(
        Step(step[lang.value], step.get("command", ""), step.get("page", "")) for step in row["checklist"]
    )
    return GroupWords(**row[lang.value], checklist=steps)


def phrase(key: str, lang: Lang, **values: str) -> str:
    """Give one of the few words and sentences around the others, its blanks filled: ``phrase("class.permanent", lang)``."""
    section, _, name = key.partition(".")
    text: str = rows("phrases")[section][name][lang.value]
    return text.format_map(values) if values else text


@cache
def rows(name: str) -> Mapping[str, Any]:
    """Give the rows of ``data/NAME.toml``."""
    import tomllib  # noqa: PLC0415  # only where words are read: judging needs none
    from importlib.resources import files  # noqa: PLC0415  # same

    text = files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
