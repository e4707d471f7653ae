"""What signed DNS says of mail hosts' certificates, held against what they show, and records that mend it."""

from __future__ import annotations

from hashlib import sha256, sha512

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mail_world import HOST, authority, certificate, session
from remedies import published

from mailworthy.finding import Severity, lookup
from mailworthy.sender.mx import MxHost
from mailworthy.sender.transport import certificate as certificates
from mailworthy.sender.transport.dane import HOSTS_MOST, RECORDS_MOST, Match, read, survey
from mailworthy.sender.transport.starttls import Greeting
from mailworthy.wire.ask import Zone, hold

RECORD = f"_25._tcp.{HOST}"
OWN, ROOT = certificate(), authority()
KEY, ROOT_KEY = (certificates.read(der).public_key for der in (OWN, ROOT))
IP = "192.0.2.10"
SECURE = MxHost(HOST, 10, (IP,), secure=True)
GOOD = Greeting(HOST, IP, session())


def _tlsa(usage, selector, octets, matching=1):
    digest = {0: bytes, 1: lambda each: sha256(each).digest(), 2: lambda each: sha512(each).digest()}[
        matching
    ]
    return f"{usage} {selector} {matching} {digest(octets).hex()}"


# fmt: off
MATCHES = [
    # record                            usable      matches the chain of the host
    (_tlsa(3, 1, KEY),                  True,       True),
    (_tlsa(3, 0, OWN),                  True,       True),
    (_tlsa(3, 1, KEY, 2),               True,       True),
    (_tlsa(3, 0, OWN, 2),               True,       True),
    (_tlsa(3, 1, KEY, 0),               True,       True),
    (_tlsa(3, 0, OWN, 0),               True,       True),
    (_tlsa(3, 1, KEY).upper(),          True,       True),
    (_tlsa(3, 1, KEY)[:40] + " " + _tlsa(3, 1, KEY)[40:],   True,   True),      # as zone files may write it
    (_tlsa(2, 0, ROOT),                 True,       True),
    (_tlsa(2, 1, ROOT_KEY),             True,       True),
    (_tlsa(2, 1, ROOT_KEY, 2),          True,       True),
    (_tlsa(2, 1, KEY),                  True,       True),
    (_tlsa(3, 1, ROOT_KEY),             True,       False),     # usage 3 means the host's own alone
    (_tlsa(3, 0, KEY),                  True,       False),     # of the wrong thing
    (_tlsa(3, 1, OWN),                  True,       False),
    (_tlsa(1, 1, KEY),                  False,      False),
    (_tlsa(0, 1, ROOT_KEY),             False,      False),
    (_tlsa(4, 1, KEY),                  False,      False),
    (_tlsa(3, 2, KEY),                  False,      False),
    (_tlsa(3, 1, KEY).replace("3 1 1", "3 1 2"),    False,  False),     # too short for SHA-512
    (_tlsa(3, 1, KEY).replace("3 1 1", "3 1 3"),    False,  False),
    (_tlsa(3, 1, KEY)[:-2],             False,      False),
    (_tlsa(3, 1, KEY)[:-1],             False,      False),
    ("3 1 1",                           False,      False),
    ("3 1 1 xyz",                       False,      False),
    ("",                                False,      False),
]
SAID = [
    # records, or why there are none    the host, and what it said              codes
    ([_tlsa(3, 1, KEY)],                SECURE, [GOOD],                         ["DANE-OK"]),
    ([_tlsa(3, 1, b"old"), _tlsa(3, 1, KEY)],   SECURE, [GOOD],                 ["DANE-OK"]),               # while keys change
    ([_tlsa(2, 1, ROOT_KEY)],           SECURE, [GOOD],                         ["DANE-OK"]),
    ([_tlsa(3, 1, b"old")],             SECURE, [GOOD],                         ["DANE-MISMATCH"]),
    ([_tlsa(3, 1, KEY)],                SECURE, [GOOD, Greeting(HOST, "192.0.2.11", session(certificate={"key": "RSA 2048"}))],    ["DANE-MISMATCH"]),
    ([_tlsa(3, 1, KEY)],                SECURE, [],                             ["DANE-NOT-COMPARED"]),
    ([_tlsa(3, 1, KEY)],                SECURE, [Greeting(HOST, IP, session(why="timeout"))],   ["DANE-NOT-COMPARED"]),
    ([_tlsa(3, 1, KEY)],                SECURE, [Greeting("other.org", IP, session())],         ["DANE-NOT-COMPARED"]),
    ([_tlsa(3, 1, KEY)],                SECURE, [Greeting(HOST, IP, session(keywords=["SIZE"]))],   ["DANE-NO-TLS", "DANE-NOT-COMPARED"]),
    ([_tlsa(1, 1, KEY)],                SECURE, [GOOD],                         ["DANE-UNUSABLE"]),
    ([_tlsa(1, 1, KEY), _tlsa(3, 1, KEY)],  SECURE, [GOOD],                     ["DANE-UNUSABLE", "DANE-OK"]),
    ([_tlsa(3, 1, KEY)],                MxHost(HOST, 10, (IP,)), [GOOD],        ["DANE-NOT-SECURE"]),       # the way to the host is not
    ([],                                SECURE, [GOOD],                         ["DANE-MISSING"]),
    ([],                                MxHost(HOST, 10, (IP,)), [],            ["DANE-MISSING"]),
    ("servfail",                        SECURE, [GOOD],                         ["DANE-LOOKUP-FAILS"]),
    ("timeout",                         SECURE, [GOOD],                         ["DANE-DNS-ERROR"]),
    ("servfail",                        MxHost(HOST, 10, (IP,)), [GOOD],        ["DANE-DNS-ERROR"]),
    ([_tlsa(3, 1, KEY)],                MxHost(HOST, 10, why="missing"), [],    []),                        # no host, nothing to say
]
# fmt: on


def _zone(records):
    return {RECORD: records if isinstance(records, str) else {"TLSA": records}}


def _said(records, host=SECURE, greetings=(), secure=("mailworthy-samples.org",)):
    zone = records if isinstance(records, dict) else _zone(records)
    return hold(survey((host,), greetings), Zone(zone, secure))


@pytest.mark.spec("RFC 7672 §3.1")
@pytest.mark.parametrize(("text", "usable", "matches"), MATCHES, ids=range(len(MATCHES)))  # digests differ
def test_records_against_a_chain(text, usable, matches):
    record = read(text)
    assert (record.usable, record.matches((OWN, ROOT), HOST)) == (usable, matches)


@pytest.mark.spec("RFC 7672 §3.1.2")
def test_an_authoritys_word_is_for_the_hosts_name_and_for_what_is_shown():
    record = read(_tlsa(2, 1, ROOT_KEY))
    assert not record.matches((OWN, ROOT), "other.org")
    assert not record.matches((OWN,), HOST)
    assert read(_tlsa(3, 1, KEY)).matches(
        (OWN,), "other.org"
    )  # RFC 7672 §3.1.1: for usage 3 the name counts nothing


@pytest.mark.parametrize(("records", "host", "greetings", "codes"), SAID)
def test_what_is_said(records, host, greetings, codes):
    assert [finding.code for finding in _said(records, host, greetings).findings] == codes


@pytest.mark.spec("RFC 7672 §2.2.3")
def test_records_that_nobody_vouches_for_are_not_held_against_anything():
    found = _said([_tlsa(3, 1, b"old")], SECURE, [GOOD], secure=())
    assert [finding.code for finding in found.findings] == ["DANE-NOT-SECURE"]
    assert found.hosts[0].match is Match.UNKNOWN


def test_which_zone_is_not_signed_is_told():
    insecure = MxHost(HOST, 10, (IP,))
    assert _said([_tlsa(3, 1, KEY)], insecure).findings[0].detail == f"{HOST}: MX"
    assert _said([_tlsa(3, 1, KEY)], SECURE, secure=()).findings[0].detail == HOST


def test_a_host_without_records_hurts_beside_one_that_has_them():
    hosts = (SECURE, MxHost("mx2.a.org", 20, (IP,), secure=True))
    zone = Zone(_zone([_tlsa(3, 1, KEY)]), ("mailworthy-samples.org", "a.org"))
    finding = hold(survey(hosts, [GOOD]), zone).findings[0]
    assert (finding.code, finding.severity, finding.detail) == ("DANE-MISSING", Severity.WARNING, "mx2.a.org")


@pytest.mark.parametrize(
    ("records", "severity"),
    [([_tlsa(1, 1, KEY)], None), ([_tlsa(1, 1, KEY), _tlsa(3, 1, KEY)], Severity.WARNING)],
)
def test_a_record_of_no_use_hurts_less_beside_one_that_is(records, severity):
    assert _said(records, SECURE, [GOOD]).findings[0].severity is severity


def test_records_that_nobody_uses_make_no_other_host_look_bare():
    hosts = (MxHost(HOST, 10, (IP,)), MxHost("mx2.a.org", 20, (IP,), secure=True))
    zone = Zone(_zone([_tlsa(3, 1, KEY)]), ("a.org",))
    (missing,) = [one for one in hold(survey(hosts), zone).findings if one.code == "DANE-MISSING"]
    assert missing.severity is None


def test_bounded_questions_and_records():
    hosts = [MxHost(f"h{at}.a.org", at, (IP,), secure=True) for at in range(100)]
    assert len(next(survey(hosts))) == HOSTS_MOST
    many = _said([_tlsa(3, 1, str(at).encode()) for at in range(500)], SECURE, [GOOD])
    assert len(many.hosts[0].records) == RECORDS_MOST


# --- remedies -----------------------------------------------------------------------------------------------------

TLSA = st.sampled_from(
    [text for text, _, _ in MATCHES if " " in text] + [_tlsa(3, 1, b"old"), _tlsa(1, 0, b"x")]
)
GREETINGS = st.lists(
    st.sampled_from([
        GOOD, Greeting(HOST, "192.0.2.11", session(certificate={"key": "RSA 2048"})),
        Greeting(HOST, "192.0.2.12", session(certificate={"names": ["b.org"]}, distrust="other_name")),
        Greeting(HOST, "192.0.2.13", session(why="timeout")),
    ]), unique=True,
)  # fmt: skip


def _weighty(found):
    ranks = {Severity.ERROR, Severity.WARNING}
    return {one.code for one in found.findings if (one.severity or lookup(one.code).severity) in ranks}


@given(st.lists(TLSA, max_size=4), GREETINGS)
def test_each_remedy_mends_what_it_is_for_and_breaks_nothing(records, greetings):
    zone = _zone(records)
    before = _said(zone, SECURE, greetings)
    for finding in before.findings:
        if finding.fix:
            after = _said(published(zone, finding.fix), SECURE, greetings)
            assert finding.code not in [one.code for one in after.findings]
            assert not _weighty(after) - _weighty(before)


def test_the_record_to_paste_is_made_from_the_certificate():
    (finding,) = _said([_tlsa(3, 1, b"old")], SECURE, [GOOD]).findings
    assert finding.fix == f"{RECORD}. 3600 IN TLSA {_tlsa(3, 1, KEY)}"


def test_without_a_certificate_usage_1_becomes_3():
    (finding, *_) = _said([_tlsa(1, 0, b"x"), _tlsa(0, 0, b"y")]).findings
    assert finding.fix == f"{RECORD}. 3600 IN TLSA {_tlsa(3, 0, b'x')}"


def test_where_an_alias_leads_the_record_stands_there():
    zone = {RECORD: {"CNAME": ["_dane.a.org"]}, "_dane.a.org": {"TLSA": [_tlsa(3, 1, b"old")]}}
    (finding,) = _said(zone, SECURE, [GOOD], secure=("mailworthy-samples.org", "a.org")).findings
    assert finding.fix.startswith("_dane.a.org. ")


def test_a_host_in_an_unsigned_zone_gets_no_record_to_paste():
    (finding,) = _said([], MxHost(HOST, 10, (IP,)), [GOOD]).findings
    assert (finding.code, finding.fix) == ("DANE-MISSING", "")


@given(
    st.lists(
        st.text(max_size=80) | st.from_regex(r"[0-4] [0-3] [0-3] [0-9a-f ]{0,140}", fullmatch=True),
        max_size=6,
    )
)
def test_any_record_is_taken(records):
    found = _said(records, SECURE, [GOOD])
    assert found.findings
    assert found.as_dict()["hosts"][0]["record"] == RECORD


@pytest.mark.parametrize(
    "text", ["3 1 1 " + "a" * 100_000, "3 1 1 " + " " * 100_000, "3 1 0 " + "ab" * 8_000]
)
def test_giants_are_read_in_bounded_time(text):
    read(text).matches((OWN,), HOST)


def test_the_shape_in_json():
    (host,) = _said([_tlsa(3, 1, KEY)], SECURE, [GOOD]).as_dict()["hosts"]
    assert host == {
        "name": HOST, "record": RECORD, "records": [_tlsa(3, 1, KEY)], "secure": True, "why": None, "match": "matched",
    }  # fmt: skip
