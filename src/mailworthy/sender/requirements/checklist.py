"""Each receiver's rules as a checklist: met, not met, not checked, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mailworthy.finding import Finding, Lang, lookup
from mailworthy.sender.requirements.decide import Decision, State, decide
from mailworthy.sender.requirements.facts import Facts
from mailworthy.sender.requirements.rules import Receiver, Rule, receivers, word

FINDINGS = {
    "gmail": "REQUIREMENT-GMAIL",
    "gmail_bulk": "REQUIREMENT-GMAIL-BULK",
    "yahoo": "REQUIREMENT-YAHOO",
    "microsoft": "REQUIREMENT-MICROSOFT",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One rule, and whether it is met.

    Args:
        rule: The rule.
        decision: Whether it is met, and what shows it.
    """

    rule: Rule
    decision: Decision

    @property
    def state(self) -> State:
        """Whether it is met."""
        return self.decision.state

    @property
    def missing(self) -> bool:
        """Whether it is required and not met."""
        return self.state is State.NOT_MET and not self.rule.advised

    def why(self, lang: Lang = Lang.EN) -> str:
        """Say why it has its state, and of what was not checked, what would check it; empty where the evidence says all."""
        words, decision = self.rule.words[lang], self.decision
        said = [lookup(code).words[lang].title + _stop(lang) for code in decision.findings]
        if self.state is State.EXEMPT:
            return word("exempt", lang)
        if self.state is State.NOT_CHECKED:
            said += [words.half] if decision.half else []
            said.append(words.decides)
        return ("" if lang is Lang.JA else " ").join(part for part in said if part)

    def fix(self, lang: Lang = Lang.EN) -> str:
        """Give what to do: a record to paste, where there is one. Empty where nothing is to be done."""
        if self.state is not State.NOT_MET:
            return ""
        return self.decision.fix or self.rule.words[lang].fix

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, in the words of ``lang``."""
        rule = self.rule
        return {
            "id": rule.id,
            "asks": rule.words[lang].asks,
            "state": self.state.value,
            "advised": rule.advised,
            "decided_by": [by.value for by in rule.decided_by],
            "why": self.why(lang) or None,
            "evidence": self.decision.evidence or None,
            "findings": list(self.decision.findings),
            "fix": self.fix(lang) or None,
            "since": rule.since,
            "source": rule.source,
            "secondhand": rule.secondhand,
            "refusal": rule.refusal or None,
        }


@dataclass(frozen=True, slots=True)
class Checklist:
    """What one receiver asks of some senders, and how much of it is met.

    Args:
        receiver: Who asks, and of whom.
        items: Its rules.
    """

    receiver: Receiver
    items: tuple[Item, ...]

    @property
    def missing(self) -> tuple[Item, ...]:
        """What is required and not met."""
        return tuple(item for item in self.items if item.missing)

    def counts(self) -> Mapping[State, int]:
        """Count the items by state, each state named."""
        found = Counter(item.state for item in self.items)
        return {state: found[state] for state in State}

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, in the words of ``lang``."""
        return {
            "receiver": self.receiver.key,
            "name": self.receiver.name,
            "applies_to": self.receiver.applies_to[lang],
            "counts": {state.value: count for state, count in self.counts().items()},
            "items": [item.as_dict(lang) for item in self.items],
        }


def judge(facts: Facts, *, transactional: bool = False) -> tuple[Checklist, ...]:
    """Hold what is known of a sender against what receivers ask.

    Args:
        facts: What is known.
        transactional: Whether all mail is transactional: some rules are then not asked.
    """

    def item(rule: Rule) -> Item:
        return Item(
            rule, Decision(State.EXEMPT) if transactional and rule.exempt else decide(rule.ask, facts)
        )

    return tuple(Checklist(each, tuple(item(rule) for rule in each.rules)) for each in receivers())


def findings_of(checklists: Iterable[Checklist]) -> Iterator[Finding]:
    """Give a finding for each receiver of whose requirements some are not met."""
    for each in checklists:
        if each.missing:
            yield Finding(FINDINGS[each.receiver.key], ", ".join(item.rule.ask for item in each.missing))


def _stop(lang: Lang) -> str:
    return "。" if lang is Lang.JA else "."
