"""Findings put together by kind, and what of them is there to paste."""

from __future__ import annotations

import pytest

from mailworthy.finding import Finding, Severity
from mailworthy.sender.audit.advice import advice, pasted, records

D = "mailworthy-samples.org"
LONG = '"v=spf1 ip4:192.0.2.1 " "-all"'
POLICY = "version: STSv1\r\nmode: testing\r\nmx: mx.example\r\nmax_age: 604800\r\n"

# fmt: off
PASTED = [
    # fix                                           where                   what is there to paste
    ("v=spf1 mx -all",                              {"record": D},          f'{D}. 3600 IN TXT "v=spf1 mx -all"'),
    (LONG,                                          {"record": D},          f"{D}. 3600 IN TXT {LONG}"),
    ("v=DKIM1; p=AAAA",                             {"record": f"s._domainkey.{D}"},
                                                    f's._domainkey.{D}. 3600 IN TXT "v=DKIM1; p=AAAA"'),
    (f"{D}. 60 IN MX 10 mx.{D}.",                   {"record": D},          f"{D}. 60 IN MX 10 mx.{D}."),
    (POLICY,                                        {"record": D},          POLICY),
    ("v=spf1 mx -all",                              {},                     "v=spf1 mx -all"),       # nobody knows where
    ("",                                            {"record": D},          ""),
]
# fmt: on


def line(name: str, value: str, type_: str = "TXT") -> str:
    return f"{name}. 3600 IN {type_} {value}"


def spf(fix: str, code: str = "SPF-PASS-ALL") -> Finding:
    return Finding(code, where={"record": D}, fix=fix)


@pytest.mark.parametrize(("fix", "where", "shown"), PASTED)
def test_what_is_there_to_paste(fix, where, shown):
    assert pasted(Finding("SPF-PASS-ALL", where=where, fix=fix)) == shown


def test_one_kind_is_one_piece_of_advice_in_the_order_of_the_first():
    found = [Finding("MX-IS-IP", "a"), Finding("SPF-PASS-ALL"), Finding("MX-IS-IP", "b")]
    mx, spf_ = advice(found)
    assert (mx.code, [one.detail for one in mx.findings], mx.severity) == (
        "MX-IS-IP",
        ["a", "b"],
        Severity.ERROR,
    )
    assert spf_.code == "SPF-PASS-ALL"


def test_the_same_kind_at_another_severity_is_another_piece():
    found = [Finding("MX-IS-IP"), Finding("MX-IS-IP", severity=Severity.WARNING)]
    assert [one.severity for one in advice(found)] == [Severity.ERROR, Severity.WARNING]


def test_what_is_pasted_is_pasted_once():
    (one,) = advice([spf("v=spf1 -all"), spf("v=spf1 -all"), spf("")])
    assert one.pasted == (f'{D}. 3600 IN TXT "v=spf1 -all"',)


def test_of_two_texts_for_one_place_the_gravest_stands():
    told = list(
        records([spf("v=spf1 mx -all"), spf("v=spf1 a -all", "SPF-DEAD-INCLUDE"), spf("v=spf1 ?all")])
    )
    assert [record["value"] for record in told] == ['"v=spf1 mx -all"']
    assert (told[0]["code"], told[0]["severity"], told[0]["ttl_s"]) == ("SPF-PASS-ALL", "error", 3600)


def test_several_records_of_one_finding_stand_together():
    both = "\n".join((line(D, f"10 a.{D}.", "MX"), line(D, f"20 b.{D}.", "MX")))
    again = Finding("MX-IS-CNAME", fix=both)
    told = list(records([Finding("MX-IS-IP", fix=both), again]))
    assert [record["line"] for record in told] == both.split("\n")


def test_texts_at_other_places_are_not_held_back():
    told = list(
        records([spf("v=spf1 -all"), Finding("DMARC-MISSING", fix=line(f"_dmarc.{D}", '"v=DMARC1; p=none"'))])
    )
    assert [record["name"] for record in told] == [D, f"_dmarc.{D}"]


def test_a_stranger_adds_no_record():
    """What stands in DNS or on a web server is written anew, but never becomes a line of its own."""
    theirs = f"v=spf1 -all\nvictim.{D}. 3600 IN A 192.0.2.66"
    tag = f"<svg\nvictim.{D}. 3600 IN A 192.0.2.66"
    told = list(records([spf(theirs), Finding("BIMI-LOGO-PROFILE", where={"record": D}, fix=tag)]))
    assert [record["name"] for record in told] == [D]
    assert "\n" not in told[0]["line"]


@pytest.mark.parametrize("fix", ["", POLICY, "do this", "v=spf1", "a IN TXT b"])
def test_what_is_no_record_is_not_listed(fix):
    assert list(records([Finding("MTA-STS-POLICY-INVALID", fix=fix)])) == []
