"""Columns of dates as people and platforms write them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import polars as pl


class Order(Enum):
    """What stands first where day and month are both numbers: ``03/04/2024``."""

    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"  # nothing in the column tells


@dataclass(frozen=True, slots=True)
class DateReading:
    """How a column of dates is read.

    Args:
        order: What comes first in dates with slashes, decided on the whole sample.
        read: Share of the filled cells that are dates.
        note: What the user should know; empty when nothing.
    """

    order: Order
    read: float
    note: str = ""


# One group of numbers each; what follows a date (time, zone, weekday) doesn't change the day.
_YEAR_FIRST = r"^\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:$|[T\s(,])"
_SOLID = r"^\s*((?:19|20)\d{2})(\d{2})(\d{2})(?:$|[T\s]|\d{6}$)"
_DOTTED = r"^\s*(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?:$|[T\s,])"
_SLASHED = r"^\s*(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?:$|[T\s,])"
_NAMED = (
    r"^\s*(?:\p{L}{3,9}\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(\p{L}{3,9})\.?,?[\s-]+(\d{4})(?:$|[T\s,])"
)
_NAMED_US = r"^\s*(?:\p{L}{3,9}\.?,\s+)?(\p{L}{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:$|[T\s,])"
_UNIX = r"^\s*(\d{9,10})(?:\.\d+)?\s*$"
_UNIX_MS = r"^\s*(\d{12,13})\s*$"
_SERIAL = r"^\s*(\d{5})(?:\.\d+)?\s*$"
_ERA = r"^\s*(令和|平成|昭和|[RHS])\.?\s?(元|\d{1,2})[年./-](\d{1,2})[月./-](\d{1,2})日?(?:$|[T\s(])"

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner janvier janv ene enero gennaio gen janeiro",
            "feb february februar février févr fév febrero febbraio fevereiro fev",
            "mar march märz mär mrz mars marzo março",
            "apr april avril avr abr abril aprile",
            "may mai mayo maggio mag maio",
            "jun june juni juin junio giugno giu junho",
            "jul july juli juillet juil julio luglio lug julho",
            "aug august août aou agosto ago",
            "sep sept september septembre septiembre settembre set setembro",
            "oct october oktober okt octobre octubre ottobre ott outubro out",
            "nov november novembre noviembre novembro",
            "dec december dezember dez décembre déc dic diciembre dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_EXCEL_EPOCH = -25_569  # 1899-12-30 in days before 1970; right from March 1900 on
_FIRST_DAY, _LAST_DAY = (
    -25_567,
    47_482,
)  # 1900 to 2099, in days since 1970: outside of it a number is something else


def read_dates(values: pl.Series, order: Order | None = None) -> pl.Series:
    """Read a column as dates.

    ISO 8601 with or without time and zone, ``YYYY/MM/DD``, ``20240305``, ``05.03.2024``, ``03/05/2024`` in the column's
    own order, ``5 March 2024`` in six languages, ``2024年3月5日`` and Japanese eras, seconds and milliseconds since
    1970, Excel's day numbers. The day is the one that is written: zones are not converted.

    Args:
        values: The column, as text, numbers, dates or times.
        order: What comes first in dates with slashes, as :func:`date_reading` found it on a sample; by default the column
            itself decides.

    Returns:
        Dates; null where a cell is no date, and for dates with slashes that may be read in two ways where nothing in the column tells day from month.
    """
    if values.dtype == pl.Date:
        return values
    if values.dtype.is_temporal():
        return (
            values.cast(pl.Date, strict=False) if values.dtype.base_type() == pl.Datetime else _none(values)
        )
    if values.dtype != pl.String:
        if not values.dtype.is_numeric():
            return _none(values)
        values = values.cast(pl.String, strict=False)
    known = values.unique()
    dates = _read_text(known, order or _order(values))
    return (
        values.to_frame("text")
        .join(
            pl.DataFrame({"text": known, "date": dates}),
            on="text",
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )["date"]
        .rename(values.name)
    )


def date_reading(values: pl.Series) -> DateReading:
    """Tell how a column's sample is to be read, so that each block of the list is read alike."""
    if values.dtype != pl.String:
        return DateReading(Order.DAY, float(read_dates(values).is_not_null().mean() or 0))  # type: ignore[arg-type]  # a mean of booleans is a number
    filled = values.filter(values.str.strip_chars() != "")
    order = _order(filled)
    read = float(read_dates(filled, order).is_not_null().mean() or 0) if len(filled) else 0.0  # type: ignore[arg-type]  # same
    note = ""
    if order is Order.UNKNOWN and filled.str.contains(_SLASHED).any():
        note = "Dates such as 03/04/2024 may be read in two ways and nothing in the column tells which: they were not used."
    return DateReading(order, read, note)


def _order(values: pl.Series) -> Order:
    """Decide by the numbers over 12: they are days."""
    parts = values.str.extract_groups(_SLASHED).struct
    first, second = (parts.field(name).cast(pl.Int32, strict=False).max() for name in ("1", "2"))
    day_first, month_first = (isinstance(high, int) and 12 < high <= 31 for high in (first, second))
    if day_first == month_first:  # nothing tells, or the column contradicts itself
        return Order.UNKNOWN
    return Order.DAY if day_first else Order.MONTH


def _none(values: pl.Series) -> pl.Series:
    return pl.Series(values.name, [None] * len(values), dtype=pl.Date)


def _read_text(values: pl.Series, order: Order) -> pl.Series:
    text = pl.col("text")
    readings = [
        _numbers(_YEAR_FIRST, 1, 2, 3),
        _numbers(_SOLID, 1, 2, 3),
        _numbers(_DOTTED, 3, 2, 1),
        _slashed(order),
        _named(_NAMED, 1, 2),
        _named(_NAMED_US, 2, 1),
        _era(),
        _days(text.str.extract(_UNIX).cast(pl.Int64, strict=False) // 86_400),
        _days(text.str.extract(_UNIX_MS).cast(pl.Int64, strict=False) // 86_400_000),
        _days(text.str.extract(_SERIAL).cast(pl.Int64, strict=False) + _EXCEL_EPOCH),
    ]
    date = pl.coalesce(readings)
    likely = date.cast(pl.Int32).is_between(_FIRST_DAY, _LAST_DAY)
    return values.to_frame("text").select(pl.when(likely).then(date).alias("date"))["date"]


def _date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    full = pl.when(year < 70).then(year + 2000).when(year < 100).then(year + 1900).otherwise(year)
    whole = pl.format(
        "{}-{}-{}",
        full.cast(pl.String).str.zfill(4),
        *(part.cast(pl.String).str.zfill(2) for part in (month, day)),
    )
    return whole.str.to_date("%Y-%m-%d", strict=False)


def _group(pattern: str, number: int) -> pl.Expr:
    return pl.col("text").str.extract(pattern, number)


def _number(pattern: str, group: int) -> pl.Expr:
    return _group(pattern, group).cast(pl.Int32, strict=False)


def _numbers(pattern: str, year: int, month: int, day: int) -> pl.Expr:
    return _date(_number(pattern, year), _number(pattern, month), _number(pattern, day))


def _slashed(order: Order) -> pl.Expr:
    day_first, month_first = _numbers(_SLASHED, 3, 2, 1), _numbers(_SLASHED, 3, 1, 2)
    if order is Order.DAY:
        return day_first
    if order is Order.MONTH:
        return month_first
    one_way = day_first.is_null() | month_first.is_null() | (day_first == month_first)
    return pl.when(one_way).then(pl.coalesce(day_first, month_first))


def _named(pattern: str, day: int, month: int) -> pl.Expr:
    name = (
        _group(pattern, month).str.to_lowercase().replace_strict(_MONTHS, default=None, return_dtype=pl.Int32)
    )
    return _date(_number(pattern, 3), name, _number(pattern, day))


def _era() -> pl.Expr:
    start = _group(_ERA, 1).replace_strict(_ERAS, default=None, return_dtype=pl.Int32)
    year = _group(_ERA, 2).replace("元", "1").cast(pl.Int32, strict=False)
    return _date(start + year, _number(_ERA, 3), _number(_ERA, 4))


def _days(days: pl.Expr) -> pl.Expr:
    return pl.when(days.is_between(_FIRST_DAY, _LAST_DAY)).then(days.cast(pl.Int32)).cast(pl.Date)
