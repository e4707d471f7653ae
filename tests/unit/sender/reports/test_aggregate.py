"""Aggregate reports: what each line of one means, what is mended, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.sender.reports import read_aggregate
from mailworthy.sender.reports.aggregate import Origin, Override, Signature, days
from mailworthy.sender.reports.mail import mails

METADATA = """<report_metadata><org_name>Receiver</org_name><email>dmarc@receiver.example</email><report_id>r1</report_id>
<date_range><begin>1700000000</begin><end>1700086399</end></date_range></report_metadata>"""
POLICY = "<policy_published><domain>Example.COM.</domain><p>none</p><sp>reject</sp></policy_published>"
RECORD = """<record><row><source_ip>192.0.2.1</source_ip><count>3</count>
<policy_evaluated><disposition>None</disposition><dkim>Pass</dkim><spf>fail</spf>
<reason><type>forwarded</type><comment>by a list</comment></reason><reason><type></type></reason></policy_evaluated></row>
<identifiers><header_from>example.com</header_from><envelope_from>bounce.example.com</envelope_from></identifiers>
<auth_results><dkim><domain>esp.example</domain><result>pass</result></dkim>
<dkim><domain>example.com</domain><selector>s1</selector><result>PASS</result></dkim>
<spf><domain>bounce.example.com</domain><scope>mfrom</scope><result>softfail</result></spf></auth_results></record>"""


def report(*parts: str) -> bytes:
    return f"<feedback>{''.join(parts or (METADATA, POLICY, RECORD))}</feedback>".encode()


def test_each_line_of_a_report_has_its_place():
    told = read_aggregate(report(), "1.xml")
    (row,) = told.rows
    assert (told.org_name, told.report_id, told.begin, told.end) == ("Receiver", "r1", 1700000000, 1700086399)
    assert (told.policy.domain, told.policy.p, told.policy.sp) == ("example.com", "none", "reject")
    assert (row.source_ip, row.count, row.disposition, row.dkim, row.spf) == (
        "192.0.2.1",
        3,
        "none",
        "pass",
        "fail",
    )
    assert row.reasons == (Override("forwarded", "by a list"),)
    assert row.signatures == (Signature("esp.example", "", "pass"), Signature("example.com", "s1", "pass"))
    assert row.origins == (Origin("bounce.example.com", "mfrom", "softfail"),)
    assert told.key == ("Receiver", "r1", "example.com", 1700000000)
    assert (told.notes, told.others, told.messages, row.passed) == ((), (), 3, True)


@pytest.mark.spec("RFC 9990 §3.1")
def test_the_new_form_keeps_what_it_adds():
    policy = POLICY.replace(
        "<p>", "<np>reject</np><testing>y</testing><discovery_method>treewalk</discovery_method><p>"
    )
    told = read_aggregate(report("<version>2.0</version>", METADATA, policy, RECORD))
    assert told.version == "2.0"
    assert (told.policy.np, told.policy.testing, told.policy.discovery_method) == ("reject", "y", "treewalk")


def test_elements_that_no_standard_knows_are_kept():
    told = read_aggregate(
        report(METADATA, POLICY, RECORD.replace("<row>", "<planet>mars</planet><row>"), "<moon>1</moon>")
    )
    assert set(told.others) == {("record/planet", "mars"), ("moon", "1")}


# fmt: off
SAME = [
    # what a receiver wrote                                                     as an example of
    (report().replace(b"<feedback>", b"<?xml version='1.0' encoding='windows-1252'?><d:feedback xmlns:d='u'>").replace(b"</feedback>", b"</d:feedback>"), "a prefix"),
    (b"\xef\xbb\xbf \n" + report(),                                             "a byte order mark and blanks"),
    (b"\xff\xfe" + report().decode().encode("utf-16-le"),                       "UTF-16"),
    (b"<?xml version='1.0'?><xs:schema xmlns:xs='u'>" + report(),               "a schema that never ends"),
    (report().replace(b"dmarc@receiver.example", b"<dmarc@receiver.example>"),  "brackets round an address"),
    (report().replace(b"by a list", b"by a list & more"),                       "a bare ampersand"),
    (report().replace(b"by a list", b"by\x01a list"),                           "a control character"),
    (report().replace(b"1700000000<", b"1700000000.0<"),                        "a time with a fraction"),
    (report().replace(b"identifiers>", b"identities>"),                         "the first draft"),
]
REFUSED = [
    # what it is                                                                what is said
    (b"",                                                                       "no element found"),
    (b"<html><body>hello</body></html>",                                        "its outermost element is html"),
    (report()[:-20],                                                            "its XML is broken"),
    (report(POLICY),                                                            "report_metadata is missing"),
    (report(METADATA),                                                          "policy_published is missing"),
    (report().replace(b"<report_id>r1</report_id>", b""),                       "report_id is missing"),
    (report().replace(b"1700000000", b"yesterday"),                             "no begin that is a time: 'yesterday'"),
    (report().replace(b"1700086399", b"999999999999"),                          "no end that is a time"),
    (report().replace(b"Example.COM.", b""),                                    "the policy's domain is missing"),
    (b'<!DOCTYPE feedback [<!ENTITY a "b">]>' + report(),                       "a document type or entities"),
    (b'<?xml version="1.0"?><!doctype feedback SYSTEM "file:///etc/passwd">' + report(), "a document type or entities"),
    (report(METADATA, POLICY, "<a>" * 100, "</a>" * 100),                       "nested over 24 deep"),
    (report(METADATA, POLICY, "<record>", "<row/>" * 6000, "</record>"),        "over 5000 others"),
]
LEFT_OUT = [
    # in a record             instead                      what is said
    ("192.0.2.1",             "192.0.2.1r",                "a record left out: '192.0.2.1r' is no IP address"),
    ("192.0.2.1",             "",                          "a record left out: '' is no IP address"),
    ("<count>3<",             "<count>-3<",                "a record left out: '-3' is no count"),
    ("<count>3<",             "<count>99999999999999999<", "a record left out: '99999999999999999' is no count"),
    ("<count>3<",             "<count>٣<",                 "a record left out: '٣' is no count"),
]
# fmt: on


@pytest.mark.parametrize(("octets", "why"), SAME, ids=[why for _, why in SAME])
def test_receivers_write_the_same_in_many_ways(octets, why):
    told, plain = read_aggregate(octets), read_aggregate(report())
    assert told.key == plain.key
    assert [(row.source_ip, row.count, row.signatures) for row in told.rows] == [
        (row.source_ip, row.count, row.signatures) for row in plain.rows
    ]


@pytest.mark.parametrize(("octets", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_is_no_report_is_refused_in_one_line(octets, said):
    with pytest.raises(InputError) as fault:
        read_aggregate(octets)
    assert said in str(fault.value)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(("found", "instead", "said"), LEFT_OUT)
def test_a_bad_record_does_not_spoil_the_others(found, instead, said):
    told = read_aggregate(report(METADATA, POLICY, RECORD, RECORD.replace(found, instead)))
    assert len(told.rows) == 1
    assert told.notes == (said,)


def test_text_without_end_is_cut():
    told = read_aggregate(report(METADATA.replace("Receiver", "R" * 10_000), POLICY))
    assert len(told.org_name) == 4096


def test_a_reporter_without_a_name_is_called_by_its_domain():
    assert read_aggregate(report(METADATA.replace("Receiver", ""), POLICY)).org_name == "receiver.example"


# fmt: off
DAYS = [
    # begin        end          how the count of 10 is shared out
    (1700000000,   1700086399,  {"2023-11-15": 10}),                                    # a day across midnight: its middle
    (1700006400,   1700179200,  {"2023-11-15": 5, "2023-11-16": 5}),                    # two whole days
    (1700006400,   1700265600,  {"2023-11-15": 3, "2023-11-16": 3, "2023-11-17": 4}),
    (0,            253402300799, {"5984-12-31": 10}),                                   # no report: somebody's joke
]
# fmt: on


@pytest.mark.parametrize(("begin", "end", "shared"), DAYS)
def test_a_span_of_days_is_shared_out(begin, end, shared):
    assert dict(days(begin, end, 10)) == shared


@given(st.integers(0, 2**32), st.integers(0, 10**7), st.integers(0, 2**53))
def test_nothing_is_lost_when_a_count_is_shared_out(begin, span, count):
    assert sum(share for _, share in days(begin, begin + span, count)) == count


def test_the_nearest_signature_tells_who_signed():
    (mail,) = mails(read_aggregate(report()))
    assert (mail.signer, mail.selector, mail.envelope, mail.policy) == ("example.com", "s1", "", "none")
    assert (mail.day, mail.override, mail.dkim, mail.spf) == ("2023-11-15", "forwarded", True, False)


def test_a_domain_below_has_the_policy_for_those_below():
    below = RECORD.replace("<header_from>example.com", "<header_from>shop.example.com")
    assert [mail.policy for mail in mails(read_aggregate(report(METADATA, POLICY, below)))] == ["reject"]
