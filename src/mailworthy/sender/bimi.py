"""BIMI: the logo that mailboxes may show beside a domain's messages (draft-brand-indicators-for-message-identification)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mailworthy.finding import Finding, Lang
from mailworthy.sender import destination, tags
from mailworthy.sender.dmarc.policy import Discovery, Policy, discover
from mailworthy.sender.dmarc.record import ALL, Disposition
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.wire.ask import Asking, Dns, Outcome

_RECORD = re.compile(r"v[ \t]*=[ \t]*BIMI1[ \t]*(?:;|$)")
_LOCAL = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LOGO = re.compile(r"[^?#]*\.svgz?(?:[?#].*)?", re.IGNORECASE)
_KNOWN = {"v", "l", "a", "avp", "lps", "e"}
_AVATARS = {"brand", "personal"}


@dataclass(frozen=True, slots=True)
class BimiRecord:
    """The TXT record.

    Args:
        text: As published.
        logo: Where the logo stands; empty where the domain declines.
        evidence: Where the mark certificate stands; empty where there is none.
        faults: The pieces that are wrong, ``l`` where it is missing.
    """

    text: str
    logo: str
    evidence: str
    faults: tuple[str, ...] = ()

    @property
    def declined(self) -> bool:
        """Whether the domain says that it wants no logo shown."""
        return not self.faults and not self.logo


@dataclass(frozen=True, slots=True)
class BimiSurvey:
    """What a domain says by BIMI.

    Args:
        domain: The domain.
        selector: Which of its logos.
        owner: Where the record stands; empty where there is not just one.
        record: The TXT record.
        findings: What there is to say.
    """

    domain: str
    selector: str
    owner: str
    record: BimiRecord | None
    findings: tuple[Finding, ...]

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
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


def read(text: str) -> BimiRecord | None:
    """Read a TXT record; None where it does not begin with ``v=BIMI1``."""
    if not _RECORD.match(text):
        return None
    given = tags.read(text)
    values = {tag.name: tag.value for tag in reversed(given)}
    faults = (*(tag.text for tag in tags.twice(given)), *_faults(given, values))
    return BimiRecord(text, values.get("l", ""), values.get("a", ""), faults)


def _faults(given: Sequence[tags.Tag], values: dict[str, str]) -> Iterator[str]:
    if "l" not in values:
        yield "l"
    for tag in given:
        if not tag.name or (tag.name in _KNOWN and not _good(tag.name, tag.value)):
            yield tag.text or ";"
    if values.get("a") and not values.get("l"):
        yield f"a={values['a']}"  # evidence for a logo that is declined


def _good(name: str, value: str) -> bool:
    if name == "l":
        return not value or (_secure(value) and bool(_LOGO.fullmatch(value)))
    if name == "a":
        return not value or _secure(value)
    if name == "avp":
        return value.lower() in _AVATARS
    if name == "lps":
        return all(_LOCAL.fullmatch(part.strip(tags.BLANKS)) for part in value.split(",")) if value else True
    return True


def _secure(value: str) -> bool:
    found = destination.read(value)
    return found is not None and found.scheme == "https"


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
            return BimiSurvey(domain, selector, name, record, tuple(_findings(name, records, policy)))
    missing = Finding("BIMI-MISSING", domain, {"record": f"{selector}._bimi.{domain}"})
    return BimiSurvey(domain, selector, "", None, (missing,))


def _findings(name: str, records: Sequence[BimiRecord], policy: Policy) -> Iterator[Finding]:
    record, where = records[0], {"record": name}
    if len(records) > 1:
        fix = DnsRecord(name, "TXT", next((one for one in records if not one.faults), record).text).line()
        yield Finding("BIMI-TWO-RECORDS", " | ".join(one.text for one in records), where, fix=fix)
    elif record.faults:
        yield Finding("BIMI-INVALID", record.text, {**where, "term": record.faults[0]})
    elif record.declined:
        yield Finding("BIMI-DECLINED", record.text, where)
    else:
        yield from _of_sound(record, where, policy)


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
