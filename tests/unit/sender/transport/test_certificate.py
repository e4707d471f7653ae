"""Certificates read from DER: what an administrator needs to know, from sound ones and from any octets at all."""

from __future__ import annotations

import subprocess
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from mail_world import HOST, NOW, authority, certificate

from mailworthy.sender.transport.certificate import OCTETS_MOST, read

DAY_S = 86_400
SOUND = certificate()

# fmt: off
KEYS = [
    # what is asked for     kind        bits    too weak
    ("EC 256",              "EC",       256,    ""),
    ("RSA 2048",            "RSA",      2048,   ""),
    ("RSA 1024",            "RSA",      1024,   "RSA 1024"),
    ("Ed25519",             "Ed25519",  0,      ""),
]
HOSTS = [
    # names in the certificate      host            is for it
    (["mx.a.org"],                  "MX.a.org.",    True),
    (["*.a.org"],                   "mx.a.org",     True),
    (["*.a.org"],                   "x.mx.a.org",   False),
    (["*.a.org"],                   "a.org",        False),
    (["*.*.org"],                   "mx.a.org",     False),
    (["m*.a.org"],                  "mx.a.org",     False),     # RFC 9525 §6.3: no stars inside a label
    (["b.org", "A.org"],            "a.org",        True),
    (["org"],                       "a.org",        False),
    ([],                            "a.org",        False),
]
# fmt: on


@pytest.mark.parametrize(("key", "kind", "bits", "weak"), KEYS)
def test_keys(key, kind, bits, weak):
    shown = read(certificate(key=key))
    assert (shown.key, shown.bits, shown.weak) == (kind, bits, weak)


@pytest.mark.spec("RFC 9525 §6.3")
@pytest.mark.parametrize(("names", "host", "true"), HOSTS)
def test_for_which_hosts_it_is(names, host, true):
    assert read(certificate(names)).is_for(host) is true


def test_its_days():
    shown = read(certificate(days=5))
    assert shown.not_after == NOW + 5 * DAY_S
    assert shown.not_before == NOW - 90 * DAY_S


def test_who_signed_it():
    assert not read(SOUND).own
    assert read(authority()).own
    assert read(SOUND).signed_with == "sha256"


@pytest.mark.spec("RFC 5280 §4.1.2.7")
@pytest.mark.parametrize("key", [row[0] for row in KEYS])
def test_the_public_key_is_the_one_inside(key):
    der = certificate(key=key)
    inside = x509.load_der_x509_certificate(der).public_key()
    assert read(der).public_key == inside.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    "arguments", [("rsa:2048", "-sha1"), ("rsa:2048", "-sha256"), ("ed25519", "-sha256")]
)
def test_openssl_says_the_same(tmp_path, arguments):
    """Another reader of the same certificate: names, days, and the digest that a TLSA record holds."""
    pem, key = tmp_path / "a.pem", tmp_path / "a.key"
    kind, hash_ = arguments
    _openssl("req", "-x509", "-newkey", kind, "-nodes", hash_, "-keyout", key, "-out", pem, "-days", "3",
             "-subj", "/CN=x", "-addext", "subjectAltName=DNS:mx.a.org,DNS:*.b.org,IP:192.0.2.1")  # fmt: skip
    der = _openssl("x509", "-in", pem, "-outform", "DER")
    shown = read(der)
    assert shown.names == ("mx.a.org", "*.b.org")
    public = _openssl("x509", "-in", pem, "-noout", "-pubkey")
    (tmp_path / "public.pem").write_bytes(public)
    wanted = _openssl("pkey", "-pubin", "-in", tmp_path / "public.pem", "-outform", "DER")
    assert sha256(shown.public_key).digest() == sha256(wanted).digest()
    assert shown.signed_with == ("" if kind == "ed25519" else hash_.removeprefix("-"))
    assert shown.own
    assert shown.weak == ""  # what it says of itself nobody has to believe


def _openssl(*arguments):
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True).stdout


@pytest.mark.spec("RFC 9325 §4.5")
def test_a_signature_by_an_authority_over_an_old_hash_is_weak(tmp_path):
    made = [
        ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ca"),
        ("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "a.key", "-out", "a.csr", "-subj", "/CN=x"),
        ("x509", "-req", "-in", "a.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-sha1", "-outform", "DER", "-out", "a.der"),
    ]  # fmt: skip
    for arguments in made:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=tmp_path)
    assert read((tmp_path / "a.der").read_bytes()).weak == "sha1"


# --- hostile ------------------------------------------------------------------------------------------------------


@given(st.binary(max_size=400))
def test_any_octets_are_taken(octets):
    shown = read(octets)
    assert shown is None or shown.public_key


@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_certificate_with_wrong_octets_is_read_or_not(changes):
    octets = bytearray(SOUND)
    for at, octet in changes:
        octets[at] = octet
    shown = read(bytes(octets))
    if shown:
        assert isinstance(shown.is_for(HOST), bool)
        assert isinstance(shown.weak, str)


@given(st.integers(0, len(SOUND) - 1), st.integers(0, 40))
def test_a_certificate_with_octets_missing_is_read_or_not(at, count):
    read(SOUND[:at] + SOUND[at + count :])


@pytest.mark.parametrize(
    "octets", [b"", b"\x30", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", SOUND[:-1], SOUND * 2]
)
def test_what_is_no_certificate(octets):
    assert read(octets) is None


def test_megabytes_are_not_even_looked_at():
    assert read(SOUND + bytes(OCTETS_MOST)) is None


def test_thousands_of_names_are_cut():
    shown = read(certificate([f"h{at}.a.org" for at in range(1_500)]))
    assert len(shown.names) == 1_000


def test_a_kind_of_name_that_nobody_uses_is_no_crash():
    odd = x509.UnrecognizedExtension(x509.SubjectAlternativeName.oid, b"\x30\x02\xa3\x00")  # an X.400 address
    assert read(certificate((), more=odd)) is None
