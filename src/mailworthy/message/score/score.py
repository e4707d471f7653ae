"""What findings weigh together.

Three things are kept apart: evidence of spam, which has fitted weights; the words, which the Bayesian filter weighs; and
faults that are no evidence of spam but are to be mended. The first two decide whether a message would be filtered, all
three what the score is. Mending never lowers a score: nothing that is found ever adds to it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from math import exp, log
from typing import Any

from mailworthy.finding import Finding, Lang, Severity, lookup
from mailworthy.message.score.weights import Weights, shipped

FILTERS = ("header", "content", "blocklist", "rules", "bayes", "reputation")
SPAM_POINTS = 5.0  # where the default verdict turns, as filters everywhere count
SUSPICIOUS_POINTS = 1.5

_FILTER_OF = {
    "links": "content",
    "authentication": "reputation",
}  # where else than in the filter of that name
# Points that a fault takes off which is no evidence of spam, and the most that all of a kind take off.
_FAULT = {Severity.ERROR: 1.0, Severity.WARNING: 0.3}
_FAULTS_MOST = 1.5
_LAW, _FITNESS = "law", "fitness"
_LEAN_AT = 4.0  # log-odds from which on words lean no further
_ODDS_MOST = 12.0  # beyond it a probability is told as one or the other
BAYES = "BAYES-SPAM"  # its weight is what the words come to
_BY_GRAVITY = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Filtered:
    """What one filter says.

    Args:
        verdict: ``pass``, ``suspicious``, ``spam``, or ``skipped`` where it could not run.
        points: What it adds, where 5 make spam; below 0 only where the words speak for the message.
        findings: What there is to say, hardest first.
        inputs: What it was told beside the message, by name; None for what is not known.
    """

    verdict: str
    points: float = 0.0
    findings: tuple[Finding, ...] = ()
    inputs: Mapping[str, str | float | None] = field(default_factory=dict)

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, in the words of ``lang``."""
        told: dict[str, Any] = {
            "verdict": self.verdict,
            "points": self.points,
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }
        return told | {"inputs": dict(self.inputs)} if self.inputs else told


@dataclass(frozen=True, slots=True)
class Scored:
    """A message, scored.

    Args:
        score: 0 to 10; 10 is nothing to object to.
        spam_probability: 0 to 1; the default verdict turns at one half.
        points: Of all filters together, as filters count them: 5 make spam.
        filters: Each filter by its name, in the order of :data:`FILTERS`.
        findings: All, with weight and gain, the one whose mending gains most first.
        model: The version of the weights, told in reports.
    """

    score: float = 10.0
    spam_probability: float = 0.0
    points: float = 0.0
    filters: Mapping[str, Filtered] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    model: str = ""


def scored(
    found: Mapping[str, tuple[Finding, ...]],
    chance: float | None = None,
    *,
    skipped: AbstractSet[str] = frozenset(),
    inputs: Mapping[str, str | float | None] | None = None,
    base: str = "",
    weights: Weights | None = None,
) -> Scored:
    """Weigh findings.

    Args:
        found: What each filter found, by its name; beside :data:`FILTERS` ``links``, ``authentication`` and ``law``.
        chance: The probability that the Bayesian filter gives, 0 to 1; None where it says nothing.
        skipped: Filters that could not run.
        inputs: What the reputation of the sender was judged by.
        base: The version of what the Bayesian filter knew.
        weights: The table; None for the one that is shipped.
    """
    weights = weights or shipped()
    words = _words(chance, weights)
    by_filter = {name: [_weighed(one, weights, words) for one in some] for name, some in found.items()}
    whole = Sum([one for some in by_filter.values() for one in some], words, weights)
    told = {
        name: tuple(replace(one, gain=round(whole.score(but=one) - whole.score(), 1)) for one in some)
        for name, some in by_filter.items()
    }
    points = whole.points() + words
    return Scored(
        score=whole.score(),
        spam_probability=_probability(points, chance, weights),
        points=round(points, 2),
        filters={
            name: _filtered(
                some,
                words if name == "bayes" else Sum(some, 0.0, weights).points(),
                ran=name not in skipped,
                inputs=inputs or {} if name == "reputation" else {},
            )
            for name, some in _by_filter(told)
        },
        findings=_hardest_first(one for some in told.values() for one in some),
        model="+".join(filter(None, (weights.version, base))),
    )


def _words(chance: float | None, weights: Weights) -> float:
    """Give the points of what the words alone tell."""
    if chance is None:
        return 0.0
    return round(weights.words.points(_odds(chance)), 2)


def _odds(chance: float) -> float:
    least = 1 / (1 + exp(_ODDS_MOST))
    chance = min(max(chance, least), 1 - least)
    return log(chance / (1 - chance))


def _probability(points: float, chance: float | None, weights: Weights) -> float:
    """Make a probability of points.

    Where filters find nothing, it leans to where the words lean, the less the nearer the verdict is: never across.
    """
    lean = 0.0 if chance is None else weights.words.lean * max(-1.0, min(1.0, _odds(chance) / _LEAN_AT))
    points += lean * max(0.0, min(1.0, (SPAM_POINTS - points) / SPAM_POINTS))
    odds = weights.steepness * (points - SPAM_POINTS)
    return round(1 / (1 + exp(-max(-_ODDS_MOST, min(_ODDS_MOST, odds)))), 6)


def _weighed(finding: Finding, weights: Weights, words: float) -> Finding:
    """Give a finding its weight; one that has it already, a rule of the user's or phrases, keeps it."""
    if not _moves(finding):
        return replace(finding, weight=0.0) if finding.weight else finding
    if finding.weight:
        return finding
    if finding.code == BAYES:
        return replace(finding, weight=max(0.0, words))
    weight = weights.of(finding.code, _severity(finding).value)
    return replace(finding, weight=weight.points) if weight else finding


def _moves(finding: Finding) -> bool:
    """Tell whether a finding can move anything: what could not be looked at does not."""
    return _severity(finding) not in {Severity.SKIPPED, Severity.PASS}


def _severity(finding: Finding) -> Severity:
    return finding.severity or lookup(finding.code).severity


class Sum:
    """What weighed findings come to, and what they would come to without one of them.

    Args:
        findings: With their weights.
        words: The points of what the words tell.
        weights: The table.
    """

    def __init__(self, findings: Iterable[Finding], words: float, weights: Weights) -> None:
        self._weights, self._words = weights, words
        self._times: Counter[str] = Counter()
        self._groups: dict[str, float] = defaultdict(float)
        self._faults: dict[str, float] = defaultdict(float)
        for finding in findings:
            if finding.code == BAYES:
                continue
            if not finding.weight:
                self._faults[_kind(finding)] += _fault(finding)
            else:
                self._times[finding.code] += 1
                self._groups[self._group(finding)] += finding.weight
        self._together = [one for one in weights.together if one.codes <= self._times.keys()]
        for one in self._together:
            self._groups[one.group] += one.points

    def points(self, but: Finding | None = None) -> float:
        """Give the points, group by group through its cap; the words are not among them."""
        groups = self._groups if but is None else self._groups | self._changed(but)
        return sum(min(points, self._weights.caps.get(group, points)) for group, points in groups.items())

    def score(self, but: Finding | None = None) -> float:
        """Give the score.

        Words that speak for a message make it no better than faultless: what is to be mended stays to be mended.
        """
        words = 0.0 if but and but.code == BAYES else max(0.0, self._words)
        faults = self._faults
        if but and not but.weight:
            faults = faults | {_kind(but): faults[_kind(but)] - _fault(but)}
        off = sum(min(points, _FAULTS_MOST) for points in faults.values())
        return round(min(10.0, max(0.0, 10.0 - self.points(but) - words - off)), 1)

    def _changed(self, but: Finding) -> dict[str, float]:
        """Give the groups that would be others without a finding."""
        if not but.weight or but.code == BAYES:
            return {}
        less = {self._group(but): but.weight}
        for one in self._together:
            if but.code in one.codes and self._times[but.code] == 1:
                less[one.group] = less.get(one.group, 0.0) + one.points
        return {group: self._groups[group] - points for group, points in less.items()}

    def _group(self, finding: Finding) -> str:
        weight = self._weights.of(finding.code, _severity(finding).value)
        return weight.group if weight else finding.code  # a user's rules have no cap


def _fault(finding: Finding) -> float:
    return _FAULT.get(_severity(finding), 0.0)


def _kind(finding: Finding) -> str:
    return _LAW if finding.code.startswith("LAW-") else _FITNESS


def _by_filter(told: Mapping[str, tuple[Finding, ...]]) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    for name in FILTERS:
        parts = (name, *(part for part, of in _FILTER_OF.items() if of == name))
        yield name, _hardest_first(one for part in parts for one in told.get(part, ()))


def _hardest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(
        sorted(findings, key=lambda one: (-one.gain, -one.weight, _BY_GRAVITY[_severity(one)], one.code))
    )


def _filtered(
    findings: tuple[Finding, ...], points: float, *, ran: bool, inputs: Mapping[str, str | float | None]
) -> Filtered:
    if not ran or (findings and all(_severity(one) is Severity.SKIPPED for one in findings)):
        return Filtered("skipped", 0.0, findings, inputs)
    return Filtered(_verdict(points), round(points, 2), findings, inputs)


def _verdict(points: float) -> str:
    if points >= SPAM_POINTS:
        return "spam"
    return "suspicious" if points >= SUSPICIOUS_POINTS else "pass"
