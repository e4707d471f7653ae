"""Merge tags: where a template has a recipient's own words come in, and where a message shows that they never did."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import islice
from typing import NamedTuple

from mailworthy.message.reading import data
from mailworthy.message.reading.place import Span

TAGS = 5000  # of one text; what stands behind is not looked at


class MergeTag(NamedTuple):
    """A merge tag.

    Args:
        text: As it stands.
        family: A row of ``data/merge_tags.toml``.
        sure: ``certain``, ``likely`` or ``guess``: other things look like it, too.
        span: Where it stands in its text.
    """

    text: str
    family: str
    sure: str
    span: Span


class Template(Enum):
    """Whether a draft is a template, whose merge tags are there on purpose."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def merge_tags(text: str, skipped: Iterable[Span] = ()) -> Iterator[MergeTag]:
    """Give the merge tags of a text, in order.

    Args:
        text: Any.
        skipped: What is not looked at, in order: scripts and style sheets have braces of their own.
    """
    sure = {row["name"]: row["sure"] for row in data.families()}
    at = 0
    for tag in islice(_found(text, skipped), TAGS):
        if tag.start() >= at:
            family = tag.lastgroup or ""
            yield MergeTag(tag[0], family, sure[family], Span(tag.start(), tag.end()))
            at = tag.end()


def _found(text: str, skipped: Iterable[Span]) -> Iterator[re.Match[str]]:
    at = 0
    for span in (*skipped, Span(len(text), len(text))):
        for begin in data.beginnings().finditer(text, at, max(at, span.start)):
            tag = data.any_tag().match(text, begin.start())
            if tag:
                yield tag
        at = max(at, span.end)


def main_family(tags: Iterable[MergeTag]) -> str:
    """Give the family that most tags are of, the surer ones first; empty where there are none."""
    counts = Counter((tag.sure != "guess", tag.family) for tag in tags)
    return max(counts, key=lambda one: (one[0], counts[one], one[1]))[1] if counts else ""
