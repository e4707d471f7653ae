"""Look at a published key without a message, for the audit of a domain."""

from __future__ import annotations

from dataclasses import dataclass

from mailworthy.finding import Finding
from mailworthy.sender.dkim.key import LEAST_BITS, Key, keys, owner
from mailworthy.sender.dkim.observations import of_keys
from mailworthy.sender.dkim.result import Fault
from mailworthy.sender.dkim.verify import said
from mailworthy.wire.ask import Asking, Dns


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """What stands at one selector of a domain.

    Args:
        name: Where it was looked for.
        key: The key; None where there is none that can be used.
        findings: What is wrong with it, or may be better.
    """

    name: str
    key: Key | None
    findings: tuple[Finding, ...]


def examine(domain: str, selector: str) -> Asking[PublishedKey]:
    """Look at the key that a domain publishes under a selector.

    Args:
        domain: As A-labels in lower case.
        selector: The same.
    """
    name = owner(selector, domain)
    (answer,) = yield (Dns(name, "TXT"),)
    found = keys(answer, name)
    if isinstance(found, Fault):
        return PublishedKey(name, None, (said(found, name),))
    key = found[0]
    findings = tuple(of_keys(found, key, name))
    if key.weak:
        weak = Fault("DKIM-KEY-WEAK", f"{name}: {key.bits} < {LEAST_BITS}")
        return PublishedKey(name, None, (said(weak, name), *findings))
    return PublishedKey(name, key, findings)
