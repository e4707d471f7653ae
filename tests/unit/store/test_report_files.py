"""Layers of packing: taken off within bounds, and what is a trap is named and left."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

import pytest

from mailworthy.errors import InputError
from mailworthy.store import report_files as module
from mailworthy.store.report_files import report_files, report_stream, unpacked

XML = b"<feedback/>"


def zipped(*members: tuple[str, bytes], **how) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how.get("method", zipfile.ZIP_DEFLATED)) as archive:
        for name, raw in members:
            archive.writestr(name, raw)
    return out.getvalue()


def nameless(raw: bytes) -> bytes:
    """Pack one member without a name: the standard library does not, receivers do."""
    fields = struct.pack("<5H3I2H", 20, 0, 0, 0, 0, zlib.crc32(raw), len(raw), len(raw), 0, 0)
    local = b"PK\x03\x04" + fields + raw
    central = b"PK\x01\x02\x14\x00" + fields + struct.pack("<3H2I", 0, 0, 0, 0, 0)
    return local + central + b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, 1, 1, len(central), len(local), 0)


def tarred(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, raw in members:
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
    return out.getvalue()


def found(raw: bytes) -> tuple[list[tuple[str, bytes]], list[str]]:
    notes: list[str] = []
    files = [(file.name, file.raw) for file in unpacked(raw, "r", notes.append)]
    return files, notes


# fmt: off
LAYERS = [
    # what is packed                                          names and what they hold
    (XML,                                                     [("r", XML)]),
    (gzip.compress(XML),                                      [("r", XML)]),
    (gzip.compress(XML) + b"\r\n",                            [("r", XML)]),               # a mail system's line break
    (gzip.compress(XML[:4]) + gzip.compress(XML[4:]),         [("r", XML)]),               # two members are one stream
    (bz2.compress(XML),                                       [("r", XML)]),
    (zipped(("a.xml", XML), ("b.xml", b"<b/>")),              [("r/a.xml", XML), ("r/b.xml", b"<b/>")]),
    (zipped(("a.zip", zipped(("b.xml.gz", gzip.compress(XML))))), [("r/a.zip/b.xml.gz", XML)]),
    (tarred(("a/b.xml", XML)),                                [("r/a/b.xml", XML)]),
    (gzip.compress(tarred(("a.xml", XML))),                   [("r/a.xml", XML)]),
    (nameless(XML),                                       [("r", XML)]),               # a receiver forgot the name
    (zipped(("__MACOSX/._a.xml", b"x"), (".DS_Store", b"x"), ("d/", b"")), []),
    (b"From jane Sat Nov 21 10:00:00 2026\nSubject: 1\n\na\n\nFrom jane Sat Nov 21 10:00:00 2026\nSubject: 2\n\nb\n",
     [("r#1", b"Subject: 1\n\na\n\n"), ("r#2", b"Subject: 2\n\nb\n")]),
]
NOTED = [
    # what is packed                                          what is said
    (zipped(("../../etc/passwd", XML)),                       "as only a trap is"),
    (zipped(("/etc/passwd", XML)),                            "as only a trap is"),
    (zipped(("C:\\a.xml", XML)),                              "as only a trap is"),
    (zipped(("a\x1b[2J.xml", XML)),                           "as only a trap is"),
    (zipped(("a.xml", XML), method=zipfile.ZIP_LZMA),         "packed by an uncommon method"),
    (zipped(("a.gz", gzip.compress(XML)[:-9])),               "it breaks off"),
    (tarred(("../a.xml", XML)),                               "as only a trap is"),
]
REFUSED = [
    (gzip.compress(XML)[:-9],                                 "it breaks off"),
    (gzip.compress(XML)[:12] + b"\xff" * 20,                  "cannot be unpacked"),
    (b"PK\x03\x04 no zip",                                    "cannot be unpacked"),
    (lzma.compress(XML),                                      "packed by xz"),
    (gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(XML))))), "in so many others"),
]
# fmt: on


@pytest.mark.parametrize(("raw", "files"), LAYERS)
def test_layers_are_taken_off(raw, files):
    assert found(raw)[0] == files


@pytest.mark.parametrize(("raw", "said"), NOTED)
def test_a_bad_member_is_noted_and_the_others_are_read(raw, said):
    files, notes = found(raw)
    assert files == []
    assert len(notes) == 1
    assert said in notes[0]
    assert notes[0].isprintable()


@pytest.mark.parametrize(("raw", "said"), REFUSED)
def test_what_cannot_be_unpacked_is_refused_in_one_line(raw, said):
    with pytest.raises(InputError, match=said):
        found(raw)


def bombs() -> list[bytes]:
    much = b" " * (1 << 20)
    return [
        gzip.compress(much * 4),
        zipped(("a", much * 4)),
        zipped(*((str(n), much) for n in range(4))),
        tarred(("a.gz", gzip.compress(much * 4))),
    ]


@pytest.mark.parametrize("number", range(4))
def test_a_bomb_is_left_at_its_bound(monkeypatch, number):
    monkeypatch.setattr(module, "RATIO_FROM", 3 << 20)
    monkeypatch.setattr(module, "RATIO", 0)
    with pytest.raises(InputError, match="as only a packing bomb does"):
        found(bombs()[number])


def test_one_member_may_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(module, "FILE_BYTES", 1 << 20)
    with pytest.raises(InputError, match="unpacks to over 1 MiB"):
        found(gzip.compress(b" " * (3 << 20)))
    notes: list[str] = []
    assert list(report_stream(io.BytesIO(b" " * (3 << 20)), notes.append)) == []
    assert notes == ["-: over 1 MiB, as no report is"]


def test_a_folder_is_walked_in_the_order_of_its_names(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.xml").write_bytes(XML)
    (tmp_path / "1.xml").write_bytes(XML)
    (tmp_path / ".hidden").write_bytes(XML)
    (tmp_path / "bad.gz").write_bytes(gzip.compress(XML)[:-9])
    (tmp_path / "loop").symlink_to(tmp_path)
    notes: list[str] = []
    assert [file.name for file in report_files([tmp_path], notes.append)] == ["1.xml", "b/2.xml"]
    assert notes == ["bad.gz: cannot be unpacked (it breaks off); is it damaged or incomplete?"]


def test_a_file_that_is_named_must_be_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        list(report_files([tmp_path / "none.xml"], print))
