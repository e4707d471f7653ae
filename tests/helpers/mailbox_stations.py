"""The command line as a child that says how far it collected, and stands still at one place.

``python mailbox_stations.py BATCH STATION NTH ARGUMENT...`` prints a line ``station NAME N`` each time the collector comes
by one of the places below. When it comes by STATION for the NTH time it stands still until it is killed, or until a line
comes on standard input. Product code runs as it is: here alone its functions are wrapped, to tell the tale.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

from mailworthy.doors.cli.main import run
from mailworthy.edge.mailbox import imap, jmap, pop3
from mailworthy.flow.bounces.reading import Reader
from mailworthy.flow.collect_reports import ReportReader
from mailworthy.store.bounces import BounceStore
from mailworthy.store.reports import ReportStore

Chosen = Callable[..., bool]


def _always(*_: Any, **__: Any) -> bool:
    return True


def _records(_store: Any, _box: str, found: Any, *_: Any) -> bool:
    return bool(found)


def _place(_store: Any, _box: str, found: Any, *_: Any) -> bool:
    return not found


READERS, STORES = (Reader, ReportReader), (BounceStore, ReportStore)
BOXES = (imap.ImapMailbox, pop3.Pop3Mailbox, jmap.JmapMailbox)

# name        whose         function   where     only
STATIONS: tuple[tuple[str, Any, str, str, Chosen], ...] = (
    *(("read", reader, "read", "after", _always) for reader in READERS),  # a message was judged, and nothing of it is safe
    *(("kept", store, "keep", "after", _records) for store in STORES),  # records are safe, the mailbox is as it was
    *(("settled", box, "settle", "after", _always) for box in BOXES),  # the mailbox was told, the place is as it was
    *(("placed", store, "keep", "after", _place) for store in STORES),  # the place has moved on
)  # fmt: skip


def _wrapped(name: str, function: Any, where: str, only: Chosen, pass_by: Callable[[str], None]) -> Any:
    @wraps(function)
    def told(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        if where == "after" and only(*arguments, **named):
            pass_by(name)
        return result

    return told


def main(batch: int, station: str, nth: int, arguments: list[str]) -> None:
    """Run the command line, telling what it comes by."""
    seen: Counter[str] = Counter()

    def pass_by(name: str) -> None:
        seen[name] += 1
        sys.stderr.write(f"station {name} {seen[name]}\n")
        sys.stderr.flush()
        if (name, seen[name]) == (station, nth):
            sys.stdin.readline()

    for module in (imap, pop3, jmap):
        module.AT_ONCE = batch  # type: ignore[attr-defined]  # smaller batches, so that few messages make many
    for name, whose, function, where, only in STATIONS:
        setattr(whose, function, _wrapped(name, getattr(whose, function), where, only, pass_by))
    run(arguments)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4:])
