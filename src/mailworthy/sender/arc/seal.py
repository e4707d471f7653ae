"""Seal a message that is handed on (RFC 8617 §5.1)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence

from mailworthy.errors import InputError
from mailworthy.sender.arc.links import MOST_SETS, SEAL, links
from mailworthy.sender.arc.result import Arc, ArcResult
from mailworthy.sender.arc.validate import seal_scope
from mailworthy.sender.dkim.canonical import Form, field, selected, signed_octets
from mailworthy.sender.dkim.hashing import Bodies
from mailworthy.sender.dkim.names import SIGNED
from mailworthy.sender.dkim.raw import RawMessage, split
from mailworthy.sender.dkim.result import Fault
from mailworthy.sender.dkim.sign import SigningKey, check_names, folded, listed, name_of

DEFAULT = (*(name.decode("ascii") for name in SIGNED), "dkim-signature")

# The next seal covers this one with its blanks, so b= stays in one piece as the public suite has it; a line may hold 998.
_LINE = 900

_ID = re.compile(r"[^\s;\x00-\x1f\x7f]+")
_RESULTS = re.compile(rb"[ \t\r\n]*([^\s;]+)(?:[ \t\r\n]+[0-9]+)?[ \t\r\n]*;(.*)", re.DOTALL)  # RFC 8601 §2.2


def seal(
    message: bytes,
    *,
    chain: ArcResult,
    domain: str,
    selector: str,
    key: SigningKey,
    authserv_id: str,
    headers: Sequence[str] = DEFAULT,
    now: int,
) -> bytes:
    """Seal a message: say what was found of it and of its chain, and sign that.

    Args:
        message: In octets, as it will be handed on, with the ``Authentication-Results`` of its arrival.
        chain: What :func:`mailworthy.sender.arc.validate` said of it on arrival.
        domain: Who seals (``d=``).
        selector: Which of the domain's keys (``s=``).
        key: The private key.
        authserv_id: Whose ``Authentication-Results`` are ours (RFC 8601 §2.5); others are left out.
        headers: The fields that the message signature covers where they are there.
        now: The time in seconds since 1970.

    Returns:
        The three header fields to put in front of the message, folded, each with its CRLF.

    Raises:
        InputError: The chain is full or could not be validated, or a name can't be read.
    """
    number = chain.instance + 1
    if chain.result is Arc.TEMPERROR or number > MOST_SETS:
        raise InputError(
            f"nothing can be sealed on a chain that is {chain.result.value}, with {chain.instance} links"
        )
    if not _ID.fullmatch(authserv_id):
        raise InputError(f"no authserv-id: {authserv_id[:80]!r}")
    raw = split(message)
    who = f"d={name_of(domain, 'd')}", f"i={number}", f"s={name_of(selector, 's')}", f"t={now}"
    results = _results(raw, authserv_id, number, chain.result)
    signature = _signature(raw, headers, key, who)
    before = _before(raw, chain) + [field(each, Form.RELAXED) for each in (results, signature)]
    sealed = _seal(before, chain.result, key, who)
    return b"".join(each + b"\r\n" for each in (sealed, signature, results))


def _results(raw: RawMessage, authserv_id: str, number: int, chain: Arc) -> bytes:
    """Gather our own results of the message's arrival into one field (RFC 8617 §4.1.1)."""
    own = authserv_id.encode("utf-8")
    found = (_RESULTS.match(raw.fields[place].value) for place in raw.at(b"authentication-results"))
    said = [each[2].strip(b" \t\r\n;") for each in found if each and each[1].lower() == own.lower()]
    told = b";\r\n ".join(said) or f"arc={chain.value}".encode("ascii")
    return b"ARC-Authentication-Results: i=%d; %b; %b" % (number, own, told)


def _signature(raw: RawMessage, headers: Sequence[str], key: SigningKey, who: Sequence[str]) -> bytes:
    """Sign the message as it is handed on (RFC 8617 §4.1.2)."""
    wanted = [name.lower().encode("utf-8") for name in headers]
    check_names(wanted)
    if SEAL in wanted:
        raise InputError("ARC-Seal is not to be covered (RFC 8617 §4.1.2)")
    names = [name for name in wanted for _ in raw.at(name)]
    body_hash = b64encode(Bodies(raw).hash(Form.RELAXED)).decode("ascii")
    domain, *rest = who
    front = f"ARC-Message-Signature: a={key.algorithm};\r\n b="
    back = (
        f";\r\n bh={body_hash};\r\n c=relaxed/relaxed; {domain};\r\n h={listed(names)};\r\n {'; '.join(rest)}"
    )
    octets = signed_octets(selected(raw, names), (front + back).encode("ascii"), Form.RELAXED)
    return (front + folded(key.signature(octets), _LINE) + back).encode("ascii")


def _seal(before: Sequence[bytes], chain: Arc, key: SigningKey, who: Sequence[str]) -> bytes:
    """Sign the chain with its new link (RFC 8617 §4.1.3)."""
    front = f"ARC-Seal: a={key.algorithm};\r\n b="
    back = f";\r\n cv={chain.value}; {'; '.join(who)}"
    octets = b"\r\n".join((*before, field((front + back).encode("ascii"), Form.RELAXED)))
    return (front + folded(key.signature(octets), _LINE) + back).encode("ascii")


def _before(raw: RawMessage, chain: ArcResult) -> list[bytes]:
    """Give the links that the new seal covers: none where the chain is broken (RFC 8617 §5.1.2)."""
    if chain.result is not Arc.PASS:
        return []
    try:
        found = links(raw)
    except Fault as fault:
        raise InputError(f"the chain is no longer what was validated: {fault.detail}") from None
    if len(found) != chain.instance:
        raise InputError(
            f"the chain is no longer what was validated: {len(found)} links, not {chain.instance}"
        )
    return seal_scope(raw, found)
