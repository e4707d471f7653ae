"""Which of a list's columns mean what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mailworthy.address.dates import Order, date_reading, read_dates
from mailworthy.address.headings import address_column, consent_column, date_columns, source_column
from mailworthy.errors import InputError
from mailworthy.flow.lists.options import INACTIVE_DAYS, ListOptions
from mailworthy.store.tables import Table

SIGNS_OF_LIFE = ("last_open", "last_click")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns mean what.

    Args:
        column: Holds the addresses.
        others: What else looked like addresses.
        dates: Columns with dates of life, any of which counts; empty where inactivity can't be told.
        since: Who showed no sign of life on or after this day is inactive.
        source: Tells where a contact came from; empty where none does.
        consent: Tells whether a contact agreed; empty where none does.
        orders: What stands first in each date column, day or month.
    """

    column: str
    others: tuple[str, ...]
    dates: tuple[str, ...]
    since: date
    source: str
    consent: str
    orders: tuple[Order, ...]

    def inactive(self, frame: pl.DataFrame) -> NDArray[np.bool_]:
        """Tell which rows of a block show no sign of life since; shape (n,). Rows without a date are not judged."""
        if not self.dates:
            return np.zeros(len(frame), bool)
        last = pl.select(
            pl.max_horizontal(
                read_dates(frame[name], order) for name, order in zip(self.dates, self.orders, strict=True)
            )
        ).to_series()
        return (last < self.since).fill_null(value=False).to_numpy()


def layout_of(table: Table, options: ListOptions, today: date) -> Layout:
    """Find out which columns mean what.

    Raises:
        InputError: A named column is not there, or none holds addresses.
    """
    guess = address_column(table.columns, table.sample)
    column = _named(options.column, table.columns) if options.column else guess.column
    if not column:
        raise InputError(
            f"none of the columns {_listed(table.columns)} holds addresses: name one with --column"
        )
    dates = _dates(table, options)
    return Layout(
        column=column,
        others=tuple(name for name in (guess.column, *guess.others) if name and name != column),
        dates=dates,
        since=today - timedelta(days=options.inactive_days or INACTIVE_DAYS),
        source=source_column(table.columns),
        consent=consent_column(table.columns),
        orders=tuple(date_reading(table.sample[name]).order for name in dates),
    )


def _dates(table: Table, options: ListOptions) -> tuple[str, ...]:
    if options.date_column:
        return (_named(options.date_column, table.columns),)
    found = date_columns(table.columns, table.sample)
    if options.inactive_days is None and not any(role in found for role in SIGNS_OF_LIFE):
        return ()  # that somebody signed up long ago does not make them inactive, unless the owner says so
    return tuple(name for role, name in found.items() if role != "last_send" or len(found) == 1)


def _named(name: str, columns: Sequence[str]) -> str:
    folded = {column.strip().casefold(): column for column in reversed(columns)}
    if name.strip().casefold() not in folded:
        raise InputError(f"there is no column {name!r}; there are {_listed(columns)}")
    return folded[name.strip().casefold()]


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(repr(column) for column in columns[:12])
    return shown + (f" and {len(columns) - 12} more" if len(columns) > 12 else "")
