"""A question on its way, and each time that it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from mailworthy.wire.ask import Answer, Dns, Outcome
from mailworthy.wire.dns import Onward

if TYPE_CHECKING:
    from mailworthy.edge.dns.upstream import Upstream

Waiter: TypeAlias = Callable[[Dns, Answer], None]
Slots: TypeAlias = "dict[bytes, Sent]"


# Both are made for each question of a list: these are the quickest of values to make.
class Question(msgspec.Struct, eq=False):
    """One question in flight and everybody who waits for its answer.

    It changes as it goes: which name is asked (an alias may lead on), how often it was sent, what went wrong so far.

    Args:
        wanted: What was asked for.
        asked: What is asked now: another name, once an alias led there.
        waiters: Who waits.
        tries: How often it was sent.
        current: The try that is waited for; none once it is done.
        older: Tries before it, whose answers may still come.
        failed: Who answered that it could not.
        failure: What went wrong last.
        by_tcp, plain: How it has to be asked: over TCP, without EDNS.
        done: Whether it is answered.
        alias, hops, ttl_s, authenticated: Where aliases led, and what is true of all of them.
    """

    wanted: Dns
    asked: Dns
    waiters: list[Waiter]
    tries: int = 0
    current: Sent | None = None
    older: tuple[Sent, ...] = ()
    failed: tuple[Upstream, ...] = ()
    failure: Answer | None = None
    by_tcp: bool = False
    plain: bool = False
    done: bool = False
    alias: str = ""
    hops: int = 0
    ttl_s: int = 0
    authenticated: bool = True

    def wait_for(self, sent: Sent) -> None:
        """Wait for this try from now on; the one before may still be answered."""
        before, self.current = self.current, sent
        if before is not None and before.open:
            self.older += (before,)

    def follow(self, onward: Onward) -> None:
        """Ask for the name that an alias led to; the chain holds as long as its shortest link."""
        self.hops += 1
        self.ttl_s = min(self.ttl_s, onward.ttl_s) if self.alias else onward.ttl_s
        self.authenticated &= onward.authenticated
        self.alias = onward.name
        self.asked = Dns(onward.name, self.wanted.type)
        self.tries, self.failed = 1, ()

    def through(self, answer: Answer) -> Answer:
        """Complete an answer that was found by way of aliases."""
        found = answer.outcome is Outcome.FOUND
        return msgspec.structs.replace(
            answer,
            ttl_s=min(answer.ttl_s, self.ttl_s) if found else answer.ttl_s,
            alias=answer.alias or self.alias,
            authenticated=answer.authenticated and self.authenticated,
        )


class Sent(msgspec.Struct, eq=False):
    """One try of a question: where its answer is waited for.

    Its slot, the socket's and the id's, is used by nobody else until the answer came or the question's last try timed
    out: a late answer must not meet another question.

    Args:
        question: Whose try it is.
        asked: What was asked, how and of whom; ``question`` may have gone on since.
        slots: Those of the socket.
        key: The id.
        data: What was sent.
        bucket: Of the wheel, where it hangs.
    """

    question: Question
    asked: Dns
    by_tcp: bool
    upstream: Upstream
    slots: Slots
    key: bytes
    data: bytes
    bucket: dict[Sent, None]

    @property
    def open(self) -> bool:
        """Whether its answer may still come."""
        return self.slots.get(self.key) is self

    def release(self) -> None:
        """Give the slot free."""
        self.slots.pop(self.key, None)
