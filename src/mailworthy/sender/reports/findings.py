"""What to make of a summary: its findings, most important first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mailworthy.finding import Confidence, Finding
from mailworthy.sender.reports.summary import Service, Standing, Summary, Tally

ENOUGH = 100  # messages of a service before its share says anything
ENOUGH_TO_TIGHTEN = 1_000  # messages of a domain…
DAYS_TO_TIGHTEN = 14  # …over so many days before we speak of a stricter policy
READY = 0.98  # of them pass
FEW_BY_DKIM = 0.5  # of what passes, below which forwarding would break much
NAMED = 5
EACH = 10  # domains that get findings of their own


def found(of: Summary) -> Iterator[Finding]:
    """Give the findings of a summary."""
    yield from _services(of)
    yield from _new(of)
    yield from _encryption(of)
    yield from _domains(of)
    yield from _unproven(of)
    yield from _passed_on(of)


def _services(of: Summary) -> Iterator[Finding]:
    """Mail that proves who sent it, and that this is somebody else: it is ours to set up, and would be lost."""
    some = [each for each in of.would_break if each.standing is Standing.UNALIGNED]
    stopped = [each for each in some if each.stopped]
    if stopped:
        count = sum(each.stopped for each in stopped)
        yield Finding("REPORTS-MAIL-LOST", _named(stopped), confidence=Confidence.LIKELY, count=count)
    if len(some) > len(stopped):
        still = [each for each in some if not each.stopped]
        count = sum(each.failed for each in still)
        yield Finding("REPORTS-WOULD-BREAK", _named(still), confidence=Confidence.LIKELY, count=count)


def _unproven(of: Summary) -> Iterator[Finding]:
    some = [each for each in of.would_break if each.standing is Standing.UNPROVEN]
    if some:
        failed = sum(each.failed for each in some)
        yield Finding(
            "REPORTS-UNPROVEN", f"{failed:,}: {_named(some)}", confidence=Confidence.GUESS, count=failed
        )


def _new(of: Summary) -> Iterator[Finding]:
    some = [each for each in of.new if each.by != "ip"]
    if some:
        yield Finding("REPORTS-NEW-SOURCE", _named(some), count=len(some))


def _domains(of: Summary) -> Iterator[Finding]:
    long = len(of.days) >= DAYS_TO_TIGHTEN
    for domain in of.domains[:EACH]:
        if domain.passed >= ENOUGH and domain.dkim < domain.passed * FEW_BY_DKIM:
            yield Finding("REPORTS-SPF-ALONE", _share(domain, domain.dkim), count=domain.passed - domain.dkim)
        enough = long and domain.messages >= ENOUGH_TO_TIGHTEN
        if enough and domain.policy in {"none", "quarantine"} and domain.passed >= domain.messages * READY:
            yield Finding(
                "REPORTS-READY-TO-REJECT", _share(domain, domain.passed), confidence=Confidence.LIKELY
            )


def _share(domain: Tally, part: int) -> str:
    return f"{domain.key}: {part:,} / {domain.messages:,} = {part / domain.messages:.1%}"


def _passed_on(of: Summary) -> Iterator[Finding]:
    some = [each for each in of.would_break if each.standing is Standing.PASSED_ON]
    if some:
        yield Finding("REPORTS-PASSED-ON", _named(some), count=sum(each.passed_on for each in some))


def _encryption(of: Summary) -> Iterator[Finding]:
    some = [
        f"{' '.join(part for part in told if part)} ({count:,})" for *told, count in of.encryption.failures
    ]
    if some:
        yield Finding("REPORTS-TLS-FAILED", _first(some), count=of.encryption.failed)


def _named(some: Iterable[Service]) -> str:
    return _first([f"{each.name} ({each.failed or each.messages:,})" for each in some])


def _first(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
