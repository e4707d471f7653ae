"""A text that was rewritten and still knows where each character came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from operator import itemgetter

Edit = tuple[int, int, str]


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Give edits from left to right; where two want the same place, the one that begins first or came first has it."""
    ordered: list[Edit] = []
    for edit in sorted(edits, key=itemgetter(0)):
        if not ordered or ordered[-1][1] <= edit[0]:
            ordered.append(edit)
    return ordered


class Mapped:
    """A rewritten text with the way back to the text it was made from.

    Args:
        below: The text as it was, itself perhaps a rewritten one.
        edits: What to replace, from left to right: start, end, and what stands there instead.
    """

    __slots__ = ("_at", "_below", "_from", "_to", "text")

    text: str

    def __init__(self, below: str | Mapped, edits: Iterable[Edit]) -> None:
        old = below if isinstance(below, str) else below.text
        self._below = None if isinstance(below, str) else below
        self._at: list[int] = []
        self._from: list[int] = []
        self._to: list[int] = []
        parts: list[str] = []
        length = done = 0
        for start, end, new in edits:
            length += self._keep(length, done, start)
            parts += (old[done:start], new)
            if new:
                self._add(length, start, end)
                length += len(new)
            done = end
        self._keep(length, done, len(old))
        parts.append(old[done:])
        self.text = "".join(parts)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the original text of ``text[start:end]``, which must not be empty."""
        start, end = self.span_below(start, end)
        return self._below.span(start, end) if self._below else (start, end)

    def span_below(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the text that this one was made from."""
        return self._place(start)[0], self._place(end - 1)[1]

    def _place(self, at: int) -> tuple[int, int]:
        """Give from where to where one character comes; a piece of another length counts as a whole."""
        number = bisect_right(self._at, at) - 1
        after = self._at[number + 1] if number + 1 < len(self._at) else len(self.text)
        old, old_end = self._from[number], self._to[number]
        if after - self._at[number] != old_end - old:
            return old, old_end
        return old + at - self._at[number], old + at - self._at[number] + 1

    def _keep(self, at: int, start: int, end: int) -> int:
        if end > start:
            self._add(at, start, end)
        return end - start

    def _add(self, at: int, start: int, end: int) -> None:
        self._at.append(at)
        self._from.append(start)
        self._to.append(end)
