"""Sendmail's text and all that print the same ruled sections: recipients, why, the dialogue with the receiver.

Described in the Sendmail Installation and Operation Guide (8.x) and its ``savemail.c``: ``----- The following addresses
had permanent fatal errors -----``, ``(reason: …)``, ``(expanded from: …)``, ``----- Transcript of session follows
-----`` with ``>>>`` for what was sent and ``<<<`` for what came back. Version 5 has the transcript only. Active! hunter,
Biglobe, Notes' SMTP MTA, m-FILTER, Symantec, ph servers and others rule their texts alike, under headings of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mailworthy.bounce.record import Notice, Stage
from mailworthy.bounce.sources.report_text import (
    ADDRESS,
    RECIPIENTS,
    ReportText,
    addresses_in,
    cleaned,
    folded,
    host_in,
    stage_in,
    without_repeats,
)

MARKS = ("---",)
_RULE = re.compile(
    r"[\s>|]{0,6}-{3,}\s?([^-\s\d=].{2,80}?)[\s.:]*-*\|?\s*|\s{0,4}\*{4,}\s?([^*]{3,80}?)\s?\*{4,}\s*"
)
_LISTS = re.compile(
    r"address|recipient|destinat|宛先|empfänger|failure reasons|not (?:be )?delivered|получател",
    re.IGNORECASE,
)
_DIALOGUE = re.compile(r"transcript|session|smtp command|message log", re.IGNORECASE)
_REASON = re.compile(r"\((?:reason|error): (.*?)\)?\s*", re.IGNORECASE)
_EXPANDED = re.compile(rf"\((?:expanded|generated) from:? <?({ADDRESS}|[^<>()\s]{{1,64}})>?\)", re.IGNORECASE)
_LEADING = re.compile(
    rf"[\s>*•<\"'(-]{{0,12}}(?:smtp:|to:|rfc822;)?\s?({ADDRESS})[>\"')]{{0,2}}(?:\s*<{ADDRESS}>)?\s*(.*)",
    re.IGNORECASE,
)
_TALKING = re.compile(r"(?:\.\.\. )?while talking to ", re.IGNORECASE)
_SENT = re.compile(r"\s{0,4}>>> ?(.*)")
_CAME = re.compile(r"\s{0,4}<<< ?(.*)")
_OWN = re.compile(
    rf"(?:[245]\d\d (?:[245]\.\d{{1,3}}\.\d{{1,3}} )?)?<?({ADDRESS}|[^<>\s]{{1,255}})>?(?: \(\w+\))?\.\.\. (?:.*)"
)
_TOLD = re.compile(r"(?!Warning)[\w./-]{3,40}: \S")  # "mail.local: unknown user: x"
_REPLY = re.compile(r"[45][0-57]\d[ -]\S")
_COMMAND = re.compile(r"\s*(helo|ehlo|mail(?: from)?|rcpt(?: to)?|data|bdat|quit)\b", re.IGNORECASE)


@dataclass(slots=True)
class _Section:
    title: str
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Turn:
    """One exchange of a transcript: what was sent, what came back, whom our own side names after it, what a program told."""

    host: str = ""
    sent: str = ""
    came: list[str] = field(default_factory=list)
    own: list[tuple[str, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def read(report: ReportText) -> list[Notice]:
    """Read ruled sections: the recipients' own words first, then the dialogue's."""
    sections = _sections(report.lines)
    if len(sections) < 2:
        return []
    turns = [
        turn for section in sections if _DIALOGUE.search(section.title) for turn in _turns(section.lines)
    ]
    listed = [
        notice
        for section in sections[1:]
        if _LISTS.search(section.title) and not _DIALOGUE.search(section.title)
        for notice in _listed(report, section, sections, turns)
    ]
    return without_repeats(listed or _from_dialogue(report, turns))


def _sections(lines: Sequence[str]) -> list[_Section]:
    found = [_Section("")]
    for line in lines:
        rule = _RULE.fullmatch(line) if "--" in line or "**" in line else None
        if rule:
            found.append(_Section((rule[1] or rule[2]).strip()))
        else:
            found[-1].lines.append(line)
    return found


def _listed(
    report: ReportText, section: _Section, sections: Sequence[_Section], turns: Sequence[_Turn]
) -> Iterator[Notice]:
    others = [line for line in section.lines if line.strip() and not _LEADING.fullmatch(line)]
    recipients = _recipients(section.lines)
    for recipient, below in recipients:
        expanded = next((one for one in map(_EXPANDED.search, below) if one), None)
        reason = next((one[1] for one in map(_REASON.fullmatch, map(str.strip, _joined(below))) if one), "")
        turn = _turn_of(recipient, turns)
        own = [
            line
            for line in below
            if line.strip() and not _EXPANDED.search(line) and not _REASON.fullmatch(line.strip())
        ]
        words = reason or folded(turn.came if turn else ()) or _own_words(recipient, turns) or folded(own)
        words = words or folded(others if len(recipients) == 1 else ()) or _elsewhere(report, sections)
        yield report.notice(
            "sendmail",
            recipient,
            words,
            original=cleaned(expanded[1]) if expanded and "@" in expanded[1] else "",
            stage=_stage(turn.sent) if turn else None,
            remote_mta=turn.host if turn else "",
        )


def _recipients(lines: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Give the addresses that begin a line, each with the rest of its line and those below."""
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        leading = _LEADING.fullmatch(line) if "@" in line else None
        if leading and line.lstrip()[:1] != "(" and len(found) < RECIPIENTS:
            found.append((cleaned(leading[1]), [_unwrapped(leading[2])]))
        elif found:
            found[-1][1].append(line)
    return found


def _unwrapped(rest: str) -> str:
    """Take the brackets off that enclose all that is said: ``[User unknown]``."""
    rest = rest.strip()
    return rest[1:-1] if rest[:1] + rest[-1:] in {"[]", "()"} else rest


def _joined(lines: Sequence[str]) -> list[str]:
    """Join a ``(reason: …)`` that was wrapped."""
    joined: list[str] = []
    for line in lines:
        if joined and joined[-1].lstrip().startswith("(") and not joined[-1].rstrip().endswith(")"):
            joined[-1] = f"{joined[-1]} {line.strip()}"
        else:
            joined.append(line)
    return joined


def _turns(lines: Sequence[str]) -> list[_Turn]:
    turns = [_Turn()]
    for line in lines:
        last = turns[-1]
        if _TALKING.match(line):
            turns.append(_Turn(host=host_in(line)))
        elif sent := _SENT.match(line):
            turns.append(_Turn(host=last.host, sent=sent[1]))
        elif came := _CAME.match(line):
            if last.own:
                turns.append(_Turn(host=last.host))
            turns[-1].came.append(came[1])
        elif own := _OWN.match(line):
            last.own.append((cleaned(own[1]), line))
        elif _REPLY.match(line):
            last.own.append(("", line))
        elif _TOLD.match(line):
            last.told.append(line)
    return turns


def _refuses(turn: _Turn) -> bool:
    return any(line[:1] in "45" for line in turn.came)


def _turn_of(recipient: str, turns: Sequence[_Turn]) -> _Turn | None:
    """Find the exchange that refused a recipient: the one that names it, else the last before it is named."""
    low = recipient.lower()
    refusing = [turn for turn in turns if _refuses(turn)]
    for turn in refusing:
        if low in turn.sent.lower() or any(low in line.lower() for line in turn.came):
            return turn
    for turn in refusing:
        if any(low == who.lower() for who, _ in turn.own):
            return turn
    return refusing[0] if refusing else None


def _own_words(recipient: str, turns: Sequence[_Turn]) -> str:
    """Give our own side's line on a recipient, and a program's, where the receiver said nothing."""
    own = [(who, line) for turn in turns for who, line in turn.own]
    named = [line for who, line in own if who.lower() == recipient.lower()]
    told = [line for turn in turns for line in turn.told][:3]
    return folded((*told, *(named[:1] or [line for who, line in own if not who][:4])))


def _elsewhere(report: ReportText, sections: Sequence[_Section]) -> str:
    """Give what the sections say that list nobody."""
    said = [
        line
        for section in sections[1:]
        if not addresses_in("\n".join(section.lines))
        for line in section.lines
    ]
    return folded(said) or report.fallback_words()


def _from_dialogue(report: ReportText, turns: Sequence[_Turn]) -> list[Notice]:
    """Read a transcript without a list: each line of ours that names an address in its form ``code <addr>... words``."""
    found = [notice for turn in turns for notice in _from_turn(report, turn)]
    words = [line for turn in turns for line in (*turn.told, *(line for _, line in turn.own))]
    return found or (
        [report.notice("sendmail", _returned_to(report, words), words, line=words[0])] if words else []
    )


def _from_turn(report: ReportText, turn: _Turn) -> Iterator[Notice]:
    """Give whom a turn names: what came back is about the first, the lines below speak for themselves."""
    came = folded(turn.came) if _refuses(turn) else ""
    for who, line in turn.own:
        if "@" in who and line[:1] != "2":
            yield report.notice(
                "sendmail",
                who,
                came or folded((*turn.told, line)),
                line=line,
                stage=_stage(turn.sent) if came else Stage.UNKNOWN,
                remote_mta=turn.host if came else "",
            )
            came = ""


def _returned_to(report: ReportText, words: Sequence[str]) -> str:
    """Find whom the message that came back was for, where the words only name a host: its one recipient there."""
    said = " ".join(words).lower()
    to = re.search(r"^to:(.{0,2000}?)\n(?![ \t])", report.returned, re.IGNORECASE | re.MULTILINE | re.DOTALL)
    there = [one for one in addresses_in(to[1]) if one.rpartition("@")[2].lower() in said] if to else []
    return there[0] if len(there) == 1 else ""


def _stage(sent: str) -> Stage:
    command = _COMMAND.match(sent)
    return stage_in(f">>> {command[1]}") if command else Stage.UNKNOWN
