"""Stage two: everything about a domain is found out once, however many rows it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mailworthy.address.facts import DomainKind, DomainState
from mailworthy.address.kinds import domain_kinds
from mailworthy.address.typing_errors import suggest_domains
from mailworthy.address.verdict import ORDINARY_DOMAIN
from mailworthy.flow.lists.judging import DomainClass, DomainClasses

DomainStates = dict[int, DomainState]


@dataclass(slots=True)
class KnownDomains:
    """What is known of the domains, by number.

    Args:
        kinds: What their names say; domains that say the same share one value.
        suggestions: What the misspelt ones were probably meant to be.
        states: What DNS said; empty where it was not asked.
        missing_before: Numbers of those that were missing a day ago or longer.
        rewritten: The resolver answers for names that don't exist, so it was not believed.
    """

    kinds: list[DomainKind]
    suggestions: dict[int, str]
    states: DomainStates = field(default_factory=dict)
    missing_before: set[int] = field(default_factory=set)
    rewritten: bool = False

    def classes(self) -> DomainClasses:
        """Put domains that no verdict can tell apart into one class."""
        places: dict[DomainClass, int] = {}
        of = np.zeros(len(self.kinds), np.uint32)
        shortcut: dict[tuple[object, ...], int] = {}
        for number, kind in enumerate(self.kinds):
            state = self.states.get(number, _NOT_ASKED)
            typo, missing = number in self.suggestions, number in self.missing_before
            key = (id(kind), state.reason, state.notes, bool(state.mx), typo, missing)
            place = shortcut.get(key)
            if place is None:
                place = shortcut[key] = places.setdefault(_class_of(kind, state, typo, missing), len(places))
            of[number] = place
        return DomainClasses(tuple(places), of)


_NOT_ASKED = DomainState("not asked")  # never leaves this module


def _class_of(kind: DomainKind, state: DomainState, typo: bool, missing: bool) -> DomainClass:
    like = DomainState(state.reason, state.notes, ("some",) if state.mx else ())
    return DomainClass(kind, None if state is _NOT_ASKED else like, typo, missing)


def know_by_name(names: Sequence[str]) -> KnownDomains:
    """Say what the names alone tell; the empty name, number 0, tells nothing."""
    suggestions = {number: meant for number, meant in enumerate(suggest_domains(names)) if meant}
    return KnownDomains([ORDINARY_DOMAIN, *domain_kinds(names[1:])], suggestions)
