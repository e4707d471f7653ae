"""Whose law holds: the markets that a sender names, else those of the message's language."""

from __future__ import annotations

from typing import NamedTuple

MARKETS = ("us", "ca", "eu", "de", "uk", "jp")

_OF_LANGUAGE = {"en": ("us", "ca", "uk"), "de": ("eu", "de"), "ja": ("jp",)}
_EUROPEAN = frozenset(("bg", "cs", "da", "el", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"))  # fmt: skip
_DEFAULT = ("us", "eu")


class Chosen(NamedTuple):
    """Which markets, and how they were chosen: ``asked``, ``language`` or ``default``."""

    markets: tuple[str, ...]
    how: str


def chosen(asked: tuple[str, ...], language: str) -> Chosen:
    """Choose the markets.

    Args:
        asked: What the sender named; what is none of :data:`MARKETS` is left out.
        language: Of the message; empty where it is not known.
    """
    known = tuple(dict.fromkeys(market for market in asked if market in MARKETS))
    if known:
        return Chosen(known, "asked")
    if language in _OF_LANGUAGE:
        return Chosen(_OF_LANGUAGE[language], "language")
    return Chosen(("eu",), "language") if language in _EUROPEAN else Chosen(_DEFAULT, "default")
