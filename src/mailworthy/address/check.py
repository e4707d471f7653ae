"""One address, from text to verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from mailworthy.address.domain import mail_domain
from mailworthy.address.duplicates import canonical, rule
from mailworthy.address.facts import NOTES, DomainState
from mailworthy.address.findings import findings_of
from mailworthy.address.kinds import domain_kind, list_versions
from mailworthy.address.mailbox_names import local_kind
from mailworthy.address.typing_errors import suggest
from mailworthy.address.verdict import About, Action, Facts, VerdictStatus, judge
from mailworthy.finding import Finding, Lang
from mailworthy.wire.address import Syntax, read
from mailworthy.wire.ask import Asking
from mailworthy.wire.reach import Reach


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one address is worth (DESIGN: address verdict).

    Args:
        address: As typed.
        normalized: Trimmed, the domain in lower case as A-labels; empty where the syntax could not be read.
        canonical: The mailbox behind it by its provider's rules, for telling duplicates; never to send to.
        suggestion: What was probably meant; never applied silently.
        retry_after: When to ask again, None where that is pointless.
        expires_at: Until when the verdict holds.
        checks: What each stage said; ``smtp`` is None: the mailbox was not asked.
        evidence: The values on which the verdict stands.
    """

    address: str
    normalized: str
    canonical: str
    status: VerdictStatus
    reason: str
    permanent: bool
    about: About
    flags: tuple[str, ...]
    score: int
    suggestion: str
    action: Action
    retry_after: datetime | None
    checked_at: datetime
    expires_at: datetime
    checks: Mapping[str, Any]
    evidence: Mapping[str, Any]
    findings: tuple[Finding, ...]

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        return {
            "address": self.address.encode("utf-8", "backslashreplace").decode(),
            "normalized": self.normalized or None,
            "canonical": self.canonical or None,
            "status": self.status.value,
            "reason": self.reason,
            "permanent": self.permanent,
            "about": self.about.value,
            "flags": list(self.flags),
            "score": self.score,
            "suggestion": self.suggestion or None,
            "action": self.action.value,
            "retry_after": rfc3339(self.retry_after) if self.retry_after else None,
            "checked_at": rfc3339(self.checked_at),
            "expires_at": rfc3339(self.expires_at),
            "checks": dict(self.checks),
            "evidence": dict(self.evidence),
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


def rfc3339(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def check(
    text: str,
    *,
    now: datetime,
    probe: str,
    offline: bool = False,
    reach: Reach = Reach(),  # noqa: B008  # frozen
    missing_before: Callable[[str], bool] = lambda _: False,
) -> Asking[Verdict]:
    """Say what one address is worth; asks DNS unless ``offline``.

    Args:
        text: The address as typed; anything is taken.
        now: When the verdict is given.
        probe: A random label, for the question that tells a wildcard.
        offline: Ask nothing; what passes is unknown.
        reach: Inner networks that count as reachable.
        missing_before: Tells whether a domain was missing a day ago or longer.
    """
    syntax = read(text)
    state: DomainState | None = None
    if syntax.usable and not offline:
        state = yield from mail_domain(syntax.domain, probe, reach)
    facts, suggestion = _facts(text, syntax, state, missing_before)
    return _verdict(text, syntax, facts, suggestion=suggestion, now=now)


def _facts(
    text: str, syntax: Syntax, state: DomainState | None, missing_before: Callable[[str], bool]
) -> tuple[Facts, str]:
    suggestion = suggest(text, syntax.local, syntax.domain, syntax.usable)
    missing = state is not None and state.reason == "domain_unknown" and missing_before(syntax.domain)
    facts = Facts(
        reason=syntax.reason,
        valid=syntax.valid,
        notes=tuple(note for note in NOTES if note in syntax.flags),
        typo=bool(suggestion),
        state=state,
        missing_before=missing,
    )
    if syntax.usable:
        facts = _with_kinds(facts, syntax)
    return facts, suggestion


def _with_kinds(facts: Facts, syntax: Syntax) -> Facts:
    return Facts(
        facts.reason,
        facts.valid,
        facts.notes,
        local_kind(syntax.local),
        domain_kind(syntax.domain),
        facts.typo,
        facts.state,
        facts.missing_before,
    )


def _verdict(text: str, syntax: Syntax, facts: Facts, *, suggestion: str, now: datetime) -> Verdict:
    judgement = judge(facts)
    mx = facts.state.mx[0] if facts.state and facts.state.mx else ""
    retry = None if judgement.retry_s is None else now + timedelta(seconds=judgement.retry_s)
    return Verdict(
        address=text,
        normalized=syntax.normalized if syntax.valid else "",
        canonical=canonical(syntax.local, syntax.domain, rule(syntax.domain, mx)) if syntax.usable else "",
        status=judgement.status,
        reason=judgement.reason,
        permanent=judgement.permanent,
        about=judgement.about,
        flags=judgement.flags,
        score=judgement.score,
        suggestion=suggestion,
        action=judgement.action,
        retry_after=retry,
        checked_at=now,
        expires_at=now + timedelta(seconds=judgement.expires_s),
        checks=_checks(syntax, facts),
        evidence=_evidence(facts),
        findings=findings_of(
            facts, typed=text, domain=syntax.domain, position=syntax.position, suggestion=suggestion
        ),
    )


def _checks(syntax: Syntax, facts: Facts) -> dict[str, Any]:
    state = facts.state
    return {
        "syntax": {
            "valid": syntax.valid,
            "usable": syntax.usable,
            "reason": syntax.reason or None,
            "position": syntax.position,
        },
        "domain": None if state is None else {"reason": state.reason or None, "notes": list(state.notes)},
        "mx": None if state is None else list(state.mx),
        "smtp": None,
        "lists": {
            "disposable": facts.domain.disposable.name.lower(),
            "relay": facts.domain.relay,
            "free": facts.domain.free,
        },
    }


def _evidence(facts: Facts) -> dict[str, Any]:
    detail = facts.state.detail if facts.state else ""
    dnssec = facts.state.authenticated if facts.state else None
    return {"dns": detail or None, "dnssec": dnssec, "lists": list_versions()}
