"""The content filter as a whole: anything is taken, the made messages are told."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailworthy.finding import lookup
from mailworthy.message.content import look
from mailworthy.message.language import spoken
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[4].parent / "shared" / "corpora"))
MINE = ("CONTENT-", "MSG-", "IMG-ONLY", "HTML-FORM", "HTML-SCRIPT", "HTML-EVENT-ATTR", "HTML-IFRAME", "HTML-VIDEO",
        "HTML-EMBED", "HTML-BASE", "HTML-META-REFRESH")  # fmt: skip
PIECES = st.sampled_from(
    ["<p style='color:#fff'>", "<div style=display:none>", "</div>", "<b>", "<img src=a width=1 height=1>", "<!--", "-->",
     "free money", "\u200b", "а", "\ufffd", "{{x}}", "dear customer", "!!", "lorem ipsum", "<style>", "p{color:#fff}", "@media{",
     "</style>", "\n", " ", "a.b.c.d", "unsubscribe", "<a href=https://a.example/>", "&#0;", "\r", "\x00", "無料"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from(["eml", "html", "text"]))
@settings(max_examples=150)
def test_anything_is_taken(given_, kind):
    for finding in look(read(given_.encode("utf-8", "replace"), kind), Scope()):
        assert lookup(finding.code).id == finding.code
        assert finding.count >= 1 + len(finding.also)


HOSTILE = [
    "<div>" * 100_000 + "x",
    "<font color=#fff>" * 30_000 + "x" * 100,
    "a" * 3_000_000,
    '<p style="display:none">casino free money pills</p>' * 10_000,
    "a\u200b" * 200_000,
    "a b c d e " * 100_000,
    "reply remove send " * 50_000,
    "<" * 300_000,
    "<style>" + "a, " * 20_000 + "</style>x",
    "<style>" + "a" * 50_000 + " b,{color:red}</style>x",
    "<style>" + "@" * 50_000 + "/*" * 50_000 + "{" * 50_000 + "</style>x",
]


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_pages_end(source):
    assert [
        finding.code for finding in look(read(source.encode(), "html"), Scope()) if not finding.code
    ] == []


def _in_parts(kind, *parts):
    return "\n".join(
        [f'Content-Type: multipart/{kind}; boundary="b"', "", *(f"--b\n{part}" for part in parts), "--b--"]
    )


SHEET = "<style>.h{display:none}</style>"
MANY_WORDS = " ".join(f"{first}{second}ord" for first in "abcdefgh" for second in "aeiou")
HOSTILE_PARTS = [
    f"Content-Type: text/html\n\n<body bgcolor=#fff>{SHEET}"
    + f"<div class=h>word {'<!--' * 5300}-->x</div><font color=#fff>word {'<!--' * 5300}-->x</font>x" * 40,
    _in_parts("mixed", *["\n" + "{{a}}" * 3000] * 20),
    _in_parts(
        "alternative", "\n" + "a" * 150_000, f"Content-Type: text/html\n\n<p>{MANY_WORDS} {'a' * 150_000}"
    ),
    _in_parts(
        "alternative", "\n" + "a." * 75_000, f"Content-Type: text/html\n\n<p>{MANY_WORDS} {'a-' * 75_000}"
    ),
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("source", HOSTILE_PARTS, ids=range(len(HOSTILE_PARTS)))
def test_hostile_parts_end(source):
    assert all(finding.count for finding in look(read(source.encode()), Scope()))


def _rows():
    labels = CORPORA / "messages" / "labels.json"
    return json.loads(labels.read_text("utf-8")) if labels.exists() else []


def _said(name):
    draft = read((CORPORA / "messages" / name).read_bytes(), "eml" if name.endswith(".eml") else "html")
    return list(look(draft, Scope(language=spoken(draft))))


@pytest.mark.corpora
def test_made_messages_are_told():
    missing = [
        (row["file"], code)
        for row in _rows()
        for code in row["must"]
        if code.startswith(MINE) and code not in {finding.code for finding in _said(row["file"])}
    ]
    assert missing == []


@pytest.mark.corpora
def test_of_clean_messages_nothing_is_said():
    assert [
        (row["file"], finding.code)
        for row in _rows()
        if row["case"] == "clean"
        for finding in _said(row["file"])
    ] == []
