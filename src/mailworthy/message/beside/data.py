"""What symbols and verdicts mean: read once, when the first filter is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any


@cache
def rows() -> Sequence[Mapping[str, Any]]:
    """Give the rows of the table of symbols, in its order."""
    found: Sequence[Mapping[str, Any]] = _toml("symbols.toml")["symbol"]
    return found


@cache
def verdicts() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Give what each verdict means in each language, by filter."""
    return _toml("verdicts.toml")


def _toml(name: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    return tomllib.loads(files(__package__).joinpath("data", name).read_text("utf-8"))
