"""New private keys: chance that nobody can foresee, from the system."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_EXPONENT = 65_537  # RFC 8301 §3.2 leaves it open; every receiver takes this one


def new_rsa_key(bits: int) -> bytes:
    """Make an RSA key of so many bits: PEM (PKCS #8), not encrypted."""
    return generate_private_key(_EXPONENT, bits).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def new_ed25519_key() -> bytes:
    """Make an Ed25519 key: PEM (PKCS #8), not encrypted."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
