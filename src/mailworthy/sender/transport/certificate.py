"""Certificates as mail hosts show them: what an administrator needs to know of one, read from DER (RFC 5280 §4.1)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.dsa import DSAPublicKey
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

OCTETS_MOST = 65_536  # of one certificate; those with a thousand names have half of that
NAMES_MOST = 1_000
RSA_BITS = 2_048  # RFC 9325 §4.5: fewer are weak, and so is any hash older than SHA-256
CURVE_BITS = 224
BROKEN = frozenset({"md2", "md4", "md5", "sha1"})


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says.

    Args:
        names: The hosts that it is for, in lower case, as ``subjectAltName`` lists them, :data:`NAMES_MOST` at most.
        not_before: From when on it is valid, in seconds since 1970.
        not_after: Until when.
        key: What its key is: ``RSA``, ``EC``, ``DSA``, or the name of another kind.
        bits: How long that is; 0 where its kind has but one length.
        signed_with: With which hash it was signed: ``sha256``; empty where its kind of signature has none of its own.
        own: Whether it names itself as its issuer.
        der: The certificate.
        public_key: Its SubjectPublicKeyInfo as it stands there (RFC 5280 §4.1.2.7): what DANE speaks of.
    """

    names: tuple[str, ...]
    not_before: int
    not_after: int
    key: str
    bits: int
    signed_with: str
    own: bool
    der: bytes
    public_key: bytes

    @property
    def weak(self) -> str:
        """What is too weak of it: ``RSA 1024``, ``sha1``; empty where nothing is."""
        least = {"RSA": RSA_BITS, "DSA": RSA_BITS, "EC": CURVE_BITS}.get(self.key, 0)
        if self.bits < least:
            return f"{self.key} {self.bits}"
        return "" if self.own or self.signed_with not in BROKEN else self.signed_with

    def is_for(self, host: str) -> bool:
        """Tell whether it names a host; ``*`` stands for just the first label (RFC 9525 §6.3)."""
        name = host.lower().removesuffix(".")
        above = name.partition(".")[2]
        return name in self.names or (bool(above) and f"*.{above}" in self.names)


# What cryptography raises of octets that are no certificate, or of one that holds what it does not know.
_UNREADABLE = (
    ValueError, TypeError, OverflowError, IndexError, UnsupportedAlgorithm,
    x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType,
)  # fmt: skip


@lru_cache(maxsize=256)  # the hosts of a domain often show the same
def read(der: bytes) -> Certificate | None:
    """Read a certificate; None where it cannot be read. Any octets are accepted."""
    if len(der) > OCTETS_MOST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is odd in it; to us it is enough that it can be read
            return _read(der)
    except _UNREADABLE:
        return None


def _read(der: bytes) -> Certificate:
    read_ = x509.load_der_x509_certificate(der)
    key, bits = _key(read_)
    return Certificate(
        tuple(_names(read_)),
        _seconds(read_.not_valid_before_utc),
        _seconds(read_.not_valid_after_utc),
        key,
        bits,
        _hash(read_),
        own=read_.issuer.public_bytes() == read_.subject.public_bytes(),
        der=der,
        public_key=_public_key(read_.tbs_certificate_bytes),
    )


def _names(read_: x509.Certificate) -> Iterator[str]:
    try:
        extension = read_.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return
    names = extension.value.get_values_for_type(x509.DNSName)
    yield from (name.lower().removesuffix(".") for name in names[:NAMES_MOST])


def _key(read_: x509.Certificate) -> tuple[str, int]:
    try:
        key = read_.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return read_.public_key_algorithm_oid.dotted_string, 0
    for kind, name in ((RSAPublicKey, "RSA"), (DSAPublicKey, "DSA"), (EllipticCurvePublicKey, "EC")):
        if isinstance(key, kind):
            return name, key.key_size
    return type(key).__name__.removesuffix("PublicKey").lstrip("_"), 0


def _hash(read_: x509.Certificate) -> str:
    try:
        algorithm = read_.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return ""
    return algorithm.name if algorithm else ""


def _seconds(when: datetime) -> int:
    return int((when - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())


# --- the octets of the public key ---------------------------------------------------------------------------------

_VERSION = 0xA0
_BEFORE_THE_KEY = 5  # serialNumber, signature, issuer, validity, subject (RFC 5280 §4.1)


def _public_key(tbs: bytes) -> bytes:
    """Give the SubjectPublicKeyInfo as it was signed: written anew, a key may look otherwise, and so would its digest."""
    start, _ = _element(tbs, 0)
    at = start if tbs[start] != _VERSION else _element(tbs, start)[1]
    for _ in range(_BEFORE_THE_KEY):
        at = _element(tbs, at)[1]
    return tbs[at : _element(tbs, at)[1]]


def _element(octets: bytes, at: int) -> tuple[int, int]:
    """Give where the contents of a DER element begin and end (X.690 §8.1)."""
    length, start = octets[at + 1], at + 2
    if length & 0x80:
        more = length & 0x7F
        length, start = int.from_bytes(octets[start : start + more]), start + more
    return start, start + length
