"""The pictures of a page while it is previewed: those that come with the message, and drawn ones for those of the web."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from mailworthy.message.previews.edits import Edit
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.html import Html, Image

EMBEDDED_OCTETS = 4 * 2**20  # of all pictures of a message together that are shown as they are
BLANK = "data:,"  # no picture: its alternative text is shown
_SHOWN = frozenset(
    ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif", "image/svg+xml")
)
_SPACER = 2  # pixels: what is smaller counts readers, or keeps a distance
_USUAL = 240, 120  # pixels, where nothing is said
_LETTER = 7  # pixels wide, about
_WIDE = 1.7  # Japanese letters in ordinary ones
_LARGEST = 4000  # pixels, and more than any page needs


@dataclass(frozen=True, slots=True)
class Pictured:
    """A page whose pictures are at hand.

    Args:
        edits: What is changed for that.
        drawn: How many pictures of the web have a placeholder.
        embedded: How many come with the message and are shown.
    """

    edits: tuple[Edit, ...]
    drawn: int
    embedded: int


def pictured(draft: Draft, page: Html, *, images: bool = True) -> Pictured:
    """Put pictures at hand into a page.

    Args:
        draft: The message, whose parts may be pictures.
        page: Its page.
        images: Whether the client loads those of the web; otherwise their alternative texts are seen.
    """
    edits: list[Edit] = []
    counts = {"drawn": 0, "embedded": 0}
    own = _Own(draft)
    for image in page.images:
        if not image.src:
            continue
        shown, kind = own.data(image.src), "embedded"
        if shown is None:
            shown, kind = placeholder(image) if images else BLANK, "drawn"
        counts[kind] += 1
        edits += _put(page, image, shown)
    edits += _alternatives(page)
    return Pictured(tuple(edits), **counts)


def placeholder(image: Image) -> str:
    """Draw what stands for a picture of the web: as large as it says it is, with its alternative text and its size."""
    width, height = _size(image)
    if min(width, height) <= _SPACER:
        return _svg(width, height, "")
    room = max(int(width / _LETTER) - 2, 0)
    lines = [line for line in (_cut(image.alt or "", room), _cut(f"{width} × {height}", room)) if line]
    step = 18
    top = height / 2 - step * (len(lines) - 1) / 2 + 5
    words = "".join(
        f'<text x="50%" y="{top + step * number:.0f}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    box = (
        '<rect width="100%" height="100%" fill="#dfe3e6"/>'
        f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" fill="none" stroke="#aab2b8" stroke-dasharray="4 3"/>'
    )
    style = 'fill="#39424a" font-family="sans-serif" font-size="13" text-anchor="middle"'
    return _svg(width, height, f"{box}<g {style}>{words if height >= step else ''}</g>")


def _size(image: Image) -> tuple[int, int]:
    width, height = (
        round(min(side, _LARGEST)) if side is not None else None for side in (image.width, image.height)
    )
    if width is None and height is None:
        return _USUAL
    if width is None:
        return (height or 0) * (2 if (height or 0) > _USUAL[1] / 4 else 1), height or 0
    if height is None:
        return width, width // 2 if width > _USUAL[1] else width
    return width, height


def _cut(text: str, room: int) -> str:
    """Give as much of a text as there is room for."""
    line = "".join(letter for letter in " ".join(text[:200].split()) if letter.isprintable())  # XML §2.2
    wide = sum(_WIDE if letter > "\u2e7f" else 1 for letter in line)
    if wide <= room:
        return line
    kept = int(len(line) * room / wide) - 1
    return f"{line[:kept].rstrip()}…" if kept > 3 else ""


def _svg(width: int, height: int, inside: str) -> str:
    text = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{inside}</svg>'
    return f"data:image/svg+xml;base64,{b64encode(text.encode('utf-8', 'replace')).decode()}"


class _Own:
    """The pictures that a message brings along."""

    def __init__(self, draft: Draft) -> None:
        self._parts: Mapping[str, Part] = {
            one.content_id: draft.parts[one.part]
            for one in draft.attachments
            if one.content_id and one.type in _SHOWN
        }
        self._made: dict[str, str | None] = {}
        self._room = EMBEDDED_OCTETS

    def data(self, src: str) -> str | None:
        """Give a picture as data; None where it is none of the message's."""
        if src[:5].lower() == "data:":
            self._room -= len(src)
            return src if self._room >= 0 else None
        if src[:4].lower() != "cid:":
            return None
        name = src[4:].strip("<> ")
        if name not in self._made:
            self._made[name] = self._packed(self._parts.get(name))
        return self._made[name]

    def _packed(self, part: Part | None) -> str | None:
        if part is None or len(part.octets) > self._room:
            return None
        self._room -= len(part.octets)
        return f"data:{part.type};base64,{b64encode(part.octets).decode()}"


def _put(page: Html, image: Image, shown: str) -> Iterator[Edit]:
    element = page.elements[image.element]
    if shown != image.src:
        yield Edit(page.attribute(element, "src"), f'src="{shown}"')
    if "srcset" in element.attrs:
        yield Edit(page.attribute(element, "srcset"))


def _alternatives(page: Html) -> Iterator[Edit]:
    """Take away other sizes of pictures: they would be asked for instead."""
    for element in page.of("source"):
        if "srcset" in element.attrs:
            yield Edit(page.attribute(element, "srcset"))
