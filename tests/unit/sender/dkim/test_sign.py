"""Signing: what we sign verifies, covers what it should, and is refused where it would be worth nothing."""

from __future__ import annotations

import pytest
import signing
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st
from signing import DOMAIN, MESSAGE, NOW, OWNER, SELECTOR

from mailworthy.errors import InputError
from mailworthy.flow.make_key import make_key
from mailworthy.sender.dkim import Dkim, read_signing_key, sign, verify
from mailworthy.sender.dkim.names import OVERSIGNED, SIGNED
from mailworthy.sender.dkim.raw import split
from mailworthy.sender.dkim.tags import names
from mailworthy.wire.ask import Zone, hold

KEYS = [signing.ed25519(), signing.rsa(1024), signing.rsa(2048), signing.rsa(4096)]
EACH_KEY = pytest.mark.parametrize("key", KEYS, ids=["ed25519", "rsa-1024", "rsa-2048", "rsa-4096"])
ONE_CLICK = (
    b"List-Unsubscribe: <https://news.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
)


def _signed(message=MESSAGE, key=None, **options):
    key = key or signing.ed25519()
    return sign(message, domain=DOMAIN, selector=SELECTOR, key=key, **{"now": NOW, **options}) + message


def _verified(message, key=None, now=NOW):
    record = (key or signing.ed25519()).record
    return hold(verify(message, now=now), Zone({OWNER: {"TXT": [record]}}))[0]


def _tag(message, name):
    pieces = split(message).fields[0].value.decode().split(";")
    return next(value for tag, _, value in (piece.strip().partition("=") for piece in pieces) if tag == name)


@EACH_KEY
def test_what_we_sign_verifies(key):
    found = _verified(_signed(key=key), key)
    assert found.result is Dkim.PASS
    assert (found.domain, found.selector, found.algorithm) == (DOMAIN, SELECTOR, key.algorithm)


@EACH_KEY
def test_lines_of_a_signature_are_short(key):
    field = sign(MESSAGE, domain=DOMAIN, selector=SELECTOR, key=key, now=NOW)
    assert field.endswith(b"\r\n")
    assert max(map(len, field.split(b"\r\n"))) <= 78
    assert all(line.startswith(b" ") for line in field.split(b"\r\n")[1:-1])


def test_the_same_message_is_always_signed_alike():
    assert _signed() == _signed()


def test_it_says_nothing_against_itself():
    """Our own signature meets all that our own checks ask of one."""
    said = {finding.code for finding in _verified(_signed(ONE_CLICK + MESSAGE)).findings}
    assert said == {"DKIM-OK", "DKIM-ONE-CLICK-SIGNED"}


@pytest.mark.spec("RFC 6376 §5.4.1")
@pytest.mark.spec("RFC 6376 §8.15")
def test_fields_are_covered_once_and_some_once_more():
    covered = names(_tag(_signed(b"Received: x\r\nCc: a@a.org\r\n" + MESSAGE), "h"))
    there = [name.decode() for name in SIGNED if split(b"Cc: a\r\n" + MESSAGE).at(name)]
    more = [name.decode() for name in OVERSIGNED]
    assert sorted(covered) == sorted(there + more)
    assert "received" not in covered


@pytest.mark.parametrize("name", ["From", "To", "Subject", "Date", "Content-Type", "List-Unsubscribe"])
def test_another_field_above_breaks_the_signature(name):
    assert _verified(f"{name}: x\r\n".encode() + _signed()).result is Dkim.FAIL


def test_the_whole_body_is_signed_and_no_length_is_named():
    assert _verified(_signed() + b"more\r\n").result is Dkim.FAIL
    assert "l=" not in _signed()[:200].decode()


@pytest.mark.parametrize(("later_s", "result"), [(0, Dkim.PASS), (600, Dkim.PASS), (601, Dkim.FAIL)])
def test_a_signature_may_expire(later_s, result):
    assert _verified(_signed(expire_s=600), now=NOW + later_s).result is result


def test_a_file_with_bare_lf_is_signed_as_it_will_travel():
    field = sign(
        MESSAGE.replace(b"\r\n", b"\n"), domain=DOMAIN, selector=SELECTOR, key=signing.ed25519(), now=NOW
    )
    assert _verified(field + MESSAGE).result is Dkim.PASS


# fmt: off
REFUSED = [
    # message                                  options                                said
    (b"To: a\r\n\r\n",                         {},                                    "has 0"),
    (b"From: a\r\nFrom: b\r\n\r\n",            {},                                    "has 2"),
    (MESSAGE,                                  {"headers": ["To"]},                   "From must be signed"),
    (MESSAGE,                                  {"headers": ["From", "x:y"]},          "names of header fields"),
    (MESSAGE,                                  {"headers": ["From", "x\r\nBcc"]},     "names of header fields"),
    (MESSAGE,                                  {"headers": ["From", "x;b=y"]},        "names of header fields"),
    (MESSAGE,                                  {"headers": ["From", "ü"]},            "names of header fields"),
]
# fmt: on


@pytest.mark.parametrize(("message", "options", "said"), REFUSED)
def test_what_is_not_signed(message, options, said):
    with pytest.raises(InputError, match=said):
        sign(message, domain=DOMAIN, selector=SELECTOR, key=signing.ed25519(), now=NOW, **options)


@pytest.mark.parametrize("name", ["", "a b", "a;b=c", "a\r\nb", "-", "a..b", "x" * 300])
def test_names_that_are_none(name):
    with pytest.raises(InputError, match="not a domain name"):
        sign(MESSAGE, domain=name, selector=SELECTOR, key=signing.ed25519(), now=NOW)
    with pytest.raises(InputError, match="not a domain name"):
        sign(MESSAGE, domain=DOMAIN, selector=name, key=signing.ed25519(), now=NOW)


def _locked():
    return signing.rsa(1024).private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")
    )


@pytest.mark.parametrize(
    ("pem", "said"),
    [
        (b"", "no private key"),
        (b"-----BEGIN PRIVATE KEY-----\n", "no private key"),
        (_locked(), "without a password"),
        (signing.pem(ec.generate_private_key(ec.SECP256R1())), "another kind"),
    ],
)
def test_private_keys_that_cannot_sign(pem, said):
    with pytest.raises(InputError, match=said):
        read_signing_key(pem)


def test_a_private_key_is_never_shown():
    assert "private" not in repr(signing.ed25519())


@pytest.mark.parametrize(
    ("kind", "bits", "size"), [("rsa", 2048, 2048), ("rsa", 3072, 3072), ("ed25519", 2048, 256)]
)
def test_a_key_that_is_made_signs_and_its_record_verifies(kind, bits, size):
    pem, record = make_key(kind, bits)
    key = read_signing_key(pem)
    assert key.record == record
    found = _verified(_signed(key=key), key)
    assert (found.result, found.key_bits) == (Dkim.PASS, size)


@pytest.mark.parametrize(
    ("kind", "bits"), [("dsa", 2048), ("", 2048), ("rsa", 1024), ("rsa", 8192), ("rsa", 0)]
)
def test_keys_that_are_not_made(kind, bits):
    with pytest.raises(InputError):
        make_key(kind, bits)


def test_no_two_keys_are_alike():
    assert make_key("ed25519") != make_key("ed25519")


@given(st.binary(), st.binary())
def test_any_message_with_one_from_can_be_signed_and_verifies(header, body):
    message = b"From: a@news.example\r\nX: " + header.replace(b"\n", b"") + b"\r\n\r\n" + body
    if len(split(message).at(b"from")) == 1:
        assert _verified(_signed(message)).result is Dkim.PASS
