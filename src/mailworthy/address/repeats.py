"""Rows that hold the same mailbox, told over a whole list by hashes of eight bytes a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mailworthy.address.columns import U64, Places
from mailworthy.address.duplicates import Repetition, bot_spellings

AT_ONCE = 4_000_000  # repeated rows looked at together; what keeps memory flat when every row is repeated
_SIEVE_BITS = (
    24  # 16 MiB: of other rows, one in fifty gets through where a quarter of a million hashes are sought
)

KINDS = (Repetition.EXACT, Repetition.CASE, Repetition.PROVIDER)


@dataclass(frozen=True, slots=True)
class Repeats:
    """Which rows repeat earlier ones; all arrays sorted by row.

    Args:
        rows: Rows that repeat an earlier row; shape (k,).
        first: The row that each of them repeats; shape (k,).
        kind: How, as a place in :data:`KINDS`; shape (k,).
        bots: Rows of mailboxes that came in so many spellings that a bot must have made them; shape (b,).
    """

    rows: Places
    first: Places
    kind: NDArray[np.uint8]
    bots: Places


def find_repeats(mailbox: Sequence[U64], details: Callable[[int, Places], pl.DataFrame]) -> Repeats:
    """Find the rows that hold the same mailbox as an earlier one.

    Args:
        mailbox: Hashes of the canonical forms, block by block; 0 for rows that have none.
        details: Gives ``exact``, ``folded`` and ``check`` (see :class:`~mailworthy.address.columns.Rows`) for some
            rows of a block, so that hardly any but rows that repeat are ever looked at.
    """
    several = _several(mailbox)
    sieve = np.zeros(1 << _SIEVE_BITS, np.bool_)
    sieve[_sieved(several)] = True
    places = [np.flatnonzero(sieve[_sieved(block)] & (block != 0)) for block in mailbox]
    parts = 1 + sum(len(among) for among in places) // AT_ONCE
    filled: list[int] = np.unique(
        several % np.uint64(parts)
    ).tolist()  # one hash repeated a million times fills one part
    found = [_resolved(_candidates(mailbox, places, (part, parts), details)) for part in filled]
    if not found:
        nothing = np.zeros(0, np.int64)
        return Repeats(nothing, nothing, np.zeros(0, np.uint8), nothing)
    again = pl.concat([repeated for repeated, _ in found]).sort("row")
    return Repeats(
        again["row"].to_numpy(),
        again["first"].to_numpy(),
        again["kind"].to_numpy(),
        np.sort(np.concatenate([bots for _, bots in found])),
    )


def _several(mailbox: Sequence[U64]) -> U64:
    """Give the hashes that occur more than once, in order."""
    ordered = np.sort(np.concatenate([np.zeros(1, np.uint64), *mailbox]))
    same = (ordered[1:] == ordered[:-1]) & (ordered[1:] != 0)
    repeated: U64 = ordered[1:][same]
    several: U64 = repeated[np.diff(repeated, prepend=np.uint64(0)) != 0]
    return several


def _sieved(hashes: U64) -> U64:
    """Give each hash's place in a table that tells in 10 ns which can't be among some; to look them up takes 150."""
    return hashes >> np.uint64(64 - _SIEVE_BITS)


def _candidates(
    mailbox: Sequence[U64],
    places: list[Places],
    part: tuple[int, int],
    details: Callable[[int, Places], pl.DataFrame],
) -> Iterator[pl.DataFrame]:
    """Give the rows that may repeat, those of one part of the hashes."""
    which, parts = part
    begins = 0
    for number, (block, among) in enumerate(zip(mailbox, places, strict=True)):
        of_part = among[block[among] % parts == which] if parts > 1 else among
        if len(of_part):
            yield details(number, of_part).with_columns(row=begins + of_part, mailbox=block[of_part])
        begins += len(block)


def _resolved(candidates: Iterator[pl.DataFrame]) -> tuple[pl.DataFrame, Places]:
    """Tell which rows repeat which, and those that bots made; polars' windows would take five times as long."""
    rows = {column.name: column.to_numpy() for column in pl.concat(candidates)}
    count = len(rows["row"])
    alike = _numbered(_numbered(rows["mailbox"]) * count + _numbered(rows["check"]))
    order = np.sort(alike << 32 | np.arange(count)) & 0xFFFFFFFF  # rows of one mailbox stay in their order
    row, exact, folded, group = (each[order] for each in (rows["row"], rows["exact"], rows["folded"], alike))
    new = np.diff(group, prepend=-1) != 0
    first = np.flatnonzero(new)[group]
    again = np.flatnonzero(~new)
    earlier = first[again]
    kind = np.select(
        [exact[again] == exact[earlier], folded[again] == folded[earlier]],
        [KINDS.index(Repetition.EXACT), KINDS.index(Repetition.CASE)],
        KINDS.index(Repetition.PROVIDER),
    )
    repeated = pl.DataFrame({"row": row[again], "first": row[earlier], "kind": kind.astype(np.uint8)})
    return repeated, row[_of_bots(group, folded)]


def _numbered(values: NDArray[np.integer[Any]]) -> Places:
    """Number values from 0 on, equal ones alike, in the order of their size."""
    order = np.argsort(values)
    ordered = values[order]
    numbers = np.zeros(len(values), np.int64)
    numbers[order[1:]] = np.cumsum(ordered[1:] != ordered[:-1])
    return numbers


def _of_bots(group: Places, folded: U64) -> Places:
    """Give the places of the groups that came in so many spellings; only large groups are looked at."""
    large: Places = np.flatnonzero(np.bincount(group)[group] >= bot_spellings())
    spellings = pl.DataFrame({"group": group[large], "folded": folded[large]})
    many = spellings.select(pl.col("folded").n_unique().over("group") >= bot_spellings()).to_series()
    of_bots: Places = large[many.to_numpy()]
    return of_bots
