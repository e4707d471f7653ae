"""Collects from a mailbox: each message is fetched, judged and recorded before anything is done with it.

What is recorded and what is done with the message are two steps, and a crash may come between them. Records and marks
are one transaction; the mailbox's place moves on only after the second step. So whoever goes on finds the last messages
marked, does not count them again, and does with them what was left to do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from mailworthy.errors import TimedOut, Unreachable

if TYPE_CHECKING:
    from mailworthy.edge.mailbox import Listed, Mailbox

Told = TypeVar("Told")  # what one message told: a list of bounces, the reports in it
Told_co = TypeVar("Told_co", covariant=True)
Told_contra = TypeVar("Told_contra", contravariant=True)

PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)  # before each new try; a server that restarts needs a few seconds


class Reader(Protocol[Told_co]):
    """How messages are read."""

    def read(self, raw: bytes, file: str) -> tuple[str, Told_co]:
        """Give the mark of a message's content, and what it told."""


class Store(Protocol[Told_contra]):
    """Where that is kept, and which messages were read; :class:`~mailworthy.store.mailboxes.MailboxStore` says more."""

    def seen(self, box: str, marks: Sequence[str]) -> Mapping[str, bool]:
        """Tell which messages are recorded already, and whether they may be moved or deleted."""

    def place(self, box: str) -> str:
        """Give how far a mailbox is read."""

    def keep(
        self, box: str, found: Sequence[tuple[Sequence[str], Told_contra]], place: str | None = None
    ) -> int:
        """Keep what messages told, their marks and the mailbox's new place, all or nothing."""


def content_mark(raw: bytes) -> str:
    """Give what tells a message from others wherever it lies: line ends, and empty lines behind it, differ by place."""
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n")
    return f"sha256:{sha256(raw.rstrip()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Collector(Generic[Told]):
    """Collects from one mailbox.

    Args:
        open_box: Opens the mailbox.
        store: Where what was told and marks are kept.
        reader: How messages are read.
        every_s: Look again after so many seconds, for ever; 0: look once.
        note: Is told in one line what went wrong and will be tried again.
        pause: Waits for some seconds.
    """

    open_box: Callable[[], Mailbox]
    store: Store[Told]
    reader: Reader[Told]
    every_s: float = 0.0
    note: Callable[[str], None] = lambda _line: None
    pause: Callable[[float], None] = time.sleep

    def collect(self) -> Iterator[Told]:
        """Give what each message told that was not recorded before, once it is safe.

        A connection that breaks off is made anew, with pauses that grow; one that never came about is an error at once.

        Raises:
            OutsideError: The mailbox cannot be reached or refuses, or the store cannot be used.
        """
        failures = 0
        box = self.open_box()
        while True:
            try:
                with closing(box):
                    for told in self._looks(box):
                        failures = 0
                        yield from told
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

    def _looks(self, box: Mailbox) -> Iterator[list[Told]]:
        yield from self._look(box)
        while self.every_s:
            box.wait(self.every_s)
            yield from self._look(box)

    def _look(self, box: Mailbox) -> Iterator[list[Told]]:
        for listed in box.new(self.store.place(box.name)):
            found = self._found(box, listed)
            yield self._record(box, found)
            self._settle(box, listed, found)
            self.store.keep(box.name, (), listed.place)

    def _found(self, box: Mailbox, listed: Listed) -> dict[str, tuple[str, Told]]:
        """Fetch and judge those that are not recorded, by their marks."""
        known = self.store.seen(box.name, listed.marks) if box.lasting else {}
        new = [mark for mark in listed.marks if mark not in known]
        return {mark: self.reader.read(raw, file) for mark, file, raw in box.fetch(new)}

    def _record(self, box: Mailbox, found: Mapping[str, tuple[str, Told]]) -> list[Told]:
        """Record some messages; give what those told that nobody had recorded by another way."""
        before = self.store.seen(box.name, [content for content, _ in found.values()])
        rows = [
            ((mark, content) if box.lasting else (content,), told) for mark, (content, told) in found.items()
        ]
        self.store.keep(box.name, rows)
        fresh = {content: told for content, told in found.values() if content not in before}
        return list(fresh.values())

    def _settle(self, box: Mailbox, listed: Listed, found: Mapping[str, tuple[str, Told]]) -> None:
        """Leave to the store which messages are done with: it also knows those that an earlier run did not come to."""
        if box.lasting:
            marks = {mark: mark for mark in listed.marks}
        else:
            marks = {content: mark for mark, (content, _) in found.items()}
        movable = self.store.seen(box.name, list(marks))
        box.settle([mark for key, mark in marks.items() if movable.get(key)])
