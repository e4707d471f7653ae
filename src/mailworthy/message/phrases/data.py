"""The phrases that ship: read once, when the first text is weighed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

LANGUAGES = ("en", "de", "ja", "fr")


@cache
def tables() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Give each language's table of phrases."""
    return tuple((language, _toml(f"{language}.toml")) for language in LANGUAGES)


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """Give the name of each class in each language."""
    return _toml("classes.toml")


def _toml(name: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    return tomllib.loads(files(__package__).joinpath("data", name).read_text("utf-8"))
