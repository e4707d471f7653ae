"""Where replies and bounces go: Reply-To, Sender and Return-Path beside From."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.address.kinds import domain_kind
from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.header.header import Header, at, domain_of, has_tag, same_organization
from mailworthy.message.places import found
from mailworthy.wire import address, name

_BEARABLE = frozenset(("local_too_long",))  # made for each recipient, and servers take it


def look(header: Header) -> Iterator[Finding]:
    """Say which of them lead away from the sender."""
    if not header.domain:
        return
    yield from _reply_to(header)
    yield from _sender(header)
    yield from _return_path(header)


def _reply_to(header: Header) -> Iterator[Finding]:
    fields = header.all("reply-to")
    if not fields or has_tag(fields[0].value) or header.discussion:
        return
    boxes = [box.address for box in header.boxes("reply-to") if box.address]
    if not boxes or any(
        address.read(one).reason not in _BEARABLE and not address.read(one).valid for one in boxes
    ):
        yield found("HDR-REPLY-TO-INVALID", [at(fields[0])], detail=fields[0].value[:120])
        return
    others = [one for one in boxes if not _own(header, domain_of(one))]
    if not others:
        return
    free = [one for one in others if domain_kind(domain_of(one)).free]
    if free:
        detail = f"{header.domain} → {free[0]}"
        severity = Severity.INFO if domain_kind(header.domain).free else None  # a person with two mailboxes
        yield found(
            "HDR-REPLY-TO-FREE",
            [at(fields[0])],
            detail=detail,
            severity=severity,
            confidence=Confidence.LIKELY,
        )
    else:
        yield found("HDR-REPLY-TO-OTHER", [at(fields[0])], detail=f"{header.domain} → {others[0]}")


def _sender(header: Header) -> Iterator[Finding]:
    fields = header.all("sender")
    domain = domain_of(next((box.address for box in header.boxes("sender")), "")) if fields else ""
    if domain and not _own(header, domain) and not header.discussion:
        yield found("HDR-SENDER-OTHER", [at(fields[0])], detail=f"{header.domain} → {domain}")


def _return_path(header: Header) -> Iterator[Finding]:
    fields = header.all("return-path")
    domain = domain_of(fields[0].value.strip("<> ")) if fields else ""
    if domain and not _own(header, domain) and not header.discussion:
        yield found("HDR-RETURN-PATH-OTHER", [at(fields[0])], detail=f"{header.domain} → {domain}")


def _own(header: Header, domain: str) -> bool:
    return not domain or same_organization(domain, header.domain) or name.registrable(domain) in header.own
