"""The text of a file as UTF-8, from any offset on, whatever its encoding."""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from mailworthy.errors import InputError
from mailworthy.store.tables.shape import MIB, Limits
from mailworthy.store.tables.unpack import Unpacked

WIDE = {
    "utf-16-le": b"\xff\xfe",
    "utf-16-be": b"\xfe\xff",
    "utf-32-le": b"\xff\xfe\0\0",
    "utf-32-be": b"\0\0\xfe\xff",
}
"""Encodings whose line ends are no single octets, and their byte order marks."""

UTF8_MARK = b"\xef\xbb\xbf"

# The WHATWG table: the five octets that Microsoft left out are the control characters of the same number.
_WESTERN = "".join(bytes([octet]).decode("cp1252", "ignore") or chr(octet) for octet in range(256))
_TWO_OCTETS = re.compile(rb"\x1b\$[@B]([!-~]*)|\x1b\([BJ]")


def western(octets: bytes) -> str:
    """Decode as Windows-1252, which gives every octet a character: nothing is lost."""
    return codecs.charmap_decode(octets, "strict", _WESTERN)[0]


def checked_encoding(name: str) -> str:
    """Give Python's name of the encoding that a user named.

    Raises:
        InputError: There is none, or its commas and line ends are not ASCII's.
    """
    try:
        codec = codecs.lookup(name)
        plain = bytes([9, 10, 13, *range(32, 127)])
        if codec.name in {"utf-16", "utf-32"}:
            return codec.name + "-le"
        if codec.name in WIDE or (
            codec.name.replace("_", "-") not in _NO_TEXT and plain.decode(codec.name) == plain.decode("ascii")
        ):
            return _FAMILIAR.get(codec.name, codec.name)
    except (LookupError, ValueError):
        pass
    raise InputError(f"{name!r} is no encoding that lists come in: try utf-8, cp1252, cp932 or utf-16")


# Python calls these encodings too.
_NO_TEXT = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined", "mbcs", "oem"}
_FAMILIAR = {"shift_jis": "cp932", "utf-8-sig": "utf-8", "iso8859-1": "cp1252", "ascii": "utf-8"}


class Text:
    """The text of a file as UTF-8.

    Args:
        path: The file.
        packing: How it is packed (:func:`mailworthy.store.tables.unpack.packing`).
        encoding: Its encoding, as the evidence or :func:`checked_encoding` names it.
        clean: Whether all of it is known to be ASCII or UTF-8, so that it need not be decoded.
        size: Octets in it, unpacked.
        limits: What it may unpack to, how long a line may be.
        offset: Where to begin, in octets of the UTF-8 text.
    """

    def __init__(
        self,
        path: Path,
        *,
        packing: str,
        encoding: str,
        clean: bool,
        size: int,
        limits: Limits,
        offset: int = 0,
    ) -> None:
        self.broken: deque[int] = deque()  # where the lines begin that were read as Windows-1252
        self._limits = limits
        self._name = path.name
        self._size = size
        self._taken = 0
        self._made = 0
        self._rest = b""
        self._raw = Unpacked(path, packing, limits)
        self._head = self._unmarked(WIDE.get(encoding, UTF8_MARK))
        if clean:
            self._skip(offset)
        self._clean = clean
        self._seekable = clean and not packing  # then reading again is cheaper than copying
        self._pieces = iter(()) if clean else self._decoded(encoding)
        if not clean:
            self._read_away(offset)

    @property
    def done(self) -> float:
        """Share of the file that was read."""
        return min(1.0, (self._taken - len(self._rest)) / self._size) if self._size else 1.0

    def read(self, size: int) -> bytes:
        """Give ``size`` octets, fewer only at the end."""
        if self._clean:
            return self._take(size)
        parts = [self._rest[:size]]
        self._rest = self._rest[size:]
        missing = size - len(parts[0])
        while missing > 0 and (piece := next(self._pieces, b"")):
            parts.append(piece if len(piece) <= missing else piece[:missing])
            self._rest = piece[missing:]
            missing -= len(parts[-1])
        return b"".join(parts)

    def back(self, octets: bytes) -> bytes:
        """Take back the last octets that were read where that is possible; give those that are the reader's to keep."""
        if not self._seekable:
            return octets
        self._raw.skip(-len(octets))
        self._taken -= len(octets)
        return b""

    def close(self) -> None:
        """Close the file."""
        self._raw.close()

    def _unmarked(self, mark: bytes) -> bytes:
        head = self._raw.read(4)
        self._taken = len(head)
        return head.removeprefix(mark)

    def _skip(self, offset: int) -> None:
        head, self._head = self._head, self._head[offset:]
        beyond = max(0, offset - len(head))
        self._raw.skip(beyond)
        self._taken += beyond

    def _read_away(self, offset: int) -> None:
        # Only octets of the same encoding can be skipped; the others are decoded once more, which is cheap and rare.
        left = offset
        while left > 0 and (piece := self.read(min(left, MIB))):
            left -= len(piece)
        while self.broken and self.broken[0] < offset:
            self.broken.popleft()

    def _take(self, size: int) -> bytes:
        head, self._head = self._head[:size], self._head[size:]
        octets = self._raw.read(size - len(head))
        self._taken += len(octets)
        return head + octets if head else octets

    def _decoded(self, encoding: str) -> Iterator[bytes]:
        for octets in self._take_units(encoding) if encoding in WIDE else self._take_lines():
            piece, broken = _wide(octets, encoding) if encoding in WIDE else _decode(octets, encoding)
            self.broken.extend(self._made + at for at in broken)
            self._made += len(piece)
            yield piece

    def _take_units(self, encoding: str) -> Iterator[bytes]:
        """Give pieces that no character straddles, not even one of two surrogates."""
        rest, high = b"", -1 if encoding == "utf-16-le" else -2
        while taken := self._take(MIB):
            octets = rest + taken
            cut = len(octets) // 4 * 4
            if cut and encoding.startswith("utf-16") and 0xD8 <= octets[cut + high] <= 0xDB:
                cut -= 2
            yield octets[:cut]
            rest = octets[cut:]
        if rest:
            yield rest

    def _take_lines(self) -> Iterator[bytes]:
        """Give pieces of whole lines: no octet of a line end is part of another character in these encodings."""
        rest = b""
        while octets := self._take(MIB):
            cut = max(octets.rfind(b"\n"), octets.rfind(b"\r")) + 1
            if cut:
                yield rest + octets[:cut]
                rest = octets[cut:]
            elif len(rest) > self._limits.record_bytes:
                raise InputError(f"{self._name} has a line of over {len(rest) // MIB} MiB: this is no table")
            else:
                rest += octets
        if rest:
            yield rest


def _decode(octets: bytes, encoding: str) -> tuple[bytes, list[int]]:
    """Transcode whole lines, those that are not of the encoding as Windows-1252; tell where these begin."""
    if octets.isascii() and b"\x1b" not in octets:
        return octets, []
    try:
        return octets.decode(encoding).encode(), []
    except ValueError:
        pass
    made: list[bytes] = []
    broken, at = [], 0
    for line in octets.splitlines(keepends=True):
        text = _line(line, encoding)
        if text is None:
            broken.append(at)
            text = western(line)
        made.append(text.encode("utf-8", "replace"))
        at += len(made[-1])
    return b"".join(made), broken


def _line(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except ValueError:
        return _mail_japanese(line) if encoding == "iso2022_jp_ext" else None


def _mail_japanese(line: bytes) -> str | None:
    """Decode ISO-2022-JP as mail programs write it, with the characters that NEC and IBM added (CP50221)."""
    try:
        return _TWO_OCTETS.sub(_shifted, line).decode("cp932")
    except ValueError:
        return None


def _shifted(found: re.Match[bytes]) -> bytes:
    pairs = found[1] or b""
    if len(pairs) % 2:
        raise ValueError("half a character")
    moved = bytearray()
    for row, cell in zip(pairs[::2], pairs[1::2], strict=False):
        lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
        moved += bytes((lead, cell + (0x7E if row % 2 == 0 else 0x1F + (cell >= 0x60))))
    return bytes(moved)


def _wide(octets: bytes, encoding: str) -> tuple[bytes, list[int]]:
    try:
        return octets.decode(encoding).encode(), []
    except ValueError:
        text = octets.decode(encoding, "replace")
    made = text.encode("utf-8", "replace")
    return made, [found.start() for found in re.finditer("\N{REPLACEMENT CHARACTER}".encode(), made)]
