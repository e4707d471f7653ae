"""Verifying: what passes, what must not, and what is said besides."""

from __future__ import annotations

import pytest
import signing
from hypothesis import given
from hypothesis import strategies as st
from signing import BODY, HEADER, MADE, MESSAGE, NOW, OWNER, signed

from mailworthy.finding import lookup
from mailworthy.sender.dkim import Dkim, verify
from mailworthy.sender.dkim.signature import MOST_NAMES, OCTETS
from mailworthy.wire.ask import Answer, Dns, Outcome, Zone, hold

RECORD = signing.ed25519().record
WORLD = Zone({OWNER: {"TXT": [RECORD]}})
SIZE = len(b"Hello Jane,\r\n\r\nthe new tea is here.\r\n")  # the body in relaxed form
PASS, FAIL, PERMERROR = Dkim.PASS, Dkim.FAIL, Dkim.PERMERROR

# fmt: off
TAGS = [
    # tags                                       result      why
    ({},                                         PASS,       ""),
    ({"c": "simple/simple"},                     PASS,       ""),
    ({"c": "simple/relaxed"},                    PASS,       ""),
    ({"c": "relaxed/simple"},                    PASS,       ""),
    ({"c": "relaxed"},                           PASS,       ""),       # simple for the body
    ({"c": "simple", "drop": "c"},               PASS,       ""),       # simple for both
    ({"c": "RELAXED/relaxed"},                   PERMERROR,  "syntax"),
    ({"c": "future/relaxed"},                    PERMERROR,  "syntax"),
    ({"v": 2},                                   PERMERROR,  "syntax"),
    ({"v": "1.0"},                               PERMERROR,  "syntax"),
    ({"drop": "v"},                              PERMERROR,  "syntax"),
    ({"drop": "a"},                              PERMERROR,  "syntax"),
    ({"drop": "d"},                              PERMERROR,  "syntax"),
    ({"drop": "s"},                              PERMERROR,  "syntax"),
    ({"drop": "h"},                              PERMERROR,  "syntax"),
    ({"drop": "bh"},                             PERMERROR,  "syntax"),
    ({"drop": "t"},                              PASS,       ""),
    ({"a": "rsa-sha1"},                          PERMERROR,  "sha1"),
    ({"a": "rsa-md5"},                           PERMERROR,  "syntax"),
    ({"a": "rsa-sha256"},                        PERMERROR,  "key_other_use"),
    ({"d": "News.Example"},                      PASS,       ""),
    ({"d": ""},                                  PERMERROR,  "syntax"),
    ({"d": "news..example"},                     PERMERROR,  "syntax"),
    ({"d": "news.example."},                     PERMERROR,  "syntax"),
    ({"d": "other.example"},                     PERMERROR,  "key_missing"),
    ({"s": "S1"},                                PASS,       ""),
    ({"s": "s1 s2"},                             PERMERROR,  "syntax"),
    ({"h": "from"},                              PASS,       ""),
    ({"h": "From : TO :\r\n Subject"},           PASS,       ""),
    ({"h": "from:x-none:x-none:to"},             PASS,       ""),
    ({"h": "from:from:from"},                    PASS,       ""),       # oversigned
    ({"h": "to:subject"},                        PERMERROR,  "from_unsigned"),
    ({"h": ""},                                  PERMERROR,  "from_unsigned"),
    ({"h": ":".join(["from"] * MOST_NAMES)},     PASS,       ""),
    ({"h": ":".join(["from"] * (MOST_NAMES + 1))}, PERMERROR, "syntax"),
    ({"i": "@news.example"},                     PASS,       ""),
    ({"i": "@NEWS.example"},                     PASS,       ""),
    ({"i": "jane=20doe@x.news.example"},         PASS,       ""),
    ({"i": "@example"},                          PERMERROR,  "identity"),
    ({"i": "@evilnews.example"},                 PERMERROR,  "identity"),
    ({"i": "@news.example@evil.example"},        PERMERROR,  "identity"),
    ({"i": "news.example"},                      PERMERROR,  "syntax"),
    ({"q": "dns/txt"},                           PASS,       ""),
    ({"q": "http:dns/txt"},                      PASS,       ""),
    ({"q": "http"},                              PERMERROR,  "syntax"),
    ({"x": NOW},                                 PASS,       ""),
    ({"x": NOW - 1},                             FAIL,       "expired"),
    ({"x": MADE},                                PERMERROR,  "syntax"),
    ({"x": MADE - 1},                            PERMERROR,  "syntax"),
    ({"x": "soon"},                              PERMERROR,  "syntax"),
    ({"t": "-1"},                                PERMERROR,  "syntax"),
    ({"t": "1" * 13},                            PERMERROR,  "syntax"),
    ({"l": SIZE, "length": SIZE},                PASS,       ""),
    ({"l": 0, "length": 0},                      PASS,       ""),
    ({"l": SIZE + 1},                            PERMERROR,  "l_too_long"),
    ({"l": "9" * 76},                            PERMERROR,  "l_too_long"),
    ({"l": "9" * 77},                            PERMERROR,  "syntax"),
    ({"l": "-1"},                                PERMERROR,  "syntax"),
    ({"body_hash": "AAAA"},                      FAIL,       "body_changed"),
    ({"body_hash": "*"},                         PERMERROR,  "syntax"),
    ({"new": "unknown"},                         PASS,       ""),
    ({"new": "x" * OCTETS},                      PERMERROR,  "syntax"),
    ({"b": "AAAA"},                              PERMERROR,  "syntax"),     # twice, then
    ({"1x": "no name"},                          PERMERROR,  "syntax"),
]
CHANGES = [
    # what was changed                           by what                                            result  why
    ("nothing",                                  (b"", b""),                                        PASS,   ""),
    ("a word of the body",                       (b"tea", b"pea"),                                  FAIL,   "body_changed"),
    ("blanks in the body",                       (b"the  new", b"the new"),                         PASS,   ""),
    ("a blank where there was none",             (b"here", b"he re"),                               FAIL,   "body_changed"),
    ("empty lines behind the body",              (BODY, BODY + b"\r\n\r\n"),                        PASS,   ""),
    ("a line behind the body",                   (BODY, BODY + b"-- \r\n"),                         FAIL,   "body_changed"),
    ("an empty line in the body",                (b"Jane,\r\n", b"Jane,\r\n\r\n"),                  FAIL,   "body_changed"),
    ("the subject",                              (b"Our", b"[list] Our"),                           FAIL,   "header_changed"),
    ("blanks in the subject",                    (b"Our  autumn", b"Our\r\n\tautumn"),              PASS,   ""),
    ("a field that is not signed",               (b"Message-ID: <7", b"Message-ID: <8"),            PASS,   ""),
    ("the spelling of a name",                   (b"Subject:", b"SUBJECT :"),                       PASS,   ""),
    ("the order of fields",                      (HEADER, b"\r\n".join(HEADER.split(b"\r\n")[::-1])[2:] + b"\r\n"), PASS, ""),
    ("the signature's time",                     (b"t=1795", b"t=1794"),                            FAIL,   "header_changed"),
    ("the signature's list of fields",           (b"from:to:subject", b"from:subject:to"),          FAIL,   "header_changed"),
    ("another signature above",                  (b"DKIM-Signature: v=1; a=", b"DKIM-Signature: v=9\r\nDKIM-Signature: v=1; a="), PERMERROR, "syntax"),
]
SAID = [
    # message                                                        finding                        said?
    (signed(),                                                       "DKIM-OK",                     True),
    (MESSAGE,                                                        "DKIM-NONE",                   True),
    (MESSAGE,                                                        "DKIM-BARE-LF",                False),
    (signed().replace(b"\r\n", b"\n"),                               "DKIM-BARE-LF",                True),
    (signed(l=SIZE, length=SIZE),                                    "DKIM-L-TAG",                  True),
    (signed(l=SIZE, length=SIZE),                                    "DKIM-UNSIGNED-TAIL",          False),
    (signed(l=SIZE, length=SIZE) + b"\r\n \r\n",                     "DKIM-UNSIGNED-TAIL",          False),
    (signed(l=SIZE, length=SIZE) + b"Pay here\r\n",                  "DKIM-UNSIGNED-TAIL",          True),
    (signed(l=0, length=0),                                          "DKIM-UNSIGNED-TAIL",          True),
    (signed(z="Subject:Our=20autumn"),                               "DKIM-COPIED-FIELDS",          True),
    (signed(t=NOW + 3_600),                                          "DKIM-FUTURE",                 False),
    (signed(t=NOW + 3_601),                                          "DKIM-FUTURE",                 True),
    (b"From: x@bad.example\r\n" + signed(),                          "DKIM-DUPLICATE-FROM",         True),
    (b"Subject: x\r\n" + signed(),                                   "DKIM-DUPLICATE-FIELD",        True),
    (b"Received: x\r\nReceived: y\r\n" + signed(),                   "DKIM-DUPLICATE-FIELD",        False),
    (b"Subject: x\r\nSubject: y\r\n" + MESSAGE,                      "DKIM-DUPLICATE-FIELD",        False),   # nothing is signed
    (signed(h="from"),                                               "DKIM-FIELDS-UNSIGNED",        True),
    (signed(h="from:to:subject:date:message-id:mime-version:content-type"), "DKIM-FIELDS-UNSIGNED", False),
    (signed(h="from:to:subject:date"),                               "DKIM-NOT-OVERSIGNED",         True),
    (signed(h="from:to:subject:date:from:to:subject:date"),          "DKIM-NOT-OVERSIGNED",         False),
]
ONE_CLICK = (
    b"List-Unsubscribe: <https://news.example/u/7>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
)
BOTH = "from:list-unsubscribe:list-unsubscribe-post"
COVERED = [
    # message                                                        covered?
    (signed(ONE_CLICK + MESSAGE, h=BOTH),                            True),
    (signed(ONE_CLICK + MESSAGE, h="from:list-unsubscribe"),         False),
    (signed(ONE_CLICK + MESSAGE, h="from:list-unsubscribe-post"),    False),
    (ONE_CLICK + MESSAGE,                                            False),
    (ONE_CLICK + signed(),                                           False),
    (ONE_CLICK[:46] + signed(ONE_CLICK + MESSAGE, h=BOTH),           False),     # a second one above it
    (signed(ONE_CLICK + MESSAGE, h=BOTH) + b"changed",               False),
    (signed(signed(ONE_CLICK + MESSAGE, h=BOTH)),                    True),      # one signature is enough
    (signed(),                                                       None),      # no one-click unsubscribing
    (signed(ONE_CLICK[:46] + MESSAGE),                               None),
]
# fmt: on


def _verified(message, world=WORLD, now=NOW, **options):
    return hold(verify(message, now=now, **options), world)


def _codes(results):
    return {finding.code for result in results for finding in result.findings}


@pytest.mark.spec("RFC 6376 §3.5")
@pytest.mark.spec("RFC 6376 §6.1.1")
@pytest.mark.spec("RFC 8301 §3.1")
@pytest.mark.parametrize(("tags", "result", "why"), TAGS, ids=str)
def test_every_tag_is_held_against_the_standard(tags, result, why):
    (found,) = _verified(signed(**tags))
    assert (found.result, found.reason) == (result, why)


@pytest.mark.spec("RFC 6376 §6.1.3")
@pytest.mark.parametrize(("what", "change", "result", "why"), CHANGES, ids=[row[0] for row in CHANGES])
def test_what_was_changed_on_the_way(what, change, result, why):
    old, new = change
    message = signed()
    assert old in message
    found = _verified(message.replace(old, new, 1))[0]
    assert (found.result, found.reason) == (result, why)


@pytest.mark.parametrize(("message", "code", "said"), SAID)
def test_what_is_said_besides(message, code, said):
    assert (code in _codes(_verified(message))) is said


@pytest.mark.spec("RFC 8058 §4")
@pytest.mark.parametrize(("message", "covered"), COVERED)
def test_one_click_unsubscribing_needs_both_fields_in_a_good_signature(message, covered):
    said = _codes(_verified(message))
    assert ("DKIM-ONE-CLICK-SIGNED" in said) is (covered is True)
    assert ("DKIM-ONE-CLICK-UNSIGNED" in said) is (covered is False)


def test_a_good_signature_names_who_signed():
    (found,) = _verified(signed(i="jane@mail.News.example"))
    told = (found.domain, found.selector, found.identity, found.algorithm, found.key_bits)
    assert told == ("news.example", "s1", "jane@mail.news.example", "ed25519-sha256", 256)


def test_a_message_without_signature_is_none():
    (found,) = _verified(MESSAGE)
    assert found.result is Dkim.NONE


def test_nothing_is_asked_where_nothing_can_be_verified():
    with pytest.raises(StopIteration):
        next(verify(signed(v=2), now=NOW))


def test_all_keys_are_asked_for_at_once():
    message = signed(signed(signed(s="s2"), s="s1"), d="other.example")
    asks = next(verify(message, now=NOW))
    assert asks == (
        Dns("s1._domainkey.other.example", "TXT"),
        Dns("s1._domainkey.news.example", "TXT"),
        Dns("s2._domainkey.news.example", "TXT"),
    )


@pytest.mark.spec("RFC 8616 §3")
def test_a_domain_may_be_written_in_u_labels():
    assert next(verify(signed(d="bücher.example"), now=NOW)) == (
        Dns("s1._domainkey.xn--bcher-kva.example", "TXT"),
    )


@pytest.mark.spec("RFC 6376 §6.1.2")
@pytest.mark.parametrize(
    ("outcome", "result", "why"),
    [
        (Outcome.NO_SUCH_NAME, PERMERROR, "key_missing"),
        (Outcome.EMPTY, PERMERROR, "key_missing"),
        (Outcome.FAILED, Dkim.TEMPERROR, "key_not_asked"),
    ],
)
def test_a_missing_key_and_one_that_could_not_be_asked_for(outcome, result, why):
    (found,) = hold(
        verify(signed(), now=NOW), lambda asks: tuple(Answer(outcome, why="servfail") for _ in asks)
    )
    assert (found.result, found.reason) == (result, why)


def _with_key(record, **tags):
    return _verified(signed(**tags), Zone({OWNER: {"TXT": [record] if isinstance(record, str) else record}}))[
        0
    ]


@pytest.mark.spec("RFC 6376 §3.6.1")
def test_a_strict_key_wants_the_very_domain():
    strict = RECORD.replace("k=", "t=s; k=")
    assert _with_key(strict).result is PASS
    assert _with_key(strict, i="@news.example").result is PASS
    assert _with_key(strict, i="@mail.news.example").reason == "key_strict"
    assert _with_key(RECORD, i="@mail.news.example").result is PASS


def test_a_key_in_test_mode_changes_no_verdict():
    testing = RECORD.replace("k=", "t=y; k=")
    assert _with_key(testing).result is PASS
    assert _with_key(testing, body_hash="AAAA").result is FAIL
    assert {finding.code for finding in _with_key(testing).findings} >= {"DKIM-OK", "DKIM-KEY-TESTING"}


@pytest.mark.spec("RFC 6376 §3.6.2.2")
def test_the_order_of_several_keys_does_not_matter():
    other = signing.rsa_record(signing.rsa_public(2048))
    for records in ([RECORD, other], [other, RECORD]):
        found = _with_key(records)
        assert found.result is PASS
        assert "DKIM-KEY-TWO-RECORDS" in _codes([found])


def test_a_broken_signature_is_held_against_a_key_of_its_own_kind():
    other = signing.rsa_record(signing.rsa_public(2048))
    assert _with_key([other, RECORD], t="1").reason == ""
    assert _with_key([other, RECORD], body_hash="AAAA").reason == "body_changed"
    assert _with_key([other], body_hash="AAAA").reason == "key_other_use"


@pytest.mark.spec("RFC 8301 §3.2")
@pytest.mark.parametrize(
    ("bits", "result", "code"),
    [(1024, PASS, "DKIM-KEY-SHORT"), (2048, PASS, "DKIM-OK"), (4096, PASS, "DKIM-OK")],
)
def test_rsa_keys(bits, result, code):
    key = signing.rsa(bits)
    found = _with_key(key.record, key=key)
    assert (found.result, found.key_bits, found.algorithm) == (result, bits, "rsa-sha256")
    assert code in _codes([found])


@pytest.mark.spec("RFC 6376 §6.1")
@pytest.mark.parametrize(("count", "results"), [(9, 10), (10, 10), (40, 10)])
def test_only_so_many_signatures_are_looked_at(count, results):
    message = b"DKIM-Signature: v=9\r\n" * count + signed()
    found = _verified(message)
    assert len(found) == results
    assert (found[-1].result is PASS) is (count < 10)
    assert ("DKIM-TOO-MANY" in _codes(found)) is (count >= 10)
    assert len(_verified(message, most=count + 1)) == count + 1


def test_without_a_clock_nothing_expires():
    assert _verified(signed(x=MADE + 1), now=0)[0].result is PASS
    assert _codes(_verified(signed(t=NOW * 2), now=0)) & {"DKIM-FUTURE"} == set()


def test_results_are_plain_json():
    (found,) = _verified(signed())
    told = found.as_dict()
    assert told["result"] == "pass"
    assert told["domain"] == "news.example"
    assert [each["code"] for each in told["findings"]] == [each.code for each in found.findings]


@given(st.data())
def test_no_changed_octet_of_what_is_signed_passes(data):
    """Whatever octet of the body or of a signed field is exchanged: it fails, or it was but blank or case of a name."""
    message = signed(c="simple/simple", h="from:to:subject:date:message-id:mime-version:content-type")
    start = message.index(b"\r\nFrom") + 2
    at = data.draw(st.integers(start, len(message) - 3))
    octet = data.draw(st.integers(0, 255).filter(lambda each: each != message[at]))
    changed = message[:at] + bytes([octet]) + message[at + 1 :]
    assert _verified(changed)[0].result is not PASS


@given(st.binary(), st.binary())
def test_any_octets_are_looked_at(front, back):
    for message in (front + b"DKIM-Signature:" + back, front + signed() + back, front):
        for found in _verified(message):
            assert found.findings or found.result is not PASS
            for finding in found.findings:
                assert lookup(finding.code)
