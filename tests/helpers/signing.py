"""Messages signed in any way, also such as no signer should: for what verifiers must refuse."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    RSAPublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from mailworthy.sender.dkim import SigningKey, read_signing_key
from mailworthy.sender.dkim.canonical import Form, body, selected, signed_octets
from mailworthy.sender.dkim.raw import split

DOMAIN = "news.example"
SELECTOR = "s1"
OWNER = f"{SELECTOR}._domainkey.{DOMAIN}"
NOW = 1_795_132_800  # 20 November 2026
MADE = NOW - 86_400

HEADER = (
    b"From: Anna <anna@news.example>\r\n"
    b"To: jane@example.net\r\n"
    b"Subject: Our  autumn\r\n"
    b"Date: Thu, 19 Nov 2026 09:00:00 +0000\r\n"
    b"Message-ID: <7@news.example>\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
)
BODY = b"Hello Jane,\r\n\r\nthe  new\ttea is here. \r\n"
MESSAGE = HEADER + b"\r\n" + BODY


@cache
def ed25519() -> SigningKey:
    """Give a key that is the same in every run."""
    return _signing_key(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


@cache
def rsa(bits: int = 2048) -> SigningKey:
    """Give a key of so many bits."""
    return _signing_key(generate_private_key(65_537, bits))


def _signing_key(private: Ed25519PrivateKey | RSAPrivateKey) -> SigningKey:
    return read_signing_key(pem(private))


def pem(private: Ed25519PrivateKey | RSAPrivateKey | EllipticCurvePrivateKey) -> bytes:
    """Write a private key."""
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def rsa_public(bits: int, exponent: int = 65_537) -> RSAPublicKey:
    """Give a public key for which nobody has a private one."""
    number = (3 << (bits - 2)) | int.from_bytes(sha256(str(bits).encode()).digest()) | 1
    return RSAPublicNumbers(exponent, number).public_key()


def rsa_record(public: RSAPublicKey, *, bare: bool = False) -> str:
    """Write a public key as a record, in the usual frame or bare (PKCS #1)."""
    shape = PublicFormat.PKCS1 if bare else PublicFormat.SubjectPublicKeyInfo
    return f"v=DKIM1; k=rsa; p={b64encode(public.public_bytes(Encoding.DER, shape)).decode()}"


def signed(
    message: bytes = MESSAGE,
    *,
    key: SigningKey | None = None,
    drop: str = "",
    length: int | None = None,
    body_hash: str = "",
    **tags: str | int,
) -> bytes:
    """Put a signature in front of a message, its tags as they are given: right in itself, however odd they are.

    Args:
        message: In octets.
        key: The private key.
        drop: A tag to leave out.
        length: How many octets of the canonical body are hashed.
        body_hash: ``bh=`` instead of the right one.
        **tags: More tags, and other values than the usual ones.
    """
    key = key or ed25519()
    usual = {"v": 1, "a": key.algorithm, "c": "relaxed/relaxed", "d": DOMAIN, "s": SELECTOR, "t": MADE}
    told = {**usual, "h": "from:to:subject:date", **tags}
    header_form, _, body_form = str(told["c"]).partition("/")
    raw = split(message)
    hashed = body(raw.body, _form(body_form or "simple"))[:length]
    told["bh"] = body_hash or b64encode(sha256(hashed).digest()).decode()
    written = "; ".join(f"{tag}={value}" for tag, value in told.items() if tag != drop)
    front = f"DKIM-Signature: {written};\r\n b=".encode()
    names = [name.strip().lower().encode() for name in str(told["h"]).split(":")]
    octets = signed_octets(selected(raw, names), front, _form(header_form))
    return front + b64encode(key.signature(octets)) + b"\r\n" + message


def _form(name: str) -> Form:
    return Form(name) if name in {"simple", "relaxed"} else Form.SIMPLE
