"""What came of an audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Protocol

from mailworthy.finding import Finding, Lang, Severity
from mailworthy.sender.audit.advice import Advice, advice, records, severity_of
from mailworthy.sender.audit.scope import Scope
from mailworthy.sender.bimi import BimiSurvey
from mailworthy.sender.blocklists import BlocklistSurvey
from mailworthy.sender.dkim import DkimSurvey
from mailworthy.sender.dmarc import DmarcSurvey
from mailworthy.sender.dnssec import DnssecSurvey
from mailworthy.sender.mta_sts import StsSurvey
from mailworthy.sender.mx import MxSurvey
from mailworthy.sender.name_servers import NameServersSurvey
from mailworthy.sender.ptr import PtrSurvey
from mailworthy.sender.requirements import Checklist
from mailworthy.sender.spf import SpfResult
from mailworthy.sender.tls_rpt import TlsRptSurvey
from mailworthy.sender.transport.dane import DaneSurvey
from mailworthy.sender.transport.starttls import StarttlsSurvey

_RANK = {severity: rank for rank, severity in enumerate(("error", "warning", "info", "skipped", "pass"))}


class Part(Protocol):
    """One part of an audit."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What there is to say."""

    def as_dict(self, lang: Lang = ...) -> dict[str, Any]:
        """Give the JSON shape."""


@dataclass(frozen=True)
class SenderReport:
    """What came of an audit. A part is None where it was not looked at, which a finding says.

    Args:
        domain: The domain.
        scope: What was known of the sender, and how far the audit went.
        found: What there is to say beside the parts' own findings.
        spf: The walk through all SPF records.
        dkim: The keys that were found.
        dmarc: The DMARC record that holds.
        mx: Where replies and bounces go.
        ptr: What the sending hosts are called.
        mta_sts: MTA-STS: the record and the policy's file.
        tls_rpt: TLS-RPT.
        dane: The TLSA records of the mail hosts.
        starttls: What the mail hosts said.
        bimi: The logo.
        name_servers: Each name server's own word.
        dnssec: Whether answers are signed.
        blocklists: Who lists the sender.
        requirements: What large receivers ask.
    """

    domain: str
    scope: Scope
    found: tuple[Finding, ...] = ()
    spf: SpfResult | None = None
    dkim: DkimSurvey | None = None
    dmarc: DmarcSurvey | None = None
    mx: MxSurvey | None = None
    ptr: PtrSurvey | None = None
    mta_sts: StsSurvey | None = None
    tls_rpt: TlsRptSurvey | None = None
    dane: DaneSurvey | None = None
    starttls: StarttlsSurvey | None = None
    bimi: BimiSurvey | None = None
    name_servers: NameServersSurvey | None = None
    dnssec: DnssecSurvey | None = None
    blocklists: BlocklistSurvey | None = None
    requirements: tuple[Checklist, ...] = ()

    def parts(self) -> Mapping[str, Part]:
        """Give the parts that were looked at, by name, in the order in which they are read."""
        parts: dict[str, Part | None] = {
            "spf": self.spf,
            "dkim": self.dkim,
            "dmarc": self.dmarc,
            "ptr": self.ptr if self.scope.ips or self.scope.helo else None,
            "blocklists": self.blocklists,
            "mx": self.mx,
            "starttls": self.starttls,
            "mta_sts": self.mta_sts,
            "tls_rpt": self.tls_rpt,
            "dane": self.dane,
            "name_servers": self.name_servers,
            "dnssec": self.dnssec,
            "bimi": self.bimi,
        }
        return {name: part for name, part in parts.items() if part is not None}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All there is to say, the gravest first."""
        once: dict[tuple[Any, ...], Finding] = {}
        for finding in (*chain.from_iterable(part.findings for part in self.parts().values()), *self.found):
            once.setdefault(_what_and_where(finding), finding)
        return tuple(sorted(once.values(), key=lambda finding: _RANK[severity_of(finding).value]))

    @property
    def worst(self) -> Severity | None:
        """How grave the gravest finding is."""
        return severity_of(self.findings[0]) if self.findings else None

    def records(self) -> Sequence[Mapping[str, Any]]:
        """Give the records to publish, for the gravest finding first; one for each place where two cannot stand."""
        return list(records(self.findings))

    def advice(self) -> tuple[Advice, ...]:
        """Give the findings of one kind together, the gravest first."""
        return advice(self.findings)

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        parts = {name: part.as_dict(lang) for name, part in self.parts().items()}
        return {
            "domain": self.domain,
            "ips": list(self.scope.ips),
            "checked_at": datetime.fromtimestamp(self.scope.now, UTC).isoformat().replace("+00:00", "Z"),
            "reach": [str(network) for network in self.scope.reach.networks],
            "findings": [finding.as_dict(lang) for finding in self.findings],
            "spf": parts.get("spf"),
            "dkim": parts.get("dkim"),
            "dmarc": parts.get("dmarc"),
            "arc": None,  # stands in messages, not in DNS
            "mx": parts.get("mx"),
            "hosts": parts.get("ptr"),
            "transport": {name: parts.get(name) for name in ("starttls", "mta_sts", "tls_rpt", "dane")},
            "dns": {name: parts.get(name) for name in ("name_servers", "dnssec")},
            "bimi": parts.get("bimi"),
            "blocklists": parts.get("blocklists"),
            "requirements": [checklist.as_dict(lang) for checklist in self.requirements],
            "records": list(self.records()),
        }


def _what_and_where(finding: Finding) -> tuple[Any, ...]:
    """Tell findings apart: parts that look at the same record say the same of it."""
    return finding.code, finding.detail, tuple(sorted(finding.where.items()))
