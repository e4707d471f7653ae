"""DANE: a mail host's certificate, vouched for by signed DNS instead of an authority (RFC 6698, RFC 7672)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256, sha512
from typing import Any

from mailworthy.finding import Finding, Lang, Severity
from mailworthy.finding.detail import listed
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.sender.mx import MxHost
from mailworthy.sender.transport import certificate
from mailworthy.sender.transport.starttls import Greeting
from mailworthy.wire.ask import Answer, Asking, Dns, Outcome

HOSTS_MOST = 10
RECORDS_MOST = 20  # of one host; while keys change there are four
CHAIN_MOST = 10  # certificates of one host that are compared
TEXT_MOST = 80  # characters of a record that are shown

_RECORD = re.compile(r"([0-9]{1,3}) ([0-9]{1,3}) ([0-9]{1,3}) ([0-9a-f ]{2,16384})", re.IGNORECASE)
_DIGESTS = {1: sha256, 2: sha512}
_PKIX_EE, _DANE_TA, _DANE_EE = 1, 2, 3
_USABLE = frozenset({_DANE_TA, _DANE_EE})  # RFC 7672 §3.1.3: with the other usages senders can do nothing


@dataclass(frozen=True, slots=True)
class Tlsa:
    """One TLSA record.

    Args:
        text: Its data as published: ``3 1 1 8cb0fc6c…``.
        usage: Whom it speaks of: 3 the host's own certificate, 2 an authority in its chain (RFC 7218 §2.1).
        selector: Of what: 0 the whole certificate, 1 its key.
        matching: How: 0 as it is, 1 by SHA-256, 2 by SHA-512.
        octets: What it is held against.
    """

    text: str
    usage: int = -1
    selector: int = -1
    matching: int = -1
    octets: bytes = b""

    @property
    def usable(self) -> bool:
        """Whether senders can do anything with it (RFC 7672 §3.1)."""
        digest = _DIGESTS.get(self.matching)
        fits = (
            len(self.octets) == digest().digest_size if digest else self.matching == 0 and bool(self.octets)
        )
        return self.usage in _USABLE and self.selector in {0, 1} and fits

    def matches(self, chain: Sequence[bytes], host: str) -> bool:
        """Tell whether it vouches for a host that showed these certificates (RFC 7672 §3.1.1, §3.1.2).

        Args:
            chain: The certificates as DER, the host's own first.
            host: Its name; only an authority's word needs it.
        """
        if not chain or not self.usable:
            return False
        if self.usage == _DANE_EE:
            return self._is(chain[0])
        own = certificate.read(chain[0])
        return own is not None and own.is_for(host) and any(map(self._is, chain[:CHAIN_MOST]))

    def _is(self, der: bytes) -> bool:
        digest = _DIGESTS.get(self.matching)
        octets = _selected(der, self.selector)
        return bool(octets) and self.octets == (digest(octets).digest() if digest else octets)


def read(text: str) -> Tlsa:
    """Read a TLSA record's data. Any text is accepted; one that is none is not usable."""
    found = _RECORD.fullmatch(text)
    if not found:
        return Tlsa(text)
    digits = found[4].replace(" ", "")
    octets = bytes.fromhex(digits) if len(digits) % 2 == 0 else b""
    return Tlsa(text, int(found[1]), int(found[2]), int(found[3]), octets)


def _selected(der: bytes, selector: int) -> bytes:
    if selector == 0:
        return der
    shown = certificate.read(der)
    return shown.public_key if shown else b""


class Match(Enum):
    """How TLSA records and certificates go together."""

    MATCHED = "matched"
    MISMATCHED = "mismatched"
    UNKNOWN = "unknown"  # no certificate was seen, or the records are not to be trusted


@dataclass(frozen=True, slots=True)
class DaneHost:
    """What DNS says of one mail host's certificate.

    Args:
        name: The host.
        record: Where its TLSA records stand (RFC 7672 §2.2.3), or where an alias leads from there.
        records: Its TLSA records, :data:`RECORDS_MOST` at most.
        secure: Whether the resolver vouched for them, and for the way to the host: else senders take no notice of them.
        why: Why DNS did not tell; empty where it did.
        match: Whether the host shows what they say.
    """

    name: str
    record: str
    records: tuple[Tlsa, ...] = ()
    secure: bool = False
    why: str = ""
    match: Match = Match.UNKNOWN

    @property
    def usable(self) -> tuple[Tlsa, ...]:
        """Those of its records that senders use."""
        return tuple(one for one in self.records if one.usable)

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {
            "name": self.name,
            "record": self.record,
            "records": [one.text for one in self.records],
            "secure": self.secure,
            "why": self.why or None,
            "match": self.match.value,
        }


@dataclass(frozen=True, slots=True)
class DaneSurvey:
    """What DNS says of the certificates of a domain's mail hosts.

    Args:
        hosts: The hosts, :data:`HOSTS_MOST` at most.
        findings: What there is to say.
    """

    hosts: tuple[DaneHost, ...]
    findings: tuple[Finding, ...]

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        return {
            "hosts": [host.as_dict() for host in self.hosts],
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


def survey(hosts: Sequence[MxHost], sessions: Sequence[Greeting] = ()) -> Asking[DaneSurvey]:
    """Look at the TLSA records of mail hosts, and hold them against the certificates that were seen.

    The days of an authority's certificate (usage 2) are left to :mod:`mailworthy.sender.transport.starttls`.

    Args:
        hosts: As :func:`mailworthy.sender.mx.survey` found them.
        sessions: What the hosts said, where they were greeted.

    Source:
        RFC 7672 §2.2 and §3.1.
    """
    asked = tuple(host for host in hosts if host.addresses)[:HOSTS_MOST]
    asks = tuple(Dns(f"_25._tcp.{host.name}", "TLSA") for host in asked)
    answers = (yield asks) if asks else ()
    seen = tuple(
        _Seen(_host(host, answer, sessions), host, _of(host, sessions))
        for host, answer in zip(asked, answers, strict=True)
    )
    return DaneSurvey(tuple(one.dane for one in seen), tuple(_findings(seen)))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of one host: what DNS says of it, how one gets there, what it said."""

    dane: DaneHost
    host: MxHost
    sessions: tuple[Greeting, ...]

    @property
    def where(self) -> dict[str, str | int]:
        return {"record": self.dane.record}


def _of(host: MxHost, sessions: Iterable[Greeting]) -> tuple[Greeting, ...]:
    return tuple(one for one in sessions if one.host == host.name and one.reached)


def _host(host: MxHost, answer: Answer, sessions: Sequence[Greeting]) -> DaneHost:
    record = answer.alias or f"_25._tcp.{host.name}"
    if answer.outcome is Outcome.FAILED:
        return DaneHost(host.name, record, why=answer.why or "unknown")
    records = tuple(map(read, sorted(answer.values)[:RECORDS_MOST]))
    secure = host.secure and answer.authenticated
    match = _matched(records, _of(host, sessions), host.name) if secure else Match.UNKNOWN
    return DaneHost(host.name, record, records, secure, match=match)


def _matched(records: Sequence[Tlsa], sessions: Sequence[Greeting], host: str) -> Match:
    """Hold records against certificates: at each address one of them must fit."""
    chains = [one.session.chain for one in sessions if one.session.chain]
    if not chains or not any(one.usable for one in records):
        return Match.UNKNOWN
    fits = all(any(one.matches(chain, host) for one in records) for chain in chains)
    return Match.MATCHED if fits else Match.MISMATCHED


# --- what there is to say -----------------------------------------------------------------------------------------


def _findings(seen: Sequence[_Seen]) -> Iterator[Finding]:
    for one in seen:
        if one.dane.why:
            yield _of_failure(one)
        elif one.dane.records and not one.dane.secure:
            detail = one.dane.name if one.host.secure else f"{one.dane.name}: MX"
            yield Finding("DANE-NOT-SECURE", detail, one.where)
        elif one.dane.records:
            yield from _of_secure(one)
    yield from _of_missing(seen)
    yield from _of_good(seen)


def _of_failure(one: _Seen) -> Finding:
    """Judge TLSA records that DNS does not give: below a signed name senders wait rather than deliver (RFC 7672 §2.1.2)."""
    waits = one.host.secure and one.dane.why != "timeout"
    return Finding("DANE-LOOKUP-FAILS" if waits else "DANE-DNS-ERROR", one.dane.why, one.where)


def _of_secure(one: _Seen) -> Iterator[Finding]:
    bad = [record for record in one.dane.records if not record.usable]
    if bad:
        severity = Severity.WARNING if one.dane.usable else None
        fix = _pasted(one) or _mended(one)
        yield Finding("DANE-UNUSABLE", _texts(bad), one.where, severity=severity, fix=fix)
    plain = [greeting for greeting in one.sessions if not greeting.session.tls]
    if plain:
        yield Finding("DANE-NO-TLS", listed(f"{each.host} ({each.address})" for each in plain), one.where)
    if one.dane.match is Match.MISMATCHED:
        yield Finding("DANE-MISMATCH", _texts(one.dane.usable), one.where, fix=_pasted(one))


def _of_missing(seen: Sequence[_Seen]) -> Iterator[Finding]:
    without = [one for one in seen if not one.dane.records and not one.dane.why]
    if without:
        partly = any(one.dane.usable and one.dane.secure for one in seen)
        fix = "\n".join(pasted for one in without if one.host.secure and (pasted := _pasted(one)))
        severity = Severity.WARNING if partly else None
        names = listed(one.dane.name for one in without)
        yield Finding("DANE-MISSING", names, without[0].where, severity=severity, fix=fix)


def _of_good(seen: Sequence[_Seen]) -> Iterator[Finding]:
    secure = [one.dane for one in seen if one.dane.secure and one.dane.usable]
    held = [host.name for host in secure if host.match is Match.MATCHED]
    unheld = [host.name for host in secure if host.match is Match.UNKNOWN]
    if held:
        yield Finding("DANE-OK", listed(held))
    if unheld:
        yield Finding("DANE-NOT-COMPARED", listed(unheld))


def _texts(records: Iterable[Tlsa]) -> str:
    return listed(record.text[:TEXT_MOST] for record in records)


def _pasted(one: _Seen) -> str:
    """Give the records that vouch for the keys which the host shows, as RFC 7671 §5.1 advises: 3 1 1."""
    shown = [greeting.certificate for greeting in one.sessions]
    digests = dict.fromkeys(sha256(each.public_key).hexdigest() for each in shown if each)
    return "\n".join(DnsRecord(one.dane.record, "TLSA", f"3 1 1 {digest}").line() for digest in digests)


def _mended(one: _Seen) -> str:
    """Give records that mean the host's own certificate so that senders use them: usage 3 in place of 1."""
    meant = [
        record if record.usable else Tlsa("", _DANE_EE, record.selector, record.matching, record.octets)
        for record in one.dane.records
        if record.usable or record.usage == _PKIX_EE
    ]
    return "\n".join(
        DnsRecord(
            one.dane.record, "TLSA", f"{each.usage} {each.selector} {each.matching} {each.octets.hex()}"
        ).line()
        for each in meant
        if each.usable
    )
