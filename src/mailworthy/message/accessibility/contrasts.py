"""Text that is hard to tell from what it stands on, in the light and in the dark (WCAG 2.2, success criterion 1.4.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import LISTED_MOST, listed
from mailworthy.message.accessibility.colour import BLACK, Colour, contrast, enough
from mailworthy.message.accessibility.computed import Look
from mailworthy.message.accessibility.shown import Run, Shown
from mailworthy.message.content.sight import places
from mailworthy.message.places import found

NEEDED, NEEDED_LARGE = 4.5, 3.0
LARGE, LARGE_BOLD, BOLD = 24.0, 56 / 3, 700  # px: 18 points, 14 points
_UNSEEN = 1.1  # to one: written to be hidden; that is said elsewhere
_ROUNDING = 0.005
_CLEARLY = 3.0  # below it, whatever the size, it is a fault for many
_BADLY = 2.2
_MUCH = 0.2  # of all letters
_LETTERS = 20  # from which words are worth a warning


class _Pair(NamedTuple):
    ink: Colour
    ground: Colour
    needed: float


def look(shown: Shown) -> Iterator[Finding]:
    """Give what there is to say."""
    yield from _told("A11Y-CONTRAST", shown, [(run, run.look) for run in shown.runs])
    dark = shown.dark
    if dark is not None:
        light = {pair for pair, _ in _weak([(run, run.look) for run in shown.runs])}
        changed = [(run, dark[run.element]) for run in shown.runs]
        yield from _told("A11Y-CONTRAST-DARK", shown, changed, light)


def _told(
    code: str,
    shown: Shown,
    runs: Sequence[tuple[Run, Look]],
    said: frozenset[_Pair] | set[_Pair] = frozenset(),
) -> Iterator[Finding]:
    """Give one finding for what many cannot read, and one for what some cannot."""
    grave: list[tuple[_Pair, list[Run]]] = []
    slight: list[tuple[_Pair, list[Run]]] = []
    for pair, its in _weak(runs):
        if pair not in said:
            (grave if _is_grave(pair, its, shown.letters) else slight).append((pair, its))
    for some, severity in ((grave, None), (slight, Severity.INFO)):
        if some:
            some.sort(key=lambda one: contrast(one[0].ink, one[0].ground))
            where = ((run.span, shown.html.elements[run.element].tag) for _, its in some for run in its)
            yield found(
                code,
                places(shown.part, where),
                detail=listed(_detail(pair) for pair, _ in some),
                severity=severity,
                confidence=Confidence.LIKELY,
                fix=", ".join(dict.fromkeys(_advice(pair, its[0].look) for pair, its in some[:LISTED_MOST])),
            )


def _weak(runs: Sequence[tuple[Run, Look]]) -> Iterator[tuple[_Pair, list[Run]]]:
    """Give the pairs of colours that are too much alike, and the words in them."""
    by_pair: defaultdict[_Pair, list[Run]] = defaultdict(list)
    for run, its in runs:
        ink, ground = its.seen_ink, its.seen_ground
        if ink is None or ground is None or not its.shown or not its.visible or _unseen(run.look):
            continue
        by_pair[_Pair(_whole(ink), _whole(ground), needed(its))].append(run)
    for pair, some in by_pair.items():
        if contrast(pair.ink, pair.ground) < pair.needed - _ROUNDING:
            yield pair, some


def _unseen(light: Look) -> bool:
    """Tell text that is hidden on purpose, in the light as well: nobody is to read it."""
    ink, ground = light.seen_ink, light.seen_ground
    return ink is not None and ground is not None and contrast(_whole(ink), _whole(ground)) <= _UNSEEN


def _whole(one: Colour) -> Colour:
    return Colour(round(one.red), round(one.green), round(one.blue))


def needed(look: Look) -> float:
    """Give the least contrast that text of its size and weight needs; where the size cannot be told, of large text."""
    if look.size is None or look.size >= LARGE or (look.weight >= BOLD and look.size >= LARGE_BOLD):
        return NEEDED_LARGE
    return NEEDED


def _is_grave(pair: _Pair, runs: Sequence[Run], letters: int) -> bool:
    ratio, its = contrast(pair.ink, pair.ground), sum(run.letters for run in runs)
    if its < _LETTERS:
        return False
    return ratio < _BADLY or (ratio < _CLEARLY and its >= _MUCH * letters)


def _detail(pair: _Pair) -> str:
    ratio = int(contrast(pair.ink, pair.ground) * 10) / 10
    return f"{pair.ink.name} / {pair.ground.name} {ratio}:1 < {pair.needed:g}:1"


def _advice(pair: _Pair, light: Look) -> str:
    """Give what to write: where only the text changes in the dark, its colour of the light, fixed."""
    ink, ground = light.seen_ink, light.seen_ground
    kept = ground is not None and _whole(ground) == pair.ground
    if (
        kept
        and ink is not None
        and _whole(ink) != pair.ink
        and contrast(_whole(ink), pair.ground) >= pair.needed
    ):
        return f"color: {ink.name}"
    return _mended(pair)


def _mended(pair: _Pair) -> str:
    """Give what to write instead: the darker of both is made darker where that is enough, else the lighter one lighter."""
    ink, ground, ratio = pair
    darker_is_ink = contrast(ink, BLACK) <= contrast(ground, BLACK)
    lighter = ground if darker_is_ink else ink
    if (contrast(lighter, BLACK) >= ratio) == darker_is_ink:
        return f"color: {ink.name} → {enough(ink, ground, ratio).name}"
    return f"background-color: {ground.name} → {enough(ground, ink, ratio).name}"
