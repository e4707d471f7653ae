"""Which domains are not asked about (``data/giants.toml``): read once, when first needed."""

from __future__ import annotations

from functools import cache


@cache
def giants() -> frozenset[str]:
    """Give registrable domains that no list can hold."""
    import tomllib  # noqa: PLC0415  # only where lists are asked
    from importlib.resources import files  # noqa: PLC0415  # same

    text = files(__package__).joinpath("data", "giants.toml").read_text("utf-8")
    return frozenset(tomllib.loads(text)["giants"])
