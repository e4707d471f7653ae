"""Verify the signatures of a message (RFC 6376 §6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from mailworthy.finding import Finding
from mailworthy.sender.dkim import observations
from mailworthy.sender.dkim.canonical import selected, signed_octets
from mailworthy.sender.dkim.hashing import Bodies
from mailworthy.sender.dkim.key import LEAST_BITS, Key, keys, owner
from mailworthy.sender.dkim.raw import RawMessage, split
from mailworthy.sender.dkim.result import Dkim, DkimResult, Fault, reason
from mailworthy.sender.dkim.signature import Signature, read, tags_of
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.wire.ask import Asking, Dns

MOST_SIGNATURES = 10

_FIELD = b"dkim-signature"
Keys: TypeAlias = tuple[Key, ...] | Fault


def verify(message: bytes, *, now: int, most: int = MOST_SIGNATURES) -> Asking[tuple[DkimResult, ...]]:
    """Verify every signature of a message.

    Args:
        message: In octets, as it arrived; where lines end in a bare LF, CRLF is put there first, and said.
        now: The time in seconds since 1970, 0 where it is unknown: then nothing expires.
        most: How many signatures are looked at, from the top.

    Returns:
        One result for each signature, in the order in which they stand; a single one, ``none``, where there is none.
    """
    raw = split(message)
    places = raw.at(_FIELD)
    found = [(place, _read(raw, place)) for place in places[:most]]
    asks = tuple(dict.fromkeys(_ask(each) for _, each in found if isinstance(each, Signature)))
    answers = (yield asks) if asks else ()
    known = {ask: keys(answer, ask.name) for ask, answer in zip(asks, answers, strict=True)}
    bodies = Bodies(raw)
    results = [
        _judge(place, each, known[_ask(each)], bodies, now) if isinstance(each, Signature) else each
        for place, each in found
    ]
    return observations.of_message(raw, results, len(places))


def _ask(signature: Signature) -> Dns:
    return Dns(owner(signature.selector, signature.domain), "TXT")


def _read(raw: RawMessage, place: int) -> Signature | DkimResult:
    """Read a signature; one that can't be used has its result at once."""
    tags: dict[str, str] = {}
    try:
        tags = tags_of(raw.fields[place].value)
        return read(tags)
    except Fault as fault:
        return DkimResult(
            fault.result,
            domain=tags.get("d", "")[:253].lower(),
            selector=tags.get("s", "")[:253].lower(),
            identity=tags.get("i", "")[:320],
            algorithm=tags.get("a", "")[:80],
            reason=reason(fault.code),
            findings=(said(fault),),
        )


def _judge(place: int, signature: Signature, found: Keys, bodies: Bodies, now: int) -> DkimResult:
    """Judge a signature by its keys: a name that holds several leaves open which of them a receiver takes."""
    if isinstance(found, Fault):
        return _result(
            signature, None, found, observations.of_signature(signature, bodies, now, passed=False)
        )
    raw = bodies.message
    fields = selected(raw, signature.names, place)
    octets = signed_octets(fields, raw.fields[place].octets, signature.header_form)
    proof = next((key for key in found if _proves(key, signature, octets)), None)
    key = proof or next((key for key in found if key.kind is signature.kind), found[0])
    fault = _fault(signature, key, bodies, now, proven=proof is not None)
    findings = [
        *observations.of_signature(signature, bodies, now, passed=fault is None),
        *observations.of_keys(found, key, _ask(signature).name),
        *(observations.of_cover(signature, raw) if fault is None else ()),
    ]
    return _result(signature, key, fault, findings)


def _proves(key: Key, signature: Signature, octets: bytes) -> bool:
    return key.kind is signature.kind and key.verifies(signature.value, octets)


def _fault(signature: Signature, key: Key, bodies: Bodies, now: int, *, proven: bool) -> Fault | None:
    """Say what is wrong with a signature, None where nothing is (RFC 6376 §6.1.2, §6.1.3).

    That something was changed comes before that a key is short: the short key says nothing more then.
    """
    try:
        _check_key(signature, key)
        _check_body(signature, bodies)
        _check_proof(signature, key, now, proven=proven)
    except Fault as fault:
        return fault
    return None


def _check_key(signature: Signature, key: Key) -> None:
    if key.kind is not signature.kind:
        raise Fault("DKIM-KEY-OTHER-USE", f"k={key.kind.value}; a={signature.algorithm}")
    if key.strict and not signature.identity.endswith("@" + signature.domain):
        raise Fault("DKIM-KEY-STRICT", f"t=s; i={signature.identity[-80:]}")


def _check_body(signature: Signature, bodies: Bodies) -> None:
    length, form = signature.length, signature.body_form
    if length is not None and length > len(bodies.octets(form)):
        raise Fault("DKIM-L-TOO-LONG", f"l={length} > {len(bodies.octets(form))}")
    if bodies.hash(form, length) != signature.body_hash:
        raise Fault("DKIM-BODY-CHANGED", f"bh= {form.value}", Dkim.FAIL)


def _check_proof(signature: Signature, key: Key, now: int, *, proven: bool) -> None:
    if not proven:
        raise Fault("DKIM-HEADER-CHANGED", f"b= {signature.header_form.value}", Dkim.FAIL)
    if now and signature.expires is not None and now > signature.expires:
        raise Fault("DKIM-EXPIRED", f"x={signature.expires}", Dkim.FAIL)
    if key.weak:
        raise Fault("DKIM-KEY-WEAK", f"{key.bits} < {LEAST_BITS}", Dkim.POLICY)


def _result(
    signature: Signature, key: Key | None, fault: Fault | None, findings: Iterable[Finding]
) -> DkimResult:
    name = _ask(signature).name
    bits = key.bits if key else 0
    first = said(fault, name) if fault else Finding("DKIM-OK", f"{name}: {signature.algorithm}, {bits}")
    return DkimResult(
        result=fault.result if fault else Dkim.PASS,
        domain=signature.domain,
        selector=signature.selector,
        identity=signature.identity,
        algorithm=signature.algorithm,
        key_bits=bits,
        reason=reason(fault.code) if fault else "",
        findings=(first, *findings),
    )


def said(fault: Fault, name: str = "", place: str = "") -> Finding:
    """Give a fault as a finding.

    Args:
        fault: What is wrong.
        name: Where the key is looked for, empty where it was not looked at.
        place: Where it stands, if a CNAME leads elsewhere.
    """
    where = {"record": name} if reason(fault.code).startswith("key_") else {"header": "DKIM-Signature"}
    fix = DnsRecord(place or name, "TXT", fault.fix).line() if fault.fix else ""
    return Finding(fault.code, fault.detail, where, fix=fix)
