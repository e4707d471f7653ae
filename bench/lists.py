"""Whole lists: CPU against a plain polars copy of the same file, memory, and DNS behind a slow line.

The list is the corpora's own generator's, with a seed that nothing was tuned on. Each command runs as a process of its
own; floor and job take turns, and the median ratio is told.

    python bench/lists.py [--rows 5000000] [--large 20000000] [--turns 3] [--no-dns] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "helpers"), str(ROOT / "bench")]
CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
SEED = 23

FLOOR = "import polars as pl, sys; pl.read_csv(sys.argv[1]).write_parquet(sys.argv[2])"
PEER = """
import sys, time, polars as pl
from email_validator import EmailNotValidError, validate_email
texts = pl.read_csv(sys.argv[1], infer_schema=False, n_rows=100_000)["email"].fill_null("").to_list()
began = time.process_time()
for text in texts:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        pass
print(len(texts) / (time.process_time() - began))
"""

ANNOTATED, PARTS, LARGE, DNS_S = 5.0, 7.0, 3.0, 90.0  # what is promised: times the floor, GiB, seconds
PEER_TIMES, SMALL_GIB = 11.0, 2.0


@dataclass(frozen=True, slots=True)
class Run:
    """One process."""

    what: str
    rows: int
    cpu_s: float
    wall_s: float
    peak_mib: float


def measured(what: str, rows: int, command: list[str]) -> Run:
    """Run a command to its end; its CPU and peak memory are the kernel's own figures."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{what}: exit {os.waitstatus_to_exitcode(status)}\n{said}")
    cpu = usage.ru_utime + usage.ru_stime
    return Run(
        what, rows, round(cpu, 2), round(time.perf_counter() - began, 2), round(usage.ru_maxrss / 1024, 1)
    )


def check(what: str, rows: int, file: Path, out: Path, *options: str) -> Run:
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "mailworthy", "list", "check", str(file), "--out", str(out), "-q"]
    return measured(what, rows, [*command, "--format", "parquet", *options])


def generated(folder: Path, rows: int) -> Path:
    file = folder / f"list-{rows}.csv"
    subprocess.run(
        [sys.executable, str(CORPORA / "addresses" / "gen_addresses.py"), str(rows), str(file), str(SEED)],
        check=True,
    )
    return file


def offline(folder: Path, file: Path, rows: int, turns: int) -> Iterator[Run]:
    for _ in range(turns):
        yield measured("floor", rows, [sys.executable, "-c", FLOOR, str(file), str(folder / "floor.parquet")])
        yield check("annotated", rows, file, folder / "out", "--offline", "--only", "annotated")
        yield check("with parts", rows, file, folder / "out", "--offline")


def with_dns(folder: Path, file: Path, rows: int) -> Iterator[Run]:
    """Ask NSD on loopback, behind a relay that delays by 20 ms, about every domain of the list."""
    from nsd import nsd

    import dns as resolver_bench

    zone = folder / "zone"
    zone.mkdir()
    with nsd(zone, {".": _zone(file)}) as server, resolver_bench.relay(folder, server, 0) as port:
        os.environ["MAILWORTHY_HOME"] = str(folder / "home")
        yield check(
            "with DNS, 20 ms", rows, file, folder / "out", "--dns", f"127.0.0.1:{port}", "--only", "annotated"
        )


def _zone(file: Path) -> str:
    """Make a root zone that holds the list's own domains, in the shares of the resolver's bench."""
    import polars as pl

    import dns as resolver_bench

    texts = pl.read_csv(file, columns=["email"], infer_schema=False)["email"]
    names = (
        texts.str.to_lowercase()
        .str.extract(r"@((?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z]{2,})$")
        .drop_nulls()
        .unique()
        .sort()
    )
    zone, _ = resolver_bench.zone_of(names, random.Random(SEED))
    return zone


def ratio(runs: list[Run], what: str) -> float:
    """Give the median of the ratios of neighbours: the machine's speed drifts."""
    floors = [run.cpu_s for run in runs if run.what == "floor"]
    ours = [run.cpu_s for run in runs if run.what == what]
    return round(statistics.median(one / floor for one, floor in zip(ours, floors, strict=True)), 2)


def peak_gib(runs: list[Run], *whats: str) -> float:
    return round(max(run.peak_mib for run in runs if run.what in whats) / 1024, 2)


def figures(runs: list[Run], peer: float) -> dict[str, tuple[float, str, float, bool]]:
    """Give each figure with what was promised and whether it is met."""
    median = statistics.median(run.rows / run.cpu_s for run in runs if run.what == "annotated")
    annotated, parts = ratio(runs, "annotated"), ratio(runs, "with parts")
    small = peak_gib(runs, "annotated", "with parts")
    found = {
        "annotated, times the floor's CPU": (annotated, "≤", ANNOTATED, annotated <= ANNOTATED),
        "with parts, times the floor's CPU": (parts, "≤", PARTS, parts <= PARTS),
        "addresses per CPU second, times email-validator's": (
            round(median / peer, 1),
            "≥",
            PEER_TIMES,
            median / peer >= PEER_TIMES,
        ),
        "peak memory, GiB": (small, "≤", SMALL_GIB, small <= SMALL_GIB),
    }
    for run in runs:
        if run.what == "large":
            found["peak memory of the large list, GiB"] = (
                peak_gib(runs, "large"),
                "≤",
                LARGE,
                run.peak_mib <= LARGE * 1024,
            )
        if run.what.startswith("with DNS"):
            found["with DNS behind 20 ms, seconds"] = (run.wall_s, "≤", DNS_S, run.wall_s <= DNS_S)
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rows", type=int, default=5_000_000)
    options.add_argument("--large", type=int, default=20_000_000, help="0: leave it out")
    options.add_argument("--turns", type=int, default=3)
    options.add_argument("--no-dns", action="store_true")
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        file = generated(folder, given.rows)
        peer = float(
            subprocess.run([sys.executable, "-c", PEER, str(file)], capture_output=True, check=True).stdout
        )
        runs: list[Run] = []
        for run in _all(folder, file, given):
            print(
                f"{run.what:18} {run.rows:>11,} rows {run.cpu_s:8.2f} s CPU {run.wall_s:8.2f} s {run.peak_mib:8.0f} MiB",
                flush=True,
            )
            runs.append(run)
    print(f"email-validator: {peer:,.0f} addresses per CPU second")
    found = figures(runs, peer)
    for name, (value, sign, promised, met) in found.items():
        print(f"{'met    ' if met else 'NOT MET'}  {name}: {value} (promised {sign} {promised})")
    if given.json:
        given.json.write_text(json.dumps({"runs": [asdict(run) for run in runs], "figures": found}, indent=2))


def _all(folder: Path, file: Path, given: argparse.Namespace) -> Iterator[Run]:
    yield from offline(folder, file, given.rows, given.turns)
    if not given.no_dns:
        yield from with_dns(folder, file, given.rows)
    if given.large:
        file.unlink()
        large = generated(folder, given.large)
        yield check("large", given.large, large, folder / "out", "--offline", "--only", "annotated")


if __name__ == "__main__":
    main()
