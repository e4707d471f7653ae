"""Whose message it is: From, read as receivers do who refuse what they cannot attribute."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.address.facts import Sure
from mailworthy.address.kinds import domain_kind
from mailworthy.address.mailbox_names import local_kind
from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.header.bulk import Bulk
from mailworthy.message.header.header import Header, author_at, has_tag
from mailworthy.message.places import found
from mailworthy.wire import address

_NOWHERE = frozenset(("single_label_domain", "bad_tld", "numeric_tld"))
_PLAIN = re.compile(
    r"[a-z0-9._-]{4,20}"
)  # longer ones are made for each recipient, so that bounces tell whose they are
_DIGITS = 3  # two may be a year, one a second mailbox
_TAKES_NO_REPLY = frozenset(
    ("noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "do_not_reply", "dontreply", "nicht-antworten", "noresponse")
)  # fmt: skip


def look(header: Header) -> Iterator[Finding]:
    """Say what is wrong with From, and what its address tells."""
    if not header.all("from"):
        yield found("HDR-NO-FROM", [{"header": "From"}])
        return
    if has_tag(header.value("from")):
        return
    addresses = [box.address for box in header.authors]
    read = [address.read(one) for one in addresses]
    wrong = [one for one, syntax in zip(addresses, read, strict=True) if _is_wrong(syntax)]
    if wrong or not read:
        detail = ", ".join(one[:80] for one in wrong[:3]) or header.value("from")[:80]
        yield found("HDR-FROM-INVALID", [author_at(header)], detail=detail)
        return
    yield from _several(header, addresses)
    yield from _address(header, read[0].local.lower(), read[0].domain)


def _is_wrong(syntax: address.Syntax) -> bool:
    """Tell whether nobody could answer to an address, from anywhere."""
    return not syntax.valid or not _NOWHERE.isdisjoint(syntax.flags)


def _several(header: Header, addresses: list[str]) -> Iterator[Finding]:
    """Several authors are allowed and need a Sender (RFC 5322 §3.6.2); receivers refuse them all the same."""
    if len(set(map(str.lower, addresses))) > 1:
        yield found("HDR-FROM-SEVERAL", [author_at(header)], detail=", ".join(addresses[:5])[:200])


def _address(header: Header, local: str, domain: str) -> Iterator[Finding]:
    place = [author_at(header, f"{local}@{domain}")]
    detail = f"{local}@{domain}"
    kind = domain_kind(domain)
    number = local.isdigit() and not kind.known  # qq.com and docomo.ne.jp give people numbers
    if _PLAIN.fullmatch(local) and (number or local_kind(local).junk >= Sure.LIKELY):
        yield found("HDR-FROM-CRYPTIC", place, detail=detail, confidence=Confidence.GUESS)
    elif _PLAIN.fullmatch(local) and sum(map(str.isdigit, local)) >= _DIGITS and not local.isdigit():
        yield found("HDR-FROM-DIGITS", place, detail=detail, confidence=Confidence.GUESS)
    if kind.disposable or kind.odd:
        yield found("HDR-FROM-DOMAIN-ODD", place, detail=domain, confidence=Confidence.GUESS)
    if kind.free and header.bulk is Bulk.YES and not header.discussion:
        severity = Severity.WARNING if not header.sent else Severity.INFO
        yield found("HDR-FROM-FREE", place, detail=domain, severity=severity, confidence=Confidence.LIKELY)
    if local.partition("+")[0] in _TAKES_NO_REPLY and not header.all("reply-to"):
        yield found("HDR-NO-REPLY", place, detail=detail)
