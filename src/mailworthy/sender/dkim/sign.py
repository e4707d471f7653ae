"""Sign messages (RFC 6376 §5, RFC 8463 §3)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from mailworthy.errors import InputError
from mailworthy.sender.dkim.canonical import Form, selected, signed_octets
from mailworthy.sender.dkim.hashing import Bodies
from mailworthy.sender.dkim.key import LEAST_BITS, MOST_BITS, Kind, written
from mailworthy.sender.dkim.names import OVERSIGNED, SIGNED
from mailworthy.sender.dkim.raw import RawMessage, split
from mailworthy.sender.dkim.result import Fault
from mailworthy.sender.dkim.signature import domain_name

DEFAULT = tuple(name.decode("ascii") for name in SIGNED)

_LINE = 72  # characters; RFC 5322 §2.1.1 advises 78
_FIELD_NAME = re.compile(
    rb"[!-9<-~]+"
)  # RFC 5322 §3.6.8, and no semicolon, which would end the tag (RFC 6376 §3.2)
_PKCS1 = PKCS1v15()
_SHA256 = SHA256()
_Private: TypeAlias = RSAPrivateKey | Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, read once and used for many messages.

    Args:
        kind: What it is.
        private: The key itself; never shown.
    """

    kind: Kind
    private: _Private = field(repr=False)

    @property
    def algorithm(self) -> str:
        """What ``a=`` says of it."""
        return f"{self.kind.value}-sha256"

    @property
    def record(self) -> str:
        """The TXT record that publishes its public half."""
        return written(self.private.public_key())

    def signature(self, octets: bytes) -> bytes:
        """Sign octets; the same octets are always signed alike."""
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(octets, _PKCS1, _SHA256)
        return self.private.sign(sha256(octets).digest())


def read_signing_key(pem: bytes) -> SigningKey:
    """Read a private key: PEM, not encrypted, RSA or Ed25519.

    Raises:
        InputError: It is none, or too short or too long to sign with (RFC 8301 §3.2).
    """
    try:
        private = load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise InputError("no private key in PEM form that can be read without a password") from None
    if isinstance(private, Ed25519PrivateKey):
        return SigningKey(Kind.ED25519, private)
    if not isinstance(private, RSAPrivateKey):
        raise InputError("a key of another kind: DKIM signs with RSA or Ed25519")
    if not LEAST_BITS <= private.key_size <= MOST_BITS:
        raise InputError(f"an RSA key of {private.key_size} bits: it takes {LEAST_BITS} to {MOST_BITS}")
    return SigningKey(Kind.RSA, private)


def sign(
    message: bytes,
    *,
    domain: str,
    selector: str,
    key: SigningKey,
    headers: Sequence[str] = DEFAULT,
    now: int,
    expire_s: int | None = None,
) -> bytes:
    """Sign a message: relaxed form, the whole body, and nobody can add a second From unnoticed.

    Args:
        message: In octets, as it will be sent; lines that end in a bare LF are signed as if they ended in CRLF.
        domain: Who signs (``d=``).
        selector: Which of the domain's keys (``s=``).
        key: The private key.
        headers: The fields to cover where they are there; From, To, Subject, Date, Content-Type and the two that
            unsubscribe are named once more than they are there.
        now: The time in seconds since 1970.
        expire_s: After how many seconds the signature is no longer good; None for never.

    Returns:
        The header field to put in front of the message, folded, with its CRLF.

    Raises:
        InputError: The message has no From or several, the domain or selector can't be read, or From is not to be
            signed.
    """
    raw = split(message)
    names = [name.lower().encode("utf-8") for name in headers]
    _check(raw, names)
    who = [f"d={name_of(domain, 'd')}", f"s={name_of(selector, 's')}", f"t={now}"]
    who += [f"x={now + expire_s}"] if expire_s is not None else []
    body_hash = b64encode(Bodies(raw).hash(Form.RELAXED)).decode("ascii")
    names = covered(raw, names)
    start = f"DKIM-Signature: v=1; a={key.algorithm}; c=relaxed/relaxed;\r\n {'; '.join(who)};\r\n h={listed(names)};\r\n bh={body_hash};\r\n b="
    octets = signed_octets(selected(raw, names), start.encode("ascii"), Form.RELAXED)
    return (start + folded(key.signature(octets)) + "\r\n").encode("ascii")


def covered(raw: RawMessage, names: Sequence[bytes]) -> list[bytes]:
    """List names for ``h=``: each as often as its field is there, and what must stand there once only, once more."""
    listed: list[bytes] = []
    for name in names:
        listed += [name] * (len(raw.at(name)) + (name in OVERSIGNED))
    return listed


def folded(signature: bytes, line: int = _LINE) -> str:
    """Write a signature in base64, in lines of so many characters."""
    text = b64encode(signature).decode("ascii")
    return "\r\n ".join(text[at : at + line] for at in range(0, len(text), line))


def listed(names: Sequence[bytes]) -> str:
    """Write ``h=``, folded in front of a colon (RFC 6376 §3.5)."""
    lines = [""]
    for name in (name.decode("ascii") for name in names):
        if len(lines[-1]) + len(name) > _LINE - 3:
            lines.append("")
        lines[-1] += ":" + name if lines[-1] or len(lines) > 1 else name
    return "\r\n ".join(lines)


def _check(raw: RawMessage, names: Sequence[bytes]) -> None:
    if b"from" not in names:
        raise InputError("From must be signed (RFC 6376 §5.4)")
    if len(raw.at(b"from")) != 1:
        raise InputError(f"a message has one From, this one has {len(raw.at(b'from'))}")
    check_names(names)


def check_names(names: Sequence[bytes]) -> None:
    """Refuse what is no name of a header field.

    Raises:
        InputError: One is none.
    """
    if not all(_FIELD_NAME.fullmatch(name) for name in names):
        raise InputError("names of header fields are of printable ASCII, without colon and semicolon")


def name_of(value: str, tag: str) -> str:
    """Give a domain or a selector as signatures write it.

    Raises:
        InputError: It is none.
    """
    try:
        return domain_name(value, tag)
    except Fault as fault:
        raise InputError(f"not a domain name: {fault.detail}") from None
