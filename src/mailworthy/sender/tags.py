"""Records of tags and values, as DMARC, BIMI, MTA-STS and TLS-RPT write them: ``v=DMARC1; p=none``.

A reader, no judge: what each kind of record makes of an odd piece, it says itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BLANKS = " \t"
OCTETS = 8_192  # of one record; what stands behind is not looked at


@dataclass(frozen=True, slots=True)
class Tag:
    """One piece between semicolons.

    Args:
        name: In lower case; empty where the piece has no equals sign.
        value: Without the blanks around it.
        text: The piece as it was written.
    """

    name: str
    value: str
    text: str


def read(text: str) -> tuple[Tag, ...]:
    """Split a record into its tags, in order; one empty piece at the end is none (RFC 6376 §3.2)."""
    pieces = text[:OCTETS].split(";")
    if not pieces[-1].strip(BLANKS):
        pieces.pop()
    return tuple(_tag(piece) for piece in pieces)


def _tag(piece: str) -> Tag:
    name, equals, value = piece.partition("=")
    text = piece.strip(BLANKS)
    if not equals:
        return Tag("", text, text)
    return Tag(name.strip(BLANKS).lower(), value.strip(BLANKS), text)


def twice(tags: Sequence[Tag]) -> Iterator[Tag]:
    """Give tags whose name stood there before."""
    seen: set[str] = set()
    for tag in tags:
        if tag.name and tag.name in seen:
            yield tag
        seen.add(tag.name)


def written(tags: Sequence[tuple[str, str]]) -> str:
    """Write a record."""
    return "; ".join(f"{name}={value}" for name, value in tags)
