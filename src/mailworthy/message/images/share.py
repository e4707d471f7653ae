"""How much of what people see is pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailworthy.finding import Confidence, Finding
from mailworthy.message.content.sight import LOOK_AT, word_count
from mailworthy.message.images.gallery import Shown, places
from mailworthy.message.phrases.plain import CJK
from mailworthy.message.places import found
from mailworthy.message.reading import Draft

_MOST = 0.85  # of what people see
_WORDS = 20  # fewer, and the message is said to be a picture: IMG-ONLY
_LARGE = 300_000  # square pixels together: a picture at the top is no fault
_CELL = 7 * 21  # square pixels of a letter with the space around it, at 14 px
_WIDE_CELL = 14 * 21
_ONE_CJK = re.compile(f"[{CJK}]")
_UNKNOWN = 0.5  # of its width: how high a picture is taken to be that says only how wide it is


def look(draft: Draft, pictures: Sequence[Shown]) -> Iterator[Finding]:
    """Give what there is to say."""
    page = draft.page
    seen = [one for one in pictures if one.is_seen and page and one.part.index == page.index]
    area = sum(map(_area, seen))
    if not page or not page.html or area < _LARGE:
        return
    text = page.html.text[:LOOK_AT]
    words = word_count(text)
    share = area / (area + _text_area(text))
    if share > _MOST and words >= _WORDS:
        large = [one for one in seen if _area(one)]
        detail = f"{share:.0%}: {len(large)} × <img> ({area / 1_000_000:.1f} Mpx) / {words:g}"
        yield found("IMG-RATIO", places(large), detail=detail, confidence=Confidence.GUESS)


def _area(one: Shown) -> float:
    if one.width and one.height:
        return one.width * one.height
    file = one.held.file if one.held else None
    ratio = file.height / file.width if file and file.pixels else _UNKNOWN
    if one.width:
        return one.width * one.width * ratio
    return one.height * one.height / ratio if one.height else 0.0


def _text_area(text: str) -> int:
    letters = sum(map(len, text.split()))
    wide = 0 if text.isascii() else len(_ONE_CJK.findall(text))
    return (letters - wide) * _CELL + wide * _WIDE_CELL
