"""Messages out of archives, member by member and never onto the disk: zip, tar, and what gz, bz2 or xz packed."""

from __future__ import annotations

import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Self, cast

from mailworthy.errors import InputError
from mailworthy.store.mail_streams import HEAD_BYTES, MailFile, Peeked, in_stream, is_archive, is_tar
from mailworthy.store.mbox import Readable
from mailworthy.store.tables.shape import MIB, Limits
from mailworthy.store.tables.unpack import BROKEN, Unpacked, packing

LIMITS = Limits(ratio=300, ratio_from=64 * MIB)  # mail packs less well than tables
NOTE_BYTES = 1 << 20  # of a name or of other notes that tar keeps beside a member
LITTER = {"Thumbs.db", "desktop.ini"}
_PLAIN_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}  # zip's LZMA cannot be bounded
_NOTES = {
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
}

Note = Callable[[str], None]


def in_archive(path: Path, name: str, note: Note) -> Iterator[MailFile]:
    """Give the messages of an archive.

    Args:
        path: The file.
        name: What it is called in reports.
        note: Is told in one line about each member that cannot be read.

    Raises:
        InputError: The archive is damaged, or a bomb.
    """
    with path.open("rb") as file:
        how = packing(file.read(HEAD_BYTES))
    if how == "zip":
        yield from _zip(path, name, note)
        return
    with closing(Unpacked(path, how, LIMITS)) as unpacked:
        stream = Peeked(unpacked)
        if is_tar(stream.head(HEAD_BYTES)):
            yield from _tar(stream, name, note)
        else:
            yield from in_stream(stream, name)


def _member(stream: Readable, name: str, note: Note) -> Iterator[MailFile]:
    peeked = Peeked(stream)
    head = peeked.head(HEAD_BYTES)
    if is_archive(head):
        note(f"{name}: an archive within an archive is not opened; unpack the outer one first")
    else:
        yield from in_stream(peeked, name)


def _hostile(name: str) -> bool:
    """Tell names that no packer writes for mail: they lead out of the folder, or do something to a terminal."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or not name.isprintable() or name[1:2] == ":"


def _litter(name: str) -> bool:
    last = name.rpartition("/")[2]
    return name.startswith("__MACOSX/") or last.startswith(".") or last in LITTER


def _zip(path: Path, name: str, note: Note) -> Iterator[MailFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            gauge = _Gauge(name, path.stat().st_size)
            for info in archive.infolist():
                yield from _zip_member(archive, info, name, gauge, note)
    except BROKEN as error:
        raise _broken(name, error) from error


def _zip_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, gauge: _Gauge, note: Note
) -> Iterator[MailFile]:
    inside = f"{name}/{info.filename}"
    if info.filename.endswith("/") or _litter(info.filename) or stat.S_ISLNK(info.external_attr >> 16):
        return
    if _hostile(info.filename):
        note(f"{name}: a member is called {info.filename[:100]!r}, as only a trap is: not read")
    elif info.flag_bits & 1:
        note(f"{inside}: encrypted: unpack it with its password first")
    elif info.compress_type not in _PLAIN_METHODS:
        note(f"{inside}: packed by an uncommon method: unpack it by hand first")
    else:
        try:
            with archive.open(info) as member:
                yield from _member(gauge.watching(member), inside, note)
        except InputError:
            raise
        except BROKEN as error:
            note(str(_broken(inside, error)))


def _tar(stream: Readable, name: str, note: Note) -> Iterator[MailFile]:
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|", tarinfo=_TarInfo) as archive:
            for info in archive:
                if not info.isreg() or _litter(info.name):
                    continue
                if _hostile(info.name):
                    note(f"{name}: a member is called {info.name[:100]!r}, as only a trap is: not read")
                elif (member := archive.extractfile(info)) is not None:
                    yield from _member(member, f"{name}/{info.name}", note)
                archive.members.clear()  # type: ignore[attr-defined]  # or it remembers each of a million
    except InputError:
        raise
    except (*BROKEN, tarfile.TarError) as error:
        raise _broken(name, error) from error


class _TarInfo(tarfile.TarInfo):
    """Refuses notes beside a member that are as large as only a trap has them: tarfile holds them in memory."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Read one header block."""
        info = super().frombuf(buf, encoding, errors)
        if info.type in _NOTES and info.size > NOTE_BYTES:
            raise InputError("the archive holds a name of over a mebibyte, as only a trap does: not read")
        return info


class _Gauge:
    """How much all members of a zip unpack to, against what it takes itself."""

    def __init__(self, name: str, packed_bytes: int) -> None:
        self._name = name
        self._most = min(LIMITS.unpacked_bytes, max(LIMITS.ratio_from, LIMITS.ratio * packed_bytes))
        self._given = 0

    def watching(self, member: Readable) -> Readable:
        """Count what a member gives."""
        return _Watched(member, self)

    def add(self, size: int) -> None:
        self._given += size
        if self._given > self._most:
            raise InputError(
                f"{self._name} unpacks to over {self._most >> 20} MiB, as only a packing bomb does: the rest is not read"
            )


class _Watched:
    def __init__(self, member: Readable, gauge: _Gauge) -> None:
        self._member = member
        self._gauge = gauge

    def read(self, size: int, /) -> bytes:
        piece = self._member.read(size)
        self._gauge.add(len(piece))
        return piece


def _broken(name: str, error: Exception) -> InputError:
    if isinstance(error, InputError):
        return error
    detail = " ".join(str(error).split())[:120] or type(error).__name__
    return InputError(f"{name}: cannot be unpacked ({detail}); is it damaged or incomplete?")
