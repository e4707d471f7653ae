"""Look for the keys of a domain. DNS has no list of selectors: given ones are asked for, else the likely ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mailworthy.errors import InputError
from mailworthy.finding import Confidence, Finding, Lang
from mailworthy.sender.dkim.examine import PublishedKey, State, judged
from mailworthy.sender.dkim.key import Kind, owner
from mailworthy.sender.dkim.selectors import likely, service_of
from mailworthy.wire.ask import Answer, Asking, Dns, Outcome

NOBODYS = "mailworthy-asks-for-no-key"  # an answer at this selector is one that every selector gets
FIRST = (
    14  # selectors that are asked for with the first question; the others only where there may be keys at all
)
MOST_GIVEN = 50

_SELECTOR = re.compile(r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*")
_LIKE_A_KEY = re.compile(r"v\s*=\s*DKIM1\b|(?:^|;)\s*p\s*=", re.IGNORECASE)
_NAME_OCTETS = 253

Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class SelectorKey:
    """A selector at which something stands.

    Args:
        selector: Its name.
        service: Whose it is, as people know it; empty where that is not known.
        published: What stands there.
    """

    selector: str
    service: str
    published: PublishedKey

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape; findings are the survey's."""
        key = self.published.key
        return {
            "selector": self.selector,
            "name": self.published.name,
            "service": self.service or None,
            "alias": self.published.alias or None,
            "state": self.published.state.value,
            "kind": key.kind.value if key else None,
            "bits": key.bits if key else None,
            "testing": key.testing if key else None,
        }

    def __str__(self) -> str:
        key = self.published.key
        told = f" {key.kind.value}-{key.bits}" if key else f" {self.published.state.value}"
        return self.selector + told + (f" ({self.service})" if self.service else "")


@dataclass(frozen=True, slots=True)
class DkimSurvey:
    """The keys of a domain, as far as they were found.

    Args:
        domain: The domain.
        asked: How many selectors were asked for.
        given: Whether they were named, not guessed.
        keys: Those at which something stands; with given ones, all of them.
        findings: What there is to say.
    """

    domain: str
    asked: int
    given: bool
    keys: tuple[SelectorKey, ...]
    findings: tuple[Finding, ...]

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        return {
            "domain": self.domain,
            "asked": self.asked,
            "given": self.given,
            "keys": [key.as_dict() for key in self.keys],
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


def survey(domain: str, selectors: Sequence[str] = ()) -> Asking[DkimSurvey]:
    """Look for the keys of a domain.

    Args:
        domain: As A-labels in lower case.
        selectors: Those that its signers use (``s=`` of a signature); the likely ones where none is given.

    Raises:
        InputError: A given selector is none, or there are over :data:`MOST_GIVEN`.
    """
    if selectors:
        return (yield from _given(domain, tuple(dict.fromkeys(map(str.lower, selectors)))))
    return (yield from _guessed(domain))


# --- given selectors ----------------------------------------------------------------------------------------------


def _given(domain: str, selectors: Sequence[str]) -> Asking[DkimSurvey]:
    if len(selectors) > MOST_GIVEN:
        raise InputError(f"{len(selectors)} selectors: at most {MOST_GIVEN} are looked at together")
    for selector in selectors:
        if not _SELECTOR.fullmatch(selector) or len(owner(selector, domain)) > _NAME_OCTETS:
            raise InputError(f"{selector[:80]}: no selector: what stands in s= of a signature, such as s2026")
    answers = yield from _asked(domain, selectors)
    found = tuple(_found(domain, selector, answer) for selector, answer in answers.items())
    findings = (
        *(finding for one in found for finding in one.published.findings),
        *_of_all(domain, found, len(selectors)),
    )
    return DkimSurvey(domain, len(selectors), given=True, keys=found, findings=findings)


def _asked(domain: str, selectors: Sequence[str]) -> Asking[Answers]:
    answers = yield tuple(Dns(owner(selector, domain), "TXT") for selector in selectors)
    return dict(zip(selectors, answers, strict=True))


def _found(domain: str, selector: str, answer: Answer) -> SelectorKey:
    return SelectorKey(selector, service_of(selector, answer.alias), judged(owner(selector, domain), answer))


# --- likely selectors ---------------------------------------------------------------------------------------------


def _guessed(domain: str) -> Asking[DkimSurvey]:
    selectors = likely()
    begin = (NOBODYS, *selectors[:FIRST])
    above, *rest = yield (
        Dns(f"_domainkey.{domain}", "TXT"),
        *(Dns(owner(one, domain), "TXT") for one in begin),
    )
    answers = dict(zip(begin, rest, strict=True))
    nobodys = answers.pop(NOBODYS)
    nothing = above.outcome is Outcome.NO_SUCH_NAME and not any(map(_there, answers.values()))
    if nothing and not _there(nobodys):
        return DkimSurvey(domain, FIRST, given=False, keys=(), findings=(_no_keys(domain),))
    answers |= yield from _asked(domain, selectors[FIRST:])
    own = {one: answer for one, answer in answers.items() if _is_own(answer, nobodys)}
    found = tuple(_found(domain, one, answer) for one, answer in own.items())
    unknown = [one for one, answer in answers.items() if answer.outcome is Outcome.FAILED]
    findings = (
        *_of_wildcard(domain, nobodys),
        *_of_found(found),
        *_of_all(domain, found, len(answers)),
        *_of_none(domain, found, nobodys, len(answers) - len(unknown)),
        *_of_unknown(domain, unknown, answers),
    )
    return DkimSurvey(domain, len(answers), given=False, keys=found, findings=findings)


def _there(answer: Answer) -> bool:
    return answer.outcome is Outcome.FOUND or bool(answer.alias)


def _is_own(answer: Answer, nobodys: Answer) -> bool:
    """Tell whether an answer is about a key, and not the one that every selector gets (RFC 4592 §2.2)."""
    if answer.outcome is not Outcome.FOUND:
        return bool(answer.alias) and answer.outcome is not Outcome.FAILED and answer.alias != nobodys.alias
    same = sorted(answer.values) == sorted(nobodys.values)
    return not same and any(_LIKE_A_KEY.search(text[:512]) for text in answer.values)


def _no_keys(domain: str) -> Finding:
    """Say that there is no key at all: nothing stands below a name that does not exist (RFC 8020 §2)."""
    name = f"_domainkey.{domain}"
    return Finding(
        "DKIM-NO-KEYS", f"{name}: NXDOMAIN", {"record": name}, confidence=Confidence.LIKELY
    )  # a few name servers deny names below which others stand


def _of_wildcard(domain: str, nobodys: Answer) -> Iterator[Finding]:
    if nobodys.outcome is not Outcome.FOUND:
        return
    where = {"record": f"*._domainkey.{domain}"}
    if judged("", nobodys).state is State.REVOKED:
        yield Finding("DKIM-WILDCARD-REVOKED", nobodys.values[0][:80], where)
    else:
        yield Finding("DKIM-WILDCARD", " | ".join(nobodys.values)[:200], where)


def _of_found(found: Sequence[SelectorKey]) -> Iterator[Finding]:
    """Say what single selectors lack. Nobody said that they are in use: what is gone for good there is no fault."""
    for one in found:
        published, where = one.published, {"record": one.published.name}
        if published.state is State.REVOKED:
            yield Finding("DKIM-KEY-RETIRED", str(one), where)
        elif published.state is State.MISSING:
            yield Finding("DKIM-KEY-DANGLING", f"{published.name} → {published.alias}", where)
        else:
            yield from published.findings


def _of_none(domain: str, found: Sequence[SelectorKey], nobodys: Answer, asked: int) -> Iterator[Finding]:
    gone = {State.REVOKED, State.MISSING}
    there = any(one.published.state not in gone for one in found) or nobodys.outcome is Outcome.FOUND
    if not there and asked:
        yield Finding("DKIM-NOT-FOUND", f"0 / {asked}", {"record": f"_domainkey.{domain}"})


def _of_unknown(domain: str, unknown: Sequence[str], answers: Answers) -> Iterator[Finding]:
    if unknown:
        detail = f"{len(unknown)} / {len(answers)}: {answers[unknown[0]].why}"
        yield Finding("DKIM-KEY-NOT-ASKED", detail, {"record": f"_domainkey.{domain}"}, count=len(unknown))


# --- all together -------------------------------------------------------------------------------------------------


def _of_all(domain: str, found: Sequence[SelectorKey], asked: int) -> Iterator[Finding]:
    usable = [one for one in found if one.published.state is State.USABLE]
    where = {"record": f"_domainkey.{domain}"}
    yield from _shared(found, where)
    kinds = {one.published.key.kind for one in usable if one.published.key}
    if kinds == {Kind.ED25519}:
        names = ", ".join(one.selector for one in usable)
        yield Finding("DKIM-ED25519-ONLY", names, where, confidence=Confidence.LIKELY)
    if usable:
        yield Finding("DKIM-KEYS-FOUND", f"{', '.join(map(str, usable))}; {len(usable)} / {asked}", where)


def _shared(found: Sequence[SelectorKey], where: Mapping[str, str]) -> Iterator[Finding]:
    """Say which selectors hold one and the same key, each in a record of its own."""
    places: dict[str, dict[str, str]] = {}
    for one in found:
        if one.published.key:
            same = places.setdefault(one.published.key.written(), {})
            same.setdefault(one.published.alias or one.published.name, one.selector)
    for same in places.values():
        if len(same) > 1:
            yield Finding("DKIM-KEY-SHARED", ", ".join(same.values()), where)
