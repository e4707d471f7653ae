"""Looking at records before they are published: a check is answered as if they stood in DNS already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from mailworthy.sender.dns_record import DnsRecord
from mailworthy.wire.ask import Answer, Asking, Outcome

R = TypeVar("R")


def as_published(asking: Asking[R], records: Sequence[DnsRecord]) -> Asking[R]:
    """Hold a conversation in which some records stand in DNS already; all else is asked as ever.

    Args:
        asking: The check.
        records: What its questions find instead of what stands there.
    """
    there: dict[tuple[str, str], list[str]] = {}
    for record in records:
        there.setdefault((record.name, record.type), []).append(record.value)
    try:
        asks = next(asking)
        while True:
            others = tuple(ask for ask in asks if (ask.name, ask.type) not in there)
            answered = iter((yield others) if others else ())
            answers = tuple(
                Answer(Outcome.FOUND, tuple(there[ask.name, ask.type]))
                if (ask.name, ask.type) in there
                else next(answered)
                for ask in asks
            )
            asks = asking.send(answers)
    except StopIteration as end:
        result: R = end.value
        return result
