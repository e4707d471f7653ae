"""What symbols mean: read once, when the first filter is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any


@cache
def rows() -> Sequence[Mapping[str, Any]]:
    """Give the rows of the table, in its order."""
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    text = files(__package__).joinpath("data", "symbols.toml").read_text("utf-8")
    found: Sequence[Mapping[str, Any]] = tomllib.loads(text)["symbol"]
    return found
