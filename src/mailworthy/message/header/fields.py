"""The lines of a header: once where once is allowed, spelt as receivers know them, readable by any server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.header import data
from mailworthy.message.header.header import Header, at
from mailworthy.message.places import Place, found, snippet
from mailworthy.wire.message import HEADER_OCTETS

_LINE_MOST = 998  # RFC 5322 §2.1.1, in octets
_GOOD = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]|>?From |$")
_EIGHT_BIT = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTEXT = 40  # octets around one that should not be there
_LINES = 5_000
_NAMES = 200  # different ones that are held against those that are known
_NEAR_LENGTH = 6  # shorter names resemble one another by chance


def no_header(header: Header) -> Iterator[Finding]:
    """Say that what was given as a message begins with its text."""
    first = header.draft.source.message.raw[:200].decode("utf-8", "replace").strip().partition("\n")[0]
    yield found("HDR-NO-HEADER", [{"line": 1, "snippet": snippet(first)}])


def look(header: Header) -> Iterator[Finding]:
    """Say what is wrong with the lines themselves."""
    yield from _twice(header)
    yield from _misspelt(header)
    yield from _empty(header)
    yield from _lines(header)


def _twice(header: Header) -> Iterator[Finding]:
    """RFC 5322 §3.6, RFC 2369 §3.1 and RFC 2045: each of these at most once."""
    names = data.table("fields")["once"]
    if header.sent:  # lists that feed one another each add their own
        names = [name for name in names if not name.startswith("list-")]
    twice = [name for name in names if len(header.all(name)) > 1]
    if not twice:
        return
    places = [at(field) for name in twice for field in header.all(name)[1:]]
    refused = any(name in {"from", "subject", "date", "to", "message-id"} for name in twice)
    detail = ", ".join(f"{header.all(name)[0].name} ×{len(header.all(name))}" for name in twice)
    severity = Severity.ERROR if refused and not header.sent else None
    yield found("HDR-FIELD-TWICE", places, detail=detail[:200], severity=severity)


def _misspelt(header: Header) -> Iterator[Finding]:
    strange = [
        name for name in islice(header.by_name, _NAMES) if name not in _known() and not name.startswith("x-")
    ]
    for name in strange:
        meant = _meant(name)
        if meant and meant.lower() not in header.by_name:
            field = header.all(name)[0]
            yield found(
                "HDR-FIELD-MISSPELT",
                [at(field)],
                detail=f"{field.name} → {meant}",
                confidence=Confidence.LIKELY,
                fix=f"{meant}: {field.value[:200]}",
            )


def _empty(header: Header) -> Iterator[Finding]:
    """A field that must hold something and is blank says that a program had nothing to put there."""
    empty = [
        header.all(name)[0]
        for name in data.table("fields")["filled"]
        if header.all(name) and not header.all(name)[0].folded.strip()
    ]
    if empty:
        yield found("HDR-FIELD-EMPTY", map(at, empty), detail=", ".join(field.name for field in empty))


# --- lines ---------------------------------------------------------------------------------------------------------


def _lines(header: Header) -> Iterator[Finding]:
    draft = header.draft
    start, body, _ = draft.source.message.span
    raw = draft.source.message.raw[start : min(body, start + HEADER_OCTETS)]
    lines = raw.rstrip(b"\n").split(b"\n", _LINES)[:_LINES]
    first = draft.source.first_line
    odd = [number for number, line in enumerate(lines) if not _GOOD.match(line) or _CONTROL.search(line)]
    if odd:
        places = [_line(lines[number], first + number) for number in odd]
        yield found("HDR-LINE-MALFORMED", places, detail=str(places[0]["snippet"]))
    long = [number for number, line in enumerate(lines) if len(line) > _LINE_MOST]
    if long:
        places = [_line(lines[number], first + number) for number in long]
        yield found(
            "HDR-LINE-LONG", places, detail=f"{max(len(lines[number]) for number in long)} > {_LINE_MOST}"
        )
    if not raw.isascii():
        yield from _eight_bit(header, lines, first)


def _eight_bit(header: Header, lines: list[bytes], first: int) -> Iterator[Finding]:
    """Octets beyond ASCII need an encoded word, or a way that is UTF-8 from end to end (RFC 6532 §3)."""
    eight = [(number, line) for number, line in enumerate(lines) if not line.isascii()]
    readable = all(_is_utf8(line) for _, line in eight)
    yield found(
        "HDR-RAW-8BIT",
        [_line(line, first + number, _EIGHT_BIT) for number, line in eight],
        detail="UTF-8" if readable else "8bit",
        severity=Severity.INFO if readable and header.sent else None,
    )


def _line(line: bytes, number: int, mark: re.Pattern[bytes] | None = None) -> Place:
    at_ = mark.search(line) if mark else None
    begin = max(0, at_.start() - _CONTEXT) if at_ else 0
    text = line[begin : begin + 3 * _CONTEXT].decode("utf-8", "replace")
    return {
        "line": number,
        "end_line": number,
        "snippet": snippet("".join(c if c.isprintable() else "\ufffd" for c in text)),
    }


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# --- names ---------------------------------------------------------------------------------------------------------


@cache
def _known() -> frozenset[str]:
    return frozenset(
        name.lower() for name in (*data.table("fields")["known"], *data.table("fields")["meant"])
    )


@cache
def _targets() -> dict[str, str]:
    return {name.lower(): name for name in data.table("fields")["meant"]}


@lru_cache(maxsize=1024)
def _meant(name: str) -> str:
    """Give the field that a name was meant to be; empty where it is a name of its own."""
    dashed = name.replace("_", "-")
    if dashed in _targets():
        return _targets()[dashed]
    bare = dashed.replace("-", "")
    for target, written in _targets().items():
        if bare == target.replace("-", "") and bare != "listid":
            return written
        if len(target) >= _NEAR_LENGTH and _one_slip(dashed, target):
            return written
    return ""


def _one_slip(typed: str, meant: str) -> bool:
    """Tell whether one letter is missing, too much, another one, or two have changed places."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    at_ = next(
        (place for place, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b),
        min(len(typed), len(meant)),
    )
    if len(typed) == len(meant):
        swapped = typed[at_ : at_ + 2] == meant[at_ : at_ + 2][::-1] and typed[at_ + 2 :] == meant[at_ + 2 :]
        return swapped or typed[at_ + 1 :] == meant[at_ + 1 :]
    if len(typed) < len(meant):
        return typed[at_:] == meant[at_ + 1 :]
    return typed[at_ + 1 :] == meant[at_:]
