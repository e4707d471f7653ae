"""Lists as people send them, through the real command line: the right result or one clear line, in bounded memory."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import os
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
import pytest
import xlsxwriter
from command import Ran, mailworthy

MIB = 1 << 20
PEAK = 600 * MIB  # the interpreter with all that it needs takes 250 MiB of it
WEST = ("Jürgen Müller", "Zoë Großmann", "François Lefèvre", "Renée Señor", "Straße 5 – „Hof“", "Łukasz")
WEST_1252 = (
    "Jürgen Müller",
    "Zoë Großmann",
    "François Lefèvre",
    "Renée Señor",
    "Straße 5 – „Hof“",
    "5 € pro Stück",
)
EAST = ("田中 太郎", "佐藤 花子", "高橋 一郎", "東京都港区", "カタカナ", "ひらがな")
PLAIN = ("Anna", "Bob", "O'Neil", "Eve; Mallory", "a|b", "007")
PROVIDERS = ("gmail.com", "gmx.de", "yahoo.co.jp", "firma-hollerbeck.de")
HEADER = ["id", "email", "name", "last_open"]


def table(names, count=48):
    """A list with its header: numbers with leading zeros, an address, a name, a date; also an empty and a bad address."""
    rows = [
        [f"{n:05}", f"kunde{n}.name@{PROVIDERS[n % 4]}", names[n % len(names)], f"2026-0{1 + n % 9}-15"]
        for n in range(count)
    ]
    rows[7][1], rows[8][1], rows[9][2] = "", "not an address", ""
    return [HEADER, *rows]


def text(rows, *, delimiter=",", end="\r\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


@dataclass(frozen=True)
class Checked:
    """What came of a list."""

    ran: Ran
    report: dict
    rows: list[list[str]]

    def users(self, width):
        return [row[:width] for row in self.rows]


def check(path, out, *options):
    ran = mailworthy("list", "check", path, "--out", out, "--offline", "-q", "--only", "annotated", *options)
    assert (ran.code, ran.err) == (0, "")
    report = json.loads((out / "report.json").read_text())
    with (out / "annotated.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert ran.peak_bytes < PEAK
    assert report["rows"] == len(rows) - 1
    for count in ("status", "action", "reason"):
        assert sum(report["counts"][count].values()) == report["rows"]
    return Checked(ran, report, rows)


def refusal(*arguments):
    """The one line with which a list is refused."""
    ran = mailworthy("list", "check", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.peak_bytes < PEAK
    (line,) = ran.lines
    assert line.startswith("mailworthy: ")
    assert "Traceback" not in line
    return line


# fmt: off
AS_WRITTEN = [
    # what                      file          names      how it is written                                             said to be read as
    ("UTF-8",                   "l.csv",      WEST,      lambda rows: text(rows).encode(),                             {"encoding": "utf-8", "delimiter": ","}),
    ("UTF-8 with a mark",       "l.csv",      WEST,      lambda rows: text(rows).encode("utf-8-sig"),                  {"encoding": "utf-8"}),
    ("UTF-16 LE with a mark",   "l.csv",      EAST,      lambda rows: b"\xff\xfe" + text(rows).encode("utf-16-le"),    {"encoding": "utf-16-le"}),
    ("UTF-16 BE with a mark",   "l.csv",      WEST,      lambda rows: b"\xfe\xff" + text(rows).encode("utf-16-be"),    {"encoding": "utf-16-be"}),
    ("UTF-16 LE",               "l.csv",      WEST,      lambda rows: text(rows).encode("utf-16-le"),                  {"encoding": "utf-16-le"}),
    ("UTF-16 BE",               "l.csv",      EAST,      lambda rows: text(rows).encode("utf-16-be"),                  {"encoding": "utf-16-be"}),
    ("UTF-16 with tabs",        "l.txt",      WEST,      lambda rows: text(rows, delimiter="\t").encode("utf-16"),     {"encoding": "utf-16-le", "delimiter": "tab"}),
    ("Windows-1252",            "l.csv",      WEST_1252, lambda rows: text(rows).encode("cp1252"),                     {"encoding": "windows-1252"}),
    ("Shift_JIS",               "l.csv",      EAST,      lambda rows: text(rows).encode("cp932"),                      {"encoding": "shift_jis"}),
    ("ISO-2022-JP",             "l.csv",      EAST,      lambda rows: text(rows).encode("iso-2022-jp"),                {"encoding": "iso-2022-jp"}),
    ("EUC-JP",                  "l.csv",      EAST,      lambda rows: text(rows).encode("euc-jp"),                     {"encoding": "euc-jp"}),
    ("LF",                      "l.csv",      PLAIN,     lambda rows: text(rows, end="\n").encode(),                   {"delimiter": ","}),
    ("CR only",                 "l.csv",      PLAIN,     lambda rows: text(rows, end="\r").encode(),                   {"delimiter": ","}),
    ("semicolons",              "l.csv",      PLAIN,     lambda rows: text(rows, delimiter=";").encode(),              {"delimiter": ";"}),
    ("tabs",                    "l.tsv",      PLAIN,     lambda rows: text(rows, delimiter="\t").encode(),             {"delimiter": "tab"}),
    ("pipes",                   "l.csv",      PLAIN,     lambda rows: text(rows, delimiter="|").encode(),              {"delimiter": "|"}),
    ("a hint for Excel",        "l.csv",      PLAIN,     lambda rows: b"sep=;\r\n" + text(rows, delimiter=";").encode(), {"delimiter": ";"}),
    ("no end on the last line", "l.csv",      PLAIN,     lambda rows: text(rows).encode().rstrip(),                    {}),
    ("the wrong ending",        "l.xlsx",     PLAIN,     lambda rows: text(rows).encode(),                             {"format": "csv"}),
    ("gz",                      "l.csv.gz",   WEST,      lambda rows: gzip.compress(text(rows).encode()),              {"format": "csv"}),
    ("bz2",                     "l.csv.bz2",  WEST,      lambda rows: bz2.compress(text(rows).encode()),               {"format": "csv"}),
    ("xz",                      "l.csv.xz",   WEST,      lambda rows: lzma.compress(text(rows).encode()),              {"format": "csv"}),
    ("zip",                     "l.zip",      WEST,      lambda rows: zipped("list.csv", text(rows).encode()),         {"format": "csv"}),
]
# fmt: on


def zipped(name, data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "names", "write", "read_as"), [row[1:] for row in AS_WRITTEN], ids=[row[0] for row in AS_WRITTEN]
)
def test_every_cell_comes_back(name, names, write, read_as, tmp_path):
    rows = table(names)
    (tmp_path / name).write_bytes(write(rows))
    found = check(tmp_path / name, tmp_path / "out")
    assert found.users(4) == rows
    assert read_as.items() <= found.report["read_as"].items()
    assert found.report["bad_rows"] == []


def test_line_breaks_and_quotes_within_cells_stay(tmp_path):
    rows = table(("two\nlines", 'say "hi"', "a,b", "CR\r\nLF", " blanks ", "\ttab"))
    (tmp_path / "l.csv").write_text(text(rows), encoding="utf-8", newline="")
    found = check(tmp_path / "l.csv", tmp_path / "out")
    assert [row[2].removeprefix("'") for row in found.rows] == [row[2] for row in rows]
    assert found.report["bad_rows"] == []


# fmt: off
ODD_LINES = [
    # what                  the odd line, third of five                     what is said of it        the cells that come of it
    ("too many fields",     "3,c@gmx.de,Cleo,extra,more",                   [(4, "too_many_fields")],  ["3", "c@gmx.de", "Cleo"]),
    ("too few fields",      "3,c@gmx.de",                                   [(4, "too_few_fields")],   ["3", "c@gmx.de", ""]),
    ("a stray quote",       '3,c@gmx.de,Cleo "the cat',                     [(4, "stray_quote")],      ["3", "c@gmx.de", 'Cleo "the cat']),
    ("an unclosed quote",   '3,c@gmx.de,"Cleo',                             [(4, "unclosed_quote")],   ["3", "c@gmx.de", '"Cleo']),
    ("NUL",                 "3,c@gmx.de,Cl\0eo",                            [(4, "nul_byte")],         ["3", "c@gmx.de", "Cl\0eo"]),
]
# fmt: on


@pytest.mark.parametrize(
    ("odd", "bad", "cells"), [row[1:] for row in ODD_LINES], ids=[row[0] for row in ODD_LINES]
)
def test_an_odd_line_is_listed_and_harms_no_other(odd, bad, cells, tmp_path):
    lines = [
        "id,email,name",
        "1,a@gmail.com,Ann",
        "2,b@gmx.de,Ben",
        odd,
        "4,d@gmail.com,Dan",
        "5,e@gmx.de,Eve",
    ]
    (tmp_path / "l.csv").write_text("\n".join(lines) + "\n")
    found = check(tmp_path / "l.csv", tmp_path / "out")
    assert found.users(3) == [line.split(",") if line != odd else cells for line in lines]
    assert [(row["line"], row["problem"]) for row in found.report["bad_rows"]] == bad
    assert found.report["bad_rows_total"] == 1


def test_what_stands_beyond_the_header_is_kept_in_a_column_of_its_own(tmp_path):
    (tmp_path / "l.csv").write_text("id,email\n1,a@gmx.de\n2,b@gmx.de,more,even more\n")
    found = check(tmp_path / "l.csv", tmp_path / "out")
    at = found.rows[0].index("mw_extra_fields")
    assert [row[at] for row in found.rows[1:]] == ["", "more,even more"]


def test_octets_of_another_encoding_are_listed_by_line(tmp_path):
    rows = table(WEST, 40)
    lines = text(rows, end="\n").encode().splitlines(keepends=True)
    lines[20] = "00019,kunde19.name@firma-hollerbeck.de,Jürgen,2026-02-15\n".encode("cp1252")
    (tmp_path / "l.csv").write_bytes(b"".join(lines))
    found = check(tmp_path / "l.csv", tmp_path / "out")
    assert found.rows[20][2] == "Jürgen"
    assert [(row["line"], row["problem"]) for row in found.report["bad_rows"]] == [(21, "bad_encoding")]


def test_line_numbers_count_the_lines_within_cells(tmp_path):
    (tmp_path / "l.csv").write_text('email,note\na@gmx.de,"one\ntwo\nthree"\nb@gmx.de\n')
    found = check(tmp_path / "l.csv", tmp_path / "out")
    assert [(row["line"], row["problem"]) for row in found.report["bad_rows"]] == [(5, "too_few_fields")]


def test_a_list_without_header_keeps_its_first_row(tmp_path):
    rows = table(PLAIN)[1:]
    (tmp_path / "l.csv").write_text(text(rows))
    found = check(tmp_path / "l.csv", tmp_path / "out")
    assert found.users(4)[1:] == rows
    assert found.report["read_as"]["header"] == "no"


def test_the_header_is_believed_to_be_none_where_one_says_so(tmp_path):
    (tmp_path / "l.csv").write_text("email,name\na@gmx.de,Ann\n")
    found = check(tmp_path / "l.csv", tmp_path / "out", "--no-header")
    assert found.users(2)[1:] == [["email", "name"], ["a@gmx.de", "Ann"]]


TWO = "email,email_2\n" + "".join(f"first{n}@gmx.de,second{n}@web.de\n" for n in range(30))


@pytest.mark.parametrize(("options", "begins"), [((), "first"), (("--column", "email_2"), "second")])
def test_of_two_address_columns_one_is_taken(options, begins, tmp_path):
    (tmp_path / "l.csv").write_text(TWO)
    found = check(tmp_path / "l.csv", tmp_path / "out", *options)
    at = found.rows[0].index("mw_normalized")
    assert found.report["read_as"]["column"] == ("email" if begins == "first" else "email_2")
    assert {finding["code"] for finding in found.report["findings"]} >= {"LIST-SECOND-ADDRESS-COLUMN"}
    assert all(row[at] == "" or row[at].startswith(begins) for row in found.rows[1:])


def test_a_column_of_ours_that_is_there_already_stays(tmp_path):
    rows = [["email", "mw_status", "MW_SCORE"], ["a@gmx.de", "mine", "12"], ["b@@gmx.de", "", "x"]]
    (tmp_path / "l.csv").write_text(text(rows))
    found = check(tmp_path / "l.csv", tmp_path / "out")
    assert found.users(3) == rows
    assert "mw_status_2" in found.rows[0]
    assert len({name.casefold() for name in found.rows[0]}) == len(found.rows[0])


def test_columns_of_one_name_are_told_apart(tmp_path):
    (tmp_path / "l.csv").write_text("email,note,note,\na@gmx.de,1,2,3\n")
    found = check(tmp_path / "l.csv", tmp_path / "out")
    assert found.users(4)[1] == ["a@gmx.de", "1", "2", "3"]
    assert len(set(found.rows[0])) == len(found.rows[0])


def test_plain_text_is_one_address_a_line(tmp_path):
    (tmp_path / "l.txt").write_text("anna@gmx.de\nbob@@web.de\n\nMüller <m@gmx.de>\n")
    found = check(tmp_path / "l.txt", tmp_path / "out")
    assert found.users(1)[1:] == [["anna@gmx.de"], ["bob@@web.de"], ["Müller <m@gmx.de>"]]
    assert found.report["read_as"]["format"] == "txt"


def test_a_header_without_rows_is_a_list_of_none(tmp_path):
    (tmp_path / "l.csv").write_text("id,email,name\n")
    found = check(tmp_path / "l.csv", tmp_path / "out")
    assert (found.report["rows"], found.rows[0][:3]) == (0, ["id", "email", "name"])


def test_a_workbook_gives_dates_numbers_and_links_as_people_see_them(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "l.xlsx") as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["id", "email", "since", "points"])
        sheet.write_string(1, 0, "007")
        sheet.write_url(1, 1, "mailto:anna@gmx.de", string="anna@gmx.de")
        sheet.write_datetime(1, 2, datetime(2026, 3, 4), day)  # noqa: DTZ001  # a workbook's days have no zone
        sheet.write_number(1, 3, 12)
        sheet.write_row(2, 0, ["008", "bob@@web.de"])
    found = check(tmp_path / "l.xlsx", tmp_path / "out")
    assert found.users(4)[1:] == [["007", "anna@gmx.de", "2026-03-04", "12"], ["008", "bob@@web.de", "", ""]]


def test_parquet_keeps_its_types(tmp_path):
    frame = pl.DataFrame(
        {
            "id": [7, None],
            "email": ["anna@gmx.de", None],
            "since": [date(2026, 3, 4), None],
            "tags": [["a", "b"], []],
            "price": [1.5, float("nan")],
            "kind": pl.Series(["x", "y"], dtype=pl.Categorical),
        }
    )
    frame.write_parquet(tmp_path / "l.parquet")
    check(tmp_path / "l.parquet", tmp_path / "out")
    ran = mailworthy(
        "list", "check", tmp_path / "l.parquet", "--out", tmp_path / "p", "--offline", "--format", "parquet"
    )
    assert ran.code == 0
    assert pl.read_parquet(tmp_path / "p" / "annotated.parquet").select(frame.columns).equals(frame)


def test_json_lines_keep_what_is_nested_and_what_comes_late(tmp_path):
    lines = [
        {"email": "anna@gmx.de", "tags": ["a", {"b": 1}], "n": 7},
        {"email": "bob@@web.de", "n": None, "late": True},
        {"n": 3},
    ]
    text_ = "\n".join(json.dumps(line) for line in lines) + "\n{broken\n"
    (tmp_path / "l.jsonl").write_text(text_)
    found = check(tmp_path / "l.jsonl", tmp_path / "out")
    assert [row[0] for row in found.rows[1:]][:3] == ["anna@gmx.de", "bob@@web.de", ""]
    assert json.loads(found.rows[1][1]) == ["a", {"b": 1}]
    assert [(row["line"], row["problem"]) for row in found.report["bad_rows"]] == [(4, "bad_json")]


def test_two_thousand_columns_stay(tmp_path):
    rows = [["email", *(f"c{n}" for n in range(1999))]]
    rows += [[f"a{n}@gmx.de", *(str(n * k) for k in range(1999))] for n in range(200)]
    (tmp_path / "l.csv").write_text(text(rows))
    assert check(tmp_path / "l.csv", tmp_path / "out").users(2000) == rows


@pytest.mark.parametrize("quoted", [False, True])
def test_a_cell_of_ten_megabytes_stays(quoted, tmp_path):
    csv.field_size_limit(1 << 30)
    big = "x" * 10_000_000
    cell = f'"{big}"' if quoted else big
    (tmp_path / "l.csv").write_text(f"email,note,n\na@gmx.de,{cell},1\nb@gmx.de,small,2\n")
    found = check(tmp_path / "l.csv", tmp_path / "out")
    assert [row[0] for row in found.rows[1:]] == ["a@gmx.de", "b@gmx.de"]
    assert [row[2] for row in found.rows[1:]] == ["1", "2"]
    assert found.rows[1][1].strip('"') == big


# fmt: off
REFUSED = [
    # what                   file          octets                                                       options                   words of the line
    ("nothing",              "l.csv",      b"",                                                         (),                       "is empty"),
    ("blank lines",          "l.csv",      b"\n \n\r\n",                                                (),                       "blank lines only"),
    ("nothing, packed",      "l.csv.gz",   gzip.compress(b""),                                          (),                       "is empty"),
    ("rubbish",              "l.csv",      bytes(range(256)) * 40,                                      (),                       "no text"),
    ("a picture",            "l.csv",      b"\x89PNG\r\n\x1a\n" + bytes(100),                           (),                       "a picture"),
    ("an old workbook",      "l.xls",      b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),            (),                       "save it as .xlsx or CSV"),
    ("a web page",           "l.csv",      b"<!DOCTYPE html><html><table>a@b.de</table></html>",        (),                       "HTML"),
    ("no address",           "l.csv",      b"id,name,city\n1,Ann,Bonn\n2,Bob,Rome\n",                   (),                       "name one with --column"),
    ("an unknown column",    "l.csv",      b"id,email\n1,a@gmx.de\n",                                   ("--column", "mail"),     "no column 'mail'"),
    ("an unknown date",      "l.csv",      b"id,email\n1,a@gmx.de\n",                                   ("--date-column", "d"),   "no column 'd'"),
    ("an unknown encoding",  "l.csv",      b"id,email\n1,a@gmx.de\n",                                   ("--encoding", "klingon"), "klingon"),
    ("an unknown format",    "l.csv",      b"id,email\n1,a@gmx.de\n",                                   ("--read-as", "odt"),     "odt"),
    ("a long delimiter",     "l.csv",      b"id,email\n1,a@gmx.de\n",                                   ("--delimiter", "::"),    "delimiter"),
    ("a JSON array",         "l.json",     b'[{"email": "a@gmx.de"}]',                                  (),                       "JSON Lines"),
    ("half a gz",            "l.csv.gz",   gzip.compress(b"email\n" + os.urandom(5000).hex().encode())[:3000], (),                "cannot be unpacked"),
    ("half a Parquet",       "l.parquet",  b"PAR1" + bytes(200),                                        (),                       "l.parquet"),
    ("half a workbook",      "l.xlsx",     zipped("xl/workbook.xml", b"<workbook>"),                    (),                       "l.xlsx"),
    ("two lists in a zip",   "l.zip",      None,                                                        (),                       "holds 2 files"),
]
# fmt: on


@pytest.mark.parametrize(
    ("name", "octets", "options", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_one_clear_line_refuses(name, octets, options, words, tmp_path):
    path = tmp_path / name
    if octets is None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.csv", "email\n")
            archive.writestr("b.csv", "email\n")
    else:
        path.write_bytes(octets)
    assert words in refusal(path, "--out", tmp_path / "out", "--offline", *options)


def test_a_folder_is_no_list(tmp_path):
    assert "is a folder" in refusal(tmp_path, "--offline", "--out", tmp_path / "out")


def test_a_missing_file_is_named(tmp_path):
    assert "gone.csv" in refusal(tmp_path / "gone.csv", "--offline", "--out", tmp_path / "out")


def test_nothing_is_written_for_a_list_that_is_refused(tmp_path):
    (tmp_path / "l.csv").write_bytes(b"")
    refusal(tmp_path / "l.csv", "--offline")
    assert [path.name for path in tmp_path.iterdir()] == ["l.csv"]


@pytest.mark.slow
@pytest.mark.parametrize("declared", [True, False], ids=["honest", "lying"])
def test_a_workbook_that_unpacks_to_three_gigabytes_is_refused(declared, tmp_path):
    bomb(tmp_path / "l.xlsx", gigabytes=3, honest=declared)
    assert (tmp_path / "l.xlsx").stat().st_size < 16 * MIB
    assert "too large" in refusal(tmp_path / "l.xlsx", "--offline", "--out", tmp_path / "out")


def bomb(path, *, gigabytes, honest):
    """Write a workbook whose sheet is one packed mebibyte, again and again; its directory may lie about the size."""
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    again = pack.compress(b"<c/>" * (MIB // 4)) + pack.flush(zlib.Z_FULL_FLUSH)
    data = again * (gigabytes * 1024) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", data)
        sheet = archive.infolist()[-1]
        sheet.compress_type = zipfile.ZIP_DEFLATED
        sheet.file_size = (gigabytes << 30) - 1 if honest else 4096


def test_a_gz_that_unpacks_without_end_is_refused(tmp_path):
    with gzip.open(tmp_path / "l.csv.gz", "wb", compresslevel=1) as packed:
        for _ in range(400):
            packed.write(b"\n" * MIB)
    assert refusal(tmp_path / "l.csv.gz", "--offline", "--out", tmp_path / "out")
