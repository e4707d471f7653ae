"""What of a message is hashed: the two canonical forms of header and body, and the fields that a signature names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from mailworthy.sender.dkim.raw import Field, RawMessage

_SIGNATURE = re.compile(rb"((?:\A|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*")


class Form(Enum):
    """How much a message may change on its way (RFC 6376 §3.4)."""

    SIMPLE = "simple"
    RELAXED = "relaxed"


def field(octets: bytes, form: Form) -> bytes:
    """Give one header field in canonical form, without CRLF (RFC 6376 §3.4.1, §3.4.2)."""
    if form is Form.SIMPLE:
        return octets
    name, _, value = octets.partition(b":")
    unfolded = _single_blanks(value.replace(b"\r\n", b""))
    return name.rstrip(b" \t").lower() + b":" + unfolded.strip(b" ")


def body(octets: bytes, form: Form) -> bytes:
    """Give a body in canonical form (RFC 6376 §3.4.3, §3.4.4)."""
    if octets and not octets.endswith(b"\r\n"):
        octets += b"\r\n"
    if form is Form.RELAXED:
        octets = _single_blanks(octets).replace(b" \r\n", b"\r\n")
    end = _last_line(octets)
    if end:
        return octets[:end] + b"\r\n"
    return b"" if form is Form.RELAXED else b"\r\n"


def _single_blanks(octets: bytes) -> bytes:
    """Make every run of blanks one space: halving the runs is ten times as quick as a pattern."""
    octets = octets.replace(b"\t", b" ")
    while b"  " in octets:
        octets = octets.replace(b"  ", b" ")
    return octets


def _last_line(octets: bytes) -> int:
    """Find where the last line that is not empty ends, without its CRLF."""
    if not octets.endswith(b"\r\n"):
        return len(octets)
    text = len(octets.rstrip(b"\r\n"))
    return max(text, octets.rfind(b"\r\r", text) + 1)  # a lone CR is text: only CRLF ends a line


def selected(message: RawMessage, names: Sequence[bytes], own: int = -1) -> list[Field]:
    """Give the fields that a signature names, those of one name from the bottom up (RFC 6376 §5.4.2).

    Args:
        message: The message.
        names: Names in lower case, as ``h=`` lists them; one that is listed more often than it is there selects nothing.
        own: Where the signature itself stands, which never signs itself as one of these; -1 for a new one.
    """
    left: dict[bytes, list[int]] = {}
    found = []
    for name in names:
        places = left.get(name)
        if places is None:
            places = left[name] = [place for place in message.at(name) if place != own]
        if places and name:
            found.append(message.fields[places.pop()])
    return found


def unsigned(signature: bytes) -> bytes:
    """Give a signature field with the value of its ``b=`` taken out (RFC 6376 §3.5, §3.7)."""
    name, colon, value = signature.partition(b":")
    return name + colon + _SIGNATURE.sub(rb"\1", value, count=1)


def signed_octets(fields: Sequence[Field], signature: bytes, form: Form) -> bytes:
    """Give what is signed: the chosen fields, then the signature itself without its ``b=`` (RFC 6376 §3.7)."""
    lines = [field(one.octets, form) for one in fields]
    lines.append(field(unsigned(signature), form))
    return b"\r\n".join(lines)
