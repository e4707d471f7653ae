"""Plain text: one record a line, kept as it stands."""

from __future__ import annotations

import polars as pl

from mailworthy.store.tables.stream import Parsed, Reader, Window


class TextReader(Reader):
    """Reads one record a line; blank lines are none.

    Args:
        column: Its name.
    """

    def __init__(self, column: str) -> None:
        self._column = column

    def read(self, window: Window) -> Parsed:
        """Read the whole lines that a window begins with."""
        used = _whole_lines(window)
        text = window.data[:used].replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode("utf-8", "replace")
        every = pl.Series(self._column, [text], pl.String).str.split("\n").explode()[:-1] if used else _NONE
        ended = len(every)
        lines = pl.int_range(window.line, window.line + len(every), dtype=pl.UInt64, eager=True).rename(
            "line"
        )
        if len(every) and (blank := every.str.strip_chars() == "").any():
            every, lines = every.filter(~blank), lines.filter(~blank)
        return Parsed(every.alias(self._column).to_frame(), lines, None, [], 0, used, ended)


_NONE = pl.Series("", [], pl.String)


def _whole_lines(window: Window) -> int:
    if window.final:
        return len(window.data)
    # A CR that ends the window may be the first half of CR LF.
    return max(window.data.rfind(b"\n"), window.data.rfind(b"\r", 0, len(window.data) - 1)) + 1
