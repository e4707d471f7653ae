"""Pictures whose file has too many pixels for the size they are shown in, too few, or other sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.images.gallery import Shown, places
from mailworthy.message.places import Place, found
from mailworthy.wire.picture import PictureFile

_TWICE = 2.1  # times the pixels of a side that a fine screen shows; a rounded size is no fault
_WASTE = 100_000  # octets from which it costs readers
_LITTLE = 10_000  # octets from which it is worth a word
_MANY = 250_000  # pixels that are worth a word where nobody knows the octets
_BLURRED = 0.75  # of the pixels shown
_DISTORTED = 1.1  # times the ratio of the sides
_PICTURE = 40  # pixels of a side: lines and dots are stretched on purpose


class _Known(NamedTuple):
    one: Shown
    file: PictureFile
    size: int

    @property
    def ratios(self) -> list[float]:
        """How many of its pixels stand side by side in one that is shown, by each side that is told."""
        sides = ((self.file.width, self.one.width), (self.file.height, self.one.height))
        return [true / shown for true, shown in sides if shown]

    @property
    def is_picture(self) -> bool:
        """Whether it is more than a line or a dot."""
        sides = (self.one.width or _PICTURE, self.one.height or _PICTURE, self.file.width, self.file.height)
        return min(sides) >= _PICTURE

    @property
    def skew(self) -> float:
        """How much wider or higher it is shown than it is; 1 where a side follows from the other."""
        image, style = self.one.image, self.one.style
        if not image.width or not image.height or "object-fit" in style:
            return 1.0
        if any(style.get(name, "px").endswith(("%", "auto", "vw", "em")) for name in ("width", "height")):
            return 1.0
        skew = (image.width / image.height) / (self.file.width / self.file.height)
        return max(skew, 1 / skew)


def look(pictures: Sequence[Shown]) -> Iterator[Finding]:
    """Give what there is to say."""
    once = {(one.part.index, one.image.src, one.width): one for one in pictures if one.is_seen}.values()
    files = [_Known(one, one.held.file, one.held.size) for one in once if one.held]
    known = [each for each in files if each.file.pixels and each.file.format != "svg"]
    yield from _oversize(
        [
            each
            for each in known
            if min(each.ratios, default=0) > _TWICE
            and (each.size >= _LITTLE or (each.size < 0 and each.file.pixels >= _MANY))
        ]
    )
    blurred = [each for each in known if max(each.ratios, default=1) < _BLURRED and each.is_picture]
    if blurred:
        yield found("IMG-BLURRED", _where(blurred), detail=_both(blurred))
    distorted = [each for each in known if each.is_picture and each.skew > _DISTORTED]
    if distorted:
        fix = 'width="{}" height="{}"'.format(*_sides(distorted[0], 1))
        yield found(
            "IMG-DISTORTED", _where(distorted), detail=_both(distorted), confidence=Confidence.LIKELY, fix=fix
        )


def _oversize(some: Sequence[_Known]) -> Iterator[Finding]:
    if some:
        severity = Severity.WARNING if any(each.size >= _WASTE for each in some) else Severity.INFO
        fix = "{} × {}".format(*_sides(some[0], 2)) if some[0].one.width else ""
        yield found("IMG-OVERSIZE", _where(some), detail=_both(some), severity=severity, fix=fix)


def _sides(each: _Known, times: int) -> tuple[int, int]:
    """Give the file's own sides, at so many times the width that it is shown in."""
    width = round((each.one.width or each.file.width) * times)
    return width, round(width * each.file.height / each.file.width)


def _where(some: Iterable[_Known]) -> Iterator[Place]:
    return places(each.one for each in some)


def _both(some: Iterable[_Known]) -> str:
    """Give how large files are, and how large they are shown."""
    return listed(
        f"{each.one.called}: {each.file.width} × {each.file.height} → {_side(each.one.width)} × {_side(each.one.height)}"
        for each in some
    )


def _side(side: float | None) -> str:
    return "auto" if side is None else f"{side:g}"
