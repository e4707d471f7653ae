"""Which pictures are read, and what is asked of whom can."""

from __future__ import annotations

import pytest
from pictures import carrying, data_url, gif, jpeg_head, png, png_head

from mailworthy.message.images import made_out
from mailworthy.message.images.words import PICTURES
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope
from mailworthy.wire.ask import Zone
from mailworthy.wire.explore import Picture, Words, World, hold

ASKED = Scope(language="de", read_pictures=True)
# fmt: off
LEGIBLE = [
    # media type                  octets                              asked for
    ("image/png",                 png(200, 40),                       True),
    ("image/gif",                 gif(200, 40),                       True),
    ("image/jpeg",                jpeg_head(200, 40),                 True),
    ("image/png",                 gif(200, 40),                       True),   # whatever it says
    ("image/png",                 png(40, 40),                        False),  # too small for a word
    ("image/png",                 png_head(60_000, 60_000),           False),  # unpacked, that is 14 GB
    ("image/png",                 png(200, 40).ljust(6 << 20, b"\0"), False),
    ("image/svg+xml",             b'<svg width="200" height="40">',   False),
    ("image/png",                 b"/etc/passwd\n",                   False),
    ("application/pdf",           png(200, 40),                       False),
]
# fmt: on


def _asked(message: bytes, scope: Scope = ASKED) -> tuple[Picture, ...]:
    try:
        asks = next(made_out(read(message), scope))
    except StopIteration:
        return ()
    assert all(isinstance(one, Picture) for one in asks)
    return asks  # type: ignore[return-value]


@pytest.mark.parametrize(("kind", "octets", "asked"), LEGIBLE, ids=range(len(LEGIBLE)))
def test_what_may_hold_words_is_asked_for_with_its_language(kind, octets, asked):
    message = carrying("<p>Hello</p>", ("a", kind, octets))
    assert _asked(message) == ((Picture(octets, ("de",)),) if asked else ())


def test_nothing_is_asked_unless_somebody_wants_it():
    assert _asked(carrying("<p>Hello</p>", ("a", "image/png", png(200, 40))), Scope(language="de")) == ()


def test_the_largest_are_read_and_each_once():
    files = [(f"a{side}", "image/gif", gif(side, 40)) for side in range(100, 120)]
    asks = _asked(carrying("<p>Hello</p>", *files, ("again", "image/gif", gif(119, 40))))
    assert [one.octets for one in asks] == [gif(side, 40) for side in range(119, 119 - PICTURES + 1, -1)]


def test_words_come_back_by_part_and_by_address():
    src = data_url(png(300, 40))
    message = carrying(f'<img src="{src}">', ("a", "image/gif", gif(200, 40)))
    world = World(Zone({}), pictures={gif(200, 40): Words("ten percent"), png(300, 40): Words("twenty")})
    assert hold(made_out(read(message), ASKED), world) == {src: Words("twenty"), 1: Words("ten percent")}
