"""Exchange of all ages and languages: 5.5, 2000, 2003, 2007 and later, and Microsoft 365 without a status part.

Described at https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online and,
for the older ones, in Microsoft's knowledge base (articles 284204 and 823489). Sites see these texts translated, so only
what the program adds is looked at: ``addr on DATE``, ``MSEXCH:``, ``<host #5.1.1 smtp;550 …>``, ``#550 5.1.1 …#``,
``Remote Server returned '550 …'``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from mailworthy.bounce.record import Notice
from mailworthy.bounce.sources.entries import entries
from mailworthy.bounce.sources.report_text import (
    ADDRESS,
    ReportText,
    address_alone,
    cleaned,
    folded,
    without_repeats,
)

MARKS = (
    "msexch:", "did not reach the following recipient", "some or all of the intended recipients", " returned '",
    "delivery has failed to these recipients", " #4.", " #5.", "#550", "#554", "#551", "#552", "#553", "#5.", "#4.", "#smtp#",
    "<mailto:", "recipient(s) could not be reached", "sent by microsoft exchange", "mts-id",
)  # fmt: skip
# The address and when: "on Thu, 29 Apr", "am 02.02.2003", "le 29/04/2001", "4/29/2001 11:34 PM". X.400 forms hold SMTP=.
_DATED = re.compile(
    rf"\s*(?:[^@]{{0,200}}(?:\bSMTP=|[\s(<'\"]))?({ADDRESS})[>\"'),;]{{0,3}}\s"
    r"(?:(?:[^\W\d]{1,8}\s)?(?:[^\W\d]{2,10}[,.]?\s)?\d.*|(?:on|am|le|el|il|op|em|den)(?:\s[^\W\d]{2,10},?)?)",
    re.IGNORECASE,
)
_X400 = re.compile(rf"\s*[ac]=.{{0,200}}\bSMTP=({ADDRESS})[; ].*", re.IGNORECASE)
_CODED = re.compile(
    r"\s*(?:\S+\s)?[#<].{0,20}?#?[45][0-9.]{2,8}\b.*|\s*(?:.{0,40}\s)?server\s(?:at\s.{1,255})?returned\s.*",
    re.IGNORECASE,
)
_OUTER = re.compile(r"^\s*#+|#+\s*$|#SMTP#", re.IGNORECASE)
_REMOTE = re.compile(
    r"\bserver (?:at ([^\s()]{1,255}) )?(?:\([^()]{0,60}\) )?returned '?(.*)", re.IGNORECASE | re.DOTALL
)
_EXPIRED = re.compile(r"[45]\d\d [45]\.4\.7 ")  # RFC 3463 §3.5
_CLOSING = re.compile(r"'(?:\s|$)")
_BARE_HOST = re.compile(r"\s*([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})\s*")
_ANGLED = re.compile(r"<([\w.-]+) #(.*?)>\s*$", re.DOTALL)
_REST_OF_DATE = re.compile(r"\s*(?:\d{4} )?\d{1,2}:\d\d(?::\d\d)?(?: [AP]M)?(?: [+-]\d{4})?\s*")
_NOISE = re.compile(r"\s*(?:the )?mts-id\b", re.IGNORECASE)


def read(report: ReportText) -> list[Notice]:
    """Read what administrators are shown; where that is missing, the list that readers see."""
    return without_repeats(list(_coded(report)) or list(_dated(report)) or list(_mailto(report)))


def _coded(report: ReportText) -> Iterator[Notice]:
    """Read an address alone on a line above a line with a code, the host perhaps between: Exchange 2007 and later."""
    lines = [line for line in report.lines if line.strip()]
    for at, line in enumerate(lines[:-1]):
        recipient = address_alone(line)
        if not recipient or "<mailto:" in line.lower() or not any(map(_CODED.match, lines[at + 1 : at + 3])):
            continue
        host = _BARE_HOST.fullmatch(lines[at + 1])
        below = list(takewhile(lambda later: not address_alone(later), lines[at + 1 + bool(host) : at + 20]))
        yield _notice(report, recipient, folded(below), line, host[1] if host else "")


def _dated(report: ReportText) -> Iterator[Notice]:
    """Read an address and a date, indented words below: Exchange 5.5 to 2003."""
    for entry in entries(report.lines, _dated_head):
        yield _notice(report, cleaned(entry.recipient), folded(_without_ids(entry.words)), entry.head)


def _without_ids(words: Sequence[str]) -> Iterator[str]:
    """Drop the rest of a wrapped date, and the MTS-ID with its own wrapped rest."""
    dropping = False
    for line in words:
        if _NOISE.match(line):
            dropping = True
        elif line.lstrip()[:7].upper() == "MSEXCH:":
            dropping = False
        if not dropping and not _REST_OF_DATE.fullmatch(line):
            yield line


def _dated_head(line: str) -> tuple[str, str] | None:
    if "@" not in line:
        return None
    head = _DATED.fullmatch(line) or _X400.fullmatch(line)
    return (head[1], "") if head else None


def _mailto(report: ReportText) -> Iterator[Notice]:
    """Read ``addr<mailto:addr>`` and the sentence below it."""
    for entry in entries(
        report.lines,
        lambda line: (
            (address_alone(line), "") if "<mailto:" in line.lower() and address_alone(line) else None
        ),
    ):
        yield _notice(report, entry.recipient, folded(entry.words), entry.head)


def _returned(words: str) -> str:
    """Give the reply in quotes; one that only says that time ran out together with the one below it, its cause."""
    reply = _CLOSING.split(words)[0]
    before = _REMOTE.search(words) if _EXPIRED.match(reply) else None
    return f"{reply} -> {_CLOSING.split(before[2])[0]}" if before else reply


def _notice(report: ReportText, recipient: str, words: str, line: str, host: str = "") -> Notice:
    if remote := _REMOTE.search(words):
        host, words = host or (remote[1] or "").strip("<>"), _returned(remote[2])
    elif angled := _ANGLED.search(words):
        host, words = angled[1], f"{words[: angled.start()].strip()} {angled[2]}".strip()
    return report.notice("exchange", recipient, _OUTER.sub("", words), line=line, remote_mta=host)
