"""Standard input, line by line, whoever writes it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

LONGEST_LINE = 1 << 16


def lines() -> Iterator[str]:
    """Read standard input line by line, empty ones too; of a longer line than any of use only the beginning counts."""
    read = sys.stdin.buffer.readline
    mark = "\ufeff"  # the encoding's, where a file begins with it
    while line := read(LONGEST_LINE):
        yield line.rstrip(b"\r\n").decode("utf-8", "replace").removeprefix(mark)
        mark = ""
        while line and not line.endswith(b"\n"):
            line = read(LONGEST_LINE)
