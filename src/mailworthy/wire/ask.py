"""Questions to the world and its answers: how a check that needs the world asks.

A check is a generator. It yields a tuple of asks, is sent as many answers, and returns its result.
It never learns who answered: a dictionary in tests (:class:`Zone`), a resolver on the command line, a cache in the
bulk run.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias, TypeVar

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Dns:
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


@dataclass(frozen=True, slots=True)
class Answer:
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


@dataclass(frozen=True, slots=True)
class Zone:
    """A world made of a plain dictionary.

    Args:
        records: ``{"example.net": {"MX": ["10 mx.example.net"], "A": ["192.0.2.1"]}, "broken.example": "servfail"}``.
            A name mapped to a string fails with that string as :attr:`Answer.why`; a name that is missing does not
            exist. A CNAME is followed (eight times at most); ``*.example.net`` answers as RFC 4592 says.
    """

    records: Mapping[str, Mapping[str, list[str]] | str]

    def __call__(self, asks: Asks) -> Answers:
        """Answer all asks."""
        return tuple(self._answer(ask) for ask in asks)

    def _answer(self, ask: Dns) -> Answer:
        name = ask.name
        alias = ""
        for _ in range(8):
            here = self._at(name)
            if here is None:
                return Answer(Outcome.NO_SUCH_NAME, alias=alias)
            if isinstance(here, str):
                return Answer(Outcome.FAILED, why=here, alias=alias)
            if ask.type in here:
                return Answer(Outcome.FOUND, tuple(here[ask.type]), ttl_s=300, alias=alias)
            if "CNAME" not in here:
                return Answer(Outcome.EMPTY, alias=alias)
            name = alias = here["CNAME"][0]
        return Answer(Outcome.FAILED, why="servfail", alias=alias)

    def _at(self, name: str) -> Mapping[str, list[str]] | str | None:
        if name in self.records:
            return self.records[name]
        if any(other.endswith("." + name) for other in self.records):
            return {}  # an empty non-terminal exists (RFC 8020 §2)
        parent = name
        while "." in parent:
            parent = parent.partition(".")[2]
            if "*." + parent in self.records:
                return self.records["*." + parent]
            if parent in self.records:
                return None  # the closest encloser has no wildcard (RFC 4592 §3.3.1)
        return None
