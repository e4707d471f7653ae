"""Look at a published key without a message, for the audit of a domain."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from mailworthy.finding import Finding
from mailworthy.sender.dkim.key import LEAST_BITS, Key, keys, owner
from mailworthy.sender.dkim.observations import of_keys
from mailworthy.sender.dkim.result import Fault
from mailworthy.sender.dkim.verify import said
from mailworthy.wire.ask import Answer, Asking, Dns


class State(Enum):
    """What stands at a selector."""

    USABLE = "usable"
    WEAK = "weak"  # a key that nobody may take for valid any more
    REVOKED = "revoked"
    FAULTY = "faulty"  # a record, yet no key that can be used
    MISSING = "missing"
    UNKNOWN = "unknown"  # it could not be asked for


_STATES = {
    "DKIM-KEY-NOT-ASKED": State.UNKNOWN,
    "DKIM-KEY-MISSING": State.MISSING,
    "DKIM-KEY-REVOKED": State.REVOKED,
}


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """What stands at one selector of a domain.

    Args:
        name: Where it was looked for.
        key: The key; None where there is none that can be read, or only one that is meant for something else.
        findings: What is wrong with it, or may be better.
        state: What it comes to.
        alias: Where the name's CNAME leads; empty where there is none.
    """

    name: str
    key: Key | None
    findings: tuple[Finding, ...]
    state: State
    alias: str = ""


def examine(domain: str, selector: str) -> Asking[PublishedKey]:
    """Look at the key that a domain publishes under a selector.

    Args:
        domain: As A-labels in lower case.
        selector: The same.
    """
    name = owner(selector, domain)
    (answer,) = yield (Dns(name, "TXT"),)
    return judged(name, answer)


def judged(name: str, answer: Answer) -> PublishedKey:
    """Say what an answer about the key at a name comes to.

    What there is to publish instead is given for the name at which the record stands: the provider's, where a CNAME leads there.
    """
    found, place = keys(answer, name), answer.alias or name
    if isinstance(found, Fault):
        state = _STATES.get(found.code, State.FAULTY)
        return PublishedKey(name, None, (said(found, name, place),), state, answer.alias)
    key = found[0]
    findings = tuple(of_keys(found, key, name, place))
    if key.weak:
        weak = Finding("DKIM-KEY-WEAK", f"{name}: {key.bits} < {LEAST_BITS}", {"record": name})
        return PublishedKey(name, key, (weak, *findings), State.WEAK, answer.alias)
    return PublishedKey(name, key, findings, State.USABLE, answer.alias)
