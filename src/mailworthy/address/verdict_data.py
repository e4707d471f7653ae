"""The weights of the verdict, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Weights:
    """The tables of ``data/verdict.toml``: points, caps, seconds, and shares as (low, mean, high)."""

    score: Mapping[str, int]
    cap: Mapping[str, int]
    expires_s: Mapping[str, int]
    retry_s: Mapping[str, int]
    bounce: Mapping[str, tuple[float, float, float]]


@cache
def weights() -> Weights:
    """Give the tables."""
    data = tomllib.loads(
        files("mailworthy.address").joinpath("data/verdict.toml").read_text(encoding="utf-8")
    )
    bounce = {word: (low, mean, high) for word, (low, mean, high) in data["bounce"].items()}
    return Weights(data["score"], data["cap"], data["expires_s"], data["retry_s"], bounce)
