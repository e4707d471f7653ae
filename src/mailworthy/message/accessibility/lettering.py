"""How the words are set: their size, their faces, how long and how close the lines are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.accessibility import data
from mailworthy.message.accessibility.shown import Block, Run, Shown
from mailworthy.message.content.sight import places
from mailworthy.message.phrases.plain import CJK
from mailworthy.message.places import found

SMALL, SMALLER = 12.0, 11.0  # px: small is worth knowing, smaller is hard to read
_TINY = 9.5  # px: hard for everybody
_ROUNDING = 0.05
_LETTERS = 60  # from which tiny words are worth a warning, wherever they stand
_MUCH = 0.35  # of all letters
_PARAGRAPH = 150  # letters
_FACES, _SIZES = 4, 9
_FACE_LETTERS = 20  # a face of fewer letters is an icon
_LONG_LINE, _LONG_LINE_CJK = (
    105,
    52,
)  # characters; WCAG 2.2 SC 1.4.8 names 80 and 40, columns of 600 px hold more and are usual
_LETTER, _LETTER_CJK = 0.5, 1.0  # of the size: how wide a letter is on average
_CLOSE = 1.12  # times the size: lines touch
_CENTRED = 280  # letters: four lines and more
_SCRIPTS = {"sub", "sup"}
_SIGNS = re.compile(f"[{CJK}]")


def look(shown: Shown) -> Iterator[Finding]:
    """Give what there is to say."""
    yield from _small(shown)
    yield from _faces(shown)
    for code, is_so, detail in _OF_BLOCKS:
        blocks = [block for block in shown.blocks if block.letters >= _PARAGRAPH and is_so(block)]
        if blocks:
            yield found(
                code,
                places(shown.part, ((block.span, block.tag) for block in blocks)),
                detail=listed(dict.fromkeys(detail(block) for block in blocks)),
                confidence=Confidence.LIKELY,
            )


def _small(shown: Shown) -> Iterator[Finding]:
    """Tell small letters; those that are larger on a phone are worth knowing only."""
    by_size: defaultdict[float, list[Run]] = defaultdict(list)
    for run in shown.runs:
        size = run.look.size
        if size is None or size >= SMALL - _ROUNDING or shown.html.elements[run.element].tag in _SCRIPTS:
            continue
        on_phones = shown.phone[run.element].size if shown.phone else size
        size = size if on_phones is None else max(size, on_phones)
        if size < SMALL - _ROUNDING:
            by_size[round(size, 1)].append(run)
    grave = [size for size in by_size if _is_grave(size, by_size[size], shown.letters)]
    slight = [size for size in by_size if size not in grave]
    for sizes, severity in ((grave, None), (slight, Severity.INFO)):
        if sizes:
            where = [
                (run.span, shown.html.elements[run.element].tag)
                for size in sorted(sizes)
                for run in by_size[size]
            ]
            yield found(
                "A11Y-FONT-SMALL",
                places(shown.part, where),
                detail=listed(f"{size:g} px" for size in sorted(sizes)),
                severity=severity,
                fix="font-size: 14px",
            )


def _is_grave(size: float, runs: list[Run], letters: int) -> bool:
    its = sum(run.letters for run in runs)
    return size < SMALLER and (its >= _MUCH * letters or (size < _TINY and its >= _LETTERS))


def _faces(shown: Shown) -> Iterator[Finding]:
    faces: Counter[str] = Counter()
    sizes: Counter[float] = Counter()
    ornate: list[Run] = []
    for run in shown.runs:
        faces[run.look.face] += run.letters
        sizes[round(run.look.size or 0)] += run.letters
        if run.look.face in data.decorative():
            ornate.append(run)
    if sum(run.letters for run in ornate) >= _PARAGRAPH:
        yield found(
            "A11Y-DECORATIVE-FONT",
            places(shown.part, ((run.span, shown.html.elements[run.element].tag) for run in ornate)),
            detail=listed(dict.fromkeys(run.look.face for run in ornate)),
        )
    used = [face for face, letters in faces.most_common() if face and letters >= _FACE_LETTERS]
    of_size = [size for size, letters in sizes.most_common() if size and letters >= _FACE_LETTERS]
    if len(used) >= _FACES or len(of_size) >= _SIZES:
        first = {face: run for run in reversed(shown.runs) for face in (run.look.face,) if face in used}
        detail = listed(used) if len(used) >= _FACES else listed(f"{size:g} px" for size in sorted(of_size))
        yield found(
            "A11Y-MANY-FONTS",
            places(shown.part, ((run.span, shown.html.elements[run.element].tag) for run in first.values())),
            detail=detail,
        )


# --- of one block -------------------------------------------------------------------------------------------------


def _is_cjk(block: Block) -> bool:
    return bool(_SIGNS.search(block.main.text[:200]))


def _characters(block: Block) -> float:
    """Give how many letters fit on a line; 0 where that cannot be told."""
    look = block.main.look
    if look.width is None or not look.size:
        return 0.0
    return look.width / (look.size * (_LETTER_CJK if _is_cjk(block) else _LETTER))


def _long_lines(block: Block) -> bool:
    fits, most = _characters(block), _LONG_LINE_CJK if _is_cjk(block) else _LONG_LINE
    return fits > most and block.letters > fits


def _line(block: Block) -> float | None:
    look = block.main.look
    if look.line is None or not look.size:
        return None
    return -look.line if look.line < 0 else look.line / look.size


def _close_lines(block: Block) -> bool:
    line = _line(block)
    return line is not None and 0 < line < _CLOSE and block.letters > max(_characters(block), _PARAGRAPH)


_OF_BLOCKS: tuple[tuple[str, Callable[[Block], bool], Callable[[Block], str]], ...] = (
    ("A11Y-LINE-LENGTH", _long_lines, lambda block: f"{_characters(block):.0f}"),
    ("A11Y-LINE-HEIGHT", _close_lines, lambda block: f"{_line(block) or 0:.2f}"),
    (
        "A11Y-JUSTIFIED",
        lambda block: block.main.look.align.lstrip("-") == "justify",
        lambda _: "text-align: justify",
    ),
    (
        "A11Y-CENTRED",
        lambda block: block.main.look.align.lstrip("-") == "center" and block.letters >= _CENTRED,
        lambda block: f"{block.letters}",
    ),
)
