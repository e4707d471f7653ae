"""Workbooks and Parquet files as people send them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from mailworthy.errors import InputError
from mailworthy.store.tables import Limits, open_table


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.xlsx"


def book(path, fill, *names):
    with xlsxwriter.Workbook(str(path)) as workbook:
        fill(workbook, *[workbook.add_worksheet(name) for name in names or ["list"]])
    return path


def test_cells_come_as_the_text_that_they_show(path):
    def fill(workbook, sheet):
        day = workbook.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, ["email", "number", "share", "day", "time", "yes", "id"])
        sheet.write_url(1, 0, "mailto:a@b.example", string="a@b.example")
        sheet.write_number(1, 1, 42)
        sheet.write_number(1, 2, 1.5)
        sheet.write_datetime(1, 3, dt.datetime(2024, 3, 5), day)  # noqa: DTZ001 - workbooks know no zone
        sheet.write_datetime(1, 4, dt.datetime(2024, 3, 5, 12, 30), day)  # noqa: DTZ001 - as above
        sheet.write_boolean(1, 5, boolean=True)
        sheet.write_string(1, 6, "007")

    (block,) = open_table(book(path, fill)).blocks()
    assert block.frame.rows() == [
        ("a@b.example", "42", "1.5", "2024-03-05", "2024-03-05 12:30:00", "true", "007")
    ]


def test_row_numbers_are_those_that_excel_shows(path):
    """A title row's blank line, gaps and a table that doesn't begin at A1."""

    def fill(_, sheet):
        sheet.write_row(2, 1, ["email", "name"])
        sheet.write_row(3, 1, ["a@b.example", "A"])
        sheet.write_row(6, 1, ["c@d.example", "C"])

    table = open_table(book(path, fill))
    (block,) = table.blocks()
    assert table.columns == ("email", "name")
    assert block.lines.to_list() == [4, 7]


def test_the_first_visible_sheet_that_holds_anything(path):
    def fill(_, empty, hidden, chosen, other):
        del empty
        hidden.write_row(0, 0, ["email", "x"])
        hidden.hide()
        chosen.write_column(0, 0, ["email", "a@b.example"])
        other.write_column(0, 0, ["email", "c@d.example"])

    table = open_table(book(path, fill, "empty", "hidden", "people", "more"))
    assert table.sample.rows() == [("a@b.example",)]
    assert table.read_as["sheet"] == "people"
    assert table.read_as["other_sheets"] == "empty, hidden, more"


def test_a_workbook_with_nothing_in_it(path):
    with pytest.raises(InputError, match="nothing to check"):
        open_table(book(path, lambda *_: None))


def test_no_header(path):
    book(path, lambda _, sheet: sheet.write_column(0, 0, ["a@b.example", "c@d.example"]))
    assert open_table(path).columns == ("column_1",)


def test_blocks_and_places_of_a_workbook(path):
    book(path, lambda _, sheet: sheet.write_column(0, 0, ["email", *(f"u{n}@b.example" for n in range(25))]))
    table = open_table(path, limits=Limits(block_rows=10))
    blocks = list(table.blocks())
    assert [block.frame.height for block in blocks] == [10, 10, 5]
    assert [row for block in table.blocks(blocks[0].next) for row in block.frame.rows()] == [
        row for block in blocks[1:] for row in block.frame.rows()
    ]
    assert blocks[-1].done == 1.0


def test_parquet_keeps_types_and_goes_on_at_places(path):
    frame = pl.DataFrame({"email": [f"u{n}@b.example" for n in range(25)], "n": range(25)})
    frame.write_parquet(path, row_group_size=7)
    table = open_table(path, limits=Limits(block_rows=10))
    blocks = list(table.blocks())
    assert table.columns == ("email", "n")
    assert pl.concat([block.frame for block in blocks]).equals(frame)
    assert pl.concat([block.frame for block in table.blocks(blocks[0].next)]).equals(frame[10:])
    assert blocks[1].lines.to_list() == list(range(11, 21))


def test_parquet_without_rows(path):
    pl.DataFrame(schema={"email": pl.String}).write_parquet(path)
    assert list(open_table(path).blocks()) == []
