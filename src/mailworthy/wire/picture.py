"""What a picture's file says of itself in its first octets: format, size, frames. Nothing is decoded."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

PIXELS_MOST = 100_000_000  # that clients still unpack; more is a bomb or a slip
_STEPS = 20_000  # segments, chunks or blocks of one file; what stands behind is not looked at
_FEW = 100
_BRANDS = {
    b"avif": "avif", b"avis": "avif", b"heic": "heic", b"heix": "heic", b"hevc": "heic", b"heim": "heic", b"mif1": "heic", b"msf1": "heic",
    b"isom": "mp4", b"mp41": "mp4", b"mp42": "mp4", b"avc1": "mp4", b"M4V ": "mp4", b"qt  ": "mp4",
}  # fmt: skip
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = frozenset((0x01, *range(0xD0, 0xD9)))  # without a length
_SVG = re.compile(rb"<svg(?=[\s>])[^>]{0,8192}>?", re.IGNORECASE)
_SVG_BEFORE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,64}(?:<\?xml|<!--|<!DOCTYPE\s+svg|<svg[\s>])", re.IGNORECASE
)
_SVG_SIDE = re.compile(rb"""\s(width|height|viewBox)\s*=\s*["']\s*([^"']{1,100})["']""", re.IGNORECASE)
_SVG_LENGTH = re.compile(rb"(\d{1,9}(?:\.\d{1,9})?)\s*(px|pt|in|cm|mm|pc|)", re.IGNORECASE)
_PIXELS_OF = {
    b"": 1.0,
    b"px": 1.0,
    b"pt": 96 / 72,
    b"pc": 16.0,
    b"in": 96.0,
    b"cm": 96 / 2.54,
    b"mm": 96 / 25.4,
}


@dataclass(frozen=True, slots=True)
class PictureFile:
    """What a picture's file says of itself.

    Args:
        format: ``png``, ``jpeg``, ``gif``, ``webp``, ``bmp``, ``svg``, ``avif``, ``heic``, ``ico``, ``tiff``, ``jxl``, ``jp2``, ``psd``,
            ``pdf``, ``mp4``; empty for what is none of these.
        width: In pixels, as people see it; 0 where the file does not say, or says so.
        height: Same.
        frames: How many were counted in what was read; 0 where nobody knows.
        animated: Whether it moves.
        endless: Whether it never stops.
        cut: Whether its end is missing.
    """

    format: str = ""
    width: int = 0
    height: int = 0
    frames: int = 0
    animated: bool = False
    endless: bool = False
    cut: bool = False

    @property
    def pixels(self) -> int:
        """How many there are."""
        return self.width * self.height


def read(octets: bytes, *, whole: bool = True) -> PictureFile:
    """Read what a picture says of itself. Anything is accepted, nothing is raised; time is bounded.

    Args:
        octets: The file, or its beginning.
        whole: Whether that is all of it.

    Source:
        PNG 3 §5.2, §11; ITU-T T.81 §B; GIF89a §17 to §27; RFC 9649 §2; ISO/IEC 23008-12 §6.5.3; TIFF 6 §2; SVG 2 §8.
    """
    kind = format_of(octets)
    reader = _READERS.get(kind)
    if reader is None:
        return PictureFile(kind)
    try:
        return reader(octets, whole)
    except (struct.error, IndexError, ValueError):  # it ends before it says how large it is
        return PictureFile(kind, cut=True)


def format_of(octets: bytes) -> str:
    """Give the format that the first octets show, as :attr:`PictureFile.format`."""
    for start, kind in _STARTS:
        if octets.startswith(start):
            return kind
    if octets[:4] == b"RIFF" and octets[8:12] == b"WEBP":
        return "webp"
    if octets[4:8] == b"ftyp":
        return _brand(octets)
    return "svg" if _SVG_BEFORE.match(octets) and _SVG.search(octets, 0, 8192) else ""


def _brand(octets: bytes) -> str:
    end = min(int.from_bytes(octets[:4], "big"), 256)
    brands = [octets[8:12], *(octets[at : at + 4] for at in range(16, end, 4))]
    kinds = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
    return "avif" if "avif" in kinds else kinds[0] if kinds else ""


# --- formats ------------------------------------------------------------------------------------------------------


def _png(octets: bytes, whole: bool) -> PictureFile:
    width, height = struct.unpack_from(">II", octets, 16)
    frames, endless, at = 1, False, 8
    for _ in range(_FEW):
        length, name = struct.unpack_from(">I4s", octets, at)
        if name == b"acTL":
            frames, plays = struct.unpack_from(">II", octets, at + 8)
            endless = plays == 0
        if name in {b"IDAT", b"acTL", b"IEND"}:
            break
        at += length + 12
        if at + 8 > len(octets):
            break
    cut = whole and octets.rfind(b"IEND") < 0
    return PictureFile("png", width, height, min(frames, 1 << 20), frames > 1, endless, cut)


def _jpeg(octets: bytes, whole: bool) -> PictureFile:
    turned, at = False, 2
    for _ in range(_STEPS):
        at = octets.index(b"\xff", at)
        while octets[at] == 0xFF:  # any number of them may stand there
            at += 1
        marker = octets[at]
        at += 1
        if marker in _JPEG_BARE or marker == 0:
            continue
        (length,) = struct.unpack_from(">H", octets, at)
        if marker in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", octets, at + 3)
            cut = whole and octets.rfind(b"\xff\xd9") < at
            return PictureFile("jpeg", *((height, width) if turned else (width, height)), 1, cut=cut)
        if marker == 0xE1 and octets[at + 2 : at + 8] == b"Exif\0\0":
            turned = _orientation(octets[at + 8 : at + length]) >= 5
        at += length
    return PictureFile("jpeg", cut=True)


def _orientation(exif: bytes) -> int:
    """Give how a camera held the picture; from 5 on its sides are swapped."""
    entries = _tiff_entries(exif)
    return entries.get(0x0112, 1)


def _gif(octets: bytes, whole: bool) -> PictureFile:
    width, height = struct.unpack_from("<HH", octets, 6)
    flags = octets[10]
    at = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    frames, endless, end = 0, False, False
    for _ in range(_STEPS):
        block = octets[at : at + 1]
        if block == b"!":
            loops = octets[at + 3 : at + 14] == b"NETSCAPE2.0" and octets[at + 16 : at + 18] == b"\0\0"
            endless = endless or loops
            at = _behind(octets, at + 2)
        elif block == b"," and len(octets) > at + 9:
            frames += 1
            local = octets[at + 9]
            at = _behind(octets, at + 11 + (3 << (local & 7) + 1 if local & 0x80 else 0))
        else:
            end = block == b";"
            break
    return PictureFile(
        "gif", width, height, frames, frames > 1, endless and frames > 1, whole and not frames and not end
    )


def _behind(octets: bytes, at: int) -> int:
    """Give what follows a row of sub-blocks."""
    for _ in range(_STEPS):
        length = octets[at] if at < len(octets) else 0
        at += length + 1
        if not length:
            break
    return at


def _webp(octets: bytes, whole: bool) -> PictureFile:
    (size,) = struct.unpack_from("<I", octets, 4)
    cut = whole and len(octets) < size + 7  # the last padding octet is often left out
    match octets[12:16]:
        case b"VP8X":
            flags, width, height = octets[20], octets[24:27], octets[27:30]
            moves = bool(flags & 2)
            return PictureFile("webp", 1 + int.from_bytes(width, "little"), 1 + int.from_bytes(height, "little"),
                               octets.count(b"ANMF") if moves else 1, moves, cut=cut)  # fmt: skip
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", octets, 21)
            return PictureFile("webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF), 1, cut=cut)
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", octets, 26)
            return PictureFile("webp", width & 0x3FFF, height & 0x3FFF, 1, cut=cut)
    return PictureFile("webp", cut=True)


def _bmp(octets: bytes, whole: bool) -> PictureFile:
    size, header = struct.unpack_from("<I8xI", octets, 2)
    width, height = struct.unpack_from("<HH" if header == 12 else "<ii", octets, 18)
    return PictureFile("bmp", abs(width), abs(height), 1, cut=whole and len(octets) < size)


def _ico(octets: bytes, whole: bool) -> PictureFile:
    (count,) = struct.unpack_from("<H", octets, 4)
    sides = [(octets[6 + 16 * at] or 256, octets[7 + 16 * at] or 256) for at in range(min(count, _FEW))]
    return PictureFile("ico", *max(sides, default=(0, 0)), 1, cut=whole and not sides)


def _tiff(octets: bytes, whole: bool) -> PictureFile:
    entries = _tiff_entries(octets)
    return PictureFile("tiff", entries.get(256, 0), entries.get(257, 0), cut=whole and not entries)


def _tiff_entries(octets: bytes) -> Mapping[int, int]:
    """Give the whole numbers that the first directory holds by itself (TIFF 6 §2)."""
    order = {b"II": "<", b"MM": ">"}.get(octets[:2])
    if not order or len(octets) < 8:
        return {}
    (at,) = struct.unpack_from(f"{order}I", octets, 4)
    if at + 2 > len(octets):
        return {}
    (count,) = struct.unpack_from(f"{order}H", octets, at)
    found = {}
    for start in range(at + 2, min(at + 2 + 12 * min(count, _FEW), len(octets) - 11), 12):
        tag, kind = struct.unpack_from(f"{order}HH", octets, start)
        (found[tag],) = struct.unpack_from(f"{order}H" if kind == 3 else f"{order}I", octets, start + 8)
    return found


def _boxed(octets: bytes, _whole: bool) -> PictureFile:
    """Read AVIF and HEIC: of several pictures in a file, tiles and thumbnails, the largest is the one."""
    kind = _brand(octets)
    largest = max(_extents(octets), key=lambda sides: sides[0] * sides[1], default=(0, 0))
    return PictureFile(kind, *largest, animated=octets[8:12] in {b"avis", b"msf1", b"hevc"})


def _extents(octets: bytes) -> Iterator[tuple[int, int]]:
    at = -1
    for _ in range(_FEW):
        at = octets.find(b"ispe", at + 1)
        if at < 0:
            return
        if len(octets) >= at + 16:
            width, height = struct.unpack_from(">II", octets, at + 8)
            yield width, height


def _svg(octets: bytes, _whole: bool) -> PictureFile:
    """Read the outermost element; where it names no size, the box that its coordinates have stands for it."""
    tag = _SVG.search(octets, 0, 8192)
    sides = {name.lower(): value for name, value in _SVG_SIDE.findall(tag[0] if tag else b"")}
    box = [_length(side) for side in sides.get(b"viewbox", b"").replace(b",", b" ").split()[2:4]]
    box_width, box_height = box if len(box) == 2 else (0, 0)
    width, height = _length(sides.get(b"width", b"")), _length(sides.get(b"height", b""))
    if width and not height and box_width:
        height = round(width * box_height / box_width)
    elif height and not width and box_height:
        width = round(height * box_width / box_height)
    return PictureFile("svg", width or box_width, height or box_height, 1)


def _length(text: bytes) -> int:
    found = _SVG_LENGTH.fullmatch(text.strip())
    return round(float(found[1]) * _PIXELS_OF[found[2].lower()]) if found else 0


_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"BM", "bmp"),
    (b"\0\0\1\0", "ico"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"), (b"\xff\x0a", "jxl"), (b"\0\0\0\x0cJXL ", "jxl"),
    (b"\0\0\0\x0cjP  ", "jp2"), (b"8BPS", "psd"), (b"%PDF-", "pdf"),
)  # fmt: skip
_READERS: Mapping[str, Callable[[bytes, bool], PictureFile]] = {
    "png": _png, "jpeg": _jpeg, "gif": _gif, "webp": _webp, "bmp": _bmp, "ico": _ico, "tiff": _tiff, "avif": _boxed, "heic": _boxed,
    "svg": _svg,
}  # fmt: skip
