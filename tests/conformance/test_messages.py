"""Messages with a fault each, and clean ones: what was put in is found, and nothing else is a warning."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pytest

from mailworthy.finding import Severity
from mailworthy.flow.messages.knowing import spellers
from mailworthy.message.check import check
from mailworthy.message.reading import read
from mailworthy.message.report import MessageReport, severity_of
from mailworthy.message.scope import Scope
from mailworthy.wire.ask import Zone, hold

pytestmark = pytest.mark.corpora

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
FOLDER = CORPORA / "messages"
NOW = 1_795_132_800
SPELLERS = spellers()
GRAVE = {Severity.ERROR, Severity.WARNING}


def _labels() -> list[dict[str, object]]:
    path = FOLDER / "labels.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def _expected() -> list[tuple[str, str]]:
    return [(row["file"], code) for row in _labels() for code in row["must"]]


def _clean() -> list[tuple[str, list[str]]]:
    return [(row["file"], row["must_not"]) for row in _labels() if row["case"] == "clean"]


@cache
def report(file: str) -> MessageReport:
    path = FOLDER / file
    kind = {".eml": "eml", ".txt": "text"}.get(path.suffix, "html")
    return hold(check(read(path.read_bytes(), kind), Scope(now=NOW, spellers=SPELLERS)), Zone({}))


@pytest.mark.parametrize(("file", "code"), _expected())
def test_what_was_put_in_is_found(file, code, give_up):
    language = report(file).scope.language
    if code == "SPELL" and language != "ja" and SPELLERS.of(language) is None:
        give_up(f"needs the dictionary hunspell-{language}: run scripts/system as root")
    assert code in {finding.code for finding in report(file).findings}


@pytest.mark.parametrize(("file", "codes"), _clean(), ids=[file for file, _ in _clean()])
def test_of_a_clean_message_nothing_is_a_warning(file, codes):
    assert {finding.code for finding in report(file).findings}.isdisjoint(codes)
    grave = [finding for finding in report(file).findings if severity_of(finding) in GRAVE]
    assert grave == []
    assert report(file).scored.spam_probability < 0.2


@pytest.mark.parametrize("file", [row["file"] for row in _labels()])
def test_no_message_with_one_fault_is_spam(file):
    assert report(file).scored.spam_probability < 0.5


def test_found_messages_are_looked_at_to_the_end():
    files = [path.name for path in sorted((FOLDER / "found").iterdir())]
    assert len(files) > 60
    assert all(report(f"found/{name}").scored.score >= 0 for name in files)
