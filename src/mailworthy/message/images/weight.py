"""How heavy pictures are, and which of them move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.images.gallery import Shown, places
from mailworthy.message.places import found

_HEAVY, _TOO_HEAVY = 200_000, 1_000_000  # octets of one
_TOGETHER, _TOO_MUCH = 1_000_000, 3_000_000  # of all


def look(pictures: Sequence[Shown]) -> Iterator[Finding]:
    """Give what there is to say."""
    once = list({one.image.src: one for one in pictures if one.held and one.held.size > 0}.values())
    yield from _heavy(once)
    yield from _moving([one for one in once if one.held and one.held.file.animated])


def _heavy(once: Sequence[Shown]) -> Iterator[Finding]:
    together = sum(map(octets, once))
    some = sorted((one for one in once if octets(one) > _HEAVY), key=octets, reverse=True)
    if some:
        severity = Severity.WARNING if octets(some[0]) > _TOO_HEAVY or together > _TOO_MUCH else Severity.INFO
        yield found("IMG-HEAVY", places(some), detail=listed(map(weight, some)), severity=severity)
    elif together > _TOGETHER:
        severity = Severity.WARNING if together > _TOO_MUCH else Severity.INFO
        detail = f"{len(once)} × <img>: {_shown(together)}"
        yield found("IMG-HEAVY", places(once), detail=detail, severity=severity)


def _moving(some: Sequence[Shown]) -> Iterator[Finding]:
    if some:
        yield found(
            "IMG-ANIMATED", places(some), detail=listed(map(_frames, some)), confidence=Confidence.CERTAIN
        )


def octets(one: Shown) -> int:
    """Give how large a picture's file is; 0 where nobody knows."""
    return max(one.held.size, 0) if one.held else 0


def weight(one: Shown) -> str:
    """Give a picture's name and size for people."""
    return f"{one.called}: {_shown(octets(one))}"


def _shown(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(size // 1000, 1)} KB"


def _frames(one: Shown) -> str:
    file = one.held.file if one.held else None
    frames = f" × {file.frames}" if file and file.frames > 1 else ""
    return f"{one.called}{frames}{', ∞' if file and file.endless else ''}"
