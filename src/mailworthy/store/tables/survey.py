"""Where records begin and end in a window of delimited text: one pass over packed bits instead of a parser.

Each kind of octet becomes a bitmap, 64 octets a word; whether an octet stands inside quotes is the parity of the quotes
before it, a prefix XOR. That costs a fraction of parsing and tells whether the parser may be trusted with the window: every
quote opens after a separator, closes before one, or is doubled; how many fields each record has is known as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailworthy.store.tables.records import QUOTED_BYTES, QUOTED_LINES

Bits = NDArray[np.uint64]
Numbers = NDArray[np.int64]
_ONE = np.uint64(1)
_TOP = np.uint64(63)
_QUOTE, _LF, _CR = 34, 10, 13
_GLANCE = 1 << 19
_STEP = 1 << 18  # octets at a time: they and their flags stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Marks:
    """Bitmaps of a window.

    Args:
        size: Octets of the window.
        newline: Line ends: LF, CR LF (its LF) or CR alone; also inside quotes.
        returns: Carriage returns.
        separators: Line ends and delimiters outside quotes.
        inside: What stands inside quotes, the opening quote included; None where there is no quote.
        wrong: Quotes that neither open after a separator, nor close before one, nor are doubled.
        final: Whether the text ends with this window.
    """

    size: int
    newline: Bits
    returns: Bits
    separators: Bits
    inside: Bits | None
    wrong: Bits | None
    final: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """The well-formed records at the beginning of a window.

    Args:
        starts: Where each begins.
        ends: Where each ends: the position of its line end's last octet.
        fields: How many fields each has.
        lines: Line ends up to and with each record's own, counted from the window's start.
        blank: Which of them are blank lines; None where none is.
        lone: Carriage returns that end a record on their own.
        trouble: The next record is not well formed, or too long for this pass to tell.
    """

    starts: Numbers
    ends: Numbers
    fields: Numbers
    lines: Numbers
    blank: NDArray[np.bool_] | None
    lone: Numbers
    trouble: bool

    @property
    def stop(self) -> int:
        """Where the record after the well-formed ones begins."""
        return int(self.ends[-1]) + 1 if len(self.ends) else 0


def mark(data: bytes, delimiter: bytes, *, final: bool) -> Marks:
    """Draw the bitmaps of a window.

    Args:
        data: Text that begins where a record begins; if ``final``, it ends in a line end. Not empty.
        delimiter: One octet.
        final: Whether the text ends here.
    """
    octets = np.frombuffer(data, np.uint8)
    newline = _bitmap(octets, _LF)
    returns = _bitmap(octets, _CR) if b"\r" in data else np.zeros_like(newline)
    if b"\r" in data:
        lone = returns & ~_before(newline)
        if not final:
            _unset(lone, len(octets) - 1)  # its LF may be the next octet
        newline |= lone
    separators = newline | _bitmap(octets, delimiter[0])
    if b'"' not in data:
        return Marks(len(data), newline, returns, separators, None, None, final)
    quotes = _bitmap(octets, _QUOTE)
    inside = _prefix_xor(quotes)
    wrong = _misplaced(quotes, inside, separators | quotes | returns)
    return Marks(len(data), newline, returns, separators & ~inside, inside, wrong, final)


def glance(data: bytes, delimiter: bytes, width: int, *, final: bool) -> tuple[int, int] | None:
    """Tell whether a window is as good as most: each record a line, none blank, all quotes in place, sizes as expected.

    A window in which one record is short by a field and another long by one passes; polars refuses the long one. The
    window is looked at in steps that stay in the processor's cache.

    Args:
        data: Text that begins where a record begins; if ``final``, it ends in a line end. Not empty.
        delimiter: One octet.
        width: Fields that a record has.
        final: Whether the text ends here.

    Returns:
        Where the last whole record ends, and how many there are; None for any other window.
    """
    stop = records = 0
    while stop < len(data):
        last = len(data) - stop <= _GLANCE
        step = data[stop : stop + _GLANCE]
        found = _tidy(mark(step, delimiter, final=final and last), width)
        if found is None or not (found[0] or last):
            return None
        stop, records = stop + found[0], records + found[1]
        if last:
            break
    return (stop, records) if records else None


def _tidy(marks: Marks, width: int) -> tuple[int, int] | None:
    newline = marks.newline
    outside = newline if marks.inside is None else newline & ~marks.inside
    stop = _last(outside) + 1
    if marks.final and stop < marks.size:
        return None
    if marks.inside is not None and (not _dense(outside) or _any_before(marks.wrong, stop)):
        return None
    blank = newline & (_after(newline) | _after(marks.returns & _after(newline)))
    if _any_before(newline ^ outside, stop) or _any_before(blank, stop):
        return None
    if marks.returns.any() and _any_before(marks.returns & ~_before(newline), stop):
        return None
    records = int(np.bitwise_count(outside).sum())
    fields = int(np.bitwise_count(_until(marks.separators, stop)).sum())
    return (stop, records) if fields == records * width else None


def survey(data: bytes, marks: Marks) -> Survey:
    """Find the well-formed records that a window begins with, one by one."""
    octets = np.frombuffer(data, np.uint8)
    trouble = False
    if marks.inside is None or marks.wrong is None:
        ends = _positions(marks.newline, marks.size)
        lines = np.arange(1, len(ends) + 1, dtype=np.int64)
    else:
        ends = _positions(marks.newline & ~marks.inside, marks.size)
        lines = _rank(marks.newline, ends)
        kept = min(_before_first(ends, marks.wrong), _short(ends, lines))
        trouble = kept < len(ends) or _stuck(ends, marks.size, final=marks.final)
        ends, lines = ends[:kept], lines[:kept]
    starts = np.concatenate((np.zeros(min(1, len(ends)), np.int64), ends[:-1] + 1))
    fields = np.diff(_rank(marks.separators, ends), prepend=0)
    lone = ends[octets[ends] == _CR]
    return Survey(starts, ends, fields, lines, _blank(starts, ends, octets), lone, trouble)


def _bitmap(octets: NDArray[np.uint8], kind: int) -> Bits:
    words = np.zeros(-(-len(octets) // 64), "<u8")
    packed = words.view(np.uint8)
    flags = np.empty(_STEP, np.bool_)
    for begin in range(0, len(octets), _STEP):
        some = octets[begin : begin + _STEP]
        found = np.packbits(np.equal(some, kind, out=flags[: len(some)]), bitorder="little")
        packed[begin // 8 : begin // 8 + len(found)] = found
    return words


def _positions(words: Bits, size: int) -> Numbers:
    packed = words.view(np.uint8)
    found = []
    for begin in range(0, size, _STEP):
        flags = np.unpackbits(packed[begin // 8 : (begin + _STEP) // 8], bitorder="little")
        found.append(np.flatnonzero(flags.view(np.bool_)) + begin)
    return np.concatenate(found)


def _unset(words: Bits, at: int) -> None:
    words[at >> 6] &= ~(_ONE << np.uint64(at & 63))


def _prefix_xor(words: Bits) -> Bits:
    """Set each bit to the parity of the bits up to and with it: inside quotes, the opening one included."""
    for shift in (1, 2, 4, 8, 16, 32):
        words = words ^ (words << np.uint64(shift))
    odd = (words >> _TOP).astype(np.uint8)
    before = np.bitwise_xor.accumulate(odd) ^ odd
    return np.where(before == 1, ~words, words)


def _after(words: Bits) -> Bits:
    """Move each bit to the octet after it; the window's start counts as one."""
    carry = np.ones_like(words)
    carry[1:] = words[:-1] >> _TOP
    return (words << _ONE) | carry


def _before(words: Bits) -> Bits:
    """Move each bit to the octet before it."""
    carry = np.zeros_like(words)
    carry[:-1] = words[1:] << _TOP
    return (words >> _ONE) | carry


def _misplaced(quotes: Bits, inside: Bits, neighbours: Bits) -> Bits:
    opening, closing = quotes & inside, quotes & ~inside
    return (opening & ~_after(neighbours)) | (closing & ~_before(neighbours))


def _last(words: Bits) -> int:
    filled = np.flatnonzero(words)
    return int(filled[-1]) * 64 + int(words[filled[-1]]).bit_length() - 1 if len(filled) else -1


def _until(words: Bits, stop: int) -> Bits:
    """Give the bits before ``stop``."""
    kept = words[: -(-stop // 64)].copy()
    if stop % 64:
        kept[-1] &= (_ONE << np.uint64(stop % 64)) - _ONE
    return kept


def _any_before(words: Bits | None, stop: int) -> bool:
    return words is not None and bool(_until(words, stop).any())


def _dense(outside: Bits) -> bool:
    """Tell whether no two neighbouring line ends stand further apart than a quoted field may be long."""
    half = QUOTED_BYTES // 2 // 64
    whole = outside[: len(outside) // half * half].reshape(-1, half)
    return bool(whole.any(axis=1).all())


def _before_first(ends: Numbers, wrong: Bits) -> int:
    """Count the records before the first that holds a misplaced quote."""
    words = np.flatnonzero(wrong)
    if not len(words):
        return len(ends)
    bits = int(wrong[words[0]])
    first = int(words[0]) * 64 + (bits & -bits).bit_length() - 1
    return int(np.searchsorted(ends, first))


def _short(ends: Numbers, lines: Numbers) -> int:
    """Count the records before the first that may hold a quoted field longer than any that we take for closed."""
    long = (np.diff(ends, prepend=-1) > QUOTED_BYTES) | (np.diff(lines, prepend=0) > QUOTED_LINES)
    return int(long.argmax()) if long.any() else len(ends)


def _stuck(ends: Numbers, size: int, *, final: bool) -> bool:
    """Tell whether more text cannot complete what follows the last record."""
    rest = size - (int(ends[-1]) + 1 if len(ends) else 0)
    return rest > 0 and (final or rest > QUOTED_BYTES)


def _rank(words: Bits, ends: Numbers) -> Numbers:
    """Count the bits up to and with each end."""
    total = np.cumsum(np.bitwise_count(words), dtype=np.int64)
    word = ends >> 6
    beyond = words[word] >> (ends & 63).astype(np.uint64) >> _ONE
    rank: Numbers = total[word] - np.bitwise_count(beyond)
    return rank


def _blank(starts: Numbers, ends: Numbers, octets: NDArray[np.uint8]) -> NDArray[np.bool_] | None:
    sizes = ends - starts
    if not len(ends) or sizes.min() > 1:
        return None
    blank: NDArray[np.bool_] = (sizes == 0) | ((sizes == 1) & (octets[starts] == _CR))
    return blank if blank.any() else None
