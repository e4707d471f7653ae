"""What rules would hit in mail that one has: their hit rate, before they are switched on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mailworthy.message.places import Place
from mailworthy.message.reading import Draft
from mailworthy.message.rules.own import OwnRules

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A message that a rule hits.

    Args:
        message: Its name, as given.
        subject: Its subject.
        place: Where.
    """

    message: str
    subject: str
    place: Place

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {"message": self.message, "subject": self.subject, "where": dict(self.place)}


@dataclass(frozen=True, slots=True)
class HitRate:
    """How often a rule hits.

    Args:
        rule: Its id.
        enabled: Whether it speaks in checks.
        messages: How many messages it was tried on.
        hits: How many of them it hits.
        slow: On how many its pattern took too long.
        examples: The first few that it hits.
    """

    rule: str
    enabled: bool
    messages: int
    hits: int
    slow: int
    examples: tuple[Example, ...]

    @property
    def share(self) -> float:
        """The share of the messages that it hits, 0 to 1."""
        return self.hits / self.messages if self.messages else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {
            "rule": self.rule,
            "enabled": self.enabled,
            "messages": self.messages,
            "hits": self.hits,
            "share": self.share,
            "slow": self.slow,
            "examples": [example.as_dict() for example in self.examples],
        }


def tried(rules: OwnRules, drafts: Iterable[tuple[str, Draft]]) -> tuple[HitRate, ...]:
    """Try rules on messages, those that are not enabled too.

    Args:
        rules: Which.
        drafts: Messages with their names, taken one by one.

    Returns:
        How often each rule hits, in the order of the rules.
    """
    messages = 0
    hits = dict.fromkeys((rule.id for rule in rules.rules), 0)
    slow = dict(hits)
    examples: dict[str, list[Example]] = {name: [] for name in hits}
    for name, draft in drafts:
        messages += 1
        judged = rules.everything.of(draft)
        for rule, places in judged.hits:
            hits[rule.id] += 1
            if len(examples[rule.id]) < EXAMPLES:
                examples[rule.id].append(Example(name, draft.subject, places[0]))
        for rule in judged.slow:
            slow[rule.id] += 1
    return tuple(
        HitRate(rule.id, rule.enabled, messages, hits[rule.id], slow[rule.id], tuple(examples[rule.id]))
        for rule in rules.rules
    )
