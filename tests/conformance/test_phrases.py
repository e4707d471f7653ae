"""Trigger phrases on real mail: what share of each kind has points. Nothing was tuned on these rows (``part: test``)."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from mailworthy.message.phrases import Text, weigh
from mailworthy.wire.html_text import plain
from mailworthy.wire.message import read

pytestmark = pytest.mark.corpora

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[2].parent / "shared" / "corpora"))

# fmt: off
BARS = [
    # kind              least share with points, most share; measured: see bench/phrases.py
    ("spam",            0.17,   1.0),     # 22.4 % of 539
    ("phishing",        0.11,   1.0),     # 15.4 % of 907
    ("old newsletters", 0.0,    0.013),   # 0 of 77; one more would be 1.3 %
    ("new newsletters", 0.0,    0.0),     # 0 of 146
    ("templates",       0.0,    0.0),
    ("other ham",       0.0,    0.006),   # 0 of 370
]
# fmt: on


def kind(row):
    if row["label"] == "spam":
        return "phishing" if row["source"].startswith("phishing") else "spam"
    if row["kind"] == "template":
        return "templates"
    if row["kind"] == "newsletter":
        return "new newsletters" if row["source"].startswith("candidate") else "old newsletters"
    return "other ham"


@pytest.fixture(scope="module")
def shares(rows):
    labelled = {
        row["name"]: row for row in rows("spam/labels-dev.jsonl") if row["part"] == "test" and not row["dup"]
    }
    seen: Counter[str] = Counter()
    pointed: Counter[str] = Counter()
    for name, octets in archived():
        if row := labelled.get(name):
            message = read(octets)
            weighed = weigh([Text(message.header("subject"), "subject"), Text(message.text())])
            seen[kind(row)] += 1
            pointed[kind(row)] += weighed.points > 0
    assert seen.total() == len(labelled)
    return {each: pointed[each] / seen[each] for each in seen}


def archived():
    with (
        subprocess.Popen(
            ["zstd", "-dc", CORPORA / "spam" / "spam-dev.tar.zst"], stdout=subprocess.PIPE
        ) as zstd,
        tarfile.open(fileobj=zstd.stdout, mode="r|") as archive,
    ):
        for member in archive:
            if member.isfile():
                yield member.name.removeprefix("./"), archive.extractfile(member).read()


@pytest.mark.slow
@pytest.mark.system("zstd")
@pytest.mark.parametrize(("what", "least", "most"), BARS)
def test_share_with_points(shares, what, least, most):
    assert least <= shares[what] <= most


def made():
    file = CORPORA / "messages" / "labels.json"
    return json.loads(file.read_text("utf-8")) if file.is_file() else []


def weighed(row):
    message = read((CORPORA / "messages" / row["file"]).read_bytes())
    html = " ".join(plain(part.text) for part in message.parts if part.type == "text/html")
    texts = [Text(message.header("subject"), "subject"), Text(html or message.text())]
    return weigh(texts, language=row["lang"])


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["file"]) for row in made() if row["case"] == "spam-words"]
)
def test_made_of_phrases(row):
    assert weighed(row).points > 0


HIDDEN = {
    "hidden-text-display",
    "hidden-text-colour",
    "hidden-text-zero-font",
}  # their hidden text is such phrases


@pytest.mark.parametrize(
    "row", [row for row in made() if row["case"] not in HIDDEN | {"spam-words"}], ids=lambda row: row["file"]
)
def test_made_without_phrases(row):
    assert weighed(row).points == 0
