"""What is known of colours, faces and link texts: read once, when the first page comes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any


@cache
def colours() -> Mapping[str, str]:
    """Give the six digits of each named colour (CSS Color 4 §6.1)."""
    rows: dict[str, str] = _toml("colours.toml")["colours"]
    return rows


@cache
def decorative() -> frozenset[str]:
    """Give the faces, in lower case, that are made for a few large words and not for reading."""
    return frozenset(name.strip() for name in _toml("faces.toml")["decorative"].split(","))


@cache
def vague() -> Mapping[str, str]:
    """Give the link texts that tell nothing, as :func:`~mailworthy.message.accessibility.links.bare` spells them.

    Returns:
        ``blind`` for those that say nothing but where to click, ``more`` for those that promise more of something.
    """
    rows: dict[str, dict[str, list[str]]] = _toml("vague.toml")
    return {
        text: kind for kind, by_language in rows.items() for texts in by_language.values() for text in texts
    }


def _toml(name: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    return tomllib.loads(files(__package__).joinpath("data", name).read_text("utf-8"))
