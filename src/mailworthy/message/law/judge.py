"""Which duties a message meets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mailworthy.finding import Finding, Lang
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope


@dataclass(frozen=True, slots=True)
class Block:
    """One market's duties."""

    market: str

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:  # noqa: ARG002
        """Give the JSON shape."""
        return {"market": self.market}


@dataclass(frozen=True, slots=True)
class Law:
    """What the law asks.

    Args:
        blocks: A block for each market.
        findings: What there is to say.
    """

    blocks: tuple[Block, ...] = ()
    findings: tuple[Finding, ...] = ()


def judge(draft: Draft, scope: Scope) -> Law:  # noqa: ARG001
    """Hold a message against the law of its markets."""
    return Law()
