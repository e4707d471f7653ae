"""The pictures that a message shows: where each comes from, how large it is shown, what its file says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import islice
from typing import NamedTuple, TypeAlias

from mailworthy.message.images.embedded import content_id, data_url
from mailworthy.message.links.visits import Visits
from mailworthy.message.places import PLACES_MOST, Place, in_part
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.attachment import Attachment
from mailworthy.message.reading.hiding import declarations
from mailworthy.message.reading.html import Html, Image, Link
from mailworthy.wire.explore import Visited
from mailworthy.wire.picture import PictureFile, read

PICTURES = 1000  # of one message; what stands behind is not looked at
HEAD = 262_144  # octets of a file that are read
SHOWN_NAME = 60  # characters

Key: TypeAlias = (
    int | str
)  # of a picture that travels in the message: the index of its part, or the address that holds it

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)\s*(px|pt|in|cm|mm|)")
_PIXELS_OF = {"": 1.0, "px": 1.0, "pt": 96 / 72, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
# A disk, a clipboard, another program's window; a single letter is a drive of Windows.
_OWN = frozenset(("about", "applewebdata", "blob", "content", "file", "mhtml", "ms-appx", "outbind", "webkit-fake-url", "x-apple-data-detectors"))  # fmt: skip
_SPACER = re.compile(
    r"spacer|blank|clear|shim|pixel|transparent|leer(?:bild)?\b|dot\.gif|1x1|separator", re.IGNORECASE
)
_TELLS = re.compile(
    r"/(?:o|r|p|t|b|open|opens|pixel|px|track\w{0,8}|beacon|count\w{0,4}|stats?|wf/open|e/o|imp|log|read)(?:\.(?:gif|png|aspx?|php|ashx|jsp))?(?:/|\Z)",
    re.IGNORECASE,
)  # what counts readers is called so
_TOKEN = 16  # characters: enough to tell one reader from all others
_PIXEL = 3  # pixels: nobody sees such a picture
_LINE = 1  # pixels: a rule or a gap


class Origin(Enum):
    """Where the octets of a picture come from."""

    WEB = "web"
    PART = "part"  # of the message
    DATA = "data"  # its address holds it
    MISSING = "missing"  # a part that the message does not have
    OWN = "own"  # the author's computer or clipboard
    OTHER = "other"  # relative, a merge tag, or nothing


class Held(NamedTuple):
    """What is known of a picture's file.

    Args:
        type: The media type as declared; empty where none is.
        size: In octets; -1 where nobody knows.
        file: What it says of itself.
        name: As the message calls it; empty where it has none.
    """

    type: str
    size: int
    file: PictureFile
    name: str = ""


@dataclass(frozen=True)
class Shown:
    """A picture of a page.

    Args:
        part: The page's part.
        page: It.
        image: The page's fact.
        attrs: The attributes of its element.
        link: That it stands in; None for none.
        origin: Where it comes from.
        held: What is known of its file; None where nothing is.
        visited: What came of visiting it; None where nobody did.
        key: The index of the part that it is, else its address.
    """

    part: Part
    page: Html
    image: Image
    attrs: Mapping[str, str]
    link: Link | None
    origin: Origin
    held: Held | None
    visited: Visited | None
    key: Key

    @cached_property
    def style(self) -> Mapping[str, str]:
        """Its inline style."""
        return declarations(self.attrs["style"]) if "style" in self.attrs else {}

    @cached_property
    def width(self) -> float | None:
        """How wide it is shown at most, in pixels; None where neither attributes nor inline style say."""
        return self._side(self.image.width, "width")

    @cached_property
    def height(self) -> float | None:
        """How high, same."""
        return self._side(self.image.height, "height")

    def _side(self, told: float | None, name: str) -> float | None:
        said = (_pixels(self.style.get(name, "")), told, _pixels(self.style.get(f"max-{name}", "")))
        return next((side for side in said if side is not None), None)

    @property
    def is_seen(self) -> bool:
        """Whether it is more than a tracking pixel or a spacer, and nothing hides it."""
        return not (self.is_spacer or self.page.elements[self.image.element].hiding.reason)

    @property
    def is_spacer(self) -> bool:
        """Whether it counts readers, or holds a place."""
        sides = [side for side in (self.image.width, self.image.height) if side is not None]
        if sides and (min(sides) <= _LINE or (len(sides) == 2 and max(sides) <= _PIXEL)):  # both of them
            return True
        file = self.held.file if self.held else None
        if file and 0 < file.pixels <= _PIXEL * _PIXEL:
            return True
        named = self.origin is not Origin.DATA and _SPACER.search(self.called) is not None
        return named or (not sides and self._counts)

    @property
    def _counts(self) -> bool:
        """Whether it is fetched once for each reader, by its address, and nothing to look at."""
        if (self.image.alt or "").strip() or self.link or self.origin is not Origin.WEB:
            return False
        path, _, query = self.image.src[:2000].partition("?")
        bare = "." not in path.rpartition("/")[2]
        return (bare and len(query) >= _TOKEN) or ((bare or bool(query)) and _TELLS.search(path) is not None)

    @property
    def is_decoration(self) -> bool:
        """Whether it says that it tells nothing (WAI-ARIA 1.2 §5.3.3, §6.6)."""
        role = self.attrs.get("role", "").strip().lower()
        return role in {"presentation", "none"} or self.attrs.get("aria-hidden", "").lower() == "true"

    @property
    def named_otherwise(self) -> str:
        """What stands in for an alternative text, in some clients."""
        return (self.attrs.get("aria-label") or self.attrs.get("title") or "").strip()

    @cached_property
    def called(self) -> str:
        """What people may call it: the last piece of its address, or the name of its part."""
        if self.origin is Origin.DATA:
            return self.image.src.partition(",")[0][:SHOWN_NAME]
        if self.held and self.held.name:
            return " ".join(self.held.name.split())[-SHOWN_NAME:]
        path = re.split(r"[?#]", self.image.src[:2000], maxsplit=1)[0]
        return (path.rstrip("/").rpartition("/")[2] or path or self.image.src)[:SHOWN_NAME]


def hung(draft: Draft, visits: Visits) -> tuple[Shown, ...]:
    """Give the pictures of all pages of a message, the first :data:`PICTURES`."""
    wall = _Wall(draft, visits)
    return tuple(islice(wall.pictures(), PICTURES))


def places(pictures: Iterable[Shown], attribute: str = "") -> Iterator[Place]:
    """Give the places of pictures, or of an attribute of theirs; only those that a finding shows are worked out."""
    nowhere: Place = {}
    for number, one in enumerate(pictures):
        if number >= PLACES_MOST:
            yield nowhere
            continue
        page = one.page
        span = page.attribute(page.elements[one.image.element], attribute) if attribute else one.image.span
        yield in_part(one.part, span, "img")


class _Wall:
    """Where pictures hang: each file is read once, however often it is shown."""

    def __init__(self, draft: Draft, visits: Visits) -> None:
        self.draft, self.visits = draft, visits
        self.held: dict[str, Held | None] = {}

    @cached_property
    def attached(self) -> Mapping[str, Attachment]:
        """Parts by their Content-ID, in lower case, for some programs change it."""
        return by_content_id(self.draft)

    def pictures(self) -> Iterator[Shown]:
        """Give them, page by page."""
        for part in self.draft.parts:
            page = part.html
            if page and page.images:
                links = {link.element: link for link in page.links}
                for image in page.images:
                    origin = self.origin(image.src, part)
                    yield Shown(
                        part,
                        page,
                        image,
                        page.elements[image.element].attrs,
                        links.get(image.link),
                        origin,
                        self.file(image.src, origin),
                        self.visits.picture(image.src),
                        self.key(image.src, origin),
                    )

    def origin(self, src: str, part: Part) -> Origin:
        """Tell where a picture comes from."""
        scheme = _SCHEME.match(src)
        word = scheme[1].lower() if scheme else ""
        if word in {"http", "https"} or src.startswith("//"):
            return Origin.WEB
        if word == "data":
            return Origin.DATA
        if word == "cid":
            known = content_id(src) in self.attached
            return Origin.PART if known else Origin.MISSING if is_complete(self.draft, src) else Origin.OTHER
        if not src or any(tag.text in src for tag in part.tags):
            return Origin.OTHER
        return Origin.OWN if word in _OWN or len(word) == 1 or src.startswith("\\\\") else Origin.OTHER

    def key(self, src: str, origin: Origin) -> Key:
        """Tell a picture from others."""
        return self.attached[content_id(src)].part if origin is Origin.PART else src

    def file(self, src: str, origin: Origin) -> Held | None:
        """Give what is known of the file behind an address."""
        if src not in self.held:
            self.held[src] = self._file(src, origin)
        return self.held[src]

    def _file(self, src: str, origin: Origin) -> Held | None:
        if origin is Origin.PART:
            return of_part(self.draft, self.attached[content_id(src)])
        if origin is Origin.DATA:
            return _of_data(src)
        seen = self.visits.visited.get(src)
        return _of_visit(seen) if seen else None


def by_content_id(draft: Draft) -> Mapping[str, Attachment]:
    """Give the parts that a page may name, by their Content-ID in lower case."""
    return {one.content_id.lower(): one for one in draft.attachments if one.content_id}


def is_complete(draft: Draft, src: str) -> bool:
    """Tell whether a part that is named ought to be here: all parts are, and the name holds no merge tag."""
    cut = any(one.what in {"message", "parts"} for one in draft.left_out)
    return draft.kind == "eml" and not cut and "{" not in src


def of_part(draft: Draft, one: Attachment) -> Held:
    """Give what is known of a picture that travels in a message."""
    head = draft.parts[one.part].beginning(HEAD)
    return Held(one.type, one.size, read(head, whole=len(head) == one.size), one.name)


def _of_data(src: str) -> Held:
    told = data_url(src, HEAD)
    return Held(told.type, told.size, read(told.octets, whole=False))


def _of_visit(seen: Visited) -> Held | None:
    if seen.status != 200 or not (seen.body or seen.size > 0):  # HTTP's own number
        return None
    return Held(seen.media_type, seen.size, read(seen.body, whole=len(seen.body) == seen.size))


def _pixels(length: str) -> float | None:
    found = _LENGTH.fullmatch(length.strip())
    return float(found[1]) * _PIXELS_OF[found[2]] if found else None
