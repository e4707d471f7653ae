"""What is known of mail clients (``data/*``): read once, when the first page comes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

URL = "https://www.caniemail.com/features/{}/"


class Feature(NamedTuple):
    """What clients make of a feature of HTML or CSS.

    Args:
        slug: caniemail's name for it.
        title: For people.
        kind: ``css``, ``html``, ``image``, ``others``.
        tested: The day of the last test, YYYY-MM-DD.
        support: For each client ``y`` yes, ``a`` partly, ``n`` no, ``u`` unknown.
        notes: What there is to add, by number.
        noted: The numbers that are for a client.
    """

    slug: str
    title: str
    kind: str
    tested: str
    support: Mapping[str, str]
    notes: Mapping[str, str]
    noted: Mapping[str, tuple[str, ...]]

    def notes_of(self, client: str) -> tuple[str, ...]:
        """Give what there is to add for a client."""
        return tuple(self.notes[number] for number in self.noted.get(client, ()))


class Known(NamedTuple):
    """What caniemail tells.

    Args:
        date: Of the data, YYYY-MM-DD.
        clients: The name of each client, by ``family.platform``.
        features: By slug.
    """

    date: str
    clients: Mapping[str, str]
    features: Mapping[str, Feature]


class Fallback(NamedTuple):
    """What to do where a feature is missing.

    Args:
        loss: ``layout`` where the message falls apart without it, ``looks`` where it only loses some of its looks.
        code: What to write instead or beside it, ready to paste.
        when: What the declaration or tag has to look like.
        unless: Properties and attributes beside it that make up for it.
        partly: What a note says of clients that support it partly and lose it, too; None where they do not.
        word: Whether a table or shape that only Outlook for Windows reads makes up for it there.
    """

    loss: str
    code: str
    when: re.Pattern[str]
    unless: frozenset[str]
    partly: re.Pattern[str] | None
    word: bool


@cache
def known() -> Known:
    """Give what caniemail tells."""
    import json  # noqa: PLC0415  # only where a page is read

    told = json.loads(_text("caniemail.json"))
    clients = tuple(told["clients"])
    features = {slug: _feature(slug, row, clients) for slug, row in told["features"].items()}
    return Known(told["date"], told["clients"], features)


def _feature(slug: str, row: Mapping[str, Any], clients: tuple[str, ...]) -> Feature:
    return Feature(
        slug,
        row["title"],
        row["kind"],
        row["tested"],
        dict(zip(clients, row["support"], strict=True)),
        row.get("notes", {}),
        {client: tuple(numbers) for client, numbers in row.get("noted", {}).items()},
    )


@cache
def matchers() -> Mapping[str, Mapping[str, Any]]:
    """Give how each feature is told in a page, by slug (``data/features.toml``)."""
    return _toml("features.toml")


@cache
def fallbacks() -> Mapping[str, Fallback]:
    """Give what to do where a feature is missing, by slug (``data/fallbacks.toml``)."""
    return {slug: _fallback(row) for slug, row in _toml("fallbacks.toml").items()}


def _fallback(row: Mapping[str, Any]) -> Fallback:
    return Fallback(
        row["loss"],
        row["code"].strip(),
        re.compile(row.get("when", "")),
        frozenset(row.get("unless", ())),
        re.compile(row["partly"]) if "partly" in row else None,
        row.get("word", False),
    )


def _toml(name: str) -> Mapping[str, Any]:
    import tomllib  # noqa: PLC0415  # only where a page is read

    return tomllib.loads(_text(name))


def _text(name: str) -> str:
    from importlib.resources import files  # noqa: PLC0415  # same

    return files(__package__).joinpath("data", name).read_text("utf-8")
