"""What we write: harmless in a spreadsheet, complete or not there at all, the same bytes for the same rows."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from pathlib import Path

import polars as pl
import pytest

from mailworthy.errors import InputError
from mailworthy.store.tables import open_table, write_frames, writers
from mailworthy.store.tables.defuse import defused, defused_text

FORMATS = ["csv", "tsv", "jsonl", "parquet", "xlsx"]

# fmt: off
CELLS = [
    # cell                              written as
    ("=1+1",                            "'=1+1"),
    ("+cmd|' /C calc'!A0",              "'+cmd|' /C calc'!A0"),
    ("-2+3",                            "'-2+3"),
    ("@SUM(A1)",                        "'@SUM(A1)"),
    ("\t=1",                            "'\t=1"),
    ("\r=1",                            "'\r=1"),
    ("＝1+1",                           "'＝1+1"),
    ("＋1",                             "'＋1"),
    ("－1",                             "'－1"),
    ("＠a",                             "'＠a"),
    ("-12",                             "-12"),
    ("+49",                             "+49"),
    ("-1,5",                            "-1,5"),
    ("-1.5",                            "-1.5"),
    ("-1.5.2",                          "'-1.5.2"),
    ("-1\n=2",                          "'-1\n=2"),
    ("-1\n",                            "'-1\n"),
    ("-",                               "'-"),
    ("a=1",                             "a=1"),
    (" =1",                             " =1"),
    ("'=1",                             "'=1"),
    ("",                                ""),
    ("a@b.example",                     "a@b.example"),
]
# fmt: on


@pytest.mark.parametrize(("cell", "written"), CELLS)
def test_cells_that_could_run_as_formulas(cell, written):
    assert defused_text(cell) == written
    assert defused(pl.DataFrame({"x": [cell, None]}))["x"].to_list() == [written, None]


def test_column_names_are_defused_too():
    assert defused(pl.DataFrame({"=1": ["a"], "b": ["=1"]})).to_dict(as_series=False) == {
        "'=1": ["a"],
        "b": ["'=1"],
    }


def test_categories_are_defused():
    frame = pl.DataFrame({"x": pl.Series(["=1", "b"], dtype=pl.Enum(["=1", "b"]))})
    assert defused(frame)["x"].to_list() == ["'=1", "b"]


def test_clean_columns_are_not_touched():
    """The very same column comes back: clean data costs one look."""
    frame = pl.DataFrame({"x": ["a", "b"], "n": [1, -2]})
    assert defused(frame)["x"].equals(frame["x"])
    assert defused(frame)["n"].dtype == pl.Int64


FRAME = pl.DataFrame(
    {
        "email": ["a@b.example", "=c@d.example", None, ""],
        "n": [1, -2, None, 3],
        "at": [dt.date(2024, 3, 5), None, None, None],
        "ok": [True, False, None, True],
        "status": pl.Series(["valid", "risky", None, "valid"], dtype=pl.Enum(["valid", "risky"])),
    }
)


def written(folder, kind, frames=(FRAME,), schema=FRAME.schema):
    path = folder / f"out.{kind}"
    rows = write_frames(path, frames, schema, kind)
    return path, rows


def test_csv(tmp_path):
    path, rows = written(tmp_path, "csv")
    assert rows == 4
    assert path.read_text() == (
        "email,n,at,ok,status\na@b.example,1,2024-03-05,true,valid\n'=c@d.example,-2,,false,risky\n,,,,\n,3,,true,valid\n"
    )


def test_tsv(tmp_path):
    path, _ = written(tmp_path, "tsv")
    assert path.read_text().startswith("email\tn\tat\tok\tstatus\na@b.example\t1\t2024-03-05\ttrue\tvalid\n")


def test_an_empty_cell_alone_in_its_row_is_still_a_row(tmp_path):
    frame = pl.DataFrame({"email": ["", None, "a@b.example"]})
    path, _ = written(tmp_path, "csv", [frame], frame.schema)
    assert path.read_text() == 'email\n""\n""\na@b.example\n'


def test_json_lines_keep_every_cell_as_it_is(tmp_path):
    path, _ = written(tmp_path, "jsonl")
    assert (
        path.read_text().splitlines()[1]
        == '{"email":"=c@d.example","n":-2,"at":null,"ok":false,"status":"risky"}'
    )


def test_parquet_keeps_cells_and_types(tmp_path):
    path, _ = written(tmp_path, "parquet", [FRAME, FRAME])
    assert pl.read_parquet(path).equals(pl.concat([FRAME, FRAME]))
    assert pl.read_parquet(path).schema == FRAME.schema


def test_xlsx(tmp_path):
    path, _ = written(tmp_path, "xlsx", [FRAME, FRAME])
    table = open_table(path)
    (block,) = table.blocks()
    assert table.columns == tuple(FRAME.columns)
    assert block.frame.rows()[:2] == [
        ("a@b.example", "1", "2024-03-05", "true", "valid"),
        ("'=c@d.example", "-2", None, "false", "risky"),
    ]


def test_xlsx_holds_no_formula_and_no_link(tmp_path):
    frame = pl.DataFrame({"x": ["=1+1", "{=1}", "http://b.example/", "mailto:a@b.example", "12"]})
    path, _ = written(tmp_path, "xlsx", [frame], frame.schema)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert sheet.count('t="inlineStr"') == 6


ODD_TEXT = [
    # cell                   in the workbook
    ("a\x00b\x0bc\x1f",      "a�b�c�"),
    ("a\tb\nc",              "a\tb\nc"),
    ("x" * 32_767,           "x" * 32_767),
    ("😀é日",                "😀é日"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "found"), ODD_TEXT)
def test_xlsx_text(tmp_path, cell, found):
    frame = pl.DataFrame({"x": [cell]})
    path, _ = written(tmp_path, "xlsx", [frame], frame.schema)
    (block,) = open_table(path, header=True).blocks()
    assert block.frame["x"][0] == found


@pytest.mark.parametrize("letter", ["x", "😀"])
def test_a_text_too_long_for_a_cell_says_that_it_was_cut(tmp_path, letter):
    frame = pl.DataFrame({"x": [letter * 32_768]})
    path, _ = written(tmp_path, "xlsx", [frame], frame.schema)
    (block,) = open_table(path, header=True).blocks()
    assert block.frame["x"][0].startswith(letter * 1000)
    assert block.frame["x"][0].endswith("[cut at the longest that a cell may be]")


def test_a_full_sheet_goes_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(writers, "XLSX_ROWS", 3)
    frame = pl.DataFrame({"x": ["a", "b", "c", "d", "e"]})
    path, rows = written(tmp_path, "xlsx", [frame[:3], frame[3:]], frame.schema)
    table = open_table(path)
    assert rows == 5
    assert (table.read_as["sheet"], table.read_as["other_sheets"]) == ("list", "2, 3")


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_rows_are_the_same_bytes(tmp_path, kind):
    """Run to run, so that a resumed job's files equal those of an uninterrupted one."""
    frames = [pl.DataFrame({"x": [f"{number}-{part}" for number in range(20_000)]}) for part in range(5)]
    digests = set()
    for _ in range(3):
        path, _ = written(tmp_path, kind, frames, frames[0].schema)
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(digests) == 1


@pytest.mark.parametrize("kind", FORMATS)
def test_no_rows(tmp_path, kind):
    path, rows = written(tmp_path, kind, [])
    assert rows == 0
    assert path.is_file()


@pytest.mark.parametrize("kind", FORMATS)
def test_what_cannot_be_completed_is_not_there(tmp_path, kind):
    """The old file stays, nothing half-written is left, and the error is the one that happened."""

    def frames():
        yield FRAME
        raise InputError("the list breaks off")

    path, _ = written(tmp_path, kind)
    before = path.read_bytes()
    with pytest.raises(InputError, match="breaks off"):
        write_frames(path, frames(), FRAME.schema, kind)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


NESTED = pl.DataFrame(
    {"l": [["a", "=b"], None], "s": [{"x": 1}, {"x": None}], "o": [b"\xffa", None], "d": [1, None]}
)


@pytest.mark.parametrize("kind", FORMATS)
def test_lists_and_structures(tmp_path, kind):
    """Parquet brings them; where a cell can't hold them they are JSON."""
    frame = NESTED.drop("o") if kind == "jsonl" else NESTED
    path, _ = written(tmp_path, kind, [frame], frame.schema)
    if kind == "csv":
        assert path.read_text() == 'l,s,o,d\n"[""a"",""=b""]","{""x"":1}",�a,1\n,"{""x"":null}",,\n'


def test_an_unknown_format(tmp_path):
    with pytest.raises(InputError, match="docx"):
        write_frames(tmp_path / "x", [], pl.Schema(), "docx")


def test_a_folder_that_is_not_there(tmp_path: Path):
    for kind in FORMATS:
        with pytest.raises(OSError, match="No such file"):
            write_frames(tmp_path / "none" / "x", [FRAME], FRAME.schema, kind)
