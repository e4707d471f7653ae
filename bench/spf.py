"""SPF against pyspf: evaluations a second with DNS from memory, without and with the tree, and whether the results agree.

Two mixes: records as domains of the world publish them (a mail host of one's own, includes of big services three levels
deep, redirects, long lists of networks), and OpenSPF's suite for RFC 7208 (``MAILWORTHY_CORPORA``). Each is run as often
as turns say, the three programs one after the other in each turn, and the best turn counts. Ours remembers what a record
reads as; the rows "cold" forget it before each evaluation. Findings are made when somebody reads them; no promise is given
for that row.

    python bench/spf.py [--json FILE] [--turns 5] [--rounds 20]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:1] = [
    str(ROOT / "src"),
    str(ROOT / "tests" / "helpers"),
]  # not this folder: pyspf's module is `spf`, too

from pyspf_world import Pyspf  # noqa: E402  # after the path is set
from spf_suites import Case, World, openspf  # noqa: E402  # same

from mailworthy.sender.spf import check_host  # noqa: E402  # same
from mailworthy.sender.spf.record import _remembered  # noqa: E402  # same
from mailworthy.wire.ask import Answer, Asks, Dns, Zone, hold  # noqa: E402  # same

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
PLAIN, TREE = 0.8, 0.5


class Memory:
    """Answers that were given once: DNS costs both programs a look into a dictionary."""

    def __init__(self, world: Callable[[Asks], tuple[Answer, ...]]) -> None:
        self._world = world
        self._known: dict[Dns, Answer] = {}

    def __call__(self, asks: Asks) -> tuple[Answer, ...]:
        try:
            return tuple([self._known[ask] for ask in asks])
        except KeyError:
            self._known.update(zip(asks, self._world(asks), strict=True))
            return self(asks)


@dataclass(frozen=True, slots=True)
class Run:
    """One program over one mix."""

    mix: str
    what: str
    evaluations_per_s: float
    times_pyspf: float
    other_results: int


def usual(count: int = 300, seed: int = 7) -> Iterator[Case]:
    """Make domains with records as they are published, each checked for four hosts: one that it names, three that it may not."""
    rng = random.Random(seed)
    records = _services(rng)
    domains = [f"domain{number}.example" for number in range(count)]
    for domain in domains:
        records[domain] = {
            "A": [_ip(rng)],
            "MX": [f"10 mx.{domain}"],
            "TXT": ["other=1", _record(rng, domain)],
        }
        records[f"mx.{domain}"] = {"A": [_ip(rng)], "AAAA": [f"2001:db8::{rng.randrange(9999)}"]}
    world = World(Zone(records))
    for domain in domains:
        inside = records[f"mx.{domain}"]["A"][0]
        for ip in (inside, _ip(rng), f"10.{rng.randrange(4)}.{rng.randrange(64)}.1", "2001:db8:5::1"):
            yield Case(domain, world, ip, domain, f"jane@{domain}", f"mx.{domain}", ())


def _services(rng: random.Random) -> dict[str, dict[str, list[str]]]:
    """Make four services: an include, three below it, lists of networks in each."""
    made = {}
    for number in range(4):
        name = f"_spf.service{number}.example"
        made[name] = {"TXT": [f"v=spf1 {' '.join(f'include:_n{n}.{name}' for n in range(3))} ~all"]}
        for n in range(3):
            nets = " ".join(f"ip4:10.{number}.{16 * n + k}.0/{rng.randrange(20, 25)}" for k in range(10))
            made[f"_n{n}.{name}"] = {"TXT": [f"v=spf1 {nets} ip6:2001:db8:{n}::/36 ~all"]}
    return made


def _record(rng: random.Random, domain: str) -> str:
    service = f"include:_spf.service{rng.randrange(4)}.example"
    return rng.choice(
        [
            f"v=spf1 mx {service} -all",
            f"v=spf1 a mx ip4:{_ip(rng)} {service} ~all",
            f"v=spf1 ip4:{_ip(rng)} ip4:{_ip(rng)}/28 ip6:2001:db8::/32 -all",
            f"v=spf1 {service} a:mx.{domain} ~all",
            f"v=spf1 redirect=_spf.service{rng.randrange(4)}.example",
        ]
    )


def _ip(rng: random.Random) -> str:
    return f"198.{rng.choice((18, 51))}.{rng.randrange(256)}.{rng.randrange(1, 255)}"


def ours(
    cases: Sequence[tuple[Case, Memory]], *, tree: bool, cold: bool = False, findings: bool = False
) -> list[str]:
    results = []
    for case, memory in cases:
        if cold:
            _remembered.cache_clear()
        asking = check_host(case.ip, case.domain, case.sender, case.helo, receiver=case.receiver, tree=tree)
        told = hold(asking, memory)
        results.append(told.result.value)
        if findings:
            assert told.findings or not told.tree.record
    return results


def theirs(cases: Sequence[tuple[Case, Pyspf]]) -> list[str]:
    return [pyspf.judge(case.ip, case.sender, case.helo, case.receiver)[0] for case, pyspf in cases]


def measured(mix: str, cases: Sequence[Case], turns: int, rounds: int) -> list[Run]:
    memories = {id(case.world): Memory(case.world) for case in cases}
    given = [(case, memories[id(case.world)]) for case in cases]
    oracles = {key: Pyspf(memory) for key, memory in memories.items()}
    theirs_given = [(case, oracles[id(case.world)]) for case in cases]
    programs = {
        "pyspf": lambda: theirs(theirs_given),
        "ours": lambda: ours(given, tree=False),
        "ours, cold": lambda: ours(given, tree=False, cold=True),
        "ours, with the tree": lambda: ours(given, tree=True),
        "ours, with the tree, cold": lambda: ours(given, tree=True, cold=True),
        "ours, with tree and findings": lambda: ours(given, tree=True, findings=True),
    }
    said = {what: program() for what, program in programs.items()}
    best = dict.fromkeys(programs, float("inf"))
    for _ in range(turns):
        for what, program in programs.items():
            begin = time.process_time()
            for _ in range(rounds):
                program()
            best[what] = min(best[what], time.process_time() - begin)
    return [
        Run(
            mix,
            what,
            round(len(cases) * rounds / best[what]),
            round(best["pyspf"] / best[what], 2),
            sum(mine != other for mine, other in zip(said[what], said["pyspf"], strict=True)),
        )
        for what in programs
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--rounds", type=int, default=4)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    mixes = {"usual records": list(usual())}
    suite = CORPORA / "auth" / "spf" / "rfc7208-tests.yml"
    if suite.exists():
        mixes["OpenSPF's suite"] = list(openspf(suite))
    runs = [run for mix, cases in mixes.items() for run in measured(mix, cases, given.turns, given.rounds)]
    figures = {}
    for run in runs:
        print(f"{run.mix:16} {run.what:28} {run.evaluations_per_s:9,.0f}/s  {run.times_pyspf:5.2f} x pyspf  "
              f"{run.other_results} other results")  # fmt: skip
        if run.what != "pyspf" and "findings" not in run.what:
            least = TREE if "tree" in run.what else PLAIN
            figures[f"{run.mix}: {run.what}, times pyspf"] = (
                run.times_pyspf,
                "≥",
                least,
                run.times_pyspf >= least,
            )
    if given.json:
        given.json.write_text(
            json.dumps({"figures": figures, "runs": [asdict(run) for run in runs]}, indent=2),
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
