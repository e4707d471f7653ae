"""Postfix without a delivery status part: old versions, and reports that lost it on their way.

Described in bounce(5) and bounce(8): ``<addr>: host name[ip] said: reply (in reply to RCPT TO command)``, wrapped at 72
columns with four blanks in front, ``(expanded from <addr>)`` for an alias. The opening words are a template, often
translated or renamed. The session transcripts that ``notify_classes`` sends to a postmaster are read too.
"""

from __future__ import annotations

import re

from mailworthy.bounce.record import Notice
from mailworthy.bounce.sources.entries import entries
from mailworthy.bounce.sources.report_text import (
    ADDRESS,
    ReportText,
    address_in,
    cleaned,
    folded,
    stage_in,
    without_repeats,
)

MARKS = (">: ", ">:\t", "> (expanded from", "\n out: ")
_HEAD = re.compile(
    rf"<({ADDRESS}|[^<>\s@]{{1,64}})>(?:\s?\(expanded from <({ADDRESS}|[^<>\s]{{1,64}})>\))?:\s+(\S.*)"
)
_UNWRAPPED_HEAD = re.compile(rf"<({ADDRESS})>\s?\(expanded from\s*")
_EXPANDED = re.compile(rf"\(expanded from <({ADDRESS}|[^<>\s]{{1,64}})>\)", re.IGNORECASE)
_REST_OF_HEAD = re.compile(r"<[^<>\s]{1,320}>\):\s*")  # where the line was wrapped before it
_IN = re.compile(r"\s?In:\s+(.*)")
_OUT = re.compile(r"\s?Out: ([245]\d\d)([ -].*)")


def read(report: ReportText) -> list[Notice]:
    """Read ``<addr>: words``, or a session transcript."""
    if "\n out: " in report.low:
        return _transcript(report)
    found = []
    for entry in entries(report.lines, _begins):
        words = folded(entry.words)
        expanded = _EXPANDED.search(f"{entry.head} {words}")
        words = _REST_OF_HEAD.sub("", words)
        found.append(
            report.notice(
                "postfix",
                cleaned(entry.recipient),
                words,
                line=entry.head,
                original=cleaned(expanded[1]) if expanded and "@" in expanded[1] else "",
            )
        )
    return without_repeats(found)


def _begins(line: str) -> tuple[str, str] | None:
    if line[:1] != "<":
        return None
    if head := _HEAD.fullmatch(line):
        return head[1], head[3]
    head = _UNWRAPPED_HEAD.match(line)
    return (head[1], line[head.end() :]) if head else None


def _transcript(report: ReportText) -> list[Notice]:
    """Read what our own server said to a client: the last refusal counts, for all recipients it had taken."""
    recipients: list[str] = []
    refusal, refused_at, command = "", "", ""
    for line in _unwrapped(report.lines):
        if said := _IN.match(line):
            command = said[1]
            if command[:7].upper() == "RCPT TO" and (named := address_in(command)):
                recipients.append(named)
        elif (answer := _OUT.match(line)) and answer[1][0] in "45":
            refusal, refused_at = answer[1] + answer[2], command
    if not refusal:
        return []
    stage = stage_in(f">>> {refused_at}")
    return without_repeats(
        [report.notice("postfix", one, refusal, line=refusal, stage=stage) for one in recipients or [""]]
    )


def _unwrapped(lines: list[str]) -> list[str]:
    joined: list[str] = []
    for line in lines:
        if joined and line[:5] == "     ":
            joined[-1] = f"{joined[-1]} {line.strip()}"
        else:
            joined.append(line)
    return joined
