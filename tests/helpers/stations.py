"""The command line as a child that says where it is, and stands still at one place until it is killed.

``python stations.py BLOCK_BYTES STATION NTH ARGUMENT...`` prints a line ``station NAME N`` each time a list job comes by
one of the places below, and waits for ever when it comes by STATION for the NTH time. Product code runs as it is: here
alone its functions are wrapped, to tell the tale.
"""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from mailworthy.address.columns import Reader
from mailworthy.doors.cli import lists
from mailworthy.doors.cli.main import run
from mailworthy.flow import check_list as flow
from mailworthy.flow.lists import asking
from mailworthy.store.answers import AnswerCache
from mailworthy.store.job import Job, Saved
from mailworthy.store.tables import Limits

Chosen = Callable[..., bool]


def _always(*_: Any, **__: Any) -> bool:
    return True


def _is_block(_: Job, line: object) -> bool:
    return isinstance(line, Saved)


def _is_writing(_: Any, progress: flow.Progress) -> bool:
    return progress.stage == "writing"


def _is_result(_: Path, target: Path) -> bool:
    return bool(flow.OURS.fullmatch(target.name))


# name        whose            function         where    only
STATIONS: tuple[tuple[str, Any, str, str, Chosen], ...] = (
    ("began",     Job,         "begin",         "after",  _always),      # nothing was read
    ("read",      Reader,      "read",          "after",  _always),      # a block was read, and nothing of it is safe
    ("filed",     Job,         "_write",        "before", _is_block),    # its file is there, its line in the journal isn't
    ("saved",     Job,         "save",          "after",  _always),      # both are
    ("asking",    asking,      "ask_about",     "before", _always),      # nobody was asked
    ("kept",      AnswerCache, "keep",          "after",  _always),      # some answers are safe
    ("asked",     asking,      "ask_about",     "after",  _always),      # all are
    ("writing",   lists.Bars,  "tell",          "after",  _is_writing),  # a block is on its way into the result files
    ("renamed",   Path,        "replace",       "after",  _is_result),   # one more result file is in its place
    ("reporting", flow,        "_write_report", "before", _always),      # all are
    ("tidying",   Job,         "finish",        "before", _always),      # the report is there, the job is not forgotten
    ("forgotten", Job,         "finish",        "after",  _always),      # it is
)  # fmt: skip


class Tale:
    """Says where the child is.

    Args:
        station: Where to stand still.
        nth: At which time of coming by.
    """

    def __init__(self, station: str, nth: int) -> None:
        self._still = (station, nth)
        self._came_by: Counter[str] = Counter()

    def say(self, station: str) -> None:
        """Come by a station."""
        self._came_by[station] += 1
        here = (station, self._came_by[station])
        sys.stdout.write("station {} {}\n".format(*here))
        sys.stdout.flush()
        if here == self._still:
            while True:  # a signal that comes just before a wait is seen only after it
                time.sleep(0.05)

    def wrap(self, name: str, owner: Any, function: str, where: str, only: Chosen) -> None:
        """Let a function tell when it begins or ends."""
        plain = getattr(owner, function)

        @wraps(plain)
        def telling(*args: Any, **kwargs: Any) -> Any:
            chosen = only(*args, **kwargs)
            if chosen and where == "before":
                self.say(name)
            result = plain(*args, **kwargs)
            if chosen and where == "after":
                self.say(name)
            return result

        is_bound = isinstance(owner, type) and getattr(plain, "__self__", None) is owner
        setattr(owner, function, staticmethod(telling) if is_bound else telling)


def _small_blocks(size: int) -> None:
    world: dict[str, Any] = vars(flow)
    plain = world["open_table"]

    def opened(path: Path, **told: Any) -> Any:
        return plain(path, limits=Limits(block_bytes=size, block_rows=size // 100), **told)

    world["open_table"] = opened


def main(block_bytes: str, station: str, nth: str, *arguments: str) -> None:
    """Run the command line, telling."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background has it ignored
    tale = Tale(station, int(nth))
    for row in STATIONS:
        tale.wrap(*row)
    if int(block_bytes):
        _small_blocks(int(block_bytes))
    run(arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
