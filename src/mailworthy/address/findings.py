"""From facts to findings: each fact that weighs says so, with the values found and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.address.facts import Sure
from mailworthy.address.verdict import Facts, junk_suspicion, trap_suspicion
from mailworthy.finding import Confidence, Finding, Severity

CONFIDENCE = {Sure.GUESS: Confidence.GUESS, Sure.LIKELY: Confidence.LIKELY, Sure.CERTAIN: Confidence.CERTAIN}

OF_THE_DOMAIN = frozenset({"", "single_label_domain", "numeric_tld", "bad_tld", "reserved_domain"})


def findings_of(
    facts: Facts, *, typed: str, domain: str, position: int | None, suggestion: str
) -> tuple[Finding, ...]:
    """Say what was found out about one address, what stops mail first.

    Args:
        facts: What was found out.
        typed: The address as typed; only its length-bounded form is quoted.
        domain: Its domain as A-labels, empty where the syntax could not be read.
        position: Where in the typed text the syntax breaks, from 0.
        suggestion: What was probably meant.
    """
    return (
        *_syntax(facts, typed, position),
        *_typo(facts, suggestion, typed),
        *_domain(facts, domain),
        *_kinds(facts, typed, domain),
    )


def syntax_code(reason: str) -> str:
    """Give the code of a reason or note of the syntax."""
    return "SYNTAX-" + reason.upper().replace("_", "-")


def domain_code(reason: str) -> str:
    """Give the code of a reason or note of the domain stage."""
    word = reason.removeprefix("domain_").removesuffix("_domain")
    return "DOMAIN-" + word.upper().replace("_", "-")


def kind_code(flag: str) -> str:
    """Give the code of a flag that speaks of a kind or of the row."""
    return "KIND-" + flag.removeprefix("spam_").upper().replace("_", "-")


def _syntax(facts: Facts, typed: str, position: int | None) -> Iterator[Finding]:
    where = {} if position is None else {"position": position}
    if facts.reason:
        yield Finding(syntax_code(facts.reason), detail=quoted(typed), where=where)
    for note in ("eai_local", "confusable", "trimmed", "formula_risk"):
        if note in facts.notes:
            yield Finding(syntax_code(note), detail=quoted(typed))


def _typo(facts: Facts, suggestion: str, typed: str) -> Iterator[Finding]:
    if not facts.typo:
        return
    code = "TYPO-DOMAIN" if facts.reason in OF_THE_DOMAIN else "TYPO-CLUTTER"
    yield Finding(code, detail=quoted(typed), confidence=Confidence.LIKELY, fix=suggestion)


def _domain(facts: Facts, domain: str) -> Iterator[Finding]:
    if facts.reason:
        return
    if facts.state is None:
        yield Finding("DOMAIN-NOT-CHECKED", detail=domain)
        return
    detail = facts.state.detail or domain
    if facts.state.reason:
        yield Finding(domain_code(facts.state.reason), detail=detail)
    else:
        yield Finding("DOMAIN-OK", detail=detail)
    for note in facts.state.notes:
        yield Finding(domain_code(note), detail=detail)


def _kinds(facts: Facts, typed: str, domain: str) -> Iterator[Finding]:
    kind, junk, trap = facts.domain, junk_suspicion(facts), trap_suspicion(facts)
    if kind.disposable:  # gmial.com is listed, too; whoever meant gmail.com is not to be removed for it
        severity = Severity.INFO if facts.typo else None
        yield Finding(
            "KIND-DISPOSABLE", detail=domain, confidence=CONFIDENCE[kind.disposable], severity=severity
        )
    if kind.relay:
        yield Finding("KIND-RELAY", detail=domain)
    if kind.free:
        yield Finding("KIND-FREE", detail=domain)
    if kind.odd:
        yield Finding("KIND-ODD-DOMAIN", detail=domain, confidence=Confidence.GUESS)
    if facts.local.role:
        yield Finding("KIND-ROLE", detail=quoted(typed))
    if junk:
        yield Finding("KIND-JUNK", detail=quoted(typed), confidence=CONFIDENCE[junk])
    if trap:
        yield Finding("KIND-TRAP-SUSPECT", detail=quoted(typed), confidence=CONFIDENCE[trap])
    yield from _of_the_row(facts, typed)


def _of_the_row(facts: Facts, typed: str) -> Iterator[Finding]:
    for flag in ("duplicate", "bot_variant", "inactive"):
        if getattr(facts, flag):
            yield Finding(kind_code(flag), detail=quoted(typed))


def quoted(text: str) -> str:
    """Give text as it can be shown: its first 80 characters, control characters and lone surrogates escaped."""
    shown = text if len(text) <= 80 else text[:79] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in shown)
