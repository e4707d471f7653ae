"""Mail hosts to greet, and the certificates that they show: made on the spot, the same each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from mailworthy.wire.explore import Session

NOW = 1_795_132_800  # 2026-11-20, midnight (UTC)
HOST = "mx.mailworthy-samples.org"


def session(**differs: Any) -> Session:
    """Give what a well kept mail host says, but for what is given: fields of a session, and of its certificate."""
    shown = certificate(**differs.pop("certificate", {}))
    trusted = not differs.get("distrust") and bool(differs.get("tls", "TLSv1.3"))
    usual: dict[str, Any] = {
        "greeting": f"{HOST} ESMTP", "keywords": ("PIPELINING", "STARTTLS"), "starttls": 220, "tls": "TLSv1.3",
        "cipher": "TLS_AES_256_GCM_SHA384", "chain": (shown, authority()), "trusted": trusted,
    }  # fmt: skip
    if "why" in differs:  # it never came so far
        usual = {}
    elif "STARTTLS" not in differs.get("keywords", usual["keywords"]) or differs.get("starttls", 220) != 220:
        usual |= {"starttls": 0, "tls": "", "cipher": "", "chain": (), "trusted": False}
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in differs.items()}
    return Session(**{**usual, **told})


def sessions(mail: Mapping[str, Mapping[str, Any]]) -> dict[str, Session]:
    """Give what hosts say by IP address, from an example."""
    return {address: session(**dict(told)) for address, told in mail.items()}


@cache
def _authority_key() -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(2, ec.SECP256R1())


@cache
def authority() -> bytes:
    """Give the certificate of the authority that signs the others, as DER."""
    key = _authority_key()
    made = _builder("Test authority", days=3_650).public_key(key.public_key())
    return made.sign(key, SHA256()).public_bytes(Encoding.DER)


def certificate(
    names: Sequence[str] = (HOST,),
    *,
    days: int = 60,
    key: str = "EC 256",
    more: x509.ExtensionType | None = None,
) -> bytes:
    """Give a host's certificate as DER.

    Args:
        names: The hosts that it is for.
        days: In how many days after :data:`NOW` it expires; negative where it has.
        key: ``EC 256`` (always the same key), ``RSA 1024``, ``RSA 2048`` or ``Ed25519``.
        more: An extension that it holds as well.
    """
    return _certificate(tuple(names), days, key, more)


@cache
def _certificate(names: tuple[str, ...], days: int, key: str, more: x509.ExtensionType | None) -> bytes:
    builder = _builder(names[0] if names else "nobody", days=days).public_key(_key(key).public_key())
    if names:
        listed = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(listed, critical=False)
    if more:
        builder = builder.add_extension(more, critical=False)
    return builder.sign(_authority_key(), SHA256()).public_bytes(Encoding.DER)


@cache
def _key(kind: str) -> Any:
    if kind.startswith("RSA"):
        return rsa.generate_private_key(65537, int(kind.removeprefix("RSA ")))
    return (
        ed25519.Ed25519PrivateKey.generate()
        if kind == "Ed25519"
        else ec.derive_private_key(1, ec.SECP256R1())
    )


def _builder(subject: str, *, days: int) -> x509.CertificateBuilder:
    now = datetime.fromtimestamp(NOW, UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")]))
        .serial_number(1)
        .not_valid_before(now - timedelta(days=90))
        .not_valid_after(now + timedelta(days=days))
    )
