"""The pieces that a summary is counted from: some messages of one day and one source, or some sessions, all alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailworthy.sender.reports.aggregate import Aggregate, Row
from mailworthy.sender.reports.tls import TlsReport

# RFC 7489 App. C, RFC 9990 §3.1.1.10: why mail fails that was sent by the right server, and changed or passed on after.
PASSED_ON = frozenset({"forwarded", "mailing_list", "trusted_forwarder"})


@dataclass(frozen=True, slots=True)
class Mail:
    """Messages that one receiver tells the same of.

    Args:
        domain: The domain in From: ours.
        day: When, in UTC: ``2026-11-22``.
        source: The IP address that delivered them.
        receiver: Who reports.
        disposition: What was done with them: ``none``, ``pass``, ``quarantine``, ``reject``; empty where it was not told.
        dkim: Whether an aligned signature verified.
        spf: Whether SPF passed for an aligned domain.
        signer: A domain whose signature verified, the aligned one where there is one.
        selector: Its selector.
        envelope: A domain for which SPF passed.
        override: Why the receiver did not follow the policy.
        policy: What the policy asks for: ``none``, ``quarantine``, ``reject``.
        count: How many.
    """

    domain: str
    day: str
    source: str
    receiver: str = ""
    disposition: str = ""
    dkim: bool = False
    spf: bool = False
    signer: str = ""
    selector: str = ""
    envelope: str = ""
    override: str = ""
    policy: str = ""
    count: int = 1

    @property
    def passed(self) -> bool:
        """Whether DMARC passed."""
        return self.dkim or self.spf

    @property
    def service(self) -> tuple[str, str]:
        """Who sent it, as well as can be told without asking anybody: how that is known, and the name."""
        if self.signer:
            return "dkim", self.signer
        if self.envelope:
            return "spf", self.envelope
        return "ip", self.source

    @property
    def passed_on(self) -> bool:
        """Whether the receiver holds that it failed because somebody passed it on."""
        return self.override in PASSED_ON


@dataclass(frozen=True, slots=True)
class Sessions:
    """Attempts to encrypt mail to us that ended alike.

    Args:
        domain: Ours.
        day: When, in UTC.
        receiver: Who reports.
        policy: ``sts``, ``tlsa`` or ``no-policy-found``.
        result: Why they failed; empty for those that did not, and for failures without details.
        mx: Our mail host.
        succeeded: How many were encrypted as the policy wants.
        failed: How many were not.
    """

    domain: str
    day: str
    receiver: str = ""
    policy: str = ""
    result: str = ""
    mx: str = ""
    succeeded: int = 0
    failed: int = 0


def mails(report: Aggregate) -> Iterator[Mail]:
    """Give what an aggregate report tells, its rows shared out over its days."""
    for row in report.rows:
        for day, count in report.shares(row.count):
            if count:
                yield _mail(report, row, day, count)


def _mail(report: Aggregate, row: Row, day: str, count: int) -> Mail:
    signer, selector = _signed(row)
    return Mail(
        domain=row.header_from,
        day=day,
        source=row.source_ip,
        receiver=report.org_name,
        disposition=row.disposition,
        dkim=row.dkim == "pass",
        spf=row.spf == "pass",
        signer=signer,
        selector=selector,
        envelope=next((each.domain for each in row.origins if each.result == "pass"), ""),
        override=next((each.type for each in row.reasons), ""),
        policy=_asked_for(report, row.header_from),
        count=count,
    )


def _signed(row: Row) -> tuple[str, str]:
    """Choose one of the signatures that verified: the one nearest to the domain in From."""
    good = [each for each in row.signatures if each.result == "pass" and each.domain]
    near = [each for each in good if _related(each.domain, row.header_from)]
    chosen = next(iter(near or good), None)
    return (chosen.domain, chosen.selector) if chosen else ("", "")


def _related(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _asked_for(report: Aggregate, header_from: str) -> str:
    """The policy for the domain itself or for those below it (RFC 9989 §4.7)."""
    policy = report.policy
    return policy.p if header_from == policy.domain else policy.sp or policy.p


def sessions(report: TlsReport) -> Iterator[Sessions]:
    """Give what a TLS report tells. Failures that its details do not explain stay in one piece without a reason."""
    for policy in report.policies:
        told = (report.org_name, policy.type)
        explained = min(policy.failed, sum(each.sessions for each in policy.failures))
        for day, count in report.shares(policy.succeeded):
            yield Sessions(policy.domain, day, *told, succeeded=count)
        left = policy.failed
        for each in policy.failures:
            taken = min(left, each.sessions)  # details of some reporters come to more than their sum
            left -= taken
            for day, count in report.shares(taken):
                yield Sessions(policy.domain, day, *told, each.result, each.mx, failed=count)
        for day, count in report.shares(policy.failed - explained):
            if count:
                yield Sessions(policy.domain, day, *told, failed=count)
