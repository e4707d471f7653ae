"""A text as rules of words read it: width, runs of blanks and what has no width set aside, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from mailworthy.message.phrases.mapped import Edit, Mapped

_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
_MARKS = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"
_STABLE = "\u3001\u3002\u300c\u300d\u3041-\u3096\u30a1-\u30fa\u30fb\u30fc\u4e00-\u9fffà-þ–—„“”€"  # spelt in one way only
_GAP_OF_ASCII = re.compile(r"\s\s+|[^\S ]")
_GAP = re.compile(rf"[\s{_UNSEEN}]{{2,}}|[^\S ]|[{_UNSEEN}]")
_ODD = re.compile(rf"[^\x00-\x7f{_STABLE}{_MARKS}][{_MARKS}]*|[^\s{_MARKS}][{_MARKS}]+")


class Folded(Mapped):
    """A text in the form in which terms are looked for.

    Args:
        original: Any text.
        case: Whether capitals stay.
    """

    __slots__ = ()

    def __init__(self, original: str, *, case: bool = False) -> None:
        if original.isascii():
            super().__init__(original, _gaps(original, _GAP_OF_ASCII))
        else:
            gaps = Mapped(original, _gaps(original, _GAP))
            super().__init__(gaps, _odd(gaps.text, case=case))
        if not case:
            self.text = self.text.lower()  # as long as before: what would grow was folded above


def _gaps(text: str, gap: re.Pattern[str]) -> Iterator[Edit]:
    for found in gap.finditer(text):
        blank = any(map(str.isspace, found[0]))
        yield *found.span(), " " if blank else ""


def _odd(text: str, *, case: bool) -> Iterator[Edit]:
    for found in _ODD.finditer(text):
        new = normalize("NFKC", found[0])
        if not case:
            new = normalize("NFKC", new.casefold())
        if new != found[0]:
            yield *found.span(), new
