"""What a picture's file says of itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures import bmp, boxed, gif, ico, jpeg_head, png, png_head, tiff, webp

from mailworthy.wire.picture import PIXELS_MOST, PictureFile, format_of, read

# fmt: off
SIZES = [
    # file                                                            format   width  height
    (png(3, 2),                                                       "png",   3,     2),
    (gif(320, 200),                                                   "gif",   320,   200),
    (jpeg_head(640, 480) + b"\xff\xd9",                               "jpeg",  640,   480),
    (jpeg_head(640, 480, turned=1) + b"\xff\xd9",                     "jpeg",  640,   480),
    (jpeg_head(640, 480, turned=6) + b"\xff\xd9",                     "jpeg",  480,   640),  # held upright
    (webp(1000, 700, b"VP8X"),                                        "webp",  1000,  700),
    (webp(1000, 700, b"VP8L"),                                        "webp",  1000,  700),
    (webp(1000, 700, b"VP8 "),                                        "webp",  1000,  700),
    (bmp(5, 4),                                                       "bmp",   5,     4),
    (bmp(5, -4),                                                      "bmp",   5,     4),  # from the top
    (boxed(b"avif", [(160, 90), (1600, 900)]),                        "avif",  1600,  900),  # with a thumbnail
    (boxed(b"heic", [(4032, 3024)]),                                  "heic",  4032,  3024),
    (boxed(b"isom", []),                                              "mp4",   0,     0),
    (ico([(16, 16), (256, 256), (32, 32)]),                           "ico",   256,   256),
    (tiff(30, 20),                                                    "tiff",  30,    20),
    (tiff(30, 20, ">"),                                               "tiff",  30,    20),
    (b'<svg width="12" height="8">',                                  "svg",   12,    8),
    (b'<?xml version="1.0"?>\n<svg viewBox="0 0 24 16">',             "svg",   24,    16),
    (b'<svg width="48" viewBox="0,0,24,16">',                         "svg",   48,    32),
    (b'<svg height="32px" viewBox="0 0 24 16">',                      "svg",   48,    32),
    (b'<svg width="1in" height="72pt">',                              "svg",   96,    96),
    (b'<svg width="100%" height="100%">',                             "svg",   0,     0),
    (b"\xff\x0a",                                                     "jxl",   0,     0),
    (b"%PDF-1.7",                                                     "pdf",   0,     0),
    (b"8BPS\0\1",                                                     "psd",   0,     0),
    (b"<html><svg></svg>",                                            "",      0,     0),
    (b"/etc/passwd\n",                                                "",      0,     0),
    (b"",                                                             "",      0,     0),
]
# fmt: on


@pytest.mark.parametrize(("octets", "kind", "width", "height"), SIZES, ids=range(len(SIZES)))
def test_format_and_size(octets, kind, width, height):
    file = read(octets)
    assert (file.format, file.width, file.height) == (kind, width, height)
    assert not file.cut


@pytest.mark.parametrize(
    "octets", [png(9, 9), gif(9, 9), webp(9, 9), bmp(9, 9), jpeg_head(9, 9) + b"\xff\xd9"]
)
def test_a_file_whose_end_is_missing_is_cut(octets):
    """Half of it, and little more than the name of its format; what is only the beginning by intention is not cut."""
    assert read(octets[: len(octets) // 2]).cut
    assert read(octets[:14]).cut
    head = read(octets[:-1], whole=False)
    assert (head.width, head.height, head.cut) == (9, 9, False)


def test_frames():
    """One frame is no movement, whatever the file could do."""
    assert read(gif(4, 4)) == PictureFile("gif", 4, 4, 1)
    assert read(gif(4, 4, frames=3)) == PictureFile("gif", 4, 4, 3, animated=True)
    assert read(gif(4, 4, frames=3, endless=True)) == PictureFile("gif", 4, 4, 3, animated=True, endless=True)
    assert not read(gif(4, 4, endless=True)).animated
    assert read(png(4, 4, frames=5, plays=1)) == PictureFile("png", 4, 4, 5, animated=True)
    assert read(png(4, 4, frames=5)).endless
    assert read(webp(4, 4, moves=True)).animated
    assert read(boxed(b"avis", [(4, 4)])).animated


@pytest.mark.parametrize(
    "octets",
    [
        png_head(0, 0),
        png_head(2**32 - 1, 2**32 - 1),
        gif(0, 0),
        gif(65535, 65535),
        webp(2**24, 2**24),
        b"BM" + b"\x7f" * 52,
    ],
)
def test_sizes_that_cannot_be_are_told(octets):
    pixels = read(octets).pixels
    assert not pixels or pixels > PIXELS_MOST


@pytest.mark.parametrize(
    "octets",
    [
        b"\xff\xd8\xff" * 90_000,
        b"\xff\xd8" + b"\xff" * 300_000,
        b"\xff\xd8\xff" + b"\xff\xe0\0\2" * 70_000,
        gif(4, 4)[:22] + b"\x01x" * 130_000,
        gif(4, 4)[:13] + b"!\xfe\0" * 90_000,
        png_head(4, 4) + b"\0\0\0\0tEXt0000" * 20_000,
        b"\0\0\0\x18ftypavif" + b"ispe" * 70_000,
        b"<svg " + b"<svg width=" * 20_000,
        b"II*\0\x08\0\0\0\xff\xff" + b"\0" * 300_000,
        b"\0\0\1\0\xff\xff",
    ],
    ids=range(10),
)
def test_hostile_files_end(octets):
    assert read(octets).format in {"jpeg", "gif", "png", "avif", "svg", "tiff", "ico"}


@given(st.binary(max_size=400))
def test_any_octets_are_read(octets):
    assert read(octets, whole=False).format == format_of(octets)


WHOLE = [octets for octets, *_ in SIZES]


@given(st.sampled_from(WHOLE), st.data())
def test_any_damage_is_read(octets, data):
    """Bits turned over, octets cut off or put in: sizes may be wrong then, but nothing is raised."""
    at = data.draw(st.integers(0, len(octets)))
    file = read(octets[:at] + data.draw(st.binary(max_size=8)) + octets[at + data.draw(st.integers(0, 8)) :])
    assert file.width >= 0
    assert file.height >= 0
