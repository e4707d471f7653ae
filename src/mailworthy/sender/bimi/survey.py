"""What a domain says by BIMI in DNS, and whether its logo could be shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from mailworthy.finding import Finding, Lang
from mailworthy.sender.bimi.evidence import Evidence
from mailworthy.sender.bimi.logo import Logo
from mailworthy.sender.bimi.record import BimiRecord, mended, read
from mailworthy.sender.dmarc.policy import Discovery, Policy, discover
from mailworthy.sender.dmarc.record import ALL, Disposition
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.wire.ask import Asking, Dns, Outcome


@dataclass(frozen=True, slots=True)
class BimiSurvey:
    """What a domain says by BIMI.

    Args:
        domain: The domain.
        selector: Which of its logos.
        owner: Where the record stands; empty where there is not just one.
        record: The TXT record.
        findings: What there is to say.
        organization: The organizational domain; empty where it could not be found out.
        logo: The logo's file; None where it was not fetched or cannot be read.
        evidence: The mark certificate; None where it was not fetched, there is none, or it cannot be read.
    """

    domain: str
    selector: str
    owner: str
    record: BimiRecord | None
    findings: tuple[Finding, ...]
    organization: str = ""
    logo: Logo | None = None
    evidence: Evidence | None = None

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        record = self.record
        return {
            "domain": self.domain,
            "selector": self.selector,
            "owner": self.owner or None,
            "record": record.text if record else None,
            "logo": (record.logo if record else "") or None,
            "evidence": (record.evidence if record else "") or None,
            "declined": bool(record and record.declined),
            "logo_file": _of_file(self.logo) if self.logo else None,
            "certificate": _of_certificate(self.evidence) if self.evidence else None,
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


def _of_file(logo: Logo) -> dict[str, Any]:
    return {"octets": len(logo.svg), "title": logo.title or None, "sha256": logo.sha256}


def _of_certificate(evidence: Evidence) -> dict[str, Any]:
    return {
        "organization": evidence.organization or None,
        "issuer": evidence.issuer or None,
        "mark": evidence.mark or None,
        "kind": evidence.kind.value,
        "names": list(evidence.names),
        "begins": day(evidence.begins),
        "ends": day(evidence.ends),
        "logos": list(evidence.fingerprints),
    }


def day(seconds: int) -> str:
    """Write a time (RFC 3339 §5.6)."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def survey(domain: str, selector: str = "default") -> Asking[BimiSurvey]:
    """Look at what a domain says by BIMI.

    Args:
        domain: As A-labels in lower case.
        selector: Which of its logos; messages may name another one than ``default``.
    """
    policy = yield from discover(domain)
    owners = tuple(dict.fromkeys(one for one in (domain, policy.organization) if one))
    answers = yield tuple(Dns(f"{selector}._bimi.{owner}", "TXT") for owner in owners)
    for owner, answer in zip(owners, answers, strict=True):
        name = f"{selector}._bimi.{owner}"
        records = [record for record in map(read, answer.values) if record]
        if answer.outcome is Outcome.FAILED:
            return BimiSurvey(
                domain, selector, "", None, (Finding("BIMI-DNS-ERROR", answer.why, {"record": name}),)
            )
        if records:
            record = records[0] if len(records) == 1 else None
            findings = tuple(_findings(name, records, policy))
            return BimiSurvey(domain, selector, name, record, findings, policy.organization)
    missing = Finding("BIMI-MISSING", domain, {"record": f"{selector}._bimi.{domain}"})
    return BimiSurvey(domain, selector, "", None, (missing,))


def _findings(name: str, records: Sequence[BimiRecord], policy: Policy) -> Iterator[Finding]:
    record, where = records[0], {"record": name}
    if len(records) > 1:
        sound = (one.text for one in records if not one.faults)
        fix = _paste(name, next(chain(sound, filter(None, map(mended, records))), ""))
        yield Finding("BIMI-TWO-RECORDS", " | ".join(one.text for one in records), where, fix=fix)
    elif record.faults:
        fix = _paste(name, mended(record))
        yield Finding("BIMI-INVALID", record.text, {**where, "term": record.faults[0]}, fix=fix)
    elif record.declined:
        yield Finding("BIMI-DECLINED", record.text, where)
    else:
        yield from _of_sound(record, where, policy)


def _paste(name: str, text: str) -> str:
    return DnsRecord(name, "TXT", text).line() if text else ""


def _of_sound(record: BimiRecord, where: dict[str, str], policy: Policy) -> Iterator[Finding]:
    weak = tuple(_weak(policy))
    if policy.discovery is Discovery.UNKNOWN:
        yield Finding("BIMI-DNS-ERROR", policy.failed, {"record": f"_dmarc.{policy.author}"})
    elif weak:
        yield Finding("BIMI-NOT-ENFORCED", weak[0], {"record": f"_dmarc.{policy.domain or policy.author}"})
    else:
        yield Finding("BIMI-OK", record.logo, where)
    if not record.evidence:
        yield Finding("BIMI-NO-CERTIFICATE", record.text, {**where, "term": "a"})


def _weak(policy: Policy) -> Iterator[str]:
    """Give what of a DMARC policy keeps mailboxes from showing a logo."""
    record = policy.record
    if policy.discovery is not Discovery.FOUND or record is None:
        yield "-"
        return
    if policy.wished is Disposition.NONE:
        yield f"{policy.tag or 'p'}=none"
    if record.sp is Disposition.NONE:
        yield "sp=none"
    if record.testing:
        yield "t=y"
    if record.percent < ALL:
        yield f"pct={record.percent}"
