"""Collects from a mailbox: each message is fetched, judged and recorded before anything is done with it.

What is recorded and what is done with the message are two steps, and a crash may come between them. Records and marks
are one transaction; the mailbox's place moves on only after the second step. So whoever goes on finds the last messages
marked, does not count them again, and does with them what was left to do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailworthy.bounce.record import Bounce
from mailworthy.edge.mailbox import Listed, Mailbox
from mailworthy.errors import TimedOut, Unreachable
from mailworthy.flow.bounces.reading import Read, Reader

if TYPE_CHECKING:
    from mailworthy.store.bounces import BounceStore

PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)  # before each new try; a server that restarts needs a few seconds


@dataclass(frozen=True, slots=True)
class Collector:
    """Collects from one mailbox.

    Args:
        open_box: Opens the mailbox.
        store: Where records and marks are kept.
        reader: How messages are read.
        every_s: Look again after so many seconds, for ever; 0: look once.
        note: Is told in one line what went wrong and will be tried again.
        pause: Waits for some seconds.
    """

    open_box: Callable[[], Mailbox]
    store: BounceStore
    reader: Reader
    every_s: float = 0.0
    note: Callable[[str], None] = lambda _line: None
    pause: Callable[[float], None] = time.sleep

    def collect(self) -> Iterator[list[Bounce]]:
        """Give the records of each message that was not recorded before, once they are safe.

        A connection that breaks off is made anew, with pauses that grow; one that never came about is an error at once.

        Raises:
            OutsideError: The mailbox cannot be reached or refuses, or the store cannot be used.
        """
        failures = 0
        box = self.open_box()
        while True:
            try:
                with closing(box):
                    for records in self._looks(box):
                        failures = 0
                        yield from records
            except (Unreachable, TimedOut) as error:
                box, failures = self._again(error, failures)
            else:
                return

    def _again(self, error: Exception, failures: int) -> tuple[Mailbox, int]:
        """Open the mailbox once more; give up after some tries, unless new messages are waited for."""
        while True:
            if failures >= len(PAUSES_S) and not self.every_s:
                raise error
            seconds = PAUSES_S[min(failures, len(PAUSES_S) - 1)]
            self.note(f"{error}; trying again in {seconds:g} s")
            self.pause(seconds)
            failures += 1
            try:
                return self.open_box(), failures
            except (Unreachable, TimedOut) as another:
                error = another

    def _looks(self, box: Mailbox) -> Iterator[list[list[Bounce]]]:
        yield from self._look(box)
        while self.every_s:
            box.wait(self.every_s)
            yield from self._look(box)

    def _look(self, box: Mailbox) -> Iterator[list[list[Bounce]]]:
        for listed in box.new(self.store.place(box.name)):
            found = self._found(box, listed)
            yield self._record(box, found)
            self._settle(box, listed, found)
            self.store.keep(box.name, (), listed.place)

    def _found(self, box: Mailbox, listed: Listed) -> dict[str, Read]:
        """Fetch and judge those that are not recorded, by their marks."""
        known = self.store.seen(box.name, listed.marks) if box.lasting else {}
        new = [mark for mark in listed.marks if mark not in known]
        return {mark: self.reader.read(raw, file) for mark, file, raw in box.fetch(new)}

    def _record(self, box: Mailbox, found: Mapping[str, Read]) -> list[list[Bounce]]:
        """Record some messages; give the records of those that nobody had recorded by another way."""
        before = self.store.seen(box.name, [content for content, _ in found.values()])
        rows = [
            ((mark, content) if box.lasting else (content,), records)
            for mark, (content, records) in found.items()
        ]
        self.store.keep(box.name, rows)
        fresh = {content: records for content, records in found.values() if content not in before}
        return list(fresh.values())

    def _settle(self, box: Mailbox, listed: Listed, found: Mapping[str, Read]) -> None:
        """Leave to the store which messages are bounces: it also knows those that an earlier run did not come to."""
        if box.lasting:
            marks = {mark: mark for mark in listed.marks}
        else:
            marks = {content: mark for mark, (content, _) in found.items()}
        bounces = self.store.seen(box.name, list(marks))
        box.settle([mark for key, mark in marks.items() if bounces.get(key)])
