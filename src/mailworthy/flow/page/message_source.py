"""The source of a message as a page shows it: numbered lines, and what findings mean marked at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from mailworthy.message.places import Place
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.place import Span

AROUND = 2  # lines of context
ROWS_MOST = 600  # of one part
SHOWN_WHOLE = 40  # lines: a shorter text is shown to its end
WIDE = 240  # characters of a line that are shown as they stand; of longer ones what is around the marks
LONGEST = 400  # characters of a value beside the source
_MARGIN = 60
_ALIKE = 4  # of one invisible character in a row; more are counted
_ODD = re.compile(
    r"([\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufffe\uffff])\1*"
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of a text that a finding means.

    Args:
        start: Its first character.
        end: Behind its last one.
        finding: The finding's number on the page.
        tone: How grave it is.
    """

    start: int
    end: int
    finding: int
    tone: str


Piece = dict[str, Any]
Row = dict[str, Any]


def shown(text: str, marks: Iterable[Marked], *, first_line: int = 1) -> tuple[Row, ...]:
    """Give the rows of a text: all of a short one, of others what is around the marks.

    Args:
        text: With lines ended by LF.
        marks: In any order; they may overlap.
        first_line: The number of its first line.

    Returns:
        Rows of ``number`` and ``pieces``, or of ``gap``: how many lines are left out there.
    """
    lines = text.split("\n")
    starts = _starts(lines)
    by_line = _by_line(starts, lines, marks)
    wanted = _wanted(len(lines), by_line)
    return tuple(_rows(lines, by_line, wanted, first_line))


def _starts(lines: Sequence[str]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    return starts


def _by_line(
    starts: Sequence[int], lines: Sequence[str], marks: Iterable[Marked]
) -> Mapping[int, list[Marked]]:
    """Cut marks at line ends; places become columns from 0. A mark over many lines is told in the first few."""
    from bisect import bisect_right  # noqa: PLC0415  # only for this

    found: dict[int, list[Marked]] = {}
    for mark in marks:
        first = max(bisect_right(starts, mark.start) - 1, 0)
        last = max(bisect_right(starts, max(mark.end - 1, mark.start)) - 1, 0)
        for number in range(first, min(last, first + AROUND) + 1):
            begin = max(mark.start - starts[number], 0)
            end = min(mark.end - starts[number], len(lines[number]))
            found.setdefault(number, []).append(Marked(begin, max(end, begin), mark.finding, mark.tone))
    return found


def _wanted(count: int, by_line: Mapping[int, Sequence[Marked]]) -> list[int]:
    if count <= SHOWN_WHOLE:
        return list(range(count))
    near = {
        line
        for number in by_line
        for line in range(number - AROUND, number + AROUND + 1)
        if 0 <= line < count
    }
    return sorted(near or range(SHOWN_WHOLE // 4))[:ROWS_MOST]


def _rows(
    lines: Sequence[str], by_line: Mapping[int, list[Marked]], wanted: Sequence[int], first_line: int
) -> Iterator[Row]:
    before = -1
    for number in wanted:
        if number > before + 1:
            yield {"gap": number - before - 1}
        yield {"number": number + first_line, "pieces": _pieces(lines[number], by_line.get(number, []))}
        before = number
    if before < len(lines) - 1:
        yield {"gap": len(lines) - 1 - before}


def _pieces(line: str, marks: list[Marked]) -> list[Piece]:
    """Cut a line where marks begin and end; of a long line leave out what is far from all of them."""
    edges = sorted({0, len(line), *(mark.start for mark in marks), *(mark.end for mark in marks)})
    pieces: list[Piece] = []
    for start, end in pairwise(edges):
        over = [mark for mark in marks if mark.start <= start and mark.end >= end]
        pieces += _cut(
            line[start:end], over, begins=[m for m in over if m.start == start], long=len(line) > WIDE
        )
    pieces += [_piece("", [mark], [mark]) for mark in marks if mark.start == mark.end]
    return pieces


def _cut(text: str, over: Sequence[Marked], *, begins: Sequence[Marked], long: bool) -> list[Piece]:
    room = WIDE if over else 2 * _MARGIN
    if not long or len(text) <= room:
        return [_piece(text, over, begins)]
    head, tail = _piece(text[: room // 2], over, begins), _piece(text[-room // 2 :], over, ())
    return [head, {"left_out": len(text) - room}, tail]


def _piece(text: str, over: Sequence[Marked], begins: Iterable[Marked]) -> Piece:
    tones = [mark.tone for mark in over]
    tone = next((tone for tone in ("error", "warning", "info") if tone in tones), "")
    return {
        "text": list(visible(text)),
        "tone": tone if over else "",
        "numbers": list(dict.fromkeys(mark.finding for mark in begins)),
    }


def visible(text: str) -> Iterator[tuple[str, bool]]:
    """Give a text in pieces: ordinary ones, and names of characters that nobody would see."""
    at = 0
    for found in _ODD.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], False
        name = f"U+{ord(found[1]):04X}"
        count = len(found[0])
        yield (name if count == 1 else f"{name} × {count}"), True
        at = found.end()
    if at < len(text):
        yield text[at:], False


def plain(text: str) -> str:
    """Give a value on the page, with names for characters that nobody would see, cut to :data:`LONGEST`."""
    return shortened("".join(piece for piece, _ in visible(text[: 2 * LONGEST])))


def shortened(text: str) -> str:
    """Give a text cut to :data:`LONGEST` characters."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def part_marks(part: Part, told: Iterable[tuple[int, str, Place]]) -> Iterator[Marked]:
    """Give the marks of a part.

    Args:
        part: The part.
        told: The number, the tone and a place of each finding.
    """
    for number, tone, place in told:
        if place.get("part") == part.index and "line" in place and "column" in place:
            span = _span(part, place)
            yield Marked(span.start, span.end, number, tone)


def _span(part: Part, place: Place) -> Span:
    last = len(part.lines.starts)
    line = min(max(int(place["line"]), 1), last)
    start = part.lines.offset(line, max(int(place["column"]), 1))
    end_line = min(max(int(place.get("end_line", line)), line), last)
    end = part.lines.offset(end_line, max(int(place.get("end_column", 1)), 1))
    return Span(start, max(end, start))


def header_rows(draft: Draft, told: Iterable[tuple[int, str, Place]]) -> tuple[Row, ...]:
    """Give the header's fields as rows, decoded, with their line numbers; fields that findings mean are marked whole."""
    meant: dict[int, list[Marked]] = {}
    for number, tone, place in told:
        index = _field(draft, place)
        if index is not None:
            meant.setdefault(index, []).append(Marked(0, 0, number, tone))
    return tuple(
        {"number": field.line, "pieces": _field_pieces(f"{field.name}: {field.value}", meant.get(index, []))}
        for index, field in enumerate(draft.fields[:ROWS_MOST])
    )


def _field(draft: Draft, place: Place) -> int | None:
    name = str(place.get("header", "")).lower()
    same = [index for index, field in enumerate(draft.fields) if name and field.name.lower() == name]
    at = [index for index in same if draft.fields[index].line == place.get("line")]
    return next(chain(at, same), None)


def _field_pieces(text: str, marks: Sequence[Marked]) -> list[Piece]:
    return _cut(text, marks, begins=marks, long=len(text) > 2 * WIDE)
