"""What is said of blocklists, in every language: read once, when somebody first reads it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from mailworthy.finding import Lang


def phrase(key: str, lang: Lang, **values: str | int) -> str:
    """Give a phrase, its blanks filled: ``phrase("state.refused", lang)``."""
    section, _, name = key.partition(".")
    text: str = rows()[section][name][lang.value]
    return text.format_map(values) if values else text


@cache
def rows() -> Mapping[str, Any]:
    """Give all phrases by section and name."""
    import tomllib  # noqa: PLC0415  # only where words are read
    from importlib.resources import files  # noqa: PLC0415  # same

    text = files(__package__).joinpath("data", "phrases.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
