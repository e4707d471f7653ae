"""The labelled vectors for DMARC: policies and results, records, From fields, consent to reports, public suffixes."""

from __future__ import annotations

import pytest
from auth_vectors import vectors

from mailworthy.sender.dkim import Dkim
from mailworthy.sender.dmarc import Result, author_of, evaluate
from mailworthy.sender.dmarc.external import Consent, consents
from mailworthy.sender.dmarc.older_syntax import objections
from mailworthy.sender.dmarc.record import read
from mailworthy.sender.spf import Spf
from mailworthy.sender.suffix import registrable
from mailworthy.wire import name
from mailworthy.wire.ask import Zone, hold

pytestmark = pytest.mark.corpora


def _evaluated(vector):
    zone = {**vector["zone"], **dict.fromkeys(vector["servfail"], "servfail")}
    spf = vector["spf"] and (vector["spf"]["domain"], Spf(vector["spf"]["result"]))
    dkim = [(one["domain"], Dkim(one["result"])) for one in vector["dkim"]]
    return hold(evaluate(vector["header_from"], spf=spf, dkim=dkim), Zone(zone))


def _told(found):
    record = found.policy.applied
    return {
        "result": found.result.value,
        "policy": record.value if record else None,
        "policy_domain": found.policy.domain or None,
        "org_domain": found.policy.organization or None,
    }


@pytest.mark.spec("RFC 9989 §4.10.1")
@pytest.mark.spec("RFC 9989 §4.10.2")
def test_results_policies_and_domains_agree():
    found = [(vector, _told(_evaluated(vector))) for vector in vectors("dmarc/evaluation.json")]
    assert [
        (vector["name"], told)
        for vector, told in found
        if any(told[key] != wanted for key, wanted in vector["expect"].items())
    ] == []


@pytest.mark.spec("RFC 7489 §6.6.3")
def test_the_older_view_agrees_where_both_standards_do():
    """What vectors label as right for both must not be shown as a difference in the result."""
    both = [vector for vector in vectors("dmarc/evaluation.json") if vector["rfc"] == "both"]
    found = [(vector, _evaluated(vector)) for vector in both]
    assert [
        vector["name"]
        for vector, told in found
        if told.older and told.older.result.value != vector["expect"]["result"]
    ] == []


@pytest.mark.spec("RFC 7489 §6.4")
def test_a_strict_reader_of_the_older_standard_agrees():
    rows = vectors("dmarc/record-syntax.json")
    assert [row["text"] for row in rows if (not objections(row["text"])) != row["valid"]] == []


def test_what_the_older_reader_takes_the_newer_one_takes_too():
    rows = vectors("dmarc/record-syntax.json")
    taken = [(row["text"], read(row["text"])) for row in rows if row["valid"]]
    assert [text for text, record in taken if record is None or not record.counts] == []


@pytest.mark.spec("RFC 9990 §4")
def test_consent_to_reports_agrees():
    for row in vectors("dmarc/external-reports.json"):
        zone = Zone(
            {
                owner: {"TXT": texts} if isinstance(texts, list) else texts
                for owner, texts in row["zone"].items()
            }
        )
        found = hold(consents(row["policy_domain"], [row["report_domain"]]), zone)[row["report_domain"]]
        assert (found in {Consent.GIVEN, Consent.OWN}) == row["expect_authorized"], row["name"]


@pytest.mark.spec("RFC 9989 §5.3.1")
def test_from_fields_agree():
    rows = vectors("dmarc/from-domain.json")
    assert [row["header"] for row in rows if author_of([row["header"]]).domain != (row["domain"] or "")] == []


def test_registrable_domains_agree():
    rows = vectors("dmarc/psl.json")
    wanted = [name.read(row["registrable"]).ascii if row["registrable"] else "" for row in rows]
    assert [registrable(row["domain"]) for row in rows] == wanted


def test_the_vectors_hold_each_result_that_they_can():
    """A suite whose failing cases are left out proves half of it."""
    told = {vector["expect"]["result"] for vector in vectors("dmarc/evaluation.json")}
    assert told == {one.value for one in Result} - {"permerror"}
