"""Mark certificates as issuers of VMCs make them, sound ones and some that nobody should accept."""

from __future__ import annotations

import gzip
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FOR_MARKS = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.31")
LOGOTYPE = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.12")
MARK_TYPE = x509.ObjectIdentifier("1.3.6.1.4.1.53087.1.13")

# What each word changes of a sound certificate.
KINDS: dict[str, dict[str, object]] = {
    "sound": {},
    "of a common mark": {"mark": "Prior Use Mark"},
    "of a mark of no known type": {"mark": ""},
    "expired": {"days": (-400, -3)},
    "that begins later": {"days": (3, 360)},
    "that ends in two weeks": {"days": (-300, 14)},
    "for another domain": {"names": ("elsewhere.example",)},
    "for no domain": {"names": ()},
    "with another logo": {"svg": b"<svg/>"},
    "without a logo": {"svg": None},
    "for a web server": {"use": ExtendedKeyUsageOID.SERVER_AUTH},
    "for anything": {"use": None},
    "without its chain": {"chain": "none"},
    "with a stranger's chain": {"chain": "other"},
    "of an unknown issuer": {"issuer": "Marks and More Ltd"},
    "of an issuer who stopped": {"issuer": "Entrust, Inc."},
}


def certificate(kind: str, domain: str, svg: bytes, now: int) -> bytes:
    """Make a mark certificate and its chain, in PEM.

    Args:
        kind: ``sound``, or what is wrong with it: a word of :data:`KINDS`.
        domain: Whose it is.
        svg: The logo in it.
        now: The time, in seconds since 1970.
    """
    return made(domain=domain, now=now, **{"svg": svg, **KINDS[kind]})  # type: ignore[arg-type]  # the table's words


def made(
    *,
    domain: str,
    svg: bytes | None,
    now: int,
    names: tuple[str, ...] | None = None,
    mark: str = "Registered Mark",
    days: tuple[int, int] = (-30, 300),
    use: x509.ObjectIdentifier | None = FOR_MARKS,
    issuer: str = "DigiCert, Inc.",
    chain: str = "whole",
    logotype: bytes | None = None,
) -> bytes:
    """Make a mark certificate of given parts; ``logotype`` in place of the whole extension."""
    moment = datetime.fromtimestamp(now, UTC)
    begin, end = (moment + timedelta(days=each) for each in days)
    subject = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tea and More Ltd")]
    subject += [x509.NameAttribute(MARK_TYPE, mark)] if mark else []
    above = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer)])
    building = _begun(x509.Name(subject), above, begin, end).public_key(_key("leaf").public_key())
    alternatives = [x509.DNSName(name) for name in (names if names is not None else (domain,))]
    if alternatives:
        building = building.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    if use:
        building = building.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
    value = logotype if logotype is not None else _logotype(svg) if svg is not None else None
    if value is not None:
        building = building.add_extension(x509.UnrecognizedExtension(LOGOTYPE, value), critical=False)
    leaf = building.sign(_key("authority"), SHA256())
    return b"".join(one.public_bytes(Encoding.PEM) for one in (leaf, *_above(above, moment, chain)))


def _above(name: x509.Name, moment: datetime, chain: str) -> tuple[x509.Certificate, ...]:
    if chain == "none":
        return ()
    key = _key("authority" if chain == "whole" else "stranger")
    span = moment - timedelta(days=1_000), moment + timedelta(days=1_000)
    building = _begun(name, name, *span).public_key(key.public_key())
    authority = x509.BasicConstraints(ca=True, path_length=None)
    return (building.add_extension(authority, critical=True).sign(key, SHA256()),)


def _begun(subject: x509.Name, issuer: x509.Name, begin: datetime, end: datetime) -> x509.CertificateBuilder:
    building = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).serial_number(7)
    return building.not_valid_before(begin).not_valid_after(end)


@cache
def _key(_whose: str) -> EllipticCurvePrivateKey:
    return generate_private_key(SECP256R1())


def _logotype(svg: bytes) -> bytes:
    """Write the extension with one logo in a ``data:`` URI (RFC 9399 §4.1, RFC 6170 §4)."""
    packed = gzip.compress(svg, mtime=0)
    uri = b"data:image/svg+xml;base64," + b64encode(packed)
    algorithm = der(0x30, der(0x06, bytes.fromhex("608648016503040201")))
    digest = der(0x30, der(0x30, algorithm + der(0x04, sha256(packed).digest())))
    details = der(0x30, der(0x16, b"image/svg+xml") + digest + der(0x30, der(0x16, uri)))
    return der(0x30, der(0xA2, der(0xA0, der(0x30, der(0x30, der(0x30, details))))))


def der(tag: int, value: bytes) -> bytes:
    """Write one element of a structure (X.690 §8.1)."""
    if len(value) < 0x80:
        return bytes([tag, len(value)]) + value
    size = len(value).to_bytes((len(value).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(size)]) + size + value
