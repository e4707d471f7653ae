"""Pictures of how a message looks, for its page: embedded where there is room, else linked beside it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mailworthy.flow.page.message_source import plain

ROOM = 1_200_000  # octets of all embedded pictures: the page stays below 2 MB
MEDIA = frozenset({"image/png", "image/jpeg", "image/webp"})


@dataclass(frozen=True, slots=True)
class Preview:
    """One picture of how a message looks.

    Args:
        caption: What it shows, in the language of the page: “Chromium at phone width, dark”.
        octets: The picture.
        media_type: ``image/png``, ``image/jpeg`` or ``image/webp``.
        width: In pixels.
        height: Same.
        file: Where it lies beside the page; empty where it does not.
        sheet: The page beside this one that shows all of them, and what disappears; same.
    """

    caption: str
    octets: bytes
    media_type: str
    width: int
    height: int
    file: str = ""
    sheet: str = ""


def previewed(previews: Sequence[Preview]) -> list[dict[str, Any]]:
    """Give pictures as the template shows them: their data, or the file that holds them; those with neither are left out."""
    return list(_shown(previews))


def _shown(previews: Sequence[Preview]) -> Iterator[dict[str, Any]]:
    room = ROOM
    for one in previews:
        fits = one.media_type in MEDIA and len(one.octets) <= room
        if not fits and not one.file:
            continue
        room -= len(one.octets) if fits else 0
        data = f"data:{one.media_type};base64,{b64encode(one.octets).decode()}" if fits else ""
        yield {
            "caption": plain(one.caption),
            "data": data,
            "file": one.file,
            "width": one.width,
            "height": one.height,
        }
