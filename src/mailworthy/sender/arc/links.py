"""The links of a chain as a message bears them (RFC 8617 §4.1, §4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailworthy.sender.arc.result import ArcSet
from mailworthy.sender.dkim import tags
from mailworthy.sender.dkim.canonical import Form
from mailworthy.sender.dkim.key import Kind
from mailworthy.sender.dkim.raw import Field, RawMessage
from mailworthy.sender.dkim.result import Fault
from mailworthy.sender.dkim.signature import OCTETS, domain_name, forms, kind, names

MOST_SETS = 50  # RFC 8617 §5.1.1.1
SEAL, SIGNATURE, RESULTS = b"arc-seal", b"arc-message-signature", b"arc-authentication-results"
PARTS = (RESULTS, SIGNATURE, SEAL)

_SYNTAX = "ARC-SYNTAX"
_INSTANCE = re.compile(r"[1-9][0-9]?")
_RESULTS = re.compile(rb"[ \t\r\n]*i[ \t\r\n]*=[ \t\r\n]*([0-9]{1,4})[ \t\r\n]*;")
_TIME = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What seals and message signatures have in common.

    Args:
        place: Where the field stands in the message.
        kind: The kind of key that it was made with.
        domain: ``d=``.
        selector: ``s=``.
        value: ``b=``, decoded.
    """

    place: int
    kind: Kind
    domain: str
    selector: str
    value: bytes


@dataclass(frozen=True, slots=True)
class MessageSignature(Stamp):
    """An ``ARC-Message-Signature``: what the message was when it left the sealer.

    Args:
        header_form: How the header was hashed.
        body_form: How the body was hashed.
        names: ``h=``, in lower case.
        body_hash: ``bh=``, decoded.
    """

    header_form: Form
    body_form: Form
    names: tuple[bytes, ...]
    body_hash: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """The three fields of one handler.

    Args:
        instance: Their number.
        results: Where its ``ARC-Authentication-Results`` stands.
        signature: Its ``ARC-Message-Signature``.
        seal: Its ``ARC-Seal``.
        chain: What the seal says of the chain before it.
    """

    instance: int
    results: int
    signature: MessageSignature
    seal: Stamp
    chain: str

    def shown(self, raw: RawMessage) -> ArcSet:
        """Give what people want to know of it."""
        said = _RESULTS.sub(b"", raw.fields[self.results].value, count=1)
        text = " ".join(said.decode("utf-8", "replace").split())
        return ArcSet(self.instance, self.seal.domain, self.seal.selector, self.chain, text)


def highest(raw: RawMessage) -> int:
    """Give the highest number that any field of a chain claims, 0 where none does."""
    return max((number for field in _fields(raw) if (number := _claimed(field))), default=0)


def links(raw: RawMessage) -> tuple[Link, ...]:
    """Read the chain of a message, oldest link first.

    Raises:
        Fault: The fields don't make a chain, or one cannot be read.
    """
    count = max(len(raw.at(part)) for part in PARTS)
    if count > MOST_SETS:
        raise Fault("ARC-STRUCTURE", f"{count} > {MOST_SETS}")
    parts = {part: _numbered(raw, part) for part in PARTS}
    for part, found in parts.items():
        missing = next((number for number in range(1, count + 1) if number not in found), 0)
        if missing:
            raise Fault("ARC-STRUCTURE", f"{part.decode('ascii')} i={missing}")
    return tuple(
        _link(raw, number, *(parts[part][number] for part in PARTS)) for number in range(1, count + 1)
    )


def _fields(raw: RawMessage) -> Iterator[Field]:
    for part in PARTS:
        yield from (raw.fields[place] for place in raw.at(part))


def _claimed(field: Field) -> int:
    """Give the number that a field claims, 0 where it can't be read."""
    if field.name == RESULTS:
        found = _RESULTS.match(field.value)
        return int(found[1]) if found else 0
    try:
        value = _tags(field).get("i", "")
    except Fault:
        return 0
    return int(value) if _INSTANCE.fullmatch(value) else 0


def _numbered(raw: RawMessage, part: bytes) -> dict[int, int]:
    found: dict[int, int] = {}
    for place in raw.at(part):
        number = _claimed(raw.fields[place])
        if number in found or not number:
            raise Fault("ARC-STRUCTURE", f"{part.decode('ascii')} i={number or '?'}")
        found[number] = place
    return found


def _link(raw: RawMessage, number: int, results: int, signature: int, seal: int) -> Link:
    try:
        return Link(number, results, _signature(raw, signature), *_seal(raw, seal))
    except Fault as fault:
        raise Fault(_SYNTAX, f"i={number}: {fault.detail}") from None


def _signature(raw: RawMessage, place: int) -> MessageSignature:
    found = _tags(raw.fields[place])
    # RFC 8617 §4.1.2 names no default; the public suite has a signature without c= that only this one verifies.
    header_form, body_form = forms(found.get("c", "relaxed/relaxed"))
    signed = names(_needed(found, "h"))
    if SEAL in signed:
        raise Fault(_SYNTAX, "h=arc-seal")  # RFC 8617 §4.1.2
    stamp = _stamp(found, place)
    body_hash = tags.base64(_needed(found, "bh"), _SYNTAX, "bh")
    return MessageSignature(*stamp, header_form, body_form, signed, body_hash)


def _seal(raw: RawMessage, place: int) -> tuple[Stamp, str]:
    found = _tags(raw.fields[place])
    if "h" in found:
        raise Fault(_SYNTAX, "h=")  # RFC 8617 §4.1.3: what a seal covers is fixed
    return Stamp(*_stamp(found, place)), _needed(found, "cv")


def _stamp(found: dict[str, str], place: int) -> tuple[int, Kind, str, str, bytes]:
    if "t" in found and not _TIME.fullmatch(found["t"]):
        raise Fault(_SYNTAX, f"t={found['t'][:80]}")
    return (
        place,
        kind(_needed(found, "a")),
        domain_name(_needed(found, "d"), "d"),
        domain_name(_needed(found, "s"), "s"),
        tags.base64(_needed(found, "b"), _SYNTAX, "b"),
    )


def _tags(field: Field) -> dict[str, str]:
    return tags.read(field.value.decode("utf-8", "replace"), _SYNTAX, OCTETS)


def _needed(found: dict[str, str], tag: str) -> str:
    if tag not in found:
        raise Fault(_SYNTAX, f"{tag}=")
    return found[tag]
