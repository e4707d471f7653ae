"""What is known of pictures' formats and of empty words: read once, when the first picture comes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple


class Format(NamedTuple):
    """A format that some clients do not show.

    Args:
        cost: ``most``, ``many`` or ``few`` of the readers see nothing.
        instead: The format to send in its place.
        slug: caniemail's name for it; empty where it has none.
    """

    cost: str
    instead: str
    slug: str = ""


@cache
def formats() -> Mapping[str, Format]:
    """Give them, by their name."""
    return {name: Format(**row) for name, row in _toml("formats.toml").items()}


@cache
def empty_words() -> re.Pattern[str]:
    """Give what an alternative text is that says nothing: "image", "Bild 3", "画像", "alt text"."""
    rows = _toml("empty_words.toml")
    words = "|".join(re.escape(word) for row in rows.values() for word in row["words"])
    return re.compile(rf"(?:{words})[\s_#.:-]*\d{{0,4}}", re.IGNORECASE)


def _toml(name: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    return tomllib.loads(files(__package__).joinpath("data", name).read_text("utf-8"))
