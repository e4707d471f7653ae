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


class Question:
    """One question in flight and everybody who waits for its answer.

    It changes as it goes: which name is asked (an alias may lead on), how often it was sent, what went wrong so far.
    """

    __slots__ = (
        "alias", "asked", "authenticated", "by_tcp", "current", "done", "failed", "failure", "hops", "last", "older",
        "plain", "tries", "ttl_s", "waiters", "wanted",
    )  # fmt: skip

    def __init__(self, wanted: Dns, waiter: Waiter) -> None:
        self.wanted = wanted
        self.asked = wanted  # what is asked now: another name, once an alias led there
        self.waiters = [waiter]
        self.tries = 0
        self.current: Sent | None = None  # the try that is waited for; none once it is done
        self.older: tuple[Sent, ...] = ()  # tries before it, whose answers may still come
        self.last: Upstream | None = None
        self.failed: tuple[Upstream, ...] = ()  # who answered that it could not
        self.failure: Answer | None = None
        self.by_tcp = False
        self.plain = False
        self.done = False
        self.alias = ""
        self.hops = 0
        self.ttl_s = 0
        self.authenticated = True

    def sent(self, sent: Sent) -> None:
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


class Sent:
    """One try of a question: where its answer is waited for.

    Its slot, the socket's and the id's, is used by nobody else until the answer came or the question's last try timed
    out: a late answer must not meet another question.
    """

    __slots__ = ("asked", "bucket", "by_tcp", "data", "key", "question", "slots", "upstream")
    bucket: dict[Sent, None]  # of the wheel, once it hangs there

    def __init__(self, question: Question, upstream: Upstream, slots: Slots, data: bytes) -> None:
        self.question = question
        self.asked = question.asked
        self.by_tcp = question.by_tcp
        self.upstream = upstream
        self.slots = slots
        self.data = data
        self.key = data[:2]
        slots[self.key] = self

    @property
    def open(self) -> bool:
        """Whether its answer may still come."""
        return self.slots.get(self.key) is self

    def release(self) -> None:
        """Give the slot free."""
        self.slots.pop(self.key, None)
