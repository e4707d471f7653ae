"""Beside authheaders and checkdmarc: the same, but where the reason is known."""

from __future__ import annotations

import pytest
from auth_vectors import vectors
from dmarc_oracles import authheaders_says, checkdmarc_reads

from mailworthy.sender.dkim import Dkim
from mailworthy.sender.dmarc import evaluate
from mailworthy.sender.dmarc.record import read
from mailworthy.sender.spf import Spf
from mailworthy.wire.ask import Zone, hold

pytestmark = pytest.mark.corpora

# Where authheaders says something else, and why ours is right; a difference that goes must leave the list.
EITHER = {
    "bad-sp-with-rua": "it hands on a policy that is none of the three words (RFC 9989 §4.10.1: counts as p=none)",
    "v-trailing": "it takes whatever begins with v=DMARC1, so v=DMARC1x too",
    "v-spaces": "it wants no blank around the equals sign of the version",
    "idn-alabel": "it does not turn U-labels into A-labels",
}
OLDER = EITHER | {
    "psd-policy-used-when-no-org": "it finds no organization below a top-level name that its list lacks",
    "psd-np-nonexistent": "the same",
}
NEWER = EITHER | {
    "b43-psd-y": "one label below psd=y it takes the record of the suffix",
    "psd-n-alignment-outside": "it aligns by the public suffix list all the same",
    "t-y-quarantine": "it does not know t",
    "subdomain-own-record": "it takes the organization's record although the author's domain has one",
}
# Records that checkdmarc refuses as a whole; RFC 9989 §4.7 has them read with their faults ignored.
FORGIVEN = {
    "v=DMARC1; sp=invalid", "v=DMARC1; p=none; p=none", "v=DMARC1;;", "v=DMARC1; ri=", "v=DMARC1; fo=", "v=DMARC1; rf=",
    "v=DMARC1; p=badvalue", "v=DMARC1; sp=bad", "v=DMARC1; pct=", "v=DMARC1; rua=bogus",
}  # fmt: skip


def _playable(vector):
    """The oracle takes one text for a name, no errors, and one signature."""
    one_text = all(len(types.get("TXT", [])) <= 1 for types in vector["zone"].values())
    return one_text and not vector["servfail"] and len(vector["dkim"]) <= 1


def _ours(vector):
    spf = vector["spf"] and (vector["spf"]["domain"], Spf(vector["spf"]["result"]))
    dkim = [(one["domain"], Dkim(one["result"])) for one in vector["dkim"]]
    return hold(evaluate(vector["header_from"], spf=spf, dkim=dkim), Zone(vector["zone"]))


def _word(disposition):
    return disposition.value if disposition else ""


def _newer(found):
    return found.result.value, _word(found.policy.applied)


def _older(found):
    there = found.older
    return (there.result.value, _word(there.disposition)) if there else _newer(found)


@pytest.mark.slow  # the oracle reads the whole suffix list for each look-up
@pytest.mark.parametrize(("newer", "told", "known"), [(True, _newer, NEWER), (False, _older, OLDER)])
def test_authheaders_says_the_same(newer, told, known):
    rows = [vector for vector in vectors("dmarc/evaluation.json") if _playable(vector)]
    assert len(rows) > 25
    different = {row["name"] for row in rows if authheaders_says(row, newer=newer) != told(_ours(row))}
    assert different == {row["name"] for row in rows} & set(known)


def test_checkdmarc_reads_the_same_records():
    texts = [row["text"] for row in vectors("dmarc/record-syntax.json") if "@" not in row["text"]]
    different = {text for text in texts if checkdmarc_reads(text) != (read(text) is not None)}
    assert different == FORGIVEN & set(texts)
    assert all(read(text).faults for text in different)
