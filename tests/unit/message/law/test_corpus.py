"""Against the messages of the corpora: what was labelled is said, clean ones pass, and nothing goes wrong on any."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from message_corpus import messages

from mailworthy.finding import Severity, lookup
from mailworthy.message.law import judge
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[5] / "shared" / "corpora"))
MADE = CORPORA / "messages" / "made"
_GRAVE = {Severity.ERROR, Severity.WARNING}


def _labels():
    path = MADE.parent / "labels.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else []


def _said(row):
    raw = (MADE.parent / row["file"]).read_bytes()
    return judge(read(raw), Scope(language=row["lang"])).findings


@pytest.mark.corpora
@pytest.mark.parametrize("row", _labels(), ids=lambda row: row["file"])
def test_made_messages(row):
    """What a label asks for is said; of another case of the law nothing graver than a note."""
    expected = {code for code in row["must"] if code.startswith("LAW-")}
    said = _said(row)
    assert expected <= {one.code for one in said}
    if not expected:
        assert not [one.code for one in said if (one.severity or lookup(one.code).severity) in _GRAVE]


@pytest.mark.corpora
def test_nothing_goes_wrong_on_any_message():
    for given in messages(CORPORA, every=23):
        for block in judge(read(given.raw, given.kind), Scope()).blocks:
            block.as_dict()
