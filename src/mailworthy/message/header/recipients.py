"""To whom it says that it goes: To and Cc."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.header.header import Header, at, has_tag
from mailworthy.message.places import found
from mailworthy.wire import address

_SHOWN = 10  # recipients that see one another's addresses: more is hardly ever meant
_GRAVE = 30


def look(header: Header) -> Iterator[Finding]:
    """Say what is odd about the recipients it names."""
    fields = header.all("to")
    if not fields and not header.all("cc"):
        yield found("HDR-NO-TO", [{"header": "To"}])
        return
    if any(has_tag(field.value) for field in fields):
        return
    if fields and not header.recipients:
        yield found("HDR-TO-UNDISCLOSED", [at(fields[0])], detail=fields[0].value[:80])
    yield from _readable(header)
    yield from _shown(header)
    yield from _self(header)


def _readable(header: Header) -> Iterator[Finding]:
    fields = header.all("to")
    wrong = [box for box in header.boxes("to") if not address.read(box.address).valid]
    if wrong and fields:
        detail = ", ".join((box.address or box.name)[:80] for box in wrong[:3])
        yield found("HDR-TO-INVALID", [at(fields[0])], detail=detail)


def _shown(header: Header) -> Iterator[Finding]:
    count = len({box.address.lower() for box in header.recipients})
    if count > _SHOWN:
        field = (*header.all("to"), *header.all("cc"))[0]
        severity = Severity.WARNING if count > _GRAVE and not header.sent else Severity.INFO
        yield found("HDR-RECIPIENTS-SHOWN", [at(field)], detail=f"{count} > {_SHOWN}", severity=severity)


def _self(header: Header) -> Iterator[Finding]:
    """Mail to oneself is rare, and a usual way to hide to whom it really goes."""
    if len(header.recipients) == 1 and header.authors and not header.discussion:
        mine, theirs = header.authors[0].address.lower(), header.recipients[0].address.lower()
        if mine and mine == theirs:
            place = [at((*header.all("to"), *header.all("cc"))[0])]
            yield found("HDR-TO-IS-FROM", place, detail=mine[:120], confidence=Confidence.LIKELY)
