"""Rules in SpamAssassin's language, ready to be run over messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.places import found
from mailworthy.message.reading import Draft
from mailworthy.message.rules.spamassassin.build import Built, build
from mailworthy.message.rules.spamassassin.definitions import definitions
from mailworthy.message.rules.spamassassin.mail import Mail
from mailworthy.message.rules.spamassassin.run import Run

NAMES = 6  # of rules that a group of what is not evaluated shows
GROUPS = 40


def parse(files: Mapping[str, str]) -> RuleSet:
    """Read rule files and make ready what can be evaluated.

    Args:
        files: Texts by name, in the order in which they count; read as Latin-1, an octet a character.

    Returns:
        The rules. What cannot be read or evaluated stands in :attr:`RuleSet.skipped`, each with why; nothing is raised.

    Source:
        The rule language of SpamAssassin 4.0.1, as its ``Mail::SpamAssassin::Conf`` documents it. Nothing is asked of
        the network and nothing is learnt: what hangs on either is not evaluated, and of four scores the first counts.
    """
    return RuleSet(build(definitions(files)))


@dataclass(frozen=True)
class RuleSet:
    """Rules that are ready to be run; a :class:`~mailworthy.message.scope.RuleBook`."""

    _built: Built

    @property
    def evaluated(self) -> frozenset[str]:
        """The names of the rules that are evaluated."""
        return self._built.evaluated

    @property
    def skipped(self) -> Mapping[str, str]:
        """Why a rule, or a line given as ``file:line``, is not evaluated."""
        return self._built.skipped

    def hits(self, draft: Draft) -> set[str]:
        """Give the names of all rules that a message hits, those that only serve others included."""
        return set(self._run(draft).hits)

    def look(self, draft: Draft) -> Iterator[Finding]:
        """Give a finding for each rule that a message hits, and one for all rules that are not evaluated."""
        run = self._run(draft)
        for name in run.hits:
            points = self._built.scores.get(name, 0.0)
            if points and not name.startswith("__"):
                yield self._hit(run, name, points)
        if run.slow:
            yield Finding(
                "RULE-NOT-EVALUATED",
                f"time: {', '.join(run.slow[:NAMES])}",
                severity=Severity.SKIPPED,
                count=len(run.slow),
            )
        if self._not_evaluated:
            yield self._not_evaluated

    def _run(self, draft: Draft) -> Run:
        run = Run(self._built, Mail(draft, self._built.world))
        run.all()
        return run

    def _hit(self, run: Run, name: str, points: float) -> Finding:
        described = self._built.descriptions.get(name, "")
        finding = found(
            "RULE-SPAMASSASSIN",
            run.places(name) or [{}],
            detail=f"{name}: {described}" if described else name,
            severity=Severity.WARNING if points >= self._built.warning else Severity.INFO,
            confidence=Confidence.LIKELY,
        )
        return replace(finding, weight=points)

    @cached_property
    def _not_evaluated(self) -> Finding | None:
        if not self.skipped:
            return None
        groups: dict[str, list[str]] = {}
        for name, why in self.skipped.items():
            groups.setdefault(why.partition(": ")[0], []).append(name)
        ordered = sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
        detail = "; ".join(
            f"{why} ({len(names)}): {', '.join(sorted(names)[:NAMES])}{' …' if len(names) > NAMES else ''}"
            for why, names in ordered[:GROUPS]
        )
        return Finding("RULE-NOT-EVALUATED", detail, severity=Severity.SKIPPED, count=len(self.skipped))
