"""The labelled pairs: the same mailbox, or not."""

from __future__ import annotations

import pytest

from mailworthy.address.duplicates import canonical, rule
from mailworthy.wire.address import read

pytestmark = pytest.mark.corpora


def _canonical(text):
    syntax = read(text)
    return canonical(syntax.local, syntax.domain, rule(syntax.domain))


def test_pairs_are_told_apart_or_together_as_labelled(rows):
    wrong = [
        row
        for row in rows("addresses/canonical.jsonl")
        if (_canonical(row["a"]) == _canonical(row["b"])) != row["same_mailbox"]
    ]
    assert wrong == []
