"""Questions to the world and its answers: how a check that needs the world asks.

A check is a generator. It yields a tuple of asks, is sent as many answers, and returns its result.
It never learns who answered: a dictionary in tests (:class:`Zone`), a resolver on the command line, a cache in the
bulk run.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias, TypeVar

import msgspec

R = TypeVar("R")


# A list job makes a million questions and as many answers: these are the quickest of frozen values to make and to find
# again, and as they hold nothing but text, the garbage collector need not look into them.
class Dns(msgspec.Struct, frozen=True, gc=False):
    """One DNS question.

    Args:
        name: The name as A-labels, lower case, without the trailing dot.
        type: The record type, upper case: ``MX``, ``A``, ``AAAA``, ``TXT``, ``NS``, ``PTR``…
    """

    name: str
    type: str


class Outcome(Enum):
    """How a question was answered. "Answered empty" and "could not ask" are never the same thing."""

    FOUND = "found"
    EMPTY = "empty"  # NOERROR, no record of that type (RFC 2308 §2.2)
    NO_SUCH_NAME = "no_such_name"  # NXDOMAIN (RFC 2308 §2.1)
    FAILED = "could_not_ask"  # says nothing about the name; Answer.why tells what happened


class Answer(msgspec.Struct, frozen=True, gc=False):
    """One DNS answer.

    Args:
        outcome: How the question was answered.
        values: The records' data in presentation form, names in lower case without the trailing dot
            (``10 mx.example.net``; the root is ``.``). Character strings of a TXT record are joined.
        why: For :attr:`Outcome.FAILED`: ``timeout``, ``servfail``, ``refused``, ``formerr``, ``unreachable``,
            ``forbidden`` (outside :class:`Reach`) or ``malformed``.
        ttl_s: For how long the answer holds, in seconds.
        alias: Where a chain of CNAMEs ended, empty where there was none.
        authenticated: Whether the resolver vouched for the answer (the AD bit, RFC 4035 §3.2.3).
    """

    outcome: Outcome
    values: tuple[str, ...] = ()
    why: str = ""
    ttl_s: int = 0
    alias: str = ""
    authenticated: bool = False


Asks: TypeAlias = tuple[Dns, ...]
Answers: TypeAlias = tuple[Answer, ...]
Asking: TypeAlias = Generator[Asks, Answers, R]


def hold(asking: Asking[R], answer: Callable[[Asks], Answers]) -> R:
    """Hold one conversation to its end and return its result.

    Args:
        asking: The check.
        answer: Who answers: takes the asks, returns as many answers.
    """
    try:
        asks = next(asking)
        while True:
            asks = asking.send(answer(asks))
    except StopIteration as end:
        result: R = end.value
        return result


Node: TypeAlias = Mapping[str, list[str]] | str


@dataclass(frozen=True, slots=True)
class Zone:
    """A world made of a plain dictionary.

    Args:
        records: ``{"example.net": {"MX": ["10 mx.example.net"], "A": ["192.0.2.1"]}, "broken.example": "servfail"}``.
            A name mapped to a string fails, and all below it, with that string as :attr:`Answer.why`; a name that is
            missing does not exist. A CNAME is followed (eight times at most); ``*.example.net`` answers as RFC 4592
            says.
        secure: Names whose zones are signed: answers from there and from below are :attr:`Answer.authenticated`.
    """

    records: Mapping[str, Node]
    secure: tuple[str, ...] = ()
    _inner: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        inner = frozenset(above for name in self.records for above in _above(name))
        object.__setattr__(self, "_inner", inner)

    def __call__(self, asks: Asks) -> Answers:
        """Answer all asks."""
        return tuple(self._answer(ask) for ask in asks)

    def _answer(self, ask: Dns) -> Answer:
        name = ask.name
        alias = ""
        signed = True
        for _ in range(9):  # the name itself, and eight aliases
            here = self.at(name)
            signed = signed and self._signed(name)
            if here is None:
                return Answer(Outcome.NO_SUCH_NAME, alias=alias, authenticated=signed)
            if isinstance(here, str):
                return Answer(Outcome.FAILED, why=here, alias=alias)
            if here.get(ask.type):
                values = tuple(here[ask.type])
                return Answer(Outcome.FOUND, values, ttl_s=300, alias=alias, authenticated=signed)
            if not here.get("CNAME"):
                return Answer(Outcome.EMPTY, alias=alias, authenticated=signed)
            name = alias = here["CNAME"][0]
        return Answer(Outcome.FAILED, why="servfail", alias=alias)

    def _signed(self, name: str) -> bool:
        return any(name == top or name.endswith("." + top) for top in self.secure)

    def at(self, name: str) -> Node | None:
        """Give what stands at one name: records by type, why it fails, or None where there is no such name."""
        if name in self.records:
            return self.records[name]
        if name in self._inner:
            return {}  # an empty non-terminal exists (RFC 8020 §2)
        return self._below(next((above for above in _above(name) if self._exists(above)), ""))

    def _exists(self, name: str) -> bool:
        return name in self.records or name in self._inner

    def _below(self, encloser: str) -> Node | None:
        """Give what the closest encloser says of names that it doesn't hold (RFC 4592 §3.3.1)."""
        here = self.records.get(encloser)
        return here if isinstance(here, str) else self.records.get("*." + encloser)


def _above(name: str) -> Iterator[str]:
    while "." in name:
        name = name.partition(".")[2]
        yield name
