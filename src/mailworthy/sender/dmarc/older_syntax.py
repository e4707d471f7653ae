"""What a strict receiver of the older standard objects to in a record (RFC 7489 §6.3, §6.4).

RFC 9989 forgives most of it. Receivers that follow the older text may drop the whole record, so a report says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailworthy.sender import destination, tags
from mailworthy.sender.tags import BLANKS, Tag

_VERSION = re.compile(r"[vV][ \t]*=[ \t]*DMARC1[ \t]*;")
_POLICY = "none|quarantine|reject"
_KEYWORD = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"  # RFC 5321 §4.1.2 Ldh-str
_INTERVAL_MOST = 2**32
_VALUES = {
    "adkim": re.compile("[rs]"),
    "aspf": re.compile("[rs]"),
    "fo": re.compile(r"[01ds](?:[ \t]*:[ \t]*[01ds])*"),
    "pct": re.compile("100|[0-9]{1,2}"),
    "rf": re.compile(rf"{_KEYWORD}(?:[ \t]*:[ \t]*{_KEYWORD})*"),
    "ri": re.compile("[0-9]{1,10}"),
}
_ANY = re.compile(r"[\x20-\x7e]+")
_POLICIES = re.compile(_POLICY)


def objections(text: str) -> tuple[str, ...]:
    """Give what a strict reader of RFC 7489 objects to: the pieces as written, ``;`` for one that is empty."""
    begin = _VERSION.match(text)
    if not begin:
        return (text.partition(";")[0].strip(BLANKS) or ";",)
    given = tags.read(text[begin.end() :])
    return tuple(_objections(given))


def _objections(given: Sequence[Tag]) -> Iterator[str]:
    values = {tag.name: tag.value.lower() for tag in reversed(given)}
    reports = bool(destination.read_all(values.get("rua", ""))[0])
    if "p" not in values and not reports:
        yield "p"
    yield from (tag.text for tag in tags.twice(given))
    for place, tag in enumerate(given):
        if tag.name == "p" and place:
            yield tag.text  # RFC 7489 §6.4: the policy stands right behind the version
        elif not _fits(tag, reports=reports):
            yield tag.text or ";"


def _fits(tag: Tag, *, reports: bool) -> bool:
    value = tag.value.lower()
    if not tag.name:
        return False
    if tag.name in {"p", "sp"}:
        return reports or bool(_POLICIES.fullmatch(value))
    if tag.name in {"rua", "ruf"}:
        good, bad = destination.read_all(tag.value)
        return bool(good) and not bad
    if not _VALUES.get(tag.name, _ANY).fullmatch(value):
        return False
    return tag.name != "ri" or int(value) < _INTERVAL_MOST
