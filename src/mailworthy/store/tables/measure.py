"""What a part of a workbook will take in memory, reckoned while it streams by.

Nearly all workbooks write their cells in one form, which is counted fast; any other form is looked at more slowly, so that no
spelling hides a cell.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

CELL_BYTES = 32  # what a cell takes while a sheet is read, its text not counted

_LETTERS = 26
_LONGEST_TAG = 256 << 10
_TOO_MANY = 1 << 50
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})\d""")
_CELL = re.compile(rb"<(?:\w{1,20}:)?c[\s/>]")
_PREFIXED = re.compile(rb"<\w{1,20}:c[\s/>]")
_USUAL_ROW = re.compile(rb'<row r="(\d{1,10})"')
_ROW = re.compile(rb"""<(?:\w{1,20}:)?row\b[^>]{0,500}?\sr\s*=\s*["'](\d{1,10})""")


class Measure:
    """Counts cells, the rectangle that they span, and the texts that they share.

    Args:
        longest: Size of the longest text that cells may share.
        of_texts: Whether this is the part that holds these texts.
    """

    def __init__(self, longest: int, *, of_texts: bool) -> None:
        self._of_texts = of_texts
        self.shares = 0
        self._longest = longest
        self._last_column = 0
        self._last_row = 0
        self._cells = 0
        self._rows = 0
        self._in_row = 0
        self._widest = 0
        self._rest = b""
        self._sizes: list[int] = []
        self._open = 0

    def add(self, piece: bytes) -> None:
        """Look at the next piece."""
        data = self._rest + piece
        cut = data.rfind(b"<")
        if len(data) - cut > _LONGEST_TAG:  # nothing that people write; it could hide what is cut in two
            self._cells = _TOO_MANY
            self._rest = b""
            return
        self._look(data[:cut])
        self._rest = data[cut:]

    @property
    def at_least(self) -> int:
        """What the cells so far take, their texts not counted."""
        return self._cells * CELL_BYTES

    def memory(self, copied: int | None = None) -> int:
        """Give what the part's cells take: the rectangle that they span, and their texts.

        Args:
            copied: What the shared texts take, if it is known; else each is taken to be the longest.
        """
        self._look(self._rest)
        self._rest = b""
        rectangle = max(self._last_row, self._rows) * max(self._widest, self._last_column)
        shared = self.shares * self._longest if copied is None else copied
        return max(rectangle, self._cells) * CELL_BYTES + shared

    def texts(self) -> NDArray[np.int64]:
        """Give the sizes of the shared texts that the part holds."""
        return np.array([*self._sizes, self._open], np.int64)

    def _look(self, data: bytes) -> None:
        usual = data.count(b'<c r="')
        if usual == data.count(b"<c") and not (b":c" in data and _PREFIXED.search(data)):
            self._cells += usual
            self._look_right(data)
        else:
            self._look_closely(data)
        rows = _USUAL_ROW.findall(data)
        if len(rows) < data.count(b"<row") or b":row" in data:
            rows = _ROW.findall(data)
        self._last_row = max([self._last_row, *map(int, rows)])
        if self._longest:
            self.shares += data.count(b't="s"') + data.count(b"t='s'")
        if self._of_texts:
            self._add_texts(data)

    def _look_right(self, data: bytes) -> None:
        """Find the last column of cells in the usual form: one search that fails is much cheaper than finding them all."""
        while self._last_column <= _LETTERS and (found := _beyond(self._last_column).search(data)):
            self._last_column = _number(found[1])
        if self._last_column > _LETTERS:
            self._last_column = max([self._last_column, *map(_number, set(_REFERENCE.findall(data)))])

    def _look_closely(self, data: bytes) -> None:
        references = _REFERENCE.findall(data)
        self._last_column = max([self._last_column, *map(_number, set(references))])
        self._cells += sum(1 for _ in _CELL.finditer(data))
        # Cells that don't say where they stand, stand one after the other.
        for number, part in enumerate(data.split(b"row")):
            if number:
                self._rows += 1
                self._in_row = 0
            self._in_row += sum(1 for _ in _CELL.finditer(part))
            self._widest = max(self._widest, self._in_row)

    def _add_texts(self, data: bytes) -> None:
        *closed, rest = data.split(b"</si>")
        for text in closed:
            self._sizes.append(self._open + len(text))
            self._open = 0
        self._open += len(rest)


@lru_cache(_LETTERS + 1)
def _beyond(column: int) -> re.Pattern[bytes]:
    """Match a cell further right than a column from 0 to 26."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column:]
    single = f"[{letters}{letters.lower()}]|" if letters else ""
    return re.compile(rf'<c r="({single}[A-Za-z]{{2,4}})\d'.encode())


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
