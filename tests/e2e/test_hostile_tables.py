"""Files made to hurt: each gives its rows or one clear line, in bounded memory; memory is measured in a process of its own."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from mailworthy.errors import InputError
from mailworthy.store.tables import Limits, open_table

MIB = 1 << 20
PEAK = 450 * MIB  # the interpreter with polars takes some 120 MiB of it

CHILD = """
import sys
from pathlib import Path
from mailworthy.errors import InputError
from mailworthy.store.tables import open_table
rows = 0
try:
    for block in open_table(Path(sys.argv[1])).blocks():
        rows += block.frame.height
    print("rows", rows)
except InputError as error:
    print("refused", error)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(peak.split()[1])
"""


def in_a_process(path):
    """What a process of its own says about a file, and its peak memory in bytes."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    said, peak = done.stdout.splitlines()
    return said, int(peak) * 1024


def refusal(path, **options):
    with pytest.raises(InputError) as caught:
        for _ in open_table(path, **options).blocks():
            pass
    assert "\n" not in str(caught.value)
    return str(caught.value)


def zeros_deflated(size):
    """The raw deflate stream of a file of zeros, without the work of compressing it: one flushed block, again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, zlib.DEFLATED, -15)
    return block * (size // MIB) + end.flush()


def archive_of(members):
    """A zip archive; each member says for itself how large it is: ``(name, deflated, size, crc)``."""
    body, directory = b"", b""
    for name, deflated, size, crc in members:
        fields = struct.pack(
            "<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(deflated), min(size, 0xFFFFFFFE), len(name), 0
        )
        directory += b"PK\1\2" + struct.pack("<H", 20) + fields
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\3\4" + fields + name + deflated
    count = len(members)
    return (
        body
        + directory
        + b"PK\5\6"
        + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    )


def member(name, content):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return name.encode(), packer.compress(content) + packer.flush(), len(content), zlib.crc32(content)


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
TEXT = '<row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c></row>'


def workbook(cells=TEXT, shared=""):
    """The members of a minimal workbook."""
    names = "http://schemas.openxmlformats.org"
    relation = f"{names}/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{names}/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{names}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{names}/spreadsheetml/2006/main" xmlns:r="{relation}">'
        '<sheets><sheet name="list" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{names}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": SHEET.format(cells),
        "xl/sharedStrings.xml": shared or f'<sst xmlns="{names}/spreadsheetml/2006/main"/>',
    }
    return [member(name, content.encode()) for name, content in parts.items()]


def without(members, name):
    return [each for each in members if each[0] != name]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.xlsx"


def test_the_minimal_workbook_is_one(path):
    """The bombs below differ from it in one point each."""
    path.write_bytes(archive_of(workbook()))
    assert open_table(path).columns == ("email",)


PART = b"xl/worksheets/sheet1.xml"
THREE_GB = 3 << 30
LIES = [THREE_GB, 1000, 0]


@pytest.mark.parametrize("declared", LIES)
def test_workbook_bomb(path, declared):
    """Three gigabytes in three megabytes, whether the directory admits it or not."""
    bomb = (PART, zeros_deflated(THREE_GB), declared, 0)
    path.write_bytes(archive_of([*without(workbook(), PART), bomb]))
    assert path.stat().st_size < 4 * MIB
    said, peak = in_a_process(path)
    assert said.startswith("refused list.xlsx is too large for a workbook")
    assert peak < PEAK


def test_directory_with_a_forged_checksum(path):
    """A size and a checksum that fit the beginning of a part do not hide the rest of it."""
    start = SHEET.format(TEXT).encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH) + zeros_deflated(600 * MIB)
    path.write_bytes(archive_of([*without(workbook(), PART), (PART, packed, len(start), zlib.crc32(start))]))
    assert "too large" in refusal(path)


CORNERS = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
WIDE = '<row r="1">' + "<c><v>1</v></c>" * 16_000 + "</row>" + "<row><c><v>1</v></c></row>" * 100_000


@pytest.mark.parametrize("cells", [CORNERS, WIDE], ids=["corners", "unnamed"])
def test_sheet_that_spans_more_than_it_holds(path, cells):
    """Two cells in opposite corners would be laid out as seventeen thousand million."""
    path.write_bytes(archive_of(workbook(cells)))
    said, peak = in_a_process(path)
    assert "would take" in said
    assert peak < PEAK


def test_text_that_a_million_cells_share(path):
    """A megabyte of text is small, a megabyte in each of a hundred thousand cells isn't."""
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 100_001))
    path.write_bytes(archive_of(workbook(cells, f"<sst><si><t>{'x' * MIB}</t></si></sst>")))
    said, peak = in_a_process(path)
    assert "would take" in said
    assert peak < PEAK


def gz(content):
    return gzip.compress(content, mtime=0)


def gz_bomb():
    header = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    return header + zeros_deflated(THREE_GB) + bytes(8)


def lines_bomb(pack):
    """Ten gigabytes of blank lines would be text."""
    return pack(b"\n" * (64 * MIB)) * 10


def xz_of_four_gigabytes_of_memory():
    """A valid header that asks for the largest dictionary there is."""
    flags = b"\0\x04"
    head = b"\xfd7zXZ\0" + flags + struct.pack("<I", zlib.crc32(flags))
    block = b"\x02\0\x21\x01\x28\0\0\0"  # LZMA2, dictionary size code 40
    return head + block + struct.pack("<I", zlib.crc32(block)) + b"\x01\0\0a\0" * 4


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


LIST = b"email,name\na@b.example,A\n"
PACKED_BADLY = [
    # file            octets                                        what the one line says
    ("a.csv.gz",      gz_bomb,                                      "packing bomb"),
    ("a.csv.gz",      lambda: lines_bomb(gz),                       "packing bomb"),
    ("a.csv.bz2",     lambda: lines_bomb(bz2.compress),             "packing bomb"),
    ("a.csv.xz",      lambda: lines_bomb(lzma.compress),            "packing bomb"),
    ("a.csv.xz",      xz_of_four_gigabytes_of_memory,               "cannot be unpacked"),
    ("a.csv.gz",      lambda: gz(LIST)[:-9],                        "cannot be unpacked"),
    ("a.csv.gz",      lambda: gz(gz(LIST)),                         "packed twice"),
    ("a.csv.bz2",     lambda: bz2.compress(LIST)[:-9],              "cannot be unpacked"),
    ("a.csv.xz",      lambda: lzma.compress(LIST)[:-9],             "cannot be unpacked"),
    ("a.zip",         lambda: zipped({"a.csv": LIST, "b.csv": LIST}), "holds 2 files"),
    ("a.zip",         lambda: zipped({}),                           "holds no file"),
    ("a.zip",         lambda: zipped({"a.zip": zipped({"a": LIST})}), "archive within an archive"),
    ("a.zip",         lambda: zipped({"a.csv": LIST})[:-9],         "cannot be unpacked"),
    ("a.zip",         lambda: archive_of([(b"a", zeros_deflated(THREE_GB), 9, 0)]), "cannot be unpacked"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "octets", "says"), PACKED_BADLY)
def test_packed_badly(tmp_path, name, octets, says):
    path = tmp_path / name
    path.write_bytes(octets())
    said, peak = in_a_process(path)
    assert says in said
    assert peak < PEAK


WELL_PACKED = [
    ("a.csv.gz",  gz(LIST)),
    ("a.csv.gz",  gz(LIST[:10]) + gz(LIST[10:])),
    ("a.csv.bz2", bz2.compress(LIST)),
    ("a.csv.xz",  lzma.compress(LIST[:10]) + lzma.compress(LIST[10:]) + bytes(4)),
    ("a.zip",     zipped({"a.csv": LIST, "__MACOSX/._a.csv": b""})),
    ("no ending", gz(LIST)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "octets"), WELL_PACKED)
def test_packed_well(tmp_path, name, octets):
    path = tmp_path / name
    path.write_bytes(octets)
    (block,) = open_table(path).blocks()
    assert block.frame.rows() == [("a@b.example", "A")]


def test_repetitive_lists_are_no_bombs(tmp_path):
    """A ratio of some hundreds is what a list of one person repeated packs to."""
    path = tmp_path / "list.csv.gz"
    path.write_bytes(gz(b"email\n" + b"somebody@example.com\n" * 200_000))
    assert sum(block.frame.height for block in open_table(path).blocks()) == 200_000


NOT_A_LIST = [
    # content                                       what the one line says
    (b"",                                           "is empty"),
    (b"\n\r\n \n",                                  "blank lines only"),
    (gz(b""),                                       "is empty"),
    (bytes(range(256)) * 300,                       "binary data"),
    (b"\0" * 5000,                                  "binary data"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9,       "old Excel file"),
    (b"%PDF-1.7\n%\xe2\xe3",                        "a PDF"),
    (b"<!DOCTYPE html><table><tr><td>a@b.example",  "a page of HTML"),
    (b"PAR1" + b"x" * 300,                          "no Parquet file"),
    (b"PAR1" + b"\xff" * 300 + b"\x40\0\0\0PAR1",   "no Parquet file"),
    (b"\xff\xfe" + b"\1\0\2\0" * 99,                "binary data"),
    (b"SQLite format 3\0",                          "SQLite"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "says"), NOT_A_LIST)
def test_not_a_list(tmp_path, content, says):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    assert re.search(says, refusal(path))


def test_random_octets(tmp_path):
    """What a lost sector or an encrypted file looks like."""
    path = tmp_path / "list.csv"
    path.write_bytes(zlib.compress(b"".join(bytes([n % 256, n % 251]) for n in range(300_000))) * 5)
    assert "binary data" in refusal(path)


def test_a_line_that_never_ends(tmp_path):
    """A gigabyte of letters would be one address."""
    path = tmp_path / "list.csv"
    path.write_bytes(b"email,name\n" + b"a" * (3 * MIB))
    assert "record of over" in refusal(path, limits=Limits(block_bytes=4096, record_bytes=MIB))


def test_a_quote_that_is_never_closed_costs_little(tmp_path):
    """Sixty megabytes after an opening quote are read at the usual pace, in the usual memory."""
    path = tmp_path / "list.csv"
    path.write_bytes(b'email,name\n"a@b.example,A\n' + b"somebody@example.com,Some Body\n" * 2_000_000)
    said, peak = in_a_process(path)
    assert said == "rows 2000001"
    assert peak < PEAK


def test_memory_does_not_grow_with_the_list(tmp_path):
    """Four times the rows, the same memory."""
    peaks = []
    for rows in (1_000_000, 4_000_000):
        path = tmp_path / "list.csv"
        with path.open("wb") as file:
            file.write(b"email,name\n")
            for _ in range(rows // 1_000_000):
                file.write(b"somebody@example.com,Some Body\n" * 1_000_000)
        said, peak = in_a_process(path)
        assert said == f"rows {rows}"
        peaks.append(peak)
    assert peaks[1] < peaks[0] * 1.4


def test_workbook_damaged_anywhere(tmp_path):
    """Each octet of a small workbook changed in turn: rows or one clear line."""
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["email", "name"])
        sheet.write_row(1, 0, ["a@b.example", "A"])
    octets = path.read_bytes()
    for at in range(0, len(octets), 13):
        path.write_bytes(octets[:at] + bytes([octets[at] ^ 0x55]) + octets[at + 1 :])
        assert readable_or_refused(path)


def test_parquet_with_damaged_metadata(tmp_path):
    """Its reader panics on some. (Known gap: damage inside a page may end the process, see the module that reads it.)"""
    path = tmp_path / "list.parquet"
    pl.DataFrame({"email": ["a@b.example"] * 50, "n": range(50)}).write_parquet(path)
    octets = path.read_bytes()
    metadata = len(octets) - 8 - int.from_bytes(octets[-8:-4], "little")
    for at in range(metadata, len(octets), 3):
        path.write_bytes(octets[:at] + bytes([octets[at] ^ 0x55]) + octets[at + 1 :])
        assert readable_or_refused(path)


def readable_or_refused(path):
    try:
        for _ in open_table(path).blocks():
            pass
    except InputError as error:
        return "\n" not in str(error)
    return True
