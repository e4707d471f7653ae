"""The tree of records that a check walked through, and what it met."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec

from mailworthy.sender.spf.services import service_of
from mailworthy.wire.ask import Answer, Dns

LOOKUPS_MOST = 10  # RFC 7208 §4.6.4
VOIDS_MOST = 2  # the same


class Spf(Enum):
    """The seven results (RFC 7208 §2.6)."""

    NONE = "none"
    NEUTRAL = "neutral"
    PASS = "pass"  # noqa: S105  # a word of our trade, not a password
    FAIL = "fail"
    SOFTFAIL = "softfail"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


# A tree is made for each message that is judged: these are the quickest of frozen values to make. Nothing in a tree points
# back, so the garbage collector need not look into it.
class Term(msgspec.Struct, frozen=True, gc=False):
    """One term, and what came of it.

    Args:
        text: As it is written.
        position: Where it begins in its record, from 0.
        qualifier: ``+ - ~ ?``; empty for modifiers and for what can't be read.
        mechanism: ``all include a mx ptr ip4 ip6 exists redirect exp``; ``unknown`` for other modifiers, empty for what
            can't be read.
        target: The name that was asked for, its macros expanded; empty where none was.
        cost: Look-ups of this term and of all below it.
        cumulative: Look-ups of the whole check once it was done.
        voids: Empty answers by the letter, of this term and of all below it.
        void: Whether it names nothing at all, neither for IPv4 nor for IPv6. A survey and a check with a tree know it.
        answers: What was asked for this term itself, and the answers.
        matched: Whether it matched.
        reached: Whether a receiver gets here: nothing before it matched or was wrong.
        child: The record that it leads to; None where it leads to none.
        error: What is wrong with it, in one word; empty where nothing is. ``depends``: it can't be known without a message.
    """

    text: str
    position: int
    qualifier: str
    mechanism: str
    target: str = ""
    cost: int = 0
    cumulative: int = 0
    voids: int = 0
    void: bool = False
    answers: tuple[tuple[Dns, Answer], ...] = ()
    matched: bool = False
    reached: bool = False
    child: Node | None = None
    error: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {
            "term": self.text,
            "position": self.position,
            "qualifier": self.qualifier or None,
            "mechanism": self.mechanism or None,
            "target": self.target or None,
            "service": service_of(self.target) or None,
            "cost": self.cost,
            "cumulative": self.cumulative,
            "voids": self.voids,
            "void": self.void,
            "answers": [
                {
                    "name": ask.name,
                    "type": ask.type,
                    "outcome": answer.outcome.value,
                    "why": answer.why or None,
                }
                | {"values": list(answer.values)}
                for ask, answer in self.answers
            ],
            "matched": self.matched,
            "reached": self.reached,
            "error": self.error or None,
            "child": self.child.as_dict() if self.child else None,
        }


class Node(msgspec.Struct, frozen=True, gc=False):
    """One domain, and its record.

    Args:
        domain: The domain.
        record: Its record; empty where there is none, or more than one.
        terms: The record's terms in order.
        records: All its records: more than one is an error.
        others: Its other TXT records.
        answer: What DNS said.
        error: What is wrong with it, in one word; empty where nothing is.
    """

    domain: str
    record: str = ""
    terms: tuple[Term, ...] = ()
    records: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    answer: Answer | None = None
    error: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {
            "domain": self.domain,
            "record": self.record or None,
            "records": list(self.records),
            "alias": (self.answer.alias if self.answer else "") or None,
            "error": self.error or None,
            "terms": [term.as_dict() for term in self.terms],
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """What made the result an error.

    Args:
        word: What happened: ``too_many_lookups``, ``too_many_voids``, ``too_many_mx``, ``loop``, ``no_record``,
            ``two_records``, ``dns``, or what :class:`mailworthy.sender.spf.record.Fault` says of a term.
        term: The term at which it happened; empty where it is the record itself.
        domain: Whose record it stands in.
        position: Where in that record, from 0.
        why: For ``dns``: why it could not be asked.
    """

    word: str
    term: str
    domain: str
    position: int = 0
    why: str = ""

    def as_dict(self) -> dict[str, str | int | None]:
        """Give the JSON shape."""
        return {
            "word": self.word,
            "term": self.term or None,
            "record": self.domain,
            "position": self.position,
            "why": self.why or None,
        }


@dataclass(frozen=True, slots=True)
class Counts:
    """What a walk counted.

    Args:
        lookups: Terms that made look-ups.
        voids: Empty answers, as a host of that address family meets them that meets more.
        judged_voids: The same, as the judged host meets them.
        nothing: Terms that name nothing at all.
    """

    lookups: int
    voids: int
    judged_voids: int
    nothing: int
