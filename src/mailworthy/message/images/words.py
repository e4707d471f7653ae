"""The words in a message's pictures: which pictures are read, and what is asked of whom can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from mailworthy.message.images.embedded import data_url
from mailworthy.message.images.gallery import HEAD, Held, Key, of_part
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.wire import explore
from mailworthy.wire.explore import Exploring, Picture
from mailworthy.wire.picture import read

PICTURES = 8  # of one message
OCTETS = 5 * 2**20  # of one picture
READABLE = frozenset(("png", "jpeg", "gif", "bmp", "webp"))
_PIXELS = 40_000_000  # of one picture, unpacked
_WIDE, _HIGH = 60, 16  # pixels: smaller ones hold no word
_LOOKED_AT = 100  # pictures of a message


class Carried(NamedTuple):
    """A picture that travels in a message.

    Args:
        key: The index of its part, or the address that holds it.
        held: What is known of its file.
    """

    key: Key
    held: Held


def made_out(draft: Draft, scope: Scope) -> Exploring[Mapping[Key, explore.Words]]:
    """Have the words in the pictures read that travel in a message, where :attr:`Scope.read_pictures` says so.

    Returns:
        What stands in each, by :attr:`Carried.key`; of a picture whose octets come twice, once.
    """
    if not scope.read_pictures:
        return {}
    languages = (scope.language,) if scope.language else ()
    asks: dict[Picture, Key] = {}
    for one in readable(draft):
        asks.setdefault(Picture(_octets(draft, one), languages), one.key)
    words = yield from explore.made_out(asks)
    return dict(zip(asks.values(), words, strict=True))


def readable(draft: Draft) -> list[Carried]:
    """Give the pictures that travel in a message and may hold words: the largest, :data:`PICTURES` at most."""
    legible = [one for one in chain(_parts(draft), _data(draft)) if _is_legible(one.held)]
    return sorted(legible, key=lambda one: -one.held.file.pixels)[:PICTURES]


def _parts(draft: Draft) -> Iterator[Carried]:
    pictures = [one for one in draft.attachments if one.type.startswith("image/")]
    for one in pictures[:_LOOKED_AT]:
        yield Carried(one.part, of_part(draft, one))


def _data(draft: Draft) -> Iterator[Carried]:
    images = chain.from_iterable(part.html.images for part in draft.parts if part.html)
    addresses = dict.fromkeys(one.src for one in images if one.src[:5].lower() == "data:")
    for src in list(addresses)[:_LOOKED_AT]:
        told = data_url(src, HEAD)
        yield Carried(src, Held(told.type, told.size, read(told.octets, whole=False)))


def _is_legible(held: Held) -> bool:
    file = held.file
    sized = file.width >= _WIDE and file.height >= _HIGH and file.pixels <= _PIXELS
    return file.format in READABLE and sized and held.size <= OCTETS


def _octets(draft: Draft, one: Carried) -> bytes:
    return draft.parts[one.key].octets if isinstance(one.key, int) else data_url(one.key, OCTETS).octets
