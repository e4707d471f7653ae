"""The labelled vectors for DKIM: what each verifier should say, and what it should notice besides."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from auth_vectors import FOLDER, vectors

from mailworthy.sender.dkim import Dkim, verify
from mailworthy.wire.ask import Zone, hold

pytestmark = pytest.mark.corpora

NOW = 1_793_000_000  # a day after the vectors were made; those that need another name it
CLASSES = {
    Dkim.PASS: "pass",
    Dkim.FAIL: "fail",
    Dkim.PERMERROR: "invalid",
    Dkim.POLICY: "invalid",
    Dkim.NEUTRAL: "invalid",
    Dkim.TEMPERROR: "temperror",
    Dkim.NONE: "none",
}
# Of several signatures the one counts that came furthest: the first that is good, else good but for its key.
_FURTHEST = (Dkim.PASS, Dkim.POLICY, Dkim.FAIL, Dkim.TEMPERROR, Dkim.NEUTRAL, Dkim.PERMERROR, Dkim.NONE).index
FLAGS = {
    "l-tag": "DKIM-L-TAG",
    "unsigned-tail": "DKIM-UNSIGNED-TAIL",
    "duplicate-from": "DKIM-DUPLICATE-FROM",
    "duplicate-subject": "DKIM-DUPLICATE-FIELD",
    "weak-key": "DKIM-KEY-WEAK",
    "testing": "DKIM-KEY-TESTING",
    "one-click-signed": "DKIM-ONE-CLICK-SIGNED",
    "one-click-unsigned": "DKIM-ONE-CLICK-UNSIGNED",
    "z-tag": "DKIM-COPIED-FIELDS",
}


def _world():
    records = {}
    for name, said in json.loads((FOLDER / "dkim/dns.json").read_text(encoding="utf-8")).items():
        if isinstance(said, dict):
            records[name.lower()] = said["rcode"].lower()
        elif said.startswith("~~"):
            records[name.lower()] = "timeout"
        elif said != "NXDOMAIN":
            records[name.lower()] = {"TXT": [said]}
    return Zone(records)


@pytest.fixture(scope="module")
def verified():
    """Give each vector and what we say of it."""
    world = _world()
    found = []
    for vector in vectors("dkim/vectors.json"):
        message = (FOLDER / "dkim" / vector["file"]).read_bytes()
        results = hold(verify(message, now=vector.get("now", NOW)), world)
        classes = [CLASSES[result.result] for result in results]
        found.append(
            (vector, classes[min(range(len(results)), key=lambda n: _FURTHEST(results[n].result))], results)
        )
    return found


def _meets(expected: str, told: str) -> bool:
    return expected in {told, "either"} or (expected == "not-pass" and told != "pass")


@pytest.mark.spec("RFC 6376 §6.1")
@pytest.mark.spec("RFC 8301 §3.1")
@pytest.mark.spec("RFC 8463 §3")
def test_every_vector_is_judged_as_labelled(verified):
    wrong = {
        vector["name"]: told for vector, told, _ in verified if not _meets(vector["expect_rfc8301"], told)
    }
    assert wrong == {}


def test_signatures_of_drafts_are_said_to_be_some(verified):
    drafts = {
        vector["name"]
        for vector, _, results in verified
        if "DKIM-DRAFT" in {finding.code for result in results for finding in result.findings}
    }
    assert "mail-dkim/mine_ietf01_3" in drafts
    assert "gen/tag-no-v" not in drafts


def test_nothing_passes_that_should_not(verified):
    assert [
        v["name"]
        for v, told, _ in verified
        if told == "pass" and v["expect_rfc8301"] not in {"pass", "either"}
    ] == []


def test_classes_are_exact(verified):
    gated = [(v["expect_rfc8301"], told) for v, told, _ in verified if v["expect_rfc8301"] != "either"]
    counts = Counter(_meets(expected, told) for expected, told in gated)
    assert counts[True] / counts.total() >= 0.95


def test_what_is_labelled_is_noticed(verified):
    missed = [
        (vector["name"], flag)
        for vector, _, results in verified
        for flag in vector.get("flags") or ()
        if FLAGS[flag] not in {finding.code for result in results for finding in result.findings}
    ]
    assert missed == []
