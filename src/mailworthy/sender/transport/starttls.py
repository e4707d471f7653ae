"""Whether the mail hosts of a domain encrypt, and what their certificates are worth (RFC 3207, RFC 8461 §4, RFC 9325)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from mailworthy.finding import Finding, Lang, Severity
from mailworthy.finding.detail import listed
from mailworthy.sender.mx import MxHost
from mailworthy.sender.transport import certificate
from mailworthy.sender.transport.certificate import Certificate
from mailworthy.wire.explore import Exploring, Session, Smtp, greeted

HOSTS_MOST = 10
ADDRESSES_MOST = 2  # of one host: one of IPv4 and one of IPv6 where it has both
SOON_DAYS = 14  # authorities renew a month ahead: whoever is later has a broken renewal
VALUE_MOST = 200  # characters of what a host or a library said

_DAY_S = 86_400
_READY = 220
_SILENT = frozenset({"timeout", "unreachable", "no_route", "forbidden"})
_OLD = frozenset({"SSLv2", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1"})  # RFC 8996, RFC 7568
_WEAK = re.compile(r"NULL|RC[24]|DES|EXP|ADH|AECDH|ANON|MD5|IDEA", re.IGNORECASE)  # RFC 9325 §4.1
_DISTRUST = {
    "expired": "STARTTLS-CERT-EXPIRED",
    "other_name": "STARTTLS-CERT-OTHER-NAME",
    "self_signed": "STARTTLS-CERT-SELF-SIGNED",
    "unknown_issuer": "STARTTLS-CERT-UNKNOWN-ISSUER",
    "not_yet_valid": "STARTTLS-CERT-INVALID",
    "revoked": "STARTTLS-CERT-INVALID",
    "invalid": "STARTTLS-CERT-INVALID",
}


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a mail host said at one of its addresses.

    Args:
        host: Its name.
        address: The address.
        session: What it said.
    """

    host: str
    address: str
    session: Session

    @property
    def silent(self) -> bool:
        """Whether nothing came back: nobody is there, or nothing gets through from here."""
        return self.session.why in _SILENT and not self.session.greeting

    @property
    def reached(self) -> bool:
        """Whether it let us speak as far as encryption."""
        return not self.session.why or bool(self.session.tls)

    @property
    def certificate(self) -> Certificate | None:
        """Its certificate, where it showed one that can be read."""
        return certificate.read(self.session.chain[0]) if self.session.chain else None

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        session, shown = self.session, self.certificate
        return {
            "host": self.host,
            "address": self.address,
            "why": session.why or None,
            "detail": session.detail or None,
            "starttls": "STARTTLS" in session.keywords if session.keywords else None,
            "tls": session.tls or None,
            "cipher": session.cipher or None,
            "trusted": session.trusted if session.tls else None,
            "distrust": session.distrust or None,
            "certificate": _as_dict(shown) if shown else None,
        }


def _as_dict(shown: Certificate) -> dict[str, Any]:
    return {
        "names": list(shown.names),
        "not_before": _moment(shown.not_before),
        "not_after": _moment(shown.not_after),
        "key": shown.key,
        "bits": shown.bits or None,
        "signed_with": shown.signed_with or None,
        "self_issued": shown.own,
    }


@dataclass(frozen=True, slots=True)
class StarttlsSurvey:
    """How the mail hosts of a domain encrypt.

    Args:
        greetings: What they said, address by address.
        findings: What there is to say.
    """

    greetings: tuple[Greeting, ...]
    findings: tuple[Finding, ...]

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        return {
            "greetings": [greeting.as_dict() for greeting in self.greetings],
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


def survey(hosts: Sequence[MxHost], *, now: int, enforced: bool = False) -> Exploring[StarttlsSurvey]:
    """Greet the mail hosts of a domain and look at how they encrypt.

    Args:
        hosts: As :func:`mailworthy.sender.mx.survey` found them.
        now: The time, in seconds since 1970.
        enforced: Whether the domain has senders insist on encryption and sound certificates (MTA-STS in the mode ``enforce``).

    Source:
        RFC 3207 §4, RFC 8461 §4.2, RFC 8996, RFC 9325 §3.1 and §4.
    """
    asks = tuple(Smtp(address, host.name) for host in hosts[:HOSTS_MOST] for address in _chosen(host))
    sessions = yield from greeted(asks)
    greetings = tuple(
        Greeting(ask.host, ask.address, session) for ask, session in zip(asks, sessions, strict=True)
    )
    left = sum(len(host.addresses) for host in hosts) - len(asks)
    return StarttlsSurvey(greetings, tuple(_findings(greetings, left, now, enforced=enforced)))


def _chosen(host: MxHost) -> tuple[str, ...]:
    """Choose which addresses of a host are greeted: one of each family first."""
    older = [address for address in host.addresses if ":" not in address]
    newer = [address for address in host.addresses if ":" in address]
    return (*older[:1], *newer[:1], *older[1:], *newer[1:])[:ADDRESSES_MOST]


# --- what there is to say -----------------------------------------------------------------------------------------


def _findings(greetings: Sequence[Greeting], left: int, now: int, *, enforced: bool) -> Iterator[Finding]:
    if not greetings:
        yield Finding("STARTTLS-NOT-CHECKED")
        return
    cut_off = [one for one in greetings if one.silent and not _heard(one, greetings)]
    if len(cut_off) == len(greetings):
        yield Finding("STARTTLS-PORT-CLOSED", listed(_place(one) for one in greetings), {"term": "25"})
        return
    judged = [one for one in greetings if one not in cut_off]
    yield from _of_connections(judged)
    reached = [one for one in judged if one.reached]
    yield from _of_encryption(reached, enforced=enforced)
    yield from _of_certificates(reached, now, enforced=enforced)
    yield from _of_rest(cut_off, left)


def _heard(silent: Greeting, greetings: Sequence[Greeting]) -> bool:
    """Tell whether anything of the same family answered: else it may be this machine that has no such way out."""
    newer = ":" in silent.address
    return any(not one.silent for one in greetings if (":" in one.address) is newer)


def _of_rest(cut_off: Sequence[Greeting], left: int) -> Iterator[Finding]:
    unseen = [f"{_place(one)}: {one.session.why}" for one in cut_off] + ([f"+{left}"] if left else [])
    if unseen:
        yield Finding("STARTTLS-NOT-CHECKED", listed(unseen))


def _of_connections(greetings: Sequence[Greeting]) -> Iterator[Finding]:
    """Tell of hosts with whom one cannot speak. Who turns us away may mean us alone: that says little of the host."""
    others = Severity.WARNING if any(one.reached for one in greetings) else None
    for one in greetings:
        if not one.reached:
            code = _unspoken(one)
            severity = others if code == "STARTTLS-REFUSED" else None
            told = _told(_place(one), one.session.detail or one.session.why)
            yield Finding(code, told, {"record": one.host}, severity=severity)


def _unspoken(one: Greeting) -> str:
    if one.silent:
        return "STARTTLS-UNREACHABLE"
    return "STARTTLS-REFUSED" if one.session.why == "refused" else "STARTTLS-TURNED-AWAY"


def _of_encryption(greetings: Sequence[Greeting], *, enforced: bool) -> Iterator[Finding]:
    faults = _together((one, each) for one in greetings for each in _encryption(one.session))
    for (code, host), told in faults.items():
        severity = Severity.ERROR if enforced and code == "STARTTLS-MISSING" else None
        yield Finding(code, listed(told), {"record": host}, severity=severity, count=len(told))
    if greetings and not faults:
        yield Finding("STARTTLS-OK", listed(_told(_place(one), one.session.tls) for one in greetings))


def _encryption(session: Session) -> Iterator[tuple[str, str]]:
    if "STARTTLS" not in session.keywords:
        yield "STARTTLS-MISSING", ""
    elif session.starttls != _READY:
        yield "STARTTLS-BROKEN", str(session.starttls)
    elif not session.tls and session.distrust not in _DISTRUST:
        yield "STARTTLS-BROKEN", session.detail or session.distrust
    else:
        if session.tls in _OLD:
            yield "STARTTLS-OLD-TLS", session.tls
        if _WEAK.search(session.cipher):
            yield "STARTTLS-WEAK-CIPHER", session.cipher


def _of_certificates(greetings: Sequence[Greeting], now: int, *, enforced: bool) -> Iterator[Finding]:
    faults = _together((one, each) for one in greetings for each in _worth(one, now).items())
    for (code, host), told in faults.items():
        severity = _weight(code, enforced=enforced)
        yield Finding(code, listed(told), {"record": host}, severity=severity, count=len(told))
    trusted = [one.session.trusted for one in greetings if one.session.tls]
    if trusted and all(trusted) and not faults:
        yield Finding("STARTTLS-CERT-OK", listed(dict.fromkeys(one.host for one in greetings)))


def _together(faults: Iterable[tuple[Greeting, tuple[str, str]]]) -> dict[tuple[str, str], list[str]]:
    """Put together what is wrong with the same host at several addresses: what is told, by code and host."""
    found: dict[tuple[str, str], list[str]] = {}
    for one, (code, value) in faults:
        found.setdefault((code, one.host), []).append(_told(_place(one), value))
    return found


def _weight(code: str, *, enforced: bool) -> Severity | None:
    """Tell how much a certificate's fault matters: to senders that look at none, nothing."""
    if not enforced:
        return None
    coming = code in {"STARTTLS-CERT-EXPIRES-SOON", "STARTTLS-CERT-WEAK"}
    return Severity.WARNING if coming else Severity.ERROR


def _worth(one: Greeting, now: int) -> dict[str, str]:
    """Give what is wrong with a certificate: code and value. TLS libraries stop at the first fault, an administrator wants all."""
    session, shown = one.session, one.certificate
    faults = {}
    if session.distrust in _DISTRUST:
        faults[_DISTRUST[session.distrust]] = session.detail or session.distrust
    if shown is None:
        return faults
    if now > shown.not_after:
        faults["STARTTLS-CERT-EXPIRED"] = _day(shown.not_after)
    elif shown.not_after < now + SOON_DAYS * _DAY_S:
        faults["STARTTLS-CERT-EXPIRES-SOON"] = _day(shown.not_after)
    if not session.trusted and not shown.is_for(one.host):
        faults["STARTTLS-CERT-OTHER-NAME"] = listed(shown.names) or "–"
    if shown.weak:
        faults["STARTTLS-CERT-WEAK"] = shown.weak
    return faults


def _place(one: Greeting) -> str:
    return f"{one.host} ({one.address})"


def _told(place: str, value: str) -> str:
    return f"{place}: {value[:VALUE_MOST]}" if value else place


def _moment(seconds: int) -> str:
    """Write a time as RFC 3339 does; certificates know any year up to 9999."""
    return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"


def _day(seconds: int) -> str:
    return _moment(seconds)[:10]
