"""What the content filter knows: read once, when the first message comes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any


@cache
def attachments() -> Mapping[str, str]:
    """Give for each risky ending of a file name what kind of file it is."""
    table = _toml("attachments.toml")
    return {ending: kind for kind, row in table.items() for ending in row["endings"].split()}


@cache
def wording() -> Mapping[str, Mapping[str, Any]]:
    """Give the patterns of wording, by what they tell and in which language."""
    return _toml("wording.toml")


def _toml(name: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    return tomllib.loads(files(__package__).joinpath("data", name).read_text("utf-8"))
