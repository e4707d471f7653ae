"""Conditions of conditional comments, as Word reads them in Outlook for Windows."""

from __future__ import annotations

import re

_MSO = 16  # Outlook 2016 to 2024
_KNOWN = {"mso": _MSO, "vml": 1, "true": 1}
_TOKEN = re.compile(r"[()!&|]|(?:(gte?|lte?|eq)\s+)?([a-z]+)(?:\s+(\d{1,6}))?", re.IGNORECASE)
_HOLDS = {
    "gt": lambda known, asked: known > asked,
    "gte": lambda known, asked: known >= asked,
    "lt": lambda known, asked: known < asked,
    "lte": lambda known, asked: known <= asked,
    "eq": lambda known, asked: known == asked,
}
_LONGEST = 40  # tokens


def word_reads(condition: str) -> bool:
    """Tell whether Word reads what stands under a condition: ``mso``, ``gte mso 9``, ``!mso``, ``(mso)|(IE)``.

    Args:
        condition: What stands behind ``if``.
    """
    tokens = list(_TOKEN.finditer(condition))[:_LONGEST]
    return _Reading(tokens).either()


class _Reading:
    """A condition half read: the loosest binding first, an unfinished one false."""

    def __init__(self, tokens: list[re.Match[str]]) -> None:
        self._tokens = tokens[::-1]

    def either(self) -> bool:
        holds = self._both()
        while self._next("|"):
            holds = self._both() or holds
        return holds

    def _both(self) -> bool:
        holds = self._one()
        while self._next("&"):
            holds = self._one() and holds
        return holds

    def _one(self) -> bool:
        if self._next("!"):
            return not self._one()
        if self._next("("):
            holds = self.either()
            self._next(")")
            return holds
        return bool(self._tokens) and _known(self._tokens.pop())

    def _next(self, mark: str) -> bool:
        if self._tokens and self._tokens[-1][0] == mark:
            self._tokens.pop()
            return True
        return False


def _known(token: re.Match[str]) -> bool:
    known = _KNOWN.get((token[2] or "").lower())
    if known is None:
        return False
    return _HOLDS[(token[1] or "eq").lower()](known, int(token[3])) if token[3] else True
