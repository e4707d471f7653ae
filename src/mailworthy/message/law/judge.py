"""Which duties a message meets, market by market."""

from __future__ import annotations

from mailworthy.finding import Confidence
from mailworthy.message.law.checks import CHECKS
from mailworthy.message.law.duty import Block, Duty, Law, Outcome, Result, duties
from mailworthy.message.law.facts import Facts
from mailworthy.message.law.markets import chosen
from mailworthy.message.law.purpose import NOT_ADVERTISING
from mailworthy.message.law.say import Judged, findings
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope


def judge(draft: Draft, scope: Scope) -> Law:
    """Hold a message against the law of its markets.

    Args:
        draft: The message.
        scope: ``markets``, ``language``, ``postal_address`` and ``advertising_consent`` are looked at.

    Source:
        ``data/duties.toml`` names each law, section and page.
    """
    facts = Facts(draft, scope)
    markets = chosen(scope.markets, facts.language)
    known: dict[str, Outcome] = {}
    blocks = tuple(
        Block(
            market,
            markets.how,
            facts.language,
            facts.purpose,
            tuple((duty, _outcome(duty, facts, known)) for duty in duties(market)),
            {**facts.header, "tracking_pixel": facts.pixel is not None},
        )
        for market in markets.markets
    )
    return Law(blocks, tuple(findings(Judged(facts, markets, known))))


def _outcome(duty: Duty, facts: Facts, known: dict[str, Outcome]) -> Outcome:
    if duty.applies_if != "always" and facts.purpose in NOT_ADVERTISING:
        return Outcome(Result.NOT_APPLICABLE, Confidence.LIKELY, decided_by="purpose")
    if duty.applies_if == "unless_consent" and facts.scope.advertising_consent:
        return Outcome(Result.NOT_APPLICABLE, Confidence.CERTAIN)
    if not duty.check:
        return Outcome(Result.NOT_CHECKED)
    if duty.check not in known:
        known[duty.check] = CHECKS[duty.check](facts)
    return known[duty.check]
