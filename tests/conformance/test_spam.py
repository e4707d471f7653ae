"""How well the whole score tells spam from honest mail that it never saw: the promises, on a share of the labelled mail.

``bench/spam.py`` measures all of it and prints intervals. Here every third message of the developer split is looked at: the
filters learn and are fitted on its ``train`` part and judge its ``test`` part. The bars are the promises, less what chance may
do to so few messages.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.system("zstd"),
    pytest.mark.slow,
    pytest.mark.xdist_group("spam"),
]

ROOT = Path(__file__).parents[2]
CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
EVERY = 3

# fmt: off
BARS = [
    # filter                                            AUC     spam found  honest mail called spam
    ("whole",                                           (0.990, 0.72,       0.015)),
    ("whole, receivers' results left out",              (0.990, 0.68,       0.015)),
    ("rules alone",                                     (0.92,  0.40,       0.02)),
    ("rules alone, receivers' results left out",        (0.92,  0.40,       0.02)),
    ("Bayes alone",                                     (0.985, 0.35,       0.015)),
    ("as shipped",                                      (0.90,  0.30,       0.015)),
]
# fmt: on


@pytest.fixture(scope="module")
def bench(program):
    """The bench, as a module: it has the split and the fit."""
    program("zstd")
    sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "scripts")]
    import spam

    yield spam
    del sys.path[:2]


@pytest.fixture(scope="module")
def told(bench):
    """What each filter says of the test part."""
    both = list(bench.messages(CORPORA / "spam", EVERY))
    train, test = ([one for one in both if one.part == part] for part in ("train", "test"))
    return test, bench.all_judged(train, test)


@pytest.mark.parametrize(("name", "bars"), BARS, ids=[name for name, _ in BARS])
def test_spam_is_told_from_honest_mail(bench, told, name, bars):
    test, judged = told
    right, found, false = bars
    spam = bench.np.array([one.seen.spam for one in test])
    assert bench.auc(spam, judged[name].chance) >= right
    assert judged[name].spam[spam].mean() >= found
    assert judged[name].spam[~spam].mean() <= false


@pytest.mark.parametrize("name", ["whole", "whole, receivers' results left out", "as shipped"])
def test_newsletters_pass(told, name):
    test, judged = told
    called = [bool(spam) for one, spam in zip(test, judged[name].spam, strict=True) if one.seen.newsletter]
    assert sum(called) <= 2  # of 77: one in a hundred, and one by chance
