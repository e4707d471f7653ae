"""What the reading knows as data: how systems write merge tags (``data/*.toml``), read once, when first needed."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def families() -> tuple[dict[str, Any], ...]:
    """Give the families of merge tags, the first that fits going first; the file says what a row holds."""
    text = files(__package__).joinpath("data", "merge_tags.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["family"])


@cache
def any_tag() -> re.Pattern[str]:
    """Give one pattern for all families, each its own group."""
    return re.compile("|".join(f"(?P<{row['name']}>{row['pattern']})" for row in families()))


@cache
def beginnings() -> re.Pattern[str]:
    """Give what any merge tag begins with."""
    return re.compile("|".join(row["begins"] for row in families()))
