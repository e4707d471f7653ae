"""Values as the detail of a finding holds them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

LISTED_MOST = 5


def listed(values: Iterable[str]) -> str:
    """Give values with commas, :data:`LISTED_MOST` at most; dots stand for the others."""
    first = tuple(islice(values, LISTED_MOST + 1))
    return ", ".join(first[:LISTED_MOST]) + (", …" if len(first) > LISTED_MOST else "")
