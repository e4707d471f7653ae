"""Mark certificates: what they say, and what only looks like one."""

from __future__ import annotations

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates
from hypothesis import given
from hypothesis import strategies as st
from mark_certificates import KINDS, certificate, der, made

from mailworthy.errors import InputError
from mailworthy.sender.bimi.evidence import MOST_CERTIFICATES, MOST_LOGOS, MOST_OCTETS, MarkKind, read
from mailworthy.sender.bimi.issuers import issuer_of, issuers

NOW = 1_795_132_800  # 20 November 2026
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'

# fmt: off
TOLD = [
    # kind                          what is told of it
    ("sound",                       {"mark": "Registered Mark", "kind": MarkKind.VMC, "names": ("a.org",), "logos": (SVG,), "gap": "",
                                     "for_marks": True, "organization": "Tea and More Ltd", "issuer": "DigiCert, Inc."}),
    ("of a common mark",            {"mark": "Prior Use Mark", "kind": MarkKind.CMC}),
    ("of a mark of no known type",  {"mark": "", "kind": MarkKind.UNKNOWN}),
    ("expired",                     {"ends": NOW - 3 * 86_400}),
    ("that begins later",           {"begins": NOW + 3 * 86_400}),
    ("that ends in two weeks",      {"ends": NOW + 14 * 86_400}),
    ("for another domain",          {"names": ("elsewhere.example",)}),
    ("for no domain",               {"names": ()}),
    ("with another logo",           {"logos": (b"<svg/>",)}),
    ("without a logo",              {"logos": ()}),
    ("for a web server",            {"for_marks": False}),
    ("for anything",                {"for_marks": False}),
    ("without its chain",           {"gap": "Tea and More Ltd"}),
    ("with a stranger's chain",     {"gap": "Tea and More Ltd"}),
    ("of an unknown issuer",        {"known": None}),
    ("of an issuer who stopped",    {"issuer": "Entrust, Inc."}),
]
ISSUERS = [
    # organization                  issuer
    ("DigiCert, Inc.",              "DigiCert"),
    ("GlobalSign nv-sa",            "GlobalSign"),
    ("SSL Corporation",             "SSL.com"),
    ("SSL Corp",                    "SSL.com"),
    ("Entrust, Inc.",               "Entrust"),
    ("Not DigiCert",                ""),
    ("",                            ""),
]
# fmt: on


@pytest.mark.parametrize(("kind", "told"), TOLD, ids=[row[0] for row in TOLD])
def test_what_a_certificate_says(kind, told):
    evidence = read(certificate(kind, "a.org", SVG, NOW))
    assert {name: getattr(evidence, name) for name in told} == told


def test_every_kind_is_told_of():
    assert {kind for kind, _ in TOLD} == set(KINDS)


@pytest.mark.parametrize(("organization", "name"), ISSUERS)
def test_who_issues(organization, name):
    found = issuer_of(organization)
    assert (found.name if found else "") == name


def test_who_stopped():
    assert [(issuer.name, issuer.until) for issuer in issuers() if issuer.until] == [
        ("Entrust", 1_731_715_199)
    ]


def test_text_around_the_certificates_is_left_alone():
    plain = certificate("sound", "a.org", SVG, NOW)
    assert read(b"subject=Tea\r\n" + plain.replace(b"\n", b"\r\n") + b"\n\n") == read(plain)


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"", "no certificate"),
        (b"<html>", "no certificate"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be read"),
        (b"-----BEGIN CERTIFICATE-----", "cannot be read"),
        (b"-----BEGIN CERTIFICATE-----\n" * (MOST_CERTIFICATES + 1), "9 certificates"),
        (b" " * (MOST_OCTETS + 1), "over 131072 octets"),
    ],
    ids=range(6),
)
def test_what_is_no_certificate(octets, said):
    with pytest.raises(InputError, match=said):
        read(octets)


# --- the logo within ----------------------------------------------------------------------------------------------


def _logos(logotype):
    return read(made(domain="a.org", svg=None, now=NOW, logotype=logotype)).logos


def _uri(data, head=b"data:image/svg+xml;base64,"):
    return der(0x16, head + data)


GOOD = _uri(b64encode(SVG))


@pytest.mark.parametrize(
    ("logotype", "logos"),
    [
        (GOOD, (SVG,)),  # not packed
        (der(0x30, der(0x30, GOOD) + GOOD), (SVG, SVG)),
        (_uri(b64encode(SVG), b"DATA:image/svg+xml;charset=x;base64,"), (SVG,)),
        (_uri(b64encode(SVG), b"data:image/svg+xml+gzip;base64,"), (SVG,)),
        (_uri(b64encode(SVG), b"data:image/png;base64,"), ()),
        (_uri(b64encode(SVG), b"https://a.org/"), ()),
        (_uri(b"%3Csvg"), ()),
        (_uri(b""), ()),
        (_uri(b64encode(b"\x1f\x8bbroken")), ()),
        (GOOD[:-1], ()),  # broken off
        (b"\x30\x84\xff\xff\xff\xff", ()),
        (b"\x30\xff" + b"\xff" * 200, ()),
        (b"\x30", ()),
        (b"", ()),
    ],
    ids=range(14),
)
@pytest.mark.spec("RFC 9399 §4.1")
def test_logos_are_found_wherever_they_are(logotype, logos):
    assert _logos(logotype) == logos


def test_how_many_logos_are_unpacked_is_bounded():
    assert len(_logos(GOOD * 50)) == MOST_LOGOS


@pytest.mark.timeout(60)
def test_deep_structures_are_read_in_bounded_time():
    deep = GOOD
    for _ in range(4_000):
        deep = der(0x30, deep)
    assert _logos(deep) == (SVG,)


@given(st.binary(max_size=200))
def test_any_logotype_is_read(octets):
    _logos(octets)


# --- hostile files ------------------------------------------------------------------------------------------------


SOUND = certificate("sound", "a.org", SVG, NOW)
LEAF, ABOVE = load_pem_x509_certificates(SOUND)


def test_a_certificate_of_no_version_that_there_is():
    octets = LEAF.public_bytes(Encoding.DER).replace(
        bytes.fromhex("a003020102"), bytes.fromhex("a003020169"), 1
    )
    with pytest.raises(InputError, match="105 is not a valid X509 version"):
        read(b"-----BEGIN CERTIFICATE-----\n" + b64encode(octets) + b"\n-----END CERTIFICATE-----\n")


@st.composite
def _damaged(draw):
    octets = bytearray(SOUND)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(octets)))
        octets[at : at + draw(st.integers(0, 8))] = draw(
            st.binary(max_size=4)
            | st.text("ABCDabc+/=", max_size=8).map(str.encode)
            | st.just(b"-----BEGIN CERTIFICATE-----")
        )
    return bytes(octets)


@st.composite
def _damaged_within(draw):
    """Damage the octets, not the text around them."""
    octets = bytearray(LEAF.public_bytes(Encoding.DER))
    for _ in range(draw(st.integers(1, 4))):
        octets[draw(st.integers(0, len(octets) - 1))] = draw(st.integers(0, 255))
    body = b64encode(octets)
    return (
        b"-----BEGIN CERTIFICATE-----\n"
        + body
        + b"\n-----END CERTIFICATE-----\n"
        + ABOVE.public_bytes(Encoding.PEM)
    )


# The library warns of what it will refuse one day; in a reader of hostile files that is no news.
@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
@given(_damaged() | _damaged_within() | st.binary(max_size=200))
def test_any_octets_are_read_or_refused(octets):
    try:
        told = str(read(octets).begins)
    except InputError as fault:
        told = str(fault)
    assert len(told) < 300
