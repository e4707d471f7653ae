"""What a filter's symbol means to a sender, and which finding of ours covers the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from mailworthy.finding import Lang
from mailworthy.message.beside.data import rows

FILTERS = ("rspamd", "spamassassin")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a symbol means.

    Args:
        words: A sentence in each language.
        ours: The code of a finding about the same matter; empty where there is none.
    """

    words: Mapping[Lang, str]
    ours: str = ""


def meaning(filter_: str, name: str) -> Meaning | None:
    """Give what a symbol means, by its name or else by the longest beginning that is known; None where nobody wrote it down."""
    known = _known(filter_)
    whole = known.get(name)
    if whole:
        return whole
    beginnings = (f"{name[:length]}*" for length in range(min(len(name), _longest(filter_)), 0, -1))
    return next((known[each] for each in beginnings if each in known), None)


@cache
def _known(filter_: str) -> Mapping[str, Meaning]:
    return dict(_rows(filter_))


@cache
def _longest(filter_: str) -> int:
    return max(map(len, _known(filter_)))


def _rows(filter_: str) -> Iterator[tuple[str, Meaning]]:
    for row in rows():
        means = Meaning({lang: row[lang.value] for lang in Lang}, row.get("ours", ""))
        yield from ((name, means) for name in row.get(filter_, ()))
