"""A training as a child process: it says where it is, and stands still at one place until it is killed.

``python bayes_training.py PATH BEGIN END BATCH STATION NTH`` teaches messages BEGIN to END, BATCH at a time, and prints a
line ``station NAME N`` at each place below. At STATION for the NTH time it stands still. Product code runs as it is: here
alone its functions are wrapped, to tell the tale.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from functools import wraps
from pathlib import Path
from typing import Any

from mailworthy.message.bayes.counts import Counts, counted
from mailworthy.message.bayes.said import Said
from mailworthy.message.bayes.tokens import Tokens, tokens
from mailworthy.store import bayes

# name        function        where
STATIONS = (
    ("begun",   "_begun"),     # the store is locked, nothing is written
    ("taken",   "_take_out"),  # what changes sides is out, and not in again
    ("kept",    "_keep"),      # all is written, nothing is committed
)  # fmt: skip


def message(number: int) -> Tokens:
    """Give a message of its own for each number."""
    return tokens(Said(body=f"offer {number} of {number % 7}"))


def wanted(count: int) -> Counts:
    """Give the counts of the first messages: every third is ham."""
    given = [(number % 3 == 0, message(number)) for number in range(count)]
    return counted([told for ham, told in given if not ham], [told for ham, told in given if ham])


def started(
    path: Path, begin: int, end: int, *, batch: int, station: str = "-", nth: int = 0
) -> subprocess.Popen[str]:
    """Start a training."""
    command = [sys.executable, __file__, str(path), str(begin), str(end), str(batch), station, str(nth)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def main(path: str, begin: str, end: str, batch: str, *place: str) -> None:
    """Teach, telling."""
    came_by: Counter[str] = Counter()

    def tell(name: str) -> None:
        came_by[name] += 1
        sys.stdout.write(f"station {name} {came_by[name]}\n")
        sys.stdout.flush()
        while (name, str(came_by[name])) == place:
            time.sleep(0.05)

    def telling(name: str, function: Any) -> Any:
        @wraps(function)
        def told(*arguments: Any) -> Any:
            result = function(*arguments)
            tell(name)
            return result

        return told

    for name, function in STATIONS:
        setattr(bayes, function, telling(name, getattr(bayes, function)))
    with bayes.BayesStore(Path(path)) as store:
        for first in range(int(begin), int(end), int(batch)):
            numbers = range(first, min(first + int(batch), int(end)))
            store.train(
                "me",
                spam=[message(number) for number in numbers if number % 3],
                ham=[message(number) for number in numbers if number % 3 == 0],
            )
            tell("trained")


if __name__ == "__main__":
    main(*sys.argv[1:])
