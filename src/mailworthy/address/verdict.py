"""The verdict: one status, its reason, what to do, until when it holds (DESIGN: address verdict).

:func:`judge` is the one place where facts become a verdict. It never sees an address, only :class:`Facts`, so that a
column of five million rows, which holds a few hundred different sets of facts, is judged a few hundred times.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from mailworthy.address.facts import DomainKind, DomainState, LocalKind, Sure
from mailworthy.address.verdict_data import weights


class VerdictStatus(Enum):
    """What an address is worth."""

    VALID = "valid"  # as far as was asked
    RISKY = "risky"
    SOFT = "soft"  # may go away by itself; never a reason to delete
    UNKNOWN = "unknown"  # an answer, not an error
    INVALID = "invalid"  # permanent, and the only status that is


class Action(Enum):
    """What to do with the row."""

    KEEP = "keep"
    REVIEW = "review"
    RETRY = "retry"
    REMOVE = "remove"


class About(Enum):
    """Whose property the reason is."""

    ADDRESS = "address"
    DOMAIN = "domain"
    SERVER = "server"
    PROBER = "prober"
    NONE = "none"


ORDINARY_LOCAL = LocalKind()
ORDINARY_DOMAIN = DomainKind()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a verdict depends on.

    Args:
        reason: Why the syntax is not fit for a list, empty where it is.
        valid: Whether it is a Mailbox all the same (RFC 5321 §4.1.2, RFC 6531 §3.3).
        notes: Flags of the syntax: ``eai_local``, ``idn_domain``, ``confusable``, ``trimmed``, ``formula_risk``.
        local: What the local part says.
        domain: What the domain's name says.
        typo: Whether the address was probably meant to be another one: a suggestion exists.
        state: What DNS said; None where it was not asked.
        missing_before: The domain was missing a day ago or longer, too.
        duplicate: An earlier row holds the same mailbox.
        bot_variant: One of many variants of one mailbox.
        inactive: No sign of life for longer than the owner's limit.
    """

    reason: str = ""
    valid: bool = True
    notes: tuple[str, ...] = ()
    local: LocalKind = ORDINARY_LOCAL
    domain: DomainKind = ORDINARY_DOMAIN
    typo: bool = False
    state: DomainState | None = None
    missing_before: bool = False
    duplicate: bool = False
    bot_variant: bool = False
    inactive: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What follows from facts. Times are seconds from when the verdict was given.

    Args:
        retry_s: When to ask again; None where asking again is pointless.
        expires_s: For how long the verdict holds.
        bounce: Expected share of hard bounces if mailed: low, mean, high.
    """

    status: VerdictStatus
    reason: str
    permanent: bool
    about: About
    flags: tuple[str, ...]
    score: int
    action: Action
    retry_s: int | None
    expires_s: int
    bounce: tuple[float, float, float]


# Valid on paper, and somebody may live there, but not on a mailing list.
UNUSUAL_FORMS = frozenset({"quoted_local", "address_literal", "source_route"})
PERMANENT_DOMAIN = frozenset(
    {"domain_unknown", "null_mx", "no_mail_host", "mx_unroutable", "mx_not_resolving"}
)
SOFT_DOMAIN = frozenset({"dns_error", "dns_timeout"})
RISKY_DOMAIN = frozenset({"parked_domain", "no_mail_intended"})


def judge(facts: Facts) -> Judgement:
    """Say what follows from facts."""
    flags = _flags(facts)
    status, reason, about = _status(facts)
    action = _action(facts, status, reason)
    retry_s = _retry_s(facts, status, reason)
    table = weights()
    return Judgement(
        status=status,
        reason=reason,
        permanent=status is VerdictStatus.INVALID,
        about=about,
        flags=flags,
        score=_score(facts, status, reason),
        action=action,
        retry_s=retry_s,
        expires_s=_expires_s(status, reason, retry_s),
        bounce=table.bounce.get(reason, table.bounce[status.value]),
    )


def _status(facts: Facts) -> tuple[VerdictStatus, str, About]:
    """Say the status and the one reason that decided. The first that applies wins, certain facts before suspicions."""
    state = facts.state.reason if facts.state else ""
    if facts.reason:
        about = About.DOMAIN if facts.reason == "reserved_domain" else About.ADDRESS
        return (
            (VerdictStatus.RISKY if facts.reason in UNUSUAL_FORMS else VerdictStatus.INVALID),
            facts.reason,
            about,
        )
    if state in PERMANENT_DOMAIN:
        return VerdictStatus.INVALID, state, About.DOMAIN
    if (
        facts.domain.disposable >= Sure.LIKELY and not facts.typo
    ):  # gmial.com is listed, too: whoever typed it meant Gmail
        return VerdictStatus.RISKY, "disposable", About.DOMAIN
    if state in SOFT_DOMAIN:
        return VerdictStatus.SOFT, state, About.SERVER
    suspicion = _suspicion(facts, state)
    if suspicion:
        about = About.DOMAIN if suspicion in RISKY_DOMAIN else About.ADDRESS
        return VerdictStatus.RISKY, suspicion, about
    return _passed(asked=facts.state is not None)


def _passed(*, asked: bool) -> tuple[VerdictStatus, str, About]:
    """Nobody asked the mailbox, so the most that can be said is that mail can be sent there."""
    if asked:
        return VerdictStatus.VALID, "dns_only", About.NONE
    return VerdictStatus.UNKNOWN, "not_checked", About.NONE


def _suspicion(facts: Facts, state: str) -> str:  # noqa: PLR0911  # one line a suspicion, gravest first
    if facts.local.trap >= Sure.LIKELY:
        return "spam_trap_suspect"
    if junk_suspicion(facts) is Sure.CERTAIN:
        return "junk"  # nobody is there who could have mistyped
    if state in RISKY_DOMAIN:
        return state
    if facts.typo:
        return "typo_suspect"
    if junk_suspicion(facts) is Sure.LIKELY:
        return "junk"
    if facts.local.role:
        return "role"
    return "spam_trap_suspect" if facts.local.trap else ""


def junk_suspicion(facts: Facts) -> Sure:
    """Say how likely junk is; a privacy relay's local parts are random by nature."""
    return Sure.NO if facts.domain.relay else facts.local.junk


def _action(facts: Facts, status: VerdictStatus, reason: str) -> Action:
    if facts.duplicate:
        return Action.REMOVE  # the row, not the address: an earlier row holds it
    if status is VerdictStatus.INVALID:
        return _action_when_invalid(facts, reason)
    if status is VerdictStatus.SOFT:
        return Action.RETRY
    if status is VerdictStatus.RISKY:
        return Action.REMOVE if _sure_enough(facts, reason) else Action.REVIEW
    return Action.REVIEW if facts.inactive or facts.bot_variant else Action.KEEP


def _sure_enough(facts: Facts, reason: str) -> bool:
    """Tell whether a suspicion is strong enough to remove an address by itself."""
    if reason == "spam_trap_suspect":
        return facts.local.trap >= Sure.LIKELY
    return reason == "disposable" or (reason == "junk" and junk_suspicion(facts) is Sure.CERTAIN)


def _action_when_invalid(facts: Facts, reason: str) -> Action:
    if facts.typo:
        return Action.REVIEW  # a person who mistyped can be won back
    if reason == "domain_unknown" and not facts.missing_before:
        return Action.RETRY  # an outage must not delete a list: removed when a second look a day later agrees
    return Action.REMOVE


def trap_suspicion(facts: Facts) -> Sure:
    """Say how likely a spam trap is: by the local part, or a mistyped domain that takes mail all the same."""
    takes_mail = facts.state is not None and bool(facts.state.mx)
    return max(facts.local.trap, Sure.GUESS if facts.typo and takes_mail else Sure.NO)


def _flags(facts: Facts) -> tuple[str, ...]:
    notes = facts.state.notes if facts.state else ()
    parked = facts.state is not None and facts.state.reason == "parked_domain"
    present = {
        "disposable": facts.domain.disposable >= Sure.LIKELY,
        "relay": facts.domain.relay,
        "role": facts.local.role,
        "free": facts.domain.free,
        "junk": junk_suspicion(facts) >= Sure.LIKELY,
        "spam_trap_suspect": trap_suspicion(facts) > Sure.NO,
        "typo_suspect": facts.typo,
        "parked": parked,
        "odd_domain": facts.domain.odd,
        "duplicate": facts.duplicate,
        "bot_variant": facts.bot_variant,
        "inactive": facts.inactive,
    }
    return (*(flag for flag, holds in present.items() if holds), *facts.notes, *notes)


def _score(facts: Facts, status: VerdictStatus, reason: str) -> int:
    table = weights()
    points = 100 - sum(table.score.get(word, 0) for word in _weighing(facts, reason))
    return max(0, min(points, table.cap.get(status.value, 100)))


def _weighing(facts: Facts, reason: str) -> set[str]:
    """Give the words of the table of scores that apply; each counts once, whichever of them became the reason."""
    asked = {"not_checked"} if facts.state is None else {"dns_only", facts.state.reason}
    form = {"unusual_form"} if reason in UNUSUAL_FORMS else set()
    junk, trap = junk_suspicion(facts), trap_suspicion(facts)
    return {*asked, *form, *_flags(facts), f"junk_{junk.name.lower()}", f"trap_{trap.name.lower()}"}


def _retry_s(facts: Facts, status: VerdictStatus, reason: str) -> int | None:
    second_look = reason == "domain_unknown" and not facts.missing_before
    return weights().retry_s[reason] if second_look or status is VerdictStatus.SOFT else None


def _expires_s(status: VerdictStatus, reason: str, retry_s: int | None) -> int:
    table = weights()
    lasts = table.expires_s.get(reason, table.expires_s[status.value])
    return lasts if retry_s is None else min(lasts, retry_s)
