"""What each name server says when it is asked itself, several times: whether it answers, answers for the zone, and says the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

from mailworthy.sender.name_servers.zone import NameServer
from mailworthy.wire.ask import Outcome
from mailworthy.wire.explore import Direct, Exploring, Statement, stated

TURNS = 4  # how often each server is asked the same
FAILURES_LEAST = 2  # one datagram in a hundred is lost on its way, and that is nobody's fault

Asked: TypeAlias = tuple[str, str]  # name and type


class State(Enum):
    """How a name server does at one of its addresses."""

    SOUND = "sound"
    UNSTABLE = "unstable"  # answers, and then again not
    DEAF = "deaf"  # answers steadily, but never one of the questions
    LAME = "lame"  # answers that it knows nothing of the zone
    SILENT = "silent"  # nothing ever came back
    PRIVATE = "private"  # an address that nobody outside can reach
    NOT_ASKED = "not_asked"  # there is no way from this machine, or was no time


ALIVE = frozenset({State.SOUND, State.UNSTABLE, State.DEAF})


@dataclass(frozen=True, slots=True)
class Place:
    """One name server at one of its addresses.

    Args:
        server: Its name.
        address: Its IP address.
        state: How it does.
        why: What went wrong: for :attr:`State.LAME` what it said (``refused``, ``servfail``, ``lame``, ``not_authoritative``…), for
            :attr:`State.SILENT` ``timeout`` or ``unreachable``; else the failures that there were, comma separated.
        serials: The versions of the zone that it gave, mostly one: the primary's name and the serial number (RFC 1035 §3.3.13).
        asked: How often it was asked.
        failed: How often it failed to answer.
        deaf_to: The questions that it never answered, as ``TXT example.com``.
        said: What it said to each question, each different answer once; an empty tuple is "there is nothing".
    """

    server: str
    address: str
    state: State
    why: str = ""
    serials: frozenset[tuple[str, int]] = frozenset()
    asked: int = 0
    failed: int = 0
    deaf_to: tuple[str, ...] = ()
    said: Mapping[Asked, frozenset[tuple[str, ...]]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.server} {self.address}"

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {
            "server": self.server,
            "address": self.address,
            "state": self.state.value,
            "why": self.why or None,
            "serial": max(serial for _, serial in self.serials) if self.serials else None,
            "asked": self.asked,
            "failed": self.failed,
        }


def ask(servers: Iterable[NameServer], zone: str, domain: str) -> Exploring[tuple[Place, ...]]:
    """Ask all servers of a zone for what mail needs of a domain in it, four times.

    Args:
        servers: They, with their addresses.
        zone: The zone.
        domain: The domain.
    """
    talks = [_Talk(server.name, address, zone, domain) for server in servers for address in server.addresses]
    for turn in range(TURNS):
        asks = [(talk, asked, number) for talk in talks for asked, number in talk.due(turn)]
        told = yield from stated(Direct(*asked, talk.address, number) for talk, asked, number in asks)
        for (talk, asked, _), statement in zip(asks, told, strict=True):
            talk.hear(asked, statement)
    return tuple(talk.place() for talk in talks)


class _Talk:
    """What one server said so far, at one address."""

    def __init__(self, server: str, address: str, zone: str, domain: str) -> None:
        self.address = address
        self._server = server
        self._soa = (zone, "SOA")
        self._often = (self._soa, (domain, "MX"), (domain, "TXT"))
        self._once = ((zone, "NS"), (f"_dmarc.{domain}", "TXT"))
        self._heard: dict[Asked, list[Statement]] = {}

    def due(self, turn: int) -> Iterator[tuple[Asked, int]]:
        """Give what it is to be asked now: all, then what mail asks for most and what it failed to answer."""
        if turn == 0:
            yield from ((asked, 0) for asked in (*self._often, *self._once))
        elif self._answered(self._soa):
            failed = (asked for asked in self._once if not self._answered(asked))
            yield from ((asked, turn) for asked in (*self._often, *failed))
        elif turn == 1 and not self._whys() <= _NEVER_ASKED.keys():
            # Nothing else is of interest, and each silence takes seconds: the last chances are given all at once.
            yield from ((self._soa, number) for number in range(TURNS, 2 * TURNS - 1))

    def _whys(self) -> set[str]:
        return {one.answer.why for one in self._heard[self._soa]}

    def hear(self, asked: Asked, statement: Statement) -> None:
        if asked in self._heard and statement.answer.why == _NO_TIME:
            return  # nobody waited for it: that is not the server's fault
        self._heard.setdefault(asked, []).append(statement)

    def _answered(self, asked: Asked) -> list[Statement]:
        return [one for one in self._heard[asked] if self._served(asked, one)]

    def _served(self, asked: Asked, one: Statement) -> bool:
        """Tell whether it answered; a referral of a name inside the zone is an answer too: that name is somebody else's."""
        if asked == self._soa:
            return one.authoritative and one.answer.outcome is Outcome.FOUND
        return one.answer.outcome is not Outcome.FAILED or bool(one.referral)

    def place(self) -> Place:
        soa = self._heard[self._soa]
        good = self._answered(self._soa)
        if not good:
            whys = [one.answer.why or "not_authoritative" for one in soa]
            return Place(self._server, self.address, *_dead(whys), asked=len(soa), failed=len(soa))
        deaf = [asked for asked in self._heard if not self._answered(asked)]
        asked = sum(map(len, self._heard.values()))
        failed = len(self._failures())
        stray = failed - sum(len(self._heard[question]) for question in deaf)
        state = State.UNSTABLE if stray >= FAILURES_LEAST else State.DEAF if deaf else State.SOUND
        return Place(
            self._server,
            self.address,
            state,
            ", ".join(sorted({one.answer.why or "not_authoritative" for one in self._failures()})),
            serials=frozenset(_serial(value) for one in good for value in one.answer.values),
            asked=asked,
            failed=failed,
            deaf_to=tuple(f"{type_} {name}" for name, type_ in deaf),
            said={question: self._said(question) for question in self._heard},
        )

    def _failures(self) -> list[Statement]:
        return [one for asked, heard in self._heard.items() for one in heard if not self._served(asked, one)]

    def _said(self, question: Asked) -> frozenset[tuple[str, ...]]:
        return frozenset(
            (f"CNAME {one.answer.alias}",) if one.answer.alias else tuple(sorted(one.answer.values))
            for one in self._answered(question)
            if not one.referral
        )


def _dead(whys: Sequence[str]) -> tuple[State, str]:
    for why, state in _NEVER_ASKED.items():
        if why in whys:
            return state, why
    spoke = next((why for why in whys if why not in _NOTHING), "")
    if spoke:
        return State.LAME, spoke
    once = len(whys) == 1  # there was no time to ask again, and one datagram may be lost
    return State.NOT_ASKED if once else State.SILENT, whys[0]


_NO_TIME = "no_time"
_NEVER_ASKED = {"forbidden": State.PRIVATE, "no_route": State.NOT_ASKED, _NO_TIME: State.NOT_ASKED}
_NOTHING = ("timeout", "unreachable")


def _serial(soa: str) -> tuple[str, int]:
    words = soa.split()
    return words[0] if words else "", int(words[2]) if len(words) > 2 and words[2].isdecimal() else 0
