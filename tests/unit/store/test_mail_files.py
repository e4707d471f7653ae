"""Messages are found wherever they are kept, and what is bad never spoils the rest."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from mailworthy.errors import InputError
from mailworthy.store import mail_archives, mail_files, mail_streams, mbox
from mailworthy.store.mail_files import mail_stream

ONE = b"Subject: one\n\nfirst\n"
TWO = b"Subject: two\n\nsecond\n"
MARK = b"From jane@a.example Mon Oct  5 08:00:00 2026\n"
BOX = MARK + ONE + b"\n" + MARK + TWO
IN_BOX = [("#1", ONE + b"\n"), ("#2", TWO)]


def laid(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, octets in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets)
    return folder


def found(*paths: Path) -> tuple[list[tuple[str, bytes]], list[str]]:
    notes: list[str] = []
    return [(file.name, file.raw) for file in mail_files.mail_files(paths, notes.append)], notes


# --- folders ------------------------------------------------------------------------------------------------------------

# fmt: off
FOLDERS = [
    ("in the order of names",    {"b.eml": TWO, "a.eml": ONE},                                      ["a.eml", "b.eml"]),
    ("folders are walked",       {"x/y/a.eml": ONE, "b.eml": TWO},                                  ["b.eml", "x/y/a.eml"]),
    ("hidden things are not",    {".git/config": ONE, ".DS_Store": ONE, "Thumbs.db": ONE, "a": ONE}, ["a"]),
    ("an mbox among them",       {"a.eml": ONE, "box": BOX},                                        ["a.eml", "box#1", "box#2"]),
    ("an mbox with one message", {"box": MARK + ONE},                                               ["box"]),
    ("a Maildir",                {"cur/1:2,S": ONE, "new/2": TWO, "tmp/3": ONE, "dovecot-uidlist": b"3 V1\n"}, ["cur/1:2,S", "new/2"]),
    ("a Maildir's folders",      {"cur/1": ONE, "new/2": ONE, ".Sent/cur/3": TWO, ".Sent/new/.x": ONE}, [".Sent/cur/3", "cur/1", "new/2"]),
    ("an empty folder",          {},                                                                []),
    ("an empty file",            {"a.eml": b""},                                                    ["a.eml"]),
]
# fmt: on


@pytest.mark.parametrize(("files", "names"), [row[1:] for row in FOLDERS], ids=[row[0] for row in FOLDERS])
def test_names_are_relative_to_the_folder(tmp_path, files, names):
    messages, notes = found(laid(tmp_path, files))
    assert [name for name, _ in messages] == names
    assert notes == []


def test_of_several_paths_each_is_named_as_it_was_given(tmp_path, monkeypatch):
    laid(tmp_path, {"one/a.eml": ONE, "two.eml": TWO})
    monkeypatch.chdir(tmp_path)
    assert [name for name, _ in found(Path("one"), Path("two.eml"))[0]] == ["one/a.eml", "two.eml"]


def test_what_was_named_itself_must_be_there(tmp_path):
    laid(tmp_path, {"a.eml": ONE})
    with pytest.raises(FileNotFoundError):
        found(tmp_path / "a.eml", tmp_path / "b.eml")


def test_a_link_to_the_folder_above_does_not_go_round_for_ever(tmp_path):
    laid(tmp_path, {"x/a.eml": ONE})
    (tmp_path / "x" / "up").symlink_to(tmp_path)
    assert [name for name, _ in found(tmp_path)[0]] == ["x/a.eml"]


def test_a_pipe_in_a_folder_is_left_alone(tmp_path):
    laid(tmp_path, {"a.eml": ONE})
    os.mkfifo(tmp_path / "pipe")
    assert [name for name, _ in found(tmp_path)[0]] == ["a.eml"]


def test_of_a_huge_message_the_beginning_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(mail_files, "LARGEST_BYTES", 100_000)
    laid(tmp_path, {"a.eml": ONE + b"x" * 300_000})
    ((_, raw),) = found(tmp_path)[0]
    assert len(raw) == 100_000


# --- archives -----------------------------------------------------------------------------------------------------------


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, octets in members.items():
            archive.writestr(name, octets)
    return out.getvalue()


def tarred(members: Mapping[str, bytes], mode: str = "w:gz", kind: bytes = tarfile.REGTYPE) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, octets in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.type = len(octets), kind
            archive.addfile(info, io.BytesIO(octets))
    return out.getvalue()


MEMBERS = {"a.eml": ONE, "deep/box": BOX, "__MACOSX/a.eml": b"", ".DS_Store": b""}
INSIDE = [("/a.eml", ONE), *((f"/deep/box{number}", raw) for number, raw in IN_BOX)]
# fmt: off
ARCHIVES = [
    ("zip",              zipped(MEMBERS),                                INSIDE),
    ("zip, bzip2",       zipped(MEMBERS, zipfile.ZIP_BZIP2),             INSIDE),
    ("tar",              tarred(MEMBERS, "w"),                           INSIDE),
    ("tar.gz",           tarred(MEMBERS),                                INSIDE),
    ("tar.xz",           tarred(MEMBERS, "w:xz"),                        INSIDE),
    ("an mbox, gz",      gzip.compress(BOX),                             IN_BOX),
    ("a message, gz",    gzip.compress(ONE),                             [("", ONE)]),
    ("a message, bz2",   bz2.compress(ONE),                              [("", ONE)]),
    ("a message, xz",    lzma.compress(ONE),                             [("", ONE)]),
    ("long names (pax)", tarred({"x/" * 200 + "a.eml": ONE}),            [("/" + "x/" * 200 + "a.eml", ONE)]),
]
TRAPS = [
    ("a name that leads out",     zipped({"../../a.eml": ONE, "b.eml": TWO}),     ["/b.eml"], "'../../a.eml', as only a trap is"),
    ("an absolute name",          tarred({"/etc/a.eml": ONE, "b.eml": TWO}),      ["/b.eml"], "'/etc/a.eml', as only a trap is"),
    ("a Windows name",            zipped({"C:\\a.eml": ONE, "b.eml": TWO}),       ["/b.eml"], "as only a trap is"),
    ("a name for the terminal",   zipped({"\x1b[2Ja": ONE, "b.eml": TWO}),        ["/b.eml"], "'\\x1b[2Ja', as only a trap is"),
    ("an archive within",         zipped({"in.zip": zipped({"a": ONE}), "b": TWO}), ["/b"],   "/in.zip: an archive within an archive"),
    ("gz within tar",             tarred({"a.gz": gzip.compress(ONE), "b": TWO}), ["/b"],     "/a.gz: an archive within an archive"),
    ("links and devices",         tarred({"a": b"", "b": b""}, kind=tarfile.SYMTYPE), [],     ""),
    ("zip's LZMA",                zipped({"a": ONE}, zipfile.ZIP_LZMA),           [],         "/a: packed by an uncommon method"),
]
# fmt: on


@pytest.mark.parametrize(
    ("octets", "inside"), [row[1:] for row in ARCHIVES], ids=[row[0] for row in ARCHIVES]
)
def test_messages_of_an_archive(tmp_path, octets, inside):
    messages, notes = found(laid(tmp_path, {"saved": octets}))
    assert messages == [(f"saved{name}", raw) for name, raw in inside]
    assert notes == []


@pytest.mark.parametrize(
    ("octets", "names", "said"), [row[1:] for row in TRAPS], ids=[row[0] for row in TRAPS]
)
def test_traps_are_named_and_the_rest_is_read(tmp_path, octets, names, said):
    messages, notes = found(laid(tmp_path, {"saved": octets}))
    assert [name for name, _ in messages] == [f"saved{name}" for name in names]
    assert len(notes) == bool(said)
    assert all(said in note and "\n" not in note and note.isprintable() for note in notes)


DAMAGED = [
    ("a zip that breaks off", zipped(MEMBERS)[:-30]),
    ("a gz that breaks off", gzip.compress(os.urandom(100_000))[:-500]),
    ("a tar that breaks off", gzip.compress(tarred({"a": os.urandom(100_000)}, "w"))[:-50_000]),
    ("an xz of nothing", lzma.compress(b"")[:20]),
    ("a zip in name only", b"PK\x03\x04" + bytes(1000)),
]


@pytest.mark.parametrize("octets", [row[1] for row in DAMAGED], ids=[row[0] for row in DAMAGED])
def test_a_damaged_archive_is_one_line_and_the_rest_is_read(tmp_path, octets):
    messages, notes = found(laid(tmp_path, {"a-saved": octets, "b.eml": ONE}))
    assert messages[-1] == ("b.eml", ONE)
    assert len(notes) == 1
    assert "a-saved" in notes[0]
    with pytest.raises(InputError):
        found(tmp_path / "a-saved")


def test_a_zip_whose_members_overlap_or_lie_is_no_trouble(tmp_path):
    octets = bytearray(zipped({"a.eml": ONE * 50, "b.eml": TWO * 50}))
    octets[60:90] = bytes(30)
    messages, notes = found(laid(tmp_path, {"saved": bytes(octets), "z.eml": ONE}))
    assert messages[-1] == ("z.eml", ONE)
    assert notes


BOMBS = [
    ("a bomb in gz", lambda: gzip.compress(MARK + b"\n" + bytes(200 << 20), 9)),
    ("a bomb in zip", lambda: zipped({"box": MARK + b"\n" + bytes(200 << 20)})),
]


@pytest.mark.slow
@pytest.mark.parametrize("packed", [row[1] for row in BOMBS], ids=[row[0] for row in BOMBS])
def test_a_bomb_is_refused_in_one_line(tmp_path, packed):
    messages, notes = found(laid(tmp_path, {"bomb": packed(), "z.eml": ONE}))
    assert messages[-1] == ("z.eml", ONE)
    assert len(notes) == 1
    assert "as only a packing bomb does" in notes[0]


def test_a_tar_with_a_name_of_many_mebibytes_is_refused(tmp_path):
    header = tarfile.TarInfo("././@LongLink")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 1 << 30
    octets = header.tobuf() + bytes(1 << 20)
    _, notes = found(laid(tmp_path, {"saved.tar": octets}))
    assert len(notes) == 1
    assert "as only a trap does" in notes[0]


# --- standard input -----------------------------------------------------------------------------------------------------

STREAMS = [
    ("one message", ONE, [("-", ONE)]),
    ("an mbox", BOX, [(f"-{name}", raw) for name, raw in IN_BOX]),
    ("a message behind its separator", MARK + ONE, [("-", ONE)]),
    ("nothing", b"", [("-", b"")]),
]


@pytest.mark.parametrize(("octets", "meant"), [row[1:] for row in STREAMS], ids=[row[0] for row in STREAMS])
def test_messages_of_a_stream(octets, meant):
    assert [(file.name, file.raw) for file in mail_stream(io.BytesIO(octets))] == meant


def test_a_stream_is_read_to_its_end_since_its_writer_may_wait(monkeypatch):
    monkeypatch.setattr(mail_streams, "LARGEST_BYTES", 1000)
    stream = io.BytesIO(ONE + bytes(500_000))
    ((file),) = mail_stream(stream)
    assert len(file.raw) == 1000
    assert stream.read() == b""


def test_a_packed_stream_is_told_what_to_do():
    with pytest.raises(InputError, match=r"gunzip <"):
        list(mail_stream(io.BytesIO(gzip.compress(ONE))))


def test_all_ways_cut_a_message_at_the_same_place():
    assert mail_files.LARGEST_BYTES == mail_streams.LARGEST_BYTES == mbox.LARGEST_BYTES
    assert mail_archives.HEAD_BYTES == mail_files.HEAD_BYTES
