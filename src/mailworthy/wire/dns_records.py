"""Resource records: names and data as a message holds them, and as people write them (RFC 1035 §4.1, §5.1).

What lists of millions need (MX, A, AAAA, TXT, NS, PTR, CNAME, SOA) is read straight from the bytes; dnspython reads
the odd types.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address
from typing import TypeAlias

A, NS, CNAME, SOA, PTR, MX, TXT, AAAA = 1, 2, 5, 6, 12, 15, 16, 28
TYPES = {"A": A, "NS": NS, "CNAME": CNAME, "SOA": SOA, "PTR": PTR, "MX": MX, "TXT": TXT, "AAAA": AAAA}
OPT, RRSIG = 41, 46

HEADER = struct.Struct("!HHHHHH")  # RFC 1035 §4.1.1
HEADER_SIZE = HEADER.size
FIXED = struct.Struct("!HHIH")  # type, class, TTL, RDLENGTH: RFC 1035 §4.1.3
POINTED = struct.Struct("!HHHIH")  # the same behind an owner that is a pointer
TO_QUESTION = 0xC00C  # the pointer to the name in the question
_HEAD = struct.Struct(
    "!HxxHHH"
)  # flags and the counts of answers and what comes after them: a header without its id
TO_QUESTION = 0xC00C  # the pointer to the name in the question
MAX_NAME = 255  # RFC 1035 §2.3.4
MAX_RECORDS = 4096  # an honest answer over TCP has some hundreds
FLOOR_S, CAP_S = 60, 86_400  # one minute saves a bulk run from asking for the same mail hosts again and again
USUAL = 64  # octets: longer names of mail hosts are too rare to be remembered
LONG = 180  # letters: behind such names and their like, no name that is put before them grows too long


# One record, its data still in the message: owner, type, TTL in seconds, start and length of the data. A bare tuple:
# hundreds of thousands are made a second.
Record: TypeAlias = tuple[str, int, int, int, int]
Known: TypeAlias = Mapping[int, str]
NOTHING: Known = {}


def records_at(data: bytes, pos: int, count: int, known: Known = NOTHING) -> tuple[list[Record], int]:
    """Read ``count`` records of class IN; give them and the position after them.

    Args:
        data: The message.
        pos: Where the first record begins.
        count: How many there are.
        known: Names by their position, for pointers that lead there.

    Raises:
        ValueError, IndexError, struct.error: They cannot be read.
    """
    records = []
    for _ in range(count):
        owner, pos = name_at(data, pos, known)
        type_, class_, ttl, length = FIXED.unpack_from(data, pos)
        pos += 10
        if pos + length > len(data):
            raise ValueError
        if class_ == 1:
            records.append((owner, type_, 0 if ttl & 0x80000000 else ttl, pos, length))  # RFC 2181 §8
        pos += length
    return records, pos


_SAFE = b"abcdefghijklmnopqrstuvwxyz0123456789-_."


def name_at(data: bytes, pos: int, known: Known = NOTHING) -> tuple[str, int]:
    """Read a name in a message: lower case, no trailing dot, odd octets escaped (RFC 1035 §4.1.4, §5.1).

    Returns:
        The name (``.`` for the root) and the position after it.

    Raises:
        ValueError: It is too long, or a pointer doesn't point backwards.
        IndexError: It goes beyond the message.
    """
    labels: list[bytes] = []
    size, end, before = 1, 0, pos
    while length := data[pos]:
        if length < 64:
            labels.append(data[pos + 1 : pos + 1 + length])
            pos += length + 1
            size += length + 1
            if size > MAX_NAME:
                raise ValueError
            continue
        target = (length << 8 | data[pos + 1]) & 0x3FFF
        end = end or pos + 2
        if length < 0xC0 or target >= before or target < HEADER_SIZE:
            raise ValueError
        if target in known:
            return _before(labels, known[target], size), end
        pos = before = target
    raw = b".".join(labels).lower()
    if not labels or raw.translate(None, _SAFE) or raw.count(b".") != len(labels) - 1:
        return _escaped(labels), end or pos + 1
    return raw.decode("ascii"), end or pos + 1


def _before(labels: list[bytes], known: str, size: int) -> str:
    """Put labels before a name that was read already."""
    if not labels:
        return known
    raw = b".".join(labels).lower()
    if size + len(known) + 1 > MAX_NAME:
        raise ValueError
    if raw.translate(None, _SAFE) or raw.count(b".") != len(labels) - 1:
        return f"{_escaped(labels)}.{known}"
    return f"{raw.decode('ascii')}.{known}"


def _escaped(labels: list[bytes]) -> str:
    return ".".join("".join(map(_escape, label.lower())) for label in labels) or "."


def _escape(octet: int) -> str:
    char = chr(octet)
    if char in '."\\();@$':
        return "\\" + char
    return char if 0x20 < octet < 0x7F else f"\\{octet:03d}"


def present(data: bytes, record: Record, known: Known = NOTHING) -> str:
    """Give a record's data in presentation form: names in lower case without the trailing dot, strings joined.

    Raises:
        ValueError: The data isn't what its type says.
    """
    _, type_, _, start, length = record
    end = start + length
    if type_ == MX:
        name, after = name_at(data, start + 2, known)
        _must(after == end)
        return f"{data[start] << 8 | data[start + 1]} {name}"
    if type_ == A:
        _must(length == 4)
        return "{}.{}.{}.{}".format(*data[start:end])
    if type_ in (NS, CNAME, PTR):
        name, after = name_at(data, start, known)
        _must(after == end)
        return name
    return _SELDOM.get(type_, _odd)(data, record)


def mail_hosts(data: bytes, pos: int, count: int, first: str) -> tuple[list[str], int] | None:
    """Read what nearly all answers to MX questions are: MX records of the very name, with plain names of hosts.

    Args:
        data: The message.
        pos: Where the first record begins.
        count: How many there are.
        first: The name in the question, written as it was asked: plain, in lower case.

    Returns:
        The records as :func:`present` gives them, and the least TTL in seconds, below zero where its top bit is set;
        None where it is not so simple.
    """
    if len(first) > LONG:
        return None
    hosts: list[str] = []
    least, leader = CAP_S, (0, 0, "")
    try:
        for _ in range(count):
            head, ttl, length = _MX_RECORD.unpack_from(data, pos)
            pos += _MX_RECORD.size
            host = _mail_host(data[pos : pos + length]) if length <= USUAL and head == _MX_HEAD else None
            if host is None:
                return None
            preference, name, pointer = host
            if pointer == TO_QUESTION:
                name += first
            elif pointer:
                rest = _rest(pointer & 0x3FFF, (HEADER_SIZE, HEADER_SIZE + len(first), first), leader)
                if not rest:
                    return None
                name += rest
            if not hosts:  # the others of a mail house mostly have the end of their names from the first
                leader = (pos + 2, pos + length, name)
            hosts.append(preference + name)
            pos += length
            if ttl < least:  # noqa: PLR1730  # a call of min() for each record is dear
                least = ttl
    except struct.error:
        return None
    return (hosts, least) if pos <= len(data) else None


def _rest(target: int, *known: tuple[int, int, str]) -> str:
    """Give the part of a name that a pointer leads to: each label takes as many octets as it does in text, with its dot.

    Args:
        target: Where it leads.
        known: Where names begin and end in the message, and what they are.

    Returns:
        The part; nothing where there is none, or it is long.
    """
    for start, end, name in known:
        if start <= target < end and name != "." and len(name) <= LONG:
            skipped = target - start
            return name[skipped:] if not skipped or name[skipped - 1 : skipped] == "." else ""
    return ""


_MX_RECORD = struct.Struct("!6siH")  # what all records of an answer begin with, TTL, RDLENGTH
_MX_HEAD = struct.pack("!HHH", TO_QUESTION, MX, 1)


@lru_cache(maxsize=8192)
def _mail_host(rdata: bytes) -> tuple[str, str, int] | None:
    """Read an MX's data up to where it leads elsewhere: that is what many domains have in common.

    Returns:
        The preference and a blank; the name, with a dot where it goes on; the pointer to where it goes on, 0 where that
        is all. None where it isn't so simple.
    """
    pointer = rdata[-2] << 8 | rdata[-1] if len(rdata) > 3 else 0
    goes_on = pointer >= 0xC000
    pos, end = 2, len(rdata) - (2 if goes_on else 1)
    while pos < end and 0 < rdata[pos] < 64:
        pos += rdata[pos] + 1
    if pos != end or not (goes_on or rdata[pos] == 0):
        return None
    name, _ = name_at(rdata[:end] + b"\0", 2)
    if "\\" in name:
        return None
    if goes_on:
        name = "" if name == "." else f"{name}."
    return f"{rdata[0] << 8 | rdata[1]} ", name, pointer if goes_on else 0


def _must(true: bool) -> None:
    if not true:
        raise ValueError


def _aaaa(data: bytes, record: Record) -> str:
    *_, start, length = record
    _must(length == 16)
    return str(IPv6Address(data[start : start + 16]))


def _txt(data: bytes, record: Record) -> str:
    *_, pos, length = record
    end = pos + length
    strings = []
    while pos < end:
        strings.append(data[pos + 1 : pos + 1 + data[pos]])
        pos += 1 + data[pos]
    _must(pos == end and bool(strings))
    return b"".join(strings).decode("utf-8", "backslashreplace")


def _soa(data: bytes, record: Record) -> str:
    *_, start, length = record
    primary, pos = name_at(data, start)
    mailbox, pos = name_at(data, pos)
    _must(pos + 20 == start + length)
    return f"{primary} {mailbox} " + " ".join(map(str, struct.unpack_from("!5I", data, pos)))


def _odd(data: bytes, record: Record) -> str:
    import dns.exception  # noqa: PLC0415  # heavy, and seldom needed
    import dns.name  # noqa: PLC0415  # same
    import dns.rdata  # noqa: PLC0415  # same
    import dns.rdatatype  # noqa: PLC0415  # same

    _, type_, _, start, length = record
    try:
        rdata = dns.rdata.from_wire("IN", dns.rdatatype.RdataType.make(type_), data, start, length)
        text = rdata.to_text(origin=dns.name.root, relativize=True, chunksize=0)
    except dns.exception.DNSException as error:
        raise ValueError(str(error)) from None
    if type_ in _SERVICE:
        return text.replace(" @", " .", 1)  # dnspython's word for the root
    return _rooted(text.lower()) if type_ in _NAMED else text


_SERVICE = (64, 65)  # SVCB, HTTPS: the target is the first name
_NAMED = (17, 18, 33, 36, 39)  # RP, AFSDB, SRV, KX, DNAME: numbers and names, nothing else


def _rooted(text: str) -> str:
    return " ".join("." if word == "@" else word for word in text.split(" "))


_SELDOM = {AAAA: _aaaa, TXT: _txt, SOA: _soa}
