"""Tests of pictures that come with a message: how many, how large."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from struct import error, unpack_from
from typing import NamedTuple

from mailworthy.message.rules.spamassassin.evals.asked import Asked, Ready, number, searched
from mailworthy.message.rules.spamassassin.mail import Mail

SEGMENTS = 500  # of one JPEG; its size stands in one of the first

_KIND = re.compile(r"image/(gif|png|jpe?g)\Z")
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG markers that tell the size


class Picture(NamedTuple):
    """A picture: its kind, its size in pixels (0 where it cannot be read), its file name."""

    kind: str
    width: int
    height: int
    name: str


def _pictures(mail: Mail) -> tuple[Picture, ...]:
    return tuple(_found(mail))


def _found(mail: Mail) -> Iterator[Picture]:
    for part in mail.leaves:
        kind = _KIND.match(part.type)
        if kind and part.text_header("content-transfer-encoding").lower() == "base64":
            name = "jpeg" if kind[1] == "jpg" else kind[1]
            try:
                width, height = _SIZES[name](part.octets)
            except error:
                width = height = 0
            yield Picture(name, width, height, part.name)


def _gif(octets: bytes) -> tuple[int, int]:
    if not octets.startswith((b"GIF87a", b"GIF89a")):
        return 0, 0
    width, height = unpack_from("<HH", octets, 6)
    return width, height


def _png(octets: bytes) -> tuple[int, int]:
    if not octets.startswith(b"\x89PNG\r\n\x1a\n") or octets[12:16] != b"IHDR":
        return 0, 0
    width, height = unpack_from(">II", octets, 16)
    return width, height


def _jpeg(octets: bytes) -> tuple[int, int]:
    at = 2 if octets.startswith(b"\xff\xd8") else len(octets)
    for _ in range(SEGMENTS):
        if at + 9 > len(octets) or octets[at] != 0xFF:
            break
        if octets[at + 1] in _FRAMES:
            height, width = unpack_from(">HH", octets, at + 5)
            return width, height
        at += 2 + int.from_bytes(octets[at + 2 : at + 4])
    return 0, 0


_SIZES: Mapping[str, Callable[[bytes], tuple[int, int]]] = {"gif": _gif, "png": _png, "jpeg": _jpeg}


def _of(mail: Mail, kind: str) -> list[Picture]:
    return [one for one in mail.once(_pictures) if kind in {"all", one.kind}]


def _pixels(mail: Mail, kind: str) -> int:
    return sum(one.width * one.height for one in _of(mail, kind))


def image_count(kind: str, least: str, most: str = "inf") -> Asked:
    """There are so many pictures."""
    low, high = number(least), number(most)
    return lambda mail: low <= len(_of(mail, kind)) <= high


def pixel_coverage(kind: str, least: str, most: str = "inf") -> Asked:
    """Pictures have so many pixels together."""
    low, high = number(least), number(most)
    return lambda mail: low <= _pixels(mail, kind) <= high


def image_to_text_ratio(kind: str, least: str, most: str, lines: str = "body") -> Asked:
    """There are so many octets of text to a pixel."""
    low, high = number(least), number(most)

    def asked(mail: Mail) -> bool:
        pixels, text = _pixels(mail, kind), sum(map(len, getattr(mail, lines)))
        return pixels > 0 and text > 0 and low <= text / pixels < high

    return asked


def image_size_exact(kind: str, height: str, width: str) -> Asked:
    """A picture is just so large."""
    size = int(width), int(height)
    return lambda mail: any((one.width, one.height) == size for one in _of(mail, kind))


def image_size_range(kind: str, *bounds: str) -> Asked:
    """A picture is at least so high and wide, and no higher and wider than that."""
    low_height, low_width, high_height, high_width = [*map(number, bounds), *[float("inf")] * 2][:4]
    return lambda mail: any(
        one.width and low_height <= one.height <= high_height and low_width <= one.width <= high_width
        for one in _of(mail, kind)
    )


def image_named(name: str) -> Asked:
    """A picture has this file name."""
    return lambda mail: any(one.name == name and one.width for one in _of(mail, "all"))


def image_name_regex(pattern: str) -> Asked:
    """A picture's file name matches."""
    search = searched(pattern.strip("/"))
    return lambda mail: any(
        search(one.name.encode("utf-8", "replace")) for one in _of(mail, "all") if one.name
    )


EVALS: Mapping[str, Ready] = {
    "image_count": image_count,
    "pixel_coverage": pixel_coverage,
    "image_to_text_ratio": image_to_text_ratio,
    "rawbody image_to_text_ratio": partial(image_to_text_ratio, lines="rawbody"),
    "image_size_exact": image_size_exact,
    "image_size_range": image_size_range,
    "image_named": image_named,
    "image_name_regex": image_name_regex,
}
