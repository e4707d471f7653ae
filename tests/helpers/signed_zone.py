"""Zones signed for a test, by dnspython."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import dns.dnssec
import dns.name
import dns.rdtypes.ANY.DNSKEY
import dns.rdtypes.ANY.DS
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec, rsa

DAYS = 30

Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class ZoneKey:
    """A key that signs a zone.

    Args:
        algorithm: 13 (ECDSA P-256), or 5 or 7 (RSA with SHA-1).
    """

    algorithm: int = 13
    private: Private = field(init=False, repr=False)

    def __post_init__(self) -> None:
        make = ec.generate_private_key(ec.SECP256R1()) if self.algorithm == 13 else _rsa()
        object.__setattr__(self, "private", make)

    @property
    def record(self) -> dns.rdtypes.ANY.DNSKEY.DNSKEY:
        """The DNSKEY record, one that the zone above is to vouch for."""
        made = dns.dnssec.make_dnskey(self.private.public_key(), self.algorithm, flags=257)
        assert isinstance(made, dns.rdtypes.ANY.DNSKEY.DNSKEY)
        return made

    def ds(self, zone: str, digest: str = "SHA256") -> str:
        """Give the DS record's data for the zone above."""
        policy = dns.dnssec.allow_all_policy
        return dns.dnssec.make_ds(dns.name.from_text(zone), self.record, digest, policy=policy).to_text()


def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def signed(zone: str, text: str, keys: Sequence[ZoneKey], *, days: float = DAYS, age: float = 1) -> str:
    """Sign a zone.

    Args:
        zone: Its name.
        text: Its file.
        keys: All of them sign everything.
        days: For how long the signatures hold from now; negative: they have expired.
        age: How many days ago they began.
    """
    now = datetime.now(UTC)
    made = dns.zone.from_text(text, origin=zone, relativize=False)
    dns.dnssec.sign_zone(
        made,
        keys=[(key.private, key.record) for key in keys],
        inception=now - timedelta(days=age),
        expiration=now + timedelta(days=days),
        policy=dns.dnssec.allow_all_policy,
    )
    return made.to_text(relativize=False)
