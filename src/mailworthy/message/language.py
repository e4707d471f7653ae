"""In which language a message is written."""

from __future__ import annotations

from mailworthy.message.reading import Draft


def spoken(draft: Draft) -> str:  # noqa: ARG001
    """Give the language of a message, ``en``, ``de``, ``ja``, …; empty where its words do not tell."""
    return ""
