"""Postfix: what became of each recipient, from the lines of its delivery agents, joined by queue id.

Source: Postfix documentation, "postconf(5): delivery_status_filter" and the log formats of bounce(8), qmgr(8) and smtp(8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from mailworthy.bounce.event import EventKind, PlatformClass, Said
from mailworthy.bounce.logs.syslog import Calendar, read
from mailworthy.bounce.logs.waiting import Queue
from mailworthy.bounce.record import Stage

# RFC 3463's codes stand in `dsn`; short queue ids are hexadecimal, long ones (enable_long_queue_ids) have 52 letters.
_QUEUED = re.compile(r"([0-9A-Za-z]{5,25}): (?=to=<|from=<|message-id=|removed|sender non-|uid=|client=)")
_DELIVERY = re.compile(
    r"to=<([^>]{1,512})>, (?:orig_to=<([^>]{0,512})>, )?relay=([^,]{0,512}), (?:[a-z_]+=[^,]{0,200}, ){0,6}?"
    r"dsn=([245]\.\d{1,3}\.\d{1,3}), status=([a-z-]{3,20})(?: \((.*)\))?"
)
_EXPIRED = re.compile(r"from=<([^>]{0,512})>, status=(?:force-)?expired")
_FROM = re.compile(r"from=<([^>]{0,512})>")
_MESSAGE_ID = re.compile(r"(?:resent-)?message-id=<?([^>\s]{1,998})")
_SAID = re.compile(r"host (\S{1,255}?)(?:\[[^\]]{1,64}\])? (?:said|refused to talk to me): ")
_STAGE = re.compile(
    r" \(in reply to (?:end of )?(EHLO|HELO|LHLO|MAIL FROM|RCPT TO|DATA)[A-Z ]*?(?: command)?\)$"
)
_STAGES = {
    "EHLO": Stage.HELO,
    "HELO": Stage.HELO,
    "LHLO": Stage.HELO,
    "MAIL FROM": Stage.MAIL,
    "RCPT TO": Stage.RCPT,
    "DATA": Stage.DATA,
}
_STATES = {
    "sent": (EventKind.DELIVERED, PlatformClass.NONE),
    "bounced": (EventKind.BOUNCE, PlatformClass.HARD),
    "deferred": (EventKind.DEFERRED, PlatformClass.SOFT),
    "expired": (EventKind.BOUNCE, PlatformClass.SOFT),
    "softbounced": (EventKind.DEFERRED, PlatformClass.SOFT),
}
_HANDED_ON = (
    "127.",
    "localhost",
    "[127.",
    "::1",
    "[::1",
    "private/",
)  # to a filter of ours, which hands it back


def mine(line: str) -> bool:
    """Tell whether a line looks like one of Postfix's."""
    return "postfix" in line[:200] and ": " in line


class PostfixLog:
    """Reads a log line by line. Refusals of mail that others wanted to send us are no events of ours.

    Args:
        calendar: What the lines' times lack.
        queue: What is remembered between lines.
    """

    def __init__(self, calendar: Calendar, queue: Queue | None = None) -> None:
        self._calendar = calendar
        self.queue = Queue() if queue is None else queue

    def read(self, line: str) -> Iterator[Said]:
        """Read the next line."""
        if "postfix" not in line:
            return
        found = read(line, self._calendar)
        queued = _QUEUED.match(found.message) if found else None
        if not found or not queued:
            return
        queue_id, rest = queued[1], found.message[queued.end() :]
        if delivery := _DELIVERY.match(rest):
            yield from self._delivery(delivery, queue_id, found.time)
        elif expired := _EXPIRED.match(rest):
            yield from self._expired(expired[1], queue_id, found.time)
        else:
            self._note(rest, queue_id)

    def _note(self, rest: str, queue_id: str) -> None:
        if rest.startswith("removed"):
            self.queue.forget(queue_id)
        elif sender := _FROM.match(rest):
            self.queue[queue_id].came_from(sender[1])
        elif message_id := _MESSAGE_ID.match(rest):
            self.queue[queue_id].message_id = message_id[1]

    def _delivery(self, found: re.Match[str], queue_id: str, time: datetime | None) -> Iterator[Said]:
        recipient, original, relay, status, state, text = found.groups()
        if state not in _STATES or self.queue[queue_id].notice:
            return  # address verification, where nothing is sent; or a report of the server's own
        kind, platform_class = _STATES[state]
        if kind is EventKind.DELIVERED and relay.startswith(_HANDED_ON):
            kind = EventKind.ACCEPTED
        said = self._said(recipient, queue_id, time)
        said = replace(
            said,
            kind=kind,
            label=state,
            platform_class=platform_class,
            text=text or "",
            status=status,
            original_recipient=original or "",
            remote_mta=_host(text or "") or _relay(relay),
            stage=_stage(text or ""),
            suspicion="expired" if state == "expired" else "",
        )
        if kind is EventKind.DEFERRED:
            self.queue[queue_id].put_off(said)
        else:
            self.queue[queue_id].deferred.pop(recipient, None)
        yield said

    def _said(self, recipient: str, queue_id: str, time: datetime | None) -> Said:
        waiting = self.queue[queue_id]
        return Said(
            platform="postfix",
            recipient=recipient,
            kind=EventKind.OTHER,
            time=time,
            id=queue_id,
            campaign=self.queue.tag_of(waiting.sender) if waiting.sender else "",
            message_id=waiting.message_id,
        )

    def _expired(self, sender: str, queue_id: str, time: datetime | None) -> Iterator[Said]:
        """Give up on whoever still waits, each for what was said last."""
        waiting = self.queue[queue_id]
        waiting.came_from(sender)
        for last in waiting.deferred.values():
            yield replace(
                last, kind=EventKind.BOUNCE, label="expired", time=time or last.time, suspicion="expired"
            )
        waiting.deferred.clear()


def _host(text: str) -> str:
    found = _SAID.match(text)
    return found[1] if found else ""


def _relay(relay: str) -> str:
    return "" if relay == "none" else relay.partition("[")[0]


def _stage(text: str) -> Stage:
    found = _STAGE.search(text[-200:])
    return _STAGES[found[1]] if found else Stage.UNKNOWN
