"""Formats that a regular expression describes wholly: one row a program, read by one reader.

``{A}`` in a pattern stands for an address. Patterns are searched line by line (``^`` and ``$``), case does not count, and
no piece that repeats holds another, so that a stranger's text cannot make them slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from mailworthy.bounce.record import Kind, Notice, Stage
from mailworthy.bounce.sources.report_text import (
    ADDRESS,
    MENTIONS,
    RECIPIENTS,
    REPLY,
    ReportText,
    addresses_in,
    folded,
    stage_in,
    without_repeats,
)


@dataclass(frozen=True, slots=True)
class Format:
    """How one program writes.

    Args:
        name: What notices name as their source.
        marks: Lower-case texts of which one stands in the report, its From or its X-Mailer.
        recipients: A pattern; each place where it fits names recipients in its group ``to``. Its groups ``words``,
            ``code`` and ``host``, where it has them, are what is said of them, the reply code and the host that refused.
        words: A pattern for what is said of all, where ``recipients`` has no such group; its groups 1, 2… are joined.
        stage: A pattern whose group 1 names the command that was refused.
        whole: Whether the recipient stands in the message that came back.
        kind: What the report is, where the words do not tell.
    """

    name: str
    marks: tuple[str, ...]
    recipients: str
    words: str = ""
    stage: str = ""
    whole: bool = False
    kind: Kind | None = None


def marks_of(formats: Sequence[Format]) -> tuple[str, ...]:
    """Give the marks of all formats, for the gate before them."""
    return tuple(mark for one in formats for mark in one.marks)


def read_formats(report: ReportText, formats: Iterable[Format]) -> list[Notice]:
    """Read with the first format that fits."""
    for one in formats:
        if report.has(*one.marks) and (found := _read(report, one)):
            return found
    return []


def _read(report: ReportText, one: Format) -> list[Notice]:
    said = f"{report.text}\n{report.returned}" if one.whole else report.text
    named: dict[str, re.Match[str]] = {}
    for place in islice(_pattern(one.recipients).finditer(said), MENTIONS):
        for recipient in addresses_in(place["to"]):
            named.setdefault(recipient, place)
    for_all = _words_for_all(report, one) if named else ""
    stage = _stage(report, one) if named else None
    found = [
        report.notice(
            one.name,
            recipient,
            _text(place, for_all),
            line=place[0].strip().split("\n")[0],
            stage=stage,
            remote_mta=(place.groupdict().get("host") or "").rstrip("."),
            kind=one.kind,
        )
        for recipient, place in islice(named.items(), RECIPIENTS)
    ]
    return without_repeats(found)


def _words_for_all(report: ReportText, one: Format) -> str:
    said = _pattern(one.words).search(report.text) if one.words else None
    return folded(line for group in said.groups() if group for line in group.split("\n")) if said else ""


def _text(place: re.Match[str], for_all: str) -> str:
    groups = place.groupdict()
    own = folded((groups.get("words") or "").split("\n"))
    code = groups.get("code") or ""
    if not code and REPLY.search(for_all) and not REPLY.search(own):
        return for_all  # a reply says more than the sentence beside the address
    return f"{code} {own}".strip() or for_all


def _stage(report: ReportText, one: Format) -> Stage | None:
    named = _pattern(one.stage).search(report.text) if one.stage else None
    return stage_in(f">>> {named[1]}") if named else None


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("{A}", ADDRESS), re.IGNORECASE | re.MULTILINE)
