"""Sizes of pictures as our own reading tells them, beside those of Chromium, which unpacks them."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from message_corpus import messages
from pictures import bmp, gif, png
from playwright.sync_api import sync_playwright

from mailworthy.wire import message as wire
from mailworthy.wire.picture import format_of, read

pytestmark = [pytest.mark.system("chromium"), pytest.mark.xdist_group("chromium")]

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
Sizes = Callable[[Sequence[bytes]], list[list[int]]]
AT_ONCE = 60
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SHOW = """srcs => Promise.all(srcs.map(src => new Promise(done => {
    const image = new Image();
    image.onload = () => done([image.naturalWidth, image.naturalHeight]);
    image.onerror = () => done([0, 0]);
    image.src = src;
})))"""
DRAW = """([type, quality, width, height]) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#a00";
    pen.fillRect(0, 0, width / 2, height);
    return canvas.toDataURL(type, quality).split(",")[1];
}"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}/>'
# fmt: off
MADE = [
    png(37, 21), gif(37, 21), gif(37, 21, frames=3), bmp(37, 21), bmp(37, -21),
    *(SVG.format(size).encode() for size in (
        'width="37" height="21"', 'width="1in" height="2cm"', 'width="30" viewBox="0 0 60 20"', 'height="30pt" viewBox="0,0,60,20"',
    )),
]
DRAWN = [("image/png", 1.0), ("image/jpeg", 0.5), ("image/webp", 0.5), ("image/webp", 1.0)]
# fmt: on


@pytest.fixture(scope="module")
def page(program):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=QUIET)
        yield browser.new_page()
        browser.close()


@pytest.fixture(scope="module")
def sizes(page) -> Sizes:
    def shown(pictures: Sequence[bytes]) -> list[list[int]]:
        sources = [f"data:{_type(one)};base64,{b64encode(one).decode()}" for one in pictures]
        groups = (sources[at : at + AT_ONCE] for at in range(0, len(sources), AT_ONCE))
        return [size for group in groups for size in page.evaluate(SHOW, group)]

    return shown


def _type(octets: bytes) -> str:
    return "image/svg+xml" if format_of(octets) == "svg" else "image/png"  # of the others it looks itself


def _ours(octets: bytes) -> list[int]:
    file = read(octets)
    return [file.width, file.height]


def test_pictures_made_by_hand(sizes):
    assert list(map(_ours, MADE)) == sizes(MADE)


@pytest.mark.parametrize(("kind", "quality"), DRAWN, ids=["png", "jpeg", "webp", "webp lossless"])
def test_pictures_that_the_browser_draws(page, kind, quality):
    octets = b64decode(page.evaluate(DRAW, [kind, quality, 301, 203]))
    assert (_ours(octets), read(octets).cut) == ([301, 203], False)
    assert read(octets[:-20]).cut


@pytest.mark.corpora
def test_pictures_of_real_mail(sizes):
    pictures = list(dict.fromkeys(_pictures()))
    assert len(pictures) > 100
    differ = [
        (read(one), size) for one, size in zip(pictures, sizes(pictures), strict=True) if _ours(one) != size
    ]
    assert differ == []


def _pictures() -> Iterator[bytes]:
    for given in messages(CORPORA):
        if given.kind == "eml" and b"image/" in given.raw:
            yield from (part.bytes for part in wire.read(given.raw).parts if part.type.startswith("image/"))
