"""Public keys as domains publish them (RFC 6376 §3.6.1, RFC 8301 §3.2, RFC 8463 §4)."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from mailworthy.sender.dkim import tags
from mailworthy.sender.dkim.result import Dkim, Fault
from mailworthy.wire.ask import Answer, Outcome

RECORD_OCTETS = 16_384  # eight times what the largest key that we take needs
LEAST_BITS = 1024  # RFC 8301 §3.2: no verifier may accept less
ADVISED_BITS = 2048  # the same section: signers should use at least these
MOST_BITS = 8192  # a check grows with the square: more is a load, no safety
MOST_EXPONENT_BITS = 64  # 65537 is usual; a long exponent costs as much as signing does
MOST_RECORDS = 4  # at one name; one is right

_SYNTAX = "DKIM-KEY-SYNTAX"
_PKCS1 = PKCS1v15()
_SHA256 = SHA256()


class Kind(Enum):
    """Which keys there are."""

    RSA = "rsa"
    ED25519 = "ed25519"


Public: TypeAlias = RSAPublicKey | Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class Key:
    """A public key and what its record says of it.

    Args:
        record: The record, as it is published.
        kind: What it is.
        bits: How long it is.
        public: The key itself.
        testing: Whether the domain still tries signing out (``t=y``).
        strict: Whether ``i=`` must be in the very domain that signs (``t=s``).
        bare: Whether ``p=`` holds an RSAPublicKey without the frame that others expect.
        version_last: Whether ``v=`` stands elsewhere than in front.
    """

    record: str
    kind: Kind
    bits: int
    public: Public
    testing: bool = False
    strict: bool = False
    bare: bool = False
    version_last: bool = False

    @property
    def weak(self) -> bool:
        """Whether nothing that was made with it may be taken for valid (RFC 8301 §3.2)."""
        return self.kind is Kind.RSA and self.bits < LEAST_BITS

    def verifies(self, signature: bytes, octets: bytes) -> bool:
        """Tell whether the holder of this key signed these octets, and nobody changed them since."""
        try:
            if isinstance(self.public, RSAPublicKey):
                self.public.verify(signature, octets, _PKCS1, _SHA256)
            else:
                self.public.verify(
                    signature, sha256(octets).digest()
                )  # RFC 8463 §3: of the hash, not of the text
        except InvalidSignature:
            return False
        return True

    def written(self) -> str:
        """Give the record as it should be written: for e-mail, without flags, the key in its usual frame."""
        return written(self.public)


def owner(selector: str, domain: str) -> str:
    """Give the name at which a key is published (RFC 6376 §3.6.2.1)."""
    return f"{selector}._domainkey.{domain}"


def written(public: Public) -> str:
    """Write the record that publishes a key (RFC 6376 §3.6.1, RFC 8463 §4)."""
    if isinstance(public, RSAPublicKey):
        kind, octets = Kind.RSA, public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        kind, octets = Kind.ED25519, public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"v=DKIM1; k={kind.value}; p={b64encode(octets).decode('ascii')}"


def keys(answer: Answer, name: str) -> tuple[Key, ...] | Fault:
    """Give the keys that an answer holds, or what stands in their way.

    Several records are undefined (RFC 6376 §3.6.2.2): those that can be read are all given, since nobody knows which
    one a receiver takes.
    """
    if answer.outcome is Outcome.FAILED:
        return Fault("DKIM-KEY-NOT-ASKED", f"{name}: {answer.why}", Dkim.TEMPERROR)
    if answer.outcome is not Outcome.FOUND:
        return Fault("DKIM-KEY-MISSING", f"{name}: {answer.outcome.value}")
    read = [key(record) for record in answer.values[:MOST_RECORDS]]
    found = tuple(each for each in read if isinstance(each, Key))
    if found:
        return found
    fault = next(each for each in read if isinstance(each, Fault))
    return Fault(fault.code, f"{name}: {fault.detail}" if fault.detail else name, fault.result, fault.fix)


def key(record: str) -> Key | Fault:
    """Read a key record."""
    if len(record) > RECORD_OCTETS:  # nor is it remembered
        return Fault(_SYNTAX, f"> {RECORD_OCTETS}")
    return remembered(record)


# The text of a record says all, so a key once read holds for ever; what a text means never changes.
@lru_cache(maxsize=1024)
def remembered(record: str) -> Key | Fault:
    """Read a key record, once."""
    try:
        return _key(record)
    except Fault as fault:
        return fault.with_traceback(None)  # which would keep all that was looked at


def _key(record: str) -> Key:
    found = tags.read(record, _SYNTAX, RECORD_OCTETS)
    if found.get("v", "DKIM1") != "DKIM1":
        raise Fault(_SYNTAX, f"v={found['v'][:80]}")
    if "p" not in found:
        raise Fault(_SYNTAX, "p=")
    if not found["p"]:
        raise Fault("DKIM-KEY-REVOKED")
    kind = _kind(found.get("k", "rsa"))
    octets = tags.base64(found["p"], _SYNTAX, "p")
    public = _rsa(octets) if kind is Kind.RSA else _ed25519(octets)
    _check_use(found, public)
    flags = tags.names(found.get("t", ""))
    return Key(
        record=record,
        kind=kind,
        bits=public.key_size if isinstance(public, RSAPublicKey) else 256,
        public=public,
        testing="y" in flags,
        strict="s" in flags,
        bare=kind is Kind.RSA and _is_bare(octets),
        version_last="v" in found and next(iter(found)) != "v",
    )


def _kind(value: str) -> Kind:
    try:
        return Kind(value)
    except ValueError:
        raise Fault(_SYNTAX, f"k={value[:80]}") from None


def _check_use(found: dict[str, str], public: Public) -> None:
    """Refuse a key for other hashes or other services than ours (RFC 6376 §3.6.1)."""
    if "h" in found and "sha256" not in tags.names(found["h"]):
        raise Fault("DKIM-KEY-OTHER-USE", f"h={found['h'][:80]}", fix=written(public))
    if "s" in found and not {"*", "email"} & set(tags.names(found["s"])):
        raise Fault("DKIM-KEY-OTHER-USE", f"s={found['s'][:80]}", fix=written(public))


def _rsa(octets: bytes) -> RSAPublicKey:
    try:
        public = load_der_public_key(octets)
    except (ValueError, UnsupportedAlgorithm):
        public = None
    if not isinstance(public, RSAPublicKey):
        raise Fault(_SYNTAX, "k=rsa; p=")
    numbers = public.public_numbers()
    if public.key_size > MOST_BITS or numbers.e.bit_length() > MOST_EXPONENT_BITS:
        raise Fault("DKIM-KEY-TOO-BIG", f"{public.key_size}")
    return public


def _ed25519(octets: bytes) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(octets)
    except (ValueError, UnsupportedAlgorithm):
        raise Fault(_SYNTAX, f"k=ed25519; p= ({len(octets)})") from None


def _is_bare(octets: bytes) -> bool:
    """Tell an RSAPublicKey (RFC 8017 appendix A.1.1) from a SubjectPublicKeyInfo: it begins with a number, not a list."""
    long = octets[1] & 0x7F if len(octets) > 1 and octets[1] & 0x80 else 0
    return octets[2 + long : 3 + long] == b"\x02"
