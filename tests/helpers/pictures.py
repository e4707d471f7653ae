"""Small pictures of every format, made by hand: as large as they say, and no larger a file than that takes."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from collections.abc import Sequence


def png(width: int, height: int, *, frames: int = 1, plays: int = 0) -> bytes:
    """Give a white picture; with several frames as APNG."""
    rows = (b"\0" + b"\xff" * ((width + 7) // 8)) * height
    control = _chunk(b"acTL", struct.pack(">II", frames, plays)) if frames > 1 else b""
    body = control + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    return png_head(width, height) + body


def png_head(width: int, height: int) -> bytes:
    """Give what a picture begins with, whatever follows."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def gif(width: int, height: int, *, frames: int = 1, endless: bool = False) -> bytes:
    """Give a black picture of so many frames."""
    loop = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0" if endless else b""
    frame = b"!\xf9\x04\0\x0a\0\0\0," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02D\x01\0"
    return (
        b"GIF89a"
        + struct.pack("<HH", width, height)
        + b"\x80\0\0\0\0\0\xff\xff\xff"
        + loop
        + frame * frames
        + b";"
    )


def bmp(width: int, height: int) -> bytes:
    """Give a black picture, its rows from the top where the height is below 0."""
    rows = bytes((width * 3 + 3) // 4 * 4 * abs(height))
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, len(rows), 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(rows), 0, 0, 54) + head + rows


def jpeg_head(width: int, height: int, *, turned: int = 0) -> bytes:
    """Give what a photo begins with: what a camera says of how it was held, and the size."""
    exif = b""
    if turned:
        entry = struct.pack(">HHIHH", 0x0112, 3, 1, turned, 0)
        tiff = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
        exif = b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff
    size = struct.pack(">BHHB", 8, height, width, 3) + bytes(9)
    return b"\xff\xd8" + exif + b"\xff\xc2" + struct.pack(">H", len(size) + 2) + size


def webp(width: int, height: int, kind: bytes = b"VP8X", *, moves: bool = False) -> bytes:
    """Give the head of one of the three kinds, padded to the length that it names."""
    if kind == b"VP8X":
        far = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        sides = struct.pack("<I", 2 if moves else 0) + far
    elif kind == b"VP8L":
        sides = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14)
    else:
        sides = b"\x30\x01\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    chunk = kind + struct.pack("<I", len(sides)) + sides + b"ANMF" * 3 * moves
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def boxed(brand: bytes, sides: Sequence[tuple[int, int]]) -> bytes:
    """Give the head of AVIF or HEIC, with the sizes of the pictures that it holds."""
    kind = struct.pack(">I4s4sI4s4s", 24, b"ftyp", brand, 0, brand, b"mif1")
    sizes = b"".join(struct.pack(">I4sIII", 20, b"ispe", 0, *side) for side in sides)
    return kind + struct.pack(">I4s", 8 + len(sizes), b"ipco") + sizes


def ico(sides: Sequence[tuple[int, int]]) -> bytes:
    """Give the head of an icon; 256 pixels are written as 0."""
    rows = b"".join(struct.pack("<BBBBHHII", w % 256, h % 256, 0, 0, 1, 32, 0, 0) for w, h in sides)
    return struct.pack("<HHH", 0, 1, len(sides)) + rows


def tiff(width: int, height: int, order: str = "<") -> bytes:
    """Give a directory with the size and nothing else."""
    first = b"II*\0" if order == "<" else b"MM\0*"
    entries = struct.pack(f"{order}HHIHH", 256, 3, 1, width, 0) + struct.pack(
        f"{order}HHII", 257, 4, 1, height
    )
    return first + struct.pack(f"{order}IH", 8, 2) + entries + bytes(4)


def data_url(octets: bytes, media_type: str = "image/png") -> str:
    """Give an address that holds a picture."""
    return f"data:{media_type};base64,{b64encode(octets).decode()}"


def carrying(html: str, *pictures: tuple[str, str, bytes], header: str = "") -> bytes:
    """Give a message with a page and pictures: the Content-ID, the media type and the octets of each.

    Args:
        html: The page.
        pictures: What travels with it.
        header: Further fields, each ended by a line break.
    """
    parts = "".join(
        f"--b\nContent-Type: {kind}\nContent-ID: <{name}>\nContent-Transfer-Encoding: base64\n"
        f'Content-Disposition: inline; filename="{name}"\n\n{b64encode(octets).decode()}\n'
        for name, kind, octets in pictures
    )
    head = f"From: Shop <news@shop.example>\nSubject: News\n{header}MIME-Version: 1.0\n"
    page = f"--b\nContent-Type: text/html; charset=utf-8\n\n{html}\n"
    return f"{head}Content-Type: multipart/related; boundary=b\n\n{page}{parts}--b--\n".encode()
