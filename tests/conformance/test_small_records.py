"""The labelled vectors for MTA-STS, TLS-RPT and BIMI."""

from __future__ import annotations

import pytest
from auth_vectors import vectors

from mailworthy.sender import bimi, mta_sts, tls_rpt

pytestmark = pytest.mark.corpora


def _sound(record):
    return record is not None and not record.faults


@pytest.mark.spec("RFC 8461 §3.1")
def test_mta_sts_records_agree():
    rows = vectors("mta-sts/records.json")
    assert [row["text"] for row in rows if _sound(mta_sts.read_record(row["text"])) != row["valid"]] == []


@pytest.mark.spec("RFC 8461 §3.2")
def test_mta_sts_policies_agree():
    rows = vectors("mta-sts/policies.json")
    assert [row["text"] for row in rows if mta_sts.read_policy(row["text"]).sound != row["valid"]] == []


@pytest.mark.spec("RFC 8461 §4.1")
def test_mail_hosts_agree():
    rows = vectors("mta-sts/mx-match.json")
    assert [row["name"] for row in rows if mta_sts.matches(row["patterns"], row["mx"]) != row["match"]] == []


@pytest.mark.spec("RFC 8460 §3")
def test_tls_rpt_records_agree():
    rows = vectors("tls-rpt/records.json")
    assert [row["text"] for row in rows if _sound(tls_rpt.read(row["text"])) != row["valid"]] == []


def test_bimi_records_agree():
    rows = vectors("bimi/records.json")
    assert [row["text"] for row in rows if _sound(bimi.read(row["text"])) != row["valid"]] == []
