"""Hostile signatures and chains: only our answers out, in work that grows with the octets."""

from __future__ import annotations

import pytest
import signing
from hypothesis import given
from hypothesis import strategies as st
from signing import MESSAGE, NOW, OWNER, signed

from mailworthy.errors import InputError
from mailworthy.finding import lookup
from mailworthy.sender.arc import Arc, seal, validate
from mailworthy.sender.dkim import Dkim, examine, read_signing_key, sign, verify
from mailworthy.wire.ask import Zone, hold

WORLD = Zone({OWNER: {"TXT": [signing.ed25519().record]}})
CHUNKS = st.sampled_from(
    [
        b"DKIM-Signature:",
        b"ARC-Seal: i=1;",
        b"\r\n",
        b"\r\n ",
        b"\n",
        b"\r",
        b";",
        b"=",
        b"b=",
        b";b=",
        b"l=0;",
        b"From:",
        b"\x00",
        b"\xff",
        b" " * 20,
        b"i=51;",
        b"h=:::",
        b"9" * 90,
    ]
)
SIZE = 300_000
# fmt: off
LARGE = [
    # what is large                       octets
    ("blanks in the body",                signed(MESSAGE + b" " * SIZE)),
    ("blanks and a letter, again",        signed(MESSAGE + b"a  " * (SIZE // 3))),
    ("empty lines, then a letter",        signed(MESSAGE + b"\r\n" * SIZE + b"a")),
    ("empty lines at the end",            signed(MESSAGE + b"\r\n" * SIZE)),
    ("lone CRs",                          signed(MESSAGE + b"\r" * SIZE)),
    ("lone CRs before CRLFs",             signed(MESSAGE + b"\r\r\n" * SIZE)),
    ("bare LFs",                          b"\n" * SIZE),
    ("fields",                            b"From: a\r\n" * (SIZE // 9) + signed()),
    ("a folded field",                    b"X: a" + b"\r\n " * SIZE + b"\r\n" + signed()),
    ("blanks behind a name",              b"X" + b" " * SIZE + b"\r\n" + signed()),
    ("signatures",                        b"DKIM-Signature: v=1\r\n" * (SIZE // 21) + MESSAGE),
    ("semicolons",                        b"DKIM-Signature: " + b";" * SIZE + b"\r\n" + MESSAGE),
    ("blanks in a signature",             b"DKIM-Signature: a=" + b" " * SIZE + b"\r\n" + MESSAGE),
    ("semicolons and blanks",             b"DKIM-Signature: " + b"; \t" * SIZE + b"\r\n" + MESSAGE),
    ("names in h=",                       signed(h="from" + ":to" * 5_000)),
    ("a body length",                     signed(l="9" * 70)),
    ("results of a chain",                b"ARC-Authentication-Results: i=1;" + b"a;" * SIZE + b"\r\n" + MESSAGE),
    ("blanks in front of a number",       b"ARC-Authentication-Results: " + b" \t" * SIZE + b"i\r\n" + MESSAGE),
    ("links",                             b"ARC-Seal: i=1\r\n" * (SIZE // 15) + MESSAGE),
]
RECORDS = [
    "v=DKIM1; p=" + "A" * SIZE,
    ";" * SIZE,
    "v" * SIZE,
    "=" * SIZE,
    "v=DKIM1" + "; " * SIZE,
    "p=" + " " * SIZE,
    "v=DKIM1; t=" + "y:" * SIZE + "; p=",
    signing.rsa_record(signing.rsa_public(16_384)),
]
# fmt: on


def _looked_at(message):
    results = hold(verify(message, now=NOW), WORLD)
    chain = hold(validate(message), WORLD)
    for finding in (*chain.findings, *(each for result in results for each in result.findings)):
        assert lookup(finding.code)
        assert len(finding.detail) < 2_000
    return results, chain


@st.composite
def damaged(draw, whole: bytes) -> bytes:
    octets = bytearray(whole)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(octets)))
        octets[at : at + draw(st.integers(0, 12))] = draw(st.one_of(CHUNKS, st.binary(max_size=6)))
    return bytes(octets)


@pytest.mark.timeout(
    60
)  # a watchdog against work that grows faster than the octets: each takes well under a second
@pytest.mark.parametrize(("what", "message"), LARGE, ids=[row[0] for row in LARGE])
def test_large_things_are_bounded(what, message):
    _looked_at(message)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("record", RECORDS, ids=range(len(RECORDS)))
def test_large_records_are_bounded(record):
    found = hold(examine(signing.DOMAIN, signing.SELECTOR), Zone({OWNER: {"TXT": [record] * 50}}))
    assert found.key is None
    assert len(found.findings[0].detail) < 500


@given(
    st.one_of(
        damaged(signed()), damaged(signed(c="simple/simple", i="@news.example", l=3, length=3, z="a:b"))
    )
)
def test_damaged_signatures(message):
    results, _ = _looked_at(message)
    assert {result.result for result in results} <= set(Dkim)


@given(st.data())
def test_damaged_chains(data):
    key = {"domain": signing.DOMAIN, "selector": signing.SELECTOR, "key": signing.ed25519()}
    chain = hold(validate(MESSAGE), WORLD)
    whole = seal(MESSAGE, chain=chain, authserv_id="a.example", now=NOW, **key) + MESSAGE
    message = data.draw(damaged(whole))
    _, chain = _looked_at(message)
    try:
        sealed = seal(message, chain=chain, authserv_id="a.example", now=NOW, **key)
    except InputError:
        return
    assert hold(validate(sealed + message), WORLD).result in Arc


@given(damaged(MESSAGE))
def test_damaged_messages_are_signed_or_refused(message):
    try:
        field = sign(
            message, domain=signing.DOMAIN, selector=signing.SELECTOR, key=signing.ed25519(), now=NOW
        )
    except InputError:
        return
    assert _looked_at(field + message)[0][0].result is Dkim.PASS


@given(damaged(signing.pem(signing.ed25519().private)))
def test_damaged_private_keys_are_read_or_refused(pem):
    try:
        key = read_signing_key(pem)
    except InputError:
        return
    assert key.record.startswith("v=DKIM1; k=ed25519; p=")


@given(damaged(signing.rsa_record(signing.rsa_public(1024)).encode()))
def test_damaged_records_say_why(record):
    text = record.decode("utf-8", "surrogateescape")
    found = hold(examine(signing.DOMAIN, signing.SELECTOR), Zone({OWNER: {"TXT": [text]}}))
    assert found.key is not None or found.findings
