"""Marks that programs put on a message: Message-ID, MIME-Version, Precedence, priority, the program's own name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding
from mailworthy.message.header import data
from mailworthy.message.header.bulk import Bulk
from mailworthy.message.header.header import Header, at, has_tag
from mailworthy.message.places import found

_CHARACTERS = 1_000
_ID = re.compile(r"\s*<[^<>@\s]+@[^<>@\s]+>\s*(?:\(.*)?", re.DOTALL)  # RFC 5322 §3.6.4, generously
_AUTO = re.compile(
    r"\s*(?:no|auto-generated|auto-replied|auto-notified)\s*(?:;.*)?", re.IGNORECASE | re.DOTALL
)
_OF_MIME = ("content-type", "content-transfer-encoding")
_URGENT = re.compile(r"\s*(?:[12]\b|high|urgent)", re.IGNORECASE)


def look(header: Header) -> Iterator[Finding]:
    """Say which of them are missing, malformed or unwise."""
    yield from _message_id(header)
    yield from _mime(header)
    yield from _precedence(header)
    yield from _priority(header)
    yield from _mailer(header)


def _message_id(header: Header) -> Iterator[Finding]:
    fields = header.all("message-id")
    value = fields[0].folded[:_CHARACTERS] if fields else ""
    if not value.strip():
        yield found("HDR-NO-MESSAGE-ID", [{"header": "Message-ID"}])
    elif not _ID.fullmatch(value) and not has_tag(value):
        yield found("HDR-MESSAGE-ID-INVALID", [at(fields[0])], detail=value.strip()[:120])


def _mime(header: Header) -> Iterator[Finding]:
    """A page or another charset needs MIME, and MIME its version (RFC 2045 §4)."""
    asks = [name for name in _OF_MIME if header.all(name)]
    if asks and not header.all("mime-version"):
        yield found(
            "HDR-NO-MIME-VERSION",
            [at(header.all(asks[0])[0])],
            detail="MIME-Version: 1.0",
            fix="MIME-Version: 1.0",
        )


def _precedence(header: Header) -> Iterator[Finding]:
    for field in header.all("precedence")[:1]:
        value = field.value.strip().lower()
        if value == "junk" or value not in {"bulk", "list", "junk"}:
            yield found("HDR-PRECEDENCE", [at(field)], detail=value[:60])
    for field in header.all("auto-submitted")[:1]:
        if not _AUTO.fullmatch(field.value[:_CHARACTERS]):
            yield found("HDR-AUTO-SUBMITTED-INVALID", [at(field)], detail=field.value[:60])


def _priority(header: Header) -> Iterator[Finding]:
    urgent = [
        field
        for name in ("x-priority", "x-msmail-priority", "importance", "priority")
        for field in header.all(name)[:1]
        if _URGENT.match(field.value)
    ]
    if urgent:
        severe = header.bulk is Bulk.YES
        yield found(
            "HDR-PRIORITY-HIGH",
            [at(field) for field in urgent],
            detail=f"{urgent[0].name}: {urgent[0].value[:40]}",
            confidence=Confidence.CERTAIN if severe else Confidence.GUESS,
        )


def _mailer(header: Header) -> Iterator[Finding]:
    for name in ("x-mailer", "user-agent"):
        for field in header.all(name)[:1]:
            value = field.value[:_CHARACTERS].lower()
            if any(one in value for one in data.table("mailers")["of_spam"]):
                yield found("HDR-MAILER", [at(field)], detail=field.value[:80], confidence=Confidence.LIKELY)
