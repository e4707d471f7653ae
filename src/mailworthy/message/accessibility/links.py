"""Links as people hear and see them: what they are called, and what sets them apart from text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from mailworthy.finding import Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.accessibility import data
from mailworthy.message.accessibility.colour import contrast
from mailworthy.message.accessibility.shown import Run, Shown
from mailworthy.message.content.sight import places
from mailworthy.message.places import found
from mailworthy.message.reading.html import Link
from mailworthy.message.reading.place import Span

_MARKS = re.compile(r"^[\s\W_]+|[\s\W_]+$")
_LONGEST = 60  # characters; no vague text is longer
_APART = 3.0  # to one: WCAG 2.2, technique G183
_NAMED = {"aria-label", "aria-labelledby"}
_SEVERAL = 3
_TEXT = 25  # letters around a link from which it stands in running text


def look(shown: Shown) -> Iterator[Finding]:
    """Give what there is to say."""
    yield from _vague(shown)
    yield from _empty(shown)
    yield from _looks(shown)


def bare(text: str) -> str:
    """Give a link's text without blanks, arrows and marks around it, in lower case."""
    return _MARKS.sub("", " ".join(text[: 2 * _LONGEST].split())).lower()


def _vague(shown: Shown) -> Iterator[Finding]:
    known = data.vague()
    by_kind: defaultdict[str, list[tuple[Link, str]]] = defaultdict(list)
    for link in shown.html.links:
        if not link.text or len(link.text) > _LONGEST or link.alt or link.element < 0:
            continue
        attrs = shown.html.elements[link.element].attrs
        kind = known.get(bare(link.text))
        if kind and not attrs.keys() & _NAMED:
            by_kind[kind].append((link, " ".join(link.text.split())))
    for kind, links in by_kind.items():
        yield found(
            "A11Y-LINK-TEXT",
            places(shown.part, ((link.inside, "a") for link, _ in links)),
            detail=listed(dict.fromkeys(f"“{text}”" for _, text in links)),
            severity=None if kind == "blind" and _matters(shown, links) else Severity.INFO,
        )


def _matters(shown: Shown, links: Sequence[tuple[Link, str]]) -> bool:
    """Tell several vague links to several places, and one that no sentence explains: a button."""
    if len({link.href for link, _ in links}) >= _SEVERAL:
        return True
    starts = [block.span.start for block in shown.blocks]
    return any(_is_alone(shown, starts, link.inside) for link, _ in links)


def _is_alone(shown: Shown, starts: Sequence[int], inside: Span) -> bool:
    """Tell a link that holds all of a block."""
    first = bisect_left(starts, inside.start)
    return first < len(starts) and shown.blocks[first].span.end <= inside.end


def _empty(shown: Shown) -> Iterator[Finding]:
    """Tell links that hold nothing at all; those of pictures alone are told where pictures are looked at."""
    html = shown.html
    holding = {one.parent for one in html.elements}
    empty = [
        link
        for link in html.links
        if link.element >= 0
        and link.href
        and not (link.text or link.alt or link.element in holding)
        and html.elements[link.element].tag == "a"
        and not html.elements[link.element].hiding.reason
        and not html.elements[link.element].attrs.keys() & _NAMED
    ]
    if empty:
        yield found(
            "A11Y-LINK-EMPTY",
            places(shown.part, ((link.span, "a") for link in empty)),
            detail=listed(dict.fromkeys(link.href[:_LONGEST] for link in empty)),
        )


def _looks(shown: Shown) -> Iterator[Finding]:
    """Tell links in running text that differ from it by colour alone, and not enough, or by nothing."""
    alike: list[Run] = []
    for block in shown.blocks:
        around = [run for run in block.runs if not run.link]
        if not around or sum(run.letters for run in around) < _TEXT:
            continue
        plain = max(around, key=lambda run: run.letters).look
        for run in block.runs:
            its = run.look
            if (
                not run.link or run.letters < 2 or its.underlined or its.lined or its.ground != plain.ground
            ):  # a sign alone
                continue
            if (
                its.weight != plain.weight
                or its.size != plain.size
                or its.ink is None
                or plain.ink is None
                or plain.ground is None
            ):
                continue
            if contrast(its.ink.over(plain.ground), plain.ink.over(plain.ground)) < _APART:
                alike.append(run)
    if alike:
        yield found(
            "A11Y-LINK-LOOKS",
            places(shown.part, ((run.span, "a") for run in alike)),
            detail=listed(dict.fromkeys(f"“{run.text[:40]}”" for run in alike)),
        )
