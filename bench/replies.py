"""Replies: how many are judged right by their text alone, and how many a second.

The labelled replies of the corpora (``MAILWORTHY_CORPORA``). Reasons through Sisimai's names, a row's other readings
counting; also by the half of the rows that the rules were written from and the half that they were checked on.

    python bench/replies.py [--json FILE] [--turns 20] [--misses]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src")]

from mailworthy.bounce.judge import judge  # noqa: E402  # after the path is set
from mailworthy.bounce.reasons import REASONS  # noqa: E402  # same
from mailworthy.bounce.record import Kind, Stage  # noqa: E402  # same
from mailworthy.bounce.sisimai import sisimai_reason  # noqa: E402  # same

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", ROOT.parent / "shared" / "corpora"))
REASON, HARD, PER_S, LOAD_MS = 0.90, 0.96, 30_000, 40
# Reasons that say nothing of the address.
NEVER_HARD = {
    "authfailure", "badreputation", "blocked", "contenterror", "exceedlimit", "mailboxfull", "mesgtoobig", "norelaying",
    "policyviolation", "requireptr", "securityerror", "spamdetected", "speeding", "systemfull", "toomanyconn",
    "virusdetected",
}  # fmt: skip


def name(text: str) -> str:
    reply, judgement = judge(text)
    return sisimai_reason(
        judgement.reason, status=reply.status, text=reply.text, kind=Kind.BOUNCE, stage=Stage.UNKNOWN
    )


def hard(text: str) -> bool:
    return REASONS[judge(text)[1].reason].hard


def right(row: dict[str, Any]) -> bool:
    return name(row["text"]) in {row.get("reason"), *row.get("reason_alt", ()), *row.get("coarse_ok", ())}


def checked_on(row: dict[str, Any]) -> bool:
    """Tell whether a row is of the half that the rules were not written from."""
    return bool(hashlib.sha256(f"half:{row['id']}".encode()).digest()[0] & 1)


def share(told: Sequence[bool]) -> float:
    return round(sum(told) / len(told), 3)


def load_ms() -> float:
    """Give the CPU of the first reply judged: reading all rules."""
    begin = time.process_time()
    judge("550 5.1.1 user unknown")
    return round((time.process_time() - begin) * 1000, 1)


def per_s(texts: Sequence[str], turns: int) -> int:
    """Give replies judged in a second of CPU, in the best turn; nothing is remembered from one to the next."""
    best = float("inf")
    for _ in range(turns):
        begin = time.process_time()
        for text in texts:
            judge(text)
        best = min(best, time.process_time() - begin)
    return round(len(texts) / best)


def show_misses(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        wanted = [row.get("reason"), *row.get("reason_alt", ()), *row.get("coarse_ok", ())]
        if not right(row):
            print(f"{row['id']} {wanted[:3]} not {name(row['text'])}: {row['text'][:160]}")
        if "hard" in row and hard(row["text"]) is not row["hard"]:
            print(
                f"{row['id']} {'hard' if row['hard'] else 'soft'}, {row.get('reason')}: {row['text'][:160]}"
            )


def figures(rows: Sequence[dict[str, Any]], turns: int) -> dict[str, tuple[float, str, float, bool]]:
    """Give each figure with what was promised and whether it is met."""
    load = load_ms()
    exact = share([right(row) for row in rows if "reason" in row])
    sides = share([hard(row["text"]) is row["hard"] for row in rows if "hard" in row])
    wrong = sum(hard(row["text"]) for row in rows if row.get("reason") in NEVER_HARD)
    speed = per_s([row["text"] for row in rows], turns)
    return {
        "reply texts: exact reason": (exact, "≥", REASON, exact >= REASON),
        "reply texts: hard or soft": (sides, "≥", HARD, sides >= HARD),
        "blocks, policies, authentication and quotas called hard": (wrong, "=", 0, not wrong),
        "reply texts a second and core": (speed, "≥", PER_S, speed >= PER_S),
        "CPU to read all rules, ms": (load, "≤", LOAD_MS, load <= LOAD_MS),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--json", type=Path)
    options.add_argument("--turns", type=int, default=20)
    options.add_argument("--misses", action="store_true")
    given = options.parse_args()
    text = (CORPORA / "bounces" / "replies.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    found = figures(rows, given.turns)
    for what, (value, sign, promised, met) in found.items():
        print(f"{'met    ' if met else 'NOT MET'}  {what}: {value} (promised {sign} {promised})")
    halves = {}
    for half, of in ((False, "written from"), (True, "checked on")):
        mine = [row for row in rows if checked_on(row) is half]
        halves[of] = {
            "reason": share([right(row) for row in mine if "reason" in row]),
            "hard": share([hard(row["text"]) is row["hard"] for row in mine if "hard" in row]),
        }
        print(f"         the half {of}: {halves[of]}")
    if given.misses:
        show_misses(rows)
    if given.json:
        runs = [{"half of the rows": of} | shares for of, shares in halves.items()]
        given.json.write_text(json.dumps({"figures": found, "runs": runs}, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
