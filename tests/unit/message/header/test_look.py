"""The header filter as a whole: on honest mail, on faulty mail, on anything."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.finding import Severity, lookup
from mailworthy.message import header
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

_NAMES = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "List-Unsubscribe",
    "List-Id",
    "Received",
    "Cc",
    "X-Priority",
]
_WORDS = [
    "a@b.example",
    "<",
    ">",
    "=?utf-8?q?=C3?=",
    "Re:",
    "!!",
    "\u200b",
    "а",
    "{{x}}",
    "\n ",
    "$",
    "A B C D",
    ",",
    ";",
    '"',
    "(",
]
_FIELD = st.tuples(
    st.sampled_from(_NAMES), st.lists(st.sampled_from(_WORDS) | st.text(max_size=5), max_size=8).map("".join)
)


@given(st.lists(_FIELD, max_size=12), st.text(max_size=50))
def test_any_header_is_judged(fields, body):
    raw = "".join(f"{name}: {value}\n" for name, value in fields) + "\n" + body
    for one in header.look(read(raw.encode("utf-8", "replace")), Scope(now=1_795_132_800)):
        lookup(one.code)
        assert one.count >= 1


@given(st.binary(max_size=400))
def test_any_octets_are_judged(raw):
    list(header.look(read(raw), Scope()))


BAIT = [
    b"Subject: " + b"A " * 100_000,
    b"Subject: " + b"=?utf-8?b?" * 50_000,
    b"Subject: " + b" " * 200_000 + b"x",
    b"To: " + b"<" * 16_000 + b"=?",
    b"To: <" + b"=?a" * 5_000,
    b"Received: from " + b"a (" * 5_000,
    b"Received: from a (" + b"a " * 5_000,
    b"From: " + b"a@" * 100_000,
    b"From: " + b"a." * 100_000 + b"<a@b.example>",
    b"To: " + b"a@b.example," * 20_000,
    b"Date: " + b"1 " * 100_000,
    b"Message-ID: " + b"<" * 200_000,
    b"List-Unsubscribe: " + b"<" * 200_000,
    b"List-Id: " + b"<a." * 60_000,
    b"".join(b"X%d: 1\n" % number for number in range(20_000)),
    b"From: a@b.example\n" + b"no field\n" * 20_000,
    b"X: " + b"\xff" * 250_000,
]


@pytest.mark.parametrize("raw", BAIT, ids=range(len(BAIT)))
def test_bait_is_eaten_in_time_that_grows_with_its_length(raw):
    list(header.look(read(raw + b"\n\nseeds"), Scope(now=1_795_132_800)))


def _corpora():
    return Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[5] / "shared" / "corpora"))


@pytest.mark.corpora
def test_made_messages():
    """What is faulty is found; honest messages in any language pass without a warning."""
    folder = _corpora() / "messages"
    for row in json.loads((folder / "labels.json").read_text("utf-8")):
        found = list(header.look(read((folder / row["file"]).read_bytes()), Scope(now=1_795_132_800)))
        codes = {one.code for one in found}
        assert {code for code in row["must"] if code.startswith("HDR-")} <= codes, row["file"]
        assert not codes.intersection(row["must_not"]), row["file"]
        if row["case"] == "clean":
            assert not [
                one
                for one in found
                if (one.severity or lookup(one.code).severity) in {Severity.ERROR, Severity.WARNING}
            ]
