"""A user's own rules: a thousand of them on one message of 10 KB, against ``re`` trying pattern by pattern.

The rules look into the body. Of the patterns one in twenty has no letters that every hit must hold, so it is tried on each
text; the others are passed over where their letters don't stand in it. ``words`` are found in one pass.

    python bench/own_rules.py [--json FILE] [--turns 5]
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src")]

from mailworthy.message.reading import read  # noqa: E402  # after the path is set
from mailworthy.message.rules import own_rules  # noqa: E402  # same

RULES = 1000
OCTETS = 10_000
PROMISED_MS = 20.0
RATIO = 2.0
LETTERS = "aaabcdeeeeefghiiijklmnnnoooprrrsssttttuuvwy"
WORDS, COMMON = 20_000, 5000  # that rules speak of; that stand in the message
EVERYWHERE = (  # patterns without letters, and what they fit
    (r"\b\d{2,4}\s?%", "20 %"),
    (r"^\s*[-*=]{5,}\s*$", "-----"),
    (r"(\w)\1{4}", "aaaaa"),
    (r"\b\w{30,}\b", "a" * 30),
    (r"[€$]\s?\d{6,}", "$ 1000000"),
)


def word(dice: random.Random) -> str:
    return "".join(dice.choices(LETTERS, k=dice.randint(4, 10)))


def pattern(dice: random.Random, words: Sequence[str], number: int) -> tuple[str, str]:
    """Give a pattern, and an example of what it fits."""
    if number % 20 == 0:
        return EVERYWHERE[number // 20 % len(EVERYWHERE)]
    one, two, three = dice.sample(words, 3)
    shapes = (
        (rf"\b{one}\s+(?:{two}|{three})\b", f"{one} {three}"),
        (rf"{one}[- ]?{two}s?", f"{one}-{two}"),
        (rf"\b(?:my|our|your)\s+{one}\w{{0,9}}\b", f"our {one}"),
    )
    return dice.choice(shapes)


def file_of(key: str, values: Iterable[tuple[str, str]]) -> str:
    rows = (
        f"[[rule]]\nid = 'r{number}'\nfield = 'body'\n{key} = {json.dumps(value)}\nhits = '{example}'\n"
        for number, (value, example) in enumerate(values)
    )
    return "".join(rows)


def cpu_ms(work: Callable[[], object], turns: int) -> float:
    """Give milliseconds of CPU, in the best turn."""
    best = float("inf")
    for _ in range(turns):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return round(best * 1000, 2)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--json", type=Path)
    options.add_argument("--turns", type=int, default=5)
    given = options.parse_args()
    dice = random.Random(7)
    words = [word(dice) for _ in range(WORDS)]
    text = ""
    while len(text) < OCTETS:
        text += f"{dice.choice(words[:COMMON])} "
    draft = read(f"Subject: news\nContent-Type: text/html; charset=utf-8\n\n<p>{text}</p>\n".encode())
    patterns = [pattern(dice, words, number) for number in range(RULES)]
    phrases = [(each, each) for each in (" ".join(dice.sample(words, 1 + n % 3)) for n in range(RULES))]
    runs: list[dict[str, object]] = []
    for key, values in (("pattern", patterns), ("words", phrases)):
        begin = time.process_time()
        rules = own_rules(file_of(key, values), "own.toml")
        load_ms = round((time.process_time() - begin) * 1000)
        list(rules.look(draft))  # made ready by the first message
        ours = cpu_ms(lambda rules=rules: list(rules.look(draft)), given.turns)
        runs.append(
            {"rules": f"{RULES} of {key}", "a message, ms": ours, "reading and proving them, ms": load_ms}
        )
    compiled = [re.compile(one, re.IGNORECASE) for one, _ in patterns]
    floor = cpu_ms(lambda: [one.findall(text) for one in compiled], given.turns)
    runs.append({"rules": f"{RULES} patterns, re one by one", "a message, ms": floor})
    found = float(str(runs[0]["a message, ms"]))
    ratio = round(floor / found, 1)
    figures = {
        "own rules: CPU of 1,000 patterns on 10 KB, ms": (found, "≤", PROMISED_MS, found <= PROMISED_MS),
        "own rules: ratio to re, one by one": (ratio, "≥", RATIO, ratio >= RATIO),
    }
    for what, (value, sign, promised, met) in figures.items():
        print(f"{'met    ' if met else 'NOT MET'}  {what}: {value} (promised {sign} {promised})")
    for run in runs:
        print(f"         {run}")
    if given.json:
        given.json.write_text(json.dumps({"figures": figures, "runs": runs}, indent=2), "utf-8")


if __name__ == "__main__":
    main()
