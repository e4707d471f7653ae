"""Questions that a resolver cannot answer: to one name server, a web server, a mail host, a program; and checks that ask them.

A check that asks only DNS is an :data:`~mailworthy.wire.ask.Asking`. One that asks more is an :data:`Exploring`, and takes
the first kind in by :func:`looked_up`. Both are held alike: by a dictionary (:class:`World`) or by what lives at the edge.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Visit:
    """One address of a link or picture to visit as a reader's client would, reading as little as will do.

    Args:
        url: As the message has it: ``http`` or ``https``.
        most: Octets of the body after which no more is read; 0 where its head is enough.
    """

    url: str
    most: int = 0


@dataclass(frozen=True, slots=True)
class Visited:
    """What came of visiting an address.

    Args:
        status: The last answer's status; 0 where there was none. A part that was asked for is told as the whole would be, by 200.
        hops: The addresses that were redirected to, in order; the last is where it ended, or was not followed to.
        media_type: As the last header says, without parameters, in lower case.
        size: Octets of the body as the header says, or as read where all of it was; -1 where nobody knows.
        body: The octets, at most as many as were asked for.
        why: Where there was no answer: as for :attr:`Page.why`, ``no_such_name`` where the host does not exist, and ``inner`` where
            one of its addresses is not public.
        detail: What was said of it, for people.
    """

    status: int = 0
    hops: tuple[str, ...] = ()
    media_type: str = ""
    size: int = -1
    body: bytes = b""
    why: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Proofread:
    """A text for a grammar checker that the user runs.

    Args:
        text: Plain.
        language: An ISO 639 code, with a region where one is known: ``de``, ``en-GB``.
    """

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What a grammar checker says.

    Args:
        lints: What it objects to, in the order of the text.
        why: Where it did not answer: ``not_asked`` (there is none), ``language`` (it does not know it), or as for :attr:`Page.why`.
        detail: What was said of it, for people.
    """

    lints: tuple[Lint, ...] = ()
    why: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Lint:
    """Something that a grammar checker objects to.

    Args:
        start: Where it begins in the text, in characters.
        end: Where it ends.
        message: Its words.
        replacements: What it would write instead, the likeliest first.
        rule: Its name for the rule; empty where it has none.
        kind: ``grammar``, ``spelling``, ``style``, ``typography``, or its own word.
    """

    start: int
    end: int
    message: str
    replacements: tuple[str, ...] = ()
    rule: str = ""
    kind: str = "grammar"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture whose words are to be read.

    Args:
        octets: The file.
        languages: In which it may be written, ISO 639 codes of two letters; empty where nobody knows.
    """

    octets: bytes
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a picture.

    Args:
        text: Line by line; empty where nothing was made out.
        why: Where nobody looked: ``not_installed``, ``language`` (none of them is known there), ``timeout``, ``malformed``.
        detail: What was said of it, for people.
    """

    text: str = ""
    why: str = ""
    detail: str = ""


Question: TypeAlias = Dns | Direct | Unchecked | Http | Smtp | Visit | Proofread | Picture
Told: TypeAlias = Answer | Statement | Page | Session | Visited | Proof | Words
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


def visited(asks: Iterable[Visit]) -> Exploring[tuple[Visited, ...]]:
    """Visit addresses."""
    return (yield from _put(tuple(asks), Visited))


def proofread(asks: Iterable[Proofread]) -> Exploring[tuple[Proof, ...]]:
    """Have texts read by a grammar checker."""
    return (yield from _put(tuple(asks), Proof))


def made_out(asks: Iterable[Picture]) -> Exploring[tuple[Words, ...]]:
    """Have the words in pictures read."""
    return (yield from _put(tuple(asks), Words))


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
        visits: What comes of visiting addresses, by address.
        proofs: What a grammar checker says, by text; nothing of any other where there are some.
        pictures: The words in pictures, by their octets.
    """

    zone: Zone
    web: Mapping[str, str | Page] = field(default_factory=dict)
    mail: Mapping[str, Session] = field(default_factory=dict)
    servers: Mapping[str, Voice | tuple[Voice, ...]] = field(default_factory=dict)
    unvalidated: Zone | None = None
    visits: Mapping[str, Visited] = field(default_factory=dict)
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    pictures: Mapping[bytes, Words] = field(default_factory=dict)

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
            case Smtp():
                return self.mail.get(ask.address, Session(why="unreachable"))
            case _:
                return self._given(ask)

    def _given(self, ask: Http | Visit | Proofread | Picture) -> Told:
        match ask:
            case Http():
                return self._page(ask.url)
            case Visit():
                return self.visits.get(ask.url, Visited(why="unreachable"))
            case Proofread():
                return self.proofs.get(ask.text, Proof() if self.proofs else Proof(why="not_asked"))
            case Picture():
                return self.pictures.get(ask.octets, Words(why="not_installed"))

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


def hold(exploring: Exploring[R], world: Callable[[tuple[Question, ...]], tuple[Told, ...]]) -> R:
    """Hold one conversation to its end and return its result.

    Args:
        exploring: The check.
        world: What answers its questions, as :class:`World` does.
    """
    try:
        asks = next(exploring)
        while True:
            asks = exploring.send(world(asks))
    except StopIteration as end:
        result: R = end.value
        return result
