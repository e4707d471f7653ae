"""The score: what each finding weighs, what they weigh together, and what mending one would gain."""

from mailworthy.message.score.score import FILTERS, Filtered, Scored, scored

__all__ = ["FILTERS", "Filtered", "Scored", "scored"]
