"""Bounces: how many are read right, and how many a second beside flufl.bounce and a bare parse.

The labelled messages of the corpora (``MAILWORTHY_CORPORA``) are read whole, judged included, and scored by the rules that
the corpus's README gives. Speed: every message, by ours, by flufl.bounce (its own parse included, as ours is) and by the
standard library's parser alone (policy compat32), turn by turn in one process.

    python bench/bounces.py [--json FILE] [--turns 5] [--score] [--misses]
"""

from __future__ import annotations

import argparse
import email
import gc
import json
import logging
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "helpers")]

from bounce_corpus import Labelled, Score, messages, score  # noqa: E402  # after the path is set

from mailworthy.bounce.read import read_message  # noqa: E402  # same

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
# What is promised of each, as a share; the rest is shown and not promised.
PROMISED = {
    "recognised": 0.989,
    "recognised, flufl and BounceParser": 0.97,
    "variants recognised": 1.0,
    "recipient": 0.984,
    "status": 0.989,
    "reply": 1.0,
    "reason": 0.97,
    "hard": 0.989,
    "blocks, policies, quotas not hard": 1.0,
    "no false positive": 1.0,
    "complaints named": 1.0,
    "auto-replies named": 0.94,
}
OF_THE_BARE_PARSE = 0.9
IMPORT_MS = 60


@dataclass(frozen=True, slots=True)
class Run:
    """One reader's best turn."""

    what: str
    messages: int
    cpu_s: float
    us_a_message: float
    per_s: float


def shares(found: Score) -> dict[str, tuple[float, int]]:
    """Give the share of each promise, and of how many."""
    foreign = ("recognised:flufl", "recognised:bounceparser")
    told = {
        name: (found.share(name), _of(found, name))
        for name in PROMISED
        if "," not in name or name in found.of
    }
    right, of = (sum(counts[name] for name in foreign) for counts in (found.right, found.of))
    return told | {"recognised, flufl and BounceParser": (right / of, of)}


def _of(found: Score, name: str) -> int:
    return sum(count for one, count in found.of.items() if one == name or one.startswith(f"{name}:"))


def show(found: Score, *, misses: bool) -> None:
    """Print the table: what is promised, then what is not."""
    for name, (share, of) in shares(found).items():
        mark = "met    " if share >= PROMISED[name] else "NOT MET"
        print(f"{mark} {name:38} {share:8.2%} of {of:4} (promised ≥ {PROMISED[name]:.1%})")
    for name in sorted(found.of):
        if name not in PROMISED:
            print(f"        {name:38} {found.share(name):8.2%} of {found.of[name]:4}")
    for what, file, why in sorted(found.misses) if misses else ():
        print(f"{what} | {file} | {why}")


def speed(corpus: Sequence[Labelled], turns: int) -> list[Run]:
    """Time each reader on all messages, its best turn."""
    from flufl.bounce import scan_message

    logging.getLogger(
        "flufl.bounce"
    ).disabled = True  # it writes a traceback for each of its detectors that fails

    def flufl(raw: bytes) -> object:
        try:
            return scan_message(email.message_from_bytes(raw))
        except (
            AttributeError,
            UnicodeError,
            LookupError,
            ValueError,
        ) as fault:  # six mails escape its own errors
            return fault

    readers: dict[str, Callable[[bytes], object]] = {
        "mailworthy, whole reading": read_message,
        "flufl.bounce": flufl,
        "standard library, bare parse": email.message_from_bytes,
    }
    best = dict.fromkeys(readers, float("inf"))
    for _ in range(turns):
        for name, reader in readers.items():
            best[name] = min(best[name], _turn(reader, corpus))
    count = len(corpus)
    return [
        Run(name, count, round(cpu, 4), round(cpu / count * 1e6, 1), round(count / cpu))
        for name, cpu in best.items()
    ]


def _turn(reader: Callable[[bytes], object], corpus: Sequence[Labelled]) -> float:
    gc.collect()
    begin = time.process_time()
    for one in corpus:
        reader(one.raw)
    return time.process_time() - begin


def import_ms(module: str, turns: int) -> float:
    """Give what an import takes above bare Python, in ms of CPU."""
    return min(_start(f"import {module}") for _ in range(turns)) - min(_start("pass") for _ in range(turns))


def _start(code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def figures(
    found: Score, runs: Sequence[Run], import_took_ms: float
) -> dict[str, tuple[float, str, float, bool]]:
    """Give each figure with what was promised and whether it is met."""
    ours, flufl, bare = (run.per_s for run in runs)
    told = {
        f"{name}, share of {of}": (round(share, 4), "≥", PROMISED[name], share >= PROMISED[name])
        for name, (share, of) in shares(found).items()
    }
    beside, of_bare = round(ours / flufl, 2), round(ours / bare, 2)
    return told | {
        "messages a second, times flufl.bounce's": (beside, "≥", 1, beside >= 1),
        "messages a second, share of a bare parse's": (
            of_bare,
            "≥",
            OF_THE_BARE_PARSE,
            of_bare >= OF_THE_BARE_PARSE,
        ),
        "import mailworthy.bounce, ms above bare Python": (
            round(import_took_ms),
            "≤",
            IMPORT_MS,
            import_took_ms <= IMPORT_MS,
        ),
    }


def main() -> None:
    """Score, time, tell."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--json", type=Path)
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--score", action="store_true", help="only the score")
    options.add_argument("--misses", action="store_true", help="list what was not right")
    given = options.parse_args()
    corpus = list(messages(CORPORA))
    found = score(corpus)
    show(found, misses=given.misses)
    if given.score:
        return
    runs = speed(corpus, given.turns)
    for run in runs:
        print(f"{run.what:32}{run.us_a_message:9.1f} µs a message {run.per_s:8,} a second")
    took_ms = import_ms("mailworthy.bounce", given.turns)
    reader_ms = round(import_ms("mailworthy.bounce.read", given.turns))
    print(f"import mailworthy.bounce.read, the whole reader: {reader_ms} ms above bare Python")
    told = figures(found, runs, took_ms)
    for name in list(told)[-3:]:
        value, sign, promised, met = told[name]
        print(f"{'met    ' if met else 'NOT MET'} {name}: {value} (promised {sign} {promised})")
    if given.json:
        given.json.write_text(
            json.dumps(
                {
                    "figures": told,
                    "import_of_the_reader_ms": reader_ms,
                    "runs": [asdict(run) for run in runs],
                },
                indent=1,
            )
        )


if __name__ == "__main__":
    main()
