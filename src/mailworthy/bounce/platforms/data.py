"""The data behind the reading of exports: read once, when the first export is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def exports() -> Mapping[str, Any]:
    """Give what columns and words of exports mean."""
    import tomllib  # noqa: PLC0415  # not for a help page

    return tomllib.loads(files(__package__).joinpath("exports.toml").read_text("utf-8"))
