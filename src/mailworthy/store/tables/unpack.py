"""Packed files as streams of bounded size: gz, bz2, xz, a zip with a single member."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Protocol

from mailworthy.errors import InputError
from mailworthy.store.tables.shape import MIB, Limits

_MAGIC = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz", b"PK\x03\x04": "zip", b"PK\x05\x06": "zip"}
_XZ_MEMORY = 128 * MIB  # xz -9 asks for 65 MiB; a hostile header may ask for 4 GiB
_PLAIN_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}  # zip's LZMA cannot be bounded

BROKEN = (
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
)
"""What the standard library raises on packed files that are damaged, encrypted or of an unknown kind."""


def packing(head: bytes) -> str:
    """Tell how a file is packed from its first bytes: ``gz``, ``bz2``, ``xz``, ``zip`` or ``""``."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), "")


class Unpacked:
    """The bytes inside a file, in bounded steps.

    Args:
        path: The file.
        how: Its packing, empty for a plain file.
        limits: What it may unpack to.

    Raises:
        InputError: The file is damaged, encrypted, holds several members, or unpacks to more than the limits.
    """

    def __init__(self, path: Path, how: str, limits: Limits) -> None:
        self._name = path.name
        self._limits = limits
        self._packed = bool(how)
        self._given = 0
        self._raw: BinaryIO = path.open("rb")
        try:
            self._inner = _opened(self._raw, how, path.name)
        except BROKEN as error:
            self._raw.close()
            raise _broken(path.name, how, error) from error

    def read(self, size: int) -> bytes:
        """Give up to ``size`` bytes, fewer only at the end."""
        pieces = []
        while size > 0 and (piece := self._some(size)):
            pieces.append(piece)
            size -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def skip(self, size: int) -> None:
        """Go on by ``size`` bytes."""
        if not self._packed:
            self._raw.seek(size, io.SEEK_CUR)
            return
        while size > 0 and (piece := self.read(min(size, MIB))):
            size -= len(piece)

    def close(self) -> None:
        """Close the file."""
        self._raw.close()

    def _some(self, size: int) -> bytes:
        if not self._packed:
            return self._raw.read(size)
        try:
            piece = self._inner.read(min(size, MIB))
        except InputError:
            raise
        except BROKEN as error:
            raise _broken(self._name, "packed file", error) from error
        self._given += len(piece)
        self._bound()
        return piece

    def _bound(self) -> None:
        limits, given = self._limits, self._given
        if given > limits.unpacked_bytes:
            raise InputError(
                f"{self._name} unpacks to more than {limits.unpacked_bytes >> 20} MiB: unpack it by hand and split it"
            )
        if given > limits.ratio_from and given > limits.ratio * self._raw.tell():
            raise InputError(
                f"{self._name} unpacks to over {limits.ratio} times its size, as only a packing bomb does: not read"
            )


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _opened(raw: BinaryIO, how: str, name: str) -> _Readable:
    if how == "gz":
        return gzip.GzipFile(fileobj=raw)
    if how == "bz2":
        return bz2.BZ2File(raw)
    if how == "xz":
        return _Xz(raw)
    return _only_member(raw, name) if how == "zip" else raw


class _Xz:
    """The standard library's file object sets no bound on the memory that a header asks for."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._unpack = _new_xz()
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        while True:
            if self._unpack.eof:
                self._rest = (self._unpack.unused_data or self._raw.read(64 << 10)).lstrip(b"\0")
                if not self._rest:
                    return b""
                self._unpack = _new_xz()
            elif self._unpack.needs_input and not self._rest:
                self._rest = self._raw.read(64 << 10)
                if not self._rest:
                    raise EOFError("it breaks off")
            piece = self._unpack.decompress(self._rest, size)
            self._rest = b""
            if piece:
                return piece


def _new_xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)


def _only_member(raw: BinaryIO, name: str) -> _Readable:
    archive = zipfile.ZipFile(raw)
    members = [
        info for info in archive.infolist() if not info.filename.endswith("/") and not _litter(info.filename)
    ]
    if len(members) != 1:
        found = f"{len(members)} files" if members else "no file"
        raise InputError(f"{name} holds {found}, not one list: unpack it and name the list")
    (member,) = members
    if member.flag_bits & 1:
        raise InputError(f"{name} is encrypted: unpack it with its password first")
    if member.compress_type not in _PLAIN_METHODS:
        raise InputError(f"{name} is packed by an uncommon method: unpack it by hand first")
    return archive.open(member)


def _litter(filename: str) -> bool:
    # macOS puts its own notes beside each file that it packs
    return filename.startswith("__MACOSX/") or filename.rsplit("/", 1)[-1] in {".DS_Store", "Thumbs.db"}


def _broken(name: str, how: str, error: Exception) -> InputError:
    if isinstance(error, InputError):
        return error
    detail = " ".join(str(error).split())[:120] or type(error).__name__
    return InputError(f"{name} cannot be unpacked ({how or 'file'}: {detail}): is it damaged or incomplete?")
