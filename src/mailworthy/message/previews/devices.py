"""The screens that previews are drawn for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Device:
    """A screen.

    Args:
        name: ``phone``, ``android``, ``tablet``, ``desktop``.
        width: In CSS pixels.
        height: Same.
        scale: Device pixels a CSS pixel.
        mobile: Whether the page's viewport meta counts.
    """

    name: str
    width: int
    height: int
    scale: int
    mobile: bool


@cache
def devices() -> Mapping[str, Device]:
    """Give all devices by their names, in the order in which they are shown."""
    text = files(__package__).joinpath("data", "devices.toml").read_text(encoding="utf-8")
    return {name: Device(name, **row) for name, row in tomllib.loads(text).items()}
