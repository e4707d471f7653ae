"""What the words alone tell of labelled mail never seen: what the shipped base does, and counts of the train part.

The developer split's README says how it is parted: the test part is of later days and other senders. The bars are what was
measured, less what chance may do to so many messages; ``bench/bayes.py`` prints the figures with their intervals.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailworthy.message.bayes.counts import Counts, counted
from mailworthy.message.bayes.data import base
from mailworthy.message.bayes.said import said
from mailworthy.message.bayes.tokens import Tokens, tokens
from mailworthy.message.bayes.weigh import Learnt, Verdict, Weighed, weigh
from mailworthy.message.reading import read

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.system("zstd"),
    pytest.mark.slow,
    pytest.mark.xdist_group("bayes"),
]

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))

Row = tuple[dict[str, str], Tokens]

# fmt: off
CALLED_SPAM = [
    # source                        kind            learnt from   at least, at most
    ("candidate-newsletters-2019",  "newsletter",   "base",       (0, 0.01)),    # 0 of 146
    ("mailchimp-blueprints",        "template",     "base",       (0, 0)),       # 0 of 7
    ("trec07-early",                "newsletter",   "base",       (0, 0.02)),    # 1 of 77
    ("trec07-early",                "list",         "base",       (0, 0.01)),    # 0 of 351
    ("trec07-early",                "other",        "base",       (0, 0)),       # 0 of 19
    ("trec07-early",                "spam",         "base",       (0.26, 1)),
    ("phishing_pot-2022-23",        "spam",         "base",       (0.15, 1)),
    ("candidate-newsletters-2019",  "newsletter",   "train",      (0, 0.01)),
    ("mailchimp-blueprints",        "template",     "train",      (0, 0)),
    ("trec07-early",                "newsletter",   "train",      (0, 0.02)),
    ("trec07-early",                "list",         "train",      (0, 0.01)),
    ("trec07-early",                "spam",         "train",      (0.50, 1)),
    ("phishing_pot-2022-23",        "spam",         "train",      (0.20, 1)),
]
# fmt: on


@pytest.fixture(scope="module")
def messages(program) -> list[Row]:
    return list(split(program("zstd")))


def split(zstd: str) -> Iterator[Row]:
    command = [zstd, "-d", "-c", str(CORPORA / "spam" / "spam-dev.tar.zst")]
    unpacked = subprocess.run(command, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as archive:
        raws = {one.name: file.read() for one in archive if (file := archive.extractfile(one))}
    rows = [json.loads(line) for line in raws["labels.jsonl"].splitlines()]
    return ((row, tokens(said(read(raws[row["name"]])))) for row in rows if not row["dup"])


@pytest.fixture(scope="module")
def told(messages) -> dict[str, list[tuple[dict[str, str], Weighed]]]:
    """Weigh the test part, by the base and by counts of the train part."""
    train, test = ([each for each in messages if each[0]["part"] == part] for part in ("train", "test"))
    classes = [[one for row, one in train if row["label"] == label] for label in ("spam", "ham")]
    known = {
        "base": Learnt(base().counts, Counts.none(), base().line),
        "train": Learnt(Counts.none(), counted(*classes), base().line),
    }
    return {name: [(row, weigh(one, learnt)) for row, one in test] for name, learnt in known.items()}


@pytest.mark.parametrize(("source", "kind", "learnt_from", "bounds"), CALLED_SPAM)
def test_how_much_is_called_spam(told, source, kind, learnt_from, bounds):
    mine = [one for row, one in told[learnt_from] if (row["source"], row["kind"]) == (source, kind)]
    least, most = bounds
    assert least <= sum(one.verdict is Verdict.SPAM for one in mine) / len(mine) <= most


@pytest.mark.parametrize(("learnt_from", "right"), [("base", 0.85), ("train", 0.993)])
def test_spam_ranks_above_ham(told, learnt_from, right):
    chance = {label: [0.5 if one.probability is None else one.probability for row, one in told[learnt_from] if row["label"] == label] for label in ("spam", "ham")}  # fmt: skip
    wins = sum((spam > ham) + (spam == ham) / 2 for spam in chance["spam"] for ham in chance["ham"])
    assert wins / len(chance["spam"]) / len(chance["ham"]) >= right


@pytest.mark.parametrize("learnt_from", ["base", "train"])
def test_each_verdict_has_its_words(told, learnt_from):
    assert all(one.spam for _, one in told[learnt_from] if one.verdict is Verdict.SPAM)
    assert all(one.ham for _, one in told[learnt_from] if one.verdict is Verdict.HAM)
