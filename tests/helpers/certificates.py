"""Certificates for servers on loopback: sound ones and some that nobody should accept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOSTS = ("localhost", "127.0.0.1")
BEGINS, DAYS = -7, 2  # days from now

_SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=True, crl_sign=False, encipher_only=False, decipher_only=False,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its key.

    Args:
        chain: The certificate, in PEM.
        key: Its key, in PEM.
    """

    chain: Path
    key: Path

    @property
    def der(self) -> bytes:
        """The certificate itself."""
        return x509.load_pem_x509_certificate(self.chain.read_bytes()).public_bytes(
            serialization.Encoding.DER
        )


class Authority:
    """A certificate authority of our own, in a folder."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self._folder = folder
        self.file = folder / f"{name}.pem"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named("Test authority")
        asked = _asked(self._name, self._name, self._key.public_key(), BEGINS, DAYS)
        constraint = x509.BasicConstraints(ca=True, path_length=None)
        made = (
            asked.add_extension(constraint, critical=True)
            .add_extension(_SIGNS_CERTIFICATES, critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def certificate(
        self, name: str, *, hosts: Sequence[str] = HOSTS, begins: int = BEGINS, days: int = DAYS
    ) -> Certificate:
        """Issue a certificate.

        Args:
            name: What its files are called.
            hosts: The names and addresses that it is for.
            begins: From how many days hence it is valid.
            days: Until how many days hence.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        asked = _asked(_named(name), self._name, key.public_key(), begins, days)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        made = (
            asked.add_extension(_hosts(hosts), critical=False)
            .add_extension(issuer, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return self._written(name, made, key)

    def self_signed(self, name: str, *, hosts: Sequence[str] = HOSTS) -> Certificate:
        """Make a certificate that nobody issued; it lies beside the others."""
        key = ec.generate_private_key(ec.SECP256R1())
        asked = _asked(_named(name), _named(name), key.public_key(), BEGINS, DAYS)
        made = asked.add_extension(_hosts(hosts), critical=False).sign(key, hashes.SHA256())
        return self._written(name, made, key)

    def _written(self, name: str, made: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Certificate:
        written = Certificate(self._folder / f"{name}.pem", self._folder / f"{name}.key")
        written.chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        plain = serialization.NoEncryption()
        written.key.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        )
        return written


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _asked(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, begins: int, ends: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=begins))
        .not_valid_after(now + timedelta(days=ends))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _hosts(hosts: Sequence[str]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([_host(host) for host in hosts])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
