"""Where something stands: offsets in a text, lines and columns as people count them, and the way back from made text to its source."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a text.

    Args:
        start: Its first character, from 0.
        end: Behind its last one.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Where:
    """A stretch of a part's decoded text, as people find it.

    Args:
        part: The index of the part among :attr:`~mailworthy.message.reading.draft.Draft.parts`.
        line: From 1.
        column: In characters, from 1.
        end_line: Of what stands behind the stretch.
        end_column: Same.
        span: The stretch itself, as offsets.
    """

    part: int
    line: int
    column: int
    end_line: int
    end_column: int
    span: Span


class Lines:
    """Where the lines of a text begin.

    Args:
        text: With lines ended by LF.
    """

    __slots__ = ("starts",)

    def __init__(self, text: str) -> None:
        """Find every line."""
        self.starts = array("q", (0,))
        at = text.find("\n")
        while at >= 0:
            self.starts.append(at + 1)
            at = text.find("\n", at + 1)

    def at(self, offset: int) -> tuple[int, int]:
        """Give line and column of an offset, both from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Give the offset of a place; both from 1."""
        return self.starts[line - 1] + column - 1


class Origin:
    """The way back from a text that was made out of another: pieces, in order.

    A piece was taken over as it stands, or was made from one stretch of the source: a character reference, a run of
    blanks, a tag that ends a line.
    """

    __slots__ = ("_at", "_end", "_start", "length")

    def __init__(self) -> None:
        """Begin with nothing."""
        self._at, self._start, self._end = array("q"), array("q"), array("q")
        self.length = 0

    def piece(self, length: int, start: int, end: int) -> None:
        """Add a piece at the end of the made text; none stands before the one before in the source.

        Args:
            length: How long it is in the made text.
            start: Where it stands in the source.
            end: Where it ends there; 0 for a piece taken over character by character.
        """
        self._at.append(self.length)
        self._start.append(start)
        self._end.append(end)
        self.length += length

    def start(self, offset: int) -> int:
        """Give where a character of the made text begins in the source."""
        index = max(bisect_right(self._at, offset) - 1, 0)
        if not self._at:
            return 0
        return self._start[index] + (0 if self._end[index] else offset - self._at[index])

    def made(self, offset: int) -> int:
        """Give where in the made text stands what stands at an offset of the source, or else what comes next."""
        index = bisect_left(self._start, offset)
        if index and not self._end[index - 1]:
            length = (self._at[index] if index < len(self._at) else self.length) - self._at[index - 1]
            if offset - self._start[index - 1] < length:
                return self._at[index - 1] + offset - self._start[index - 1]
        return self._at[index] if index < len(self._at) else self.length

    def span(self, start: int, end: int) -> Span:
        """Give the stretch of the source that a stretch of the made text comes from."""
        if not self._at or end <= start:
            return Span(self.start(start), self.start(start))
        index = bisect_right(self._at, end - 1) - 1
        return Span(self.start(start), self._end[index] or self._start[index] + end - self._at[index])
