"""TLS-RPT: the record, and what is said of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from remedies import applied

from mailworthy.sender.tls_rpt import read, survey
from mailworthy.wire.ask import Zone, hold

# fmt: off
RECORDS = [
    # text                                                      destinations                                what is wrong
    ("v=TLSRPTv1; rua=mailto:t@a.org",                          ["mailto:t@a.org"],                         ()),
    ("v=TLSRPTv1;rua=mailto:t@a.org , https://a.org/r?x=1;",    ["mailto:t@a.org", "https://a.org/r?x=1"],  ()),
    ("v=TLSRPTv1; rua=mailto:t@a.org; x=1",                     ["mailto:t@a.org"],                         ()),
    ("v=TLSRPTv1; rua=http://a.org/r",                          [],                                         ("rua=http://a.org/r",)),
    ("v=TLSRPTv1; rua=mailto:t@a.org!10m",                      [],                                         ("rua=mailto:t@a.org!10m",)),
    ("v=TLSRPTv1; rua=t@a.org",                                 [],                                         ("rua=t@a.org",)),
    ("v=TLSRPTv1; rua=mailto:t@a.org,",                         ["mailto:t@a.org"],                         ("rua=mailto:t@a.org,",)),
    ("v=TLSRPTv1; rua = mailto:t@a.org",                        ["mailto:t@a.org"],                         ("rua = mailto:t@a.org",)),
    ("v=TLSRPTv1; x=1",                                         [],                                         ("rua",)),
    ("v=TLSRPTv1",                                              [],                                         ("rua",)),
]
FINDINGS = [
    # texts at _smtp._tls                                       code
    ([],                                                        "TLS-RPT-MISSING"),
    (["v=TLSRPTv2; rua=mailto:t@a.org"],                        "TLS-RPT-MISSING"),
    (["v=TLSRPTv1; rua=mailto:t@a.org", "other"],               "TLS-RPT-OK"),
    (["v=TLSRPTv1; rua=mailto:t@a.org"] * 2,                    "TLS-RPT-TWO-RECORDS"),
    (["v=TLSRPTv1; rua=t@a.org"],                               "TLS-RPT-INVALID"),
    (["v=TLSRPTv1; rua=mailto:t@a.org;;"],                      "TLS-RPT-INVALID"),
]
# fmt: on


@pytest.mark.spec("RFC 8460 §3")
@pytest.mark.parametrize(("text", "rua", "faults"), RECORDS)
def test_records(text, rua, faults):
    record = read(text)
    assert ([one.uri for one in record.rua], record.faults) == (rua, faults)


@pytest.mark.parametrize(
    "text", ["", "v=TLSRPTv10; rua=mailto:t@a.org", "V=TLSRPTv1; rua=mailto:t@a.org", "rua=mailto:t@a.org"]
)
def test_what_does_not_begin_with_the_version_is_no_record(text):
    assert read(text) is None


@pytest.mark.parametrize(("texts", "code"), FINDINGS)
def test_findings_and_their_remedies(texts, code):
    zone = {"_smtp._tls.a.org": {"TXT": texts}}
    (finding,) = hold(survey("a.org"), Zone(zone)).findings
    assert finding.code == code
    if finding.fix:
        after = hold(survey("a.org"), Zone(applied(zone, finding.fix, re.compile("TLSRPT"))))
        assert [one.code for one in after.findings] == ["TLS-RPT-OK"]


def test_could_not_ask_is_not_missing():
    assert [one.code for one in hold(survey("a.org"), Zone({"_smtp._tls.a.org": "timeout"})).findings] == [
        "TLS-RPT-DNS-ERROR"
    ]


@given(st.text() | st.text(alphabet="rua=mailto:;,!@.ab%/ "))
def test_any_text_is_read(text):
    read(text)
    assert read("v=TLSRPTv1;" + text).text


@pytest.mark.parametrize("piece", [";", "rua=mailto:a@b.c,", ",", "=", "!9"])
def test_megabytes_are_read_in_bounded_time(piece):
    read("v=TLSRPTv1; rua=" + piece * 300_000)
