"""The words of a page as plain text, built piece by piece, each piece knowing where it stands in the page."""

from __future__ import annotations

import re

from mailworthy.message.reading.place import Origin

_RUN = re.compile(r"[ \t\n\f]{2,}|[\t\n\f]")  # what is shown as one blank and is none


class Plain:
    """Plain text in the making.

    Blanks that a page shows as one are one; a block begins a line. No-break spaces and fillers stay as they are.
    """

    __slots__ = ("_ends_blank", "_line_end", "_said", "origin")

    def __init__(self) -> None:
        """Begin with nothing."""
        self._said: list[str] = []
        self._ends_blank = True
        self._line_end: tuple[int, int] | None = None
        self.origin = Origin()

    def line_end(self, start: int, end: int) -> None:
        """Let what comes begin a line, because of a tag that stands there."""
        if self.origin.length and self._line_end is None:
            self._line_end = start, end

    def text(self, text: str, start: int) -> None:
        """Add what stands in the page character by character, at ``start``."""
        at = 0
        for run in _RUN.finditer(text):
            self._literal(text[at : run.start()], start + at)
            self._blank(start + run.start(), start + run.end())
            at = run.end()
        self._literal(text[at:] if at else text, start + at)

    def made(self, text: str, start: int, end: int) -> None:
        """Add what a character reference of the page stands for."""
        if text in {" ", "\n", "\t"}:
            self._blank(start, end)
        else:
            self._broken()
            self._add(text, start, end)

    def _literal(self, text: str, start: int) -> None:
        if text[:1] == " " and (self._ends_blank or self._line_end is not None):
            text, start = text[1:], start + 1
        if text:
            self._broken()
            self._add(text, start, 0)
            self._ends_blank = text[-1] == " "

    def _blank(self, start: int, end: int) -> None:
        if not self._ends_blank and self._line_end is None:
            self._add(" ", start, end)
            self._ends_blank = True

    def _broken(self) -> None:
        if self._line_end is not None:
            self._add("\n", *self._line_end)
            self._line_end, self._ends_blank = None, True

    def _add(self, text: str, start: int, end: int) -> None:
        self.origin.piece(len(text), start, end)
        self._said.append(text)
        self._ends_blank = False

    def whole(self) -> str:
        """Give the text."""
        return "".join(self._said)
