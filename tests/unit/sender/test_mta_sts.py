"""MTA-STS: the record, the file, the hosts, and what is said of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from remedies import applied

from mailworthy.sender.mta_sts import (
    FILE_OCTETS,
    Mode,
    Served,
    explore,
    matches,
    new_id,
    policy_url,
    read_policy,
    read_record,
    survey,
    written,
)
from mailworthy.wire import explore as world
from mailworthy.wire.ask import Zone, hold
from mailworthy.wire.explore import Http, Page, World

GOOD = "version: STSv1\nmode: enforce\nmx: mx.a.org\nmax_age: 604800\n"
NOW = 1_795_000_000

# fmt: off
RECORDS = [
    # text                              id          what is wrong with it
    ("v=STSv1; id=1",                   "1",        ()),
    ("v=STSv1 ;\tid=Ab1 ; x.y=2;",      "Ab1",      ()),
    ("v=STSv1; id=1; id=2",             "1",        ("id=2",)),
    ("v=STSv1; id = 1",                 "1",        ("id = 1",)),
    ("v=STSv1; id=" + "1" * 32,         "1" * 32,   ()),
    ("v=STSv1; id=" + "1" * 33,         "1" * 33,   ("id=" + "1" * 33,)),
    ("v=STSv1",                         "",         ("id",)),
    ("v=STSv1;;",                       "",         (";", "id")),
    ("v=STSv1; id=1; x=",               "1",        ("x=",)),
]
POLICIES = [
    # file                                                                      mode            faults
    (GOOD,                                                                      Mode.ENFORCE,   ()),
    (GOOD.replace("\n", "\r\n"),                                                Mode.ENFORCE,   ()),
    (GOOD.rstrip("\n"),                                                         Mode.ENFORCE,   ()),
    ("mx: A.org.\nmax_age:0\nmode:testing\nversion:STSv1\nx:y z",               Mode.TESTING,   ()),
    ("version: STSv1\nmode: none\nmax_age: 1\n",                                Mode.NONE,      ()),
    (GOOD + "mode: none\n",                                                     Mode.ENFORCE,   ()),        # the first counts
    (GOOD.replace("enforce", "Enforce"),                                        None,           ("mode: Enforce",)),
    (GOOD.replace("mx.a.org", "*"),                                             Mode.ENFORCE,   ("mx: *",)),
    (GOOD.replace("mx.a.org", "mx.*.org"),                                      Mode.ENFORCE,   ("mx: mx.*.org",)),
    (GOOD.replace("604800", "12345678901"),                                     Mode.ENFORCE,   ("max_age: 12345678901",)),
    (GOOD + "\nmx: b.org\n",                                                    Mode.ENFORCE,   ("(empty line)",)),
    ("<html>Not found</html>",                                                  None,           ("<html>Not found</html>", "version", "mode", "max_age", "mx")),
    ("",                                                                        None,           ("version", "mode", "max_age", "mx")),
]
HOSTS = [
    # patterns                  host            named
    (["mx.a.org"],              "MX.a.org.",    True),
    (["mx.a.org."],             "mx.a.org",     True),
    (["*.a.org"],               "mx.a.org",     True),
    (["*.a.org"],               "x.mx.a.org",   False),
    (["*.a.org"],               "a.org",        False),
    (["*.a.org"],               "mx.ba.org",    False),
    (["b.org", "*.A.org"],      "mx.a.org",     True),
    (["*.org"],                 "org",          False),
    ([],                        "mx.a.org",     False),
]
# fmt: on


@pytest.mark.spec("RFC 8461 §3.1")
@pytest.mark.parametrize(("text", "id_", "faults"), RECORDS)
def test_records(text, id_, faults):
    record = read_record(text)
    assert (record.id, record.faults) == (id_, faults)


@pytest.mark.parametrize(
    "text", ["", "v=STSv10; id=1", "V=STSv1; id=1", "v=STSv2; id=1", " v=STSv1; id=1", "v=stsv1; id=1"]
)
def test_what_does_not_begin_with_the_version_is_no_record(text):
    assert read_record(text) is None


@pytest.mark.spec("RFC 8461 §3.2")
@pytest.mark.parametrize(("text", "mode", "faults"), POLICIES)
def test_policies(text, mode, faults):
    policy = read_policy(text)
    assert (policy.mode, policy.faults) == (mode, faults)


@pytest.mark.spec("RFC 8461 §4.1")
@pytest.mark.parametrize(("patterns", "host", "named"), HOSTS)
def test_hosts(patterns, host, named):
    assert matches(patterns, host) is named


@given(st.text() | st.text(alphabet="versionSTSv1: mode\r\n*.mx"))
def test_any_text_is_read(text):
    assert read_policy(text).sound or read_policy(text).faults
    read_record(text)
    read_record("v=STSv1;" + text)


@pytest.mark.parametrize("piece", ["mx: a.org\n", "\n", "mx:" + " " * 50, "a-" * 50 + ".", ":", "\r"])
def test_megabytes_are_read_in_bounded_time(piece):
    assert len(read_policy(piece * 100_000).mx) <= FILE_OCTETS


@given(
    st.sampled_from([Mode.ENFORCE, Mode.TESTING]),
    st.lists(st.sampled_from(["mx.a.org", "*.b.org"]), min_size=1),
    st.integers(0, 31_557_600),
)
def test_what_is_written_is_read_the_same(mode, mx, age):
    policy = read_policy(written(mode, mx, age))
    assert (policy.mode, policy.mx, policy.max_age_s, policy.sound) == (mode, tuple(mx), age, True)


# --- the survey ---------------------------------------------------------------------------------------------------

ZONE = {"a.org": {"MX": ["10 mx.a.org"]}, "_mta-sts.a.org": {"TXT": ["v=STSv1; id=1"]}}

# fmt: off
SERVED = [
    # what the web server gave                                  codes
    (None,                                                      ["MTA-STS-POLICY-NOT-CHECKED"]),
    (Served(200, text=GOOD),                                    ["MTA-STS-ENFORCED"]),
    (Served(200, "text/plain; charset=utf-8", GOOD),            ["MTA-STS-ENFORCED"]),
    (Served(200, "text/html", GOOD),                            ["MTA-STS-POLICY-UNREACHABLE"]),
    (Served(301, text=GOOD),                                    ["MTA-STS-POLICY-UNREACHABLE"]),
    (Served(0, why="certificate"),                              ["MTA-STS-POLICY-UNREACHABLE"]),
    (Served(200, text=GOOD.replace("mx.a", "mx2.a")),           ["MTA-STS-MX-NOT-COVERED"]),
    (Served(200, text=GOOD.replace("604800", "60")),            ["MTA-STS-MAX-AGE", "MTA-STS-ENFORCED"]),
    (Served(200, text=GOOD.replace("604800", "31557601")),      ["MTA-STS-MAX-AGE", "MTA-STS-ENFORCED"]),
    (Served(200, text=GOOD.replace("enforce", "testing")),      ["MTA-STS-TESTING"]),
    (Served(200, text="nonsense"),                              ["MTA-STS-POLICY-INVALID"]),
]
# fmt: on


def _said(zone, served=None):
    return hold(survey("a.org", served, now=NOW), Zone(zone))


@pytest.mark.parametrize(("served", "codes"), SERVED)
def test_what_is_said_of_the_file(served, codes):
    assert [one.code for one in _said(ZONE, served).findings] == codes


def test_a_policy_that_misses_a_host_hurts_less_while_it_is_tested():
    testing = GOOD.replace("enforce", "testing").replace("mx.a", "mx2.a")
    (finding, _) = _said(ZONE, Served(200, text=testing)).findings
    assert finding.as_dict()["severity"] == "warning"


def test_a_domain_without_mail_needs_no_host():
    assert [
        one.code for one in _said({**ZONE, "a.org": {"MX": ["0 ."]}}, Served(200, text=GOOD)).findings
    ] == ["MTA-STS-ENFORCED"]


@pytest.mark.parametrize("texts", [["v=STSv1; id=1", "v=STSv1; id=2"], ["v=STSv1; id=a-b"], ["v=STSv1"]])
def test_the_records_remedy_mends_it(texts):
    zone = {**ZONE, "_mta-sts.a.org": {"TXT": [*texts, "other"]}}
    (finding, *_) = _said(zone).findings
    after = _said(applied(zone, finding.fix, re.compile("^v=STSv1")), Served(200, text=GOOD))
    assert [one.code for one in after.findings] == ["MTA-STS-ENFORCED"]
    assert after.record.id == new_id(NOW)


@pytest.mark.parametrize(
    "text", [one for one, _, _ in POLICIES] + [GOOD.replace("mx.a", "x.b"), GOOD.replace("604800", "1")]
)
def test_the_files_remedy_mends_it(text):
    for finding in _said(ZONE, Served(200, text=text)).findings:
        if finding.fix:
            after = {one.code for one in _said(ZONE, Served(200, text=finding.fix)).findings}
            assert finding.code not in after
            assert "MTA-STS-POLICY-INVALID" not in after


def test_without_any_mail_host_there_is_no_file_to_paste():
    zone = {"_mta-sts.a.org": {"TXT": ["v=STSv1; id=1"]}}
    (finding,) = _said(zone, Served(200, text="nonsense")).findings
    assert (finding.code, finding.fix) == ("MTA-STS-POLICY-INVALID", "")


def test_the_shape_in_json():
    told = _said(ZONE, Served(200, text=GOOD)).as_dict()
    assert {**told, "findings": []} == {
        "domain": "a.org", "record": "v=STSv1; id=1", "id": "1", "mode": "enforce", "mx": ["mx.a.org"],
        "max_age_s": 604800, "findings": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "enforced"),
    [(GOOD, True), (GOOD.replace("enforce", "testing"), False), (GOOD + "nonsense", False), (None, False)],
)
def test_what_senders_insist_on(text, enforced):
    assert _said(ZONE, Served(200, text=text) if text else None).enforced is enforced


def test_where_the_file_stands():
    assert policy_url("a.org") == "https://mta-sts.a.org/.well-known/mta-sts.txt"


# --- fetching -----------------------------------------------------------------------------------------------------

URL = "https://mta-sts.a.org/.well-known/mta-sts.txt"
# fmt: off
FETCHED = [
    # what the web server gave                                                  codes                           in the detail
    (GOOD,                                                                      "MTA-STS-ENFORCED",             "mx.a.org"),
    (Page(200, "text/html", GOOD.encode()),                                     "MTA-STS-POLICY-UNREACHABLE",   "text/html"),
    (Page(404),                                                                 "MTA-STS-POLICY-UNREACHABLE",   "404"),
    (Page(301),                                                                 "MTA-STS-POLICY-UNREACHABLE",   "301"),
    (Page(why="redirects"),                                                     "MTA-STS-POLICY-UNREACHABLE",   "redirects"),
    (Page(why="certificate", detail="certificate has expired"),                 "MTA-STS-POLICY-UNREACHABLE",   "certificate has expired"),
    (Page(why="no_address"),                                                    "MTA-STS-POLICY-UNREACHABLE",   "no_address"),
    (Page(200, "text/plain", GOOD.encode(), cut=True),                          "MTA-STS-POLICY-UNREACHABLE",   "too_long"),
    (Page(200, "text/plain", b"\xff\xfe" + GOOD.encode()),                      "MTA-STS-POLICY-INVALID",       ""),
    (None,                                                                      "MTA-STS-POLICY-UNREACHABLE",   "unreachable"),
]
# fmt: on


@pytest.mark.spec("RFC 8461 §3.3")
@pytest.mark.parametrize(("page", "code", "detail"), FETCHED)
def test_what_is_said_of_a_policy_that_is_fetched(page, code, detail):
    found = world.hold(explore("a.org", now=NOW), World(Zone(ZONE), {URL: page} if page else {}))
    assert [one.code for one in found.findings] == [code]
    assert detail in found.findings[0].detail


@pytest.mark.parametrize(
    ("why", "sure"), [("timeout", "likely"), ("unreachable", "likely"), ("certificate", "certain")]
)
def test_what_may_be_our_own_network_is_less_sure(why, sure):
    found = world.hold(explore("a.org"), World(Zone(ZONE), {URL: Page(why=why)}))
    assert found.findings[0].as_dict()["confidence"] == sure


@pytest.mark.parametrize("texts", [[], ["v=spf1 -all"], ["v=STSv1; id=1", "v=STSv1; id=2"]])
def test_without_one_record_nothing_is_fetched(texts):
    exploring = explore("a.org")
    with pytest.raises(StopIteration):
        exploring.send(Zone({"_mta-sts.a.org": {"TXT": texts}})(next(exploring)))


def test_a_policy_is_fetched_without_redirects_and_no_further_than_its_bound():
    exploring = explore("a.org")
    assert exploring.send(Zone(ZONE)(next(exploring))) == (Http(URL, most=FILE_OCTETS, redirects=0),)
