"""What there is to say of the DMARC record that holds for a domain, and the record that mends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mailworthy.finding import Finding, Lang, Severity
from mailworthy.sender import tags
from mailworthy.sender.dmarc.external import Consent, consent_name, consents
from mailworthy.sender.dmarc.older_syntax import objections
from mailworthy.sender.dmarc.policy import Discovery, Policy, discover
from mailworthy.sender.dmarc.record import ALL, Disposition, Fault, Mode, Psd, Record, Wrong, likely, read
from mailworthy.sender.dmarc.walk import Stop
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.sender.suffix import is_suffix
from mailworthy.wire.ask import Asking
from mailworthy.wire.name import registrable


@dataclass(frozen=True, slots=True)
class DmarcSurvey:
    """The DMARC record that holds for a domain.

    Args:
        domain: The domain.
        policy: The policy that holds.
        consents: For each domain that is to receive reports, whether it takes them.
        findings: What there is to say.
    """

    domain: str
    policy: Policy
    consents: Mapping[str, Consent]
    findings: tuple[Finding, ...]

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        policy, record = self.policy, self.policy.record
        return {
            "domain": self.domain,
            "discovery": policy.discovery.value,
            "policy_domain": policy.domain or None,
            "organizational_domain": policy.organization or None,
            "record": record.text if record else None,
            "tag": policy.tag or None,
            "policy": policy.applied.value if policy.applied else None,
            "reports": {domain: consent.value for domain, consent in self.consents.items()},
            "asked": [f"_dmarc.{stop.domain}" for stop in policy.walk.stops] if policy.walk else [],
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


def survey(domain: str) -> Asking[DmarcSurvey]:
    """Look at the DMARC record that holds for a domain.

    Args:
        domain: As A-labels in lower case.
    """
    policy = yield from discover(domain)
    receivers = [one.domain for one in _destinations(policy.record) if one.domain]
    agreed = yield from consents(policy.domain, receivers)
    return DmarcSurvey(domain, policy, agreed, tuple(_findings(policy, agreed)))


def _destinations(record: Record | None) -> Sequence[Any]:
    return (*record.rua, *record.ruf) if record else ()


def _findings(policy: Policy, agreed: Mapping[str, Consent]) -> Iterator[Finding]:
    if policy.walk is None:
        return
    yield from _of_start(policy.walk.start)
    if policy.discovery is Discovery.UNKNOWN:
        yield Finding("DMARC-DNS-ERROR", policy.failed, {"record": f"_dmarc.{policy.author}"})
    elif policy.discovery is Discovery.NONE:
        yield from _of_nothing(policy.author, policy.walk.start)
    elif policy.record:
        yield from _of_record(policy, policy.record)
        yield from _of_reports(policy, policy.record, agreed)


# --- nothing, or too much -----------------------------------------------------------------------------------------


def _of_start(start: Stop) -> Iterator[Finding]:
    where = {"record": f"_dmarc.{start.domain}"}
    if len(start.records) > 1:
        texts = " | ".join(record.text for record in start.records)
        yield Finding("DMARC-TWO-RECORDS", texts, where, fix=_paste(start.domain, _merged(start.records)))
    for text in filter(likely, start.others):
        fix = "" if start.record else _paste(start.domain, _recognisable(text))
        yield Finding("DMARC-NOT-RECOGNISED", text, where, fix=fix)


def _of_nothing(author: str, start: Stop) -> Iterator[Finding]:
    if start.records or any(map(likely, start.others)):
        return
    domain = registrable(author)
    record = f"v=DMARC1; p=none; rua=mailto:dmarc-reports@{domain}"
    yield Finding("DMARC-MISSING", author, {"record": f"_dmarc.{domain}"}, fix=_paste(domain, record))


def _merged(records: Sequence[Record]) -> str:
    """Make one record of several: the mildest policy, so that nothing that arrives today is lost, and all destinations."""
    best = min(records, key=lambda one: one.p.level if one.p else 0)
    rua = dict.fromkeys(one.uri for record in records for one in record.rua)
    return _written(best, **_sound(best), rua=",".join(rua) or None)


def _recognisable(text: str) -> str:
    """Write what was meant as a record so that it is one: the version first, and spelt as the standard does."""
    given = [(tag.name, tag.value) for tag in tags.read(text) if tag.name and tag.name != "v"]
    record = read(tags.written([("v", "DMARC1"), *given]))
    assert record is not None  # it begins with the version
    return _written(record, **_sound(record))


def _sound(record: Record) -> dict[str, str | None]:
    """Give the changes that make a record's policy sound."""
    bad = [fault.tag for fault in record.faults if fault.wrong is Wrong.POLICY]
    return {name: "none" if name == "p" else None for name in bad}


# --- the record ---------------------------------------------------------------------------------------------------


def _of_record(policy: Policy, record: Record) -> Iterator[Finding]:
    where = {"record": f"_dmarc.{policy.domain}"}
    if policy.domain != policy.author:
        yield Finding("DMARC-INHERITED", policy.domain, where)
    yield from _of_faults(policy.domain, record)
    if record.sound:
        yield from _of_policy(policy, record)
        yield from _of_subdomains(policy, record)
    yield from _of_flags(policy, record)


def _of_faults(domain: str, record: Record) -> Iterator[Finding]:
    for fault in record.faults:
        if fault.wrong in _FAULTS:
            yield _of_fault(domain, record, fault)
    left = (
        () if record.faults else objections(record.text)
    )  # the faults come first: mending them may mend this
    if left:
        where = {"record": f"_dmarc.{domain}", "term": left[0]}
        yield Finding("DMARC-OLDER-SYNTAX", "; ".join(left), where, fix=_paste(domain, _written(record)))


_FAULTS = {
    Wrong.POLICY: "DMARC-POLICY-INVALID",
    Wrong.VALUE: "DMARC-TAG-INVALID",
    Wrong.NO_TAG: "DMARC-TAG-INVALID",
    Wrong.TWICE: "DMARC-TAG-TWICE",
    Wrong.UNKNOWN: "DMARC-TAG-UNKNOWN",
    Wrong.GONE: "DMARC-TAG-GONE",
    Wrong.URI: "DMARC-REPORT-ADDRESS-INVALID",
}


def _of_fault(domain: str, record: Record, fault: Fault) -> Finding:
    where: dict[str, str | int] = {"record": f"_dmarc.{domain}", "term": fault.text or fault.tag}
    detail = fault.text or f"{fault.tag}=?"
    partly = fault.wrong is Wrong.GONE and fault.tag == "pct" and record.percent < ALL
    severity = Severity.WARNING if partly else None
    return Finding(
        _FAULTS[fault.wrong], detail, where, severity=severity, fix=_paste(domain, _mended(record, fault))
    )


def _mended(record: Record, fault: Fault) -> str:
    if fault.wrong is Wrong.POLICY:
        return _written(record, **{fault.tag: "none" if fault.tag == "p" else None})
    if fault.wrong is Wrong.URI or fault.tag in {"rua", "ruf"}:
        good = record.rua if fault.tag == "rua" else record.ruf
        return _written(record, **{fault.tag: ",".join(one.uri for one in good) or None})
    if fault.tag == "pct" and record.percent < ALL and record.p is not Disposition.NONE:
        return _written(record, pct=None, t="y")  # RFC 9989 appendix A.6 names it as the successor
    if fault.wrong in {Wrong.TWICE, Wrong.NO_TAG}:
        return _written(record)
    return _written(record, **{fault.tag: None})


def _of_policy(policy: Policy, record: Record) -> Iterator[Finding]:
    where = {"record": f"_dmarc.{policy.domain}"}
    if record.testing and policy.wished is not Disposition.NONE:
        without = _paste(policy.domain, _written(record, t=None))
        yield Finding("DMARC-TESTING", record.text, {**where, "term": "t=y"}, fix=without)
    if policy.wished is Disposition.NONE:
        yield Finding("DMARC-MONITORING", record.text, {**where, "term": f"{policy.tag}=none"})
    elif not record.testing and record.rua:
        yield Finding("DMARC-ENFORCED", record.text, where)


def _of_subdomains(policy: Policy, record: Record) -> Iterator[Finding]:
    domain, where = policy.domain, {"record": f"_dmarc.{policy.domain}"}
    if domain not in {policy.organization, policy.walk.suffix if policy.walk else ""}:
        ignored = [name for name in ("sp", "np") if record.value(name)]
        if ignored and policy.organization:
            fix = _paste(domain, _written(record, sp=None, np=None))
            yield Finding(
                "DMARC-SUBDOMAIN-TAGS-IGNORED", " ".join(ignored), {**where, "term": ignored[0]}, fix=fix
            )
        return
    for name, word in (("sp", record.sp), ("np", record.np)):
        if word and record.p and word.level < record.p.level:
            fix = _paste(domain, _written(record, **{name: None}))
            detail = f"p={record.p.value} {name}={word.value}"
            yield Finding(
                "DMARC-SUBDOMAINS-WEAKER", detail, {**where, "term": f"{name}={word.value}"}, fix=fix
            )
    if record.np is None and (record.sp or record.p) is not Disposition.REJECT:
        yield Finding("DMARC-NO-NP", record.text, where, fix=_paste(domain, _written(record, np="reject")))


def _of_flags(policy: Policy, record: Record) -> Iterator[Finding]:
    domain, where = policy.domain, {"record": f"_dmarc.{policy.domain}"}
    strict = [name for name, mode in (("adkim", record.dkim), ("aspf", record.spf)) if mode is Mode.STRICT]
    if strict:
        fix = _paste(domain, _written(record, adkim=None, aspf=None))
        detail = " ".join(f"{name}=s" for name in strict)
        yield Finding("DMARC-STRICT", detail, {**where, "term": f"{strict[0]}=s"}, fix=fix)
    if record.psd is Psd.YES and not is_suffix(domain):
        fix = _paste(domain, _written(record, psd=None))
        yield Finding("DMARC-PSD-CLAIMED", domain, {**where, "term": "psd=y"}, fix=fix)


# --- reports ------------------------------------------------------------------------------------------------------


def _of_reports(policy: Policy, record: Record, agreed: Mapping[str, Consent]) -> Iterator[Finding]:
    domain, where = policy.domain, {"record": f"_dmarc.{policy.domain}"}
    if not record.rua:
        fix = _paste(domain, _written(record, rua=f"mailto:dmarc-reports@{domain}"))
        yield Finding("DMARC-NO-REPORTS", record.text, where, fix=fix)
    for receiver, consent in agreed.items():
        name = consent_name(domain, receiver)
        if consent is Consent.MISSING:
            fix = DnsRecord(name, "TXT", "v=DMARC1").line()
            yield Finding("DMARC-REPORTS-UNAUTHORISED", receiver, {"record": name}, fix=fix)
        elif consent is Consent.UNKNOWN:
            yield Finding("DMARC-DNS-ERROR", receiver, {"record": name})


# --- records to paste ---------------------------------------------------------------------------------------------

_ORDER = ("v", "p", "sp", "np", "adkim", "aspf", "t", "psd", "rua", "ruf", "fo")


def _written(record: Record, **changes: str | None) -> str:
    """Write a record anew, the policy right behind the version as older receivers want it.

    Args:
        record: The record; of a tag that stands twice the first counts, a piece that is no tag is left out.
        changes: Values by tag; None takes a tag out.
    """
    values: dict[str, str | None] = {tag.name: tag.value for tag in record.tags}
    values |= {"v": "DMARC1"} | changes
    there = sorted(values, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    return tags.written([(name, value) for name in there if (value := values[name]) is not None])


def _paste(domain: str, text: str) -> str:
    return DnsRecord(f"_dmarc.{domain}", "TXT", text).line()
