"""Make a key to sign messages with."""

from __future__ import annotations

from mailworthy.edge.keys import new_ed25519_key, new_rsa_key
from mailworthy.errors import InputError
from mailworthy.sender.dkim import Kind, read_signing_key

LEAST_BITS = 2048  # RFC 8301 §3.2: signers should use at least these
MOST_BITS = 4096  # the same section: all verifiers take that much


def make_key(kind: str = "rsa", bits: int = 2048) -> tuple[bytes, str]:
    """Make a key to sign messages with, and the record that publishes it.

    Args:
        kind: ``rsa``, which everybody can verify, or ``ed25519``, for a second signature beside it.
        bits: The size of an RSA key, 2048 to 4096; more than 2048 fits no single DNS answer over UDP everywhere.

    Returns:
        The private key in PEM, not encrypted (keep it where only the signer can read it); the text of the TXT record.

    Raises:
        InputError: There is no such kind, or no such size.
    """
    if kind not in {each.value for each in Kind}:
        raise InputError(f"{kind[:80]}: no kind of key; rsa or ed25519")
    if kind == Kind.RSA.value and not LEAST_BITS <= bits <= MOST_BITS:
        raise InputError(f"{bits}: an RSA key has {LEAST_BITS} to {MOST_BITS} bits")
    pem = new_rsa_key(bits) if kind == Kind.RSA.value else new_ed25519_key()
    return pem, read_signing_key(pem).record
