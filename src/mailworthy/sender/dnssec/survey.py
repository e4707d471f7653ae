"""What there is to say of how a domain's zone is signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from mailworthy.finding import Finding, Lang
from mailworthy.sender.dnssec import chain
from mailworthy.sender.dnssec.chain import Ds, Key
from mailworthy.sender.name_servers import Delegation, answered, find
from mailworthy.wire.ask import Answer, Asking, Dns, Outcome
from mailworthy.wire.explore import Direct, Exploring, Statement, Unchecked, looked_up, stated, unchecked

DAY_S = 86_400
SOON_S = 3 * DAY_S
SIGNED_MOST = 4  # name servers that are asked for signatures
LISTED_MOST = 6


class State(Enum):
    """How far a zone's signatures carry."""

    SECURE = "secure"  # the resolver checked them, and vouches
    UNPROVEN = "unproven"  # all links are there, but nobody checked the signatures
    ISLAND = "island"  # signed, but the zone above does not vouch for its keys
    UNSIGNED = "unsigned"
    BOGUS = "bogus"  # whoever checks gets no answer at all
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DnssecSurvey:
    """How a domain's zone is signed.

    Args:
        domain: The domain.
        zone: The zone it lies in; empty where that could not be seen.
        state: How far its signatures carry.
        keys: Its keys.
        digests: What the zone above says of them.
        expires: When the first of the signatures that were seen ends, in seconds since 1970; 0 where none was.
        findings: What there is to say.
    """

    domain: str
    zone: str
    state: State
    keys: tuple[Key, ...] = ()
    digests: tuple[Ds, ...] = ()
    expires: int = 0
    findings: tuple[Finding, ...] = ()

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        return {
            "domain": self.domain,
            "zone": self.zone or None,
            "state": self.state.value,
            "algorithms": sorted({_algorithm(key) for key in self.keys}),
            "keys": sorted(key.tag for key in self.keys),
            "ds": sorted({digest.tag for digest in self.digests}),
            "expires": _day(self.expires) if self.expires else None,
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was learnt.

    Args:
        zone: The zone.
        keys: Its keys.
        digests: What the zone above says of them.
        sure: Whether it is known that there are no others: both questions were answered.
        vouched: Whether the resolver vouched for the zone.
        refused: The questions that the resolver answers only where it need not validate.
        above: The zone above, where its own answers are refused so.
        signed: What name servers said, each with the server.
    """

    zone: str
    keys: tuple[Key, ...]
    digests: tuple[Ds, ...]
    sure: bool
    vouched: bool
    refused: tuple[Dns, ...]
    above: str = ""
    signed: tuple[tuple[Direct, str, Statement], ...] = ()


def survey(domain: str, *, now: int = 0) -> Exploring[DnssecSurvey]:
    """Look at how a domain's zone is signed, and whether a resolver that validates believes it.

    The AD bit is believed only from a resolver on this machine (RFC 4035 §4.9.3); without one nobody checked the signatures,
    and that is said.

    Args:
        domain: As A-labels in lower case.
        now: The time, in seconds since 1970; 0: how long signatures last is not looked at.
    """
    found = yield from find(domain)
    where = {"record": found.zone or domain}
    if not found.zone:
        why = "NXDOMAIN" if found.missing else found.why or "NS"
        skipped = Finding("DNSSEC-NOT-CHECKED", f"{domain}: {why}", where)
        return DnssecSurvey(domain, "", State.UNKNOWN, findings=(skipped,))
    seen = yield from _look(domain, found, now)
    state = _state(seen)
    ends = [signature.expires for _, each in _signatures(seen) for signature in each]
    findings = (*_of_state(seen, state), *_of_strength(seen), *_of_signatures(seen, now))
    return DnssecSurvey(
        domain, found.zone, state, seen.keys, seen.digests, min(ends, default=0), tuple(findings)
    )


# --- looking ------------------------------------------------------------------------------------------------------


def _look(domain: str, found: Delegation, now: int) -> Exploring[_Seen]:
    zone = found.zone
    mail = [Dns(zone, "SOA"), Dns(domain, "MX"), Dns(domain, "TXT"), Dns(f"_dmarc.{domain}", "TXT")]
    above = [Dns(found.above, "SOA")] if found.above else []
    asks = tuple(dict.fromkeys((*mail, *above)))
    answers = yield from looked_up(_look_up(asks))
    refused = yield from _refused(asks, answers)
    keys, digests = yield from answered((Dns(zone, "DNSKEY"), Dns(zone, "DS")))
    there = chain.keys(keys.values)
    signed = yield from _ask_servers(domain, found) if there and now else _nothing()
    return _Seen(
        zone,
        there,
        chain.digests(digests.values),
        sure=Outcome.FAILED not in {keys.outcome, digests.outcome},
        vouched=answers[0].authenticated,
        refused=tuple(ask for ask in refused if ask not in above),
        above=found.above if above and above[0] in refused else "",
        signed=signed,
    )


def _look_up(asks: tuple[Dns, ...]) -> Asking[tuple[Answer, ...]]:
    return (yield asks)


def _refused(asks: Sequence[Dns], answers: Sequence[Answer]) -> Exploring[tuple[Dns, ...]]:
    """Find what the resolver keeps from us because it does not believe it (RFC 4035 §5.5)."""
    failed = [ask for ask, answer in zip(asks, answers, strict=True) if answer.why == "servfail"]
    plain = yield from unchecked(Unchecked(ask.name, ask.type) for ask in failed)
    told = zip(failed, plain, strict=True)
    return tuple(ask for ask, answer in told if answer.outcome is not Outcome.FAILED)


def _ask_servers(domain: str, found: Delegation) -> Exploring[tuple[tuple[Direct, str, Statement], ...]]:
    """Ask name servers themselves for signatures: a resolver keeps them, each server may hold others."""
    servers = [server for server in found.servers if server.addresses][:SIGNED_MOST]
    types = ((found.zone, "SOA"), (found.zone, "DNSKEY"), (domain, "MX"), (domain, "TXT"))
    asks = [Direct(name, type_, server.addresses[0]) for server in servers for name, type_ in types]
    places = [f"{server.name} {server.addresses[0]}" for server in servers for _ in types]
    statements = yield from stated(asks)
    return tuple(zip(asks, places, statements, strict=True))


def _nothing() -> Exploring[tuple[tuple[Direct, str, Statement], ...]]:
    return ()
    yield  # a conversation without a word


# --- judging ------------------------------------------------------------------------------------------------------


def _state(seen: _Seen) -> State:
    if seen.above:
        return State.UNKNOWN
    if (seen.refused and (seen.keys or seen.digests)) or _mismatch(seen):
        return State.BOGUS
    if seen.vouched:
        return State.SECURE
    if not seen.sure:
        return State.UNKNOWN
    if seen.keys:
        return State.UNPROVEN if seen.digests else State.ISLAND
    return State.UNKNOWN if seen.refused else State.UNSIGNED


def _mismatch(seen: _Seen) -> bool:
    """Tell whether the zone above vouches for keys, and none of them is there."""
    readable = [digest for digest in seen.digests if digest.readable]
    return seen.sure and bool(readable) and not _matched(seen)


def _matched(seen: _Seen) -> list[Key]:
    return [key for key in seen.keys if any(digest.means(key, seen.zone) for digest in seen.digests)]


def _of_state(seen: _Seen, state: State) -> Iterator[Finding]:
    where = {"record": seen.zone}
    links = f"{seen.zone}: DNSKEY {_tags(seen.keys)}, DS {_tags(seen.digests)}"
    if _mismatch(seen) and state is State.BOGUS:
        fix = chain.record(seen.zone, seen.keys)
        yield Finding("DNSSEC-DS-MISMATCH", links, {**where, "term": "DS"}, fix=fix)
    elif state is State.BOGUS:
        yield Finding("DNSSEC-BOGUS", _doubt(seen), where)
    elif state is State.SECURE:
        algorithms = ", ".join(sorted({_algorithm(key) for key in seen.keys}))
        yield Finding("DNSSEC-SECURE", f"{seen.zone}: {algorithms}" if algorithms else seen.zone, where)
    elif state is State.ISLAND:
        fix = chain.record(seen.zone, seen.keys)
        yield Finding("DNSSEC-NO-DS", links, {**where, "term": "DS"}, fix=fix)
    elif state is State.UNSIGNED:
        yield Finding("DNSSEC-UNSIGNED", seen.zone, where)
    else:
        yield Finding("DNSSEC-NOT-CHECKED", _doubt(seen) or f"{links}, AD –", where)


def _doubt(seen: _Seen) -> str:
    """Name what the resolver does not believe."""
    refused = [f"SOA {seen.above}"] if seen.above else [f"{ask.type} {ask.name}" for ask in seen.refused]
    return f"SERVFAIL: {_listed(refused)}" if refused else ""


def _of_strength(seen: _Seen) -> Iterator[Finding]:
    where = {"record": seen.zone}
    old = {key.algorithm for key in seen.keys} & set(chain.OLD_ALGORITHMS)
    if old and not {key.algorithm for key in seen.keys} - old:
        names = ", ".join(chain.OLD_ALGORITHMS[number] for number in sorted(old))
        yield Finding("DNSSEC-OLD-ALGORITHM", names, {**where, "term": "DNSKEY"})
    if seen.digests and all(digest.kind == chain.SHA1 for digest in seen.digests):
        fix = chain.record(seen.zone, _matched(seen))
        yield Finding(
            "DNSSEC-OLD-DIGEST", f"DS {_tags(seen.digests)}: SHA-1", {**where, "term": "DS"}, fix=fix
        )


def _signatures(seen: _Seen) -> Iterator[tuple[str, tuple[chain.Signature, ...]]]:
    for _, place, statement in seen.signed:
        yield place, tuple(chain.signatures(statement.signatures))


def _of_signatures(seen: _Seen, now: int) -> Iterator[Finding]:
    where = {"record": seen.zone, "term": "RRSIG"}
    over, soon = [], []
    for place, each in _signatures(seen):
        last = max(each, key=lambda one: one.expires, default=None)  # of those of several keys the last holds
        if last is None:
            continue
        text = f"{place}: {last.type} {_day(last.expires)}"
        if last.expires <= now:
            over.append(text)
        elif last.expires - now < min(SOON_S, (last.expires - last.begins) / 4):
            soon.append(text)
    if over:
        yield Finding("DNSSEC-EXPIRED", _listed(over), where)
    if soon:
        yield Finding("DNSSEC-EXPIRES-SOON", _listed(soon), where)
    bare = _unsigned_answers(seen)
    if bare and seen.digests:
        yield Finding("DNSSEC-SERVER-UNSIGNED", _listed(bare), where)


def _unsigned_answers(seen: _Seen) -> list[str]:
    """Find servers that give the zone without its signatures, as those do that hold an old copy or cannot do DNSSEC."""
    return [
        place
        for ask, place, statement in seen.signed
        if ask.type == "SOA"
        and statement.authoritative
        and statement.answer.outcome is Outcome.FOUND
        and not statement.signatures
    ]


# --- words --------------------------------------------------------------------------------------------------------


def _algorithm(key: Key) -> str:
    return chain.NAMES.get(key.algorithm, str(key.algorithm))


def _tags(links: Sequence[Key | Ds]) -> str:
    return _listed(sorted({str(link.tag) for link in links})) or "–"


def _day(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _listed(texts: Sequence[str]) -> str:
    more = len(texts) - LISTED_MOST
    return ", ".join(texts[:LISTED_MOST]) + (f" +{more}" if more > 0 else "")
