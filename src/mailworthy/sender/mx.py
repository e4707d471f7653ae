"""Where replies and bounces go: the mail hosts of a domain that sends (RFC 5321 §5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from mailworthy.finding import Finding, Lang, Severity
from mailworthy.finding.detail import listed
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.wire.ask import Answer, Asking, Dns, Outcome
from mailworthy.wire.mail_hosts import NULL, exchanges, is_ip, is_name
from mailworthy.wire.reach import Reach

PUBLIC = Reach()
HOSTS_MOST = 10  # hosts that are looked at; large providers have five
ADDRESSES_MOST = 16  # of one host that are kept

_LABELS = ("mx", *(f"mx{number}" for number in range(2, 3 * HOSTS_MOST)))  # more than can be taken
_FAULTS = {
    "missing": "MX-HOST-MISSING",
    "no_address": "MX-NO-ADDRESS",
    "inner": "MX-PRIVATE",
    "ip": "MX-IS-IP",
    "malformed": "MX-NAME-INVALID",
}


@dataclass(frozen=True, slots=True)
class MxHost:
    """One mail host of a domain.

    Args:
        name: Its name as A-labels; what stands in its place where ``why`` is ``ip`` or ``malformed``.
        preference: The lowest is tried first (RFC 5321 §5.1).
        addresses: Its IP addresses that may be connected to, IPv4 first.
        inner: Those that may not: nobody outside can.
        alias: Where its CNAME leads; empty where there is none, as it should be.
        why: Why it has no address: empty where it has, ``missing`` (there is no such name), ``no_address``, ``inner``, ``ip`` (the
            record holds an address in place of a name), ``malformed``, or why DNS did not tell: ``timeout``, ``servfail``…
        secure: Whether the resolver vouched for the MX record and for the addresses (RFC 7672 §2.2).
    """

    name: str
    preference: int
    addresses: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    alias: str = ""
    why: str = ""
    secure: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {
            "name": self.name,
            "preference": self.preference,
            "addresses": list(self.addresses),
            "inner": list(self.inner),
            "alias": self.alias or None,
            "why": self.why or None,
            "secure": self.secure,
        }


@dataclass(frozen=True, slots=True)
class MxSurvey:
    """The mail hosts of a domain.

    Args:
        domain: The domain.
        hosts: They, best preference first, :data:`HOSTS_MOST` at most; the domain itself where it has no MX record.
        null: Whether it says that it takes no mail (RFC 7505).
        implicit: Whether there is no MX record, so that mail goes to the domain's own address.
        findings: What there is to say.
    """

    domain: str
    hosts: tuple[MxHost, ...] = ()
    null: bool = False
    implicit: bool = False
    findings: tuple[Finding, ...] = ()

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        return {
            "domain": self.domain,
            "hosts": [host.as_dict() for host in self.hosts],
            "null": self.null,
            "implicit": self.implicit,
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


def survey(domain: str, reach: Reach = PUBLIC) -> Asking[MxSurvey]:
    """Look at where replies and bounces to a domain go. That the hosts answer is not tried here.

    Args:
        domain: As A-labels in lower case.
        reach: Which hosts may be connected to; other addresses count as inner.

    Source:
        RFC 5321 §5.1, RFC 2181 §10.3, RFC 7505 §3.
    """
    (answer,) = yield (Dns(domain, "MX"),)
    owner = answer.alias or domain  # a record to paste stands where the aliases end
    pairs = exchanges(answer.values)
    if answer.outcome is Outcome.NO_SUCH_NAME:
        return MxSurvey(domain, findings=(Finding("MX-DOMAIN-MISSING", owner, {"record": owner}),))
    if answer.outcome is Outcome.EMPTY:
        return (yield from _without_mx(domain, owner, reach))
    if not pairs:
        why = answer.why or "malformed"
        return MxSurvey(domain, findings=(Finding("MX-DNS-ERROR", why, {"record": owner, "term": "MX"}),))
    if all(host == NULL for _, host in pairs):
        return (yield from _null(domain, owner))
    return (yield from _by_mx(domain, owner, answer, reach))


def _null(domain: str, owner: str) -> Asking[MxSurvey]:
    """Judge a null MX: right where nobody writes from the domain either, a ground for refusal where somebody does."""
    (texts,) = yield (Dns(domain, "TXT"),)
    silent = any(text.lower().split() == ["v=spf1", "-all"] for text in texts.values)
    finding = Finding("MX-NULL", f"0 {NULL}", {"record": owner}, severity=Severity.INFO if silent else None)
    return MxSurvey(domain, null=True, findings=(finding,))


# --- asking for the hosts -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found out.

    Args:
        owner: Where the MX records stand.
        hosts: The hosts that were looked at.
        failed: Questions for addresses that DNS did not answer, and why.
        left: How many hosts were not looked at.
    """

    owner: str
    hosts: tuple[MxHost, ...]
    failed: Mapping[Dns, str] = field(default_factory=dict)
    left: int = 0

    @property
    def usable(self) -> tuple[MxHost, ...]:
        """The hosts that have an address."""
        return tuple(host for host in self.hosts if host.addresses)

    @property
    def whole(self) -> bool:
        """Whether all hosts were looked at, and all questions answered."""
        return not self.left and not self.failed


def _by_mx(domain: str, owner: str, answer: Answer, reach: Reach) -> Asking[MxSurvey]:
    pairs = exchanges(answer.values)
    first: dict[str, int] = {}
    for preference, name in pairs:
        if name != NULL:
            first.setdefault(name, preference)
    asked = tuple(islice(first.items(), HOSTS_MOST))
    seen = yield from _resolved(owner, asked, reach, secure=answer.authenticated)
    seen = _Seen(owner, seen.hosts, seen.failed, len(first) - len(asked))
    fix = _mended(seen)
    findings = (*_of_mixture(seen, pairs, fix), *_of_hosts(seen, fix), *_of_rest(seen))
    return MxSurvey(domain, seen.hosts, findings=findings)


def _without_mx(domain: str, owner: str, reach: Reach) -> Asking[MxSurvey]:
    seen = yield from _resolved(owner, ((domain, 0),), reach, secure=True)
    (host,) = seen.hosts
    if not host.addresses and host.why in {"no_address", "missing"}:
        return MxSurvey(domain, findings=(Finding("MX-NO-HOST", owner, {"record": owner}),))
    return MxSurvey(domain, seen.hosts, implicit=True, findings=tuple(_of_implicit(seen)))


def _resolved(owner: str, named: Sequence[tuple[str, int]], reach: Reach, *, secure: bool) -> Asking[_Seen]:
    """Ask for the IPv4 and IPv6 addresses of all hosts at once."""
    asks = tuple(Dns(name, type_) for name, _ in named if _may_be_asked(name) for type_ in ("A", "AAAA"))
    answers = dict(zip(asks, (yield asks) if asks else (), strict=True))
    hosts = tuple(_host(name, preference, answers, reach, secure=secure) for name, preference in named)
    failed = {ask: one.why for ask, one in answers.items() if one.outcome is Outcome.FAILED}
    return _Seen(owner, hosts, failed)


def _may_be_asked(name: str) -> bool:
    return is_name(name) and not is_ip(name) and not _loopback(name)


def _loopback(name: str) -> bool:
    return name == "localhost" or name.endswith(".localhost")  # RFC 6761 §6.3: never asked for


def _host(name: str, preference: int, answers: Mapping[Dns, Answer], reach: Reach, *, secure: bool) -> MxHost:
    if not _may_be_asked(name):
        if _loopback(name):
            return MxHost(name, preference, inner=("127.0.0.1",), why="inner")
        return MxHost(name, preference, why="ip" if is_ip(name) else "malformed")
    both = tuple(answers[Dns(name, type_)] for type_ in ("A", "AAAA"))
    found = [address for answer in both for address in sorted(answer.values)[:ADDRESSES_MOST]]
    addresses = tuple(address for address in found if reach.allows(address))
    inner = tuple(address for address in found if address not in addresses)
    alias = both[0].alias or both[1].alias
    vouched = secure and all(answer.authenticated for answer in both if answer.outcome is Outcome.FOUND)
    why = "" if addresses else _why(both, inner)
    return MxHost(name, preference, addresses, inner, alias, why, secure=bool(addresses) and vouched)


def _why(answers: Iterable[Answer], inner: Sequence[str]) -> str:
    """Tell why there is no address that may be connected to."""
    failed = next((answer.why or "unknown" for answer in answers if answer.outcome is Outcome.FAILED), "")
    if failed or inner:
        return failed or "inner"
    missing = all(answer.outcome is Outcome.NO_SUCH_NAME for answer in answers)
    return "missing" if missing else "no_address"


# --- what there is to say -----------------------------------------------------------------------------------------


def _of_implicit(seen: _Seen) -> Iterator[Finding]:
    (host,) = seen.hosts
    where = {"record": seen.owner}
    if host.addresses:
        fix = DnsRecord(seen.owner, "MX", f"10 {seen.owner}.").line()
        yield Finding("MX-MISSING", listed((host.name, *host.addresses)), where, fix=fix)
    elif host.why == "inner":
        yield Finding("MX-PRIVATE", listed((host.name, *host.inner)), where)
    else:
        yield from _of_failures(seen)


def _of_mixture(seen: _Seen, pairs: Iterable[tuple[int, str]], fix: str) -> Iterator[Finding]:
    null = next((preference for preference, name in pairs if name == NULL), None)
    if null is not None:
        where = {"record": seen.owner, "term": f"{null} {NULL}"}
        yield Finding("MX-NULL-WITH-OTHERS", f"{null} {NULL}", where, fix=fix)


def _of_hosts(seen: _Seen, fix: str) -> Iterator[Finding]:
    severity = Severity.WARNING if seen.usable or not seen.whole else None  # mail still finds a way, or may
    for host in seen.hosts:
        where = {"record": seen.owner, "term": f"{host.preference} {host.name}"}
        if host.why in _FAULTS:
            detail = listed((_by_way(host), *host.inner))
            yield Finding(_FAULTS[host.why], detail, where, severity=severity, fix=fix)
        elif host.inner:
            kinds = {_type(one) for one in host.inner}  # those of other kinds stay as they are
            stay = (DnsRecord(host.alias or host.name, _type(one), one) for one in host.addresses)
            public = _lines(record for record in stay if record.type in kinds)
            detail = listed((host.name, *host.inner))
            yield Finding("MX-PRIVATE", detail, where, severity=severity, fix=public)
        if host.alias and (host.addresses or host.inner):
            yield Finding("MX-IS-CNAME", _by_way(host), where, fix=fix)


def _mended(seen: _Seen) -> str:
    """Give all MX records as they should be, so that what mends one fault does not contradict what mends another.

    Hosts without an address are left out, aliases replaced by what they lead to, and an address gets a name. Nothing where no host
    would be left, or not all are known.
    """
    if seen.left:
        return ""
    records, addresses = [], []
    free = (f"{label}.{seen.owner}" for label in _LABELS)
    taken = {name for host in seen.hosts for name in (host.name, host.alias)}
    for host in seen.hosts:
        name, address = host.alias or host.name, host.name.strip("[]")
        if host.why == "ip" and PUBLIC.allows(address):
            name = next(one for one in free if one not in taken)
            addresses.append(DnsRecord(name, _type(address), address))
        elif host.why in _FAULTS:
            continue
        records.append(DnsRecord(seen.owner, "MX", f"{host.preference} {name}."))
    return _lines((*records, *addresses))


def _of_rest(seen: _Seen) -> Iterator[Finding]:
    yield from _of_failures(seen)
    if seen.left:
        yield Finding("MX-NOT-ALL-CHECKED", f"+{seen.left}", {"record": seen.owner})
    if len(seen.usable) == len(seen.hosts) and not seen.failed:
        hosts = listed(f"{host.name} ({host.addresses[0]})" for host in seen.hosts)
        yield Finding("MX-OK", hosts, {"record": seen.owner})
    if seen.usable and seen.whole:
        yield from _of_robustness(seen)


def _of_failures(seen: _Seen) -> Iterator[Finding]:
    for ask, why in seen.failed.items():
        yield Finding("MX-DNS-ERROR", why, {"record": ask.name, "term": ask.type})


def _of_robustness(seen: _Seen) -> Iterator[Finding]:
    where = {"record": seen.owner}
    addresses = [address for host in seen.usable for address in host.addresses]
    newer = [address for address in addresses if ":" in address]
    if len(newer) == len(addresses):
        yield Finding("MX-NO-IPV4", listed(host.name for host in seen.usable), where)
    elif not newer:
        yield Finding("MX-NO-IPV6", listed(host.name for host in seen.usable), where)
    if len(seen.hosts) == 1 and len(newer) <= 1 and len(addresses) - len(newer) <= 1:
        yield Finding("MX-ONE-HOST", listed((seen.hosts[0].name, *addresses)), where)


def _type(address: str) -> str:
    return "AAAA" if ":" in address else "A"


def _lines(records: Iterable[DnsRecord]) -> str:
    return "\n".join(dict.fromkeys(record.line() for record in records))


def _by_way(host: MxHost) -> str:
    return f"{host.name} → {host.alias}" if host.alias else host.name
