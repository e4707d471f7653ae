"""Which zone a domain lies in, and which name servers are to answer for it (RFC 1034 §4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

from mailworthy.sender.suffix import is_suffix
from mailworthy.wire.ask import Answer, Asking, Dns, Outcome
from mailworthy.wire.explore import Direct, Exploring, Unchecked, looked_up, stated, unchecked
from mailworthy.wire.mail_hosts import is_name

NAMES_MOST = 8  # of a domain and what lies above it that are looked at
SERVERS_MOST = 8  # of a zone that are asked; the largest have thirteen, and the rest is named
ADDRESSES_MOST = 2  # of one name server that are asked
ABOVE_MOST = 2  # servers of the zone above that are asked for the delegation


@dataclass(frozen=True, slots=True)
class NameServer:
    """One name server of a zone.

    Args:
        name: Its name.
        addresses: Its IP addresses, IPv4 first, :data:`ADDRESSES_MOST` at most, one of each kind where there are both.
        alias: Where its CNAME leads; empty where there is none, as it should be (RFC 2181 §10.3).
        why: Why it has no address: empty where it has, ``missing`` (there is no such name), ``no_address``, or why DNS did
            not tell: ``timeout``, ``servfail``…
    """

    name: str
    addresses: tuple[str, ...] = ()
    alias: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Delegation:
    """The zone a domain lies in, and who answers for it.

    Args:
        zone: Its name; empty where it could not be seen.
        above: The zone above, empty where it could not be seen.
        named: The name servers that the zone itself names, sorted; none where it did not answer.
        delegated: Those to which the zone above refers, sorted; none where that could not be seen.
        servers: All of them, :data:`SERVERS_MOST` at most.
        left_out: The names of the others.
        missing: Whether there is no such domain.
        above_answered: Whether the zone above answered us directly: then this machine may ask name servers.
        why: Why the resolver could not say who answers for the zone: ``servfail``, ``timeout``…; empty where it could.
    """

    zone: str = ""
    above: str = ""
    named: tuple[str, ...] = ()
    delegated: tuple[str, ...] = ()
    servers: tuple[NameServer, ...] = ()
    left_out: tuple[str, ...] = ()
    missing: bool = False
    above_answered: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where the zone of a domain begins, as the resolver tells."""

    zone: str = ""
    named: tuple[str, ...] = ()
    missing: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Above:
    """What the zone above says."""

    zone: str = ""
    answered: bool = False
    glue: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def find(domain: str) -> Exploring[Delegation]:
    """Find the zone that a domain lies in, and its name servers.

    Args:
        domain: As A-labels in lower case.
    """
    names = _upwards(domain)
    answers = yield from answered(Dns(name, "NS") for name in names)
    cut = _cut(names, answers)
    if not cut.zone:
        return Delegation(missing=cut.missing, why=cut.why)
    above = yield from _ask_above(cut.zone, dict(zip(names, answers, strict=True)))
    wanted = tuple(dict.fromkeys((*cut.named, *above.glue)))
    servers = yield from _servers(wanted[:SERVERS_MOST], above.glue)
    return Delegation(
        cut.zone,
        above.zone,
        named=cut.named,
        delegated=tuple(sorted(above.glue)),
        servers=servers,
        left_out=wanted[SERVERS_MOST:],
        above_answered=above.answered,
        why=cut.why,
    )


def answered(asks: Iterable[Dns]) -> Exploring[tuple[Answer, ...]]:
    """Ask the resolver, and where it has no answer once more without validation: whose signatures are wrong is found all the same."""
    questions = tuple(asks)
    answers = list((yield from looked_up(_look_up(questions))))
    failed = [at for at, answer in enumerate(answers) if answer.outcome is Outcome.FAILED]
    again = yield from unchecked(Unchecked(questions[at].name, questions[at].type) for at in failed)
    for at, answer in zip(failed, again, strict=True):
        if answer.outcome is not Outcome.FAILED:
            answers[at] = answer
    return tuple(answers)


def _look_up(asks: tuple[Dns, ...]) -> Asking[tuple[Answer, ...]]:
    return (yield asks) if asks else ()


def _upwards(domain: str) -> tuple[str, ...]:
    """Give a domain and the names above it; of very deep ones the domain and the highest."""
    labels = domain.split(".")
    names = [".".join(labels[at:]) for at in range(len(labels))]
    return (names[0], *names[1:][-(NAMES_MOST - 1) :])


def _cut(names: Sequence[str], answers: Sequence[Answer]) -> _Cut:
    found = next((at for at, each in enumerate(answers) if _is_apex(each)), len(names))
    failed = [at for at in range(found) if answers[at].outcome is Outcome.FAILED]
    if failed:
        return _broken(names[failed[-1]], answers[failed[-1]].why)
    if found == len(names):
        return _Cut(missing=answers[0].outcome is Outcome.NO_SUCH_NAME)
    nobodys = found and answers[found - 1].outcome is Outcome.NO_SUCH_NAME and is_suffix(names[found])
    if nobodys:
        return _Cut(missing=True)
    return _Cut(names[found], tuple(sorted(filter(is_name, answers[found].values))))


def _broken(highest: str, why: str) -> _Cut:
    """Take it that the zone begins at the highest name that fails; where a whole suffix does, the resolver is to blame."""
    return _Cut(why=why) if is_suffix(highest) else _Cut(highest, why=why)


def _is_apex(answer: Answer) -> bool:
    return answer.outcome is Outcome.FOUND and not answer.alias


# --- the zone above -----------------------------------------------------------------------------------------------


def _ask_above(zone: str, answers: Mapping[str, Answer]) -> Exploring[_Above]:
    """Ask the zone above, at two of its servers, to whom it refers."""
    above = next((name for name, each in answers.items() if _lies_in(zone, name) and _is_apex(each)), "")
    if not above:
        return _Above()
    names = sorted(filter(is_name, answers[above].values))[:ABOVE_MOST]
    servers = yield from _servers(names, {})
    places = [server.addresses[0] for server in servers if server.addresses]
    statements = yield from stated(Direct(zone, "NS", place) for place in places)
    glue: dict[str, tuple[str, ...]] = {}
    for name, addresses in (pair for statement in statements for pair in statement.referral):
        if is_name(name):
            glue[name] = tuple(dict.fromkeys((*glue.get(name, ()), *addresses)))
    said = any(one.referral or one.answer.outcome is not Outcome.FAILED for one in statements)
    return _Above(above, said, glue)


def _lies_in(name: str, zone: str) -> bool:
    return name.endswith(f".{zone}")


# --- where the servers are ----------------------------------------------------------------------------------------


def _servers(names: Sequence[str], glue: Mapping[str, tuple[str, ...]]) -> Exploring[tuple[NameServer, ...]]:
    asks = [Dns(name, type_) for name in names for type_ in ("A", "AAAA")]
    answers = iter((yield from answered(asks)))
    return tuple(
        _server(name, (old, new), glue.get(name, ()))
        for name, old, new in zip(names, answers, answers, strict=True)
    )


def _server(name: str, answers: tuple[Answer, Answer], glue: tuple[str, ...]) -> NameServer:
    """Make a name server of what DNS says of its addresses; where that says nothing, the zone above may."""
    told = [value for answer in answers for value in answer.values] or glue
    old, new = ([each for each in told if _version(each) == version] for version in (4, 6))
    addresses = (*old[:1], *new[:1], *old[1:], *new[1:])[:ADDRESSES_MOST]
    alias = next((answer.alias for answer in answers if answer.alias), "")
    return NameServer(name, addresses, alias, "" if addresses else _why(answers))


def _version(address: str) -> int:
    try:
        return ip_address(address).version
    except ValueError:
        return 0


def _why(answers: Sequence[Answer]) -> str:
    failed = next((answer.why for answer in answers if answer.outcome is Outcome.FAILED), "")
    gone = all(answer.outcome is Outcome.NO_SUCH_NAME for answer in answers)
    return failed or ("missing" if gone else "no_address")
