"""The links of a chain of trust: keys, the digests of keys in the zone above, and signatures (RFC 4034)."""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from mailworthy.sender.dns_record import DnsRecord
from mailworthy.wire.dns_query import name_bytes

KEYS_MOST = 32  # of a zone, and digests of them; an honest zone has two to six
SHA1, SHA256, SHA384 = 1, 2, 4  # digest types: RFC 4034 §5.1, RFC 4509 §2, RFC 6605 §2
OLD_ALGORITHMS = {
    1: "RSAMD5",  # RFC 8624 §3.1: must not be used
    3: "DSA",  # same
    5: "RSASHA1",  # RFC 9905 §2
    6: "DSA-NSEC3-SHA1",  # RFC 8624 §3.1
    7: "RSASHA1-NSEC3-SHA1",  # RFC 9905 §2
    12: "ECC-GOST",  # RFC 8624 §3.1
}
NAMES = {**OLD_ALGORITHMS, 8: "RSASHA256", 10: "RSASHA512", 13: "ECDSAP256SHA256", 14: "ECDSAP384SHA384", 15: "ED25519", 16: "ED448"}  # fmt: skip

_ZONE, _SEP, _REVOKED = 0x0100, 0x0001, 0x0080  # flags: RFC 4034 §2.1.1, RFC 5011 §3


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()  # only compared with what is published


_DIGESTS: dict[int, Callable[[bytes], bytes]] = {
    SHA1: _sha1,
    SHA256: lambda data: hashlib.sha256(data).digest(),
    SHA384: lambda data: hashlib.sha384(data).digest(),
}


@dataclass(frozen=True, slots=True)
class Key:
    """One DNSKEY record of a zone.

    Args:
        flags: What it may do (RFC 4034 §2.1.1).
        algorithm: The algorithm's number.
        data: The record's data as on the wire.
    """

    flags: int
    algorithm: int
    data: bytes

    @property
    def tag(self) -> int:
        """The number by which signatures and digests name it (RFC 4034 appendix B)."""
        total = sum(octet << 8 if at % 2 == 0 else octet for at, octet in enumerate(self.data))
        return (total + (total >> 16)) & 0xFFFF

    @property
    def anchors(self) -> bool:
        """Whether it is made for the zone above to vouch for."""
        return self.flags & (_ZONE | _SEP | _REVOKED) == _ZONE | _SEP

    def digest(self, zone: str, kind: int) -> bytes:
        """Give its digest (RFC 4034 §5.1.4); empty where the kind is unknown."""
        make = _DIGESTS.get(kind)
        return make(name_bytes(zone) + self.data) if make else b""


@dataclass(frozen=True, slots=True)
class Ds:
    """One DS record: what the zone above says of a key.

    Args:
        tag: The key's tag.
        algorithm: The key's algorithm.
        kind: The digest's type.
        digest: The digest.
    """

    tag: int
    algorithm: int
    kind: int
    digest: bytes

    @property
    def readable(self) -> bool:
        """Whether its digest is of a type that can be compared; validators pass over others (RFC 4035 §5.2)."""
        return self.kind in _DIGESTS

    def means(self, key: Key, zone: str) -> bool:
        """Tell whether it is this key that it vouches for."""
        return (self.tag, self.algorithm) == (key.tag, key.algorithm) and self.digest == key.digest(
            zone, self.kind
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """One RRSIG record.

    Args:
        type: What it signs.
        expires: When it ends, in seconds since 1970.
        begins: When it began.
    """

    type: str
    expires: int
    begins: int


def keys(values: Iterable[str]) -> tuple[Key, ...]:
    """Read DNSKEY records; what is none is left out."""
    return tuple(_keys(values))[:KEYS_MOST]


def _keys(values: Iterable[str]) -> Iterator[Key]:
    for value in values:
        try:
            flags, protocol, algorithm, encoded = value.split(" ", 3)
            head = int(flags).to_bytes(2) + int(protocol).to_bytes(1) + int(algorithm).to_bytes(1)
            key = b64decode(encoded.replace(" ", ""), validate=True)
            yield Key(int.from_bytes(head[:2]), head[3], head + key)
        except (ValueError, OverflowError):  # binascii.Error is a ValueError
            continue


def digests(values: Iterable[str]) -> tuple[Ds, ...]:
    """Read DS records; what is none is left out."""
    return tuple(_ds(values))[:KEYS_MOST]


def _ds(values: Iterable[str]) -> Iterator[Ds]:
    for value in values:
        try:
            tag, algorithm, kind, digest = value.split(" ", 3)
            head = int(tag).to_bytes(2) + int(algorithm).to_bytes(1) + int(kind).to_bytes(1)
            octets = binascii.unhexlify(digest.replace(" ", ""))
            yield Ds(int.from_bytes(head[:2]), head[2], head[3], octets)
        except (ValueError, OverflowError):
            continue


def signatures(values: Iterable[str]) -> Iterator[Signature]:
    """Read RRSIG records; what is none is left out."""
    for value in values:
        words = value.split(" ", 6)
        try:
            yield Signature(words[0], _second(words[4]), _second(words[5]))
        except (IndexError, ValueError):
            continue


def _second(text: str) -> int:
    """Read a time as RFC 4034 §3.2 writes it."""
    return int(datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp())


def record(zone: str, there: Sequence[Key]) -> str:
    """Write the DS record that the zone above is to hold for a zone's keys; nothing where none of them is made for it."""
    key = next((key for key in there if key.anchors), None)
    if key is None:
        return ""
    digest = key.digest(zone, SHA256).hex().upper()
    return DnsRecord(zone, "DS", f"{key.tag} {key.algorithm} {SHA256} {digest}").line()
