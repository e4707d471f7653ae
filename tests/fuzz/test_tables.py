"""Any rows come back as they were written, wherever blocks end; any octets give rows or one clear line."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.store.tables import Limits, open_table, write_frames

PATIENT = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120
)

# Characters that mean something to some reader, and some that mean nothing.
ODD = st.text(alphabet=list("ab@.,;\t|\"'\r\n \x0b\x1f\x85\u2028=+-é日😀\ufeff"), max_size=12)
CELLS = ODD | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
ROWS = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=30)
)
DELIMITERS = st.sampled_from(",;\t|")
BLOCK_SIZES = st.integers(1, 200)
QUOTING = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def written(rows, delimiter=",", quoting=csv.QUOTE_MINIMAL, line_end="\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=line_end).writerows(rows)
    return out.getvalue()


def read(path, **options):
    """All rows of a table in one, with their line numbers."""
    table = open_table(path, **options)
    blocks = list(table.blocks())
    rows = [row for block in blocks for row in block.frame.rows()]
    lines = [line for block in blocks for line in block.lines]
    return table, blocks, rows, lines


def readable_or_refused(path, **options):
    """Rows, or one line that names the file."""
    try:
        read(path, **options)
    except InputError as error:
        return "\n" not in str(error) and "list" in str(error)
    return True


@PATIENT
@given(rows=ROWS, size=BLOCK_SIZES, style=st.tuples(DELIMITERS, QUOTING, LINE_ENDS))
@example(rows=[['"'], ["a\r\nb"], [""]], size=1, style=(",", csv.QUOTE_MINIMAL, "\r\n"))
@example(rows=[["", ""], ["\r", "\n"]], size=3, style=(";", csv.QUOTE_ALL, "\r"))
@example(rows=[["a" * 60_000 + '"\n']], size=9, style=(",", csv.QUOTE_MINIMAL, "\n"))
def test_rows_come_back_as_they_were_written(path, rows, size, style):
    """Whatever the cells hold, whatever ends the lines and wherever blocks end."""
    delimiter, quoting, line_end = style
    width = len(rows[0]) if rows else 2
    header = [f"name{number}" for number in range(width)]
    # csv.writer leaves line ends bare that are not its own; quoted, they are what any reader makes them out to be
    bare = any("\r" in cell or "\n" in cell for row in rows for cell in row)
    quoting = csv.QUOTE_ALL if bare else quoting
    text = written([header, *rows], delimiter, quoting, line_end)
    path.write_bytes(text.encode())
    table, blocks, found, _ = read(
        path, delimiter=delimiter, header=True, encoding="utf-8", limits=Limits(block_bytes=size)
    )
    assert table.columns == tuple(header)
    assert found == [tuple(row) for row in rows]
    assert sum(block.bad_total for block in blocks) == 0


@PATIENT
@given(rows=ROWS, size=BLOCK_SIZES, line_end=LINE_ENDS)
def test_line_numbers_point_at_the_record(path, rows, size, line_end):
    """An editor's go-to-line finds the record, quoted line ends and all."""
    width = len(rows[0]) if rows else 2
    header = [f"name{number}" for number in range(width)]
    expected, line = [], 2
    for row in rows:
        expected.append(line)
        line += 1 + sum(cell.replace("\r\n", "\n").replace("\r", "\n").count("\n") for cell in row)
    path.write_bytes(written([header, *rows], quoting=csv.QUOTE_ALL, line_end=line_end).encode())
    *_, lines = read(path, delimiter=",", header=True, encoding="utf-8", limits=Limits(block_bytes=size))
    assert lines == expected


MESS = st.text(alphabet=list('ab@.,"\r\n'), max_size=300)


@PATIENT
@given(text=MESS, small=BLOCK_SIZES, names=st.sampled_from(["name", "name,other"]))
@example(text='\r\n\r\n""\r\n\n', small=5, names="name")
@example(text='a,b\n"x\ny",1\n"open,2\nlast,"3"\n', small=7, names="name,other")
@example(text='a"b,"c"d,"e', small=1, names="name,other")
@example(text='"\r\n"\r\r\n,"', small=2, names="name,other")
def test_where_blocks_end_changes_nothing(path, text, small, names):
    """Stray and unclosed quotes, short and long records: one reading, whatever the size of blocks."""
    path.write_bytes(f"{names}\n{text}".encode())
    options = {"delimiter": ",", "header": True, "encoding": "utf-8"}
    _, whole, rows, lines = read(path, **options)
    _, parts, rows_again, lines_again = read(path, **options, limits=Limits(block_bytes=small))
    assert rows_again == rows
    assert lines_again == lines
    assert extras(parts) == extras(whole)
    assert [bad for block in parts for bad in block.bad] == [bad for block in whole for bad in block.bad]


def extras(blocks):
    return [
        cell
        for block in blocks
        for cell in (block.extra if block.extra is not None else [None] * block.frame.height)
    ]


@PATIENT
@given(text=MESS, size=BLOCK_SIZES)
def test_no_character_is_lost(path, text, size):
    """Every letter of a mess is in some cell or in what is kept beyond the last column."""
    path.write_bytes(b"name,other\n" + text.encode())
    _, blocks, rows, _ = read(
        path, delimiter=",", header=True, encoding="utf-8", limits=Limits(block_bytes=size)
    )
    kept = "".join(cell or "" for row in rows for cell in row) + "".join(
        cell or "" for cell in extras(blocks)
    )
    for letter in "ab@.":
        assert kept.count(letter) == text.count(letter)


@PATIENT
@given(rows=ROWS, size=BLOCK_SIZES, encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_each_place_leads_to_the_same_rest(path, rows, size, encoding):
    """A run that was cut off goes on as if it had not been."""
    text = written([["name", "other"], *rows])
    path.write_bytes(text.encode(encoding, "replace"))
    table = open_table(path, delimiter=",", header=True, encoding=encoding, limits=Limits(block_bytes=size))
    blocks = list(table.blocks())
    for number, block in enumerate(blocks):
        rest = list(table.blocks(block.next))
        assert [again.next for again in rest] == [later.next for later in blocks[number + 1 :]]
        assert [again.frame.rows() for again in rest] == [
            later.frame.rows() for later in blocks[number + 1 :]
        ]
        assert [again.bad for again in rest] == [later.bad for later in blocks[number + 1 :]]


@PATIENT
@given(
    octets=st.binary(max_size=400),
    suffix=st.sampled_from([".csv", ".txt", ".jsonl", ".parquet", ".xlsx", ""]),
)
@example(octets=b"\xff\xfea", suffix=".csv")
@example(octets=b"PK\x03\x04", suffix=".xlsx")
@example(octets=b"PAR1" * 5, suffix=".parquet")
@example(octets=b"\xfd7zXZ\x00\x00\x04", suffix=".csv")
@example(octets=b'{"a": 1}\n[[[[', suffix=".jsonl")
def test_any_octets_give_rows_or_one_clear_line(tmp_path, octets, suffix):
    """Nothing but our own errors comes out, and they fit on a line."""
    path = tmp_path / f"list{suffix}"
    path.write_bytes(octets)
    assert readable_or_refused(path, limits=Limits(block_bytes=64))


@PATIENT
@given(tail=st.binary(max_size=200), cut=st.integers(0, 60))
def test_damaged_packed_files_give_one_clear_line(tmp_path, tail, cut):
    """Whatever happened to a packed file, it is rows or an error of ours."""
    path = tmp_path / "list.csv.gz"
    packed = gzip.compress(b"email,name\na@b.example,A\n" * 20, mtime=0)
    path.write_bytes(packed[: len(packed) - cut] + tail)
    assert readable_or_refused(path)


OBJECTS = st.lists(
    st.dictionaries(
        st.sampled_from(["email", "name", "n", "x"]),
        st.none()
        | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
        | st.booleans()
        | st.integers(-9, 9),
        min_size=1,
    ),
    min_size=1,
)


@PATIENT
@given(objects=OBJECTS, size=BLOCK_SIZES)
def test_json_lines_come_back(tmp_path, objects, size):
    """Strings as they are, null as null, the rest as JSON."""
    path = tmp_path / "list.jsonl"
    path.write_text("".join(json.dumps(found) + "\n" for found in objects), encoding="utf-8")
    table, _, rows, lines = read(path, limits=Limits(block_bytes=size))
    assert rows == [tuple(cell(found.get(name)) for name in table.columns) for found in objects]
    assert lines == list(range(1, len(objects) + 1))


def cell(value):
    return value if value is None or isinstance(value, str) else json.dumps(value)


@PATIENT
@given(rows=ROWS)
def test_what_we_write_we_can_read(tmp_path, rows):
    """CSV out is CSV in, apart from the apostrophes before what could run as a formula."""
    path = tmp_path / "out.csv"
    width = len(rows[0]) if rows else 2
    names = [f"name{number}" for number in range(width)]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    assert write_frames(path, [frame], frame.schema, "csv") == len(rows)
    *_, found, _ = read(path, delimiter=",", header=True, encoding="utf-8")
    assert [tuple(text.removeprefix("'") for text in row) for row in found] == [
        tuple(text.removeprefix("'") for text in row) for row in rows
    ]
