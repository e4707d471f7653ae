"""Messages: how many a second are looked at whole, what the largest take, and how long one check takes from a cold start.

Every so many messages of the corpora (``MAILWORTHY_CORPORA``): read, all filters, the law, what readers see, spelling, scored.
The peers' rates were taken once (SpamAssassin 4.0.1 with local tests: 11 messages a CPU second; rspamd 3.4, warm: 296; for
mail clients alone npm's caniemail: 15.5 ms a page, 95 of 100 within 64.7).

    python bench/message.py [--json FILE] [--every 10] [--turns 3]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "helpers")]

from message_corpus import Given, messages  # noqa: E402  # after the path is set

from mailworthy.flow.messages.knowing import spellers  # noqa: E402  # after the path is set
from mailworthy.message.check import check  # noqa: E402  # same
from mailworthy.message.reading import read  # noqa: E402  # same
from mailworthy.message.scope import Scope  # noqa: E402  # same
from mailworthy.wire.ask import Zone  # noqa: E402  # same
from mailworthy.wire.explore import World, hold  # noqa: E402  # same

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
PER_S, MEGABYTE_S, COLD_S = 60, 1.0, 0.7
MEDIAN_MS, SLOW_MS = 20, 60  # of a message with a page
MEGABYTE = 2**20
NOBODY = World(Zone({}))
SCOPE = Scope(spellers=spellers())


def looked_at(one: Given) -> None:
    """Look at a message, whole."""
    hold(check(read(one.raw, one.kind), SCOPE), NOBODY)


def seconds(work: Callable[[], object], turns: int) -> float:
    """Give the CPU seconds of the best turn."""
    best = float("inf")
    for _ in range(turns):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def large() -> dict[str, Given]:
    """Give messages of a megabyte."""
    head = (
        b"From: News <news@shop.example>\nTo: reader@example.net\nSubject: A long letter\nMIME-Version: 1.0\n"
    )
    words = b"The first seedlings are in the shop from Monday on, and the catalogue lists them all. "
    row = b'<tr><td><a href="https://shop.example/item?id=17">Seedlings</a> <b>new</b> from Monday on</td></tr>\n'
    page = b"<html><body><table>" + row * (MEGABYTE // len(row)) + b"</table></body></html>"
    text = (words * 10 + b"\n") * (MEGABYTE // (10 * len(words)))
    bodies = {"text": (b"plain", text), "page": (b"html", page)}
    return {
        name: Given(name, head + b"Content-Type: text/" + kind + b"; charset=utf-8\n\n" + body, "eml")
        for name, (kind, body) in bodies.items()
    }


def cold_s(turns: int) -> float:
    """Give the CPU seconds of one check by the command, from a cold start."""
    with tempfile.TemporaryDirectory() as folder:
        letter = Path(folder) / "letter.eml"
        letter.write_bytes(
            b"From: News <news@shop.example>\nTo: reader@example.net\nSubject: Spring\n\nThe first seedlings are in the shop from Monday on.\n"
        )
        world = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        world |= {"PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-m", "mailworthy", "message", "check", str(letter)]
        best = float("inf")
        for _ in range(1 + turns):  # the first one writes byte code
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, check=False, capture_output=True, env=world)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--json", type=Path)
    options.add_argument("--every", type=int, default=10)
    options.add_argument("--turns", type=int, default=3)
    given = options.parse_args()
    some = list(messages(CORPORA, every=given.every))
    looked_at(some[0])  # what is read once
    gc.freeze()
    times = [seconds(lambda one=one: looked_at(one), given.turns) for one in some]
    of_pages = [taken for one, taken in zip(some, times, strict=True) if read(one.raw, one.kind).page]
    runs = [
        {"message of 1 MB": name, "CPU s": round(seconds(lambda one=one: looked_at(one), given.turns), 2)}
        for name, one in large().items()
    ]
    per_s = len(times) / sum(times)
    figures = {
        "messages looked at whole in a second of CPU": (round(per_s), "≥", PER_S),
        "a message with a page, median, ms": (round(statistics.median(of_pages) * 1000, 1), "≤", MEDIAN_MS),
        "95 of 100 of those take at most, ms": (
            round(statistics.quantiles(of_pages, n=20)[-1] * 1000, 1),
            "≤",
            SLOW_MS,
        ),
        "the slower message of 1 MB, s of CPU": (max(run["CPU s"] for run in runs), "≤", MEGABYTE_S),
        "one check by the command from a cold start, s of CPU": (round(cold_s(given.turns), 2), "≤", COLD_S),
    }
    met = {
        what: (value, sign, limit, value >= limit if sign == "≥" else value <= limit)
        for what, (value, sign, limit) in figures.items()
    }
    for what, (value, sign, limit, is_met) in met.items():
        print(f"{'met    ' if is_met else 'NOT MET'}  {what}: {value} (promised {sign} {limit})")
    single = {
        "messages": len(times),
        "median, ms": round(statistics.median(times) * 1000, 1),
        "95 of 100 take at most, ms": round(statistics.quantiles(times, n=20)[-1] * 1000, 1),
        "the slowest, ms": round(max(times) * 1000, 1),
        "times SpamAssassin's messages a second, as measured once": round(per_s / 11, 1),
    }
    for what, value in single.items():
        print(f"         {what}: {value}")
    if given.json:
        given.json.write_text(
            json.dumps(single | {"figures": met, "runs": runs}, indent=2, ensure_ascii=False),
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
