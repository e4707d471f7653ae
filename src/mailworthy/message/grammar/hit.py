"""Something that an editor would mark."""

from __future__ import annotations

from typing import NamedTuple


class Hit(NamedTuple):
    """Something that an editor would mark.

    Args:
        start: Where it begins in the text, in characters.
        end: Where it ends.
        code: The finding's.
        wrong: The words; of the same matter where they are the same.
        instead: What belongs there; empty where nobody can tell.
        sure: Whether it cannot be right.
    """

    start: int
    end: int
    code: str
    wrong: str
    instead: str = ""
    sure: bool = True
