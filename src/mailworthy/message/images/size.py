"""How large the page says that its pictures are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from operator import not_

from mailworthy.finding import Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.images.gallery import Shown, places
from mailworthy.message.images.sizing import Sizing
from mailworthy.message.places import found

_WIDE = 700  # pixels: layouts of mail end there
_AUTO = {"", "auto", "inherit", "initial"}


def look(pictures: Sequence[Shown]) -> Iterator[Finding]:
    """Give what there is to say."""
    seen = [one for one in pictures if one.is_seen]
    sizing = {one.part.index: Sizing(one.page) for one in seen}
    yield from _unsized(seen, sizing)
    yield from _wide(seen, sizing)


def _unsized(seen: Sequence[Shown], sizing: Mapping[int, Sizing]) -> Iterator[Finding]:
    """Tell pictures of which nothing says how large they are; bounds and style sheets are not read by all clients."""
    bare = [one for one in seen if one.image.src and not _is_sized(one)]
    slight = [_is_slight(one) or sizing[one.part.index].sizes(one) for one in bare]
    grave = list(compress(bare, map(not_, slight)))
    for some, severity in ((grave, Severity.WARNING), (list(compress(bare, slight)), Severity.INFO)):
        if some:
            detail = listed(dict.fromkeys(one.called for one in some))
            yield found(
                "IMG-NO-SIZE", places(some), detail=detail, severity=severity, fix=_true_size(some[0])
            )


def _is_sized(one: Shown) -> bool:
    if one.image.width is not None or one.image.height is not None:
        return True
    said = (
        one.attrs.get("width", ""),
        one.attrs.get("height", ""),
        one.style.get("width", ""),
        one.style.get("height", ""),
    )
    return any(side.strip().lower() not in _AUTO for side in said)


def _is_slight(one: Shown) -> bool:
    """Tell a picture that has a bound, or breaks no layout at its own size."""
    return "max-width" in one.style or (one.held is not None and 0 < one.held.file.width <= _WIDE)


def _true_size(one: Shown) -> str:
    file = one.held.file if one.held else None
    return f'width="{min(file.width, 600)}"' if file and file.pixels else ""


def _wide(seen: Sequence[Shown], sizing: Mapping[int, Sizing]) -> Iterator[Finding]:
    """Tell pictures that push a phone's window open."""
    some = [
        one
        for one in seen
        if (one.width or 0) > _WIDE
        and not one.style.get("max-width", "").endswith("%")
        and not one.style.get("width", "").endswith("%")
        and not sizing[one.part.index].bounds(one)
    ]
    if some:
        detail = listed(f"{one.called}: {one.width:g} px" for one in some)
        yield found(
            "IMG-WIDE",
            places(some),
            detail=detail,
            fix='width="600" style="width:100%;max-width:600px;height:auto"',
        )
