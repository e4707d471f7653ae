"""Does a message go to many? Only then does it need a way out in its header."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from enum import IntEnum
from functools import cache

from mailworthy.message.header import data
from mailworthy.message.reading import Draft

_HEAD, _TAIL = 4_000, 12_000  # characters: the way out stands at the end, or above all
_OF_LISTS = frozenset(
    ("list-unsubscribe", "list-unsubscribe-post", "list-id", "list-help", "list-archive", "feedback-id")
)
_OF_BULK = frozenset(("bulk", "list"))
_MANY = 25  # recipients that all can see
_LINKS = 5  # a page with so many is laid out for readers, not written to a person


class Bulk(IntEnum):
    """Whether a message goes to many. An integer, so that it can be compared."""

    NO = 0
    MAYBE = 1  # it looks like one; it may be a receipt or a note of some machine
    YES = 2


def bulk(draft: Draft, names: AbstractSet[str], *, answers: bool, to: int) -> Bulk:
    """Tell whether a message goes to many.

    Args:
        draft: The message.
        names: Those of its fields, in lower case.
        answers: Whether it names a message that it answers.
        to: How many recipients it names.
    """
    if not _OF_LISTS.isdisjoint(names) or draft.header("precedence").strip().lower() in _OF_BULK:
        return Bulk.YES
    if answers:
        return Bulk.NO
    if offers_way_out(draft) or to >= _MANY:
        return Bulk.YES
    page = draft.page.html if draft.page else None
    laid_out = page is not None and bool(page.images or len(page.links) >= _LINKS)
    return Bulk.MAYBE if laid_out else Bulk.NO


def offers_way_out(draft: Draft) -> bool:
    """Tell whether the text speaks of unsubscribing, in any language that we know the words of."""
    text = draft.text
    if len(text) > _HEAD + _TAIL:
        text = text[:_HEAD] + "\n" + text[-_TAIL:]
    return (
        _ways_out().search(text.lower()) is not None
    )  # folding case in the pattern costs three times as much


@cache
def _ways_out() -> re.Pattern[str]:
    words = data.table("bulk")["ways_out"]
    return re.compile("|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words))
