"""What hosts that send are called: reverse DNS, whether it is confirmed forward, and the name in HELO (RFC 1912 §2.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, TypeAlias

from mailworthy.finding import Confidence, Finding, Lang, Severity
from mailworthy.finding.detail import listed
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.wire import name
from mailworthy.wire.ask import Answer, Asking, Dns, Outcome
from mailworthy.wire.mail_hosts import is_ip, is_name
from mailworthy.wire.reach import routable

IPS_MOST = 50  # addresses that are looked at
NAMES_MOST = 5  # names of one address that are held against it: some hosts bear hundreds

Ip: TypeAlias = IPv4Address | IPv6Address

# What providers put into the names of lines that they let out, and what a mail server's name says of itself.
_OF_LINES = re.compile(
    r"(?<![a-z])(?:[avx]?dsl|broadband|catv|dhcp|dial(?:in|up)?|dyn(?:amic|ip)?|ftth|pool|pppo?e?|wimax)(?![a-z])"
)
_OF_MAIL = re.compile(r"mail|mx|smtp|mta|relay|out|send|bounce|news")


@dataclass(frozen=True, slots=True)
class PtrHost:
    """What one address is called.

    Args:
        ip: The address, in its usual spelling; as it was given where it is none.
        record: Where its PTR record stands: ``1.2.0.192.in-addr.arpa``, or where that name's alias leads (RFC 2317).
        names: What its PTR records name.
        confirmed: Those of the names that lead back to the address.
        why: Why there is no name: empty where there is, ``missing``, ``invalid`` (no IP address), ``inner`` (not a public one), or
            why DNS did not tell: ``timeout``, ``servfail``…
    """

    ip: str
    record: str = ""
    names: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    why: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {
            "ip": self.ip,
            "record": self.record or None,
            "names": list(self.names),
            "confirmed": list(self.confirmed),
            "why": self.why or None,
        }


@dataclass(frozen=True, slots=True)
class PtrSurvey:
    """What the hosts that send are called.

    Args:
        hosts: The addresses that were given, :data:`IPS_MOST` at most.
        helo: What they say in HELO or EHLO; empty where that was not given.
        helo_addresses: Where that name leads.
        findings: What there is to say.
    """

    hosts: tuple[PtrHost, ...]
    helo: str
    helo_addresses: tuple[str, ...]
    findings: tuple[Finding, ...]

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        return {
            "hosts": [host.as_dict() for host in self.hosts],
            "helo": self.helo or None,
            "helo_addresses": list(self.helo_addresses),
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


def survey(ips: Sequence[str], helo: str = "") -> Asking[PtrSurvey]:
    """Look at what sending hosts are called, and at how they introduce themselves.

    Args:
        ips: Their public addresses.
        helo: The name that they say in HELO or EHLO, where it is known.

    Source:
        RFC 1912 §2.1, RFC 5321 §2.3.5 and §4.1.4; Gmail's and Yahoo's rules for senders.
    """
    given = tuple(dict.fromkeys(map(_usual, ips)))
    reverse = {ip: Dns(ip_address(ip).reverse_pointer, "PTR") for ip in given[:IPS_MOST] if _public(ip)}
    said = _Helo(helo, name.read(helo.strip().removesuffix(".")) if helo else name.Name(""))
    asks = (*reverse.values(), *said.asks())
    answers = dict(zip(asks, (yield asks) if asks else (), strict=True))
    said = replace(said, answers=tuple(answers[ask] for ask in said.asks()))
    hosts = tuple(_host(ip, answers.get(reverse[ip]) if ip in reverse else None) for ip in given[:IPS_MOST])
    forward = tuple(dict.fromkeys(ask for host in hosts for ask in _forward(host)))
    found = dict(zip(forward, (yield forward) if forward else (), strict=True))
    hosts = tuple(_confirmed(host, found) for host in hosts)
    findings = (*_of_given(given), *_of_hosts(hosts, found, said), *_of_helo(hosts, said))
    return PtrSurvey(hosts, helo, said.addresses, findings)


# --- asking -------------------------------------------------------------------------------------------------------


def _usual(text: str) -> str:
    """Give an address in its usual spelling; IPv4 in IPv6's form is IPv4 (RFC 4291 §2.5.5.2)."""
    try:
        ip = ip_address(text.strip())
    except ValueError:
        return text.strip()[:60]
    return str((ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip)


def _public(ip: str) -> bool:
    return routable(ip) and "%" not in ip


def _host(ip: str, answer: Answer | None) -> PtrHost:
    if answer is None:
        return PtrHost(ip, why="inner" if is_ip(ip) else "invalid")
    record = answer.alias or ip_address(ip).reverse_pointer
    if answer.outcome is Outcome.FAILED:
        return PtrHost(ip, record, why=answer.why or "unknown")
    return PtrHost(ip, record, tuple(sorted(answer.values)), why="" if answer.values else "missing")


def _forward(host: PtrHost) -> tuple[Dns, ...]:
    return tuple(Dns(one, _type(host.ip)) for one in host.names[:NAMES_MOST] if _whole(one))


def _whole(host: str) -> bool:
    """Tell whether a name is a host's whole name, with a domain."""
    return is_name(host) and "." in host and not is_ip(host)


def _confirmed(host: PtrHost, found: Mapping[Dns, Answer]) -> PtrHost:
    return replace(host, confirmed=tuple(ask.name for ask in _forward(host) if host.ip in found[ask].values))


def _type(ip: str) -> str:
    return "AAAA" if ":" in ip else "A"


@dataclass(frozen=True, slots=True)
class _Helo:
    """How the hosts introduce themselves.

    Args:
        said: What they say.
        name: That as a domain name.
        answers: What DNS says of its IPv4 and IPv6 addresses.
    """

    said: str
    name: name.Name
    answers: tuple[Answer, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it is the whole name of a public host (RFC 5321 §2.3.5)."""
        return bool(self.name.ascii) and not self.wrong

    @property
    def wrong(self) -> bool:
        """Whether something is said, and it is no such name."""
        faults = {"single_label_domain", "reserved_domain", "numeric_tld"} & set(self.name.flags)
        return bool(self.said) and (not self.name.ascii or bool(faults))

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it leads."""
        return tuple(address for answer in self.answers for address in sorted(answer.values))

    @property
    def failed(self) -> str:
        """Why DNS did not tell where it leads; empty where it did."""
        return next((one.why or "unknown" for one in self.answers if one.outcome is Outcome.FAILED), "")

    def asks(self) -> tuple[Dns, ...]:
        """Give what to ask for."""
        return tuple(Dns(self.name.ascii, type_) for type_ in ("A", "AAAA")) if self.whole else ()


# --- names that nobody chose --------------------------------------------------------------------------------------


def generic(host: str, ip: str) -> bool:
    """Tell whether a name looks like one that a provider gave to a line, not one that a mail server was given.

    Args:
        host: The name, as A-labels in lower case.
        ip: The address that it belongs to.
    """
    own = host.removesuffix(name.registrable(host)) if _whole(host) else host
    if _OF_MAIL.search(own):
        return False
    return _OF_LINES.search(own) is not None or _holds(host, ip_address(ip))


def _holds(host: str, ip: Ip) -> bool:
    """Tell whether a name is made from an address: its octets or nibbles, forwards or backwards."""
    digits = re.sub(r"[^0-9a-f]", "", host)
    nibbles = f"{int(ip):0{ip.max_prefixlen // 4}x}"
    if isinstance(ip, IPv6Address):
        return nibbles in digits or nibbles[::-1] in digits
    octets = list(ip.packed)
    numbers = [int(number) for number in re.findall(r"[0-9]{1,3}", host)]
    runs = [numbers[at : at + 4] for at in range(len(numbers) - 3)]
    return octets in runs or octets[::-1] in runs or nibbles in re.split(r"[^0-9a-f]+", host)


# --- what there is to say -----------------------------------------------------------------------------------------


def _of_given(given: Sequence[str]) -> Iterator[Finding]:
    if not given:
        yield Finding("PTR-NOT-CHECKED")
    elif len(given) > IPS_MOST:
        yield Finding("PTR-NOT-CHECKED", f"+{len(given) - IPS_MOST}")


def _of_hosts(hosts: Sequence[PtrHost], found: Mapping[Dns, Answer], helo: _Helo) -> Iterator[Finding]:
    for host in hosts:
        if host.why in {"inner", "invalid"}:
            yield Finding("PTR-NOT-PUBLIC", host.ip)
        elif host.why == "missing":
            yield Finding("PTR-MISSING", host.ip, {"record": host.record}, fix=_renamed(host, helo))
        elif host.why:
            yield Finding("PTR-DNS-ERROR", f"{host.ip}: {host.why}", {"record": host.record})
        else:
            yield from _of_named(host, found, helo)


def _of_named(host: PtrHost, found: Mapping[Dns, Answer], helo: _Helo) -> Iterator[Finding]:
    where = {"record": host.record}
    forward = _forward(host)
    failed = {ask: found[ask].why for ask in forward if found[ask].outcome is Outcome.FAILED}
    detail = f"{host.ip}: {listed(host.names)}"
    if len(host.names) > 1:
        even = len(host.confirmed) == len(host.names)
        severity = Severity.INFO if even else None
        yield Finding("PTR-SEVERAL", detail, where, severity=severity, fix=_kept(host, helo))
    if not forward:
        yield Finding("PTR-NAME-INVALID", detail, where, fix=_renamed(host, helo))
    elif host.confirmed:
        yield from _of_confirmed(host, helo)
    elif failed:
        for ask, why in failed.items():
            yield Finding("PTR-DNS-ERROR", f"{host.ip}: {why}", {"record": ask.name, "term": ask.type})
    else:
        best = _best(host, helo, [ask.name for ask in forward])
        fix = _renamed(host, helo) if generic(best, host.ip) else _led(best, host.ip)
        yield Finding("PTR-NOT-CONFIRMED", detail, where, fix=fix)


def _of_confirmed(host: PtrHost, helo: _Helo) -> Iterator[Finding]:
    best = _best(host, helo, host.confirmed)
    detail = f"{host.ip}: {best}"
    where = {"record": host.record}
    if generic(best, host.ip):
        fix = _renamed(host, helo)
        yield Finding("PTR-GENERIC", detail, where, confidence=Confidence.LIKELY, fix=fix)
    else:
        yield Finding("PTR-OK", detail, where)


def _best(host: PtrHost, helo: _Helo, names: Sequence[str]) -> str:
    """Choose the one name that should stay: what the host says in HELO, else one that somebody chose."""
    return min(names, key=lambda one: (one != helo.name.ascii, generic(one, host.ip)))


def _kept(host: PtrHost, helo: _Helo) -> str:
    """Keep one of several names; nothing where none leads back."""
    if not host.confirmed:
        return ""
    best = _best(host, helo, host.confirmed)
    kept = DnsRecord(host.record, "PTR", f"{best}.").line()
    return (_renamed(host, helo) or kept) if generic(best, host.ip) else kept


def _renamed(host: PtrHost, helo: _Helo) -> str:
    """Give the host the name that it says in HELO, there and back; nothing where that is no name to have."""
    if not helo.whole or helo.failed or generic(helo.name.ascii, host.ip):
        return ""
    there = DnsRecord(host.record, "PTR", f"{helo.name.ascii}.").line()
    return there if host.ip in helo.addresses else f"{there}\n{_led(helo.name.ascii, host.ip)}"


def _led(host: str, ip: str) -> str:
    return DnsRecord(host, _type(ip), ip).line()


def _of_helo(hosts: Sequence[PtrHost], helo: _Helo) -> Iterator[Finding]:
    if helo.wrong:
        yield Finding("PTR-HELO-INVALID", helo.said[:60], {"term": "HELO"})
    if not helo.whole:
        return
    where = {"record": helo.name.ascii, "term": "HELO"}
    public = [host for host in hosts if host.record]
    if helo.addresses:
        yield from _of_introduced(public, helo, where)
    elif helo.failed:
        yield Finding("PTR-DNS-ERROR", f"{helo.name.ascii}: {helo.failed}", where)
    else:
        fix = "\n".join(led for host in public if (led := _introduced(host, helo)))
        yield Finding("PTR-HELO-MISSING", helo.name.ascii, where, fix=fix)


def _introduced(host: PtrHost, helo: _Helo) -> str:
    """Let the name in HELO lead to a host; nothing where it should rather say another name."""
    return "" if generic(helo.name.ascii, host.ip) else _led(helo.name.ascii, host.ip)


def _of_introduced(
    hosts: Iterable[PtrHost], helo: _Helo, where: Mapping[str, str | int]
) -> Iterator[Finding]:
    for host in hosts:
        if host.ip not in helo.addresses and not helo.failed:
            detail = f"{helo.name.ascii}: {listed(helo.addresses)} ≠ {host.ip}"
            yield Finding("PTR-HELO-OTHER-IP", detail, where, fix=_introduced(host, helo))
        elif host.confirmed and helo.name.ascii not in host.confirmed:
            yield Finding("PTR-HELO-DIFFERS", f"{helo.name.ascii} ≠ {listed(host.confirmed)}", where)
