"""Lines of text files, packed or not, one by one: a log of any size, a line of any length, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mailworthy.errors import InputError
from mailworthy.store.tables.shape import MIB, Limits
from mailworthy.store.tables.unpack import Unpacked, packing

LONGEST_LINE = 64 << 10  # octets of a line that are given; the rest of it is left out


def opened(path: Path) -> Unpacked:
    """Open a file, unpacking it on the way.

    Raises:
        InputError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            how = packing(file.read(8))
        return Unpacked(path, how, Limits())
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def head_of(path: Path, size: int = 64 << 10) -> bytes:
    """Give a file's first octets, unpacked.

    Raises:
        InputError: It cannot be read.
    """
    source = opened(path)
    try:
        return source.read(size)
    finally:
        source.close()


def lines_of(path: Path, *, longest: int = LONGEST_LINE) -> Iterator[bytes]:
    """Give the lines of a file without their ends; what is over-long is cut.

    Raises:
        InputError: It cannot be read or unpacked.
    """
    source, rest, cut = opened(path), b"", False
    try:
        while piece := source.read(MIB):
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                if not cut:
                    yield line[:longest].rstrip(b"\r")
                cut = False
            if len(rest) > longest:
                if not cut:
                    yield rest[:longest]
                rest, cut = b"", True
        if rest and not cut:
            yield rest.rstrip(b"\r")
    finally:
        source.close()
