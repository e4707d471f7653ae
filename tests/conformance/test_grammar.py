"""Grammar on the corpora: clean messages pass in every language, what is misspelt in Japanese is found, real mail is left in peace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from mailworthy.message.grammar import Grammar, survey
from mailworthy.message.language import spoken
from mailworthy.message.reading import read
from mailworthy.message.report import severity_of
from mailworthy.message.scope import Scope
from mailworthy.wire.ask import Zone
from mailworthy.wire.explore import World, hold

pytestmark = pytest.mark.corpora

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
KINDS = {".eml": "eml", ".txt": "text"}


@cache
def surveyed(path: Path) -> Grammar:
    draft = read(path.read_bytes(), KINDS.get(path.suffix, "html"))
    return hold(survey(draft, Scope(language=spoken(draft))), World(Zone({})))


def _grave(folder: str) -> Iterator[tuple[str, str, str]]:
    paths = sorted((CORPORA / "messages" / folder).iterdir())
    assert paths
    for path in paths:
        for finding in surveyed(path).findings:
            if severity_of(finding).value in {"warning", "error"}:
                yield path.name, finding.code, finding.detail


@pytest.mark.parametrize("language", ["en", "de", "fr", "ja"])
def test_a_clean_message_passes(language):
    grammar = surveyed(CORPORA / "messages" / "made" / f"clean.{language}.eml")
    assert grammar.findings == ()
    assert grammar.readability["language"] == language
    assert grammar.readability["score"] > 60


def test_what_is_misspelt_in_japanese_is_found_by_rules_and_nothing_else_is():
    grave = list(_grave("made"))
    assert {name for name, *_ in grave} == {"misspelled.ja.eml"}
    assert [code for _, code, _ in grave] == ["SPELL"] * 4


def test_real_templates_and_letters_have_no_warning():
    assert list(_grave("found")) == []
