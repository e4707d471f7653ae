"""Failure reports: one message that did not pass, as a receiver tells of it (RFC 6591, RFC 7489 §7.3, RFC 9991)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from ipaddress import ip_address

from mailworthy.wire.message import Message, Part

VALUE = 4_096  # characters of one field
TEXT = 65_536  # of a report in words
FAILURES = frozenset(
    {"auth-failure", "dmarc"}
)  # Feedback-Type; the others are complaints and not for this room

_FIELD = re.compile(r"^([A-Za-z][\w-]{0,60})[ \t]*:[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE)
_DMARC = re.compile(
    r"\bDMARC\b.{0,40}\b(?:forensic|failure)\b|\b(?:forensic|failure)\b.{0,40}\bDMARC\b", re.IGNORECASE
)
# What Exim's and others' reports in words say, a line each, before they quote the message's header.
_LINE = re.compile(
    r"^[ \t>]{0,8}(Sender Domain|Sender IP Address|Received Date|SPF Alignment|DKIM Alignment|DMARC Results?)[ \t]*:[ \t]*([^\n]{0,200})$",
    re.IGNORECASE | re.MULTILINE,
)
_FROM_IP = re.compile(r"\breceived from IP ([0-9A-Fa-f.:]{3,45})")
_APART = re.compile(r"[\s()\[\],;=]+")
_DOMAIN = re.compile(r"@([\w.-]{1,253})")


@dataclass(frozen=True, slots=True)
class Failure:
    """One message that did not pass.

    Args:
        org_name: Who reports: the domain that wrote the report.
        report_id: The report's own Message-ID.
        type: ``auth-failure``, or ``dmarc`` as early ones call it; empty where it is told in words alone.
        domain: Ours: the domain that the message claims to be from.
        source_ip: Who delivered it; empty where it was not told.
        at: When it arrived, in Unix seconds; None where it was not told.
        failures: What failed: ``dmarc``, ``bodyhash``, ``spf``… (RFC 6591 §3.2.2).
        delivery: What was done with it: ``delivered``, ``spam``, ``policy``, ``reject``, ``other``; empty where untold.
        aligned: What was aligned: ``spf``, ``dkim``; empty for none or untold.
        mail_from: The return path.
        recipient: Whom it went to; often left out, and rightly so.
        dkim_domain: Of the signature that failed.
        dkim_selector: Its selector.
        results: The receiver's Authentication-Results.
        user_agent: The program that wrote it.
        header_from: From of the message itself.
        subject: Its subject.
        message_id: Its Message-ID.
        file: Where it was read from.
    """

    org_name: str
    report_id: str
    type: str
    domain: str
    source_ip: str
    at: int | None
    failures: tuple[str, ...]
    delivery: str
    aligned: tuple[str, ...]
    mail_from: str
    recipient: str
    dkim_domain: str
    dkim_selector: str
    results: str
    user_agent: str
    header_from: str
    subject: str
    message_id: str
    file: str = ""

    kind = "failure"

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What tells this report from others; a report that comes twice has it twice."""
        return (self.org_name, self.report_id or self.message_id, self.domain, self.at or 0)


def read_failure(message: Message, file: str = "") -> Failure | None:
    """Read a failure report.

    Args:
        message: As it came in the mail.
        file: What it is called in reports.

    Returns:
        The report; None where the message is none. Complaints (RFC 5965) are none.

    Source:
        RFC 6591 §3, RFC 9991 §4, RFC 7489 §7.3.
    """
    told = next((part for part in message.parts if part.type == "message/feedback-report"), None)
    if told is not None:
        fields = _fields(told.text)
        if _word(fields, "feedback-type") not in FAILURES:
            return None
        return _built(message, fields, _sample(message.parts), file)
    return _in_words(message, file)


def is_complaint(message: Message) -> bool:
    """Tell a feedback report that is about something else than authentication."""
    told = next((part for part in message.parts if part.type == "message/feedback-report"), None)
    return told is not None and _word(_fields(told.text), "feedback-type") not in FAILURES


def _in_words(message: Message, file: str) -> Failure | None:
    """Read a report that has no part for machines: named lines, then the message's header."""
    if not _DMARC.search(message.header("subject")):
        return None
    text = message.text()[:TEXT]
    lines = {name.lower(): value.strip() for name, value in reversed(_LINE.findall(text))}
    source = _FROM_IP.search(text)
    fields = {
        "source-ip": [lines.get("sender ip address", source[1] if source else "")],
        "reported-domain": [lines.get("sender domain", "")],
        "arrival-date": [lines.get("received date", message.header("date"))],
        "identity-alignment": [
            ",".join(name for name in ("spf", "dkim") if lines.get(f"{name} alignment", "").lower() == "yes")
        ],
        "auth-failure": ["dmarc"],
    }
    quoted = _fields(text[source.end() if source else 0 :])
    if not (lines or source):
        return None
    fields |= {name: quoted[name] for name in ("authentication-results",) if name in quoted}
    return _built(message, fields, quoted, file)


def _built(
    message: Message, fields: Mapping[str, list[str]], sample: Mapping[str, list[str]], file: str
) -> Failure:
    return Failure(
        org_name=_domain_of(message.header("from")),
        report_id=message.header("message-id").strip("<> "),
        type=_word(fields, "feedback-type"),
        domain=_first(fields, "reported-domain").lower().rstrip(".") or _domain_of(_first(sample, "from")),
        source_ip=_ip(_first(fields, "source-ip")),
        at=_moment(
            _first(fields, "arrival-date") or _first(fields, "received-date") or message.header("date")
        ),
        failures=tuple(_words(fields, "auth-failure")) or ("dmarc",),
        delivery=_word(fields, "delivery-result"),
        aligned=tuple(word for word in _words(fields, "identity-alignment") if word != "none"),
        mail_from=_first(fields, "original-mail-from").strip("<>"),
        recipient=_first(fields, "original-rcpt-to").strip("<>"),
        dkim_domain=_first(fields, "dkim-domain").lower(),
        dkim_selector=_first(fields, "dkim-selector"),
        results=_first(fields, "authentication-results"),
        user_agent=_first(fields, "user-agent"),
        header_from=_first(sample, "from"),
        subject=_first(sample, "subject"),
        message_id=(_first(sample, "message-id") or _first(fields, "message-id")).strip("<> "),
        file=file,
    )


def _sample(parts: Iterable[Part]) -> Mapping[str, list[str]]:
    """Give the header of the message that is reported, which comes whole or as its header alone."""
    for part in parts:
        if part.type in {"message/rfc822", "message/global"}:
            inner = part.message()
            return {name: [inner.header(name)] for name in ("from", "subject", "message-id")}
        if part.type in {"text/rfc822-headers", "message/rfc822-headers"}:
            return _fields(part.text)
    return {}


def _fields(text: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in _FIELD.findall(text[:TEXT]):
        found.setdefault(name.lower(), []).append(" ".join(value[:VALUE].split()))
    return found


def _first(fields: Mapping[str, list[str]], name: str) -> str:
    return "".join(fields.get(name, ())[:1])


def _word(fields: Mapping[str, list[str]], name: str) -> str:
    return _first(fields, name).partition(";")[0].strip().lower()


def _words(fields: Mapping[str, list[str]], name: str) -> list[str]:
    return [word for word in re.split(r"[\s,;]+", _first(fields, name).lower()) if word]


def _domain_of(text: str) -> str:
    found = _DOMAIN.findall(text)
    return found[-1].lower().rstrip(".-") if found else ""


def _ip(text: str) -> str:
    """Give the address, also from ``host.example (192.0.2.1)``, as OpenDMARC writes it."""
    for word in _APART.split(text[:VALUE]):
        with suppress(ValueError):
            return str(ip_address(word))
    return ""


def _moment(text: str) -> int | None:
    try:
        return max(0, int(parsedate_to_datetime(text).timestamp()))
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None
