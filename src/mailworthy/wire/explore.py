"""Questions that a resolver cannot answer: to one name server, to a web server, to a mail host; and checks that ask them.

A check that asks only DNS is an :data:`~mailworthy.wire.ask.Asking`. One that asks more is an :data:`Exploring`, and takes
the first kind in by :func:`looked_up`. Both are held alike: by a dictionary (:class:`World`) or by what lives at the edge.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias, TypeVar, cast

from mailworthy.wire.ask import Answer, Asking, Dns, Outcome, Zone

R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Direct:
    """One DNS question to one name server itself, without recursion (RFC 1034 §4.3.1).

    Args:
        name: As for :class:`~mailworthy.wire.ask.Dns`.
        type: The record type, upper case.
        server: The name server's IP address.
        turn: Another number makes it another question: whoever answers equal questions once asks this one again.
    """

    name: str
    type: str
    server: str
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """What one name server said.

    Args:
        answer: The answer. :attr:`~mailworthy.wire.ask.Outcome.FAILED` where there was none: ``why`` is then ``timeout``, ``refused``,
            ``servfail``, ``formerr``, ``lame`` (it referred us elsewhere), ``unreachable``, ``no_route`` (from this machine),
            ``no_time`` (nobody waited for it), ``forbidden`` (outside :class:`~mailworthy.wire.reach.Reach`) or ``malformed``. Aliases are not followed beyond what it says
            by itself: :attr:`~mailworthy.wire.ask.Outcome.EMPTY` with ``alias`` where it leads elsewhere.
        authoritative: Whether it answers for the zone (the AA bit, RFC 1035 §4.1.1).
        signatures: The RRSIG records over what was asked for (RFC 4034 §3.2), in presentation form.
        referral: Name servers to which it referred us for the very name, each with the addresses that it told (RFC 1034 §4.2.2).
    """

    answer: Answer
    authoritative: bool = False
    signatures: tuple[str, ...] = ()
    referral: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Unchecked:
    """One DNS question to the resolver that is not to validate the answer (the CD bit, RFC 4035 §3.2.2).

    Args:
        name: As for :class:`~mailworthy.wire.ask.Dns`.
        type: The record type, upper case.
    """

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Http:
    """One resource to fetch over HTTPS.

    Args:
        url: Its address; ``https`` only.
        most: Octets of the body after which no more is read.
        redirects: How many may be followed, each judged like the first address.
    """

    url: str
    most: int = 65_536
    redirects: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """What a web server gave.

    Args:
        status: The answer's status; 0 where there was none.
        media_type: As the header says, without parameters, in lower case.
        body: The octets, at most as many as were asked for.
        cut: Whether there were more.
        url: Where it was found in the end.
        why: Where there was no answer: ``timeout``, ``unreachable``, ``no_route`` (from this machine, as to IPv6), ``no_address``,
            ``forbidden`` (outside :class:`~mailworthy.wire.reach.Reach`, or no HTTPS on its own port), ``certificate``, ``tls``,
            ``malformed`` or ``redirects`` (too many; ``status`` is then that of the last).
        detail: What was said of it, for people.
    """

    status: int = 0
    media_type: str = ""
    body: bytes = b""
    cut: bool = False
    url: str = ""
    why: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Smtp:
    """One mail host to greet, up to STARTTLS and QUIT; no sender, no recipient is ever named.

    Args:
        address: Its IP address.
        host: Its name: what the handshake asks for (RFC 6066 §3) and the certificate must name.
    """

    address: str
    host: str


@dataclass(frozen=True, slots=True)
class Session:
    """What a mail host said up to QUIT.

    Args:
        why: Empty where it greeted us, else ``timeout``, ``refused`` (the connection), ``unreachable``, ``no_route`` (from this
            machine, as to IPv6), ``forbidden`` (outside :class:`~mailworthy.wire.reach.Reach`), ``closed``, ``malformed`` or
            ``rejected`` (no 220, or no to EHLO). What was learnt before it broke off stands in the other fields.
        detail: What was said of it, for people.
        greeting: The text of its first reply, without the code.
        keywords: What EHLO listed before TLS, upper case, in its order, without parameters.
        starttls: The code that answered STARTTLS, 0 where it was not offered.
        tls: ``TLSv1.3`` and its like; empty where no handshake succeeded.
        cipher: The cipher suite's name.
        chain: The certificates as DER, the host's own first.
        trusted: Whether the chain leads to a known authority and names the host.
        distrust: Else why not: ``expired``, ``not_yet_valid``, ``self_signed``, ``unknown_issuer``, ``other_name``, ``revoked`` or
            ``invalid``; ``handshake`` where there is no chain at all.
    """

    why: str = ""
    detail: str = ""
    greeting: str = ""
    keywords: tuple[str, ...] = ()
    starttls: int = 0
    tls: str = ""
    cipher: str = ""
    chain: tuple[bytes, ...] = ()
    trusted: bool = False
    distrust: str = ""


Question: TypeAlias = Dns | Direct | Unchecked | Http | Smtp
Told: TypeAlias = Answer | Statement | Page | Session
Exploring: TypeAlias = Generator[tuple[Question, ...], tuple[Told, ...], R]


def looked_up(asking: Asking[R]) -> Exploring[R]:
    """Take in a check that asks only DNS."""
    return cast("Exploring[R]", asking)


def stated(asks: Iterable[Direct]) -> Exploring[tuple[Statement, ...]]:
    """Ask name servers themselves."""
    return (yield from _put(tuple(asks), Statement))


def unchecked(asks: Iterable[Unchecked]) -> Exploring[tuple[Answer, ...]]:
    """Ask the resolver for what it would not vouch for."""
    return (yield from _put(tuple(asks), Answer))


def fetched(asks: Iterable[Http]) -> Exploring[tuple[Page, ...]]:
    """Fetch from web servers."""
    return (yield from _put(tuple(asks), Page))


def greeted(asks: Iterable[Smtp]) -> Exploring[tuple[Session, ...]]:
    """Greet mail hosts."""
    return (yield from _put(tuple(asks), Session))


def together(checks: Sequence[Exploring[Any] | Asking[Any]]) -> Exploring[tuple[Any, ...]]:
    """Hold conversations in step: what each wants to know next is asked at once. Gives their results in their order.

    They may be of any kinds, those that ask only DNS too; whoever takes the results knows of what kind they are.
    """
    explorings = cast("Sequence[Exploring[Any]]", checks)
    results: dict[int, Any] = {}
    turns = [(at, _turn(results, at, exploring, None)) for at, exploring in enumerate(explorings)]
    while turns := [(at, asks) for at, asks in turns if at not in results]:
        told = iter((yield tuple(ask for _, asks in turns for ask in asks)))
        turns = [
            (at, _turn(results, at, explorings[at], tuple(islice(told, len(asks))))) for at, asks in turns
        ]
    return tuple(results[at] for at in range(len(explorings)))


def _turn(
    results: dict[int, Any], at: int, exploring: Exploring[Any], told: tuple[Told, ...] | None
) -> tuple[Question, ...]:
    try:
        return next(exploring) if told is None else exploring.send(told)
    except StopIteration as end:
        results[at] = end.value
        return ()


def _put(asks: tuple[Question, ...], kind: type[T]) -> Exploring[tuple[T, ...]]:
    told = (yield asks) if asks else ()
    if not all(isinstance(one, kind) for one in told):
        raise TypeError(f"asked for {kind.__name__}, told {told!r}")
    return cast("tuple[T, ...]", told)


Voice: TypeAlias = Zone | str


@dataclass(frozen=True, slots=True)
class World:
    """More of the world than DNS, made of plain dictionaries; what is missing cannot be reached.

    Args:
        zone: DNS.
        web: What web servers give, by address; text is served as ``text/plain``.
        mail: What mail hosts say, by IP address.
        servers: What single name servers say, by IP address; those that are not named here speak like ``zone``. RRSIG records
            are told with what they sign. ``REFERRAL`` in place of a type holds the names of the servers to which it refers for
            that name; other types there are answered all the same, as a parent zone answers for DS. A word fails that way, an empty
            one speaks like ``zone``; of several in a tuple each has its turn (:attr:`Direct.turn`).
        unvalidated: What DNS says without validation; like ``zone`` where None is given.
    """

    zone: Zone
    web: Mapping[str, str | Page] = field(default_factory=dict)
    mail: Mapping[str, Session] = field(default_factory=dict)
    servers: Mapping[str, Voice | tuple[Voice, ...]] = field(default_factory=dict)
    unvalidated: Zone | None = None

    def __call__(self, asks: tuple[Question, ...]) -> tuple[Told, ...]:
        """Answer all questions."""
        return tuple(self._told(ask) for ask in asks)

    def _told(self, ask: Question) -> Told:
        match ask:
            case Dns():
                return self.zone((ask,))[0]
            case Unchecked():
                return (self.unvalidated or self.zone)((Dns(ask.name, ask.type),))[0]
            case Direct():
                return self._stated(ask)
            case Http():
                return self._page(ask.url)
            case Smtp():
                return self.mail.get(ask.address, Session(why="unreachable"))

    def _stated(self, ask: Direct) -> Statement:
        voices = self.servers.get(ask.server, self.zone)
        said = (voices[ask.turn % len(voices)] if isinstance(voices, tuple) else voices) or self.zone
        if isinstance(said, str):
            return Statement(Answer(Outcome.FAILED, why=said))
        here = said.at(ask.name)
        records = here if isinstance(here, Mapping) else {}
        if "REFERRAL" in records and ask.type not in records:
            referral = tuple((name, _addresses(said, name)) for name in records["REFERRAL"])
            return Statement(Answer(Outcome.FAILED, why="lame"), referral=referral)
        answer = said((Dns(ask.name, ask.type),))[0]
        signatures = tuple(text for text in records.get("RRSIG", ()) if text.startswith(f"{ask.type} "))
        return Statement(answer, answer.outcome is not Outcome.FAILED, signatures)

    def _page(self, url: str) -> Page:
        page = self.web.get(url, Page(why="unreachable"))
        return Page(200, "text/plain", page.encode(), url=url) if isinstance(page, str) else page


def _addresses(zone: Zone, name: str) -> tuple[str, ...]:
    answers = zone((Dns(name, "A"), Dns(name, "AAAA")))
    return tuple(address for answer in answers for address in answer.values)


def hold(exploring: Exploring[R], world: World) -> R:
    """Hold one conversation to its end and return its result."""
    try:
        asks = next(exploring)
        while True:
            asks = exploring.send(world(asks))
    except StopIteration as end:
        result: R = end.value
        return result
