"""What was found out about one address: the few facts from which its verdict follows.

The scalar path fills them one address at a time, the columnar path packs them into integers; both hand them to the
same :func:`mailworthy.address.verdict.judge`, so the two can't drift.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

NOTES = ("eai_local", "idn_domain", "confusable", "trimmed", "formula_risk")  # what the syntax may remark


class Sure(IntEnum):
    """How sure a suspicion is. An integer, so that a column can hold it."""

    NO = 0
    GUESS = 1
    LIKELY = 2
    CERTAIN = 3


@dataclass(frozen=True, slots=True)
class LocalKind:
    """What a local part says about who reads the mailbox.

    Args:
        role: A function, not a person (RFC 2142 and common names in several languages).
        junk: Random or bot-made, keyboard runs, test and fake words.
        trap: Looks like a spam trap or like an address only a harvester would hold.
    """

    role: bool = False
    junk: Sure = Sure.NO
    trap: Sure = Sure.NO


@dataclass(frozen=True, slots=True)
class DomainKind:
    """What a domain's name says, without asking anybody.

    Args:
        disposable: The certain list's vote is CERTAIN, the second list's alone is LIKELY.
        relay: A privacy relay: real people, forwarded; never disposable.
        free: A free provider: private people.
        odd: A strange, random-looking name.
        known: A provider that is known to be real: never called a typing error, odd or disposable.
    """

    disposable: Sure = Sure.NO
    relay: bool = False
    free: bool = False
    odd: bool = False
    known: bool = False


@dataclass(frozen=True, slots=True)
class DomainState:
    """What DNS said about a domain.

    Args:
        reason: Why it takes no mail, or may not: a reason of the verdict (``domain_unknown``, ``null_mx``,
            ``no_mail_host``, ``mx_unroutable``, ``mx_not_resolving``, ``dns_error``, ``dns_timeout``, ``no_mail_intended``,
            ``parked_domain``), empty where mail can be sent.
        notes: What was noticed and doesn't stop mail: ``implicit_mx``, ``null_mx_with_others``, ``mx_partly_unroutable``,
            ``mx_is_cname``, ``wildcard_dns``.
        mx: Mail hosts, best first, in lower case; empty where there is none.
        detail: The values found, for the finding.
        authenticated: Whether the resolver vouched for the MX answer (DNSSEC).
    """

    reason: str = ""
    notes: tuple[str, ...] = ()
    mx: tuple[str, ...] = ()
    detail: str = ""
    authenticated: bool = False
