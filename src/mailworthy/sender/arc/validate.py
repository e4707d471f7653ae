"""Validate the chain of a message (RFC 8617 §5.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from mailworthy.finding import Finding
from mailworthy.sender.arc.links import PARTS, Link, Stamp, highest, links
from mailworthy.sender.arc.result import Arc, ArcResult, ArcSet
from mailworthy.sender.dkim.canonical import Form, field, selected, signed_octets
from mailworthy.sender.dkim.hashing import Bodies
from mailworthy.sender.dkim.key import Key, keys, owner
from mailworthy.sender.dkim.raw import RawMessage, split
from mailworthy.sender.dkim.result import Dkim, Fault, reason
from mailworthy.wire.ask import Asking, Dns

_Known: TypeAlias = Mapping[Dns, tuple[Key, ...] | Fault]


def validate(message: bytes, *, now: int = 0) -> Asking[ArcResult]:
    """Validate the chain that handlers of a message left: lists and forwarders.

    Args:
        message: In octets, as it arrived; where lines end in a bare LF, CRLF is put there first.
        now: The time in seconds since 1970. No link expires (RFC 8617 §4.1.3), so nothing depends on it.
    """
    del now
    raw = split(message)
    if not any(raw.at(part) for part in PARTS):
        return ArcResult(Arc.NONE)
    chain: tuple[Link, ...] = ()
    try:
        chain = links(raw)
        _check_claims(chain)
        asks = tuple(
            dict.fromkeys(_ask(stamp) for stamp in (chain[-1].signature, *(link.seal for link in chain)))
        )
        answers = yield asks
        known = {ask: keys(answer, ask.name) for ask, answer in zip(asks, answers, strict=True)}
        _check_message(raw, chain[-1], known)
        _check_seals(raw, chain, known)
    except Fault as fault:
        return _failed(raw, chain, fault)
    said = Finding("ARC-OK", ", ".join(f"i={link.instance} {link.seal.domain}" for link in chain))
    return ArcResult(Arc.PASS, len(chain), _shown(raw, chain), "", (said, *_uncovered(chain[-1])))


def seal_scope(raw: RawMessage, chain: Sequence[Link]) -> list[bytes]:
    """Give the fields of links as seals cover them, in canonical form: results, signature, seal (RFC 8617 §5.1.1)."""
    places = [place for link in chain for place in (link.results, link.signature.place, link.seal.place)]
    return [field(raw.fields[place].octets, Form.RELAXED) for place in places]


def _check_claims(chain: Sequence[Link]) -> None:
    """Hold what the seals say of the chain against where they stand in it (RFC 8617 §5.2, steps 2 and 3)."""
    if chain[-1].chain == Arc.FAIL.value:
        raise Fault("ARC-FAILED-BEFORE", f"i={chain[-1].instance} {chain[-1].seal.domain}")
    for link in chain:
        expected = Arc.NONE if link.instance == 1 else Arc.PASS
        if link.chain != expected.value:
            raise Fault("ARC-STRUCTURE", f"i={link.instance}: cv={link.chain[:20]}")


def _check_message(raw: RawMessage, link: Link, known: _Known) -> None:
    """Verify the newest message signature: older ones may well be broken by what the sealers changed."""
    signature = link.signature
    octets = signed_octets(
        selected(raw, signature.names, signature.place),
        raw.fields[signature.place].octets,
        signature.header_form,
    )
    proven = _proven(signature, octets, known)
    if not proven or Bodies(raw).hash(signature.body_form) != signature.body_hash:
        raise Fault("ARC-MESSAGE-CHANGED", f"i={link.instance} {signature.domain}", Dkim.FAIL)


def _check_seals(raw: RawMessage, chain: Sequence[Link], known: _Known) -> None:
    scope = seal_scope(raw, chain)
    for link in reversed(chain):
        before = scope[: 3 * link.instance - 1]
        own = signed_octets((), raw.fields[link.seal.place].octets, Form.RELAXED)
        if not _proven(link.seal, b"\r\n".join((*before, own)), known):
            raise Fault("ARC-SEAL-CHANGED", f"i={link.instance} {link.seal.domain}", Dkim.FAIL)


def _ask(stamp: Stamp) -> Dns:
    return Dns(owner(stamp.selector, stamp.domain), "TXT")


def _proven(stamp: Stamp, octets: bytes, known: _Known) -> bool:
    found = known[_ask(stamp)]
    if isinstance(found, Fault):
        code = "ARC-KEY-NOT-ASKED" if found.result is Dkim.TEMPERROR else "ARC-KEY"
        raise Fault(code, found.detail or _ask(stamp).name, found.result)
    if all(key.weak or key.kind is not stamp.kind for key in found):
        raise Fault("ARC-KEY", f"{_ask(stamp).name}: {found[0].kind.value}, {found[0].bits}")
    return any(key.kind is stamp.kind and not key.weak and key.verifies(stamp.value, octets) for key in found)


def _failed(raw: RawMessage, chain: Sequence[Link], fault: Fault) -> ArcResult:
    result = Arc.TEMPERROR if fault.result is Dkim.TEMPERROR else Arc.FAIL
    return ArcResult(
        result, highest(raw), _shown(raw, chain), reason(fault.code), (Finding(fault.code, fault.detail),)
    )


def _shown(raw: RawMessage, chain: Sequence[Link]) -> tuple[ArcSet, ...]:
    return tuple(link.shown(raw) for link in chain)


def _uncovered(link: Link) -> tuple[Finding, ...]:
    if b"from" in link.signature.names:
        return ()
    return (Finding("ARC-FROM-UNSIGNED", f"i={link.instance} {link.signature.domain}"),)
