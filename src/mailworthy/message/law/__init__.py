"""What the law asks of a message, market by market: what can be read off it, and what cannot."""

from mailworthy.message.law.duty import Block, Duty, Law, Outcome, Result, duties
from mailworthy.message.law.judge import judge
from mailworthy.message.law.markets import MARKETS
from mailworthy.message.law.purpose import Purpose

__all__ = ["MARKETS", "Block", "Duty", "Law", "Outcome", "Purpose", "Result", "duties", "judge"]
