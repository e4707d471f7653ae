"""Chains: what holds, what breaks them, and what is said of it."""

from __future__ import annotations

import re

import pytest
import signing
from hypothesis import given
from hypothesis import strategies as st
from signing import MESSAGE, NOW

from mailworthy.sender.arc import Arc, ArcResult, seal, validate
from mailworthy.wire.ask import Answer, Dns, Outcome, Zone, hold

ID = "lists.example"
OWNER = f"s1._domainkey.{ID}"
WORLD = Zone({OWNER: {"TXT": [signing.ed25519().record]}})
ARRIVED = b"Authentication-Results: lists.example; spf=pass smtp.mailfrom=news.example\r\n" + MESSAGE


def _validated(message, world=WORLD):
    return hold(validate(message), world)


def _sealed(message, times=1, key=None, **options):
    for _ in range(times):
        chain = _validated(message)
        key_of = {"domain": ID, "selector": "s1", "key": key or signing.ed25519(), "authserv_id": ID}
        message = seal(message, **{"chain": chain, **key_of, "now": NOW, **options}) + message
    return message


ONE, THREE = _sealed(ARRIVED), _sealed(ARRIVED, 3)

# fmt: off
BROKEN = [
    # what was done                         by what                                                            why
    ("text behind the body",                (rb"\Z", b"-- \r\n"),                                              "message_changed"),
    ("the newest subject",                  (rb"Subject: Our", b"Subject: Your"),                              "message_changed"),
    ("the oldest results",                  (rb"i=1; lists.example; spf=pass", b"i=1; lists.example; spf=fail"), "seal_changed"),
    ("the newest results",                  (rb"i=3; lists.example; spf=pass", b"i=3; lists.example; spf=fail"), "seal_changed"),
    ("the oldest seal's time",              (rb"cv=none; d=lists.example; i=1; s=s1; t=1", b"cv=none; d=lists.example; i=1; s=s1; t=2"), "seal_changed"),
    ("results taken out",                   (rb"ARC-Authentication-Results: i=2;.*\r\n", b""),                 "structure"),
    ("results numbered otherwise",          (rb"Results: i=2;", b"Results: i=4;"),                             "structure"),
    ("results without a number",            (rb"Results: i=2;", b"Results:"),                                  "structure"),
    ("results with a number of no use",     (rb"Results: i=2;", b"Results: i=02x;"),                           "structure"),
    ("results twice",                       (rb"(ARC-Authentication-Results: i=2;.*\r\n)", rb"\1\1"),          "structure"),
    ("a seal's number",                     (rb"cv=pass; d=lists.example; i=2", b"cv=pass; d=lists.example; i=1"), "structure"),
    ("a seal without a number",             (rb"cv=pass; d=lists.example; i=2; ", b"cv=pass; d=lists.example; "), "structure"),
    ("a number of three digits",            (rb"cv=pass; d=lists.example; i=2", b"cv=pass; d=lists.example; i=200"), "structure"),
    ("the first that knows of others",      (rb"cv=none", b"cv=pass"),                                         "structure"),
    ("a later one that knows of none",      (rb"cv=pass", b"cv=none"),                                         "structure"),
    ("a claim in capitals",                 (rb"cv=pass", b"cv=PASS"),                                         "structure"),
    ("no claim",                            (rb"cv=pass; ", b""),                                              "syntax"),
    ("a seal that names fields",            (rb"cv=pass; ", b"cv=pass; h=from; "),                             "syntax"),
    ("a time that is none",                 (rb"s=s1; t=1795132800", b"s=s1; t=-1"),                           "syntax"),
    ("a message signature over a seal",     (rb"h=from", b"h=arc-seal:from"),                                  "syntax"),
    ("a tag twice",                         (rb"cv=pass; ", b"cv=pass; cv=pass; "),                            "structure"),
    ("SHA-1",                               (rb"ARC-Seal: a=ed25519-sha256", b"ARC-Seal: a=rsa-sha1"),         "syntax"),
    ("no domain",                           (rb"d=lists.example; i=3", b"d=; i=3"),                            "syntax"),
    ("an unknown key",                      (rb"d=lists.example; i=3", b"d=other.example; i=3"),               "key"),
    ("another kind of key",                 (rb"ARC-Seal: a=ed25519-sha256", b"ARC-Seal: a=rsa-sha256"),       "key"),
]
# fmt: on


@pytest.mark.spec("RFC 8617 §5.2")
@pytest.mark.parametrize("times", [1, 2, 5, 50])
def test_chains_that_hold(times):
    found = _validated(_sealed(ARRIVED, times))
    assert found.result is Arc.PASS
    assert [each.instance for each in found.sets] == list(range(1, times + 1))
    assert [each.chain for each in found.sets] == ["none"] + ["pass"] * (times - 1)
    assert found.sets[0].results == "lists.example; spf=pass smtp.mailfrom=news.example"


@pytest.mark.spec("RFC 8617 §4.1.2")
@pytest.mark.spec("RFC 8617 §4.1.3")
@pytest.mark.spec("RFC 8617 §5.2")
@pytest.mark.parametrize(("what", "change", "why"), BROKEN, ids=[row[0] for row in BROKEN])
def test_chains_that_do_not(what, change, why):
    old, new = change
    message, count = re.subn(old, new, THREE, count=1)
    assert count == 1
    found = _validated(message)
    assert (found.result, found.reason) == (Arc.FAIL, why)
    assert [finding.code for finding in found.findings] == [f"ARC-{why.upper().replace('_', '-')}"]


def test_a_message_without_chain():
    assert _validated(MESSAGE) == ArcResult(Arc.NONE)


def test_what_was_changed_before_the_last_link_breaks_nothing():
    """That is what a chain is for: the list that changed the subject sealed what it made of it."""
    changed = ONE.replace(b"Subject: Our", b"Subject: [tea] Our")
    chain = ArcResult(Arc.PASS, 1)  # as it was on arrival
    again = seal(
        changed, chain=chain, domain=ID, selector="s1", key=signing.ed25519(), authserv_id=ID, now=NOW
    )
    assert _validated(changed).result is Arc.FAIL
    assert _validated(again + changed).result is Arc.PASS


def test_a_chain_that_was_found_broken_stays_so():
    broken = ONE.replace(b"Subject: Our", b"Subject: [tea] Our")
    found = _validated(_sealed(broken))
    assert (found.result, found.reason) == (Arc.FAIL, "failed_before")
    assert found.instance == 2


def test_all_keys_are_asked_for_at_once():
    asks = next(validate(THREE.replace(b"d=lists.example; i=1", b"d=first.example; i=1")))
    assert asks == (Dns(OWNER, "TXT"), Dns("s1._domainkey.first.example", "TXT"))


@pytest.mark.parametrize(
    ("outcome", "result", "why"),
    [
        (Outcome.NO_SUCH_NAME, Arc.FAIL, "key"),
        (Outcome.EMPTY, Arc.FAIL, "key"),
        (Outcome.FAILED, Arc.TEMPERROR, "key_not_asked"),
    ],
)
def test_a_missing_key_and_one_that_could_not_be_asked_for(outcome, result, why):
    found = hold(validate(ONE), lambda asks: tuple(Answer(outcome, why="timeout") for _ in asks))
    assert (found.result, found.reason) == (result, why)


@pytest.mark.spec("RFC 8301 §3.2")
@pytest.mark.parametrize(("bits", "result"), [(1024, Arc.PASS), (2048, Arc.PASS)])
def test_rsa_chains(bits, result):
    key = signing.rsa(bits)
    found = hold(validate(_sealed(ARRIVED, key=key)), Zone({OWNER: {"TXT": [key.record]}}))
    assert found.result is result


def test_a_short_key_breaks_the_chain():
    weak = signing.rsa_record(signing.rsa_public(1023))
    found = hold(validate(_sealed(ARRIVED, key=signing.rsa(1024))), Zone({OWNER: {"TXT": [weak]}}))
    assert (found.result, found.reason) == (Arc.FAIL, "key")


def test_a_chain_without_from_is_flagged():
    found = _validated(_sealed(ARRIVED, headers=("To", "Subject")))
    assert found.result is Arc.PASS
    assert {finding.code for finding in found.findings} == {"ARC-OK", "ARC-FROM-UNSIGNED"}


@pytest.mark.spec("RFC 8617 §4.2.1")
@pytest.mark.parametrize("links", [51, 2_000])
def test_a_chain_too_long_is_not_looked_into(links):
    message = b"".join(b"ARC-Seal: i=%d\r\n" % number for number in range(1, links + 1)) + MESSAGE
    with pytest.raises(StopIteration) as end:
        next(validate(message))
    assert end.value.value.reason == "structure"


@given(st.data())
def test_no_changed_octet_of_a_chain_passes(data):
    """But for blanks, capitals in names and base64 padding bits, which relaxed form and base64 make equal."""
    end = THREE.index(b"Authentication-Results: lists.example; spf")
    at = data.draw(st.integers(0, end - 1))
    new = data.draw(st.sampled_from(b"0;=:x\x00\xff"))
    changed = THREE[:at] + bytes([new]) + THREE[at + 1 :]
    same = changed.lower() == THREE.lower()
    found = _validated(changed)
    assert found.result in ({Arc.PASS, Arc.FAIL} if same else {Arc.FAIL, Arc.NONE})


@given(
    st.binary(),
    st.binary(),
    st.sampled_from([b"ARC-Seal:", b"ARC-Message-Signature:", b"ARC-Authentication-Results:"]),
)
def test_any_octets_are_looked_at(front, back, name):
    for message in (front + name + back, name + back + b"\r\n" + ONE, front):
        found = _validated(message)
        assert found.result in Arc
        assert found.as_dict()["result"] == found.result.value
