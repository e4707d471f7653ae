"""Rows that hold the same mailbox, told over a whole list by hashes of eight bytes a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mailworthy.address.columns import U64, Places
from mailworthy.address.duplicates import Repetition, bot_spellings

AT_ONCE = 4_000_000  # repeated rows looked at together; what keeps memory flat when every row is repeated


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
            rows of a block, so that only rows that may repeat are ever looked at.
    """
    several = _several(mailbox)
    places = [_among(block, several) for block in mailbox]
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
    """Give the hashes that occur more than once."""
    if not mailbox:
        return np.zeros(0, np.uint64)
    ordered = np.sort(np.concatenate(mailbox))
    ordered = ordered[np.searchsorted(ordered, 1) :]
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def _among(block: U64, hashes: U64) -> Places:
    """Give the places in a block whose hashes are among some."""
    found: Places = pl.Series(block).is_in(pl.Series(hashes).implode()).arg_true().to_numpy().astype(np.int64)
    return found


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
    rows = pl.concat(candidates).with_columns(
        pl.col("row", "exact", "folded").first().over("mailbox", "check").name.prefix("first_"),
        variants=pl.col("folded").n_unique().over("mailbox", "check"),
    )
    kind = (
        pl.when(pl.col("exact") == pl.col("first_exact"))
        .then(KINDS.index(Repetition.EXACT))
        .when(pl.col("folded") == pl.col("first_folded"))
        .then(KINDS.index(Repetition.CASE))
        .otherwise(KINDS.index(Repetition.PROVIDER))
        .cast(pl.UInt8)
    )
    again = rows.filter(pl.col("row") != pl.col("first_row")).select("row", first="first_row", kind=kind)
    return again, rows.filter(pl.col("variants") >= bot_spellings())["row"].to_numpy()
