"""What reports come to: who sends in our name, what passes, and what would break under ``p=reject``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Any

from mailworthy.finding import Finding, Lang
from mailworthy.sender.reports.mail import Mail, Sessions

NEW_DAYS = 7  # a source first seen in the last so many days is new…
KNOWN_DAYS = 7  # …where there are reports of so many days before
SOURCES = 50  # addresses that a summary lists; the others are counted
SERVICES = 100
HELD = 200_000  # addresses and services that are told apart at all
MANY = "…"  # the name of all others beyond that


class Standing(Enum):
    """How somebody who sends in our name stands, judged by the mail that fails."""

    SOUND = "sound"  # it passes
    UNALIGNED = "unaligned"  # it proves who it is, but not as us: a service to set up
    PASSED_ON = "passed_on"  # forwarders and mailing lists broke it
    UNPROVEN = "unproven"  # it proves nothing: a server of ours without set-up, or a forger


@dataclass(frozen=True, slots=True)
class Service:
    """Somebody who sends in our name.

    Args:
        name: A domain, or an IP address where nothing else is known.
        by: How that is known: ``dkim``, ``spf`` or ``ip``.
        messages: How many it sent.
        passed: How many passed DMARC.
        dkim: How many by an aligned signature.
        spf: How many by an aligned return path.
        stopped: How many failed and were put aside or turned away.
        passed_on: How many failed that receivers hold to be forwarded.
        ips: From how many addresses.
        first: The first day.
        last: The last day.
        new: Whether it was not there before the last days.
    """

    name: str
    by: str
    messages: int
    passed: int
    dkim: int
    spf: int
    stopped: int
    passed_on: int
    ips: int
    first: str
    last: str
    new: bool

    @property
    def failed(self) -> int:
        """How many did not pass, and would be lost under ``p=reject``."""
        return self.messages - self.passed

    @property
    def standing(self) -> Standing:
        """How it stands."""
        if not self.failed:
            return Standing.SOUND
        if self.passed_on * 2 > self.failed:
            return Standing.PASSED_ON
        return Standing.UNPROVEN if self.by == "ip" else Standing.UNALIGNED

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {name: getattr(self, name) for name in self.__slots__} | {
            "failed": self.failed,
            "standing": self.standing.value,
        }


@dataclass(frozen=True, slots=True)
class Tally:
    """How much passed of one source, domain, receiver or day."""

    key: str
    messages: int
    passed: int
    dkim: int
    spf: int
    stopped: int
    policy: str = ""

    @property
    def failed(self) -> int:
        """How many did not pass."""
        return self.messages - self.passed

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {name: getattr(self, name) for name in self.__slots__} | {"failed": self.failed}


@dataclass(frozen=True, slots=True)
class Encryption:
    """What TLS reports come to.

    Args:
        succeeded: Sessions that were encrypted as our policies want.
        failed: Sessions that were not.
        failures: Why not: domain, mail host, the registry's word, how many; most first.
    """

    succeeded: int = 0
    failed: int = 0
    failures: tuple[tuple[str, str, str, int], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        names = ("domain", "mx", "result", "sessions")
        rows = [dict(zip(names, row, strict=True)) for row in self.failures]
        return {"succeeded": self.succeeded, "failed": self.failed, "failures": rows}


@dataclass(frozen=True, slots=True)
class Summary:
    """What reports come to.

    Args:
        since: The first day, in UTC; empty where nothing is told.
        until: The last day.
        reports: How many there are, by kind, and how many came twice (``repeated``).
        total: All messages.
        domains: Ours, by the domain in From, with the last policy seen.
        services: Who sends in our name; those by address alone are listed by address.
        sources: By IP address, most first.
        receivers: Who reports, most first.
        days: Every day from the first to the last.
        encryption: What TLS reports come to.
        failures: Failure reports by source address, most first.
        findings: What to make of it, most important first.
    """

    since: str
    until: str
    reports: Mapping[str, int]
    total: Tally
    domains: tuple[Tally, ...]
    services: tuple[Service, ...]
    sources: tuple[Tally, ...]
    receivers: tuple[Tally, ...]
    days: tuple[Tally, ...]
    encryption: Encryption
    failures: Mapping[str, int]
    findings: tuple[Finding, ...] = ()

    @property
    def would_break(self) -> Sequence[Service]:
        """Who would lose mail under ``p=reject``, most first."""
        return sorted((each for each in self.services if each.failed), key=lambda each: -each.failed)

    @property
    def new(self) -> Sequence[Service]:
        """Who was not there before the last days."""
        return [each for each in self.services if each.new]

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        tallies = {
            name: [each.as_dict() for each in getattr(self, name)]
            for name in ("domains", "sources", "receivers", "days")
        }
        return {
            "since": self.since or None,
            "until": self.until or None,
            "reports": dict(self.reports),
            "total": self.total.as_dict(),
            "services": [each.as_dict() for each in self.services[:SERVICES]],
            "would_break": [each.as_dict() for each in self.would_break[:SERVICES]],
            "new": [each.as_dict() for each in self.new[:SERVICES]],
            **tallies,
            "tls": self.encryption.as_dict(),
            "failures": [{"source": source, "reports": count} for source, count in self.failures.items()],
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


@dataclass(slots=True)
class _Counts:
    messages: int = 0
    passed: int = 0
    dkim: int = 0
    spf: int = 0
    stopped: int = 0
    passed_on: int = 0
    policy: tuple[str, str] = ("", "")  # of the last day
    first: str = ""
    last: str = ""
    ips: set[str] = field(default_factory=set)

    def add(self, mail: Mail) -> None:
        self.messages += mail.count
        self.passed += mail.count * mail.passed
        self.dkim += mail.count * mail.dkim
        self.spf += mail.count * mail.spf
        if not mail.passed:
            self.stopped += mail.count * (mail.disposition in {"quarantine", "reject"})
            self.passed_on += mail.count * mail.passed_on
        self.policy = max(self.policy, (mail.day, mail.policy))
        self.first = min(self.first or mail.day, mail.day)
        self.last = max(self.last, mail.day)

    def tally(self, key: str) -> Tally:
        return Tally(key, self.messages, self.passed, self.dkim, self.spf, self.stopped, self.policy[1])


class Summing:
    """Counts what reports tell, piece by piece."""

    def __init__(self) -> None:
        self._total = _Counts()
        self._services: dict[tuple[str, str], _Counts] = defaultdict(_Counts)
        self._by: dict[str, dict[str, _Counts]] = {
            name: defaultdict(_Counts) for name in ("domains", "sources", "receivers", "days")
        }
        self._sessions: Counter[tuple[str, str, str]] = Counter()
        self._encrypted = [0, 0]
        self._span: set[str] = set()
        self._failures: Counter[str] = Counter()
        self._reports: Counter[str] = Counter()

    def add(self, mail: Mail) -> None:
        """Count messages."""
        self._total.add(mail)
        service = self._service(mail)
        service.add(mail)
        if len(service.ips) < HELD:
            service.ips.add(mail.source)
        for name, key in (
            ("domains", mail.domain), ("sources", mail.source), ("receivers", mail.receiver), ("days", mail.day),
        ):  # fmt: skip
            counts = self._by[name]
            counts[key if key in counts or len(counts) < HELD else MANY].add(mail)
        self._span.add(mail.day)

    def _service(self, mail: Mail) -> _Counts:
        known = mail.service in self._services or len(self._services) < HELD
        return self._services[mail.service if known else ("ip", MANY)]

    def add_sessions(self, some: Sessions) -> None:
        """Count attempts to encrypt mail to us."""
        self._encrypted[0] += some.succeeded
        self._encrypted[1] += some.failed
        if some.failed:
            self._sessions[some.domain, some.mx, some.result] += some.failed
        self._span.add(some.day)

    def add_failure(self, source: str, count: int = 1) -> None:
        """Count failure reports on messages of one address."""
        self._failures[source] += count

    def add_reports(self, counted: Mapping[str, int]) -> None:
        """Count reports by kind; ``repeated`` for those that came twice."""
        self._reports.update(counted)

    def summary(self) -> Summary:
        """Give what it all comes to."""
        from mailworthy.sender.reports.findings import found  # noqa: PLC0415  # it speaks of summaries

        since, until = (min(self._span), max(self._span)) if self._span else ("", "")
        told = Summary(
            since=since,
            until=until,
            reports=dict(self._reports),
            total=self._total.tally(""),
            domains=self._most("domains"),
            services=self._judged(),
            sources=self._most("sources")[:SOURCES],
            receivers=self._most("receivers"),
            days=self._days(),
            encryption=self._encryption(),
            failures=dict(self._failures.most_common(SOURCES)),
        )
        return Summary(
            **{name: getattr(told, name) for name in told.__slots__} | {"findings": tuple(found(told))}
        )

    def _most(self, name: str) -> tuple[Tally, ...]:
        counted = [counts.tally(key) for key, counts in self._by[name].items()]
        return tuple(sorted(counted, key=lambda each: (-each.messages, each.key)))

    def _days(self) -> tuple[Tally, ...]:
        """Give every day, those without mail too: a gap in a chart would hide them."""
        counted = self._by["days"]
        named = sorted(counted)
        if not named:
            return ()
        first, last = date.fromisoformat(named[0]), date.fromisoformat(named[-1])
        if (last - first).days > len(named) + 3_660:  # a report with a wild date
            return tuple(counted[day].tally(day) for day in named)
        every = ((first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1))
        return tuple(counted[day].tally(day) if day in counted else _Counts().tally(day) for day in every)

    def _judged(self) -> tuple[Service, ...]:
        new_from = self._new_from()
        found = [
            Service(
                name, by, of.messages, of.passed, of.dkim, of.spf, of.stopped, of.passed_on,
                len(of.ips), of.first, of.last, new=bool(new_from) and of.first >= new_from,
            )
            for (by, name), of in self._services.items()
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda each: (-each.messages, each.name)))

    def _new_from(self) -> str:
        """Give the day from which a source is new; empty where there is too little before it to tell."""
        named = sorted(self._by["days"])
        if not named:
            return ""
        begin = (date.fromisoformat(named[-1]) - timedelta(days=NEW_DAYS - 1)).isoformat()
        before = [day for day in named if day < begin]
        return begin if len(before) >= KNOWN_DAYS else ""

    def _encryption(self) -> Encryption:
        failures = tuple((*key, count) for key, count in self._sessions.most_common(SOURCES))
        return Encryption(self._encrypted[0], self._encrypted[1], failures)


def summed(mail: Iterable[Mail], some: Iterable[Sessions] = ()) -> Summary:
    """Give what messages and sessions come to."""
    summing = Summing()
    for each in mail:
        summing.add(each)
    for one in some:
        summing.add_sessions(one)
    return summing.summary()
