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
# Labels that we hold to be wrong, with the reason. A gap that closes must leave this list.
NO_VERSION = (
    "no v=, as in a draft of 2005; RFC 6376 §6.1.1 has such a signature ignored, and gen/tag-no-v agrees"
)
GAPS = dict.fromkeys(
    (
        "mail-dkim/mine_ietf01_3",
        "mail-dkim/mine_ietf01_4",
        "mail-dkim/bad_ietf01_1",
        "mail-dkim/bad_ietf01_2",
    ),
    NO_VERSION,
)


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
    """Give each vector and what we say of it; any signature that passes counts."""
    world = _world()
    found = []
    for vector in vectors("dkim/vectors.json"):
        message = (FOLDER / "dkim" / vector["file"]).read_bytes()
        results = hold(verify(message, now=vector.get("now", NOW)), world)
        classes = [CLASSES[result.result] for result in results]
        found.append((vector, "pass" if "pass" in classes else classes[0], results))
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
    assert sorted(wrong) == sorted(
        name for name in GAPS if any(vector["name"] == name for vector, *_ in verified)
    )


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
