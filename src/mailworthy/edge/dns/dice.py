"""Chance that nobody can foresee, drawn in large lots: a call of the system for each question would be dear."""

from __future__ import annotations

from collections.abc import Callable

POOL = 8192


class Dice:
    """Random octets.

    Args:
        source: Gives as many unforeseeable octets as it is asked for, as :func:`os.urandom` does.
    """

    def __init__(self, source: Callable[[int], bytes]) -> None:
        self._source = source
        self._pool = b""
        self._used = 0

    def octets(self, count: int) -> bytes:
        """Give ``count`` octets that were never given before."""
        end = self._used + count
        if end > len(self._pool):
            self._pool, self._used, end = self._source(max(POOL, count)), 0, count
        taken = self._pool[self._used : end]
        self._used = end
        return taken
