"""The sender's postal address: declared and looked for, or told by how countries write theirs."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from mailworthy.message.law import data
from mailworthy.message.law.shown import Shown
from mailworthy.message.reading import Part

FOOTER = 1500  # characters: an address there is the sender's; one further up may be an event's
_BEFORE, _BEHIND = 200, 60  # characters around a code where its street stands
_CODE_BEFORE, _CODE_BEHIND = 28, 40  # characters around a number that may belong to its code
_LEAD = 40  # characters before a street and behind a code: the house's number, a name, a town
_LOOKED_AT = 8000  # characters, from the end
_TAGS = 50  # of a template
_ANCHORS = 80  # numbers there
_ANCHOR = re.compile(
    r"\d[\d -]{2,}|(?<=[A-Z])\d|〒|[都道府県](?=[^\n。、]{1,14}?[市区町村郡])|市(?=[\u4e00-\u9fff]{1,3}区)|(?<=Dublin )\d"
)
# What their street looks like is told by the code that follows.
_STREET_FIRST = frozenset(("DE", "NL", "PL", "PT", "SE", "IN", "IE", "AU", "GB"))

_PARTS = re.compile(r"[,;\n|·•]+")
_WORD = re.compile(r"[^\W_]+")
# How people shorten the same words; both sides are brought to the shorter one.
_SHORT = {
    "street": "st", "avenue": "ave", "road": "rd", "boulevard": "blvd", "lane": "ln", "drive": "dr", "court": "ct", "suite": "ste",
    "floor": "fl", "building": "bldg", "square": "sq", "parkway": "pkwy", "highway": "hwy", "apartment": "apt", "north": "n",
    "south": "s", "east": "e", "west": "w", "strasse": "str", "straße": "str", "platz": "pl",
}  # fmt: skip
_ENDS = (("strasse", "str"), ("straße", "str"))
_PLACEHOLDER = re.compile(r"\[[A-Za-z_][^\]\n]{2,40}\]")  # of a template that people fill in


class PostalAddress(NamedTuple):
    """An address in what is shown.

    Args:
        start: Where it begins.
        end: Where it ends.
        sure: ``certain`` where it is the declared one, ``likely`` in a footer, ``guess`` else.
    """

    start: int
    end: int
    sure: str


def address(seen: Shown, declared: str = "") -> PostalAddress | None:
    """Give the sender's address; None where none is seen.

    Args:
        seen: What is shown.
        declared: As the sender writes it; only that is looked for then.
    """
    if declared.strip():
        return _declared(seen.text, declared)
    return _by_country(seen.text) or _filled_in(seen) or _bare(seen.text)


def _by_country(text: str) -> PostalAddress | None:
    """Give an address with a code: one near the end before one further up, of each the last."""
    numbers = _ANCHOR.finditer(text, max(len(text) - _LOOKED_AT, 0))
    anchors = deque((one.span() for one in numbers), maxlen=_ANCHORS)
    footer = len(text) - FOOTER
    for start, end in reversed(anchors):
        digits = sum(map(str.isdigit, text[start:end]))
        letter = text[start - 1 : start].isupper()
        for country in data.countries():
            may_be = digits >= country.digits and (letter or not country.letter)
            found = _written(text, country, start, end) if may_be else None
            if found:
                sure = "likely" if found[0] >= footer else "guess"
                return PostalAddress(found[0], _to_line_end(text, found[1]), sure)
    return None


def _written(text: str, country: data.Country, start: int, end: int) -> tuple[int, int] | None:
    """Give where a country's address stands whose code is around a place."""
    code = country.code.search(text, max(start - _CODE_BEFORE, 0), end + _CODE_BEHIND)
    if code is None:
        return None
    if country.street is None:
        return _begin(text, code.start()), code.end()
    begin = max(code.start() - _BEFORE, 0)
    before = next(iter(deque(country.street.finditer(text[begin : code.start()]), maxlen=1)), None)
    if before:
        return _begin(text, begin + before.start()), code.end()
    behind = (
        None
        if country.name in _STREET_FIRST
        else country.street.search(text[code.end() : code.end() + _BEHIND])
    )
    return (code.start(), code.end() + behind.end()) if behind else None


def _to_line_end(text: str, code: int) -> int:
    """Give where an address ends: town and country follow the code in many."""
    line = text.find("\n", code)
    return min(code + _LEAD, len(text) if line < 0 else line)


def _begin(text: str, street: int) -> int:
    """Give where an address begins: with its line, or some words before the street where a sentence leads up to it."""
    line = text.rfind("\n", 0, street) + 1
    return line if street - line <= _LEAD else text.find(" ", street - _LEAD) + 1


def _filled_in(seen: Shown) -> PostalAddress | None:
    """Give a merge tag or a placeholder that an address comes in for."""
    tags = (tag.text for tag in seen.part.tags if data.address_tag().search(tag.text))
    placed = (one[0] for one in _PLACEHOLDER.finditer(seen.text) if data.address_tag().search(one[0]))
    for text in (*islice(tags, _TAGS), *placed):
        at = seen.text.rfind(text)
        if at >= 0:
            return PostalAddress(at, at + len(text), "likely")
    return None


def tagged(part: Part) -> bool:
    """Tell whether a part has such a merge tag anywhere: some stand where no text does."""
    return any(data.address_tag().search(tag.text) for tag in part.tags)


def _bare(text: str) -> PostalAddress | None:
    found = data.bare_address().search(text, max(len(text) - FOOTER, 0))
    return PostalAddress(found.start(), found.end(), "guess") if found else None


def _declared(text: str, declared: str) -> PostalAddress | None:
    """Give where all parts of a declared address stand, however they are set and shortened."""
    words = [(_plain(one[0]), one.start(), one.end()) for one in _WORD.finditer(text)]
    whole = "".join(word for word, _, _ in words)
    wanted = [part for part in map(_joined, _PARTS.split(declared[:500])) if part]
    at = [whole.rfind(part) for part in wanted]
    if not wanted or min(at) < 0:
        return None
    ends = [begin + len(part) for begin, part in zip(at, wanted, strict=True)]
    return PostalAddress(_place(words, min(at))[0], _place(words, max(ends) - 1)[1], "certain")


def _place(words: list[tuple[str, int, int]], offset: int) -> tuple[int, int]:
    """Give where the word around an offset of all words joined stands in the text."""
    for word, start, end in words:
        if offset < len(word):
            return start, end
        offset -= len(word)
    return words[-1][1:]


def _joined(part: str) -> str:
    return "".join(_plain(word) for word in _WORD.findall(part))


@lru_cache(4096)
def _known_short(word: str) -> str:
    short = _SHORT.get(word, word)
    return next((short.removesuffix(long) + brief for long, brief in _ENDS if short.endswith(long)), short)


def _plain(word: str) -> str:
    low = unicodedata.normalize("NFKC", word).lower()
    return _known_short(low) if len(low) <= 30 else low
