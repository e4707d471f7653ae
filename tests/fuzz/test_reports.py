"""Anything in, only our errors out: bytes, damaged reports, damaged archives."""

from __future__ import annotations

import gzip
import io

from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.flow.read_reports import read_reports, summarise_reports
from mailworthy.sender.reports import Aggregate, Summary, TlsReport, read_aggregate, read_failure, read_tls
from mailworthy.sender.reports.mail import mails
from mailworthy.wire.message import read

XML = b"""<feedback><report_metadata><org_name>R</org_name><report_id>1</report_id><date_range><begin>1</begin><end>2</end>
</date_range></report_metadata><policy_published><domain>a.example</domain></policy_published><record><row>
<source_ip>192.0.2.1</source_ip><count>1</count></row><auth_results><dkim><domain>b</domain></dkim></auth_results></record></feedback>"""
FAILURE = b"Content-Type: message/feedback-report\n\nFeedback-Type: auth-failure\nSource-IP: 192.0.2.1\nArrival-Date: x\n"
CHUNKS = st.sampled_from(
    [
        b"<record>",
        b"</record>",
        b"<row>",
        b"<",
        b"&",
        b"&#0;",
        b"\x00",
        b"\xff",
        b"<![CDATA[",
        b"<!--",
        b"</feedback>",
        b"<feedback>",
        b"9" * 30,
    ]
)


@st.composite
def damaged(draw, whole: bytes) -> bytes:
    octets = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(octets)))
        octets[at : at + draw(st.integers(0, 20))] = draw(st.one_of(CHUNKS, st.binary(max_size=8)))
    return bytes(octets)


def read_or_why(reader, octets) -> object:
    try:
        return reader(octets)
    except InputError as fault:
        return str(fault)


@given(st.one_of(st.binary(), damaged(XML)))
def test_any_octets_are_an_aggregate_report_or_refused(octets):
    told = read_or_why(read_aggregate, octets)
    if isinstance(told, Aggregate):
        assert sum(mail.count for mail in mails(told)) == told.messages
    else:
        assert "\n" not in told


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_octets_are_a_tls_report_or_refused(octets):
    told = read_or_why(read_tls, octets)
    assert isinstance(told, TlsReport) or "\n" not in told


@given(damaged(FAILURE))
def test_any_message_is_a_failure_report_or_none(octets):
    read_failure(read(octets))


@given(st.one_of(st.binary(), damaged(gzip.compress(XML)), damaged(XML), damaged(FAILURE)))
def test_any_stream_is_summed_up(octets):
    notes: list[str] = []
    told = list(read_reports(io.BytesIO(octets), note=notes.append))
    assert told or notes
    summary = read_or_why(summarise_reports, io.BytesIO(octets))
    assert isinstance(summary, Summary) is bool(told)
