"""TLS-RPT: where others report how the encryption of mail to a domain went (RFC 8460 §3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mailworthy.finding import Finding, Lang
from mailworthy.sender import destination, tags
from mailworthy.sender.destination import Destination
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.wire.ask import Asking, Dns, Outcome

_RECORD = re.compile(r"v=TLSRPTv1[ \t]*(?:;|$)")
_EXTENSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_VALUE = re.compile(r"[\x21-\x3a\x3c\x3e-\x7e]+")
_SCHEMES = ("mailto", "https")


@dataclass(frozen=True, slots=True)
class TlsRptRecord:
    """The TXT record.

    Args:
        text: As published.
        rua: Where reports go.
        faults: The pieces that are wrong, ``rua`` where it is missing.
    """

    text: str
    rua: tuple[Destination, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TlsRptSurvey:
    """What a domain says by TLS-RPT.

    Args:
        domain: The domain.
        record: The TXT record; None where there is not just one.
        findings: What there is to say.
    """

    domain: str
    record: TlsRptRecord | None
    findings: tuple[Finding, ...]

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        return {
            "domain": self.domain,
            "record": self.record.text if self.record else None,
            "rua": [one.uri for one in self.record.rua] if self.record else [],
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


def read(text: str) -> TlsRptRecord | None:
    """Read a TXT record; None where it does not begin with ``v=TLSRPTv1`` (RFC 8460 §3)."""
    begin = _RECORD.match(text)
    if not begin:
        return None
    given = tags.read(text[begin.end() :])
    pairs = [destination.read_all(tag.value) for tag in given if tag.name == "rua"]
    good = tuple(one for found, _ in pairs for one in found if one.scheme in _SCHEMES and not one.limit)
    return TlsRptRecord(text, good, tuple(_faults(given)))


def _faults(given: Sequence[tags.Tag]) -> Iterator[str]:
    for tag in given:
        name, _, value = tag.text.partition("=")
        good = _good_list(value) if name == "rua" else bool(_VALUE.fullmatch(value))
        if not good or not _EXTENSION.fullmatch(name):
            yield tag.text or ";"
    if not any(tag.name == "rua" for tag in given):
        yield "rua"


def _good_list(value: str) -> bool:
    good, bad = destination.read_all(value)
    return not bad and all(one.scheme in _SCHEMES and not one.limit for one in good)


def survey(domain: str) -> Asking[TlsRptSurvey]:
    """Look at what a domain says by TLS-RPT.

    Args:
        domain: As A-labels in lower case.
    """
    (answer,) = yield (Dns(f"_smtp._tls.{domain}", "TXT"),)
    records = [record for record in map(read, answer.values) if record]
    failed = answer.why if answer.outcome is Outcome.FAILED else ""
    record = records[0] if len(records) == 1 else None
    return TlsRptSurvey(domain, record, tuple(_findings(domain, failed, records)))


def _findings(domain: str, failed: str, records: Sequence[TlsRptRecord]) -> Iterator[Finding]:
    where = {"record": f"_smtp._tls.{domain}"}
    if failed:
        yield Finding("TLS-RPT-DNS-ERROR", failed, where)
        return
    rua = ",".join(dict.fromkeys(one.uri for record in records for one in record.rua))
    text = f"v=TLSRPTv1; rua={rua or f'mailto:tls-reports@{domain}'}"
    fix = DnsRecord(f"_smtp._tls.{domain}", "TXT", text).line()
    if not records:
        yield Finding("TLS-RPT-MISSING", domain, where, fix=fix)
    elif len(records) > 1:
        yield Finding("TLS-RPT-TWO-RECORDS", " | ".join(one.text for one in records), where, fix=fix)
    elif records[0].faults:
        yield Finding("TLS-RPT-INVALID", records[0].text, {**where, "term": records[0].faults[0]}, fix=fix)
    else:
        yield Finding("TLS-RPT-OK", rua, where)
