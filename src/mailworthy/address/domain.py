"""What DNS says about a domain: takes it mail, surely not, or could we not find out?

The stage asks as little as it can: an ordinary domain costs one MX question and one A question per mail host. What
could not be asked never makes a domain permanently bad.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from mailworthy.address.domain_data import parking
from mailworthy.address.facts import DomainState
from mailworthy.wire.ask import Answer, Asking, Dns, Outcome
from mailworthy.wire.mail_hosts import NULL, exchanges, is_ip, is_name
from mailworthy.wire.reach import Reach

PUBLIC = Reach()

# More hosts than these tell nothing new: a sender that reached none of five gives up for the day as well.
HOSTS_ASKED = 5


def mail_domain(domain: str, probe: str, reach: Reach = PUBLIC) -> Asking[DomainState]:
    """Ask whether a domain takes mail.

    Args:
        domain: The domain as A-labels, lower case, without the trailing dot. Never an address literal.
        probe: A random label: if it answers below ``domain`` too, a wildcard answers for everything. Asked only where
            there is no MX.
        reach: Which mail hosts may be used; others count as unroutable.

    Returns:
        What was found. Permanent reasons (``domain_unknown``, ``null_mx``, ``no_mail_host``, ``mx_unroutable``,
        ``mx_not_resolving``) only where every question behind them was answered.

    Source:
        RFC 5321 §5.1, RFC 7505 §3.
    """
    (answer,) = yield (Dns(domain, "MX"),)
    if answer.outcome is Outcome.FAILED:
        return _could_not_ask({f"{domain} MX": answer.why})
    if answer.outcome is Outcome.NO_SUCH_NAME:
        return DomainState("domain_unknown", detail=_by_way(domain, answer.alias))
    if answer.outcome is Outcome.FOUND:
        return (yield from _by_mx(domain, answer, reach))
    return (yield from _without_mx(domain, probe, reach))


@dataclass(frozen=True, slots=True)
class _Host:
    """What was found out about one mail host.

    Args:
        name: Its name.
        usable: Addresses that may be connected to.
        inner: Addresses that may not.
        alias: Where its CNAME leads, empty where there is none.
        failed: Why it could not be asked for, empty where it could.
    """

    name: str
    usable: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    alias: str = ""
    failed: str = ""


def _by_mx(domain: str, answer: Answer, reach: Reach) -> Asking[DomainState]:
    named = _named(answer.values)
    hosts = tuple(name for name in named if name != NULL)
    if not hosts:
        return _no_host_named(domain, answer)
    state = DomainState(
        notes=("null_mx_with_others",) if NULL in named else (),
        mx=hosts,
        detail=_listed(sorted(answer.values)) if NULL in named else "",
        authenticated=answer.authenticated,
    )
    if all(parking().serves(host) and not _within(host, domain) for host in hosts):
        return _found(state, "parked_domain", _listed(sorted(answer.values)))
    asked = yield from _resolve(hosts[:HOSTS_ASKED], reach)
    return _judge(state, asked, unasked=len(hosts) - len(asked))


def _named(values: Iterable[str]) -> tuple[str, ...]:
    """Give the mail hosts of MX records, best preference first, each once; the root stays ``.``."""
    return tuple(dict.fromkeys(host for _, host in exchanges(values)))


def _no_host_named(domain: str, answer: Answer) -> DomainState:
    """Judge an MX answer without a host. RFC 7505 §3 asks for preference 0; no other makes a host of the root."""
    if not _named(answer.values):
        return _could_not_ask({f"{domain} MX": "malformed"})
    return DomainState("null_mx", detail=_listed(sorted(answer.values)), authenticated=answer.authenticated)


def _judge(state: DomainState, hosts: tuple[_Host, ...], unasked: int) -> DomainState:
    inner = _listed(f"{host.name} {address}" for host in hosts for address in host.inner)
    state = _with_alias_noted(state, hosts)
    if any(host.usable for host in hosts):
        return _noted(state, "mx_partly_unroutable", inner) if inner else state
    failures = {host.name: host.failed for host in hosts if host.failed}
    if unasked:
        failures[f"{unasked} more hosts"] = "not asked"
    if failures:
        return _could_not_ask(failures, state)
    if inner:
        return _found(state, "mx_unroutable", inner)
    return _found(state, "mx_not_resolving", _listed(host.name for host in hosts))


def _with_alias_noted(state: DomainState, hosts: tuple[_Host, ...]) -> DomainState:
    # RFC 2181 §10.3 forbids an MX to name an alias; senders follow it all the same.
    aliases = _listed(_by_way(host.name, host.alias) for host in hosts if host.alias)
    return _noted(state, "mx_is_cname", aliases) if aliases else state


def _without_mx(domain: str, probe: str, reach: Reach) -> Asking[DomainState]:
    (host,) = yield from _resolve((domain,), reach)
    if host.usable:
        return (yield from _implicit(host, probe))
    if host.failed:
        return _could_not_ask({domain: host.failed})
    if host.inner:
        return DomainState("mx_unroutable", detail=f"{domain} {_listed(host.inner)}")
    return (yield from _nothing(domain, probe))


def _implicit(host: _Host, probe: str) -> Asking[DomainState]:
    """Look closer at a domain that has addresses alone: mail goes there (RFC 5321 §5.1), though few of them want it."""
    asks = (Dns(host.name, "TXT"), Dns(host.name, "NS"), *_random_name(host.name, probe))
    text, servers, *wild = yield asks
    state = DomainState(notes=("implicit_mx",))
    if wild and wild[0].outcome is Outcome.FOUND:
        state = _noted(state, "wildcard_dns", f"{asks[-1].name} {_listed(sorted(wild[0].values))}")
    parked = next(_parked(host, servers), "")
    if parked:
        return _found(state, "parked_domain", parked)
    refusals = [value for value in text.values if value.lower().split() == ["v=spf1", "-all"]]
    if refusals:
        return _found(state, "no_mail_intended", refusals[0])
    return state


def _parked(host: _Host, servers: Answer) -> Iterator[str]:
    table = parking()
    foreign = (name.lower() for name in sorted(servers.values) if not _within(name, host.name))
    yield from (f"NS {name}" for name in foreign if table.serves(name) or table.names_hold(name))
    if table.serves(host.alias):
        yield f"CNAME {host.alias}"
    yield from (address for address in host.usable if table.holds(address))


def _nothing(domain: str, probe: str) -> Asking[DomainState]:
    """Look closer at a name that exists and has neither MX nor address: do all names below it have one?"""
    asks = _random_name(domain, probe)
    answers = (yield asks) if asks else ()
    for ask, answer in zip(asks, answers, strict=True):
        if answer.outcome is Outcome.FAILED:
            return _could_not_ask({f"{ask.name} {ask.type}": answer.why})
        if answer.outcome is Outcome.FOUND:
            return DomainState(notes=("wildcard_dns",), detail=f"{ask.name} {_listed(sorted(answer.values))}")
    return DomainState("no_mail_host", detail=domain)


def _random_name(domain: str, probe: str) -> tuple[Dns, ...]:
    name = f"{probe}.{domain}"
    return (Dns(name, "A"),) if is_name(name) else ()


def _resolve(names: tuple[str, ...], reach: Reach) -> Asking[tuple[_Host, ...]]:
    """Ask for the addresses of hosts: A of all at once, then AAAA where that gave none and no host is usable."""
    hosts = {name: _without_asking(name, reach) for name in names}
    first = tuple(name for name, host in hosts.items() if host is None)
    answers = (yield tuple(Dns(name, "A") for name in first)) if first else ()
    found = {name: _host(name, answer, reach) for name, answer in zip(first, answers, strict=True)}
    known = {**hosts, **found}
    if any(host.usable for host in known.values() if host):
        return tuple(host for host in known.values() if host)
    second = tuple(name for name, answer in zip(first, answers, strict=True) if _may_have_more(answer))
    answers = (yield tuple(Dns(name, "AAAA") for name in second)) if second else ()
    for name, answer in zip(second, answers, strict=True):
        known[name] = _host(name, answer, reach, found[name])
    return tuple(host for host in known.values() if host)


def _may_have_more(answer: Answer) -> bool:
    """Tell whether AAAA is worth asking: not where there is no such name, not where nobody answers."""
    return answer.outcome in {Outcome.FOUND, Outcome.EMPTY}


def _without_asking(name: str, reach: Reach) -> _Host | None:
    if _within(name, "localhost"):  # RFC 6761 §6.3: always loopback, never asked for
        return _sorted_out(name, ("127.0.0.1",), reach)
    if is_ip(name):
        return _Host(name)  # RFC 5321 §5.1: an MX names a host, never an address
    if not is_name(name):
        return _Host(name, failed="malformed")
    return None


def _host(name: str, answer: Answer, reach: Reach, before: _Host | None = None) -> _Host:
    before = before or _Host(name)
    alias = answer.alias or before.alias
    if answer.outcome is Outcome.FAILED:
        return _Host(name, inner=before.inner, alias=alias, failed=answer.why or "unknown")
    return _sorted_out(name, before.inner + tuple(sorted(answer.values)), reach, alias)


def _sorted_out(name: str, addresses: tuple[str, ...], reach: Reach, alias: str = "") -> _Host:
    usable = tuple(address for address in addresses if reach.allows(address))
    inner = tuple(address for address in addresses if address not in usable)
    return _Host(name, usable, inner, alias)


def _within(name: str, domain: str) -> bool:
    return name == domain or name.endswith("." + domain)


def _could_not_ask(failures: Mapping[str, str], state: DomainState | None = None) -> DomainState:
    reason = "dns_timeout" if "timeout" in failures.values() else "dns_error"
    return _found(state or DomainState(), reason, _listed(f"{what}: {why}" for what, why in failures.items()))


def _found(state: DomainState, reason: str, detail: str) -> DomainState:
    return DomainState(reason, state.notes, state.mx, detail, state.authenticated)


def _noted(state: DomainState, note: str, detail: str) -> DomainState:
    details = "; ".join(filter(None, (state.detail, detail)))
    return DomainState(state.reason, (*state.notes, note), state.mx, details, state.authenticated)


def _by_way(name: str, alias: str) -> str:
    return f"{name} → {alias}" if alias else name


def _listed(values: Iterable[str]) -> str:
    first = tuple(islice(values, HOSTS_ASKED + 1))
    return ", ".join(first[:HOSTS_ASKED]) + (", …" if len(first) > HOSTS_ASKED else "")
