"""What a list would cost if it were mailed: bounces, and money at the user's own prices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailworthy.address.report import Bounds, Cost
from mailworthy.address.verdict import Action, Judgement

Counted = tuple[Judgement, int]  # a judgement and how many rows have it


@dataclass(frozen=True, slots=True)
class Prices:
    """The user's own prices; zero where not told.

    Args:
        currency: As the user writes it.
        per_message: Price of one message.
        per_contact: Price of keeping one contact for a month.
        messages_per_month: Messages that each contact gets in a month.
    """

    currency: str = ""
    per_message: float = 0.0
    per_contact: float = 0.0
    messages_per_month: float = 4.0

    @property
    def per_row(self) -> float:
        """What one contact costs in a month."""
        return self.per_contact + self.per_message * self.messages_per_month


def predicted_bounces(counted: Iterable[Counted], *, kept_only: bool = False) -> Bounds:
    """Estimate the share of hard bounces if the rows were mailed once.

    Args:
        counted: Judgements and their rows.
        kept_only: Only the rows with action ``keep``, as after cleaning.
    """
    low = mean = high = 0.0
    rows = 0
    for judgement, count in counted:
        if kept_only and judgement.action is not Action.KEEP:
            continue
        rows += count
        low, mean, high = (
            total + share * count for total, share in zip((low, mean, high), judgement.bounce, strict=True)
        )
    return Bounds(*(round(total / rows, 6) for total in (low, mean, high))) if rows else Bounds(0.0, 0.0, 0.0)


def cost_of(counted: Iterable[Counted], prices: Prices) -> Cost:
    """Say what the rows cost in a month, and what of that is wasted."""
    rows = removed = inactive = 0
    for judgement, count in counted:
        rows += count
        removed += count * (judgement.action is Action.REMOVE)
        inactive += count * ("inactive" in judgement.flags)
    each = prices.per_row
    return Cost(
        currency=prices.currency,
        per_message=prices.per_message,
        per_contact=prices.per_contact,
        messages_per_month=prices.messages_per_month,
        before=round(rows * each, 2),
        after=round((rows - removed) * each, 2),
        wasted=round(removed * each, 2),
        inactive=round(inactive * each, 2),
    )
