"""What is said of a domain's audit as a whole, on the page and on the terminal alike."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from mailworthy.finding import Lang, Severity, lookup
from mailworthy.flow.page.words import Speech
from mailworthy.sender.audit import SenderReport
from mailworthy.sender.audit.advice import Advice, severity_of
from mailworthy.sender.audit.report import Part
from mailworthy.sender.mx import MxHost
from mailworthy.sender.requirements import By, Checklist, State
from mailworthy.sender.requirements.checklist import FINDINGS

GRAVITY = (Severity.ERROR, Severity.WARNING, Severity.INFO, Severity.SKIPPED, Severity.PASS)
GRAVE = frozenset({Severity.ERROR, Severity.WARNING})
ABSENT = "AUDIT-NO-SUCH-DOMAIN"
SILENCE = "-DNS-ERROR"  # how codes end that say that DNS did not tell


def counts(report: SenderReport) -> Mapping[Severity, int]:
    """Count the kinds of findings by how grave they are."""
    counted = Counter(one.severity for one in report.advice())
    return {severity: counted[severity] for severity in GRAVITY}


def headline(report: SenderReport, speech: Speech) -> str:
    """Say in one sentence what the audit came to."""
    counted, advice = counts(report), report.advice()
    if any(one.code == ABSENT for one in advice):
        return speech.say("audited.no_such_domain", domain=report.domain)
    if all(one.severity is Severity.SKIPPED or one.code.endswith(SILENCE) for one in advice):
        return speech.say("audited.unknown", domain=report.domain)
    for severity in (Severity.ERROR, Severity.WARNING):
        if counted[severity]:
            return speech.say(f"audited.{severity.value}", domain=report.domain, n=counted[severity])
    return speech.say("audited.good", domain=report.domain)


def tallies(report: SenderReport, speech: Speech) -> Sequence[tuple[Severity, str]]:
    """Say how many findings there are of each severity of which there are any."""
    return [(one, speech.say(f"audited.count_{one.value}", n=n)) for one, n in counts(report).items() if n]


def details(of: Advice, report: SenderReport, speech: Speech) -> tuple[str, ...]:
    """Give what was found, each once; of requirements the rules that are not met."""
    unmet = [
        f"{speech.say('required.not_met')}: {item.rule.words[speech.lang].asks}"
        for checklist in report.requirements
        if FINDINGS[checklist.receiver.key] == of.code
        for item in checklist.missing
    ]
    return tuple(dict.fromkeys(unmet or (one.detail for one in of.findings if one.detail)))


def titled(code: str, lang: Lang) -> str:
    """Give the one line that a code says."""
    return lookup(code).words[lang].title


def receiver_name(checklist: Checklist, speech: Speech) -> str:
    """Name a receiver so that its rules for all and those for bulk senders are told apart."""
    name = checklist.receiver.name
    return f"{name} ({speech.say('required.bulk')})" if checklist.receiver.key.endswith("_bulk") else name


def undecided(report: SenderReport, lang: Lang) -> Mapping[By, tuple[str, ...]]:
    """Give the rules of which no receiver's could be decided from here, by what would decide them."""
    seen = decided(report)
    told: dict[By, dict[str, None]] = {}
    for rule in (item.rule for checklist in report.requirements for item in checklist.items):
        if rule.ask not in seen:
            told.setdefault(rule.decided_by[-1], {})[rule.words[lang].asks] = None
    return {by: tuple(asks) for by, asks in told.items()}


def decided(report: SenderReport) -> frozenset[str]:
    """Name what is asked by at least one receiver and could be decided from here."""
    return frozenset(
        item.rule.ask
        for checklist in report.requirements
        for item in checklist.items
        if item.state is not State.NOT_CHECKED
    )


def unasked(part: Part, speech: Speech) -> str:
    """Say that DNS did not tell, where that is why a part found nothing; empty where it told."""
    failed = any(severity_of(one) is Severity.SKIPPED for one in part.findings)
    return speech.say("facts.unknown") if failed else ""


def again(report: SenderReport) -> str:
    """Give the command that does the same audit once more."""
    scope = report.scope
    told = [
        *chain.from_iterable(("--ip", ip) for ip in scope.ips),
        *(["--helo", scope.helo] if scope.helo else []),
        *chain.from_iterable(("--selector", selector) for selector in scope.selectors),
        *(["--deep"] if scope.deep else []),
        *(["--transactional"] if scope.transactional else []),
    ]
    return shlex.join(["mailworthy", "sender", "check", report.domain, *told])


def encryption(host: MxHost, report: SenderReport, speech: Speech) -> Iterator[str]:
    """Say how a mail host encrypts, each different answer of its addresses once."""
    if report.starttls is None:
        yield speech.say("arrival.not_greeted")
        return
    sessions = [one.session for one in report.starttls.greetings if one.host == host.name]
    said = []
    for session in sessions:
        if session.tls:
            worth = speech.say("arrival.trusted" if session.trusted else "arrival.distrusted")
            said.append(f"{session.tls}, {worth}")
        else:
            said.append(speech.say("arrival.silent" if session.why else "arrival.plain"))
    yield from dict.fromkeys(said)
