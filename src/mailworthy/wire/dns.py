"""What DNS answers: bytes become an answer (RFC 1035 §4). The question is :mod:`mailworthy.wire.dns_query`'s."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from mailworthy.wire.ask import Answer, Dns, Outcome
from mailworthy.wire.dns_query import AD, OPT_SIZE, type_number
from mailworthy.wire.dns_records import (
    AAAA,
    CAP_S,
    CNAME,
    FIXED,
    FLOOR_S,
    HEADER,
    HEADER_SIZE,
    MAX_RECORDS,
    NS,
    OPT,
    RRSIG,
    SOA,
    TO_QUESTION,
    TYPES,
    A,
    Record,
    mail_hosts,
    name_at,
    present,
    records_at,
)

AA = 0x04  # in the third octet of a response

FEW = 64  # records of an everyday answer
MAX_SIGNATURES = 16  # one for each key; while keys change there are some
MAX_REFERRED = 16  # name servers; no top-level domain takes more than 13
MAX_HOPS = 16  # CNAMEs in a row inside one answer
NEGATIVE_CAP_S = 10_800  # RFC 2308 §5: one to three hours work well


class Again(Enum):
    """Bytes that settle nothing: what to do instead."""

    STRANGER = "stranger"  # not the answer to this question: drop it and go on waiting
    BY_TCP = "by_tcp"  # truncated (RFC 7766 §5), or the name's case was lost on the way: ask over TCP
    PLAIN = "plain"  # the server doesn't know EDNS: ask without (RFC 6891 §6.2.2)


@dataclass(frozen=True, slots=True)
class Onward:
    """The answer ends in an alias whose own records it doesn't hold: ask for that name.

    Args:
        name: Where the chain of CNAMEs ended.
        ttl_s: For how long the chain holds, in seconds.
        authenticated: Whether the resolver vouched for it.
    """

    name: str
    ttl_s: int
    authenticated: bool = False


Reading: TypeAlias = Answer | Onward | Again


def read(data: bytes, sent: bytes, asked: Dns, *, tcp: bool = False, trusted: bool = False) -> Reading:
    """Read what came back for a question.

    Args:
        data: The response.
        sent: The question, as :func:`query` wrote it: id, name (in its very case), type and class are compared.
        asked: What was written there.
        tcp: Whether it came over a stream: there nobody can forge, so the case of the name doesn't matter.
        trusted: Whether the AD bit of this server may be believed (RFC 4035 §4.9.3: only over a secure path).

    Returns:
        The answer; or where to ask on; or what to do because this settles nothing. Bytes that answer the question but
        cannot be read are ``malformed``; this never raises.
    """
    if len(data) < HEADER_SIZE or data[:2] != sent[:2]:
        return Again.STRANGER
    _, flags, questions, answers, authorities, extras = HEADER.unpack_from(data)
    if flags & 0xF800 != 0x8000:
        return Again.STRANGER  # not a response, or not to a query
    end = len(sent) - OPT_SIZE if sent[11] else len(sent)
    if questions != 1 or data[12:end] != sent[12:end]:
        other = _other_question(data, sent[12:end], tcp=tcp)
        if other is not None:
            return other
    elif (
        asked.type == "MX"
        and answers
        and answers + authorities + extras <= FEW
        and flags & 0x020F == 0
        and _plain(asked.name)
    ):
        found = mail_hosts(data, end, answers, asked.name)
        if found is not None:
            return _straight_answer(found, authenticated=trusted and flags & AD != 0)
    return _read(data, sent, end, asked, tcp=tcp, trusted=trusted)


def _read(data: bytes, sent: bytes, end: int, asked: Dns, *, tcp: bool, trusted: bool) -> Reading:
    _, flags, _, answers, authorities, extras = HEADER.unpack_from(data)
    if flags & 0x020F not in _SAYS_SOMETHING:
        return _unsaid(data, edns=bool(sent[11]), tcp=tcp)
    try:
        _must(answers + authorities + extras <= MAX_RECORDS)
        authenticated = trusted and flags & AD != 0
        if answers:
            return _said(data, end, asked, answers, authenticated=authenticated)
        return _nothing(data, end, None, authenticated=authenticated)
    except (IndexError, ValueError, struct.error):
        return _failed("malformed")


def _other_question(data: bytes, asked: bytes, *, tcp: bool) -> Reading | None:
    """Judge a response that doesn't repeat the question octet by octet; None: it will do."""
    if data[4:6] == b"\0\0" and data[3] & 0x0F in _FAILURES:
        return None  # servers that cannot read a question often leave it out
    here = data[12 : 12 + len(asked)]
    same = here[:-4].lower() == asked[:-4].lower() and here[-4:] == asked[-4:]
    if data[4:6] != b"\0\1" or not same:
        return Again.STRANGER
    return None if tcp else Again.BY_TCP


_plain = re.compile(
    r"[a-z0-9_.-]*[a-z0-9_-]"
).fullmatch  # written as it was asked: no second look at its octets
_FAILURES = {1: "formerr", 2: "servfail", 4: "formerr", 5: "refused"}  # RCODEs, RFC 1035 §4.1.1
_NO_EDNS = {1, 4}
_NXDOMAIN = 3
_SAYS_SOMETHING = (0, _NXDOMAIN)  # and nothing was cut off
_BADVERS = 16


def _unsaid(data: bytes, *, edns: bool, tcp: bool) -> Reading:
    """Judge a response that holds no answer, by its header alone."""
    rcode = data[3] & 0x0F
    if data[2] & 0x02:
        return _failed("malformed") if tcp else Again.BY_TCP
    if edns and rcode in _NO_EDNS:
        return Again.PLAIN
    return _failed(_FAILURES.get(rcode, "servfail"))


def _said(data: bytes, pos: int, asked: Dns, count: int, *, authenticated: bool) -> Reading:
    first = asked.name if _plain(asked.name) else name_at(data, HEADER_SIZE)[0]
    wanted = TYPES.get(asked.type) or type_number(asked.type)
    if data[3] & 0x0F == 0:
        straight = _straight(data, pos, count, first, wanted)
        if straight is not None:
            return _straight_answer(straight, authenticated=authenticated)
    records, pos = records_at(data, pos, count, {HEADER_SIZE: first})
    found = _followed(data, records, first, wanted, authenticated=authenticated)
    return found if isinstance(found, Answer) else _nothing(data, pos, found, authenticated=authenticated)


def _must(true: bool) -> None:
    if not true:
        raise ValueError


# A record whose owner is a pointer; a TTL below zero has its top bit set and counts as zero: RFC 2181 §8.
_POINTED = struct.Struct("!HHHiH")
_FOUND = Outcome.FOUND  # to look up an enum's member takes as long as to read a record


def _failed(why: str) -> Answer:
    return Answer(Outcome.FAILED, why=why)


def _straight(data: bytes, pos: int, count: int, first: str, wanted: int) -> tuple[list[str], int] | None:
    """Read what nearly all answers are: records of the very name and type, and nothing else; None where it isn't so."""
    values, least = [], CAP_S
    for _ in range(count):
        owner, type_, class_, ttl, length = _POINTED.unpack_from(data, pos)
        if owner != TO_QUESTION or type_ != wanted or class_ != 1:
            return None
        pos += _POINTED.size
        values.append(present(data, (first, type_, 0, pos, length), {HEADER_SIZE: first}))
        pos += length
        if ttl < least:  # noqa: PLR1730  # a call of min() for each record is dear
            least = ttl
    return (values, least) if pos <= len(data) else None


def _straight_answer(found: tuple[list[str], int], *, authenticated: bool) -> Answer:
    values, ttl = found
    if len(values) > 1:
        values = sorted(set(values))
    return Answer(_FOUND, tuple(values), "", max(ttl, FLOOR_S), "", authenticated)


def _followed(
    data: bytes, records: list[Record], first: str, wanted: int, *, authenticated: bool
) -> Answer | Onward:
    """Walk the chain of CNAMEs; an answer where it ends in records, else its end (RFC 1034 §3.6.2)."""
    name, ttl, known = first, CAP_S, {12: first}
    for _ in range(MAX_HOPS):
        found = [record for record in records if record[1] == wanted and record[0] == name]
        if found:
            _must(data[3] & 0x0F == 0)  # else a name that is said not to exist has records
            ttl = min(ttl, *[record[2] for record in found])
            values = {present(data, record, known) for record in found}
            alias = "" if name == first else name
            return Answer(Outcome.FOUND, tuple(sorted(values)), "", max(ttl, FLOOR_S), alias, authenticated)
        link = next((record for record in records if record[1] == CNAME and record[0] == name), None)
        if link is None:
            break
        name, ttl = present(data, link), min(ttl, link[2])
    else:
        return _failed("servfail")  # a loop, or a chain that no honest zone has
    _must(name != first)  # else there are records, but none that was asked for
    return Onward(name, ttl, authenticated)


def _nothing(data: bytes, pos: int, chain: Onward | None, *, authenticated: bool) -> Reading:
    """Tell "no such name" and "no such record" from what merely looks like it (RFC 2308 §2)."""
    *_, authorities, extras = HEADER.unpack_from(data)
    records, pos = records_at(data, pos, authorities)
    soa = next((record for record in records if record[1] == SOA), None)
    alias = chain.name if chain else ""
    held = _negative_ttl(data, soa) if soa else 0
    if data[3] & 0x0F == _NXDOMAIN:
        return Answer(Outcome.NO_SUCH_NAME, (), "", held, alias, authenticated)
    if soa is None:
        unclear = _extended(data, pos, extras) or (_lame(data, records) if chain is None else chain)
        if unclear:
            return unclear
    return Answer(Outcome.EMPTY, (), "", held, alias, authenticated)


def _negative_ttl(data: bytes, soa: Record) -> int:
    _, _, ttl, start, length = soa
    _must(length >= 22)  # two root names and five numbers
    minimum = int.from_bytes(data[start + length - 4 : start + length])
    return min(max(min(ttl, minimum), FLOOR_S), NEGATIVE_CAP_S)  # RFC 2308 §5


def _extended(data: bytes, pos: int, extras: int) -> Reading | None:
    """Look for an extended RCODE: NOERROR may be the lower half of BADVERS (RFC 6891 §6.1.3)."""
    for _ in range(extras):
        _, pos = name_at(data, pos)
        type_, _, ttl, length = FIXED.unpack_from(data, pos)
        pos += FIXED.size + length
        if type_ == OPT and ttl >> 24:
            return Again.PLAIN if (ttl >> 24) << 4 == _BADVERS else _failed("servfail")
    return None


def _lame(data: bytes, records: list[Record]) -> Answer | None:
    """Recognise a referral: the server knows nothing itself and won't ask for us (RFC 2308 §2.2)."""
    referral = any(record[1] == NS for record in records) and not data[2] & 0x04
    return _failed("refused") if referral else None


def signatures(data: bytes, asked: Dns) -> tuple[str, ...]:
    """Give the signatures over what was asked for that a response holds (RFC 4034 §3), in presentation form.

    Args:
        data: The response, which :func:`read` has taken for an answer.
        asked: What was asked.

    Returns:
        The RRSIG records, :data:`MAX_SIGNATURES` at most; none where they cannot be read.
    """
    covered = type_number(asked.type).to_bytes(2)
    try:
        end = name_at(data, HEADER_SIZE)[1] + 4
        records, _ = records_at(data, end, HEADER.unpack_from(data)[3])
        found = [each for each in records if each[1] == RRSIG and data[each[3] : each[3] + 2] == covered]
        return tuple(present(data, each) for each in found[:MAX_SIGNATURES])
    except (IndexError, ValueError, struct.error):
        return ()


def referral(data: bytes, asked: Dns) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give the name servers to which a response refers for the very name that was asked for (RFC 1034 §4.2.2).

    Args:
        data: The response.
        asked: What was asked.

    Returns:
        They, sorted, each with the addresses that the response holds for it (glue), :data:`MAX_REFERRED` at most; none where
        it cannot be read.
    """
    try:
        end = name_at(data, HEADER_SIZE)[1] + 4
        _, _, _, answers, authorities, extras = HEADER.unpack_from(data)
        _, pos = records_at(data, end, answers)
        referred, pos = records_at(data, pos, authorities)
        glue, _ = records_at(data, pos, extras)
        names = {present(data, each) for each in referred if each[1] == NS and each[0] == asked.name}
        chosen = sorted(names)[:MAX_REFERRED]
        return tuple((name, _glue(data, glue, name)) for name in chosen)
    except (IndexError, ValueError, struct.error):
        return ()


def _glue(data: bytes, records: list[Record], name: str) -> tuple[str, ...]:
    found = [each for each in records if each[0] == name and each[1] in (A, AAAA)]
    return tuple(present(data, each) for each in found[:MAX_REFERRED])
