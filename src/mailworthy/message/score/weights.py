"""What each finding weighs: a table that ``scripts/fit_score.py`` writes. Read once, when the first message is scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from math import log
from types import MappingProxyType
from typing import Any, NamedTuple

from mailworthy.message.bayes.weigh import HAM_BELOW, SPAM_FROM

_UNSURE_FROM, _UNSURE_TO = log(HAM_BELOW / (1 - HAM_BELOW)), log(SPAM_FROM / (1 - SPAM_FROM))


class Weight(NamedTuple):
    """What a finding weighs as evidence of spam.

    Args:
        group: Whose cap holds.
        points: Where 5 make spam; never below 0, since what lowers a score could be forged.
    """

    group: str
    points: float


class Together(NamedTuple):
    """What some findings weigh beyond their own points where a message has all of them."""

    codes: frozenset[str]
    group: str
    points: float


class Words(NamedTuple):
    """What the Bayesian filter adds, by the logarithm of the odds that it gives; between its verdicts it adds nothing.

    Args:
        up: Points for each unit above where it says *spam*.
        most: Points that it never exceeds.
        down: Points for each unit below where it says *ham*.
        least: Points that it never takes off more of.
        lean: Points' worth, below 5, that it leans the probability where it adds none.
    """

    up: float = 0.0
    most: float = 0.0
    down: float = 0.0
    least: float = 0.0
    lean: float = 0.0

    def points(self, odds: float) -> float:
        """Give points, below 0 where the words speak for the message."""
        if odds > _UNSURE_TO:
            return min(self.most, self.up * (odds - _UNSURE_TO))
        return -min(self.least, self.down * max(0.0, _UNSURE_FROM - odds))


@dataclass(frozen=True, slots=True)
class Weights:
    """The table.

    Args:
        version: Told in reports.
        codes: What each code weighs, ``CODE`` or ``CODE:severity``; one that is not here is no evidence of spam.
        caps: The most points of a group.
        together: What some weigh together.
        words: What the Bayesian filter adds.
        steepness: How fast the probability turns with each point.
    """

    version: str
    codes: Mapping[str, Weight]
    caps: Mapping[str, float]
    together: tuple[Together, ...] = ()
    words: Words = field(default_factory=Words)
    steepness: float = 1.0

    def of(self, code: str, severity: str) -> Weight | None:
        """Give the weight of a code, its own for that severity where it has one; None for what is no evidence."""
        return self.codes.get(f"{code}:{severity}") or self.codes.get(code)


@cache
def shipped() -> Weights:
    """Give the table that is shipped."""
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    text = files(__package__).joinpath("data", "weights.toml").read_text("utf-8")
    return table(tomllib.loads(text))


def table(told: Mapping[str, Any]) -> Weights:
    """Read a table."""
    return Weights(
        version=told["version"],
        codes=MappingProxyType(
            {code: Weight(row["group"], row["points"]) for code, row in told["code"].items()}
        ),
        caps=MappingProxyType(dict(told["cap"])),
        together=tuple(
            Together(frozenset(row["codes"]), row["group"], row["points"]) for row in told.get("together", ())
        ),
        words=Words(**told["words"]),
        steepness=told["steepness"],
    )
