"""The resolver against dnsperf: answers a second, and whether each of them is right.

NSD on loopback answers for a synthetic root zone; dnsperf and the resolver ask it the same questions in the same run,
then both through a relay that delays by 20 ms, then the resolver through one that also loses 1 %. Last, as a list check
does: MX of 160,000 domains, then A of their hosts.

    python bench/dns.py [--json FILE] [--names 110000] [--domains 160000]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "helpers")]

from nsd import NameServer, free_port, nsd  # noqa: E402  # after the path is set

from mailworthy.doors.cli.list_ import GARBAGE  # noqa: E402  # same
from mailworthy.edge.dns import Resolver, Server, hold_many  # noqa: E402  # same
from mailworthy.wire.ask import Answer, Asking, Dns, Outcome  # noqa: E402  # same

LOOPBACK_SHARE = 0.3
RELAY_SHARE = 0.6
DELAY_MS = 20
SECONDS = 4  # of each dnsperf run
# Questions in flight behind the relay: more of them are mostly lost by dnsperf, and win us nothing.
WINDOWS = 2000, 4000
ROUNDS = 3
HEAD = """\
. 3600 IN SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 300
. 3600 IN NS ns.invalid.
ns.invalid. 3600 IN A 127.0.0.1
"""
HOUSES = 2000
OWN = [("mail.",), ("mx1.", "mx2."), ("",), ("mx.",), ("smtp.", "backup."), ("mail1.", "mail2.", "mail3.")]
TTLS = [300, 600, 900, 1800, 3600, 3600, 3600, 7200, 14_400, 14_400, 28_800, 86_400]
Conversation = Callable[[str], Asking[Answer]]
Truth = dict[str, tuple[Outcome, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement."""

    what: str
    window: int
    answers: int
    seconds: float
    cpu_s: float
    wrong: int = 0
    lost: int = 0
    resent: int = 0

    @property
    def per_s(self) -> float:
        return self.answers / self.seconds


def world(count: int, seed: int = 7) -> tuple[str, Truth]:
    """Make a zone of invented domains, and what it says of each."""
    rng = random.Random(seed)
    tops = ("com", "net", "de", "co.jp")
    return zone_of({f"{rng.getrandbits(40):x}-{n:x}.{rng.choice(tops)}" for n in range(count)}, rng)


def zone_of(names: Iterable[str], rng: random.Random) -> tuple[str, Truth]:
    """Make a zone, and what it says of each name, as mixed as the world's: of a hundred domains 88 have mail hosts of
    some kind, 4 only an address, 2 a null MX, 1 localhost, and 5 don't exist."""
    hosted = [
        [(10 * (n + 1), f"mx{n}.mail{house}.net") for n in range(house % 5 + 1)] for house in range(HOUSES)
    ]
    lines = [HEAD, *(f"{host}. 3600 IN A 203.0.113.9\n" for house in hosted for _, host in house)]
    truth: Truth = {}
    for name in sorted(names):
        records = _records(name, rng, hosted)
        ttl = rng.choice(TTLS)
        lines += [f"{owner}. {ttl} IN {type_} {data}\n" for owner, type_, data in records]
        mx = sorted(
            data.removesuffix(".") if data != "0 ." else data for _, type_, data in records if type_ == "MX"
        )
        truth[name] = (Outcome.FOUND if mx else Outcome.EMPTY if records else Outcome.NO_SUCH_NAME, tuple(mx))
    return "".join(lines), truth


def _records(
    name: str, rng: random.Random, hosted: list[list[tuple[int, str]]]
) -> list[tuple[str, str, str]]:
    lot, kind = rng.random(), rng.random()
    if lot < 0.88:
        if kind < 0.4:  # mail houses, few of them large: their hosts are the same for thousands of domains
            return [
                (name, "MX", f"{level} {host}.") for level, host in hosted[int(HOUSES * rng.random() ** 4)]
            ]
        if kind < 0.6:  # a host of a mail house, but for this domain alone
            own = [(0, f"{name.replace('.', '-')[:60]}.mail.tenants.com")]
        else:
            own = [(10 * n, f"{label}{name}") for n, label in enumerate(rng.choice(OWN), 1)]
        return [(name, "MX", f"{level} {host}.") for level, host in own] + [
            (host, "A", "198.51.100.7") for _, host in own
        ]
    if lot < 0.92:
        return [(name, "A", "192.0.2.1")]
    if lot < 0.94:
        return [(name, "MX", "0 .")]
    return [(name, "MX", "10 localhost.")] if lot < 0.95 else []


def mail_exchange(name: str) -> Asking[Answer]:
    (answer,) = yield (Dns(name, "MX"),)
    return answer


def mail_hosts(name: str) -> Asking[Answer]:
    """Ask as a list check does: MX, then the hosts' addresses."""
    (answer,) = yield (Dns(name, "MX"),)
    hosts = [value.partition(" ")[2] for value in answer.values]
    asks = tuple(Dns(host, "A") for host in hosts if host != ".")
    if asks:
        yield asks
    return answer


async def ours(
    what: str, port: int, window: int, truth: Truth, conversation: Conversation = mail_exchange
) -> Run:
    names = random.Random(window).sample([*truth], len(truth))
    names = "\n".join(names).split("\n")  # side by side in memory, as the column of a file gives them
    said: dict[str, Answer] = {}
    gc.collect()  # what earlier runs left is not this one's to clear away
    begin, cpu = time.perf_counter(), time.process_time()
    async with Resolver([Server("127.0.0.1", port)], window=window, tries=5, timeout_s=1.0) as resolver:
        async for batch in hold_many(((name, conversation(name)) for name in names), resolver):
            said.update(batch)  # as a list check takes them
        tally = resolver.tally
    took, cpu = time.perf_counter() - begin, time.process_time() - cpu
    wrong = sum((answer.outcome, answer.values) != truth[name] for name, answer in said.items())
    lost = len(truth) - len(said)
    return Run(what, window, tally.asked, took, cpu, wrong, lost, tally.timeouts)


def dnsperf(what: str, port: int, window: int, questions: Path) -> Run:
    command = ["dnsperf", "-s", "127.0.0.1", "-p", str(port), "-d", str(questions), "-l", str(SECONDS)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    text = subprocess.run(
        [*command, "-c", "4", "-q", str(window), "-t", "2"], capture_output=True, text=True, check=True
    ).stdout
    cpu = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    done, lost = (int(re.search(rf"Queries {word}:\s+(\d+)", text)[1]) for word in ("completed", "lost"))
    seconds = float(re.search(r"Run time \(s\):\s+([\d.]+)", text)[1])
    return Run(what, window, done, seconds, cpu, lost=lost)


@contextlib.contextmanager
def relay(folder: Path, server: NameServer, loss_percent: float) -> Iterator[int]:
    program = folder / "relay"
    if not program.exists():
        subprocess.run(["cc", "-O2", "-o", str(program), str(ROOT / "bench" / "relay.c")], check=True)
    port = free_port()
    command = [str(program), str(port), str(server.port), str(DELAY_MS), str(loss_percent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield port
        finally:
            process.kill()


def runs(folder: Path, names: int, domains: int) -> Iterable[Run]:
    zone, truth = world(names)
    questions = folder / "questions"
    questions.write_text("".join(f"{name} MX\n" for name in truth))
    (folder / "small").mkdir()
    with nsd(folder / "small", {".": zone}) as server:
        yield dnsperf("dnsperf, loopback", server.port, 1000, questions)
        for window in (500, 1000, 2000):
            yield asyncio.run(ours("mailworthy, loopback", server.port, window, truth))
        yield dnsperf("dnsperf, loopback", server.port, 1000, questions)
        with relay(folder, server, 0) as port:
            for _ in range(ROUNDS):
                for window in WINDOWS:
                    yield dnsperf("dnsperf, 20 ms", port, window, questions)
                for window in WINDOWS:
                    yield asyncio.run(ours("mailworthy, 20 ms", port, window, truth))
        with relay(folder, server, 1) as port:
            yield asyncio.run(ours("mailworthy, 20 ms, 1 % lost", port, 2000, truth))
    zone, truth = world(domains, seed=8)
    (folder / "large").mkdir()
    with nsd(folder / "large", {".": zone}) as server, relay(folder, server, 0) as port:
        yield asyncio.run(ours(f"{domains:,} domains: MX, then A", port, 3000, truth, mail_hosts))


def best(done: list[Run], what: str) -> float:
    return max(run.per_s for run in done if run.what == what)


def share(done: list[Run], ours: str, peer: str) -> float:
    """Give the median of the rounds' ratios, each of the best of its windows: the machine's speed drifts."""
    rates = [[run.per_s for run in done if run.what == what] for what in (ours, peer)]
    most = [[max(rate[at : at + len(WINDOWS)]) for at in range(0, len(rate), len(WINDOWS))] for rate in rates]
    return median(one / other for one, other in zip(*most, strict=True))


def figures(done: list[Run]) -> dict[str, tuple[float, str, float, bool]]:
    """Give each figure with what was promised and whether it is met."""
    loopback = round(best(done, "mailworthy, loopback") / best(done, "dnsperf, loopback"), 3)
    delayed = round(share(done, "mailworthy, 20 ms", "dnsperf, 20 ms"), 3)
    faults = sum(run.wrong + run.lost for run in done if run.what.startswith(("mailworthy", "1")))
    return {
        "answers a second on loopback, share of dnsperf's": (
            loopback,
            "≥",
            LOOPBACK_SHARE,
            loopback >= LOOPBACK_SHARE,
        ),
        "answers a second at 20 ms, share of the relay's ceiling": (
            delayed,
            "≥",
            RELAY_SHARE,
            delayed >= RELAY_SHARE,
        ),
        "wrong or lost, also at 1 % loss": (faults, "=", 0, not faults),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--json", type=Path)
    options.add_argument("--names", type=int, default=110_000)
    options.add_argument("--domains", type=int, default=160_000)
    given = options.parse_args()
    gc.set_threshold(GARBAGE)  # as a list check does: thousands of live conversations are no garbage
    done = []
    print(
        f"{'':34}{'window':>7}{'answers':>9}{'s':>8}{'per s':>9}{'CPU s':>8}{'wrong':>7}{'lost':>6}{'resent':>8}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for run in runs(Path(folder), given.names, given.domains):
            done.append(run)
            print(
                f"{run.what:34}{run.window:7}{run.answers:9}{run.seconds:8.2f}{run.per_s:9,.0f}"
                f"{run.cpu_s:8.2f}{run.wrong:7}{run.lost:6}{run.resent:8}", flush=True,
            )  # fmt: skip
    found = figures(done)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for name, (value, sign, promised, met) in found.items():
        print(f"{'met    ' if met else 'NOT MET'}  {name}: {value} (promised {sign} {promised})")
    print(f"peak {peak} MB, {os.cpu_count()} processors")
    if given.json:
        rows = [asdict(run) | {"per_s": round(run.per_s)} for run in done]
        given.json.write_text(json.dumps({"figures": found, "runs": rows, "peak_mb": peak}, indent=1))


if __name__ == "__main__":
    main()
