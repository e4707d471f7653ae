"""What rules of SpamAssassin's kind take for known: read once, when the first message is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any


@cache
def colours() -> Mapping[str, str]:
    """Give the named colours of CSS as six hexadecimal digits."""
    return _toml("colours.toml")


def _toml(name: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    return tomllib.loads(files(__package__).joinpath("data", name).read_text("utf-8"))
