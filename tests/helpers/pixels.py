"""What colour a place of a PNG has: enough of the format (PNG 3 §9) to look at a screenshot."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}  # truecolour, without and with alpha


@dataclass(frozen=True)
class Pixels:
    """A picture.

    Args:
        width: In pixels.
        height: Same.
        rows: The octets of each row, a pixel's channels side by side.
        channels: How many octets a pixel has.
    """

    width: int
    height: int
    rows: list[bytearray]
    channels: int

    def at(self, x: int, y: int) -> tuple[int, int, int]:
        """Give red, green and blue of a pixel."""
        start = x * self.channels
        red, green, blue = self.rows[y][start : start + 3]
        return red, green, blue


def size(png: bytes) -> tuple[int, int]:
    """Give width and height."""
    assert png.startswith(SIGNATURE)
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def pixels(png: bytes) -> Pixels:
    """Read a PNG of eight bits a channel."""
    width, height = size(png)
    depth, kind = png[24], png[25]
    assert depth == 8
    channels = _CHANNELS[kind]
    octets = zlib.decompress(b"".join(_data(png)))
    return Pixels(width, height, list(_rows(octets, width * channels, channels)), channels)


def _data(png: bytes) -> Iterator[bytes]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            yield png[at + 8 : at + 8 + length]
        at += length + 12


def _rows(octets: bytes, length: int, channels: int) -> Iterator[bytearray]:
    above = bytearray(length)
    for start in range(0, len(octets), length + 1):
        row = bytearray(octets[start + 1 : start + 1 + length])
        for index in range(length):
            left = row[index - channels] if index >= channels else 0
            corner = above[index - channels] if index >= channels else 0
            row[index] = (row[index] + _guess(octets[start], left, above[index], corner)) & 255
        yield row
        above = row


def _guess(filtered: int, left: int, up: int, corner: int) -> int:
    match filtered:
        case 0:
            return 0
        case 1:
            return left
        case 2:
            return up
        case 3:
            return (left + up) // 2
    near = left + up - corner
    return min((left, up, corner), key=lambda one: abs(near - one))
