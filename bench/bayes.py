"""Bayes: what the words alone tell of mail never seen, by source; how many messages a second are weighed and learnt.

The developer split of the labelled corpora (``MAILWORTHY_CORPORA``): the base that is shipped, and counts of the split's
``train`` part, each against its ``test`` part. The peer is bogofilter where it is installed, else a plain dictionary with
chi-square.

    python bench/bayes.py [--json FILE] [--turns 3] [--part test]
"""

from __future__ import annotations

import argparse
import io
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src")]

import numpy as np  # noqa: E402  # after the path is set

from mailworthy.message.bayes.counts import Counts, counted  # noqa: E402  # same
from mailworthy.message.bayes.data import base  # noqa: E402  # same
from mailworthy.message.bayes.said import Said, said  # noqa: E402  # same
from mailworthy.message.bayes.tokens import Tokens, tokens  # noqa: E402  # same
from mailworthy.message.bayes.weigh import Learnt, Silence, Verdict, Weighed, weigh  # noqa: E402  # same
from mailworthy.message.reading import read  # noqa: E402  # same
from mailworthy.store.bayes import BayesStore  # noqa: E402  # same

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
AUC, RECALL, NEWSLETTERS, PER_S, TRAIN_S = 0.993, 0.84, 0.01, 1_000, 8
BATCH = 1_000


@dataclass(frozen=True)
class Labelled:
    """A message of the split."""

    source: str
    kind: str
    spam: bool
    part: str
    raw: bytes
    said: Said
    tokens: Tokens


def split() -> list[Labelled]:
    """Give the messages of the developer split that are no copies."""
    unpacked = subprocess.run(
        ["zstd", "-d", "-c", str(CORPORA / "spam" / "spam-dev.tar.zst")], check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as archive:
        raws = {one.name: file.read() for one in archive if (file := archive.extractfile(one))}
    rows = [json.loads(line) for line in raws["labels.jsonl"].splitlines()]
    return [labelled(row, raws[row["name"]]) for row in rows if not row["dup"]]


def labelled(row: Mapping[str, Any], raw: bytes) -> Labelled:
    heard = said(read(raw))
    return Labelled(
        row["source"], row["kind"], row["label"] == "spam", row["part"], raw, heard, tokens(heard)
    )


# --- how right ----------------------------------------------------------------------------------------------------


def rows_of(
    name: str, given: Sequence[Labelled], told: Sequence[Weighed]
) -> list[dict[str, str | int | float]]:
    """Give a row for each kind of each source: shares in percent, with their 95 % intervals."""
    rows: list[dict[str, str | int | float]] = []
    groups = sorted({(each.spam, each.source, each.kind) for each in given})
    for group in groups:
        mine = [
            one for each, one in zip(given, told, strict=True) if (each.spam, each.source, each.kind) == group
        ]
        verdicts = Counter(one.verdict for one in mine)
        silent = sum(one.silence is not Silence.NOT_SILENT for one in mine)
        rows.append(
            {
                "learnt from": name,
                "source": group[1],
                "kind": group[2],
                "messages": len(mine),
                "called spam": shared(verdicts[Verdict.SPAM], len(mine)),
                "unsure": shared(verdicts[Verdict.UNSURE] - silent, len(mine)),
                "nothing said": shared(silent, len(mine)),
                "called ham": shared(verdicts[Verdict.HAM], len(mine)),
            }
        )
    return rows


def shared(count: int, of: int) -> str:
    """Give a share in percent with its 95 % interval (Wilson)."""
    low, high = interval(count, of)
    return f"{100 * count / of:.1f} ({100 * low:.1f}–{100 * high:.1f})"


def interval(count: int, of: int) -> tuple[float, float]:
    z = 1.96
    middle = (count + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * math.sqrt(count * (of - count) / of + z * z / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def chances(told: Sequence[Weighed]) -> np.ndarray[Any, Any]:
    """Give probabilities; one half where nothing was said."""
    return np.array([0.5 if one.probability is None else one.probability for one in told])


def auc(spam: np.ndarray[Any, Any], chance: np.ndarray[Any, Any]) -> float:
    """Give how often a spam message has the higher probability of a pair."""
    _, at, count = np.unique(chance, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[at]
    spams = spam.sum()
    return float((ranks[spam].sum() - spams * (spams + 1) / 2) / (spams * (len(spam) - spams)))


def recall(spam: np.ndarray[Any, Any], chance: np.ndarray[Any, Any], false: float = 0.01) -> float:
    """Give the share of spam found where so much of the ham is wrongly called spam."""
    ham = np.sort(chance[~spam])[::-1]
    return float((chance[spam] > ham[int(false * len(ham))]).mean())


# --- how fast -----------------------------------------------------------------------------------------------------


def cpu_s(work: Callable[[], object], turns: int) -> float:
    best = math.inf
    for _ in range(turns):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def weighing(given: Sequence[Labelled], learnt: Learnt) -> None:
    for each in given:
        weigh(tokens(each.said), learnt)


def training(given: Sequence[Labelled]) -> None:
    with tempfile.TemporaryDirectory() as folder, BayesStore(Path(folder) / "store.sqlite") as store:
        for begin in range(0, len(given), BATCH):
            some = [(each.spam, tokens(each.said)) for each in given[begin : begin + BATCH]]
            store.train(
                "me",
                spam=[told for spam, told in some if spam],
                ham=[told for spam, told in some if not spam],
            )


def bogofilter_s(given: Sequence[Labelled], train: Sequence[Labelled]) -> tuple[float, float]:
    """Give bogofilter's CPU seconds for training and for weighing."""
    with tempfile.TemporaryDirectory() as folder:
        for name, some in (
            ("spam", [e for e in train if e.spam]),
            ("ham", [e for e in train if not e.spam]),
            ("test", given),
        ):
            Path(folder, name).write_bytes(
                b"".join(
                    b"From a@example.com Thu Jan  1 00:00:00 2026\n"
                    + re.sub(rb"(?m)^From ", b">From ", e.raw)
                    + b"\n"
                    for e in some
                )
            )

        def run(*options: str) -> float:
            begin = os.times()
            subprocess.run(["bogofilter", "-d", folder, "-M", *options], check=False, capture_output=True)
            end = os.times()
            return end.children_user + end.children_system - begin.children_user - begin.children_system

        learn = run("-s", "-I", f"{folder}/spam") + run("-n", "-I", f"{folder}/ham")
        return learn, run("-v", "-I", f"{folder}/test")


def dictionary_s(given: Sequence[Labelled], train: Sequence[Labelled]) -> tuple[float, float]:
    """Give the CPU seconds of the simplest thing: words in a dictionary, chi-square over 150 of them."""
    word = re.compile(r"\w+")
    known: dict[str, list[int]] = {}
    begin = time.process_time()
    for each in train:
        for one in set(word.findall(each.said.body[:100_000].lower())):
            known.setdefault(one, [0, 0])[each.spam] += 1
    learn = time.process_time() - begin
    begin = time.process_time()
    for each in given:
        found = [known[one] for one in set(word.findall(each.said.body[:100_000].lower())) if one in known]
        shares = sorted(((spam + 0.5) / (spam + ham + 1) for ham, spam in found), key=lambda p: -abs(p - 0.5))
        _chi([1 - p for p in shares[:150]]), _chi(shares[:150])
    return learn, time.process_time() - begin


def _chi(shares: Sequence[float]) -> float:
    half = -sum(map(math.log, shares))
    term = total = math.exp(-half)
    for step in range(1, len(shares)):
        term *= half / step
        total += term
    return total


# --- all of it ----------------------------------------------------------------------------------------------------


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--json", type=Path)
    options.add_argument("--turns", type=int, default=3)
    options.add_argument("--part", default="test", choices=("train", "test"))
    given = options.parse_args()
    begin = time.process_time()
    shipped = Learnt(base().counts, Counts.none(), base().line)
    load_ms = round((time.process_time() - begin) * 1000, 1)
    messages = split()
    train = [each for each in messages if each.part == "train"]
    test = [each for each in messages if each.part == given.part]
    own = counted([e.tokens for e in train if e.spam], [e.tokens for e in train if not e.spam])
    taught = Learnt(Counts.none(), own, base().line)
    spam = np.array([each.spam for each in test])
    told = {
        name: [weigh(each.tokens, learnt) for each in test]
        for name, learnt in (("the base", shipped), ("train", taught))
    }
    newsletters = [
        one.verdict is Verdict.SPAM
        for each, one in zip(test, told["the base"], strict=True)
        if not each.spam and each.kind in {"newsletter", "template"}
    ]
    six = (train * 2)[:6_000]
    weigh_s, train_s = cpu_s(lambda: weighing(test, taught), given.turns), cpu_s(lambda: training(six), 1)
    has_peer = shutil.which("bogofilter") is not None
    peer_train, peer_weigh = (bogofilter_s if has_peer else dictionary_s)(test, train)
    per_s = len(test) / weigh_s
    share = sum(newsletters) / len(newsletters)
    chance = {name: chances(some) for name, some in told.items()}
    figures = {
        "Bayes alone, taught the train part: AUC": (round(auc(spam, chance["train"]), 4), "≥", AUC),
        "the same: recall at 1 % of ham called spam": (round(recall(spam, chance["train"]), 3), "≥", RECALL),
        "the base: share of newsletters and templates called spam": (round(share, 4), "≤", NEWSLETTERS),
        "messages taken apart and weighed in a second of CPU": (round(per_s), "≥", PER_S),
        "CPU to learn 6,000 messages, s": (round(train_s, 1), "≤", TRAIN_S),
        "CPU to load the base, ms": (load_ms, "≤", 150),
    }
    found = {
        what: (value, sign, limit, value >= limit if sign == "≥" else value <= limit)
        for what, (value, sign, limit) in figures.items()
    }
    for what, (value, sign, limit, met) in found.items():
        print(f"{'met    ' if met else 'NOT MET'}  {what}: {value} (promised {sign} {limit})")
    single = {
        "the base: AUC": round(auc(spam, chance["the base"]), 4),
        "the base: recall at 1 % of ham called spam": round(recall(spam, chance["the base"]), 3),
        "the peer": "bogofilter" if has_peer else "a dictionary with chi-square",
        "times the peer's messages a second": round(per_s * peer_weigh / len(test), 2),
        "times the peer's CPU to learn a message": round(train_s / len(six) / (peer_train / len(train)), 2),
    }
    for what, value in single.items():
        print(f"         {what}: {value}")
    runs = [row for name, some in told.items() for row in rows_of(name, test, some)]
    for row in runs:
        print("  ".join(f"{value!s:26}" for value in row.values()))
    if given.json:
        given.json.write_text(
            json.dumps(single | {"figures": found, "runs": runs}, indent=2), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
