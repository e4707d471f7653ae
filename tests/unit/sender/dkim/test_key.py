"""Keys as domains publish them: what is read, what is refused, and what to publish instead."""

from __future__ import annotations

import re
from base64 import b64encode

import pytest
import signing
from hypothesis import given
from hypothesis import strategies as st
from remedies import applied

from mailworthy.finding import Severity, lookup
from mailworthy.sender.dkim import State, examine
from mailworthy.sender.dkim.key import RECORD_OCTETS, Key, Kind, key
from mailworthy.sender.dkim.result import Fault
from mailworthy.wire.ask import Zone, hold

ED = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
RSA = signing.rsa_record(signing.rsa_public(2048))
BARE = signing.rsa_record(signing.rsa_public(2048), bare=True)
ONLY_P = RSA.removeprefix("v=DKIM1; k=rsa; ")

ANY = re.compile("")

TOLD = ("kind", "bits", "testing", "strict", "bare", "version_last")

# fmt: off
READ = [
    # record                                     kind          bits   testing  strict  bare   version last
    (RSA,                                        Kind.RSA,     2048,  False,   False,  False, False),
    (ONLY_P,                                     Kind.RSA,     2048,  False,   False,  False, False),
    (RSA + ";",                                  Kind.RSA,     2048,  False,   False,  False, False),
    (RSA.replace("MII", "M I\t I"),              Kind.RSA,     2048,  False,   False,  False, False),
    (RSA.replace("k=rsa", " k = rsa "),          Kind.RSA,     2048,  False,   False,  False, False),
    (BARE,                                       Kind.RSA,     2048,  False,   False,  True,  False),
    (f"{ONLY_P}; v=DKIM1",                       Kind.RSA,     2048,  False,   False,  False, True),
    (f"v=DKIM1; t=y; {ONLY_P}",                  Kind.RSA,     2048,  True,    False,  False, False),
    (f"v=DKIM1; t=s; {ONLY_P}",                  Kind.RSA,     2048,  False,   True,   False, False),
    (f"v=DKIM1; t=y : s:x; {ONLY_P}",            Kind.RSA,     2048,  True,    True,   False, False),
    (f"v=DKIM1; h=sha1:sha256; {ONLY_P}",        Kind.RSA,     2048,  False,   False,  False, False),
    (f"v=DKIM1; s=email; {ONLY_P}",              Kind.RSA,     2048,  False,   False,  False, False),
    (f"v=DKIM1; s=*; n=héé; x=1; {ONLY_P}",      Kind.RSA,     2048,  False,   False,  False, False),
    (f"v=DKIM1; k=ed25519; p={ED}",              Kind.ED25519, 256,   False,   False,  False, False),
    (signing.rsa_record(signing.rsa_public(512)),  Kind.RSA,   512,   False,   False,  False, False),
    (signing.rsa_record(signing.rsa_public(8192)), Kind.RSA,   8192,  False,   False,  False, False),
]
REFUSED = [
    # record                                     finding
    ("",                                         "DKIM-KEY-SYNTAX"),
    ("v=DKIM1; k=rsa",                           "DKIM-KEY-SYNTAX"),
    ("v=DKIM1; k=rsa; p=",                       "DKIM-KEY-REVOKED"),
    ("p= \t",                                    "DKIM-KEY-REVOKED"),
    (RSA.replace("DKIM1", "DKIM2"),              "DKIM-KEY-SYNTAX"),
    (RSA.replace("k=rsa", "k=dsa"),              "DKIM-KEY-SYNTAX"),
    (RSA.replace("k=rsa", "k=ed25519"),          "DKIM-KEY-SYNTAX"),
    (RSA.replace("k=rsa", "k=rsa; k=rsa"),       "DKIM-KEY-SYNTAX"),
    (RSA.replace("k=rsa", "t"),                  "DKIM-KEY-SYNTAX"),
    (RSA.replace("k=rsa", ""),                   "DKIM-KEY-SYNTAX"),
    (RSA[:-9],                                   "DKIM-KEY-SYNTAX"),
    (RSA[:200],                                  "DKIM-KEY-SYNTAX"),
    (RSA.replace("p=M", "p=*"),                  "DKIM-KEY-SYNTAX"),
    (f"k=rsa; p={ED}",                           "DKIM-KEY-SYNTAX"),
    (f"k=ed25519; p={ED[:-6]}==",                "DKIM-KEY-SYNTAX"),
    (f"k=ed25519; p=MCowBQYDK2VwAyEA{ED}",       "DKIM-KEY-SYNTAX"),
    (f"v=DKIM1; h=sha1; {ONLY_P}",               "DKIM-KEY-OTHER-USE"),
    (f"v=DKIM1; s=chat; {ONLY_P}",               "DKIM-KEY-OTHER-USE"),
    (f"{RSA}; n={'x' * RECORD_OCTETS}",          "DKIM-KEY-SYNTAX"),
    (signing.rsa_record(signing.rsa_public(8200)), "DKIM-KEY-TOO-BIG"),
    (signing.rsa_record(signing.rsa_public(1024, (1 << 64) + 1)), "DKIM-KEY-TOO-BIG"),
]
ANSWERS = [
    # what DNS says                              findings
    ({},                                         {"DKIM-KEY-MISSING"}),
    ({"TXT": []},                                {"DKIM-KEY-MISSING"}),
    ("servfail",                                 {"DKIM-KEY-NOT-ASKED"}),
    ("timeout",                                  {"DKIM-KEY-NOT-ASKED"}),
    ({"TXT": [RSA]},                             set()),
    ({"TXT": [RSA, BARE]},                       {"DKIM-KEY-TWO-RECORDS"}),
    ({"TXT": ["v=spf1 -all", RSA]},              set()),
    ({"TXT": ["v=spf1 -all"]},                   {"DKIM-KEY-SYNTAX"}),
    ({"TXT": [signing.rsa_record(signing.rsa_public(1023))]}, {"DKIM-KEY-WEAK"}),
    ({"TXT": [signing.rsa_record(signing.rsa_public(1024))]}, {"DKIM-KEY-SHORT"}),
    ({"TXT": [signing.rsa_record(signing.rsa_public(2047))]}, {"DKIM-KEY-SHORT"}),
]
# fmt: on


@pytest.mark.spec("RFC 6376 §3.6.1")
@pytest.mark.spec("RFC 8463 §4")
@pytest.mark.parametrize("row", READ)
def test_records_that_hold_a_key(row):
    record, *told = row
    found = key(record)
    assert isinstance(found, Key)
    assert [getattr(found, each) for each in TOLD] == told


@pytest.mark.spec("RFC 6376 §3.6.1")
@pytest.mark.spec("RFC 8301 §3.2")
@pytest.mark.parametrize(("record", "code"), REFUSED)
def test_records_that_do_not(record, code):
    found = key(record)
    assert isinstance(found, Fault)
    assert found.code == code


def _examined(node):
    return hold(examine(signing.DOMAIN, signing.SELECTOR), Zone({signing.OWNER: node} if node else {}))


@pytest.mark.spec("RFC 6376 §6.1.2")
@pytest.mark.parametrize(("node", "codes"), ANSWERS)
def test_what_a_selector_holds(node, codes):
    found = _examined(node)
    assert {finding.code for finding in found.findings} == codes
    assert (found.state is not State.USABLE) == any(
        lookup(code).severity in {Severity.ERROR, Severity.SKIPPED} for code in codes
    )


def test_no_such_name_and_no_such_record_are_told_apart():
    (missing,), (empty,) = _examined({}).findings, _examined({"TXT": []}).findings
    assert missing.detail == f"{signing.OWNER}: no_such_name"
    assert empty.detail == f"{signing.OWNER}: empty"


@st.composite
def _faulty_records(draw):
    """Give records with any mixture of what can be mended by publishing the same key better."""
    tags = draw(st.sets(st.sampled_from(["t=y", "t=y:s", "h=sha1", "s=chat", "s=web:chat"])))
    tags = list({tag[0]: tag for tag in sorted(tags)}.values())
    p = draw(st.sampled_from([RSA, BARE])).rpartition(" ")[2]
    pieces = draw(st.permutations([*tags, "v=DKIM1", "k=rsa", p]))
    return "; ".join(pieces)


@given(_faulty_records())
def test_a_remedy_heals(record):
    """Publish what a finding says, ask again: the finding is gone, and nothing worse came."""
    zone = {signing.OWNER: {"TXT": [record]}}
    for finding in _examined(zone[signing.OWNER]).findings:
        if finding.fix:
            after = _examined(applied(zone, finding.fix, ANY)[signing.OWNER])
            assert after.key is not None
            assert after.findings == ()
            assert (after.key.kind, after.key.bits) == (Kind.RSA, 2048)


def test_the_remedy_for_two_records_is_one_of_them():
    zone = {signing.OWNER: {"TXT": [RSA, f"v=DKIM1; k=ed25519; p={ED}"]}}
    (finding,) = _examined(zone[signing.OWNER]).findings
    mended = applied(zone, finding.fix, ANY)
    assert mended == {signing.OWNER: {"TXT": [RSA]}}
    assert _examined(mended[signing.OWNER]).findings == ()


@given(st.text())
def test_any_text_is_read(text):
    assert isinstance(key(text), Fault)


@given(st.binary(max_size=400))
def test_any_octets_in_p_are_read(octets):
    for kind in ("rsa", "ed25519"):
        assert isinstance(key(f"k={kind}; p={b64encode(octets).decode()}"), Key | Fault)
