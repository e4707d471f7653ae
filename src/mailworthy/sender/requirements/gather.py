"""What the audit of a domain knows of it, as facts that receivers' rules are held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mailworthy.finding import Finding, Severity, lookup
from mailworthy.sender.dkim.examine import State
from mailworthy.sender.dkim.key import Kind
from mailworthy.sender.dkim.survey import DkimSurvey
from mailworthy.sender.dmarc.policy import Discovery
from mailworthy.sender.dmarc.survey import DmarcSurvey
from mailworthy.sender.mx import MxSurvey
from mailworthy.sender.ptr import PtrHost, PtrSurvey
from mailworthy.sender.requirements.facts import UNKNOWN, Fact, Facts, RsaKey, Truth
from mailworthy.sender.spf.result import SpfResult
from mailworthy.sender.spf.tree import Spf

_SPF = {
    Spf.NONE: Truth.NO,
    Spf.PERMERROR: Truth.NO,
    Spf.TEMPERROR: Truth.UNKNOWN,
}  # of a survey; whatever else it ends with, the record can be evaluated
_SPF_SILENT = "SPF-NEVER-SENDS"  # a sound record under which nothing passes
_NO_KEYS = "DKIM-NO-KEYS"  # nothing at all stands where keys stand
_OLDER = "DMARC-OLDER-SYNTAX"  # which of the two standards a receiver reads by, nobody outside knows
_NO_NAME = {"PTR-MISSING", "PTR-NAME-INVALID", "PTR-NOT-CONFIRMED"}
_NO_HOST = {"MX-NULL", "MX-DOMAIN-MISSING", "MX-NO-HOST"}
_NOT_ALL = "MX-NOT-ALL-CHECKED"


def facts_of(
    *,
    spf: SpfResult | None = None,
    dkim: DkimSurvey | None = None,
    dmarc: DmarcSurvey | None = None,
    ptr: PtrSurvey | None = None,
    mx: MxSurvey | None = None,
) -> Facts:
    """Gather what DNS tells. Whether mail passes, DNS does not know: that takes a message.

    Args:
        spf: The walk through the SPF record.
        dkim: The keys that were found.
        dmarc: The DMARC record that holds.
        ptr: What the sending hosts are called.
        mx: The mail hosts.
    """
    return Facts(
        spf_record=_spf_record(spf) if spf else UNKNOWN,
        dkim_key=_dkim_key(dkim) if dkim else UNKNOWN,
        rsa_keys=_rsa_keys(dkim) if dkim else (),
        dmarc_record=_dmarc_record(dmarc) if dmarc else UNKNOWN,
        reverse_dns=_reverse_dns(ptr) if ptr else {},
        takes_mail=_takes_mail(mx) if mx else UNKNOWN,
    )


def _spf_record(spf: SpfResult) -> Fact:
    truth = _SPF.get(spf.result, Truth.YES)
    record = spf.tree.record if spf.tree else ""
    silent = [finding for finding in spf.findings if finding.code == _SPF_SILENT]
    if truth is Truth.YES:
        return _fact(Truth.NO if silent else truth, record, silent)
    said = _unasked(spf.findings) if truth is Truth.UNKNOWN else _errors(spf.findings)
    return _fact(truth, record or spf.domain, said)


def _dkim_key(dkim: DkimSurvey) -> Fact:
    """Selectors that were named must all have a key; of guessed ones, one that has is a key, and none proves nothing."""
    usable = [str(key) for key in dkim.keys if key.published.state is State.USABLE]
    none = [each for each in dkim.findings if each.code == _NO_KEYS]
    bad = [key for key in dkim.keys if key.published.state not in {State.USABLE, State.UNKNOWN}]
    if dkim.given and bad:
        said = [each for key in bad for each in key.published.findings]
        return _fact(Truth.NO, ", ".join(map(str, bad)), _errors(said))
    if usable and not (dkim.given and len(usable) < len(dkim.keys)):
        return Fact(Truth.YES, ", ".join(usable))
    if none:
        return _fact(Truth.NO, none[0].detail, none)
    return Fact(Truth.UNKNOWN, f"{len(usable)} / {dkim.asked}")


def _rsa_keys(dkim: DkimSurvey) -> tuple[RsaKey, ...]:
    return tuple(
        RsaKey(each.selector, key.bits, named=dkim.given)
        for each in dkim.keys
        if (key := each.published.key) and key.kind is Kind.RSA
    )


def _dmarc_record(dmarc: DmarcSurvey) -> Fact:
    policy = dmarc.policy
    text = policy.record.text if policy.record else dmarc.domain
    if policy.discovery is Discovery.UNKNOWN:
        return _fact(Truth.UNKNOWN, policy.failed, _unasked(dmarc.findings))
    if policy.discovery is Discovery.FOUND and policy.record and policy.record.sound:
        older = [finding for finding in dmarc.findings if finding.code == _OLDER]
        return _fact(Truth.UNKNOWN if older else Truth.YES, text, older)
    return _fact(Truth.NO, text, _errors(dmarc.findings))


def _reverse_dns(ptr: PtrSurvey) -> Mapping[str, Fact]:
    found = {host.ip: _named(host, ptr.findings) for host in ptr.hosts}
    left = [finding for finding in ptr.findings if finding.code == "PTR-NOT-CHECKED" and finding.detail]
    return found | {finding.detail: _fact(Truth.UNKNOWN, finding.detail, [finding]) for finding in left}


def _named(host: PtrHost, findings: Iterable[Finding]) -> Fact:
    if host.confirmed:
        return Fact(Truth.YES, f"{host.ip} ↔ {host.confirmed[0]}")
    shown = f"{host.ip} → {host.names[0]}" if host.names else host.ip
    own = [each for each in findings if host.record and each.where.get("record") == host.record]
    if bad := [each for each in own if each.code in _NO_NAME]:
        return _fact(Truth.NO, shown, bad)
    return _fact(Truth.UNKNOWN, f"{shown}: {host.why}" if host.why else shown, own)


def _takes_mail(mx: MxSurvey) -> Fact:
    if hosts := [host.name for host in mx.hosts if host.addresses]:
        return Fact(Truth.YES, ", ".join(hosts))
    if none := [each for each in mx.findings if each.code in _NO_HOST]:
        return _fact(Truth.NO, none[0].detail, none)
    left = [*_unasked(mx.findings), *(each for each in mx.findings if each.code == _NOT_ALL)]
    if left or not mx.hosts:
        return _fact(Truth.UNKNOWN, "", left)
    return _fact(Truth.NO, ", ".join(host.name for host in mx.hosts), _errors(mx.findings))


def _errors(findings: Iterable[Finding]) -> list[Finding]:
    return [each for each in findings if (each.severity or lookup(each.code).severity) is Severity.ERROR]


def _unasked(findings: Iterable[Finding]) -> list[Finding]:
    return [each for each in findings if each.code.endswith("-DNS-ERROR")]


def _fact(truth: Truth, evidence: str, findings: Iterable[Finding]) -> Fact:
    each = list(findings)
    codes = tuple(dict.fromkeys(finding.code for finding in each))
    return Fact(truth, evidence, codes, next((finding.fix for finding in each if finding.fix), ""))
