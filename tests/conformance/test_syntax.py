"""The labelled vectors for syntax: verdict, fitness for a list, reason, normalised form."""

from __future__ import annotations

import pytest

from mailworthy.wire.address import read

pytestmark = pytest.mark.corpora

# Labels that we hold to be wrong, with the reason. A gap that closes must leave this list.
GAPS = {
    "test@[IPv6:1111:2222:3333:4444:5555:6666::8888]": "seven groups and ::, which four like it may have",
    "me@x ": "a blank around an address is trimmed, as the vectors' own rule says",
}


@pytest.fixture(scope="module")
def read_rows(rows):
    return [(row, read(row["address"])) for row in rows("addresses/syntax.jsonl")]


def _share(truths):
    return sum(truths) / len(truths)


@pytest.mark.spec("RFC 5321 §4.1.2")
@pytest.mark.spec("RFC 6531 §3.3")
def test_verdicts_agree(read_rows):
    assert _share([syntax.valid == (row["verdict"] == "valid") for row, syntax in read_rows]) >= 0.98


def test_fitness_for_a_list_agrees(read_rows):
    assert _share([syntax.usable == row["list_usable"] for row, syntax in read_rows]) >= 0.995


def test_no_good_address_is_refused(read_rows):
    assert [row["address"] for row, syntax in read_rows if row["list_usable"] and not syntax.usable] == []


def test_reasons_agree_mostly(read_rows):
    """The vectors' reasons come from several sources that call one fault by several names."""
    told = [(row["reason"], syntax.reason) for row, syntax in read_rows if row["verdict"] == "invalid"]
    alike = {"bad_comment": "comment_or_folding"}
    assert _share([alike.get(label, label) == reason for label, reason in told]) >= 0.90


def test_normalized_forms_agree(read_rows):
    told = [
        (row["normalized"], syntax) for row, syntax in read_rows if row.get("normalized") and syntax.valid
    ]
    assert [form for form, syntax in told if form not in {syntax.normalized, syntax.shown}] == []


def test_listed_gaps_are_still_open(read_rows):
    closed = [
        row["address"]
        for row, syntax in read_rows
        if row["address"] in GAPS and syntax.valid == (row["verdict"] == "valid")
    ]
    assert closed == []
