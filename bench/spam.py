"""Spam: how well each filter and the whole score tell spam from honest mail that they never saw.

The developer split of the labelled corpora (``MAILWORTHY_CORPORA``). *Taught*: the Bayesian filter learnt the split's ``train``
part and the weights were fitted on it, each message weighed by words learnt without it; *shipped*: base and weights as they
are in this package, fitted on licensed mail only. Both meet the ``test`` part: later days, other senders. Only the recent spam
has receivers' results of authentication in its header: what they weigh is set, not fitted, and all is told without them too.

    python bench/spam.py [--json FILE] [--every 1]
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "scripts"), str(ROOT / "bench")]

import fit_score  # noqa: E402  # after the path is set
import numpy as np  # noqa: E402  # same
from fit_score import Seen, found, odds_of  # noqa: E402  # same
from train_base import fitted as line_of  # noqa: E402  # same

from bayes import auc, recall, shared  # noqa: E402  # same
from mailworthy.message.bayes.counts import Counts, counted  # noqa: E402  # same
from mailworthy.message.bayes.data import base  # noqa: E402  # same
from mailworthy.message.bayes.said import said  # noqa: E402  # same
from mailworthy.message.bayes.tokens import Tokens, tokens  # noqa: E402  # same
from mailworthy.message.bayes.weigh import Learnt, Line, tempered, weigh, weights_of  # noqa: E402  # same
from mailworthy.message.reading import read  # noqa: E402  # same
from mailworthy.message.score import scored  # noqa: E402  # same
from mailworthy.message.score.weights import Weights, shipped, table  # noqa: E402  # same

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
BAYES_AUC, BAYES_RECALL, AUC, RECALL, FALSE, RULES_AUC, SHIPPED_FALSE = (
    0.993,
    0.84,
    0.997,
    0.80,
    0.005,
    0.92,
    0.01,
)
FOLDS = 5
RECEIVERS = re.compile("AUTH-|SPF-|DKIM-|DMARC-|ARC-")
TREC_BLOCK, SPAMASSASSIN_BLOCK = 450, 100  # messages that stay in one fold: campaigns come in waves
DRAWS = 300  # of the bootstrap

Floats = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Labelled:
    """A message of the split, with what the filters but the Bayesian found."""

    name: str
    part: str
    fold: int
    kind: str
    tokens: Tokens
    seen: Seen


def messages(folder: Path, every: int = 1) -> Iterator[Labelled]:
    """Give the messages of the developer split that are no copies, or every so many of them."""
    unpacked = subprocess.run(
        ["zstd", "-d", "-c", str(folder / "spam-dev.tar.zst")], check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as archive:
        raws = {one.name: file.read() for one in archive if (file := archive.extractfile(one))}
    rows = (json.loads(line) for line in raws["labels.jsonl"].splitlines())
    for row in [row for row in rows if not row["dup"]][::every]:
        yield labelled(row, raws[row["name"]])


def labelled(row: Mapping[str, Any], raw: bytes) -> Labelled:
    draft = read(raw)
    newsletter = row["label"] == "ham" and row["kind"] in {"newsletter", "template"}
    seen = Seen(row["label"] == "spam", newsletter, row["source"], found(draft))
    return Labelled(
        row["name"], row["part"], fold_of(row, draft.sender.address), row["kind"], tokens(said(draft)), seen
    )


def fold_of(row: Mapping[str, Any], sender: str) -> int:
    """Keep together what is alike: a sender's newsletters, messages of the same days."""
    name = str(row["name"])
    number = int(next(iter(re.findall(r"(\d+)\.", name.rpartition("/")[2])), "0"))
    together = {
        "trec07-early": f"{number // TREC_BLOCK}",
        "spamassassin": f"{name.split('/')[1]} {number // SPAMASSASSIN_BLOCK}",
        "candidate-newsletters-2019": sender,
    }.get(row["source"], name)
    return int.from_bytes(blake2b(together.encode(), digest_size=4).digest(), "big") % FOLDS


# --- taught ---------------------------------------------------------------------------------------------------------


def known(given: Sequence[Labelled]) -> Counts:
    return counted(
        [one.tokens for one in given if one.seen.spam], [one.tokens for one in given if not one.seen.spam]
    )


def taught(train: Sequence[Labelled]) -> tuple[list[Seen], Line]:
    """Weigh each message by the words of the other folds; fit the line on what comes out."""
    sums: dict[str, float | None] = {}
    for fold in range(FOLDS):
        counts = known([one for one in train if one.fold != fold])
        silent = Learnt(Counts.none(), counts)
        for one in train:
            if one.fold == fold:
                heard = weigh(one.tokens, silent).probability is not None
                sums[one.name] = tempered(weights_of(one.tokens, counts)) if heard else None
    told = [one for one in train if sums[one.name] is not None]
    share = np.where([one.seen.newsletter for one in told], float(fit_score.NEWSLETTER_SHARE), 1.0)
    line = line_of(
        np.array([sums[one.name] for one in told]), np.array([one.seen.spam for one in told]), share
    )
    return [
        replace(one.seen, odds=None if (at := sums[one.name]) is None else line.slope * at + line.shift)
        for one in train
    ], line


# --- what comes out -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What one way of judging says of the test part."""

    chance: Floats
    spam: Floats


def whole(given: Sequence[Labelled], odds: Sequence[float | None], weights: Weights) -> Told:
    chances = [None if one is None else 1 / (1 + np.exp(-one)) for one in odds]
    out = [
        scored({"content": one.seen.findings}, chance, weights=weights)
        for one, chance in zip(given, chances, strict=True)
    ]
    return Told(
        np.array([one.spam_probability for one in out]),
        np.array([one.spam_probability >= 0.5 for one in out]),
    )


def words(given: Sequence[Labelled], learnt: Learnt) -> list[float | None]:
    return [odds_of(weigh(one.tokens, learnt).probability) for one in given]


def drawn(spam: Floats, chance: Floats) -> str:
    """Give the AUC with its 95 % interval by bootstrap."""
    dice = np.random.default_rng(5)
    draws = [auc(spam[at], chance[at]) for at in dice.integers(0, len(spam), (DRAWS, len(spam)))]
    low, high = np.quantile(draws, (0.025, 0.975))
    return f"{auc(spam, chance):.4f} ({low:.4f}–{high:.4f})"


def rows_of(name: str, given: Sequence[Labelled], told: Told) -> Iterator[dict[str, str | int]]:
    """Give a row for each kind of each source: the share called spam, with its 95 % interval."""
    of = [(one.seen.spam, one.seen.source, one.kind) for one in given]
    for group in sorted(set(of)):
        mine = np.array([one == group for one in of])
        yield {
            "filter": name,
            "mail": "spam" if group[0] else "honest",
            "source": group[1],
            "kind": group[2],
            "messages": int(mine.sum()),
            "called spam, %": shared(int(told.spam[mine].sum()), int(mine.sum())),
        }


def newsletters(given: Sequence[Labelled], told: Told) -> float:
    """Give the share of all newsletters and templates called spam."""
    called = [bool(spam) for one, spam in zip(given, told.spam, strict=True) if one.seen.newsletter]
    return sum(called) / len(called)


def worst(given: Sequence[Labelled], told: Told) -> float:
    """Give the largest share of newsletters called spam among their sources."""
    sources = {one.seen.source for one in given if one.seen.newsletter}
    of = [
        [
            bool(spam)
            for one, spam in zip(given, told.spam, strict=True)
            if one.seen.newsletter and one.seen.source == source
        ]
        for source in sources
    ]
    return max(sum(some) / len(some) for some in of)


def without_receivers(given: Sequence[Labelled]) -> list[Labelled]:
    """Leave out what receivers wrote into headers: of the labelled mail only the recent spam has it."""
    return [
        replace(
            one,
            seen=replace(
                one.seen, findings=tuple(each for each in one.seen.findings if not RECEIVERS.match(each.code))
            ),
        )
        for one in given
    ]


def judged(train: Sequence[Labelled], test: Sequence[Labelled], suffix: str) -> dict[str, Told]:
    """Fit on the one part, judge the other: whole, and by rules alone."""
    seen, line = taught(train)
    priors = tomllib.loads(fit_score.KNOWN.read_text("utf-8"))
    heard = words(test, Learnt(Counts.none(), known(train), taught=line))
    own, rules = (table(fit_score.fitted(seen, priors, words=each)) for each in (True, False))
    alone = np.array([0.0 if one is None else one - line.shift for one in heard])
    certain = np.array([one is not None and one >= fit_score.UNSURE[1] for one in heard])
    return {
        f"whole{suffix}": whole(test, heard, own),
        f"rules alone{suffix}": whole(test, [None] * len(test), rules),
        "Bayes alone": Told(alone, certain),
    }


def all_judged(train: Sequence[Labelled], test: Sequence[Labelled]) -> dict[str, Told]:
    """Judge in every way: fitted on the one part, with and without receivers' results, and as shipped."""
    base_words = words(test, Learnt(base().counts, Counts.none(), base().line))
    return {
        **judged(train, test, ""),
        **judged(without_receivers(train), without_receivers(test), ", receivers' results left out"),
        "as shipped": whole(test, base_words, shipped()),
        "as shipped, rules alone": whole(test, [None] * len(test), shipped()),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--json", type=Path)
    options.add_argument("--every", type=int, default=1, help="only every so many messages")
    given = options.parse_args()
    both = list(messages(CORPORA / "spam", given.every))
    train, test = ([one for one in both if one.part == part] for part in ("train", "test"))
    spam = np.array([one.seen.spam for one in test])
    told = all_judged(train, test)
    best, left, ship, alone = (
        told["whole"],
        told["whole, receivers' results left out"],
        told["as shipped"],
        told["Bayes alone"],
    )
    figures = {
        "Bayes alone: AUC": (round(auc(spam, alone.chance), 4), "≥", BAYES_AUC),
        "Bayes alone: recall at 1 % of honest mail": (round(recall(spam, alone.chance), 3), "≥", BAYES_RECALL),
        "whole: AUC": (round(auc(spam, best.chance), 4), "≥", AUC),
        "whole: recall at the default threshold": (round(float(best.spam[spam].mean()), 3), "≥", RECALL),
        "whole: share of honest mail called spam": (round(float(best.spam[~spam].mean()), 4), "≤", FALSE),
        "whole: the same of newsletters, the worst source": (round(worst(test, best), 4), "≤", FALSE),
        "rules alone: AUC": (round(auc(spam, told["rules alone"].chance), 4), "≥", RULES_AUC),
        "whole, receivers' results left out: AUC": (round(auc(spam, left.chance), 4), "≥", AUC),
        "whole, receivers' results left out: recall": (round(float(left.spam[spam].mean()), 3), "≥", RECALL),
        "rules alone, receivers' results left out: AUC": (
            round(auc(spam, told["rules alone, receivers' results left out"].chance), 4), "≥", RULES_AUC,
        ),
        "as shipped: share of newsletters called spam": (round(newsletters(test, ship), 4), "≤", SHIPPED_FALSE),
    }  # fmt: skip
    met = {
        what: (value, sign, limit, value >= limit if sign == "≥" else value <= limit)
        for what, (value, sign, limit) in figures.items()
    }
    for what, (value, sign, limit, is_met) in met.items():
        print(f"{'met    ' if is_met else 'NOT MET'}  {what}: {value} (promised {sign} {limit})")
    single = {f"{name}: AUC": drawn(spam, one.chance) for name, one in told.items()}
    single |= {
        f"{name}: spam found, %": shared(int(one.spam[spam].sum()), int(spam.sum()))
        for name, one in told.items()
    }
    single |= {
        f"{name}: honest mail called spam, %": shared(int(one.spam[~spam].sum()), int((~spam).sum()))
        for name, one in told.items()
    }
    single["weights as shipped"] = shipped().version
    for what, value in single.items():
        print(f"         {what}: {value}")
    runs = [row for name, one in told.items() for row in rows_of(name, test, one)]
    for row in runs:
        print("  ".join(f"{value!s:26}" for value in row.values()))
    if given.json:
        given.json.write_text(
            json.dumps(single | {"figures": met, "runs": runs}, indent=2, ensure_ascii=False),
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
