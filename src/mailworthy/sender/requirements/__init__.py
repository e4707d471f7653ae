"""What Gmail, Yahoo and Microsoft ask of senders: each rule met, not met, or not checked and why."""

from __future__ import annotations

from mailworthy.sender.requirements.checklist import Checklist, Item, findings_of, judge
from mailworthy.sender.requirements.decide import State
from mailworthy.sender.requirements.facts import Fact, Facts, RsaKey, SpamRate, Truth
from mailworthy.sender.requirements.gather import facts_of
from mailworthy.sender.requirements.rules import By, Receiver, Rule, receivers

__all__ = [
    "By",
    "Checklist",
    "Fact",
    "Facts",
    "Item",
    "Receiver",
    "RsaKey",
    "Rule",
    "SpamRate",
    "State",
    "Truth",
    "facts_of",
    "findings_of",
    "judge",
    "receivers",
]
