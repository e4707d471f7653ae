"""Exim's text, in any language: an address indented by two blanks, its words indented deeper.

Described in the Exim specification, chapter "Customizing messages" (``bounce_message_file``, ``warn_message_file``):
sites translate the sentences, but the list of addresses is written by the program. The header ``X-Failed-Recipients``
names them again. mail.ru says all twice.
"""

from __future__ import annotations

import re
from itertools import pairwise

from mailworthy.bounce.record import Notice
from mailworthy.bounce.sources.entries import Entry, entries, indent
from mailworthy.bounce.sources.report_text import (
    ADDRESS,
    ReportText,
    address_alone,
    address_in,
    addresses_in,
    cleaned,
    without_repeats,
)

MARKS = (
    "created automatically by mail delivery",
    "a message that you sent could not be delivered",
    "a message that you sent has not yet been delivered",
    "incorrectly constructed",
    "was created automatically by",
    "the following address(es) failed",
    "the following address failed",
    "generated from ",
    "smtp error from remote",
    "retry timeout exceeded",
    "unrouteable address",
)
# Deliveries that are no addresses: what an alias or a filter leads to.
_LOCAL = re.compile(
    r"\s{1,4}(?:pipe to \||save to |an undisclosed address|\|/|/\w|:\w+:|<\w+ transport|autoreply|mail to)"
)
_PARENT = re.compile(
    rf"\(?((?:ultimately )?generated (?:from|by))\s*<?({ADDRESS}|[\w.+-]+)>?\)?", re.IGNORECASE
)
_MALFORMED = re.compile(
    r"\s{1,4}(\S.{0,500}?): (?:malformed address|missing or malformed|unqualified|domain missing)\b.*"
)
_SAID_BY_PIPE = "the following text was generated during the delivery attempt"


def read(report: ReportText) -> list[Notice]:
    """Read the indented list, and where it names no address, the header that does."""
    failed = addresses_in(", ".join(report.message.headers("x-failed-recipients")[:20]))
    listed = entries(_without_sender(report.lines), _begins, _ends)
    found = [notice for entry in listed for notice in _notices(report, entry)]
    if not found:
        return [report.notice("exim", one, "") for one in failed]
    return without_repeats(_with_header(report, found, failed))


def _without_sender(lines: list[str]) -> list[str]:
    """Drop the address below "A message sent by", which a copy to a postmaster has."""
    said = [line for line in lines if line.strip()]
    senders = {line for before, line in pairwise(said) if before.rstrip().endswith(" sent by")}
    return [line for line in lines if line not in senders]


def _begins(line: str) -> tuple[str, str] | None:
    if not 1 <= indent(line) <= 3:
        return None
    if address := address_alone(line):
        return address, ""
    if malformed := _MALFORMED.fullmatch(line):
        named = addresses_in(malformed[1])
        return (named[-1] if named else ""), line
    return ("", line) if _LOCAL.match(line) else None


def _ends(head: str, line: str) -> bool:
    return bool(line.strip()) and indent(line) < indent(head)


def _notices(report: ReportText, entry: Entry) -> list[Notice]:
    parent = next((one for one in map(_PARENT.search, entry.words) if one), None)
    origin = cleaned(parent[2]) if parent else ""
    words = [line for line in entry.words if not _PARENT.fullmatch(line.strip())]
    if not entry.recipient and _SAID_BY_PIPE in report.low:
        at = report.low.find(_SAID_BY_PIPE)
        words += report.text[at : at + 2_000].split("\n")[1:]
    recipient = entry.recipient or (origin if "@" in origin else "") or address_in(entry.head)
    if recipient or entry.words:
        return [
            report.notice("exim", recipient, words, line=entry.head, original=origin if "@" in origin else "")
        ]
    return []


def _with_header(report: ReportText, found: list[Notice], failed: list[str]) -> list[Notice]:
    """Name a single nameless delivery by the header."""
    if len(found) == 1 and len(failed) == 1 and "@" not in found[0].recipient:
        only = found[0]
        return [report.notice("exim", failed[0], only.text, line=only.line)]
    return found
