"""Dates as people and platforms write them."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.address.dates import Order, date_reading, read_dates

DAY = dt.date(2024, 3, 5)
# fmt: off
READ = [
    # written                               read
    ("2024-03-05",                          DAY),
    ("2024-03-05T23:30:00Z",                DAY),
    ("2024-03-05T23:30:00.123+09:00",       DAY),
    ("2024-03-05 10:00 AM",                 DAY),
    ("2024-3-5",                            DAY),
    ("2024/03/05",                          DAY),
    ("2024.03.05",                          DAY),
    ("20240305",                            DAY),
    ("20240305T101500",                     DAY),
    ("05.03.2024",                          DAY),
    ("5.3.24",                              DAY),
    ("5. 3. 2024, 10:00",                   DAY),
    ("5 March 2024",                        DAY),
    ("5. März 2024",                        DAY),
    ("5-Mar-2024",                          DAY),
    ("Mar 5, 2024",                         DAY),
    ("March 5th, 2024",                     DAY),
    ("Tue, 5 Mar 2024 10:00:00 +0000",      DAY),
    ("Tuesday, March 5, 2024",              DAY),
    ("5 mars 2024",                         DAY),
    ("2024年3月5日",                        DAY),
    ("2024年03月05日 10時",                 DAY),
    ("2024年3月5日(火)",                    DAY),
    ("令和6年3月5日",                       DAY),
    ("令和元年5月1日",                      dt.date(2019, 5, 1)),
    ("H31.4.30",                            dt.date(2019, 4, 30)),
    ("1709596800",                          DAY),
    ("1709596800.5",                        DAY),
    ("1709596800000",                       DAY),
    ("45356",                               DAY),
    ("45356.75",                            DAY),
    ("05/05/2024",                          dt.date(2024, 5, 5)),
    ("25/12/2024",                          dt.date(2024, 12, 25)),
    ("12/25/2024",                          dt.date(2024, 12, 25)),
    (" 2024-03-05 ",                        DAY),
    ("",                                    None),
    ("never",                               None),
    ("2024-02-30",                          None),
    ("0000-00-00",                          None),
    ("0000-00-00 00:00:00",                 None),
    ("1024-03-05",                          None),
    ("99999",                               None),
    ("123",                                 None),
    ("12345678901234567890",                None),
    ("2024-03-05x",                         None),
    ("32.01.2024",                          None),
]
# fmt: on


@pytest.mark.parametrize(("written", "read"), READ)
def test_dates(written, read):
    assert read_dates(pl.Series("d", [written])).to_list() == [read]


# fmt: off
COLUMNS = [
    # written                                     what comes first   read
    (["03/05/2024", "25/12/2024"],                Order.DAY,         [dt.date(2024, 5, 3), dt.date(2024, 12, 25)]),
    (["03/05/2024", "12/25/2024"],                Order.MONTH,       [dt.date(2024, 3, 5), dt.date(2024, 12, 25)]),
    (["03/05/2024", "04/06/2024"],                Order.UNKNOWN,     [None, None]),
    (["03/05/2024", "25/12/2024", "12/25/2024"],  Order.UNKNOWN,     [None, dt.date(2024, 12, 25), dt.date(2024, 12, 25)]),
    (["3/5/24", "13/5/24"],                       Order.DAY,         [dt.date(2024, 5, 3), dt.date(2024, 5, 13)]),
    (["03-05-2024", "12-31-2023"],                Order.MONTH,       [dt.date(2024, 3, 5), dt.date(2023, 12, 31)]),
]
# fmt: on


@pytest.mark.parametrize(("written", "order", "read"), COLUMNS)
def test_the_column_tells_day_from_month(written, order, read):
    values = pl.Series("d", written)
    assert date_reading(values).order is order
    assert read_dates(values).to_list() == read


def test_the_samples_order_holds_for_each_block():
    """A block of ambiguous dates is read as the sample was."""
    assert read_dates(pl.Series(["03/05/2024"]), Order.MONTH).to_list() == [DAY]
    assert read_dates(pl.Series(["03/05/2024"]), Order.DAY).to_list() == [dt.date(2024, 5, 3)]


def test_an_ambiguous_column_says_so():
    assert "two ways" in date_reading(pl.Series(["03/05/2024", ""])).note
    assert date_reading(pl.Series(["2024-03-05", ""])).note == ""


OTHER_TYPES = [
    (pl.Series([DAY, None]),                             [DAY, None]),
    (pl.Series([dt.datetime(2024, 3, 5, 23, 59, tzinfo=dt.UTC)]),       [DAY]),
    (pl.Series([45356, None]),                           [DAY, None]),
    (pl.Series([45356.5]),                               [DAY]),
    (pl.Series([20240305]),                              [DAY]),
    (pl.Series([dt.time(1, 2)]),                         [None]),
    (pl.Series([True]),                                  [None]),
    (pl.Series([["2024-03-05"]]),                        [None]),
    (pl.Series([], dtype=pl.String),                     []),
    (pl.Series([None], dtype=pl.String),                 [None]),
]  # fmt: skip


@pytest.mark.parametrize(("values", "read"), OTHER_TYPES)
def test_other_types(values, read):
    """Parquet brings dates, times and numbers."""
    dates = read_dates(values)
    assert dates.to_list() == read
    assert dates.dtype == pl.Date
    assert dates.name == values.name


@given(st.lists(st.text(max_size=25) | st.none(), max_size=20))
def test_any_text_is_a_date_or_null(texts):
    dates = read_dates(pl.Series("d", texts, dtype=pl.String))
    assert (len(dates), dates.dtype) == (len(texts), pl.Date)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_comes_back(day):
    assert (
        read_dates(
            pl.Series([day.isoformat(), day.strftime("%d.%m.%Y"), f"{day:%Y}年{day.month}月{day.day}日"])
        ).to_list()
        == [day] * 3
    )
