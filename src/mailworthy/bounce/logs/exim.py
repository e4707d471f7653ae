"""Exim: what became of each recipient, from the lines of its main log, joined by message id.

Source: the Exim specification, chapter "Log files".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.logs.syslog import LONGEST_LINE, Calendar
from mailworthy.bounce.logs.waiting import Queue
from mailworthy.bounce.record import Stage

# In a file of its own, or behind syslog's prefix. Message ids have 16 characters, from 4.97 on 23.
_LINE = re.compile(
    r"(?:.{0,200}?exim(?:4)?\[\d{1,10}\]: )?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: ?[+-]\d{4})?) "
    r"(?:\[\d{1,10}\] )?([0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{6}-[0-9A-Za-z]{11}-[0-9A-Za-z]{4}) "
    r"(<=|=>|->|>>|\*>|\*\*|==|Completed|SMTP error)(?: |$)"
)
_KINDS = {
    "=>": (EventKind.DELIVERED, PlatformClass.NONE),
    "->": (EventKind.DELIVERED, PlatformClass.NONE),
    ">>": (EventKind.DELIVERED, PlatformClass.NONE),
    "**": (EventKind.BOUNCE, PlatformClass.HARD),
    "==": (EventKind.DEFERRED, PlatformClass.SOFT),
}
_ADDRESS = re.compile(r"(\S{1,512}?):?(?: <([^>]{0,512})>)?(?::)?(?= |$)")
_FIELD = re.compile(r" ([A-Z][A-Za-z]?)=(\"[^\"]{0,1024}\"|\S{1,512})")
_MESSAGE_ID = re.compile(r" id\*?=(\S{1,998})")
_STAGE = re.compile(
    r"(?:after|SMTP) (?:pipelined )?(?:sending |end of )?(EHLO|HELO|MAIL FROM|RCPT TO|DATA|data|initial connection)"
)
_STAGES = {
    "EHLO": Stage.HELO,
    "HELO": Stage.HELO,
    "MAIL FROM": Stage.MAIL,
    "RCPT TO": Stage.RCPT,
    "DATA": Stage.DATA,
    "data": Stage.DATA,
    "initial connection": Stage.CONNECT,
}
_DEFER = re.compile(r" defer \(-?\d{1,5}\)")
# What stands between the address and the words: fields, a host's address behind its name, lone letters (log_selector).
_BETWEEN = re.compile(
    r" (?:[A-Z][A-Za-z0-9]{0,2}=(?:\"[^\"]{0,1024}\"|\S{1,512})(?: \[[^\]]{1,64}\](?::\d{1,5})?\*?:?)?|[A-Z](?=[ :]))"
)
_SPENT = re.compile(r"(?: [DQ]T=[\d.]{1,12}[a-z]{0,2}){1,2}$")


def mine(line: str) -> bool:
    """Tell whether a line looks like one of Exim's."""
    return _LINE.match(line[:LONGEST_LINE]) is not None


class EximLog:
    """Reads a main log line by line.

    Args:
        calendar: What the lines' times lack.
        queue: What is remembered between lines.
    """

    def __init__(self, calendar: Calendar, queue: Queue | None = None) -> None:
        self._calendar = calendar
        self.queue = Queue() if queue is None else queue

    def read(self, line: str) -> Iterator[Said]:
        """Read the next line."""
        line = line[:LONGEST_LINE].rstrip("\r\n")
        found = _LINE.match(line)
        if not found:
            return
        written, exim_id, flag = found.groups()
        rest = line[found.end() :]
        if flag == "Completed":
            self.queue.forget(exim_id)
        elif flag == "<=":
            self._arrived(rest, exim_id)
        elif flag in _KINDS and (said := self._said(flag, rest, exim_id, self._calendar.aware(written))):
            yield said

    def _arrived(self, rest: str, exim_id: str) -> None:
        waiting = self.queue[exim_id]
        sender = rest.partition(" ")[0]
        waiting.came_from("" if sender == "<>" else sender)
        if message_id := _MESSAGE_ID.search(rest):
            waiting.message_id = message_id[1]

    def _said(self, flag: str, rest: str, exim_id: str, time: datetime | None) -> Said | None:
        address = _ADDRESS.match(rest)
        recipient, original = _recipients(address) if address else ("", "")
        if not address or not recipient or self.queue[exim_id].notice:
            return None
        kind, platform_class = _KINDS[flag]
        rest = rest[address.end() :]
        text = _text(flag, rest)
        fields = {found[1]: found[2].strip('"') for found in _FIELD.finditer(rest[:2048])}
        waiting = self.queue[exim_id]
        stage = _STAGE.search(text)
        said = Said(
            platform="exim",
            recipient=recipient,
            kind=kind,
            label=flag,
            platform_class=platform_class,
            time=time,
            id=exim_id,
            text=text or fields.get("C", ""),
            campaign=self.queue.tag_of(waiting.sender) if waiting.sender else "",
            message_id=waiting.message_id,
            original_recipient=original,
            remote_mta=fields.get("H", ""),
            stage=_STAGES[stage[1]] if stage else Stage.UNKNOWN,
        )
        return self._given_up(said, waiting.deferred)

    def _given_up(self, said: Said, deferred: dict[str, Said]) -> Said:
        """Give the words of the last refusal to a line that only says that time is over."""
        if said.kind is EventKind.DEFERRED:
            if _asked_nobody(said.text) and said.recipient in deferred:
                return said
            self.queue[said.id].put_off(said)
            return said
        last = deferred.pop(said.recipient, None)
        if last and said.kind is EventKind.BOUNCE and _time_is_over(said.text):
            return replace(
                said, text=last.text, stage=last.stage, remote_mta=last.remote_mta, suspicion="expired"
            )
        return said


def _asked_nobody(text: str) -> bool:
    return "retry time not reached" in text


def _time_is_over(text: str) -> bool:
    return "retry timeout exceeded" in text or "all hosts have been failing for a long time" in text


def _recipients(found: re.Match[str]) -> tuple[str, str]:
    """Give whom it was for, and whom it was written to where that differs: a pipe or a file is no address."""
    first, second = found[1], found[2] or ""
    if "@" in first and not first.startswith(("/", "|")):
        return first, second if second != first else ""
    return (second if "@" in second else ""), ""


def _text(flag: str, rest: str) -> str:
    """Give the words behind router, transport and host."""
    if flag in {"=>", "->", ">>"}:
        return ""
    at = 0
    if flag == "==":
        found = _DEFER.search(rest)
        at = found.end() if found else 0
    while (found := _BETWEEN.match(rest, at)) is not None:
        at = found.end()
        if found[0].endswith(":"):
            break
    words = _SPENT.sub("", rest[at:].lstrip(": ")[-LONGEST_LINE:])
    return words.replace("\\n", "\n")  # Exim writes a reply of several lines in one
