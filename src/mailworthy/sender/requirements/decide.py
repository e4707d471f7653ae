"""Whether one ask is met, as far as it is known: for each, what proves it and what only half does.

DNS can often prove that mail must fail, and seldom that it passes: a key that is published signs nothing yet. So half a
proof is never a proof; it stays *not checked*, and the half that is known is said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from types import MappingProxyType

from mailworthy.sender.requirements.facts import Fact, Facts, SpamRate, Truth

SURE = 1.96  # standard deviations: an interval that is right in 95 of 100 cases


class State(Enum):
    """Whether a rule is met."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_CHECKED = "not_checked"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an ask is met, and what shows it.

    Args:
        state: Whether it is.
        evidence: The values that show it.
        findings: The codes that say more.
        fix: A record to paste, where there is one.
        half: Whether what is known speaks for it, and is not enough.
    """

    state: State
    evidence: str = ""
    findings: tuple[str, ...] = ()
    fix: str = ""
    half: bool = False


def decide(ask: str, facts: Facts) -> Decision:
    """Tell whether an ask is met.

    Args:
        ask: Its key in ``data/rules.toml``.
        facts: What is known.
    """
    return DECIDERS[ask](facts)


# --- authentication -----------------------------------------------------------------------------------------------------


def _spf(facts: Facts) -> Decision:
    return _by_message(facts.spf_passes, facts.spf_record)


def _dkim(facts: Facts) -> Decision:
    return _by_message(facts.dkim_passes, facts.dkim_key)


def _by_message(message: Fact, record: Fact) -> Decision:
    """A message proves it. Without one, a record that is missing proves the contrary, and a sound one nothing."""
    if message.truth is not Truth.UNKNOWN:
        return _told(message)
    if record.truth is Truth.NO:
        return _of((record,), State.NOT_MET)
    return _of((record,), State.NOT_CHECKED, half=record.truth is Truth.YES)


def _authenticated(facts: Facts) -> Decision:
    """One of the two is enough; only where both fail does it fail."""
    both = (_spf(facts), _dkim(facts))
    for state in (State.MET, State.NOT_CHECKED):
        if some := [each for each in both if each.state is state]:
            return _merged(some, state)
    return _merged(both, State.NOT_MET)


def _dmarc(facts: Facts) -> Decision:
    return _told(facts.dmarc_record)


def _aligned(facts: Facts) -> Decision:
    ways = (facts.spf_aligned, facts.dkim_aligned)
    if good := [way for way in ways if way.truth is Truth.YES]:
        return _of(good, State.MET)
    if all(way.truth is Truth.NO for way in ways):
        return _of(ways, State.NOT_MET)
    return _of(ways, State.NOT_CHECKED)


def _key_length(facts: Facts, least: int) -> Decision:
    """A short key is wrong wherever it stands. Long ones prove it only where it is known that they are used."""
    short = [key for key in facts.rsa_keys if key.bits < least]
    shown = "; ".join(f"{key.selector} {key.bits}" for key in short or facts.rsa_keys)
    if short:
        return Decision(State.NOT_MET, shown)
    if facts.dkim_key.truth is Truth.YES and any(key.named for key in facts.rsa_keys):
        return Decision(State.MET, shown)
    return Decision(State.NOT_CHECKED, shown, half=bool(facts.rsa_keys))


# --- hosts --------------------------------------------------------------------------------------------------------------


def _reverse_dns(facts: Facts) -> Decision:
    return _all(facts.reverse_dns.values())


def _takes_mail(facts: Facts) -> Decision:
    if facts.takes_mail.truth is Truth.NO:
        return _told(facts.takes_mail)
    return _by_message(facts.answered, facts.takes_mail)


# --- messages -----------------------------------------------------------------------------------------------------------


def _headers(facts: Facts) -> Decision:
    return _all((facts.single_headers, facts.message_id, facts.date))


def _one_click(facts: Facts) -> Decision:
    shown = (facts.one_click, facts.one_click_signed)
    whole = _all((*shown, facts.one_click_works))
    half = whole.state is State.NOT_CHECKED and all(fact.truth is Truth.YES for fact in shown)
    return Decision(whole.state, whole.evidence, whole.findings, whole.fix, half)


# --- feedback -----------------------------------------------------------------------------------------------------------


def _spam_rate(facts: Facts, most: float) -> Decision:
    """The receiver's own figure counts as it is; of one that was counted here, what its number of messages lets one say."""
    rate = facts.spam
    if rate is None:
        return Decision(State.NOT_CHECKED)
    shown = f"{rate.share:.2%}" + (f" / {rate.messages:,}" if rate.messages is not None else "")
    low, high = _bounds(rate)
    if high < most:
        return Decision(State.MET, shown)
    if low >= most:
        return Decision(State.NOT_MET, shown)
    return Decision(State.NOT_CHECKED, shown, half=True)


def _bounds(rate: SpamRate) -> tuple[float, float]:
    """Give the interval in which the share lies (Wilson's, which holds for small shares too)."""
    share, count = rate.share, rate.messages
    if count is None:
        return share, share
    if count < 1:
        return 0.0, 1.0
    weight = SURE**2 / count
    middle = (share + weight / 2) / (1 + weight)
    reach = SURE * math.sqrt(share * (1 - share) / count + weight / (4 * count)) / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)


# --- pieces -------------------------------------------------------------------------------------------------------------

_STATES = {Truth.YES: State.MET, Truth.NO: State.NOT_MET, Truth.UNKNOWN: State.NOT_CHECKED}


def _told(fact: Fact) -> Decision:
    return _of((fact,), _STATES[fact.truth])


def _all(facts: Iterable[Fact]) -> Decision:
    """One that is wrong is enough to fail; to be met, all must be known to be right."""
    told = list(facts)
    if bad := [fact for fact in told if fact.truth is Truth.NO]:
        return _of(bad, State.NOT_MET)
    if told and all(fact.truth is Truth.YES for fact in told):
        return _of(told, State.MET)
    return _of(told, State.NOT_CHECKED)


def _of(facts: Iterable[Fact], state: State, *, half: bool = False) -> Decision:
    return _merged([Decision(state, fact.evidence, fact.findings, fact.fix, half) for fact in facts], state)


def _merged(some: Iterable[Decision], state: State) -> Decision:
    each = list(some)
    return Decision(
        state,
        "; ".join(dict.fromkeys(one.evidence for one in each if one.evidence)),
        tuple(dict.fromkeys(code for one in each for code in one.findings)),
        next((one.fix for one in each if one.fix), ""),
        half=any(one.half for one in each),
    )


DECIDERS: Mapping[str, Callable[[Facts], Decision]] = MappingProxyType(
    {
        "authenticated": _authenticated,
        "spf": _spf,
        "dkim": _dkim,
        "dmarc": _dmarc,
        "aligned": _aligned,
        "aligned_both": lambda facts: _all((facts.spf_aligned, facts.dkim_aligned)),
        "dkim_1024": partial(_key_length, least=1024),
        "dkim_2048": partial(_key_length, least=2048),
        "reverse_dns": _reverse_dns,
        "tls": lambda facts: _told(facts.encrypted),
        "headers": _headers,
        "own_from": lambda facts: _told(facts.own_from),
        "spam_rate": partial(_spam_rate, most=0.003),
        "spam_rate_low": partial(_spam_rate, most=0.001),
        "one_click": _one_click,
        "unsubscribe_link": lambda facts: _told(facts.unsubscribe_link),
        "opt_out": lambda facts: _told(facts.opt_out),
        "arc": lambda facts: _told(facts.arc),
        "takes_mail": _takes_mail,
    }
)
