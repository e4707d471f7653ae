"""What wizards say, in every language."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from mailworthy.finding import Lang
from mailworthy.sender import records
from mailworthy.sender.records.words import _rows

ROWS = [(f"{section}.{name}", row) for section, rows in _rows().items() for name, row in rows.items()]
EACH_ROW = pytest.mark.parametrize(("key", "row"), ROWS, ids=[key for key, _ in ROWS])
HERE = Path(records.__file__).parent


def _blanks(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@EACH_ROW
def test_every_language_is_there_and_its_own(key, row):
    assert set(row) == {lang.value for lang in Lang}
    assert all(row.values())
    if key.startswith("note."):
        assert len(set(row.values())) == 3
        assert [row[lang][-1] for lang in ("en", "de", "ja")] == [".", ".", "。"]
        assert re.search("[ぁ-ん]", row["ja"])


@EACH_ROW
def test_every_language_has_the_same_blanks(key, row):
    assert _blanks(row["de"]) == _blanks(row["en"]) == _blanks(row["ja"])


def test_every_note_is_said_somewhere():
    house = "".join(
        path.read_text(encoding="utf-8")
        for path in (*HERE.glob("*.py"), HERE.parents[1] / "flow" / "propose_record.py")
    )
    said = set(re.findall(r'"([a-z_]+)"', house)) | {
        f"{begin}_{word}"
        for begin, words in (
            ("dmarc", ("none", "quarantine", "reject")),
            ("sts", ("testing", "enforce", "none")),
        )
        for word in words
    }
    assert {key.partition(".")[2] for key, _ in ROWS if key.startswith("note.")} <= said
