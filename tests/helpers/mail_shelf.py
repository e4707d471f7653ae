"""A mailbox of values, for what happens between fetching and settling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mailworthy.edge.mailbox import Listed
from mailworthy.errors import Unreachable
from mailworthy.wire.message import Message

BREAKS: list[tuple[str, list[str]]] = [
    ("never", []),
    ("while fetching", ["fetch"]),
    ("between the records and the deed", ["-", "settle"]),
    ("later", ["-", "-", "-", "settle", "fetch", "-", "settle"]),
]


class Shelf:
    """A mailbox of values, which notes what is done with it and breaks off where it is told to."""

    name = "imap://jane@shelf/INBOX"
    lasting = True

    def __init__(self, mails: Sequence[Message], breaks: Iterable[str] = ()) -> None:
        self.mails = {f"uid:1:{number}": mail.raw for number, mail in enumerate(mails)}
        self.breaks = list(breaks)
        self.settled: list[str] = []

    def new(self, place: str) -> Iterator[Listed]:
        marks = [mark for mark in self.mails if int(mark[6:]) >= int(place or 0)]
        for begin in range(0, len(marks), 4):
            some = marks[begin : begin + 4]
            yield Listed(tuple(some), str(int(some[-1][6:]) + 1))

    def fetch(self, marks: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
        self._break("fetch")
        for mark in marks:
            yield mark, mark, self.mails[mark]

    def settle(self, marks: Iterable[str]) -> None:
        self._break("settle")
        self.settled += marks

    def _break(self, where: str) -> None:
        if self.breaks and self.breaks[0] == where:
            self.breaks.pop(0)
            raise Unreachable("shelf: the connection broke off")
        if self.breaks and self.breaks[0] == "-":
            self.breaks.pop(0)

    def wait(self, seconds: float) -> None:
        raise AssertionError("nobody asked it to wait")

    def close(self) -> None:
        pass
