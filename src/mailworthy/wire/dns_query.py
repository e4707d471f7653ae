"""What DNS is asked: a question becomes bytes (RFC 1035 §4)."""

from __future__ import annotations

from functools import cache

from mailworthy.errors import InputError
from mailworthy.wire.ask import Dns
from mailworthy.wire.dns_records import HEADER, MAX_NAME, OPT, TYPES

META = range(128, 256)  # QTYPEs and meta types (RFC 6895 §3.1): no record ever has one

EDNS = bytes(
    (0, 0, OPT, 1232 >> 8, 1232 & 0xFF, 0, 0, 0, 0, 0, 0)
)  # 1232 octets fit every path: DNS flag day 2020
OPT_SIZE = len(EDNS)
EDNS_DO = EDNS[:7] + b"\x80" + EDNS[8:]

WITHOUT = HEADER.pack(0, 0x0120, 1, 0, 0, 0)[2:]  # RD and AD, one question; the id comes before it
WITH_EDNS = HEADER.pack(0, 0x0120, 1, 0, 0, 1)[2:]
RD, AD, CD, DO = 0x0100, 0x0020, 0x0010, 0x8000  # RFC 1035 §4.1.1, RFC 4035 §3.2; DO stands in the OPT record


def query(ask: Dns, id_: bytes, *, mixed: int = 0, edns: bool = True) -> bytes:
    """Give the bytes of a question to a recursive resolver: RD and AD set (RFC 6840 §5.7), DO off.

    Args:
        ask: The question.
        id_: Two octets.
        mixed: Random bits, eight for each octet of the name; those before them are ignored. Where a bit stands over a
            letter, its case is turned: an answer must repeat it, which makes answers harder to forge.
        edns: Whether to add an OPT record that offers 1232 octets (RFC 6891).

    Raises:
        InputError: The name cannot be written in DNS, or there is no such type of record.
    """
    name = name_bytes(ask.name)
    if mixed:
        letters = int.from_bytes(name.translate(_CASE_BITS))
        name = (int.from_bytes(name) ^ (letters & mixed)).to_bytes(len(name))
    if edns:
        return id_ + WITH_EDNS + name + _type_in_class(ask.type) + EDNS
    return id_ + WITHOUT + name + _type_in_class(ask.type)


def asking(ask: Dns, id_: bytes, bits: int, *, mixed: int = 0, edns: bool = True) -> bytes:
    """Give the bytes of a question that a recursive resolver is not asked in everyday life: with other bits in its header.

    Args:
        ask: The question.
        id_: As for :func:`query`.
        bits: Of :data:`RD`, :data:`AD`, :data:`CD` and, with EDNS, :data:`DO`.
        mixed: As for :func:`query`.
        edns: As for :func:`query`.

    Raises:
        InputError: As for :func:`query`.
    """
    usual = query(ask, id_, mixed=mixed, edns=edns)
    body = usual[4 : -len(EDNS)] + (EDNS_DO if bits & DO else EDNS) if edns else usual[4:]
    return usual[:2] + (bits & ~DO).to_bytes(2) + body


@cache
def _type_in_class(type_: str) -> bytes:
    return type_number(type_).to_bytes(2) + b"\0\1"  # IN, the Internet


# Length octets are below 64, so no letter is ever mistaken for one.
_CASE_BITS = bytes(0x20 if chr(octet).isalpha() and octet < 128 else 0 for octet in range(256))


def type_number(name: str) -> int:
    """Give the number of a record type.

    Raises:
        InputError: There is no such type, or no record has it.
    """
    return TYPES.get(name) or _odd_type(name)


@cache
def _odd_type(name: str) -> int:
    import dns.rdatatype  # noqa: PLC0415  # heavy, and seldom needed

    try:
        number = int(dns.rdatatype.from_text(name))
    except (dns.rdatatype.UnknownRdatatype, ValueError):
        raise InputError(f"{name}: no such type of DNS record") from None
    if number in META or number in (0, OPT):
        raise InputError(f"{name}: no record has this type")
    return number


_LENGTHS = {length: bytes((length,)) for length in range(1, 64)}


def name_bytes(name: str) -> bytes:
    """Give the wire form of a name, uncompressed (RFC 1035 §3.1).

    Raises:
        InputError: A label is empty or over 63 octets, the name over 255, or it isn't ASCII.
    """
    if "\\" in name:
        return _escaped_name(name)
    try:
        wire = b"".join([_LENGTHS[len(label)] + label for label in name.encode("ascii").split(b".")]) + b"\0"
    except (KeyError, UnicodeEncodeError):
        return _odd_name(name)
    if len(wire) > MAX_NAME:
        raise InputError(f"{name[:80]!a}: not a name that DNS can hold")
    return wire


def _odd_name(name: str) -> bytes:
    if name in ("", "."):
        return b"\0"
    labels = name.removesuffix(".").split(".")
    if any(len(label) > 63 for label in labels):
        raise InputError(f"{name[:80]}: a label is over 63 octets")
    if "" in labels or not name.isascii():
        raise InputError(f"{name[:80]!a}: not a name that DNS can hold")
    return name_bytes(".".join(labels))


def _escaped_name(name: str) -> bytes:
    import dns.exception  # noqa: PLC0415  # heavy, and seldom needed
    import dns.name  # noqa: PLC0415  # same

    try:
        return dns.name.from_text(name, idna_codec=dns.name.IDNA_2008_Strict).to_wire()  # type: ignore[return-value]  # bytes, as no file is given
    except (dns.exception.DNSException, ValueError):
        raise InputError(f"{name[:80]!a}: not a name that DNS can hold") from None
