"""Structured header fields in pieces: quoted strings, comments, blanks, single marks, and runs of anything else (RFC 5322 §3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache

CHARACTERS = 16_384  # of one field; what stands behind is not looked at


class Kind(Enum):
    """What a piece is."""

    QUOTED = "quoted"
    COMMENT = "comment"
    BLANK = "blank"
    MARK = "mark"
    RUN = "run"


_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BLANK = re.compile(r"[ \t\r\n]+")
_IN_COMMENT = re.compile(r"\\.|[()]", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def pieces(text: str, marks: str) -> Iterator[tuple[Kind, str]]:
    """Split a field into pieces, in one pass.

    Args:
        text: The field's value, folded or not, not decoded.
        marks: Characters that stand for themselves, beside quotation marks and round brackets.

    Returns:
        Kind and text: quoted strings and comments without their bounds and escapes. A quotation mark or a bracket that
        is never closed is a mark.
    """
    text = text[:CHARACTERS]
    run = _run(marks)
    place, quotes, comments = 0, True, True
    while place < len(text):
        character = text[place]
        if character == '"' and quotes:
            found = _QUOTED.match(text, place)
            if found:
                place = found.end()
                yield Kind.QUOTED, unescaped(found[1])
                continue
            quotes = False  # nor can any later one be closed: looking again would take square time
        if character == "(" and comments:
            end = _comment_end(text, place)
            if end:
                yield Kind.COMMENT, unescaped(text[place + 1 : end - 1])
                place = end
                continue
            comments = False
        found = _BLANK.match(text, place) or run.match(text, place)
        kind = Kind.MARK if not found else Kind.BLANK if character in " \t\r\n" else Kind.RUN
        end = found.end() if found else place + 1
        yield kind, text[place:end]
        place = end


def unescaped(text: str) -> str:
    """Take out the backslashes of quoted pairs (RFC 5322 §3.2.1)."""
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def quoted(text: str) -> str:
    """Write a quoted string (RFC 5322 §3.2.4)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@cache
def _run(marks: str) -> re.Pattern[str]:
    return re.compile(rf'[^ \t\r\n"(){re.escape(marks)}]+')


def _comment_end(text: str, start: int) -> int:
    depth = 0
    for found in _IN_COMMENT.finditer(text, start):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    return 0
