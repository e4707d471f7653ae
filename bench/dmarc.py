"""DMARC: evaluations a second with DNS from memory, beside authheaders on a few of the same messages.

The mix: domains with a record of their own, subdomains of organizations with one, deep names, strict alignment, domains
without any record; each with what SPF and one signature said, half of them aligned. The labelled vectors
(``MAILWORTHY_CORPORA``) are a second mix. authheaders reads the whole public suffix list for each look-up, so it is timed
on a few messages only. Each program's best turn counts.

    python bench/dmarc.py [--json FILE] [--turns 5] [--messages 3000]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:1] = [str(ROOT / "src"), str(ROOT / "tests" / "helpers")]  # not this folder: `spf` there is a bench

from auth_vectors import FOLDER, vectors  # noqa: E402  # after the path is set
from dmarc_oracles import authheaders_says  # noqa: E402  # same

from mailworthy.sender.dkim import Dkim  # noqa: E402  # same
from mailworthy.sender.dmarc import evaluate  # noqa: E402  # same
from mailworthy.sender.spf import Spf  # noqa: E402  # same
from mailworthy.wire.ask import Answer, Asks, Dns, Zone, hold  # noqa: E402  # same

PROMISED = 5_000
FEW = 12  # messages for authheaders
Vector = Mapping[str, Any]


class Memory:
    """Answers that were given once."""

    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self._known: dict[Dns, Answer] = {}

    def __call__(self, asks: Asks) -> tuple[Answer, ...]:
        try:
            return tuple([self._known[ask] for ask in asks])
        except KeyError:
            self._known.update(zip(asks, self._zone(asks), strict=True))
            return self(asks)


@dataclass(frozen=True, slots=True)
class Run:
    """One program over one mix."""

    mix: str
    what: str
    messages: int
    evaluations_per_s: float


def usual(count: int, seed: int = 7) -> list[Vector]:
    """Make messages as they come, all in one zone."""
    rng = random.Random(seed)
    zone = {f"_dmarc.domain{number}.example": {"TXT": [_record(rng, number)]} for number in range(count // 4)}
    zone["_dmarc.esp.example"] = {"TXT": ["v=DMARC1; p=reject; rua=mailto:d@esp.example"]}
    return [_message(rng, f"domain{rng.randrange(count // 3)}.example", zone) for _ in range(count)]


def _record(rng: random.Random, number: int) -> str:
    policy = rng.choice(["none", "none", "quarantine", "reject"])
    more = rng.choice(["", "; sp=none", "; np=reject", "; adkim=s; aspf=s", "; pct=100; fo=1"])
    return f"v=DMARC1; p={policy}{more}; rua=mailto:d@domain{number}.example"


def _message(rng: random.Random, domain: str, zone: Mapping[str, Any]) -> Vector:
    author = rng.choice(["", "", "news.", "a.b.c.d.e.f.g."]) + domain
    envelope = rng.choice([domain, f"bounces.{domain}", "mail.esp.example"])
    signer = rng.choice([domain, f"news.{domain}", "esp.example"])
    return {
        "header_from": author,
        "spf": {"domain": envelope, "result": rng.choice(["pass", "pass", "softfail"])},
        "dkim": [{"domain": signer, "result": rng.choice(["pass", "pass", "fail"])}],
        "zone": zone,
    }


def ours(messages: Sequence[Vector], memories: Mapping[int, Memory]) -> Iterator[str]:
    """Evaluate; the older view is made as well, as it always is."""
    for one in messages:
        spf = one["spf"] and (one["spf"]["domain"], Spf(one["spf"]["result"]))
        dkim = [(signed["domain"], Dkim(signed["result"])) for signed in one["dkim"]]
        asking = evaluate(one["header_from"], spf=spf, dkim=dkim)
        yield hold(asking, memories[id(one["zone"])]).result.value


def theirs(messages: Sequence[Vector]) -> Iterator[str]:
    for one in messages:
        yield authheaders_says(one, newer=True)[0]


def rate(program: Callable[[], Iterator[str]], turns: int) -> float:
    best = 0.0
    for _ in range(turns):
        begin = time.process_time()
        count = sum(1 for _ in program())
        best = max(best, count / (time.process_time() - begin))
    return round(best, 1)


def measured(mix: str, messages: Sequence[Vector], turns: int) -> list[Run]:
    memories = {id(one["zone"]): Memory(Zone(one["zone"])) for one in messages}
    few = [one for one in messages if len(one["dkim"]) <= 1][:FEW]
    return [
        Run(mix, "ours", len(messages), rate(lambda: ours(messages, memories), turns)),
        Run(mix, "ours, the same few", len(few), rate(lambda: ours(few, memories), turns)),
        Run(mix, "authheaders", len(few), rate(lambda: theirs(few), 1)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--messages", type=int, default=3_000)
    given = parser.parse_args()
    runs = measured("usual", usual(given.messages), given.turns)
    if FOLDER.is_dir():
        rows = [row for row in vectors("dmarc/evaluation.json") if not row["servfail"]]
        runs += measured("vectors", rows, given.turns)
    figures = {}
    for run in runs:
        print(f"{run.mix:8} {run.what:20} {run.messages:6,} messages {run.evaluations_per_s:10,.0f}/s")
        if run.what == "ours":
            met = run.evaluations_per_s >= PROMISED
            figures[f"evaluations a second, {run.mix}"] = (run.evaluations_per_s, "≥", PROMISED, met)
    for name, (found, sign, limit, met) in figures.items():
        print(f"{'met    ' if met else 'NOT MET'} {name}: {found:,.0f} (promised {sign} {limit:,})")
    if given.json:
        told = {"figures": figures, "runs": [asdict(run) for run in runs]}
        given.json.write_text(json.dumps(told, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
