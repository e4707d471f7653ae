"""The logo's file: SVG of the profile Tiny Portable/Secure (draft-svg-tiny-ps-abrotman), which neither moves nor fetches."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from html import escape
from xml.parsers import expat

from mailworthy.errors import InputError
from mailworthy.sender.markup import declares, decoded, feed

MOST_OCTETS = 262_144  # that are read, packed or not: eight times what the BIMI Group advises
ADVISED_OCTETS = 32_768  # of the SVG as mailboxes take it
TITLE_CHARACTERS = 64
DEPTH = 64
MOST_FAULTS = 20  # that are kept; the first ones tell the story

SVG = "http://www.w3.org/2000/svg"

# What SVG Tiny 1.2 (W3C, 22 December 2008) has and the profile keeps. SVG 1.1's style, clipPath, mask, filter, pattern, symbol and marker
# were never part of Tiny.
_KEPT = frozenset(
    {
        "svg", "g", "defs", "title", "desc", "metadata", "use", "switch", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "linearGradient", "radialGradient",
        "stop", "solidColor", "text", "tspan", "textArea", "tbreak", "font", "font-face", "glyph", "missing-glyph", "hkern",
    }
)  # fmt: skip
_ACTIVE = frozenset(
    {
        "script", "handler", "listener", "a", "image", "foreignObject", "iframe", "object", "embed", "audio", "video", "animation", "prefetch", "discard", "set", "mpath", "animate",
        "animateColor", "animateMotion", "animateTransform", "font-face-src", "font-face-uri", "cursor",
    }
)  # fmt: skip
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[\]<>]{0,500}>", re.IGNORECASE)
_EVENT = re.compile(r"on[a-z]+", re.IGNORECASE)
_ELSEWHERE = re.compile(r"url\(\s{0,9}[\"']?\s{0,9}(?![\s\"'#])", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,]+")
_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:e[+-]?[0-9]{1,2})?(?:px)?", re.IGNORECASE
)


class Wrong(Enum):
    """What is wrong with a logo, each for its own finding."""

    DECLARATION = "declaration"  # the outermost element or the title does not say what the profile wants
    NOT_TINY = "not_tiny"  # drawn with what the profile lacks
    ACTIVE = "active"  # scripts, animation, references: what the profile exists to keep out
    SHAPE = "shape"  # not square


@dataclass(frozen=True, slots=True)
class LogoFault:
    """One thing that is wrong.

    Args:
        wrong: What kind of thing.
        text: Which, as it stands there: ``<script>``, ``onload=``, ``baseProfile="tiny"``.
    """

    wrong: Wrong
    text: str


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo's file.

    Args:
        svg: The document, unpacked.
        title: What its title says.
        opening: How its first lines should read.
        faults: What is wrong, at most twenty things.
    """

    svg: bytes
    title: str
    opening: str
    faults: tuple[LogoFault, ...]

    @property
    def sha256(self) -> str:
        """The document's fingerprint, by which the certificate's copy is known to be the same."""
        return sha256(self.svg).hexdigest()

    def wrong(self, wrong: Wrong) -> tuple[str, ...]:
        """Give what is wrong in one respect."""
        return tuple(fault.text for fault in self.faults if fault.wrong is wrong)


def unpacked(octets: bytes) -> bytes:
    """Unpack what is packed by gzip (RFC 1952); give anything else as it is.

    Raises:
        InputError: It is broken, or over :data:`MOST_OCTETS`.
    """
    if not octets.startswith(b"\x1f\x8b"):
        return octets
    packed = zlib.decompressobj(wbits=31)
    try:
        plain = packed.decompress(octets, MOST_OCTETS + 1)
    except zlib.error:
        raise InputError("its compression (gzip) is broken") from None
    if len(plain) > MOST_OCTETS:
        raise InputError(f"it is over {MOST_OCTETS} octets large")
    if not packed.eof:
        raise InputError("its compression (gzip) is broken off")
    return plain


def read(octets: bytes, name: str = "Example") -> Logo:
    """Read a logo's file, packed or not.

    Args:
        octets: What the web server gave.
        name: What a missing title could say.

    Raises:
        InputError: It is no SVG, too large, or a trap.
    """
    svg = unpacked(octets)
    if len(svg) > MOST_OCTETS:
        raise InputError(f"it is over {MOST_OCTETS} octets large")
    text = decoded(svg)
    bare = _DOCTYPE.sub("", text, count=1)
    if declares(bare):
        raise InputError("it declares entities, which may be made to fill a reader's memory")
    reading = _Reading()
    if bare != text:
        reading.fault(Wrong.ACTIVE, "<!DOCTYPE>")
    try:
        feed(reading.parser, bare)
    except expat.ExpatError as fault:
        raise InputError(f"its XML is broken: {fault}") from None
    return Logo(svg, reading.title, _opening(reading, name), tuple(reading.faults)[:MOST_FAULTS])


class _Reading:
    """One pass of expat over a document; nothing of it is held but its title and what is wrong."""

    def __init__(self) -> None:
        self.faults: dict[LogoFault, None] = {}
        self.title = ""
        self.name = ""  # of the outermost element
        self.root: Mapping[str, str] = {}  # its attributes
        self._open: list[str] = []
        self._titles = 0
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.ProcessingInstructionHandler = self._instruction
        self.parser = parser

    def fault(self, wrong: Wrong, text: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults[LogoFault(wrong, text[:120])] = None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open:
            self._begin(name, attributes)
        elif len(self._open) >= DEPTH:
            raise InputError(f"its elements are nested over {DEPTH} deep")
        prefix, _, local = name.rpartition(":")
        if local in _ACTIVE:
            self.fault(Wrong.ACTIVE, f"<{name}>")
        elif prefix != self.name.rpartition(":")[0] or local not in _KEPT:
            self.fault(Wrong.NOT_TINY, f"<{name}>")
        self._titles += local == "title" and len(self._open) == 1
        self._open.append(local)
        for key, value in attributes.items():
            self._attribute(key, value)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        if local != "svg" or attributes.get(f"xmlns:{prefix}" if prefix else "xmlns") != SVG:
            raise InputError(f"its outermost element is no SVG: <{name[:40]}>")
        self.name, self.root = name, attributes
        for key, right in (("version", "1.2"), ("baseProfile", "tiny-ps")):
            if attributes.get(key) != right:
                there = f'{key}="{attributes[key]}"' if key in attributes else f"{key}="
                self.fault(Wrong.DECLARATION, there)
        for key in ("x", "y"):
            if key in attributes:
                self.fault(Wrong.DECLARATION, f'{key}="{attributes[key]}"')
        for text in _unequal(attributes):
            self.fault(Wrong.SHAPE, text)

    def _attribute(self, key: str, value: str) -> None:
        local = key.rpartition(":")[2]
        away = (local == "href" and not value.strip().startswith("#")) or key == "xml:base"
        if _EVENT.fullmatch(local) or away or _ELSEWHERE.search(value):
            self.fault(Wrong.ACTIVE, f'{key}="{value[:60]}"')
        elif key == "style":
            self.fault(Wrong.NOT_TINY, "style=")

    def _end(self, _name: str) -> None:
        self._open.pop()
        if self._open:
            return
        self.title = " ".join(self.title.split())
        if not self.title:
            self.fault(Wrong.DECLARATION, "<title>")
        elif len(self.title) > TITLE_CHARACTERS:
            self.fault(Wrong.DECLARATION, f"<title> {len(self.title)} > {TITLE_CHARACTERS}")

    def _text(self, text: str) -> None:
        if self._open == ["svg", "title"] and self._titles == 1:
            self.title = (self.title + text)[:1_000]

    def _instruction(self, target: str, _data: str) -> None:
        self.fault(Wrong.ACTIVE, f"<?{target}?>")


def _unequal(attributes: Mapping[str, str]) -> Iterator[str]:
    """Say what keeps a drawing from being square: mailboxes cut a circle or a square out of it."""
    view = attributes.get("viewBox")
    if view is None:
        yield "viewBox="
        return
    numbers = [_number(piece) for piece in _BETWEEN.split(view.strip()[:200])]
    if len(numbers) != 4 or None in numbers or numbers[2] != numbers[3] or not numbers[2]:
        yield f'viewBox="{view}"'
    sides = [_number(attributes.get(side, "")) for side in ("width", "height")]
    if None not in sides and sides[0] != sides[1]:
        yield f'width="{attributes["width"]}" height="{attributes["height"]}"'


def _number(text: str) -> float | None:
    return float(text.lower().removesuffix("px")) if _NUMBER.fullmatch(text.strip()) else None


def _opening(reading: _Reading, name: str) -> str:
    """Write the outermost element and the title as the profile wants them, the rest of the attributes as they are."""
    left = {"version", "baseProfile", "x", "y"}
    kept = {
        key: value for key, value in reading.root.items() if key not in left and not _EVENT.fullmatch(key)
    }
    attributes = {**kept, "version": "1.2", "baseProfile": "tiny-ps"}
    written = " ".join(f'{key}="{escape(value)}"' for key, value in attributes.items())
    prefix = reading.name.removesuffix("svg")
    title = (reading.title or name)[:TITLE_CHARACTERS].strip()
    return f"<{reading.name} {written}>\n<{prefix}title>{escape(title, quote=False)}</{prefix}title>"
