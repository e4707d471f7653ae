"""What the law asks of a message, market by market: what can be read off it, and what cannot."""

from mailworthy.message.law.judge import Block, Law, judge

__all__ = ["Block", "Law", "judge"]
