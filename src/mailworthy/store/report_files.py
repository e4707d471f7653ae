"""Receivers' reports out of files, folders, archives and mails: unpacked in memory, within bounds, layer by layer."""

from __future__ import annotations

import bz2
import io
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from mailworthy.errors import InputError
from mailworthy.store.mail_streams import Peeked, is_tar
from mailworthy.store.mbox import LARGEST_BYTES, Readable, is_mbox, messages
from mailworthy.store.tables.shape import MIB
from mailworthy.store.tables.unpack import BROKEN, packing

FILE_BYTES = 256 * MIB  # of one file or of one member, unpacked
RATIO = 300  # what an octet may unpack to, once this is much:
RATIO_FROM = 64 * MIB
ALL_BYTES = 8192 * MIB  # of all members, which are held one at a time
LAYERS = 4  # a mail in a zip holds a gzip of a report: three
PIECE = 1 << 16  # octets unpacked together
MEMBERS = 100_000  # of one archive
LITTER = {"Thumbs.db", "desktop.ini"}
_PLAIN_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}  # zip's LZMA cannot be bounded

Note = Callable[[str], None]
Member = TypeVar("Member", zipfile.ZipInfo, tarfile.TarInfo)


@dataclass(frozen=True, slots=True)
class ReportFile:
    """Octets that hold no further layer: XML, JSON, a mail.

    Args:
        name: Where they were, layer by layer.
        raw: All of them.
    """

    name: str
    raw: bytes


class _Bomb(InputError):  # noqa: N818  # named for what it is, as those of errors.py are
    """It unpacks to far more than it takes."""


class _Gauge:
    """How much one file unpacks to in all, against what it takes itself."""

    def __init__(self, name: str, packed_bytes: int) -> None:
        self._name = name
        self._left = min(ALL_BYTES, max(RATIO_FROM, RATIO * packed_bytes))

    def take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise _Bomb(
                f"{self._name} unpacks to far more than it takes, as only a packing bomb does: not read further"
            )


@dataclass(frozen=True, slots=True)
class _Layer:
    """What all layers of one file share, and how many more are opened."""

    gauge: _Gauge
    note: Note
    left: int


def report_files(paths: Sequence[Path], note: Note) -> Iterator[ReportFile]:
    """Give what files and folders hold, unpacked, in the order of their names.

    Args:
        paths: Files (XML, JSON, mails, mbox; gz, bz2, xz, zip, tar of them, also within each other) and folders.
        note: Is told in one line about what cannot be read.

    Raises:
        OSError: A file that was named itself cannot be read.
    """
    for path in paths:
        if path.is_dir():
            yield from _folder(path, "" if len(paths) == 1 else f"{path}/", note)
        else:
            yield from _noting(_file(path, str(path), note), note)


def report_stream(stream: Readable, note: Note, name: str = "-") -> Iterator[ReportFile]:
    """Give what a stream holds, as :func:`report_files` does with a file."""
    yield from _noting(_stream(stream, name, note), note)


def _stream(stream: Readable, name: str, note: Note) -> Iterator[ReportFile]:
    yield from unpacked(_all(stream, name), name, note)


def _noting(files: Iterator[ReportFile], note: Note) -> Iterator[ReportFile]:
    """Give files until one cannot be unpacked: it does not spoil the others."""
    try:
        yield from files
    except InputError as fault:
        note(str(fault))


def unpacked(raw: bytes, name: str, note: Note) -> Iterator[ReportFile]:
    """Take all layers of packing off.

    Args:
        raw: Octets that may be packed: a file, an attachment.
        name: What they are called in reports.
        note: Is told in one line about members that cannot be read.

    Raises:
        InputError: It is damaged, or a bomb.
    """
    return _layered(raw, name, _Layer(_Gauge(name, len(raw)), note, LAYERS))


def _layered(raw: bytes, name: str, above: _Layer) -> Iterator[ReportFile]:
    how = packing(raw[:8])
    if not how and not is_tar(raw[:512]):
        yield from _plain(raw, name)
        return
    layer = replace(above, left=above.left - 1)
    if layer.left < 0:
        raise InputError(f"{name}: an archive in so many others is not opened; unpack the outer ones first")
    try:
        if how == "zip":
            yield from _zip(raw, name, layer)
        elif how:
            yield from _layered(_taken(_opened(raw, how, name), name, layer.gauge), name, layer)
        else:
            yield from _tar(raw, name, layer)
    except InputError:
        raise
    except (*BROKEN, tarfile.TarError) as fault:
        raise _broken(name, fault) from fault


def _plain(raw: bytes, name: str) -> Iterator[ReportFile]:
    if not is_mbox(raw[: 64 << 10]):
        yield ReportFile(name, raw)
        return
    for number, each in enumerate(messages(Peeked(io.BytesIO(raw))), 1):
        yield ReportFile(f"{name}#{number}", each)


def _folder(folder: Path, above: str, note: Note) -> Iterator[ReportFile]:
    for where, folders, names in os.walk(
        folder, onerror=lambda fault: note(f"{above}{fault.filename}: {fault.strerror}")
    ):
        maildir = {"cur", "new"} <= set(folders)
        folders[:] = sorted(name for name in folders if _entered(Path(where) / name, maildir=maildir))
        for name in sorted(names):
            path = Path(where) / name
            if not (maildir or name.startswith(".") or name in LITTER):
                yield from _noted(path, above + path.relative_to(folder).as_posix(), note)


def _entered(folder: Path, *, maildir: bool) -> bool:
    return (
        not folder.is_symlink()
        and not (maildir and folder.name == "tmp")
        and (maildir or folder.name[0] != ".")
    )


def _noted(path: Path, name: str, note: Note) -> Iterator[ReportFile]:
    try:
        if stat.S_ISREG(path.stat().st_mode):
            yield from _noting(_file(path, name, note), note)
    except OSError as fault:
        note(f"{name}: {fault.strerror}")


def _file(path: Path, name: str, note: Note) -> Iterator[ReportFile]:
    with path.open("rb") as file:
        head = file.read(64 << 10)
        file.seek(0)
        if is_mbox(head):  # of any size
            for number, raw in enumerate(messages(Peeked(file)), 1):
                if len(raw) >= LARGEST_BYTES:
                    note(
                        f"{name}#{number}: over {LARGEST_BYTES >> 20} MiB: cut there; give it as a file of its own"
                    )
                yield ReportFile(f"{name}#{number}", raw)
            return
        raw = _all(file, name)
    yield from unpacked(raw, name, note)


def _all(stream: Readable, name: str) -> bytes:
    pieces, size = [], 0
    while piece := stream.read(MIB):
        size += len(piece)
        if size > FILE_BYTES:
            raise InputError(f"{name}: over {FILE_BYTES >> 20} MiB, as no report is")
        pieces.append(piece)
    return b"".join(pieces)


def _taken(stream: Readable, name: str, gauge: _Gauge) -> bytes:
    """Read a stream to its end, as far as its bounds let."""
    pieces, size = [], 0
    while piece := stream.read(MIB):
        size += len(piece)
        gauge.take(len(piece))
        if size > FILE_BYTES:
            raise InputError(f"{name}: unpacks to over {FILE_BYTES >> 20} MiB, as no report does")
        pieces.append(piece)
    return b"".join(pieces)


def _opened(raw: bytes, how: str, name: str) -> Readable:
    if how == "gz":
        return _Gzip(raw)
    if how == "bz2":
        return bz2.BZ2File(io.BytesIO(raw))
    raise InputError(f"{name}: packed by {how}, as no receiver does: unpack it by hand first")


class _Gzip:
    """A gzip stream after whose end anything may stand: some mail systems put a line break there."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._at = raw, 0
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def read(self, size: int, /) -> bytes:
        """Give up to ``size`` octets, none at the end."""
        while True:
            if self._inner.eof:
                if not self._raw.startswith(
                    b"\x1f\x8b", self._at
                ):  # RFC 1952 §2.2: members follow each other
                    return b""
                self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)
            some = self._raw[self._at : self._at + PIECE]
            piece = self._inner.decompress(some, size)
            self._at += len(some) - len(self._inner.unconsumed_tail) - len(self._inner.unused_data)
            if piece:
                return piece
            if not some and not self._inner.eof:
                raise EOFError("it breaks off")


def _zip(raw: bytes, name: str, layer: _Layer) -> Iterator[ReportFile]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for info in _counted(archive.infolist(), name):
            if not (
                info.filename.endswith("/")
                or _litter(info.filename)
                or stat.S_ISLNK(info.external_attr >> 16)
            ):
                yield from _member(partial(_of_zip, archive, info), info.filename, name, layer)


def _of_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Readable:
    if info.flag_bits & 1:
        raise InputError("encrypted: unpack it with its password first")
    if info.compress_type not in _PLAIN_METHODS:
        raise InputError("packed by an uncommon method: unpack it by hand first")
    return archive.open(info)


def _tar(raw: bytes, name: str, layer: _Layer) -> Iterator[ReportFile]:
    with tarfile.open(fileobj=io.BytesIO(raw), mode="r:") as archive:
        for info in _counted(archive, name):
            if info.isreg() and not _litter(info.name):
                yield from _member(partial(_of_tar, archive, info), info.name, name, layer)


def _of_tar(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Readable:
    return cast("Readable", archive.extractfile(info))  # None for what is no file, which was left out before


def _counted(members: Iterable[Member], name: str) -> Iterator[Member]:
    for number, each in enumerate(members):
        if number >= MEMBERS:
            raise InputError(f"{name}: over {MEMBERS:,} members: unpack it by hand")
        yield each


def _member(opened: Callable[[], Readable], member: str, name: str, layer: _Layer) -> Iterator[ReportFile]:
    """Read one member; what is wrong with it is noted, and does not spoil the others."""
    if _hostile(member):
        layer.note(f"{name}: a member is called {member[:100]!r}, as only a trap is: not read")
        return
    inside = f"{name}/{member}" if member else name
    try:
        yield from _layered(_taken(opened(), inside, layer.gauge), inside, layer)
    except _Bomb:
        raise
    except InputError as fault:
        layer.note(str(fault) if str(fault).startswith(inside) else f"{inside}: {fault}")
    except (*BROKEN, tarfile.TarError) as fault:
        layer.note(str(_broken(inside, fault)))


def _hostile(name: str) -> bool:
    """Tell names that no packer writes for reports: they lead out of the folder, or do something to a terminal."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or not name.isprintable() or name[1:2] == ":"


def _litter(name: str) -> bool:
    last = name.rpartition("/")[2]
    return name.startswith("__MACOSX/") or last.startswith(".") or last in LITTER


def _broken(name: str, fault: Exception) -> InputError:
    detail = " ".join(str(fault).split())[:120] or type(fault).__name__
    return InputError(f"{name}: cannot be unpacked ({detail}); is it damaged or incomplete?")
