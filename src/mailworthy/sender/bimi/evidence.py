"""The evidence for a logo: a mark certificate and its chain (draft-fetch-validation-vmc-wchuang, MC Requirements 1.7).

Nothing here is held against a root: which roots a mailbox provider trusts is its own affair, and we ship none.
"""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from itertools import islice, pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509.oid import NameOID

from mailworthy.errors import InputError
from mailworthy.sender.bimi.issuers import Issuer, issuer_of
from mailworthy.sender.bimi.logo import unpacked

MOST_OCTETS = 131_072  # of the file: a chain of three with a logo in it has some 15,000
MOST_CERTIFICATES = 8
MOST_NAMES = 100
MOST_LOGOS = 4

# What the library raises on certificates that it cannot read; only some of it is a ValueError.
_UNREADABLE = (
    ValueError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
_USE = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.31")  # id-kp-BrandIndicatorforMessageIdentification
_LOGOTYPE = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.12")  # RFC 9399 §4.1
_MARK = x509.ObjectIdentifier("1.3.6.1.4.1.53087.1.13")  # subject:markType
_BEGIN = b"-----BEGIN CERTIFICATE-----"
_DATA = re.compile(rb"data:image/svg\+xml[^,]{0,80};base64,", re.IGNORECASE)  # RFC 6170 §4, RFC 2397 §3
_CONSTRUCTED, _IA5_STRING = 0x20, 0x16  # X.690 §8.1.2


class MarkKind(Enum):
    """What was proven of the logo."""

    VMC = "vmc"  # a registered or a government's mark
    CMC = "cmc"  # a mark that has been in use for a year, or a registered one that was modified
    UNKNOWN = "unknown"


_KINDS = {
    "registered mark": MarkKind.VMC,
    "government mark": MarkKind.VMC,
    "prior use mark": MarkKind.CMC,
    "modified registered mark": MarkKind.CMC,
    "new mark": MarkKind.CMC,
    "provisional mark": MarkKind.CMC,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A mark certificate.

    Args:
        organization: Whose mark it is.
        issuer: Who issued it, as the certificate says.
        known: Whose certificates those are; None where we know of no such issuer.
        mark: The type of mark, as it says; empty where it does not.
        kind: What that means.
        names: The domains it is for, in lower case.
        begins: From when it holds, in seconds since 1970.
        ends: Until when.
        logos: The SVGs in it, unpacked.
        for_marks: Whether it was issued for this use at all.
        gap: The certificate whose issuer does not follow it in the file; empty where the chain is whole.
    """

    organization: str
    issuer: str
    known: Issuer | None
    mark: str
    kind: MarkKind
    names: tuple[str, ...]
    begins: int
    ends: int
    logos: tuple[bytes, ...]
    for_marks: bool
    gap: str

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Of the logos in it, SHA-256."""
        return tuple(sha256(svg).hexdigest() for svg in self.logos)


def read(octets: bytes) -> Evidence:
    """Read a mark certificate and its chain, in PEM, the mark's own first.

    Raises:
        InputError: There is none, or it cannot be read.
    """
    chain = _chain(octets)
    leaf = chain[0]
    try:
        extensions = leaf.extensions
        issuer, organization = _named(leaf.issuer), _named(leaf.subject)
        mark = _text(leaf.subject, _MARK)
        dates = leaf.not_valid_before_utc, leaf.not_valid_after_utc
        gap = _gap(chain)
    except _UNREADABLE as fault:
        raise InputError(f"its certificate cannot be read: {str(fault)[:120]}") from None
    return Evidence(
        organization=organization,
        issuer=issuer,
        known=issuer_of(issuer),
        mark=mark,
        kind=_KINDS.get(mark.lower(), MarkKind.UNKNOWN),
        names=_names(extensions),
        begins=int(dates[0].timestamp()),
        ends=int(dates[1].timestamp()),
        logos=_logos(extensions),
        for_marks=_for_marks(extensions),
        gap=gap,
    )


def _chain(octets: bytes) -> Sequence[x509.Certificate]:
    if len(octets) > MOST_OCTETS:
        raise InputError(f"it is over {MOST_OCTETS} octets large")
    count = octets.count(_BEGIN)
    if not count:
        raise InputError("there is no certificate in PEM form in it")
    if count > MOST_CERTIFICATES:
        raise InputError(f"there are {count} certificates in it; a chain has two or three")
    try:
        return x509.load_pem_x509_certificates(octets)
    except _UNREADABLE as fault:
        raise InputError(f"its certificates cannot be read: {str(fault)[:120]}") from None


def _named(name: x509.Name) -> str:
    """Give an organization, or what else stands there as a name."""
    return _text(name, NameOID.ORGANIZATION_NAME) or _text(name, NameOID.COMMON_NAME)


def _text(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    values = [attribute.value for attribute in name.get_attributes_for_oid(oid)]
    return next((value.strip()[:200] for value in values if isinstance(value, str)), "")


def _gap(chain: Sequence[x509.Certificate]) -> str:
    """Give the first certificate that the next one did not issue; the mark's own where it stands alone (RFC 5280 §6.1)."""
    if len(chain) == 1:
        return _named(chain[0].subject) or "?"
    for certificate, above in pairwise(chain):
        try:
            certificate.verify_directly_issued_by(above)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            return _named(certificate.subject) or "?"
    return ""


def _for_marks(extensions: x509.Extensions) -> bool:
    try:
        return _USE in extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False


def _names(extensions: x509.Extensions) -> tuple[str, ...]:
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    given = names.get_values_for_type(x509.DNSName)[:MOST_NAMES]
    return tuple(name.lower().removesuffix(".") for name in given)


def _logos(extensions: x509.Extensions) -> tuple[bytes, ...]:
    """Give the SVGs that a certificate holds as ``data:`` URIs; those that cannot be unpacked are left out."""
    try:
        value = extensions.get_extension_for_oid(_LOGOTYPE).value
    except x509.ExtensionNotFound:
        return ()
    if not isinstance(value, x509.UnrecognizedExtension):
        return ()
    uris = islice(filter(_DATA.match, _strings(value.value)), MOST_LOGOS)
    return tuple(svg for svg in map(_svg, uris) if svg)


def _svg(uri: bytes) -> bytes:
    try:
        return unpacked(a2b_base64(uri.partition(b",")[2], strict_mode=True))
    except (Error, InputError):
        return b""


def _strings(der: bytes) -> Iterator[bytes]:
    """Give the IA5Strings of a structure, at whatever depth (RFC 9399 §4.1); what is broken off ends the search there.

    Each octet is looked at once, however deep it lies.
    """
    spans = [(0, len(der))]
    while spans:
        at, end = spans.pop()
        while at + 2 <= end:
            tag, size = der[at], der[at + 1]
            at += 2
            if size & 0x80:
                width = size & 0x7F
                size, at = int.from_bytes(der[at : at + width]), at + width
            if at + size > end:
                break
            if tag & _CONSTRUCTED:
                spans.append((at, at + size))
            elif tag == _IA5_STRING:
                yield der[at : at + size]
            at += size
